//! kube-apiserver as the judge: every case of `tests/conformance` gives the answer that the real server's own
//! code gave, to the letter. What differs is listed with its reason in `exceptions.json`; anything else fails,
//! and so does a listed case that has come right. At most one case in a hundred may be listed, and only for the
//! text of its error.

#[path = "conformance/suite.rs"]
mod suite;

use std::collections::BTreeMap;

use authn_explorer::engine;
use authn_explorer::report::Report;
use chrono::DateTime;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use suite::{Case, Shared, folder, lines, read, suites};

/// What the server's answer is compared by.
const FIELDS: [&str; 6] = ["outcome", "authenticator", "user", "audiences", "error", "warnings"];

/// A known difference.
#[derive(Deserialize)]
struct Exception {
    case: String,
    /// The fields that differ, as the server and as this engine give them.
    expected: Map<String, Value>,
    actual: Map<String, Value>,
    reason: String,
}

#[derive(Default)]
struct Row {
    cases: usize,
    identical: usize,
    excepted: usize,
}

fn answer(report: &Report) -> Map<String, Value> {
    let Ok(Value::Object(fields)) = serde_json::to_value(report) else { return Map::new() };
    fields.into_iter().filter(|(field, _)| FIELDS.contains(&field.as_str())).collect()
}

/// The fields of both answers in which they differ.
fn difference(
    expected: &Value,
    actual: &Map<String, Value>,
) -> Option<(Map<String, Value>, Map<String, Value>)> {
    let (mut server, mut engine) = (Map::new(), Map::new());
    for field in FIELDS {
        let default = if ["audiences", "warnings"].contains(&field) { json!([]) } else { Value::Null };
        let (expected, actual) = (expected.get(field).unwrap_or(&default), &actual[field]);
        if expected != actual {
            server.insert(field.to_owned(), expected.clone());
            engine.insert(field.to_owned(), actual.clone());
        }
    }
    (!server.is_empty()).then_some((server, engine))
}

#[test]
fn every_case_answers_as_the_real_server() {
    let shared = Shared::load();
    let exceptions: Vec<Exception> =
        serde_json::from_str(&read(&folder().join("exceptions.json"))).expect("exceptions.json");
    let mut failures = Vec::new();
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for suite in suites() {
        let row = rows.entry(suite.clone()).or_default();
        let cases: Vec<Case> = lines(&folder().join(format!("cases/{suite}.jsonl")));
        let expected: Vec<Value> = lines(&folder().join(format!("expected/{suite}.jsonl")));
        assert_eq!(cases.len(), expected.len(), "{suite}: as many answers as cases");
        for (case, expected) in cases.iter().zip(&expected) {
            assert_eq!(expected["name"], json!(case.name), "{suite}: answers in the order of the cases");
            row.cases += 1;
            let report = engine::evaluate(&shared.scenario(case), DateTime::UNIX_EPOCH);
            let difference = difference(expected, &answer(&report));
            let listed = exceptions.iter().find(|exception| exception.case == case.name);
            match (difference, listed) {
                (None, None) => row.identical += 1,
                (None, Some(_)) => failures.push(format!("{}: agrees, and is still listed", case.name)),
                (Some((server, engine)), Some(listed))
                    if listed.expected == server && listed.actual == engine && !listed.reason.is_empty() =>
                {
                    row.excepted += 1;
                }
                (Some((server, engine)), _) => failures.push(format!(
                    "{}:\n    server {}\n    engine {}",
                    case.name,
                    Value::Object(server),
                    Value::Object(engine)
                )),
            }
        }
    }
    print_table(&rows);
    let cases: usize = rows.values().map(|row| row.cases).sum();
    assert!(exceptions.len() * 100 <= cases, "{} exceptions to {cases} cases", exceptions.len());
    for exception in &exceptions {
        let fields: Vec<&String> = exception.expected.keys().collect();
        assert_eq!(fields, ["error"], "{}: only texts may differ", exception.case);
    }
    assert!(failures.is_empty(), "{} differences\n{}", failures.len(), failures.join("\n"));
}

fn print_table(rows: &BTreeMap<String, Row>) {
    println!("| strategy | cases | identical | excepted |\n|---|--:|--:|--:|");
    let mut total = Row::default();
    for (suite, row) in rows {
        println!("| {suite} | {} | {} | {} |", row.cases, row.identical, row.excepted);
        total.cases += row.cases;
        total.identical += row.identical;
        total.excepted += row.excepted;
    }
    println!("| **all** | {} | {} | {} |", total.cases, total.identical, total.excepted);
}

#[test]
fn one_character_is_a_difference() {
    let error = "x509: certificate has expired";
    let report = json!({"outcome": "unauthorized", "authenticator": null, "user": null, "audiences": [],
                        "error": error, "warnings": []});
    let expected = json!({"name": "a", "outcome": "unauthorized", "error": error});
    let report = report.as_object().unwrap();
    assert_eq!(difference(&expected, report), None);
    for at in 0..error.len() {
        let mut expected = expected.clone();
        expected["error"] = format!("{}#{}", &error[..at], &error[at + 1..]).into();
        assert!(difference(&expected, report).is_some(), "{expected}");
    }
}
