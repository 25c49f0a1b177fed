//! `kubectl auth whoami` (`kubectl/pkg/cmd/auth/whoami.go`), and what kubectl prints when it cannot say
//! (`kubectl/pkg/cmd/util/helpers.go`).

use crate::report::{Outcome, Report, User};
use crate::scenario::Request;

use super::{Shown, table};

pub const COMMAND: &str = "kubectl auth whoami";

/// What the command prints on either output.
pub fn whoami(report: &Report, request: &Request) -> Shown {
    match (&report.outcome, &report.user) {
        (Outcome::Authenticated, Some(user)) => authenticated(user),
        (Outcome::StartupError, _) => {
            let host = crate::input::http::parse(&request.raw)
                .map(|request| request.headers.get("Host").to_owned())
                .unwrap_or_default();
            let host = if host.is_empty() { "SERVER:PORT" } else { &host };
            Shown::new(format!(
                "The connection to the server {host} was refused - did you specify the right host or port?\n"
            ))
            .note("The server does not start, so nothing listens.")
        }
        (Outcome::InvalidScenario, _) => Shown::default(),
        _ => Shown::new("error: You must be logged in to the server (Unauthorized)\n").note(
            "Written to standard error; the exit code is 1. Every refused credential gives this same line.",
        ),
    }
}

fn authenticated(user: &User) -> Shown {
    let everyone = "system:authenticated";
    if !user.groups.iter().any(|group| group == everyone) {
        return Shown::new(
            "error: the selfsubjectreviews API is not enabled in the cluster or you do not have permission to call it\n",
        )
        .note(format!(
            "The question itself needs permission, and Kubernetes' default role system:basic-user gives it to \
             {everyone} only. With that permission kubectl would print:\n{}",
            table(user)
        ));
    }
    Shown::new(table(user)).note(
        "Needs kubectl 1.26 or newer. In a kubeconfig with several users, kubectl asks as the one of the current context.",
    )
}

/// The table, without regard to permission.
pub fn table(user: &User) -> String {
    let mut rows = String::from("ATTRIBUTE\tVALUE\n");
    let mut row = |name: &str, value: &str| rows.push_str(&format!("{name}\t{value}\n"));
    if !user.username.is_empty() {
        row("Username", &user.username);
    }
    if !user.uid.is_empty() {
        row("UID", &user.uid);
    }
    if !user.groups.is_empty() {
        row("Groups", &list(&user.groups));
    }
    for (key, values) in &user.extra {
        row(&format!("Extra: {key}"), &list(values));
    }
    table::align(&rows)
}

/// `%v` of a list of strings.
fn list(values: &[String]) -> String {
    format!("[{}]", values.join(" "))
}
