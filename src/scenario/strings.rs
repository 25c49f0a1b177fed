//! Every text of a scenario, looked at and perhaps replaced: also those that a Secret holds in base64.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::Scenario;

/// The scenario with what `change` returns in place of the texts it was shown, each with the name of its field
/// where it is a field of an object.
pub fn rewrite(scenario: &Scenario, change: &mut impl FnMut(&str, &str) -> Option<String>) -> Scenario {
    let mut after = scenario.clone();
    for text in after.api_server.args.iter_mut().chain(after.api_server.files.values_mut()) {
        one("", text, change);
    }
    for object in &mut after.objects {
        let is_secret = object["kind"] == "Secret";
        for (key, field) in object.as_object_mut().into_iter().flatten() {
            match field.as_object_mut().filter(|_| is_secret && key == "data") {
                Some(data) => data.iter_mut().for_each(|(key, value)| encoded(key, value, change)),
                None => inside(key, field, change),
            }
        }
    }
    for answer in after.remote.values_mut() {
        one("", &mut answer.body, change);
        answer.headers.values_mut().for_each(|value| one("", value, change));
    }
    one("", &mut after.request.raw, change);
    if let Some(pem) = &mut after.request.client_certificates {
        one("", pem, change);
    }
    after
}

fn one(key: &str, text: &mut String, change: &mut impl FnMut(&str, &str) -> Option<String>) {
    if let Some(other) = change(key, text) {
        *text = other;
    }
}

fn inside(key: &str, value: &mut Value, change: &mut impl FnMut(&str, &str) -> Option<String>) {
    match value {
        Value::String(text) => one(key, text, change),
        Value::Array(items) => items.iter_mut().for_each(|item| inside(key, item, change)),
        Value::Object(fields) => fields.iter_mut().for_each(|(key, field)| inside(key, field, change)),
        _ => {}
    }
}

fn encoded(key: &str, value: &mut Value, change: &mut impl FnMut(&str, &str) -> Option<String>) {
    let decoded = value.as_str().and_then(|text| BASE64_STANDARD.decode(text).ok());
    let Some(text) = decoded.and_then(|bytes| String::from_utf8(bytes).ok()) else { return };
    if let Some(other) = change(key, &text) {
        *value = BASE64_STANDARD.encode(other).into();
    }
}
