//! What is wrong with how a credential was sent, whatever it is.

use super::case::{Case, rfc3339};
use super::{Edit, Fix};
use crate::report::{Authenticator, Check, CheckOutcome, StepOutcome};

/// An Authorization header that the server cannot use.
pub fn header(case: &Case) -> Vec<Fix> {
    let failed = |name: &str| {
        let mut checks = case.report.token_sources.iter().flat_map(|source| &source.checks);
        checks.any(|check| check.outcome == CheckOutcome::Failed && check.name == name)
    };
    if !failed("one space before the token") {
        return Vec::new();
    }
    let raw = &case.scenario.request.raw;
    let line =
        raw.lines().find(|line| line.to_ascii_lowercase().starts_with("authorization:")).unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    vec![
        Fix::new(
            "Leave one space before the token",
            "The server splits the header at single spaces, so a second space makes the token empty and the header is ignored.",
        )
        .edit(Edit::Sent { from: line.to_owned(), to: words.join(" ") }),
    ]
}

/// No error, nobody, and anonymous requests are off.
pub fn nothing_sent(case: &Case) -> Vec<Fix> {
    let anonymous_off = case.report.trace.iter().any(|step| {
        step.authenticator == Authenticator::Anonymous && step.outcome == StepOutcome::NotConfigured
    });
    if case.report.error.is_some() || !anonymous_off {
        return Vec::new();
    }
    let send = Fix::new(
        "Send a credential",
        "The request holds nothing that an authenticator recognises. See which user the kubeconfig's current context names, \
         and whether a proxy or load balancer in between ends TLS or drops the Authorization header.",
    );
    let allow = Fix::new(
        "Or let anonymous requests in",
        "They get the name system:anonymous and what RBAC gives to system:unauthenticated, by default little more than \
         /healthz and /version. An AuthenticationConfiguration can allow single paths only.",
    );
    let allow = match case.flag("authentication-config") {
        None => allow.edit(Edit::Flag("anonymous-auth", "true".into())),
        Some(_) => allow,
    };
    vec![send.command("kubectl config view --minify").command("kubectl auth whoami -v=8"), allow]
}

pub fn token_listed(case: &Case, check: &Check) -> Vec<Fix> {
    let source = check.source.as_deref().unwrap_or_default();
    let Some(path) = source.strip_prefix("apiServer.files ") else { return Vec::new() };
    // A JWT or a bootstrap token is meant for somebody else.
    if case.token.is_empty() || case.token.contains('.') {
        return Vec::new();
    }
    let text = case.scenario.api_server.files.get(path).map_or("", String::as_str);
    let newline = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let token = if case.token.contains([',', '"']) {
        format!("\"{}\"", case.token.replace('"', "\"\""))
    } else {
        case.token.clone()
    };
    let after = format!("{text}{newline}{token},new-user,1000\n");
    vec![
        Fix::new(
            "Compare the token with the file, letter by letter",
            "Letter case and spaces count. Whoever has changed the file must restart kube-apiserver: it is read at start only.",
        )
        .command(format!("cut -d, -f2- {path}")),
        Fix::new("Or add the token to the file", "A line needs the token, a username and a UID; groups are optional.")
            .edit(Edit::File(path.to_owned(), after)),
    ]
}

pub fn not_before(case: &Case, _: &Check) -> Vec<Fix> {
    let Some(begin) = case.time("nbf").or(case.time("iat")) else { return Vec::new() };
    let fix = Fix::new(
        "Compare the clocks",
        "The token begins in the server's future. Most often the clock of the issuer or of the server is wrong.",
    );
    vec![fix.command("timedatectl status").edit(Edit::Clock(rfc3339(begin)))]
}
