//! What a reader can change of the server's side, and what that makes of the scenario.

use super::configuration::Anonymous;
use super::switch::Switch;
use crate::ui::json::Json;
use crate::ui::state::Document;

#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    Turn(Switch, bool),
    Anonymous(Anonymous),
    Args(Vec<String>),
    /// None: the file is gone.
    File(String, Option<String>),
    /// In the place of the object of that index; none: it is gone.
    Object(usize, Option<Json>),
    AddObjects(Vec<Json>),
    /// None: nobody answers there.
    Remote(String, Option<Json>),
    /// Another address for an answer.
    Move(String, String),
    /// None: the reader's clock.
    Clock(Option<String>),
    /// None: the newest.
    Version(Option<String>),
    /// Everything but the request, which stays.
    All(Document),
}

impl Edit {
    pub fn apply(self, scenario: &mut Document) {
        match self {
            Edit::Turn(switch, on) => switch.turn(on, scenario),
            Edit::Anonymous(anonymous) => anonymous.set(scenario),
            Edit::Args(args) => scenario.set_args(args),
            Edit::File(path, text) => scenario.set_file(&path, text),
            Edit::Object(index, object) => {
                let mut objects = scenario.objects().to_vec();
                match object {
                    Some(object) if index < objects.len() => objects[index] = object,
                    None if index < objects.len() => drop(objects.remove(index)),
                    _ => return,
                }
                scenario.set_objects(objects);
            }
            Edit::AddObjects(more) => {
                let mut objects = scenario.objects().to_vec();
                objects.extend(more);
                scenario.set_objects(objects);
            }
            Edit::Remote(url, answer) => scenario.set_remote(&url, answer),
            Edit::Move(from, to) => {
                let taken = scenario.remote().any(|(url, _)| url == to);
                let answer =
                    scenario.remote().find(|(url, _)| *url == from).map(|(_, answer)| answer.clone());
                if let Some(answer) = answer.filter(|_| !taken && !to.is_empty()) {
                    scenario.set_remote(&from, None);
                    scenario.set_remote(&to, Some(answer));
                }
            }
            Edit::Clock(time) => scenario.set_clock(time),
            Edit::Version(version) => scenario.set_version(version),
            Edit::All(mut other) => {
                let request = scenario.json().get("request").cloned();
                other.set("request", request);
                *scenario = other;
            }
        }
    }
}

/// Flags as people type and paste them, one a line: also with a list's dash, a comment, the end of a shell's line.
pub fn args(text: &str) -> Vec<String> {
    text.lines().filter_map(arg).collect()
}

/// The flag of one line.
pub fn arg(line: &str) -> Option<String> {
    let line = line.trim();
    let line = line.strip_prefix("- ").unwrap_or(line).trim();
    let line = line.trim_end_matches('\\').trim_end();
    (!line.is_empty() && !line.starts_with('#')).then(|| line.to_owned())
}

/// `Name: value`, one a line.
pub fn headers(text: &str) -> Json {
    let pairs = text.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.trim().to_owned(), Json::text(value.trim()))).filter(|(name, _)| !name.is_empty())
    });
    let mut headers = Json::Object(Vec::new());
    pairs.for_each(|(name, value)| headers.set(&name, Some(value)));
    headers
}

/// The same as text.
pub fn header_lines(answer: &Json) -> String {
    let headers = answer.get("headers").map_or(&[][..], Json::fields);
    let lines = headers.iter().map(|(name, value)| format!("{name}: {}", value.as_str().unwrap_or_default()));
    lines.collect::<Vec<String>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document::new(Json::parse(text).unwrap()).unwrap()
    }

    fn pod(name: &str) -> Json {
        Json::parse(&format!(r#"{{"kind":"Pod","metadata":{{"name":"{name}"}}}}"#)).unwrap()
    }

    #[test]
    fn flags_are_read_from_what_people_paste() {
        let text = "--a=b\n  - --c=d\n\n# why\n--e \\\n";
        assert_eq!(args(text), ["--a=b", "--c=d", "--e"]);
    }

    #[test]
    fn headers_are_lines() {
        let headers = headers("Content-Type: application/json\nnonsense\n: x\nA:b:c\n");
        let answer = Json::field("headers", headers);
        assert_eq!(header_lines(&answer), "Content-Type: application/json\nA: b:c");
    }

    #[test]
    fn objects_come_change_and_go() {
        let mut scenario = document("{}");
        Edit::AddObjects(vec![pod("a"), pod("b")]).apply(&mut scenario);
        Edit::Object(1, Some(pod("c"))).apply(&mut scenario);
        Edit::Object(0, None).apply(&mut scenario);
        Edit::Object(7, None).apply(&mut scenario);
        assert_eq!(scenario.objects(), [pod("c")]);
    }

    #[test]
    fn an_answer_moves_to_another_address_unless_somebody_answers_there() {
        let mut scenario = document(r#"{"remote":{"https://a":{"status":200},"https://b":{"status":500}}}"#);
        Edit::Move("https://a".into(), "https://b".into()).apply(&mut scenario);
        assert_eq!(scenario.remote().count(), 2);
        Edit::Move("https://a".into(), "https://c".into()).apply(&mut scenario);
        let urls: Vec<&str> = scenario.remote().map(|(url, _)| url).collect();
        assert_eq!(urls, ["https://b", "https://c"]);
    }

    #[test]
    fn starting_over_leaves_the_request_alone() {
        let mut scenario = document(r#"{"apiServer":{"args":["--x"]},"request":{"raw":"GET /a"}}"#);
        Edit::All(document(r#"{"apiServer":{"args":["--y"]},"request":{"raw":"GET /b"}}"#))
            .apply(&mut scenario);
        assert_eq!(scenario.args().collect::<Vec<_>>(), ["--y"]);
        assert_eq!(scenario.json().at(&["request", "raw"]).and_then(Json::as_str), Some("GET /a"));
    }
}
