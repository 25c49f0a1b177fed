//! What the page and its worker say to each other: JSON in both directions, one answer to each question.
//! The worker calls [`answer`]; the page uses the types only, so that nothing that parses or evaluates is
//! linked into its own module.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::input::detect::{is_scenario, recognise_plain, recognise_with};
use crate::input::place::{lift, place, place_plain};
use crate::report::Report;
use crate::scenario::{self, ParseError, Scenario, flags};

pub use crate::input::detect::{FILE_MARK, Reading};
pub use crate::input::place::{Confidence, Placed};

/// A numbered [`Task`]. The number tells a late answer from the one that is awaited.
///
/// `S` is how either side holds a scenario: the worker as [`Scenario`], the page as the document it shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question<S = Box<Scenario>> {
    pub id: u32,
    pub task: Task<S>,
}

/// What the page may ask for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Task<S = Box<Scenario>> {
    /// Read a scenario document and take the credentials out of it, as text for the paste box.
    Open { text: String },
    /// Put a pasted text into a scenario and evaluate it. A text that is a scenario itself is opened instead.
    /// Wishes are for single pieces, by their number.
    Explore {
        text: String,
        reading: Reading,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        wishes: Vec<(usize, Reading)>,
        scenario: S,
    },
}

/// What the worker sends. It speaks first: messages that reach it before it listens are lost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reply<S = Box<Scenario>> {
    /// The engine is loaded and listens.
    Ready,
    Answered {
        id: u32,
        answer: Answer<S>,
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer<S = Box<Scenario>> {
    Opened {
        scenario: S,
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
        /// What the server knows with what was pasted for it; none when nothing was.
        server: Option<S>,
        report: Box<Report>,
    },
    /// This takes more than the first worker holds: ask the other one.
    NeedsMore,
}

impl Reply {
    /// The text that travels.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Answers one question; both are JSON. `now` is the reader's clock, used when the scenario sets none.
pub fn answer(question: &str, now: DateTime<Utc>) -> String {
    answer_by(&EVERYTHING, question, now)
}

/// Answers what is usual as [`answer`] does, and all else with [`Answer::NeedsMore`]: documents in YAML, texts that are not
/// plain, and what [`super::evaluate_usual`] leaves to [`super::evaluate`].
///
/// A program that answers by this function alone holds only what that takes.
pub fn answer_usual(question: &str, now: DateTime<Utc>) -> String {
    answer_by(&USUAL, question, now)
}

/// A scenario with what was pasted in its place, and what became of each piece.
type WithPieces = (Scenario, Vec<Placed>);

/// What a person takes single pieces for.
type Wishes = [(usize, Reading)];

/// What a worker can do; `None` where it takes more.
struct Hands {
    parse: fn(&str) -> Option<Result<Scenario, ParseError>>,
    place: fn(&str, Reading, &Wishes, &Scenario) -> Option<WithPieces>,
    evaluate: fn(&Scenario, DateTime<Utc>) -> Option<Report>,
}

const EVERYTHING: Hands = Hands {
    parse: |text| Some(scenario::parse(text)),
    place: |text, reading, wishes, scenario| Some(place(&recognise_with(text, reading, wishes), scenario)),
    evaluate: |scenario, now| Some(super::evaluate(scenario, now)),
};

const USUAL: Hands = Hands {
    parse: |text| text.trim_start().starts_with('{').then(|| scenario::parse_json(text)),
    place: |text, reading, wishes, scenario| {
        let pieces = recognise_plain(text).filter(|_| reading == Reading::Automatic && wishes.is_empty())?;
        let has_file = flags::value(&scenario.api_server.args, "authentication-config").is_some();
        (!has_file).then(|| place_plain(&pieces, scenario))
    },
    evaluate: super::evaluate_usual,
};

fn answer_by(hands: &Hands, question: &str, now: DateTime<Utc>) -> String {
    let reply = match serde_json::from_str::<Question>(question) {
        Ok(Question { id, task }) => {
            Reply::Answered { id, answer: work(hands, task, now).unwrap_or(Answer::NeedsMore) }
        }
        Err(error) => Reply::Misunderstood { message: error.to_string() },
    };
    reply.to_json()
}

fn work(hands: &Hands, task: Task, now: DateTime<Utc>) -> Option<Answer> {
    match task {
        Task::Open { text } => open(hands, &text),
        Task::Explore { text, reading: Reading::Automatic, .. } if is_scenario(&text) => open(hands, &text),
        Task::Explore { text, reading, wishes, scenario: before } => {
            let (mut scenario, placed) = (hands.place)(&text, reading, &wishes, &before)?;
            let report = Box::new((hands.evaluate)(&scenario, now)?);
            let request = Box::new(std::mem::replace(&mut scenario.request, before.request.clone()));
            let server = (scenario != *before).then(|| Box::new(scenario));
            Some(Answer::Explored { placed, request, server, report })
        }
    }
}

fn open(hands: &Hands, text: &str) -> Option<Answer> {
    Some(match (hands.parse)(text)? {
        Ok(mut scenario) => {
            let text = lift(&mut scenario);
            Answer::Opened { scenario: Box::new(scenario), text }
        }
        Err(error) => Answer::Unreadable { message: error.message, line: error.line },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINIMAL: &str = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata:\n  name: minimal\n";

    fn asked(task: Task) -> Answer {
        let now = DateTime::from_timestamp(1_795_435_200, 0).unwrap();
        let question = serde_json::to_string(&Question { id: 7, task }).unwrap();
        let reply = serde_json::from_str(&answer(&question, now)).unwrap();
        let Reply::Answered { id: 7, answer } = reply else { panic!("{reply:?}") };
        answer
    }

    #[test]
    fn opening_separates_the_credentials_from_the_rest() {
        let document = format!(
            "{MINIMAL}request:\n  raw: |\n    GET /api HTTP/1.1\n    Host: k\n    Authorization: Bearer s3cret\n"
        );
        let Answer::Opened { scenario, text } = asked(Task::Open { text: document }) else { panic!() };
        assert_eq!(text, "GET /api HTTP/1.1\nHost: k\nAuthorization: Bearer s3cret\n");
        assert_eq!(scenario.request.raw, "GET /api HTTP/1.1\nHost: k\n");
    }

    #[test]
    fn a_document_that_cannot_be_read_is_named_with_its_line() {
        let answer = asked(Task::Open { text: format!("{MINIMAL}nope: 1\n") });
        let Answer::Unreadable { message, line } = answer else { panic!() };
        assert!(message.contains("nope"), "{message}");
        assert_eq!(line, Some(5));
    }

    #[test]
    fn exploring_places_and_evaluates() {
        let scenario = Box::new(scenario::parse(MINIMAL).unwrap());
        let text = "s3cret".to_owned();
        let mut question = Task::Explore { text, reading: Reading::Automatic, wishes: Vec::new(), scenario };
        let Answer::Explored { placed, request, .. } = asked(question.clone()) else { panic!() };
        assert_eq!(placed[0].what, "an opaque bearer token");
        assert!(request.raw.ends_with("Authorization: Bearer s3cret\n"));
        if let Task::Explore { wishes, .. } = &mut question {
            wishes.push((0, Reading::LeaveOut));
        }
        let Answer::Explored { placed, request, .. } = asked(question) else { panic!() };
        assert_eq!((placed[0].to.as_str(), request.raw.as_str()), ("", ""));
    }

    #[test]
    fn what_is_pasted_for_the_server_is_handed_back_without_credentials() {
        let scenario = Box::new(scenario::parse(MINIMAL).unwrap());
        let explored = |text: &str| {
            let scenario = scenario.clone();
            let text = text.to_owned();
            asked(Task::Explore { text, reading: Reading::Automatic, wishes: Vec::new(), scenario })
        };
        let Answer::Explored { server: None, .. } = explored("s3cret") else { panic!() };
        let Answer::Explored { server, .. } = explored("--anonymous-auth=false") else { panic!() };
        let server = server.unwrap();
        assert_eq!(server.api_server.args, ["--anonymous-auth=false"]);
        assert_eq!(server.request, scenario.request);
    }

    #[test]
    fn a_pasted_scenario_is_opened() {
        let scenario = Box::new(scenario::parse(MINIMAL).unwrap());
        let explore = |text: String| {
            let (reading, scenario) = (Reading::Automatic, scenario.clone());
            asked(Task::Explore { text, reading, wishes: Vec::new(), scenario })
        };
        let Answer::Opened { scenario: opened, .. } = explore(MINIMAL.replace("minimal", "pasted")) else {
            panic!()
        };
        assert_eq!(opened.metadata.name, "pasted");
        assert!(matches!(explore(format!("{MINIMAL}nope: 1\n")), Answer::Unreadable { line: Some(5), .. }));
    }

    /// What each worker answers.
    fn both(task: Task) -> (Answer, Answer) {
        let question = serde_json::to_string(&Question { id: 7, task: task.clone() }).unwrap();
        let reply = answer_usual(&question, DateTime::from_timestamp(1_795_435_200, 0).unwrap());
        let Ok(Reply::Answered { id: 7, answer }) = serde_json::from_str(&reply) else { panic!("{reply}") };
        (answer, asked(task))
    }

    #[test]
    fn the_first_worker_answers_what_is_there_to_begin_with() {
        let read = |path: &str| {
            std::fs::read_to_string(format!("{}/static/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
        };
        let (first, whole) = both(Task::Open { text: read("gallery/kubeadm.json") });
        assert_eq!(first, whole);
        let Answer::Opened { scenario, .. } = first else { panic!() };
        let index: serde_json::Value = serde_json::from_str(&read("gallery/index.json")).unwrap();
        let examples = index["examples"].as_array().unwrap();
        assert!(examples.len() > 5);
        for example in examples {
            let mut text = example["text"].as_str().unwrap_or_default().to_owned();
            for file in example["files"].as_array().into_iter().flatten() {
                text.push_str(&read(file.as_str().unwrap()));
            }
            let (reading, wishes, scenario) = (Reading::Automatic, Vec::new(), scenario.clone());
            let (first, whole) = both(Task::Explore { text, reading, wishes, scenario });
            assert!(matches!(first, Answer::Explored { .. }), "{}", example["title"]);
            assert_eq!(first, whole, "{}", example["title"]);
        }
    }

    #[test]
    fn the_first_worker_hands_over_what_takes_more() {
        let scenario = scenario::parse(MINIMAL).unwrap();
        let with = |args: &[&str]| {
            let mut scenario = scenario.clone();
            scenario.api_server.args = args.iter().map(|arg| (*arg).to_owned()).collect();
            Box::new(scenario)
        };
        let explore = |text: &str, scenario| Task::Explore {
            text: text.to_owned(),
            reading: Reading::Automatic,
            wishes: Vec::new(),
            scenario,
        };
        for task in [
            Task::Open { text: MINIMAL.to_owned() },
            explore("kind: Secret\napiVersion: v1\n", with(&[])),
            explore("curl -k https://k", with(&[])),
            explore("", with(&["--authentication-config=/a"])),
            explore("", with(&["--oidc-issuer-url=https://idp.example.com", "--oidc-client-id=k"])),
            explore("", with(&["--authentication-token-webhook-config-file=/w"])),
        ] {
            let (first, whole) = both(task.clone());
            assert_eq!(first, Answer::NeedsMore, "{task:?}");
            assert_ne!(whole, Answer::NeedsMore);
        }
        let (reading, wishes) = (Reading::BearerToken, Vec::new());
        let wished = Task::Explore { text: "s3cret".to_owned(), reading, wishes, scenario: with(&[]) };
        assert_eq!(both(wished).0, Answer::NeedsMore);
    }

    #[test]
    fn a_question_of_another_version_is_answered_in_words() {
        let reply: Reply =
            serde_json::from_str(&answer(r#"{"id":1,"task":{"fly":{}}}"#, DateTime::UNIX_EPOCH)).unwrap();
        let Reply::Misunderstood { message } = reply else { panic!("{reply:?}") };
        assert_eq!(message, "unknown variant `fly`, expected `open` or `explore` at line 1 column 21");
    }
}
