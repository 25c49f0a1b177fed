//! One authenticator's part of the walk, and the recorder with which a strategy writes it.

use serde::{Deserialize, Serialize};

use super::Authenticator;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum StepOutcome {
    NotConfigured,
    NoOpinion,
    Rejected,
    Authenticated,
    NotReached,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CheckOutcome {
    Passed,
    Failed,
    Skipped,
}

/// One thing that an authenticator looked at, also where the server keeps silent about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// A short noun phrase: "extended key usage".
    pub name: String,
    pub outcome: CheckOutcome,
    /// One sentence.
    pub detail: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub actual: Option<String>,
    /// Pointer to the input that decided it: `apiServer.args --client-ca-file`, `token#exp`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
}

impl Check {
    fn new(name: impl Into<String>, outcome: CheckOutcome, detail: impl Into<String>) -> Check {
        Check {
            name: name.into(),
            outcome,
            detail: detail.into(),
            expected: None,
            actual: None,
            source: None,
        }
    }

    pub fn passed(name: impl Into<String>, detail: impl Into<String>) -> Check {
        Check::new(name, CheckOutcome::Passed, detail)
    }

    pub fn failed(name: impl Into<String>, detail: impl Into<String>) -> Check {
        Check::new(name, CheckOutcome::Failed, detail)
    }

    pub fn skipped(name: impl Into<String>, detail: impl Into<String>) -> Check {
        Check::new(name, CheckOutcome::Skipped, detail)
    }

    pub fn expected(mut self, value: impl Into<String>) -> Check {
        self.expected = Some(value.into());
        self
    }

    pub fn actual(mut self, value: impl Into<String>) -> Check {
        self.actual = Some(value.into());
        self
    }

    pub fn source(mut self, pointer: impl Into<String>) -> Check {
        self.source = Some(pointer.into());
        self
    }
}

/// Who takes part in an exchange that crosses a wire or a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Party {
    Client,
    Proxy,
    ApiServer,
    IdentityProvider,
    Webhook,
    /// The objects the server looks up (informers over etcd).
    Objects,
}

/// One message of a flow: who says what to whom. A question and its answer are two messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    pub from: Party,
    pub to: Party,
    /// One line: `GET https://login.example.com/keys`, `Pod ci/job-7?`, `not found`.
    pub label: String,
    /// What was sent, in full: HTTP text, JSON, a manifest. Empty when the label says it all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub payload: String,
    /// An answer that refused, or did not come.
    #[serde(default)]
    pub failed: bool,
}

impl Message {
    pub fn new(from: Party, to: Party, label: impl Into<String>) -> Message {
        Message { from, to, label: label.into(), payload: String::new(), failed: false }
    }

    pub fn payload(mut self, text: impl Into<String>) -> Message {
        self.payload = text.into();
        self
    }

    pub fn failed(mut self, failed: bool) -> Message {
        self.failed = failed;
        self
    }
}

/// One station of the walk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub authenticator: Authenticator,
    pub outcome: StepOutcome,
    /// This authenticator's own error.
    pub error: Option<String>,
    /// One plain sentence for a person.
    pub reason: String,
    pub checks: Vec<Check>,
    pub effects: Vec<String>,
    /// Exchanges this step made, in order.
    #[serde(default)]
    pub messages: Vec<Message>,
}

impl Step {
    pub fn new(authenticator: Authenticator, outcome: StepOutcome, reason: impl Into<String>) -> Step {
        Step {
            authenticator,
            outcome,
            error: None,
            reason: reason.into(),
            checks: Vec::new(),
            effects: Vec::new(),
            messages: Vec::new(),
        }
    }
}

/// What a strategy writes down while it works. The chain turns it into a [`Step`].
#[derive(Debug, Default, Clone)]
pub struct StepLog {
    pub reason: String,
    pub checks: Vec<Check>,
    pub effects: Vec<String>,
    pub messages: Vec<Message>,
    /// Remarks for the whole report.
    pub notes: Vec<String>,
    /// URLs that were asked for and absent from `remote`.
    pub wanted: Vec<String>,
    /// What the client gets in HTTP `Warning` headers.
    pub warnings: Vec<String>,
}

impl StepLog {
    pub fn check(&mut self, check: Check) {
        self.checks.push(check);
    }

    /// The sentence a person reads first; the last one written stands.
    pub fn reason(&mut self, sentence: impl Into<String>) {
        self.reason = sentence.into();
    }

    pub fn effect(&mut self, effect: impl Into<String>) {
        self.effects.push(effect.into());
    }

    pub fn message(&mut self, message: Message) {
        self.messages.push(message);
    }

    pub fn warn(&mut self, warning: impl Into<String>) {
        self.warnings.push(warning.into());
    }

    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }
}
