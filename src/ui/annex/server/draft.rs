//! What is typed and is not, or not yet, part of the scenario in these very words: it is shown as long as it means what
//! the scenario says, or nothing that can be read.

use super::clock;
use super::edit::{Edit, args};
use crate::ui::json::Json;
use crate::ui::state::Document;
use chrono::{DateTime, Utc};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Flags,
    Clock,
    /// A manifest, by its index.
    Object(usize),
    NewObject,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub text: String,
    /// None while that is not known.
    stands_for: Option<Json>,
    /// Why it cannot be read.
    pub problem: Option<String>,
}

#[derive(Debug, Default)]
pub struct Drafts(Vec<(Field, Draft)>);

impl Drafts {
    pub fn of(&self, field: Field) -> Option<&Draft> {
        self.0.iter().find(|(other, _)| *other == field).map(|(_, draft)| draft)
    }

    /// The text, or what stands for it in the scenario.
    pub fn text(&self, field: Field, otherwise: impl FnOnce() -> String) -> String {
        self.of(field).map_or_else(otherwise, |draft| draft.text.clone())
    }

    pub fn problem(&self, field: Field) -> Option<&str> {
        self.of(field)?.problem.as_deref()
    }

    pub fn forget(&mut self, field: Field) {
        self.0.retain(|(other, _)| *other != field);
    }

    fn write(&mut self, field: Field, draft: Draft) {
        self.forget(field);
        self.0.push((field, draft));
    }

    /// Takes what was typed. The answer is the change that it makes, for whatever can be read at once.
    pub fn typed(&mut self, field: Field, text: String, now: DateTime<Utc>) -> Option<Edit> {
        let (stands_for, problem, edit) = match field {
            Field::Flags => {
                let args = args(&text);
                (Some(list(&args)), None, Some(Edit::Args(args)))
            }
            Field::Clock if text.trim().is_empty() => (Some(Json::Null), None, Some(Edit::Clock(None))),
            Field::Clock => match clock::read(&text, now) {
                Ok(time) => {
                    let time = clock::written(time);
                    (Some(Json::text(&time)), None, Some(Edit::Clock(Some(time))))
                }
                Err(problem) => (None, Some(problem), None),
            },
            Field::Object(_) | Field::NewObject => {
                let problem = self.of(field).and_then(|before| before.problem.clone());
                (None, problem, None)
            }
        };
        self.write(field, Draft { text, stands_for, problem });
        edit
    }

    /// Takes what the worker read in a manifest; nothing when it was changed since.
    pub fn read(&mut self, field: Field, text: &str, read: Result<Vec<Json>, String>) -> Option<Edit> {
        let draft = self.0.iter_mut().find(|(other, draft)| *other == field && draft.text == text);
        let (_, draft) = draft?;
        let Field::Object(index) = field else {
            draft.problem = read.err();
            return None;
        };
        match read {
            Ok(mut objects) if objects.len() == 1 => {
                let object = objects.remove(0);
                draft.problem = None;
                draft.stands_for = Some(object.clone());
                Some(Edit::Object(index, Some(object)))
            }
            Ok(_) => {
                draft.problem = Some("Here is room for one manifest; add the others below.".to_owned());
                None
            }
            Err(problem) => {
                draft.problem = Some(problem);
                None
            }
        }
    }

    /// The scenario is another now: drafts that mean something else than it says are over.
    pub fn compare(&mut self, scenario: &Document) {
        self.0.retain(|(field, draft)| {
            let now = match field {
                Field::Flags => Some(list(&scenario.args().map(str::to_owned).collect::<Vec<_>>())),
                Field::Clock => Some(scenario.clock().map_or(Json::Null, Json::text)),
                Field::Object(index) => scenario.objects().get(*index).cloned(),
                Field::NewObject => return true,
            };
            now.is_some() && (draft.stands_for.is_none() || draft.stands_for == now)
        });
    }

    /// An object is gone, and those behind it move up.
    pub fn removed(&mut self, gone: usize) {
        self.forget(Field::Object(gone));
        for (field, _) in &mut self.0 {
            if let Field::Object(index) = field
                && *index > gone
            {
                *index -= 1;
            }
        }
    }

    /// Another scenario was opened.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

fn list(args: &[String]) -> Json {
    Json::List(args.iter().map(Json::text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_435_200, 0).unwrap()
    }

    fn scenario(text: &str) -> Document {
        Document::new(Json::parse(text).unwrap()).unwrap()
    }

    #[test]
    fn flags_stay_as_they_are_typed_while_they_mean_what_the_scenario_says() {
        let mut drafts = Drafts::default();
        let edit = drafts.typed(Field::Flags, "# mine\n--a=b \n\n".into(), now());
        assert_eq!(edit, Some(Edit::Args(vec!["--a=b".into()])));
        drafts.compare(&scenario(r#"{"apiServer":{"args":["--a=b"]}}"#));
        assert_eq!(drafts.text(Field::Flags, String::new), "# mine\n--a=b \n\n");
        drafts.compare(&scenario(r#"{"apiServer":{"args":["--c"]}}"#));
        assert_eq!(drafts.text(Field::Flags, || "--c".into()), "--c");
    }

    #[test]
    fn a_clock_that_cannot_be_read_changes_nothing_and_is_kept() {
        let mut drafts = Drafts::default();
        assert_eq!(drafts.typed(Field::Clock, "tomorrow".into(), now()), None);
        drafts.compare(&scenario(r#"{"now":"2026-11-23T12:00:00Z"}"#));
        assert!(drafts.problem(Field::Clock).unwrap().contains("tomorrow"));
        let edit = drafts.typed(Field::Clock, "2026-01-02".into(), now());
        assert_eq!(edit, Some(Edit::Clock(Some("2026-01-02T00:00:00Z".into()))));
        assert_eq!(drafts.typed(Field::Clock, " ".into(), now()), Some(Edit::Clock(None)));
    }

    #[test]
    fn a_broken_manifest_is_kept_with_its_problem_until_it_can_be_read() {
        let there = scenario(r#"{"objects":[{"kind":"Pod"},{"kind":"Node"}]}"#);
        let mut drafts = Drafts::default();
        let field = Field::Object(1);
        drafts.typed(field, "kind: [".into(), now());
        assert_eq!(drafts.read(field, "kind: [", Err("line 1".into())), None);
        drafts.compare(&there);
        assert_eq!(
            (drafts.problem(field), drafts.text(field, String::new).as_str()),
            (Some("line 1"), "kind: [")
        );
        drafts.typed(field, "kind: Node # x".into(), now());
        assert_eq!(drafts.problem(field), Some("line 1"), "until the worker has read it");
        assert_eq!(drafts.read(field, "kind: [", Ok(vec![])), None, "a late answer");
        let node = Json::field("kind", Json::text("Node"));
        let edit = drafts.read(field, "kind: Node # x", Ok(vec![node.clone()]));
        assert_eq!(edit, Some(Edit::Object(1, Some(node))));
        drafts.compare(&there);
        assert_eq!(
            (drafts.problem(field), drafts.text(field, String::new).as_str()),
            (None, "kind: Node # x")
        );
        drafts.removed(0);
        assert!(drafts.of(field).is_none() && drafts.of(Field::Object(0)).is_some());
        drafts.compare(&scenario(r#"{"objects":[{"kind":"Secret"}]}"#));
        assert!(drafts.of(Field::Object(0)).is_none(), "it says something else");
    }
}
