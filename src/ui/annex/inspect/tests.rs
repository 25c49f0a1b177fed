use chrono::DateTime;

use super::*;
use crate::inspect::{self, InspectQuestion};
use crate::report::{Authenticator, Check, Outcome, Provenance, Report, Step, StepOutcome};
use crate::scenario;
use crate::ui::components::testing::render;

const JANE: &str = include_str!("../../../../static/demo/jane.crt");
const CA: &str = include_str!("../../../../static/demo/ca.crt");
const TOKEN: &str = include_str!("../../../../static/demo/builder.jwt");
const CONFIG: &str = "apiVersion: v1
kind: Config
current-context: dev
contexts:
- {name: dev, context: {cluster: k, user: jane}}
- {name: prod, context: {cluster: k, user: bot}}
clusters: [{name: k, cluster: {server: 'https://k:6443'}}]
users: [{name: jane, user: {token: s3cret}}, {name: bot, user: {exec: {command: aws}}}]
";

fn question(text: &str, request: scenario::Request) -> InspectQuestion {
    let scenario = format!(
        "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {{name: s}}\nnow: 2026-11-23T12:00:00Z\n\
         apiServer:\n  args: [--client-ca-file=/ca.crt]\n  files:\n    /ca.crt: |\n{}",
        CA.lines().map(|line| format!("      {line}\n")).collect::<String>()
    );
    InspectQuestion {
        text: text.to_owned(),
        request,
        scenario: Some(Box::new(scenario::parse(&scenario).unwrap())),
    }
}

fn certificate() -> Inspection {
    let request = scenario::Request { client_certificates: Some(JANE.to_owned()), ..Default::default() };
    inspect::inspect(&question(JANE, request), DateTime::UNIX_EPOCH)
}

fn bearer(token: &str) -> Inspection {
    let raw = format!("GET /api HTTP/1.1\nAuthorization: Bearer {}\nCookie: a=b\n", token.trim());
    let request = scenario::Request { raw, ..Default::default() };
    inspect::inspect(&question(token, request), DateTime::UNIX_EPOCH)
}

fn report() -> Report {
    let mut step = Step::new(Authenticator::ServiceAccount, StepOutcome::Authenticated, "Good.");
    step.checks = vec![
        Check::passed("signature", "Key abc signed it."),
        Check::passed("audience", "One fits.").source("token#aud"),
        Check::passed("validity", "It is current.").source("request.clientCertificates#validity"),
    ];
    let from = |field, source| Provenance::new(field, "x", "", source);
    Report {
        trace: vec![step],
        provenance: vec![
            from("username", "token#kubernetes.io.serviceaccount.name"),
            from("groups[0]", "request.clientCertificates#subject.O[0]"),
        ],
        ..Report::new(Outcome::Authenticated)
    }
}

fn shown(shown: Shown, look: Look, lit: Option<&'static str>) -> String {
    render(move |_| {
        let report = report();
        let judge = Judge { report: Some(&report), lit };
        view(&shown, true, &Sight { judge, look: &look, send: &Callback::noop() })
    })
}

fn there(inspection: Inspection) -> String {
    shown(Shown::There(inspection), Look::default(), None)
}

#[test]
fn a_token_stands_in_three_colours_with_its_claims_explained() {
    let html = there(bearer(TOKEN));
    for part in TOKEN.trim().split('.').zip(["jwt-head", "jwt-body", "jwt-sign"]) {
        assert!(html.contains(&format!("<span class=\"{}\">{}", part.1, part.0)), "{}", part.1);
    }
    for text in [
        "Signature verified",
        "Key abc signed it.",
        "s life.",
        "RFC 7519",
        "audience passed",
        "Copy exp",
        "a service-account token bound to a Pod",
    ] {
        assert!(html.contains(text), "{text}: {html}");
    }
}

