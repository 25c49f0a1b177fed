//! A change of the scenario, as data: the page names it on a button, and a test can apply it.

use serde_json::Value;

use crate::input::place::flags;
use crate::scenario::{RemoteAnswer, Scenario};

#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// The server's clock, RFC 3339.
    Clock(String),
    /// A flag, set to one value whatever it was.
    Flag(&'static str, String),
    /// A flag that may be given several times, given once more.
    FlagAgain(&'static str, String),
    /// A file's whole text.
    File(String, String),
    /// A manifest; it takes the place of the one of the same kind, namespace and name.
    Object(Value),
    /// What another party answers, by URL.
    Remote(String, RemoteAnswer),
    /// Part of what the client sent, and what it should have been.
    Sent { from: String, to: String },
}

impl Edit {
    /// In a few words, as the document has it.
    pub fn label(&self) -> String {
        match self {
            Edit::Clock(time) => format!("now: {time}"),
            Edit::Flag(name, value) | Edit::FlagAgain(name, value) => format!("--{name}={value}"),
            Edit::File(path, _) => format!("the file {path}"),
            Edit::Object(object) => {
                let meta = |key: &str| object["metadata"][key].as_str().unwrap_or_default().to_owned();
                let slash = if meta("namespace").is_empty() { "" } else { "/" };
                let kind = object["kind"].as_str().unwrap_or_default();
                format!("{kind} {}{slash}{}", meta("namespace"), meta("name"))
            }
            Edit::Remote(url, _) => format!("the answer of {url}"),
            Edit::Sent { .. } => "what the client sends".to_owned(),
        }
    }
}

/// The scenario with all of the edits.
pub fn apply(edits: &[Edit], scenario: &Scenario) -> Scenario {
    let mut after = scenario.clone();
    for edit in edits {
        one(edit, &mut after);
    }
    after
}

fn one(edit: &Edit, scenario: &mut Scenario) {
    match edit {
        Edit::Clock(time) => scenario.now = Some(time.clone()),
        Edit::Flag(name, value) => flags::set(&mut scenario.api_server.args, name, value),
        Edit::FlagAgain(name, value) => scenario.api_server.args.push(format!("--{name}={value}")),
        Edit::File(path, text) => {
            scenario.api_server.files.insert(path.clone(), text.clone());
        }
        Edit::Object(object) => match scenario.objects.iter_mut().find(|other| same(other, object)) {
            Some(place) => *place = object.clone(),
            None => scenario.objects.push(object.clone()),
        },
        Edit::Remote(url, answer) => {
            scenario.remote.insert(url.clone(), answer.clone());
        }
        Edit::Sent { from, to } => scenario.request.raw = scenario.request.raw.replace(from, to),
    }
}

fn same(a: &Value, b: &Value) -> bool {
    let namespace = |object: &Value| object["metadata"]["namespace"].as_str().unwrap_or_default().to_owned();
    a["kind"] == b["kind"] && a["metadata"]["name"] == b["metadata"]["name"] && namespace(a) == namespace(b)
}
