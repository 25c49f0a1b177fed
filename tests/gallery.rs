//! Every scenario that the page offers gives the answer that kube-apiserver's own code gave: `expected.jsonl`
//! beside the conformance cases was written by the oracle.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use authn_explorer::engine;
use authn_explorer::report::Report;
use chrono::DateTime;
use serde_json::{Value, json};

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The scenarios by file name.
fn scenarios() -> BTreeMap<String, String> {
    fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("static/gallery"))
        .expect("static/gallery is there")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".yaml"))
        .map(|name| (name.clone(), read(&format!("static/gallery/{name}"))))
        .collect()
}

fn expected() -> BTreeMap<String, Value> {
    read("tests/conformance/gallery.jsonl")
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a JSON report a line"))
        .map(|report| (format!("{}.yaml", report["scenario"].as_str().unwrap_or_default()), report))
        .collect()
}

fn evaluate(text: &str) -> Report {
    engine::evaluate_text(text, DateTime::from_timestamp(1_795_435_200, 0).expect("2026-11-23T12:00:00Z"))
}

#[test]
fn every_scenario_answers_as_the_real_server() {
    let expected = expected();
    let mut differences = Vec::new();
    for (name, text) in scenarios() {
        let report = evaluate(&text);
        let Some(expected) = expected.get(&name) else {
            differences.push(format!("{name}: the oracle has not been asked"));
            continue;
        };
        let actual = json!({
            "outcome": report.outcome, "authenticator": report.authenticator, "user": report.user,
            "audiences": report.audiences, "error": report.error, "warnings": report.warnings,
        });
        for (field, actual) in actual.as_object().into_iter().flatten() {
            if expected[field] != *actual {
                differences.push(format!(
                    "{name}: {field}\n    expected {}\n    actual   {actual}",
                    expected[field]
                ));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

#[test]
fn the_index_knows_every_scenario_by_its_title() {
    let index: Value = serde_json::from_str(&read("static/gallery/index.json")).expect("index.json is JSON");
    let listed: BTreeMap<&str, &str> = index["groups"]
        .as_array()
        .expect("a list of groups")
        .iter()
        .flat_map(|group| group["scenarios"].as_array().into_iter().flatten())
        .map(|case| (case["file"].as_str().unwrap_or_default(), case["title"].as_str().unwrap_or_default()))
        .collect();
    for (name, text) in scenarios() {
        let title = authn_explorer::scenario::parse(&text).expect("a scenario").metadata.title;
        assert_eq!(listed.get(format!("gallery/{name}").as_str()), Some(&title.as_str()), "{name}");
    }
    assert_eq!(listed.len(), scenarios().len(), "every listed scenario exists");
}
