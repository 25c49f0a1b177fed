//! Claims as a form: each field reads and writes one place of the JSON, which stays the only truth.

use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value};

use crate::lab::Kind;

/// How a claim is written in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Text,
    /// One value, or several with commas between them.
    List,
    /// Seconds since 1970.
    Time,
    Flag,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    pub label: &'static str,
    pub path: &'static [&'static str],
    pub shape: Shape,
}

const fn field(label: &'static str, path: &'static [&'static str], shape: Shape) -> Field {
    Field { label, path, shape }
}

const BOUND: [Field; 9] = [
    field("Issuer (iss)", &["iss"], Shape::Text),
    field("Audience (aud)", &["aud"], Shape::List),
    field("Subject (sub)", &["sub"], Shape::Text),
    field("Expiry (exp)", &["exp"], Shape::Time),
    field("Not before (nbf)", &["nbf"], Shape::Time),
    field("Namespace", &["kubernetes.io", "namespace"], Shape::Text),
    field("ServiceAccount", &["kubernetes.io", "serviceaccount", "name"], Shape::Text),
    field("ServiceAccount's UID", &["kubernetes.io", "serviceaccount", "uid"], Shape::Text),
    field("Pod's UID", &["kubernetes.io", "pod", "uid"], Shape::Text),
];

const LEGACY: [Field; 5] = [
    field("Issuer (iss)", &["iss"], Shape::Text),
    field("Subject (sub)", &["sub"], Shape::Text),
    field("Namespace", &["kubernetes.io/serviceaccount/namespace"], Shape::Text),
    field("Secret", &["kubernetes.io/serviceaccount/secret.name"], Shape::Text),
    field("ServiceAccount's UID", &["kubernetes.io/serviceaccount/service-account.uid"], Shape::Text),
];

const LOGIN: [Field; 7] = [
    field("Issuer (iss)", &["iss"], Shape::Text),
    field("Audience (aud)", &["aud"], Shape::List),
    field("Subject (sub)", &["sub"], Shape::Text),
    field("Email", &["email"], Shape::Text),
    field("Email verified", &["email_verified"], Shape::Flag),
    field("Groups", &["groups"], Shape::List),
    field("Expiry (exp)", &["exp"], Shape::Time),
];

/// The fields of a kind of token.
pub fn of(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::ServiceAccount => &BOUND,
        Kind::LegacyServiceAccount => &LEGACY,
        Kind::IdToken => &LOGIN,
        _ => &[],
    }
}

impl Field {
    /// The id of its control.
    pub fn id(&self) -> String {
        format!("lab-{}", self.path.join("-").replace(['.', '/'], "-"))
    }

    /// What the claims say; `None` where they say nothing.
    pub fn get(&self, claims: &Map<String, Value>) -> Option<String> {
        let (first, rest) = self.path.split_first()?;
        let value = rest.iter().try_fold(claims.get(*first)?, |value, key| value.get(key))?;
        Some(match value {
            Value::String(text) => text.clone(),
            Value::Array(items) if items.iter().all(Value::is_string) => {
                items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(",")
            }
            other => other.to_string(),
        })
    }

    /// The claims with what was typed into the field. `None` when they are no JSON object.
    ///
    /// What has not the form of the claim is written as text: the server says what it thinks of it.
    pub fn set(&self, claims: &str, typed: &str) -> Option<String> {
        let mut document: Value = serde_json::from_str(claims).ok()?;
        document.as_object()?;
        let before = self.path.iter().try_fold(&document, |value, key| value.get(key));
        let value = match self.shape {
            Shape::Time => typed.parse::<i64>().map_or_else(|_| Value::from(typed), Value::from),
            Shape::Flag => typed.parse::<bool>().map_or_else(|_| Value::from(typed), Value::from),
            Shape::List if typed.contains(',') || before.is_some_and(Value::is_array) => {
                typed.split(',').map(|item| Value::from(item.trim_start())).collect()
            }
            _ => Value::from(typed),
        };
        let place = self.path.iter().try_fold(&mut document, |value, key| {
            if !value.is_object() {
                *value = Value::Object(Map::new());
            }
            Some(value.as_object_mut()?.entry((*key).to_owned()).or_insert(Value::Null))
        })?;
        *place = value;
        serde_json::to_string_pretty(&document).ok()
    }
}

/// Seconds since 1970 for a person.
pub fn moment(seconds: &str) -> Option<String> {
    let at = DateTime::from_timestamp(seconds.parse().ok()?, 0)?;
    Some(at.to_rfc3339_opts(SecondsFormat::Secs, true))
}
