//! What the annex's views ask for beside evaluations: jobs that need the parsers and the rules, but not before a first
//! verdict. The second worker answers them, and everything that the first one answers, too.
//!
//! A question is `{"id": 7, "job": {…}}`, its answer `{"done": {"id": 7, "result": …}}` or `{"done": {"id": 7, "error": "…"}}`.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{editing, lab, protocol, teach};
use crate::inspect::{self, InspectQuestion};

#[derive(Debug, Deserialize)]
struct Question {
    id: u32,
    job: Job,
}

/// What can be asked for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Job {
    /// The report of a scenario document.
    Evaluate { scenario: String },
    /// Lessons, cases and pages.
    Teach(teach::Question),
    /// What is typed or loaded for the server's side.
    Edit(editing::Question),
    /// What was pasted, taken apart.
    Inspect(Box<InspectQuestion>),
    /// Demo credentials.
    Lab(Box<lab::Question>),
}

/// Answers one question in JSON, of this kind or the explorer's. `now` is the reader's clock.
pub fn answer(question: &str, now: DateTime<Utc>) -> String {
    match serde_json::from_str::<Question>(question) {
        Ok(Question { id, job }) => match work(job, now) {
            Ok(result) => json!({"done": {"id": id, "result": result}}).to_string(),
            Err(error) => json!({"done": {"id": id, "error": error}}).to_string(),
        },
        Err(_) => protocol::answer(question, now),
    }
}

fn work(job: Job, now: DateTime<Utc>) -> Result<Value, String> {
    match job {
        Job::Evaluate { scenario } => written(&super::evaluate_text(&scenario, now)),
        Job::Teach(question) => written(&teach::answer(question, now)?),
        Job::Edit(question) => written(&editing::answer(question)?),
        Job::Inspect(question) => written(&inspect::inspect(&question, now)),
        Job::Lab(question) => written(&lab::answer(*question, now)?),
    }
}

fn written(result: &impl serde::Serialize) -> Result<Value, String> {
    serde_json::to_value(result).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(question: &str) -> Value {
        serde_json::from_str(&answer(question, DateTime::UNIX_EPOCH)).unwrap()
    }

    #[test]
    fn a_scenario_is_evaluated() {
        let answer = asked(r#"{"id":7,"job":{"evaluate":{"scenario":"kind: Pod"}}}"#);
        assert_eq!(answer["done"]["id"], 7);
        assert_eq!(answer["done"]["result"]["outcome"], "invalidScenario");
    }

    #[test]
    fn the_explorers_questions_are_answered_too() {
        let answer = asked(r#"{"id":1,"task":{"open":{"text":"kind: Pod"}}}"#);
        assert!(answer["answered"]["answer"]["unreadable"]["message"].is_string(), "{answer}");
    }
}
