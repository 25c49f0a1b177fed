//! Text → [`Scenario`]. Unknown fields are errors that name the field and its line; nothing is dropped silently.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use super::{API_VERSION, KIND, Scenario, Version};
use crate::golang::yaml;

/// Why a text is not a scenario document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// A sentence for a person.
    pub message: String,
    /// One-based, where known.
    pub line: Option<usize>,
    /// One-based, where known.
    pub column: Option<usize>,
}

impl ParseError {
    fn new(message: impl Into<String>) -> ParseError {
        ParseError { message: message.into(), line: None, column: None }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(f, "line {line}, column {column}: {}", self.message),
            (Some(line), None) => write!(f, "line {line}: {}", self.message),
            (None, _) => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ParseError {}

/// Reads a scenario in YAML or JSON and checks what needs no server to check: kind, name, clock, version.
///
/// # Errors
/// A [`ParseError`] with the place of the first thing that is wrong.
pub fn parse(text: &str) -> Result<Scenario, ParseError> {
    let scenario: Scenario =
        if text.trim_start().starts_with('{') { from_json(text)? } else { from_yaml(text, is_free)? };
    check(&scenario)?;
    Ok(scenario)
}

/// The same for a text that can only be JSON.
///
/// # Errors
/// As [`parse`].
pub fn parse_json(text: &str) -> Result<Scenario, ParseError> {
    let scenario = from_json(text)?;
    check(&scenario)?;
    Ok(scenario)
}

/// Reads values in YAML, or one in JSON, as a scenario's own objects are read: one for each document that is not empty.
///
/// # Errors
/// A [`ParseError`] with its place in the whole text.
pub fn values(text: &str) -> Result<Vec<serde_json::Value>, ParseError> {
    if text.trim_start().starts_with('{') {
        return from_json(text).map(|value| vec![value]);
    }
    let mut values = Vec::new();
    for document in documents(text) {
        let value: serde_json::Value = from_yaml(&document, |_| true)?;
        if !value.is_null() {
            values.push(value);
        }
    }
    Ok(values)
}

/// The documents between lines of `---`, each with as many empty lines before it as there are lines in the text, so that
/// its lines keep their numbers.
fn documents(text: &str) -> Vec<String> {
    let mut documents = vec![String::new()];
    for (index, line) in text.lines().enumerate() {
        if line.trim_end() == "---" || line.starts_with("--- ") {
            documents.push("\n".repeat(index + 1));
        } else if let Some(document) = documents.last_mut() {
            document.push_str(line);
            document.push('\n');
        }
    }
    documents.retain(|document| !document.trim().is_empty());
    documents
}

fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, ParseError> {
    serde_json::from_str(text).map_err(|error| ParseError {
        message: words(&error),
        line: Some(error.line()),
        column: Some(error.column()),
    })
}

fn from_yaml<T: DeserializeOwned>(text: &str, is_free: fn(&[&str]) -> bool) -> Result<T, ParseError> {
    let located = yaml::to_located_json(text, is_free).map_err(|error| ParseError {
        message: error.message,
        line: error.line,
        column: error.column,
    })?;
    serde_json::from_str(&located.json).map_err(|error| {
        let place = located.place(error.column());
        ParseError {
            message: words(&error),
            line: place.map(|(line, _)| line),
            column: place.map(|(_, column)| column),
        }
    })
}

/// Manifests hold anything, a status is a number; all else is text.
fn is_free(path: &[&str]) -> bool {
    matches!(path, ["objects", ..] | ["remote", _, "status"])
}

/// The error without its place.
fn words(error: &serde_json::Error) -> String {
    let message = error.to_string();
    message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message).to_owned()
}

fn check(scenario: &Scenario) -> Result<(), ParseError> {
    if scenario.api_version != API_VERSION {
        return Err(ParseError::new(format!(
            "apiVersion is {:?}, this is a reader of {API_VERSION:?}",
            scenario.api_version
        )));
    }
    if scenario.kind != KIND {
        return Err(ParseError::new(format!("kind is {:?}, expected {KIND:?}", scenario.kind)));
    }
    if !is_dns_label(&scenario.metadata.name) {
        return Err(ParseError::new(format!(
            "metadata.name is {:?}; it must be a DNS label: lower-case letters, digits and inner hyphens, 63 at most",
            scenario.metadata.name
        )));
    }
    scenario.clock()?;
    scenario.version()?;
    Ok(())
}

impl Scenario {
    /// The scenario's clock, if it sets one.
    ///
    /// # Errors
    /// When `now` is not RFC 3339.
    pub fn clock(&self) -> Result<Option<DateTime<Utc>>, ParseError> {
        let Some(now) = &self.now else { return Ok(None) };
        match DateTime::parse_from_rfc3339(now) {
            Ok(time) => Ok(Some(time.with_timezone(&Utc))),
            Err(error) => Err(ParseError::new(format!(
                "now is {now:?}, which is not an RFC 3339 time such as \"2026-11-23T12:00:00Z\": {error}"
            ))),
        }
    }

