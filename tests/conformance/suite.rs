//! The cases of `tests/conformance`, read and put together as README.md beside this file tells.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use authn_explorer::scenario::{API_VERSION, KIND, Scenario};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
pub struct Shared {
    texts: BTreeMap<String, String>,
    bases: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
pub struct Case {
    pub name: String,
    base: String,
    patch: Option<Value>,
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance")
}

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub fn lines<T: for<'de> Deserialize<'de>>(path: &Path) -> Vec<T> {
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
    pub fn load() -> Shared {
        serde_json::from_str(&read(&folder().join("shared.json"))).expect("shared.json")
    }

    pub fn scenario(&self, case: &Case) -> Scenario {
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

pub fn suites() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder().join("cases"))
        .expect("tests/conformance/cases is there")
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().trim_end_matches(".jsonl").to_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn texts_are_put_in_once() {
    let texts = BTreeMap::from([("a".to_owned(), "1${b}".to_owned()), ("b".to_owned(), "2".to_owned())]);
    assert_eq!(expanded("x${a}y${b}${c}", &texts), "x1${b}y2${c}");
}
