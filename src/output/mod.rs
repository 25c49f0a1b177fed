//! A report in the words of the tools around it: what `kubectl auth whoami` prints, the reviews, the audit event, the
//! HTTP answer, RBAC subjects, the line in the server's log; and what to do about a refusal ([`fixes`]).
//!
//! Upstream: `kubectl/pkg/cmd/auth/whoami.go`, `k8s.io/api/authentication/v1`, `apiserver/pkg/endpoints/filters`,
//! `apiserver/pkg/endpoints/handlers/responsewriters`, `apiserver/pkg/apis/audit/v1`. `tests/fixtures/answers.json` holds what
//! that code says; `tests/oracle/answers` writes it.

pub mod audit;
pub mod fixes;
pub mod http;
pub mod log;
pub mod rbac;
mod request_info;
pub mod reviews;
mod table;
#[cfg(test)]
mod tests;
pub mod whoami;

use serde_json::{Map, Value};

use crate::report::User;

/// One thing to read and to copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// To the letter what the tool says. Empty when it says nothing.
    pub text: String,
    /// What a reader should know of it, in sentences.
    pub notes: Vec<String>,
}

impl Shown {
    fn new(text: impl Into<String>) -> Shown {
        Shown { text: text.into(), notes: Vec::new() }
    }

    fn note(mut self, note: impl Into<String>) -> Shown {
        self.notes.push(note.into());
        self
    }
}

/// `authentication.k8s.io/v1` UserInfo: empty fields are left out.
fn user_info(user: &User) -> Value {
    let mut fields = Map::new();
    if !user.username.is_empty() {
        fields.insert("username".into(), user.username.clone().into());
    }
    if !user.uid.is_empty() {
        fields.insert("uid".into(), user.uid.clone().into());
    }
    if !user.groups.is_empty() {
        fields.insert("groups".into(), user.groups.clone().into());
    }
    if !user.extra.is_empty() {
        let extra = user.extra.iter().map(|(key, values)| (key.clone(), values.clone().into())).collect();
        fields.insert("extra".into(), Value::Object(extra));
    }
    Value::Object(fields)
}
