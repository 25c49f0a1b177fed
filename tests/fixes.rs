//! What the explorer proposes against a refusal, tried on the gallery: the edits must do what they promise.

use authn_explorer::engine;
use authn_explorer::output::fixes::{Edit, Fix, apply, propose};
use authn_explorer::report::{Authenticator, Outcome, Report};
use authn_explorer::scenario::{self, Scenario};
use chrono::DateTime;

fn evaluate(scenario: &Scenario) -> Report {
    engine::evaluate(scenario, DateTime::UNIX_EPOCH)
}

fn gallery(name: &str) -> Scenario {
    let path = format!("{}/static/gallery/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
    scenario::parse(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn fixes(name: &str) -> (Scenario, Vec<Fix>) {
    let scenario = gallery(name);
    let report = evaluate(&scenario);
    let fixes = propose(&scenario, &report, DateTime::UNIX_EPOCH);
    (scenario, fixes)
}

/// Who the server takes the client for after the first fix that can be tried; or its error.
fn tried(name: &str) -> String {
    let (scenario, fixes) = fixes(name);
    let Some(fix) = fixes.iter().find(|fix| !fix.edits.is_empty()) else { return "nothing to try".into() };
    let report = evaluate(&apply(&fix.edits, &scenario));
    match report.user {
        Some(user) => user.username,
        None => report.error.unwrap_or_else(|| "nobody".into()),
    }
}

#[test]
fn what_can_be_tried_does_what_it_promises() {
    for (name, outcome) in [
        ("anonymous-off", "system:anonymous"),
        ("authentication-configuration-email", "jane@example.com"),
        ("authentication-configuration-no-list", "login:248289761001"),
        ("authentication-configuration-typo", "login:248289761001"),
        ("bearer-two-spaces", "ops"),
        ("bootstrap-expired", "system:bootstrap:abcdef"),
        ("bootstrap-wrong-secret", "system:bootstrap:abcdef"),
        ("legacy-service-account-no-secret", "system:serviceaccount:ci:builder"),
        ("oidc-email-not-verified", "https://login.example.com#248289761001"),
        ("oidc-issuer-prefix", "248289761001"),
        ("oidc-no-such-claim", "jane@example.com"),
        ("oidc-other-issuer", "jane@example.com"),
        ("oidc-wrong-audience", "jane@example.com"),
        ("proxy-same-ca", "jane"),
        ("proxy-wrong-name", "jane"),
        ("service-account-expired", "system:serviceaccount:ci:builder"),
        ("service-account-other-audience", "system:serviceaccount:ci:builder"),
        ("service-account-other-issuer", "system:serviceaccount:ci:builder"),
        ("service-account-pod-gone", "system:serviceaccount:ci:builder"),
        ("service-account-recreated", "system:serviceaccount:ci:builder"),
        ("token-file-broken", "jane"),
        ("token-file-unknown", "new-user"),
        ("webhook-error", "jane"),
        ("webhook-http-401", "invalid bearer token"),
        ("webhook-http-500", "invalid bearer token"),
        ("webhook-no", "jane"),
        ("webhook-other-audience", "jane"),
        ("webhook-unreachable", "jane"),
        ("x509-expired", "kubernetes-admin"),
        ("x509-not-yet-valid", "jane"),
    ] {
        assert_eq!(tried(name), outcome, "{name}");
    }
}

#[test]
fn what_a_scenario_cannot_show_is_said_in_words() {
    for (name, title) in [
        ("x509-missing-intermediate", "Send the intermediate along"),
        ("x509-no-common-name", "Issue the certificate with a common name"),
        ("x509-server-usage", "Issue the certificate for clients"),
        ("x509-unknown-ca", "Use a certificate of this cluster's CA"),
        ("proxy-no-certificate", "Let the proxy present its client certificate"),
        ("oidc-not-initialized", "Make the discovery document reachable from the API server"),
        ("oidc-foreign-signature", "Get a token that the issuer itself has signed"),
        ("service-account-unknown-key", "Get a token from this cluster"),
        ("legacy-service-account-seed", "Get a token from this cluster"),
    ] {
        let (_, fixes) = fixes(name);
        assert_eq!(fixes[0].title, title, "{name}");
        assert!(fixes[0].edits.is_empty(), "{name}");
    }
}

#[test]
fn every_refusal_of_the_gallery_has_a_proposal_and_no_welcome_has_one() {
    let folder = format!("{}/static/gallery", env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let scenario = scenario::parse(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let report = evaluate(&scenario);
        let fixes = propose(&scenario, &report, DateTime::UNIX_EPOCH);
        match report.outcome {
            Outcome::Authenticated => {}
            _ => assert!(!fixes.is_empty(), "{}: {:?}", path.display(), report.error),
        }
        if report
            .authenticator
            .is_some_and(|name| name != Authenticator::Anonymous && name != Authenticator::Jwt)
        {
            assert!(fixes.is_empty(), "{}: {fixes:?}", path.display());
        }
    }
}

#[test]
fn an_edit_says_what_it_changes() {
    let (_, fixes) = fixes("service-account-pod-gone");
    let labels: Vec<String> = fixes[0].edits.iter().map(Edit::label).collect();
    assert_eq!(labels, ["Pod ci/job-7"]);
}
