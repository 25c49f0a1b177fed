use yew::html;

use super::testing::render;
use super::{identity, paste, server, status, walk};
use crate::engine::protocol::{Confidence, Placed, Reading};
use crate::report::{
    Authenticator, Check, Outcome, Provenance, Report, Step, StepOutcome, TokenSource, TokenSourceName, User,
};
use crate::scenario;
use crate::ui::json::Json;
use crate::ui::state::{Action, Answer, Document, Failure, Model, Theme};

const SCENARIO: &str = "apiVersion: authn-explorer/v1
kind: Scenario
metadata: {name: s, title: A cluster}
apiServer:
  args: [--token-auth-file=/pki/tokens.csv, --secure-port=6443]
  files: {/pki/tokens.csv: 's3cret,jane,1'}
objects: [{kind: Pod, metadata: {namespace: ci, name: job-7}}]
";

fn model(report: Report) -> Model {
    let mut model = Model::new(Theme::System);
    let scenario = serde_json::to_string(&scenario::parse(SCENARIO).unwrap()).unwrap();
    let scenario = Document::new(Json::parse(&scenario).unwrap()).unwrap();
    model.update(Action::Answered(Answer::Opened { scenario, text: String::new() }));
    let placed = vec![Placed {
        what: "an opaque bearer token".into(),
        to: "sent in the Authorization header".into(),
        remark: String::new(),
        confidence: Confidence::Guess,
        readings: vec![Reading::BearerToken, Reading::LeaveOut],
        file: String::new(),
        look_for: String::new(),
    }];
    model.update(Action::Typed("s3cret".into()));
    model.update(Action::Answered(Answer::Explored {
        placed,
        request: Box::default(),
        server: None,
        report: Box::new(report),
    }));
    model
}

fn jane() -> Report {
    let mut step = Step::new(Authenticator::TokenFile, StepOutcome::Authenticated, "It is jane's token.");
    step.checks = vec![Check::passed("token", "Found in line 1.").source("/pki/tokens.csv")];
    Report {
        authenticator: Some(Authenticator::TokenFile),
        user: Some(User {
            username: "jane".into(),
            uid: "1".into(),
            groups: vec!["developers".into(), "system:authenticated".into()],
            ..User::default()
        }),
        trace: vec![Step::new(Authenticator::X509, StepOutcome::NoOpinion, "No certificate."), step],
        token_sources: vec![TokenSource {
            name: TokenSourceName::AuthorizationHeader,
            found: true,
            error: None,
            reason: "A bearer token was sent.".into(),
            checks: vec![],
            effects: vec![],
        }],
        provenance: vec![Provenance::new("username", "jane", "column 2 of the token file", "x")],
        ..Report::new(Outcome::Authenticated)
    }
}

fn expired() -> Report {
    let mut step = Step::new(Authenticator::X509, StepOutcome::Rejected, "The certificate has expired.");
    step.error = Some("x509: certificate has expired".into());
    step.checks =
        vec![Check::failed("validity", "It is over.").expected("until 2026-06-01").actual("2026-11-23")];
    Report {
        error: Some("x509: certificate has expired".into()),
        trace: vec![step],
        warnings: vec!["a warning".into()],
        notes: vec!["a note".into()],
        ..Report::new(Outcome::Unauthorized)
    }
}

fn contains(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} is not in {html}");
    }
}

#[test]
fn the_identity_shows_each_value_and_its_origin() {
    let html = render(|act| identity::view(&model(jane()), act));
    contains(
        &html,
        &[
            "Authenticated",
            ">jane<",
            ">developers<",
            ">system:authenticated<",
            "From column 2 of the token file",
            ">1<",
        ],
    );
}

#[test]
fn a_lit_value_shows_its_origin_in_the_line() {
    let mut model = model(jane());
    model.update(Action::Light(Some("username".into())));
    let html = render(move |act| identity::view(&model, act));
    contains(&html, &["From column 2 of the token file.</p>"]);
}

#[test]
fn a_refusal_shows_log_cause_and_failed_check() {
    let html = render(
        |act| html! { <>{ identity::view(&model(expired()), act) }{ identity::notes(&model(expired())) }</> },
    );
    contains(
        &html,
        &[
            "Nobody · 401 Unauthorized",
            "\"Unable to authenticate the request\" err=\"x509: certificate has expired\"",
            "The certificate has expired.",
            "until 2026-06-01",
            "2026-11-23",
            "a warning",
            "a note",
        ],
    );
}

#[test]
fn a_server_that_does_not_start_says_so() {
    let report = Report { error: Some("invalid flag".into()), ..Report::new(Outcome::StartupError) };
    let html = render(move |act| identity::view(&model(report.clone()), act));
    contains(&html, &["The API server does not start", "invalid flag"]);
}

#[test]
fn an_unreadable_scenario_says_why() {
    let report = Report { error: Some("now is \"x\"".into()), ..Report::new(Outcome::InvalidScenario) };
    let html = render(move |act| identity::view(&model(report.clone()), act));
    contains(&html, &["The scenario cannot be read", "now is"]);
}

#[test]
fn the_deciding_station_is_open_and_the_others_are_not() {
    let html = render(|act| walk::view(&model(expired()), act));
    contains(&html, &["rejected", "aria-expanded=\"true\"", "validity", "expected", "found"]);
    let html = render(|act| walk::view(&model(jane()), act));
    contains(
        &html,
        &["station 3 of 3", "Bearer token", "token found", "Found in line 1.", "/pki/tokens.csv"],
    );
    assert_eq!(html.matches("aria-expanded=\"true\"").count(), 1);
}

#[test]
fn the_line_is_drawn_before_the_engine_has_come() {
    let html = render(|act| walk::view(&Model::new(Theme::System), act));
    contains(&html, &["The engine is being loaded", "Client certificate", "not asked yet"]);
}

#[test]
fn the_box_holds_what_was_typed() {
    let html = render(|act| paste::view(&model(jane()), act));
    contains(&html, &["s3cret", "copy", "clear"]);
}

#[test]
fn the_cards_of_the_server_hold_their_room_before_they_can_be_drawn() {
    let html = render(|_| server::view(&model(jane())));
    contains(&html, &["id=\"annex-server\""]);
    assert_eq!(html.matches("class=\"card\"").count(), server::TOPICS.len());
}

#[test]
fn a_broken_engine_is_said_and_the_text_kept() {
    let mut model = model(jane());
    model.update(Action::EngineFailed(Failure::TooSlow));
    let shown = model.clone();
    let html = render(move |act| status::banner(&shown, act));
    contains(&html, &["longer than two seconds", "What you typed is kept", "try again"]);
    contains(&render(move |act| paste::view(&model, act)), &["s3cret"]);
}
