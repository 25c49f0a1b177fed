//! A webhook's answers, which the scenario holds and may change.

use std::collections::BTreeMap;

use serde_json::json;

use super::case::Case;
use super::{Edit, Fix};
use crate::report::{CheckOutcome, Step};
use crate::scenario::RemoteAnswer;

pub fn fixes(case: &Case, step: &Step) -> Vec<Fix> {
    let Some(check) = step.checks.iter().find(|check| check.outcome == CheckOutcome::Failed) else {
        return Vec::new();
    };
    let words = [&check.source, &check.expected];
    let url =
        words.into_iter().flatten().flat_map(|text| text.split(' ')).find(|word| word.starts_with("http"));
    let url = url.map(|url| url.split('?').next().unwrap_or(url).to_owned());
    let url = url.or_else(|| case.scenario.remote.keys().next().cloned()).unwrap_or_default();
    let version =
        if case.flag("authentication-token-webhook-version") == Some("v1") { "v1" } else { "v1beta1" };
    let review = |status| review(&url, version, case.flags("api-audiences"), status);
    let yes = Fix::new(
        "See what a yes does",
        "The webhook's answer here becomes status.authenticated: true with a user of its own.",
    )
    .edit(review(true));
    match check.name.as_str() {
        "answer" => vec![
            Fix::new(
                "Answer a bad token with 200 and authenticated: false",
                "The webhook is asked for its opinion. HTTP 401 or 500 says that the question itself failed: the server logs an \
                 error, and may ask again. Whether the webhook lets the API server in is another matter, decided by the \
                 credentials in its kubeconfig.",
            )
            .edit(review(false)),
            yes,
        ],
        "verdict" => vec![
            Fix::new(
                "Ask the webhook why",
                "The server has found the webhook and understood its answer: the token is expired or unknown there. Its status.error, \
                 when it sets one, is what the server's log shows. Answers are cached, two minutes by default.",
            ),
            yes,
        ],
        "audiences" => vec![
            Fix::new(
                "Let the webhook name an audience of this server",
                "An answer with status.audiences must name one of the audiences that the TokenReview asked for. A webhook that knows \
                 nothing of audiences leaves the field out and is asked for the server's own only.",
            )
            .edit(review(true)),
        ],
        _ => vec![
            Fix::new(
                "Make the webhook reachable from the API server",
                "The address is that of the kubeconfig in --authentication-token-webhook-config-file, and its certificate must be \
                 signed by the CA there. While the webhook is down, only other authenticators let anybody in.",
            )
            .command(format!("curl -i -X POST {url}")),
            yes,
        ],
    }
}

/// The TokenReview that the webhook should send.
fn review(url: &str, version: &str, audiences: Vec<String>, authenticated: bool) -> Edit {
    let mut status = json!({"authenticated": authenticated});
    if authenticated {
        status["user"] = json!({"username": "jane", "groups": ["developers"]});
        if !audiences.is_empty() {
            status["audiences"] = audiences.into();
        }
    }
    let api = format!("authentication.k8s.io/{version}");
    let body = json!({"apiVersion": api, "kind": "TokenReview", "status": status}).to_string();
    let headers = BTreeMap::from([("Content-Type".to_owned(), "application/json".to_owned())]);
    Edit::Remote(url.to_owned(), RemoteAnswer { status: 200, headers, body })
}
