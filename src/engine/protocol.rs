//! What the page and its worker say to each other: JSON in both directions, one answer to each question.
//! The worker calls [`answer`]; the page uses the types only, so that nothing that parses or evaluates is
//! linked into its own module.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::input::detect::{Reading, recognise};
use crate::input::place::{Placed, lift, place};
use crate::report::Report;
use crate::scenario::{self, Scenario};

/// What the worker posts once it listens; messages sent earlier would be lost.
pub const READY: &str = "ready";

/// A question or an answer with the number that tells which answer belongs to which question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Numbered<T> {
    pub id: u32,
    pub body: T,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Question {
    /// Reads a scenario document and takes the credentials out of it, as text for the paste box.
    Open { text: String },
    /// Puts a pasted text into a scenario and evaluates it.
    Explore { text: String, reading: Reading, scenario: Box<Scenario> },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    Opened {
        scenario: Box<Scenario>,
        text: String,
    },
    /// The document cannot be read; where that is known, with its one-based line.
    Unreadable {
        message: String,
        line: Option<usize>,
    },
    Explored {
        placed: Vec<Placed>,
        /// The request as it was evaluated.
        request: Box<scenario::Request>,
        report: Box<Report>,
    },
    /// The question itself was not understood: page and worker are of different builds.
    NotUnderstood {
        message: String,
    },
}

/// Answers one question; both are JSON. `now` is the reader's clock.
pub fn answer(question: &str, now: DateTime<Utc>) -> String {
    let answer = match serde_json::from_str::<Numbered<Question>>(question) {
        Ok(Numbered { id, body }) => Numbered { id, body: respond(body, now) },
        Err(error) => Numbered { id: 0, body: Answer::NotUnderstood { message: error.to_string() } },
    };
    serde_json::to_string(&answer).unwrap_or_default()
}

fn respond(question: Question, now: DateTime<Utc>) -> Answer {
    match question {
        Question::Open { text } => match scenario::parse(&text) {
            Ok(mut scenario) => {
                let text = lift(&mut scenario);
                Answer::Opened { scenario: Box::new(scenario), text }
            }
            Err(error) => {
                Answer::Unreadable { message: error.message, line: error.position.map(|(line, _)| line) }
            }
        },
        Question::Explore { text, reading, scenario } => {
            let (scenario, placed) = place(&recognise(&text, reading), &scenario);
            let report = super::evaluate(&scenario, now);
            Answer::Explored { placed, request: Box::new(scenario.request), report: Box::new(report) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINIMAL: &str = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata:\n  name: minimal\n";

    fn asked(body: Question) -> Answer {
        let now = DateTime::from_timestamp(1_795_435_200, 0).unwrap();
        let question = serde_json::to_string(&Numbered { id: 7, body }).unwrap();
        let numbered: Numbered<Answer> = serde_json::from_str(&answer(&question, now)).unwrap();
        assert_eq!(numbered.id, 7);
        numbered.body
    }

    #[test]
    fn opening_separates_the_credentials_from_the_rest() {
        let document = format!(
            "{MINIMAL}request:\n  raw: |\n    GET /api HTTP/1.1\n    Host: k\n    Authorization: Bearer s3cret\n"
        );
        let Answer::Opened { scenario, text } = asked(Question::Open { text: document }) else { panic!() };
        assert_eq!(text, "GET /api HTTP/1.1\nHost: k\nAuthorization: Bearer s3cret\n");
        assert_eq!(scenario.request.raw, "GET /api HTTP/1.1\nHost: k\n");
    }

    #[test]
    fn a_document_that_cannot_be_read_is_named_with_its_line() {
        let answer = asked(Question::Open { text: format!("{MINIMAL}nope: 1\n") });
        let Answer::Unreadable { message, line } = answer else { panic!() };
        assert!(message.contains("nope"), "{message}");
        assert_eq!(line, Some(5));
    }

    #[test]
    fn exploring_places_and_evaluates() {
        let scenario = Box::new(scenario::parse(MINIMAL).unwrap());
        let question = Question::Explore { text: "s3cret".to_owned(), reading: Reading::Automatic, scenario };
        let Answer::Explored { placed, request, .. } = asked(question) else { panic!() };
        assert_eq!(placed[0].what, "opaque bearer token");
        assert!(request.raw.ends_with("Authorization: Bearer s3cret\n"));
    }

    #[test]
    fn a_question_of_another_build_is_answered() {
        let answer = answer("{\"id\":1,\"body\":{\"sing\":{}}}", DateTime::UNIX_EPOCH);
        assert!(answer.contains("notUnderstood"), "{answer}");
    }
}
