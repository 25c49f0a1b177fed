//! JSON as it was sent, in lines for people: the order, repeated keys and long numbers stay as they are.

use serde::{Deserialize, Serialize};

use super::text::shortened;
use crate::golang::json::{Kind, Value};

/// One line of indented JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JsonLine {
    pub depth: usize,
    /// With its quotes; none for elements of lists and closing brackets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// What follows the key.
    pub text: String,
    /// The member's path: `kubernetes.io.pod.name`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub path: String,
}

const MOST_LINES: usize = 2_000;
const LONGEST: usize = 8_000;
/// A list of plain values up to this length stands on one line.
const LINE: usize = 72;

/// The lines of a value whose nesting the caller has checked.
pub fn lines(value: Value<'_>) -> Vec<JsonLine> {
    let mut writer = Writer { lines: Vec::new() };
    writer.value(value, Place { depth: 0, key: None, path: "", comma: "" });
    if writer.lines.len() > MOST_LINES {
        writer.lines.truncate(MOST_LINES);
        writer.lines.push(JsonLine { depth: 0, key: None, text: "…".to_owned(), path: String::new() });
    }
    writer.lines
}

/// A value on one line.
pub fn compact(value: Value<'_>) -> String {
    let inner = match value.kind() {
        Kind::Array => {
            let elements: Vec<String> = value.elements().into_iter().map(compact).collect();
            format!("[{}]", elements.join(", "))
        }
        Kind::Object => {
            let member = |(key, value): (String, Value<'_>)| format!("{}: {}", quoted(&key), compact(value));
            let members: Vec<String> = value.members().into_iter().map(member).collect();
            format!("{{{}}}", members.join(", "))
        }
        Kind::String => quoted(&value.string().unwrap_or_default()),
        _ => value.raw_text().into_owned(),
    };
    shortened(&inner, LONGEST)
}

#[derive(Clone, Copy)]
struct Place<'p> {
    depth: usize,
    key: Option<&'p str>,
    path: &'p str,
    comma: &'p str,
}

struct Writer {
    lines: Vec<JsonLine>,
}

impl Writer {
    fn line(&mut self, place: Place<'_>, text: String) {
        let key = place.key.map(quoted);
        self.lines.push(JsonLine { depth: place.depth, key, text, path: place.path.to_owned() });
    }

    fn value(&mut self, value: Value<'_>, place: Place<'_>) {
        if self.lines.len() > MOST_LINES {
            return;
        }
        let (open, close) = match value.kind() {
            Kind::Object if !value.members().is_empty() => ("{", "}"),
            Kind::Array if !fits(value) => ("[", "]"),
            _ => return self.line(place, compact(value) + place.comma),
        };
        self.line(place, open.to_owned());
        let members = value.members();
        let elements = value.elements();
        let last = (members.len() + elements.len()).saturating_sub(1);
        let comma = |index: usize| if index < last { "," } else { "" };
        for (index, (key, member)) in members.iter().enumerate() {
            let path = joined(place.path, key);
            let inner = Place { depth: place.depth + 1, key: Some(key), path: &path, comma: comma(index) };
            self.value(*member, inner);
        }
        for (index, element) in elements.iter().enumerate() {
            self.value(*element, Place { depth: place.depth + 1, key: None, comma: comma(index), ..place });
        }
        self.line(Place { key: None, ..place }, format!("{close}{}", place.comma));
    }
}

/// The path of a member below another.
pub fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn fits(array: Value<'_>) -> bool {
    let elements = array.elements();
    elements.iter().all(|element| !matches!(element.kind(), Kind::Array | Kind::Object))
        && (elements.len() < 2 || array.raw().len() <= LINE)
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golang::json::Document;

    fn printed(text: &str) -> String {
        let document = Document::scan(text.as_bytes()).unwrap();
        let line = |line: &JsonLine| {
            let key = line.key.as_ref().map(|key| format!("{key}: ")).unwrap_or_default();
            format!("{}{key}{}\n", "  ".repeat(line.depth), line.text)
        };
        lines(document.root()).iter().map(line).collect()
    }

    #[test]
    fn order_repeated_keys_and_numbers_stay() {
        let text = r#"{"b":[1,"x"],"a":{"c":1e400,"c":[]},"e":{},"u":"\u00fc"}"#;
        let wanted = "{\n  \"b\": [1, \"x\"],\n  \"a\": {\n    \"c\": 1e400,\n    \"c\": []\n  },\n  \"e\": {},\n  \"u\": \"ü\"\n}\n";
        assert_eq!(printed(text), wanted);
    }

    #[test]
    fn lists_that_do_not_fit_are_broken_up() {
        assert_eq!(printed(r#"[{"a":1},2]"#), "[\n  {\n    \"a\": 1\n  },\n  2\n]\n");
    }

    #[test]
    fn lines_are_limited() {
        let text = format!("[{}{{}}]", "{},".repeat(10_000));
        let document = Document::scan(text.as_bytes()).unwrap();
        assert_eq!(lines(document.root()).len(), MOST_LINES + 1);
    }

    #[test]
    fn members_know_their_path() {
        let document = Document::scan(br#"{"kubernetes.io":{"pod":{"name":"p"}}}"#).unwrap();
        let paths: Vec<String> = lines(document.root()).into_iter().map(|line| line.path).collect();
        assert!(paths.contains(&"kubernetes.io.pod.name".to_owned()), "{paths:?}");
    }
}
