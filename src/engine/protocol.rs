//! What the page and its worker say to each other: one JSON text there, one back.
//!
//! The worker knows only [`answer`]; the page writes [`Question`]s and reads [`Reply`]s. A number travels along,
//! so that a late answer is told from the one that is awaited.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::report::Report;

/// A numbered [`Task`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub id: u32,
    pub task: Task,
}

/// What the page may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Task {
    /// Evaluate a scenario document, as YAML or JSON text.
    Evaluate { scenario: String },
}

/// What the worker sends. It speaks first: messages that reach it before it listens are lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reply {
    /// The engine is loaded and listens.
    Ready,
    Evaluated {
        id: u32,
        report: Box<Report>,
    },
    /// The question itself could not be read: page and worker are of different versions.
    Misunderstood {
        message: String,
    },
    /// The engine panicked; the worker is of no further use.
    Crashed {
        message: String,
    },
}

impl Reply {
    /// The text that travels.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Answers one question. `now` is the reader's clock, used when the scenario sets none.
pub fn answer(question: &str, now: DateTime<Utc>) -> String {
    let reply = match serde_json::from_str::<Question>(question) {
        Ok(Question { id, task: Task::Evaluate { scenario } }) => {
            Reply::Evaluated { id, report: Box::new(super::evaluate_text(&scenario, now)) }
        }
        Err(error) => Reply::Misunderstood { message: error.to_string() },
    };
    reply.to_json()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Outcome;

    fn ask(question: &str) -> Reply {
        serde_json::from_str(&answer(question, DateTime::UNIX_EPOCH)).expect("a reply")
    }

    #[test]
    fn a_scenario_is_answered_by_its_report_and_the_number_of_the_question() {
        let task = Task::Evaluate { scenario: "kind: Nonsense".to_owned() };
        let question = serde_json::to_string(&Question { id: 7, task }).expect("plain data");
        let Reply::Evaluated { id, report } = ask(&question) else { panic!("not evaluated") };
        assert_eq!((id, report.outcome), (7, Outcome::InvalidScenario));
    }

    #[test]
    fn a_question_of_another_version_is_answered_in_words() {
        let Reply::Misunderstood { message } = ask(r#"{"id":1,"task":{"fly":{}}}"#) else {
            panic!("understood")
        };
        assert_eq!(message, "unknown variant `fly`, expected `evaluate` at line 1 column 20");
    }
}
