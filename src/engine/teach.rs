//! What the annex asks about lessons, cases and pages: it has the texts of the site's files, the worker makes
//! data of them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::learn::markdown::{self, Block};
use crate::learn::{Case, Lesson, Names, Pages, patch};
use crate::report::Report;
use crate::scenario;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Question {
    /// `index.yaml` of lessons or cases.
    Names(String),
    /// `index.yaml` of the pages.
    Pages(String),
    Lessons(Vec<String>),
    Cases(Vec<String>),
    Markdown(Vec<String>),
    /// A scenario document, and a merge patch over it.
    Evaluate {
        scenario: String,
        patch: Option<Value>,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    Names(Names),
    Pages(Pages),
    Lessons(Vec<Lesson>),
    Cases(Vec<Case>),
    Markdown(Vec<Vec<Block>>),
    /// The document as it was evaluated, and what became of it.
    Evaluated {
        scenario: String,
        report: Box<Report>,
    },
}

/// Answers one question. `now` is the reader's clock, used when a scenario sets none.
///
/// # Errors
/// What is wrong with a text of the site.
pub fn answer(question: Question, now: DateTime<Utc>) -> Result<Answer, String> {
    Ok(match question {
        Question::Names(text) => Answer::Names(Names::parse(&text)?),
        Question::Pages(text) => Answer::Pages(Pages::parse(&text)?),
        Question::Lessons(texts) => Answer::Lessons(each(&texts, Lesson::parse)?),
        Question::Cases(texts) => Answer::Cases(each(&texts, Case::parse)?),
        Question::Markdown(texts) => {
            Answer::Markdown(texts.iter().map(|text| markdown::parse(text)).collect())
        }
        Question::Evaluate { scenario, patch } => {
            let mut document = scenario::parse(&scenario).map_err(|error| error.to_string())?;
            if let Some(change) = patch {
                document = patch::apply(&document, &change)?;
            }
            let report = Box::new(super::evaluate(&document, now));
            Answer::Evaluated { scenario: serde_json::to_string(&document).unwrap_or_default(), report }
        }
    })
}

fn each<T>(texts: &[String], parse: fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    texts.iter().map(|text| parse(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Outcome;
    use serde_json::json;

    const SCENARIO: &str = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: n}\n";

    fn asked(question: Question) -> Result<Answer, String> {
        answer(question, DateTime::UNIX_EPOCH)
    }

    #[test]
    fn a_fix_is_tried() {
        let evaluate = |patch| {
            let question = Question::Evaluate { scenario: SCENARIO.to_owned(), patch };
            let Ok(Answer::Evaluated { scenario, report }) = asked(question) else { panic!() };
            (scenario, report.outcome)
        };
        assert_eq!(evaluate(None).1, Outcome::Authenticated);
        let (changed, outcome) = evaluate(Some(json!({"apiServer": {"args": ["--anonymous-auth=false"]}})));
        assert_eq!(outcome, Outcome::Unauthorized);
        assert!(changed.contains("--anonymous-auth=false"));
    }

    #[test]
    fn what_is_wrong_with_a_text_is_said() {
        let wrong = "kind: nothing".to_owned();
        for question in [
            Question::Names(wrong.clone()),
            Question::Pages(wrong.clone()),
            Question::Lessons(vec![wrong.clone()]),
            Question::Cases(vec![wrong.clone()]),
            Question::Evaluate { scenario: wrong.clone(), patch: None },
            Question::Evaluate { scenario: SCENARIO.to_owned(), patch: Some(json!({"nope": 1})) },
        ] {
            let shown = format!("{question:?}");
            assert!(asked(question).is_err_and(|error| !error.is_empty()), "{shown}");
        }
        assert_eq!(asked(Question::Markdown(vec![String::new()])), Ok(Answer::Markdown(vec![vec![]])));
    }
}
