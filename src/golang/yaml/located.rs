//! A YAML document as JSON for a typed reader that tells where it stopped, and from there back to the place in the YAML:
//! so one reader, with its one set of messages, serves both languages.
//!
//! Most fields of such a document are texts, and a text needs no quotes: `version: 1.36` is no number there.

use std::collections::BTreeSet;

use super::compose::{self, Content, Node};
use super::resolve::Scalar;
use super::{Decoder, print};

/// JSON on a single line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    pub json: String,
    /// Where parts of the JSON begin, in its bytes, and where they stood in the YAML, in order.
    places: Vec<(usize, Place)>,
}

/// A line and a column, both counted from one.
pub type Place = (usize, usize);

/// What is wrong with a document. The place is not always known, nor is the column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misplaced {
    pub message: String,
    pub line: Option<usize>,
    pub column: Option<usize>,
}

impl Located {
    /// The place of whatever a reader had just begun when it had read this many bytes of the JSON.
    pub fn place(&self, read: usize) -> Option<Place> {
        let after = self.places.partition_point(|(at, _)| *at < read);
        self.places.get(after.checked_sub(1)?).map(|(_, place)| *place)
    }
}

/// Reads the first document. `is_free` tells from a path which values may be anything, and are taken as Kubernetes does;
/// all other scalars are texts or null.
///
/// # Errors
/// `go-yaml`'s words, or a key that is there twice.
pub fn to_located_json(text: &str, is_free: fn(&[&str]) -> bool) -> Result<Located, Misplaced> {
    let root = compose::compose(text).map_err(of_words)?;
    let mut writer = Writer {
        is_free,
        decoder: Decoder::default(),
        out: Located { json: String::with_capacity(text.len()), places: Vec::new() },
    };
    match &root {
        Some(root) => writer.value(root, &mut Vec::new())?,
        None => writer.out.json.push_str("null"),
    }
    Ok(writer.out)
}

/// `line 3: did not find expected key`
fn of_words(words: String) -> Misplaced {
    let split = words.strip_prefix("line ").and_then(|rest| rest.split_once(": "));
    match split.and_then(|(line, message)| Some((line.parse().ok()?, message))) {
        Some((line, message)) => Misplaced { message: message.to_owned(), line: Some(line), column: None },
        None => Misplaced { message: words, line: None, column: None },
    }
}

struct Writer {
    is_free: fn(&[&str]) -> bool,
    decoder: Decoder,
    out: Located,
}

impl Writer {
    fn value<'n>(&mut self, node: &'n Node, path: &mut Vec<&'n str>) -> Result<(), Misplaced> {
        self.mark(node);
        if (self.is_free)(path) {
            return self.free(node);
        }
        self.decoder.count(node).map_err(|error| at(node, error))?;
        match &node.content {
            Content::Scalar { resolved: Err(error), .. } => return Err(at(node, error.clone())),
            Content::Scalar { resolved: Ok(Scalar::Null), .. } => self.out.json.push_str("null"),
            Content::Scalar { text, .. } => print::push_json_string(text, &mut self.out.json),
            Content::Alias(target) => {
                self.decoder.alias_depth += 1;
                self.value(target, path)?;
                self.decoder.alias_depth -= 1;
            }
            Content::Sequence(items) => {
                self.out.json.push('[');
                path.push("");
                for (index, item) in items.iter().enumerate() {
                    print::separate(index, &mut self.out.json);
                    self.value(item, path)?;
                }
                path.pop();
                self.mark(node);
                self.out.json.push(']');
            }
            Content::Mapping(entries) => {
                self.out.json.push('{');
                self.mapping(entries, path)?;
                self.mark(node);
                self.out.json.push('}');
            }
        }
        Ok(())
    }

    fn mapping<'n>(&mut self, entries: &'n [(Node, Node)], path: &mut Vec<&'n str>) -> Result<(), Misplaced> {
        let mut seen = BTreeSet::new();
        for (index, (key, value)) in entries.iter().enumerate() {
            let Content::Scalar { text, .. } = &key.content else {
                return Err(at(key, "a key is no text".to_owned()));
            };
            if !seen.insert(text.as_str()) {
                return Err(at(key, format!("the key {text:?} is there twice")));
            }
            print::separate(index, &mut self.out.json);
            self.mark(key);
            print::push_json_string(text, &mut self.out.json);
            self.out.json.push(':');
            path.push(text);
            self.value(value, path)?;
            path.pop();
        }
        Ok(())
    }

    fn free(&mut self, node: &Node) -> Result<(), Misplaced> {
        let value = self.decoder.decode(node).map_err(|error| at(node, error))?;
        if let Some(duplicate) = self.decoder.duplicates.drain(..).next() {
            return Err(of_words(duplicate));
        }
        print::json(&value, &mut self.out.json).map_err(|error| at(node, error))
    }

    fn mark(&mut self, node: &Node) {
        self.out.places.push((self.out.json.len(), (node.line, node.column)));
    }
}

fn at(node: &Node, message: String) -> Misplaced {
    Misplaced { message, line: Some(node.line), column: Some(node.column) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Located, Misplaced> {
        to_located_json(text, |path| path == ["free"])
    }

    #[test]
    fn scalars_are_texts_unless_they_are_free() {
        let text = "a: 1.30\nb: [yes, ~, \"~\"]\nfree: {yes: 1.30, on: 0x10}\n";
        let json = r#"{"a":"1.30","b":["yes",null,"~"],"free":{"true":16}}"#;
        assert_eq!(read(&text.replace("yes: 1.30, ", "")).unwrap().json, json);
    }

    #[test]
    fn every_part_leads_back() {
        let located = read("a:\n  b: x\n  c:\n    - y\n").unwrap();
        for (part, place) in [("\"b\"", (2, 3)), ("\"x\"", (2, 6)), ("\"y\"", (4, 7)), ("]", (4, 5))] {
            let read = located.json.find(part).unwrap() + part.len();
            assert_eq!(located.place(read), Some(place), "{part} in {}", located.json);
        }
        assert_eq!(located.place(0), None);
    }

    #[test]
    fn anchors_are_followed() {
        assert_eq!(read("a: &x [1]\nb: *x\n").unwrap().json, r#"{"a":["1"],"b":["1"]}"#);
    }

    #[test]
    fn what_is_wrong_has_a_place() {
        for (text, line, column, words) in [
            ("a: 1\nb: 2\na: 3\n", Some(3), Some(1), "the key \"a\" is there twice"),
            ("a: 1\n? [b]\n: 2\n", Some(2), Some(3), "a key is no text"),
            ("free: {a: 1,\n  a: 2}\n", Some(2), None, "key \"a\" already set in map"),
            ("a: 1\n  b: 2\n", Some(2), None, "mapping values are not allowed in this context"),
        ] {
            let expected = Misplaced { message: words.to_owned(), line, column };
            assert_eq!(read(text), Err(expected), "{text}");
        }
    }
}
