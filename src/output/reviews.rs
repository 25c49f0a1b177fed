//! SelfSubjectReview and TokenReview as YAML, as `kubectl … -o yaml` prints them
//! (`kubernetes/pkg/registry/authentication/{selfsubjectreview,tokenreview}`).

use serde_json::{Map, json};

use crate::golang::yaml;
use crate::input::http;
use crate::report::{Outcome, Report, User};
use crate::scenario::{Request, Scenario};

use super::{Shown, user_info};

const API: &str = "authentication.k8s.io/v1";

/// `kubectl auth whoami -o yaml`. `now` is the server's clock, RFC 3339 in whole seconds.
pub fn self_subject_review(user: &User, now: &str) -> String {
    yaml::emit(&json!({
        "apiVersion": API,
        "kind": "SelfSubjectReview",
        "metadata": {"creationTimestamp": now},
        "status": {"userInfo": user_info(user)},
    }))
}

/// The bearer token of a request's Authorization header, as the server reads it.
pub fn bearer_token(request: &Request) -> Option<String> {
    let request = http::parse(&request.raw).ok()?;
    let header = request.headers.get("Authorization").trim();
    let mut parts = header.split(' ');
    let scheme = parts.next()?;
    let token = parts.next()?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| token.to_owned())
}

/// Whether the request holds nothing but a bearer token, so that its report answers for the token alone.
pub fn is_token_alone(request: &Request) -> bool {
    let certificate = request.client_certificates.as_deref().is_some_and(|pem| !pem.trim().is_empty());
    !certificate && !request.raw.to_ascii_lowercase().contains("sec-websocket-protocol")
}

/// The scenario whose report is what the server's TokenReview endpoint finds out: it asks its own authenticators
/// about a request that holds nothing but the token.
pub fn token_alone(scenario: &Scenario) -> Option<Scenario> {
    let token = bearer_token(&scenario.request)?;
    let raw = format!("GET / HTTP/1.1\nAuthorization: Bearer {token}\n");
    Some(Scenario { request: Request { raw, client_certificates: None }, ..scenario.clone() })
}

/// What the server answers to a TokenReview of this token. `report` is about the token alone.
pub fn token_review(token: &str, report: &Report) -> Shown {
    match report.outcome {
        Outcome::StartupError | Outcome::InvalidScenario => return Shown::default(),
        Outcome::Authenticated | Outcome::Unauthorized => {}
    }
    let mut status = Map::new();
    if report.outcome == Outcome::Authenticated {
        status.insert("authenticated".into(), true.into());
        if !report.audiences.is_empty() {
            status.insert("audiences".into(), report.audiences.clone().into());
        }
    } else if let Some(error) = &report.error {
        status.insert("error".into(), error.clone().into());
    }
    status.insert("user".into(), report.user.as_ref().map_or_else(|| json!({}), user_info));
    let text = yaml::emit(&json!({
        "apiVersion": API,
        "kind": "TokenReview",
        "metadata": {},
        "spec": {"token": token},
        "status": status,
    }));
    let shown = Shown::new(text)
        .note("This server's answer to kubectl create -o yaml -f with the apiVersion, kind and spec above.");
    if report.outcome == Outcome::Unauthorized && report.error.is_some() {
        return shown
            .note("Unlike a 401, a TokenReview tells the reason: it takes permission to create one.");
    }
    shown
}