#[test]
fn header_and_claims_are_shown_as_json_too() {
    let look = Look { json: true, ..Look::default() };
    let html = shown(Shown::There(bearer(TOKEN)), look, None);
    assert!(html.contains(">\"aud\"</span>"), "{html}");
    assert!(!html.contains("<table"));
    let Item::Jwt(token) = &bearer(TOKEN).items[0] else { panic!() };
    let copied: serde_json::Value = serde_json::from_str(&jwt::json_text(&token.claims.lines)).unwrap();
    assert!(copied["kubernetes.io"]["pod"]["name"].is_string());
}

#[test]
fn a_lit_field_lights_what_it_came_from() {
    let lit = |inspection, field| shown(Shown::There(inspection), Look::default(), Some(field));
    let html = lit(bearer(TOKEN), "username");
    assert_eq!(html.matches("<tr class=\"lit\">").count(), 1, "{html}");
    assert!(html.contains("origin-of lit"));
    let html = lit(certificate(), "groups[0]");
    assert_eq!(html.matches("class=\"fact lit\"").count(), 1, "{html}");
}

#[test]
fn a_certificate_shows_its_user_its_time_and_its_authority() {
    let html = there(certificate());
    for text in [
        "user name",
        "In its validity",
        "Towards --client-ca-file",
        "authority in the file",
        "clientAuth",
        "validity passed",
        "values, ",
    ] {
        assert!(html.contains(text), "{text}: {html}");
    }
    assert!(!html.contains("role=\"tree\""), "the bytes are drawn once they are asked for");
}

#[test]
fn values_and_bytes_are_marked_together() {
    let mut look = Look::default();
    let inspection = certificate();
    look.change(Change::Open(0, true), &inspection);
    let subject = look::nodes(&inspection, 0).iter().position(|node| node.label == "subject").unwrap();
    look.change(Change::Select(0, subject), &inspection);
    let html = shown(Shown::There(inspection.clone()), look.clone(), None);
    assert_eq!(html.matches("aria-selected=\"true\"").count(), 1);
    assert!(html.contains(&format!("id=\"asn1-0-{subject}\" role=\"treeitem\" tabindex=\"0\"")), "{html}");
    assert!(html.contains("id=\"hex-0-mark\" class=\"run frame marked\""));
    look.change(Change::Point(0, Some(0)), &inspection);
    let all = shown(Shown::There(inspection), look, None);
    assert!(all.matches("marked").count() > html.matches("marked").count());
}

#[test]
fn headers_say_what_they_are_to_the_server() {
    let html = there(bearer("s3cret"));
    for text in [
        "an opaque token",
        "Never read: kube-apiserver knows no sessions.",
        "credential",
        "not authentication",
    ] {
        assert!(html.contains(text), "{text}: {html}");
    }
}

#[test]
fn contexts_are_there_to_choose_from() {
    let html = there(inspect::inspect(&question(CONFIG, scenario::Request::default()), DateTime::UNIX_EPOCH));
    assert_eq!(html.matches("aria-pressed=\"true\"").count(), 1, "{html}");
    for text in ["in use", "prod", "https://k:6443", "command", "aws"] {
        assert!(html.contains(text), "{text}");
    }
}

#[test]
fn faults_have_their_place() {
    let broken = TOKEN.trim().replacen('.', ".!", 1);
    let html = there(bearer(&broken));
    assert!(html.contains("<mark>!</mark>"), "{html}");
    assert!(html.contains("of the token, in its payload."));
}

#[test]
fn nothing_waiting_and_failure_have_their_words() {
    let sentence = |state| shown(state, Look::default(), None);
    assert!(sentence(Shown::Waiting).contains("Taking it apart"));
    assert!(sentence(Shown::Failed("No answer.".to_owned())).contains("Try again"));
    let nothing = Inspection { clock: String::new(), items: Vec::new() };
    assert!(sentence(Shown::There(nothing)).contains("to take apart"));
    let empty = render(|_| {
        let sight = Sight { judge: Judge::default(), look: &Look::default(), send: &Callback::noop() };
        view(&Shown::Waiting, false, &sight)
    });
    assert!(!empty.contains("Taking"));
}
