//! kube-apiserver as the judge: every case of `tests/conformance` gives the answer that the real server's own
//! code gave, to the letter. What differs is listed with its reason in `exceptions.json`; anything else fails,
//! and so does a listed case that has come right.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use authn_explorer::engine;
use authn_explorer::report::Report;
use authn_explorer::scenario::{API_VERSION, KIND, Scenario};
use chrono::DateTime;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What the server's answer is compared by.
const FIELDS: [&str; 6] = ["outcome", "authenticator", "user", "audiences", "error", "warnings"];

#[derive(Deserialize)]
struct Shared {
    texts: BTreeMap<String, String>,
    bases: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    base: String,
    patch: Option<Value>,
}

/// A known difference: of one case, or of all cases of a suite that do not agree.
#[derive(Deserialize)]
struct Exception {
    #[serde(default)]
    case: String,
    #[serde(default)]
    suite: String,
    /// The fields that differ, as the server and as this engine give them; for a suite, left out.
    #[serde(default)]
    expected: Map<String, Value>,
    #[serde(default)]
    actual: Map<String, Value>,
    reason: String,
}

#[derive(Default)]
struct Row {
    cases: usize,
    identical: usize,
    excepted: usize,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn lines<T: for<'de> Deserialize<'de>>(path: &Path) -> Vec<T> {
    let parse =
        |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    read(path).lines().map(parse).collect()
}

/// RFC 7386.
fn merge(target: &mut Value, patch: &Value) {
    let Some(patch) = patch.as_object() else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let Some(target) = target.as_object_mut() else { return };
    for (key, value) in patch {
        if value.is_null() {
            target.remove(key);
        } else {
            merge(target.entry(key.as_str()).or_insert(Value::Null), value);
        }
    }
}

/// Replaces `${key}` in every string by the shared text of that name.
fn substitute(value: &mut Value, texts: &BTreeMap<String, String>) {
    match value {
        Value::String(text) if text.contains("${") => *text = expanded(text, texts),
        Value::Array(items) => items.iter_mut().for_each(|item| substitute(item, texts)),
        Value::Object(fields) => fields.values_mut().for_each(|field| substitute(field, texts)),
        _ => {}
    }
}

fn expanded(text: &str, texts: &BTreeMap<String, String>) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        result.push_str(&rest[..at]);
        let key = rest[at + 2..].split('}').next().unwrap_or_default();
        match texts.get(key) {
            Some(replacement) => {
                result.push_str(replacement);
                rest = &rest[at + 2 + key.len() + 1..];
            }
            None => {
                result.push_str("${");
                rest = &rest[at + 2..];
            }
        }
    }
    result + rest
}

impl Shared {
    fn scenario(&self, case: &Case) -> Scenario {
        let mut document = self.bases[&case.base].clone();
        if let Some(patch) = &case.patch {
            merge(&mut document, patch);
        }
        substitute(&mut document, &self.texts);
        merge(
            &mut document,
            &json!({"apiVersion": API_VERSION, "kind": KIND, "metadata": {"name": case.name}}),
        );
        serde_json::from_value(document).unwrap_or_else(|error| panic!("{}: {error}", case.name))
    }
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

fn suites() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder().join("cases"))
        .expect("tests/conformance/cases is there")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().trim_end_matches(".jsonl").to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn every_case_answers_as_the_real_server() {
    let shared: Shared = serde_json::from_str(&read(&folder().join("shared.json"))).expect("shared.json");
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
            let whole_suite = exceptions.iter().any(|exception| exception.suite == suite);
            match (difference, listed) {
                (None, None) => row.identical += 1,
                (None, Some(_)) => failures.push(format!("{}: agrees, and is still listed", case.name)),
                (Some((server, engine)), Some(listed))
                    if listed.expected == server && listed.actual == engine && !listed.reason.is_empty() =>
                {
                    row.excepted += 1;
                }
                (Some(_), None) if whole_suite => row.excepted += 1,
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
fn texts_are_put_in_once() {
    let texts = BTreeMap::from([("a".to_owned(), "1${b}".to_owned()), ("b".to_owned(), "2".to_owned())]);
    assert_eq!(expanded("x${a}y${b}${c}", &texts), "x1${b}y2${c}");
}
