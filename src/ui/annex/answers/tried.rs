//! A fix that a reader tries: what it makes of the scenario or of the paste box, and whether that still stands.

use crate::output::fixes::{Edit, Fix, apply};
use crate::scenario::Scenario;
use crate::ui::json::Json;
use crate::ui::link::Act;
use crate::ui::state::Document;

#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    pub title: String,
    after: Stand,
    /// It has been seen; from now on a difference means that the reader went on.
    seen: bool,
}

/// What a fix changes: one of the two.
#[derive(Debug, Clone, PartialEq)]
enum Stand {
    Scenario(Box<Scenario>),
    Text(String),
}

/// What the explorer holds now.
pub struct Now<'a> {
    /// Without the credentials.
    pub scenario: &'a Scenario,
    pub text: &'a str,
}

/// The fix as something to do, if it changes anything here.
pub fn attempt(fix: &Fix, now: &Now) -> Option<(Act, Tried)> {
    let tried = |after| Tried { title: fix.title.clone(), after, seen: false };
    if let [Edit::Sent { from, to }] = fix.edits.as_slice() {
        let text = now.text.replace(from, to);
        return (text != now.text).then(|| (Act::Replace(text.clone()), tried(Stand::Text(text))));
    }
    let after = apply(&fix.edits, now.scenario);
    if after == *now.scenario {
        return None;
    }
    let document = Document::new(Json::parse(&serde_json::to_string(&after).ok()?)?)?;
    Some((Act::SetScenario(document), tried(Stand::Scenario(Box::new(after)))))
}

impl Tried {
    /// Whether it is still what the explorer holds. To be asked at every change.
    pub fn stands(&mut self, now: &Now) -> bool {
        let equal = match &self.after {
            Stand::Scenario(after) => after.as_ref() == now.scenario,
            Stand::Text(after) => after == now.text,
        };
        let stands = equal || !self.seen;
        self.seen |= equal;
        stands
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(edit: Edit) -> Fix {
        Fix { title: "Try".into(), edits: vec![edit], ..Fix::default() }
    }

    #[test]
    fn it_stands_until_the_reader_goes_on() {
        let before = Scenario::empty();
        let now = Now { scenario: &before, text: "" };
        let (act, mut tried) = attempt(&fix(Edit::Flag("anonymous-auth", "true".into())), &now).unwrap();
        let Act::SetScenario(document) = act else { panic!("{act:?}") };
        assert_eq!(document.args().collect::<Vec<_>>(), ["--anonymous-auth=true"]);
        assert!(tried.stands(&now), "not there yet");
        let mut after = before.clone();
        after.api_server.args.push("--anonymous-auth=true".into());
        assert!(tried.stands(&Now { scenario: &after, text: "x" }));
        assert!(!tried.stands(&now), "undone");
    }

    #[test]
    fn what_was_sent_is_changed_in_the_box() {
        let scenario = Scenario::empty();
        let edit = Edit::Sent { from: "a.b".into(), to: "a.c".into() };
        let (act, _) = attempt(&fix(edit.clone()), &Now { scenario: &scenario, text: "token a.b" }).unwrap();
        assert_eq!(act, Act::Replace("token a.c".into()));
        assert_eq!(attempt(&fix(edit), &Now { scenario: &scenario, text: "else" }), None);
    }
}
