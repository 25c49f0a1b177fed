//! Manifests → the objects that the server can look up, as it would have stored them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::{Placed, shortened, text};
use crate::scenario::Scenario;

/// Adds an object or replaces the one of its kind, namespace and name.
pub fn place(object: &Value, scenario: &mut Scenario) -> Placed {
    let mut object = object.clone();
    let remark = stored(&mut object);
    let what = name(&object);
    let same = |other: &&mut Value| identity(other) == identity(&object);
    let to = match scenario.objects.iter_mut().find(same) {
        Some(there) => {
            *there = object;
            "put in the place of the object of that name"
        }
        None => {
            scenario.objects.push(object);
            "added to the objects that the server can look up"
        }
    };
    Placed::new(what, to, remark)
}

fn identity(object: &Value) -> (&str, &str, &str) {
    let metadata = &object["metadata"];
    (text(object, "kind"), text(metadata, "namespace"), text(metadata, "name"))
}

/// What the server does on writing: a namespace for whatever lives in one, `stringData` as `data`.
fn stored(object: &mut Value) -> String {
    let kind = text(object, "kind").to_owned();
    let Some(fields) = object.as_object_mut() else { return String::new() };
    fields.entry("apiVersion").or_insert_with(|| "v1".into());
    if kind == "Secret"
        && let Some(Value::Object(plain)) = fields.remove("stringData")
    {
        let data = fields.entry("data").or_insert_with(|| Value::Object(Map::new()));
        if let Some(data) = data.as_object_mut() {
            for (key, value) in plain {
                data.insert(key, STANDARD.encode(value.as_str().unwrap_or_default()).into());
            }
        }
    }
    let metadata = fields.entry("metadata").or_insert_with(|| Value::Object(Map::new()));
    let Some(metadata) = metadata.as_object_mut() else { return String::new() };
    let mut remarks = Vec::new();
    if kind != "Node" && metadata.get("namespace").and_then(Value::as_str).unwrap_or_default().is_empty() {
        metadata.insert("namespace".to_owned(), "default".into());
        remarks.push("It names no namespace, so it is in \"default\".");
    }
    if kind != "Secret" && metadata.get("uid").and_then(Value::as_str).unwrap_or_default().is_empty() {
        remarks.push(
            "It has no metadata.uid, which tokens are compared with: take the manifest from the cluster.",
        );
    }
    remarks.join(" ")
}

fn name(object: &Value) -> String {
    let (kind, namespace, name) = identity(object);
    let whole = if kind == "Node" { name.to_owned() } else { format!("{namespace}/{name}") };
    let whole = shortened(&whole);
    match (kind, text(object, "type")) {
        ("Secret", "bootstrap.kubernetes.io/token") => format!("the Secret of a bootstrap token, {whole}"),
        ("Secret", "kubernetes.io/service-account-token") => {
            format!("the Secret of a legacy service-account token, {whole}")
        }
        _ => format!("the {kind} {whole}"),
    }
}
