use serde_json::Value;

use super::fields;
use super::model::{Change, Model};
use crate::engine::lab::{Answer, Question, Task, answer};
use crate::lab::{Algorithm, Kind, Wish};

fn worker(model: &Model, task: Task) -> Result<Answer, String> {
    let now = chrono::DateTime::from_timestamp(1_795_435_200, 0).unwrap();
    answer(Question { seed: model.seed.clone(), task }, now)
}

/// Does a change, and has every question answered that follows from it.
fn done(model: &mut Model, change: Change) {
    let mut task = model.change(change);
    while let Some(next) = task {
        let answer = worker(model, next);
        task = model.hear(answer);
    }
}

fn opened() -> Model {
    let mut model = Model::default();
    done(&mut model, Change::StartOver("07".repeat(32)));
    model
}

fn claims(model: &Model) -> String {
    let Some(Wish::Token(wish)) = &model.wish else { panic!() };
    wish.claims.clone()
}

fn field(kind: Kind, label: &str) -> &'static fields::Field {
    fields::of(kind).iter().find(|field| field.label == label).unwrap()
}

fn check(model: &Model) -> Option<String> {
    let check = model.shown.as_ref()?.verdict.check.as_ref()?;
    Some(check.name.clone())
}

#[test]
fn what_is_opened_first_authenticates_and_has_faults() {
    let model = opened();
    assert_eq!(
        model.shown.as_ref().unwrap().verdict.username.as_deref(),
        Some("system:serviceaccount:demo:robot")
    );
    assert!(model.faults.len() > 10);
    assert_eq!(model.private_key, None);
}

#[test]
fn a_changed_audience_is_found() {
    let mut model = opened();
    done(
        &mut model,
        Change::Claim(field(Kind::ServiceAccount, "Audience (aud)"), "https://other".to_owned()),
    );
    assert_eq!(check(&model).as_deref(), Some("audience"));
    done(&mut model, Change::OtherSigner(true));
    assert_eq!(check(&model).as_deref(), Some("signature"));
}

#[test]
fn an_error_in_the_json_keeps_what_was_typed_and_the_last_token() {
    let mut model = opened();
    let before = model.shown.clone();
    done(&mut model, Change::Claims("{\"iss\": }".to_owned()));
    assert_eq!(claims(&model), "{\"iss\": }");
    let problem = model.problem("claims").unwrap();
    assert_eq!((problem.line, problem.column), (Some(1), Some(9)));
    assert_eq!(model.shown, before);
}

#[test]
fn another_algorithm_changes_the_header_and_leaves_the_claims() {
    let mut model = opened();
    done(&mut model, Change::Claims("{\"mine\": 1}".to_owned()));
    done(&mut model, Change::Algorithm(Algorithm::ES384));
    let Some(Wish::Token(wish)) = &model.wish else { panic!() };
    assert!(wish.header.contains("ES384"), "{}", wish.header);
    assert_eq!(wish.claims, "{\"mine\": 1}");
}

#[test]
fn what_was_typed_for_another_kind_is_kept() {
    let mut model = opened();
    done(&mut model, Change::Claims("{}".to_owned()));
    done(&mut model, Change::Kind(Kind::Certificate));
    assert!(matches!(model.wish, Some(Wish::Certificate(_))));
    done(&mut model, Change::Kind(Kind::ServiceAccount));
    assert_eq!(claims(&model), "{}");
}

#[test]
fn what_is_typed_while_the_worker_works_is_minted_after_it() {
    let mut model = opened();
    let first = model.change(Change::Claims("{\"iss\": 1}".to_owned())).unwrap();
    assert_eq!(model.change(Change::Claims("{\"iss\": 2}".to_owned())), None);
    let answer = worker(&model, first);
    let Some(Task::Mint(Wish::Token(wish))) = model.hear(answer) else { panic!() };
    assert_eq!(wish.claims, "{\"iss\": 2}");
}

#[test]
fn a_page_that_was_left_while_the_worker_worked_goes_on_when_it_is_opened_again() {
    let mut model = opened();
    model.change(Change::Claims("{\"iss\": 1}".to_owned())).unwrap();
    let Some(Task::Mint(Wish::Token(wish))) = model.resume() else { panic!() };
    assert_eq!(wish.claims, "{\"iss\": 1}");
}

#[test]
fn a_private_key_is_shown_when_asked_for_and_hidden_by_any_change() {
    let mut model = opened();
    done(&mut model, Change::ShowKey);
    assert!(model.private_key.as_ref().unwrap().contains("PRIVATE KEY"));
    done(&mut model, Change::OtherSigner(true));
    assert_eq!(model.private_key, None);
}

#[test]
fn a_field_writes_what_its_claim_holds() {
    let claims = "{\"aud\": [\"a\"], \"exp\": 1, \"email_verified\": true, \"iss\": \"x\"}";
    for (label, typed, pointer, want) in [
        ("Audience (aud)", "a, b c", "/aud", serde_json::json!(["a", "b c"])),
        ("Expiry (exp)", "17", "/exp", serde_json::json!(17)),
        ("Expiry (exp)", "soon", "/exp", serde_json::json!("soon")),
        ("Email verified", "false", "/email_verified", serde_json::json!(false)),
        ("Groups", "ops", "/groups", serde_json::json!("ops")),
        ("Groups", "ops,dev", "/groups", serde_json::json!(["ops", "dev"])),
        ("Issuer (iss)", "y", "/iss", serde_json::json!("y")),
    ] {
        let written: Value =
            serde_json::from_str(&field(Kind::IdToken, label).set(claims, typed).unwrap()).unwrap();
        assert_eq!(written.pointer(pointer), Some(&want), "{label} {typed}");
        assert_eq!(
            field(Kind::IdToken, label).get(written.as_object().unwrap()).map(|text| text.replace(", ", ",")),
            Some(typed.replace(", ", ","))
        );
    }
    assert_eq!(field(Kind::IdToken, "Groups").set("[]", "x"), None);
    let nested = field(Kind::ServiceAccount, "Pod's UID").set("{}", "u").unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&nested).unwrap(),
        serde_json::json!({"kubernetes.io": {"pod": {"uid": "u"}}})
    );
}

#[test]
fn times_are_told() {
    assert_eq!(fields::moment("1795435200").as_deref(), Some("2026-11-23T12:00:00Z"));
    assert_eq!(fields::moment("soon"), None);
}
