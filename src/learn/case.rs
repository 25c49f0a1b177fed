//! A real case: what a person saw, what the server's log said, why, and changes to its scenario that mend it. It
//! stands beside the scenario, whose document knows nothing of it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::condition::Condition;
use super::document::{filled, read, scenario_path};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Case {
    pub api_version: String,
    pub kind: String,
    pub title: String,
    /// Path of the scenario: `gallery/x509-expired.yaml`.
    pub scenario: String,
    /// Markdown: what the person sees, in the person's words and with the client's output.
    pub symptom: String,
    /// Lines that a log holds, as they stand there; the first one is the server's of today. Empty when there is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<String>,
    /// Markdown: the cause.
    pub why: String,
    /// What holds before any fix.
    pub before: Condition,
    pub fixes: Vec<Fix>,
    /// Words to find it by that stand nowhere else in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub search: Vec<String>,
    /// Where it was reported.
    pub sources: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fix {
    /// What is done, as an imperative: the label of a button.
    pub title: String,
    /// Markdown: what it changes and when to choose it.
    pub text: String,
    /// A merge patch over the scenario.
    pub patch: Value,
    /// What holds then.
    pub after: Condition,
}

impl Case {
    /// Reads a case and checks that it is complete.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn parse(text: &str) -> Result<Case, String> {
        let case: Case = read(text, "Case")?;
        filled("title", &case.title)?;
        filled("symptom", &case.symptom)?;
        filled("why", &case.why)?;
        scenario_path(&case.scenario)?;
        if case.before.is_empty() {
            return Err("before asks for nothing".to_owned());
        }
        if case.fixes.is_empty() {
            return Err("fixes is empty".to_owned());
        }
        for (index, fix) in case.fixes.iter().enumerate() {
            fix.check().map_err(|error| format!("fixes[{index}].{error}"))?;
        }
        match case.sources.iter().find(|source| !source.starts_with("https://")) {
            Some(source) => Err(format!("sources: {source:?} is no https address")),
            None => Ok(case),
        }
    }
}

impl Fix {
    fn check(&self) -> Result<(), String> {
        filled("title", &self.title)?;
        filled("text", &self.text)?;
        if self.after.is_empty() {
            return Err("after asks for nothing".to_owned());
        }
        match &self.patch {
            Value::Object(members) if !members.is_empty() => Ok(()),
            _ => Err("patch is no object with members".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASE: &str = "
apiVersion: authn-explorer/v1
kind: Case
title: Expired
scenario: gallery/x509-expired.yaml
symptom: kubectl says Unauthorized.
log: ['E1123 12:00:00.000000 1 authentication.go:75] \"Unable to authenticate the request\" err=\"x\"']
why: It has expired.
before: {outcome: unauthorized}
fixes:
- {title: Renew it, text: A new one., patch: {now: '2026-01-01T00:00:00Z'}, after: {outcome: authenticated}}
sources: ['https://example.com']
";

    #[test]
    fn a_case_is_read() {
        let case = Case::parse(CASE).unwrap();
        assert_eq!((case.title.as_str(), case.fixes.len()), ("Expired", 1));
    }

    #[test]
    fn what_is_wrong_with_a_case_is_named() {
        for (from, to, word) in [
            ("title: Expired", "title: ' '", "title is empty"),
            ("before: {outcome: unauthorized}", "before: {}", "before asks for nothing"),
            ("after: {outcome: authenticated}", "after: {}", "fixes[0].after asks for nothing"),
            ("patch: {now: '2026-01-01T00:00:00Z'}", "patch: []", "fixes[0].patch is no object"),
            ("https://example.com", "http://example.com", "no https address"),
            ("why: It", "whi: It", "whi"),
        ] {
            let error = Case::parse(&CASE.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(word), "{word}: {error}");
        }
    }
}