    /// The version whose rules apply.
    ///
    /// # Errors
    /// When `apiServer.version` is unknown.
    pub fn version(&self) -> Result<Version, ParseError> {
        match &self.api_server.version {
            None => Ok(Version::NEWEST),
            Some(text) => {
                Version::parse(text).map_err(|error| ParseError::new(format!("apiServer.version: {error}")))
            }
        }
    }
}

fn is_dns_label(name: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = name.as_bytes();
    matches!(bytes.first(), Some(&first) if inner(first))
        && matches!(bytes.last(), Some(&last) if inner(last))
        && bytes.len() <= 63
        && bytes.iter().all(|&byte| inner(byte) || byte == b'-')
}

/// Flags, where an inner list is flattened: manifests hold both `--a=b` and `--a`, `b`.
pub(super) fn args<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Item {
        One(String),
        Several(Vec<String>),
    }
    let items = Option::<Vec<Item>>::deserialize(deserializer)?.unwrap_or_default();
    Ok(items
        .into_iter()
        .flat_map(|item| match item {
            Item::One(arg) => vec![arg],
            Item::Several(args) => args,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINIMAL: &str = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata:\n  name: minimal\n";

    #[test]
    fn the_smallest_document_is_enough() {
        let scenario = parse(MINIMAL).unwrap();
        assert_eq!(scenario.metadata.name, "minimal");
        assert_eq!(scenario.version(), Ok(Version::NEWEST));
        assert_eq!(scenario.clock(), Ok(None));
    }

    #[test]
    fn json_is_read_as_well() {
        let scenario =
            parse(r#"{"apiVersion":"authn-explorer/v1","kind":"Scenario","metadata":{"name":"j"}}"#).unwrap();
        assert_eq!(scenario.metadata.name, "j");
    }

    #[test]
    fn an_unknown_field_is_named_with_its_line() {
        let error = parse(&format!("{MINIMAL}apiServer:\n  argz: []\n")).unwrap_err();
        assert!(error.message.contains("argz"), "{error}");
        assert_eq!(error.line, Some(6), "{error}");
    }

    #[test]
    fn an_unknown_field_in_json_is_named_with_its_line() {
        let text = "{\"apiVersion\":\"authn-explorer/v1\",\n\"kind\":\"Scenario\",\n\"metadata\":{\"name\":\"j\"},\n\"nope\":1}";
        let error = parse(text).unwrap_err();
        assert!(error.message.contains("nope"), "{error}");
        assert_eq!(error.line, Some(4), "{error}");
    }

    #[test]
    fn both_spellings_of_flags_are_flattened() {
        let scenario = parse(&format!("{MINIMAL}apiServer:\n  args: [--a=b, --c, d, [--e, f]]\n")).unwrap();
        assert_eq!(scenario.api_server.args, ["--a=b", "--c", "d", "--e", "f"]);
    }

    #[test]
    fn what_needs_no_server_is_checked() {
        for (document, word) in [
            (MINIMAL.replace("/v1", "/v9"), "apiVersion"),
            (MINIMAL.replace("Scenario", "Pod"), "kind"),
            (MINIMAL.replace("minimal", "Not_A_Label"), "metadata.name"),
            (format!("{MINIMAL}now: yesterday\n"), "now"),
            (format!("{MINIMAL}apiServer: {{version: \"1.2\"}}\n"), "apiServer.version"),
        ] {
            let error = parse(&document).unwrap_err();
            assert!(error.message.contains(word), "{word}: {error}");
        }
    }
}
