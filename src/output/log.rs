//! The line that kube-apiserver writes about a refusal: `klog.ErrorS(err, "Unable to authenticate the request")`
//! in `filters/authentication.go`, quoted as klog quotes (`klog/v2/internal/serialize`). And what it says when it does not
//! start: `component-base/cli/run.go`.

use crate::golang::quote::quote;
use crate::report::{Outcome, Report, TokenSourceName};

use super::Shown;

const REFUSED: &str = "\"Unable to authenticate the request\"";
const FAILED: &str = "\"command failed\"";
/// How errors about the command line itself begin (`spf13/pflag`, and the check of positional arguments in `app/server.go`).
const COMMAND_LINE: [&str; 6] = [
    "unknown flag: ",
    "unknown shorthand flag: ",
    "flag needs an argument: ",
    "bad flag syntax: ",
    "invalid argument ",
    "\"kube-apiserver\" does not take any arguments",
];
/// This one is an error of its own, not the value of `err`.
const AUDIENCE: &str = "unable to match the audience: ";
const INVALID: &str = "invalid bearer token";

/// Date, time, process and line number differ between servers and releases; what follows the bracket does not.
pub fn line(report: &Report) -> Shown {
    let error = report.error.as_deref().unwrap_or_default();
    match report.outcome {
        Outcome::Unauthorized if report.error.is_none() => Shown::default()
            .note("The server logs nothing: no authenticator had an opinion, and anonymous requests are not let in."),
        Outcome::Unauthorized => refused(report, error),
        Outcome::StartupError => failed(error),
        Outcome::Authenticated | Outcome::InvalidScenario => Shown::default(),
    }
}

fn refused(report: &Report, error: &str) -> Shown {
    const HEADER: &str = "Before it stands klog's header: E for error, month and day, time, process id and the place in the source, such \
        as E1123 12:00:00.000000       1 authentication.go:76].";
    const OWN: &str = "The first error is about the token with which the server calls itself: it compares every bearer token with that \
        one before it asks an authenticator.";
    match when_running(report) {
        Some(error) => Shown::new(message(&error)).note(HEADER).note(OWN),
        None => Shown::new(message(error)).note(HEADER),
    }
}

/// The error in the log of a running server, where it is another one. Ahead of the configured authenticators such a server
/// has one for the token with which it calls itself (`AuthorizeClientBearerToken` in `apiserver/pkg/server/config.go`); any
/// other token of the Authorization header is invalid to it. Equal errors are written once.
pub fn when_running(report: &Report) -> Option<String> {
    let error = report.error.as_deref().filter(|error| *error != INVALID && !error.starts_with(AUDIENCE))?;
    let sent = report
        .token_sources
        .iter()
        .any(|source| source.found && source.name == TokenSourceName::AuthorizationHeader);
    if !sent || report.outcome != Outcome::Unauthorized {
        return None;
    }
    let is_one = report.trace.iter().any(|step| step.error.as_deref() == Some(error));
    let list = error.strip_prefix('[').and_then(|list| list.strip_suffix(']')).filter(|_| !is_one);
    let others = list.map_or(error, |list| list.strip_suffix(", invalid bearer token").unwrap_or(list));
    Some(format!("[{INVALID}, {others}]"))
}

fn failed(error: &str) -> Shown {
    if COMMAND_LINE.iter().any(|start| error.starts_with(start)) {
        return Shown::new(format!("Error: {error}"))
            .note("Before it kube-apiserver prints how it is called; then it exits with code 1.");
    }
    Shown::new(klog(FAILED, error)).note(
        "Before it stands klog's header, such as E1123 12:00:00.000000       1 run.go:72]. Then kube-apiserver exits with code 1.",
    )
}

fn message(error: &str) -> String {
    if error.starts_with(AUDIENCE) { error.to_owned() } else { klog(REFUSED, error) }
}

fn klog(message: &str, error: &str) -> String {
    if !error.contains('\n') {
        return format!("{message} err={}", quote(error));
    }
    let lines: String = error.lines().map(|line| format!("\t{line}\n")).collect();
    format!("{message} err=<\n{lines} >")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Authenticator, Step, StepOutcome, TokenSource};

    /// A refusal with the errors of single authenticators, and whether it had a bearer token.
    fn refusal(error: &str, errors: &[&str], found: bool) -> Report {
        let name = TokenSourceName::AuthorizationHeader;
        let source = TokenSource {
            name,
            found,
            error: None,
            reason: String::new(),
            checks: Vec::new(),
            effects: Vec::new(),
        };
        let step = |error: &&str| Step {
            error: Some((*error).to_owned()),
            ..Step::new(Authenticator::Webhook, StepOutcome::Rejected, "")
        };
        Report {
            error: Some(error.to_owned()),
            trace: errors.iter().map(step).collect(),
            token_sources: vec![source],
            ..Report::new(Outcome::Unauthorized)
        }
    }

    #[test]
    fn a_running_server_says_first_that_the_token_is_not_its_own() {
        for (error, errors, running) in [
            (
                "oidc: email not verified",
                &["oidc: email not verified"][..],
                "[invalid bearer token, oidc: email not verified]",
            ),
            ("[x509: a, oidc: b]", &["x509: a", "oidc: b"], "[invalid bearer token, x509: a, oidc: b]"),
            ("[x509: a, invalid bearer token]", &["x509: a"], "[invalid bearer token, x509: a]"),
            ("[no]", &["[no]"], "[invalid bearer token, [no]]"),
        ] {
            assert_eq!(when_running(&refusal(error, errors, true)).as_deref(), Some(running));
        }
    }

    #[test]
    fn a_server_that_does_not_start_logs_why_unless_it_is_the_command_line() {
        let line = |error: &str| {
            line(&Report { error: Some(error.to_owned()), ..Report::new(Outcome::StartupError) }).text
        };
        assert_eq!(line("unknown flag: --oidc"), "Error: unknown flag: --oidc");
        assert_eq!(line(r#"invalid: "a""#), r#""command failed" err="invalid: \"a\"""#);
    }

    #[test]
    fn a_running_server_says_no_more_without_a_token_and_where_that_is_all() {
        assert_eq!(when_running(&refusal("x509: a", &["x509: a"], false)), None);
        assert_eq!(when_running(&refusal("invalid bearer token", &[], true)), None);
        assert_eq!(
            when_running(&refusal("unable to match the audience: [a] , accepted: [b]", &[], true)),
            None
        );
    }
}
