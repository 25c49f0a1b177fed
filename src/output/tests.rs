use serde_json::Value;

use crate::golang::yaml;
use crate::report::{Outcome, Report, User};
use crate::scenario::Request;

use super::{audit, http, log, rbac, reviews, whoami};

fn fixture() -> Value {
    serde_json::from_str(include_str!("../../tests/fixtures/answers.json")).unwrap()
}

fn user(value: &Value) -> User {
    let list = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().map(|item| item.as_str().unwrap().to_owned()).collect()
    };
    User {
        username: value["username"].as_str().unwrap().to_owned(),
        uid: value["uid"].as_str().unwrap().to_owned(),
        groups: list(&value["groups"]),
        extra: value["extra"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, values)| (key.clone(), list(values)))
            .collect(),
    }
}

fn report(value: &Value) -> Report {
    if value["user"].is_null() || value["error"] != "" {
        let error = value["error"].as_str().filter(|error| !error.is_empty()).map(str::to_owned);
        return Report { error, ..Report::new(Outcome::Unauthorized) };
    }
    let audiences = value["audiences"].as_array().into_iter().flatten();
    Report {
        user: Some(user(&value["user"])),
        audiences: audiences.map(|audience| audience.as_str().unwrap().to_owned()).collect(),
        ..Report::new(Outcome::Authenticated)
    }
}

#[test]
fn strings_are_quoted_as_go_yaml_quotes_them() {
    for (text, written) in fixture()["scalars"].as_object().unwrap() {
        let ours = yaml::emit(&serde_json::json!({"k": [text]}));
        assert_eq!(ours, written.as_str().unwrap(), "{text:?}");
    }
}

#[test]
fn identities_are_shown_as_kubectl_shows_them() {
    for case in fixture()["identities"].as_array().unwrap() {
        let report = report(case);
        let text = |key: &str| case[key].as_str().unwrap();
        if let Some(user) = &report.user {
            assert_eq!(whoami::table(user), text("whoami"));
            assert_eq!(reviews::self_subject_review(user, "2026-11-23T12:00:00Z"), text("selfSubjectReview"));
            let subjects = rbac::subjects(user);
            let entries: String =
                subjects.iter().filter(|s| s.namespace.is_none()).map(|s| s.yaml()).collect();
            assert!(text("roleBinding").ends_with(&format!("subjects:\n{entries}")), "{entries}");
        }
        if !text("token").is_empty() {
            assert_eq!(reviews::token_review(text("token"), &report).text, text("tokenReview"));
        }
    }
}

#[test]
fn refusals_and_their_traces_are_those_of_the_server() {
    for case in fixture()["exchanges"].as_array().unwrap() {
        let raw = case["raw"].as_str().unwrap();
        let request = Request { raw: raw.to_owned(), client_certificates: None };
        let mut report = report(case);
        for (key, value) in case["annotations"].as_object().into_iter().flatten() {
            report.notes.push(format!("Audit annotation {key}: {}", value.as_str().unwrap()));
        }
        let expected: Value = serde_json::from_str(case["audit"].as_str().unwrap()).unwrap();
        let shown = audit::event(&report, &request).text;
        let mut ours: Value = serde_json::from_str(&shown).unwrap();
        if report.outcome == Outcome::Authenticated {
            ours["responseStatus"] = expected["responseStatus"].clone();
        }
        assert_eq!(ours, expected, "{raw}");
        if report.outcome == Outcome::Unauthorized {
            let compact = shown.replace("\n", "").replace("  ", "").replace("\": ", "\":");
            assert_eq!(format!("{compact}\n"), case["audit"].as_str().unwrap(), "{raw}");
            let response = case["response"].as_str().unwrap();
            if !response.contains("protobuf") {
                assert_eq!(http::answer(&report, &request).text, response, "{raw}");
            }
            assert_eq!(
                log::line(&report).text,
                case["log"].as_str().unwrap().trim_end_matches('\n'),
                "{raw}"
            );
        }
    }
}
