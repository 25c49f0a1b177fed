//! The line that kube-apiserver writes about a refusal: `klog.ErrorS(err, "Unable to authenticate the request")`
//! in `filters/authentication.go`, quoted as klog quotes (`klog/v2/internal/serialize`).

use crate::golang::quote::quote;
use crate::report::{Outcome, Report};

use super::Shown;

const REFUSED: &str = "\"Unable to authenticate the request\"";
/// This one is an error of its own, not the value of `err`.
const AUDIENCE: &str = "unable to match the audience: ";

/// Date, time, process and line number differ between servers and releases; what follows the bracket does not.
pub fn line(report: &Report) -> Shown {
    let error = report.error.as_deref().unwrap_or_default();
    match report.outcome {
        Outcome::Unauthorized if report.error.is_none() => Shown::default()
            .note("The server logs nothing: no authenticator had an opinion, and anonymous requests are not let in."),
        Outcome::Unauthorized => Shown::new(message(error)).note(
            "Before it stands klog's header: E for error, month and day, time, process id and the place in the source, such \
             as E1123 12:00:00.000000       1 authentication.go:76].",
        ),
        Outcome::StartupError => Shown::new(error).note("What kube-apiserver says before it exits with code 1."),
        Outcome::Authenticated | Outcome::InvalidScenario => Shown::default(),
    }
}

fn message(error: &str) -> String {
    if error.starts_with(AUDIENCE) {
        return error.to_owned();
    }
    if !error.contains('\n') {
        return format!("{REFUSED} err={}", quote(error));
    }
    let lines: String = error.lines().map(|line| format!("\t{line}\n")).collect();
    format!("{REFUSED} err=<\n{lines} >")
}
