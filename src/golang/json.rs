//! The syntax of JSON as `encoding/json` (v1) checks it, with its error texts, and a flat document to read from.
//!
//! go-jose carries a fork of the same scanner, without the limit on nesting. A document is one list of nodes, so
//! that hostile nesting costs neither stack nor time; positions point into the text that was scanned.
//!
//! ```text
//! object = { [ string : value *( , string : value ) ] }
//! array  = [ [ value *( , value ) ] ]
//! value  = object / array / string / number / true / false / null        ; RFC 8259
//! ```

mod unquote;

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::quote::quote_byte;
use unquote::unquote;

/// `maxNestingDepth` of `encoding/json`.
pub const MAX_NESTING: usize = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

#[derive(Debug, Clone)]
struct Node {
    kind: Kind,
    range: Range<usize>,
    /// Index of the node behind this one and everything inside it.
    next: usize,
}

/// A text that is syntactically JSON. Members of an object are a key node and a value node in turn.
#[derive(Debug, Clone)]
pub struct Document<'t> {
    text: &'t [u8],
    nodes: Vec<Node>,
}

impl<'t> Document<'t> {
    /// Checks a text by the rules of `encoding/json`.
    ///
    /// # Errors
    /// The text of Go's `SyntaxError`.
    pub fn scan(text: &'t [u8]) -> Result<Document<'t>, String> {
        Scanner::new(text, MAX_NESTING).run()
    }

    /// Checks a text by the rules of go-jose's fork, which knows no limit on nesting.
    ///
    /// # Errors
    /// The text of Go's `SyntaxError`.
    pub fn scan_jose(text: &'t [u8]) -> Result<Document<'t>, String> {
        Scanner::new(text, usize::MAX).run()
    }

    pub fn root(&self) -> Value<'_> {
        Value { document: self, index: 0 }
    }
}

/// One value of a document.
#[derive(Debug, Clone, Copy)]
pub struct Value<'d> {
    document: &'d Document<'d>,
    index: usize,
}

impl<'d> Value<'d> {
    fn node(self) -> Option<&'d Node> {
        self.document.nodes.get(self.index)
    }

    pub fn kind(self) -> Kind {
        self.node().map_or(Kind::Null, |node| node.kind)
    }

    /// The value as it stands in the text.
    pub fn raw(self) -> &'d [u8] {
        self.node().and_then(|node| self.document.text.get(node.range.clone())).unwrap_or_default()
    }

    /// The raw value for messages; bytes that are no UTF-8 are replaced.
    pub fn raw_text(self) -> Cow<'d, str> {
        String::from_utf8_lossy(self.raw())
    }

    /// The content of a string, `None` for any other kind.
    pub fn string(self) -> Option<String> {
        let raw = self.raw();
        let inner = raw.get(1..raw.len().saturating_sub(1))?;
        (self.kind() == Kind::String).then(|| unquote(inner))
    }

    pub fn is_true(self) -> bool {
        self.raw() == b"true"
    }

    /// The elements of an array; none for any other kind.
    pub fn elements(self) -> Vec<Value<'d>> {
        if self.kind() == Kind::Array { self.children() } else { Vec::new() }
    }

    /// The members of an object in the order of the text, equal keys included; none for any other kind.
    pub fn members(self) -> Vec<(String, Value<'d>)> {
        if self.kind() != Kind::Object {
            return Vec::new();
        }
        let children = self.children();
        children
            .as_chunks()
            .0
            .iter()
            .filter_map(|&[key, value]: &[Value<'d>; 2]| Some((key.string()?, value)))
            .collect()
    }

    /// The value and everything inside it, keys too, in the order of the text.
    pub fn with_descendants(self) -> impl Iterator<Item = Value<'d>> {
        let end = self.node().map_or(self.index, |node| node.next);
        (self.index..end).map(move |index| Value { index, ..self })
    }

    /// The first key of an object that it had before, and where it stands.
    pub fn repeated_key(self) -> Option<(usize, String)> {
        // Most values are no object, and an object with one member repeats none.
        let node = self.node().filter(|node| node.kind == Kind::Object && node.next > self.index + 3)?;
        let mut seen = HashSet::new();
        let mut index = self.index + 1;
        while index < node.next {
            let key = Value { index, ..self };
            let text = key.string()?;
            if seen.contains(&text) {
                return Some((index, text));
            }
            seen.insert(text);
            index = self.document.nodes.get(index + 1)?.next;
        }
        None
    }

    fn children(self) -> Vec<Value<'d>> {
        let mut children = Vec::new();
        let end = self.node().map_or(0, |node| node.next);
        let mut index = self.index + 1;
        while index < end {
            children.push(Value { document: self.document, index });
            index = self.document.nodes.get(index).map_or(end, |node| node.next);
        }
        children
    }
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    BeginValue,
    BeginValueOrEnd,
    BeginKey,
    BeginKeyOrEnd,
    EndValue,
}

struct Scanner<'t> {
    text: &'t [u8],
    at: usize,
    limit: usize,
    nodes: Vec<Node>,
    /// Open containers, and whether an object stands behind a key.
    open: Vec<(usize, bool)>,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t [u8], limit: usize) -> Scanner<'t> {
        Scanner { text, at: 0, limit, nodes: Vec::new(), open: Vec::new() }
    }

    fn run(mut self) -> Result<Document<'t>, String> {
        let mut state = State::BeginValue;
        loop {
            if state == State::EndValue && self.open.is_empty() {
                return self.end();
            }
            let byte = self.take()?;
            if is_space(byte) {
                continue;
            }
            state = match state {
                State::BeginValueOrEnd if byte == b']' => self.close(),
                State::BeginKeyOrEnd if byte == b'}' => self.close(),
                State::BeginValue | State::BeginValueOrEnd => self.value(byte)?,
                State::BeginKey | State::BeginKeyOrEnd => self.key(byte)?,
                State::EndValue => self.behind_value(byte)?,
            };
        }
    }

    /// The next byte. Behind the text stands one space, as Go's scanner probes with, and then the end.
    fn take(&mut self) -> Result<u8, String> {
        let byte = match self.text.get(self.at) {
            Some(byte) => *byte,
            None if self.at == self.text.len() => b' ',
            None => return Err("unexpected end of JSON input".to_owned()),
        };
        self.at += 1;
        Ok(byte)
    }

    fn end(mut self) -> Result<Document<'t>, String> {
        while let Some(&byte) = self.text.get(self.at) {
            if !is_space(byte) {
                return Err(invalid(byte, "after top-level value"));
            }
            self.at += 1;
        }
        Ok(Document { text: self.text, nodes: self.nodes })
    }

    fn value(&mut self, byte: u8) -> Result<State, String> {
        match byte {
            b'{' => self.begin(byte, Kind::Object, State::BeginKeyOrEnd),
            b'[' => self.begin(byte, Kind::Array, State::BeginValueOrEnd),
            b'"' => self.string(),
            b'-' | b'0'..=b'9' => self.number(byte),
            b't' => self.word("true", Kind::Bool),
            b'f' => self.word("false", Kind::Bool),
            b'n' => self.word("null", Kind::Null),
            other => Err(invalid(other, "looking for beginning of value")),
        }
    }

    fn key(&mut self, byte: u8) -> Result<State, String> {
        if byte != b'"' {
            return Err(invalid(byte, "looking for beginning of object key string"));
        }
        if let Some(open) = self.open.last_mut() {
            open.1 = false;
        }
        self.string()
    }

    fn behind_value(&mut self, byte: u8) -> Result<State, String> {
        let Some((container, has_key)) = self.open.last_mut() else {
            return Err(invalid(byte, "after top-level value"));
        };
        let in_object = self.nodes.get(*container).is_some_and(|node| node.kind == Kind::Object);
        match (in_object, *has_key, byte) {
            (true, false, b':') => {
                *has_key = true;
                Ok(State::BeginValue)
            }
            (true, false, _) => Err(invalid(byte, "after object key")),
            (true, true, b',') => Ok(State::BeginKey),
            (true, true, b'}') | (false, _, b']') => Ok(self.close()),
            (true, true, _) => Err(invalid(byte, "after object key:value pair")),
            (false, _, b',') => Ok(State::BeginValue),
            (false, _, _) => Err(invalid(byte, "after array element")),
        }
    }

    fn begin(&mut self, byte: u8, kind: Kind, state: State) -> Result<State, String> {
        if self.open.len() >= self.limit {
            return Err(invalid(byte, "exceeded max depth"));
        }
        self.open.push((self.nodes.len(), false));
        self.leaf(kind, self.at - 1);
        Ok(state)
    }

    fn close(&mut self) -> State {
        let next = self.nodes.len();
        if let Some((container, _)) = self.open.pop()
            && let Some(node) = self.nodes.get_mut(container)
        {
            node.range.end = self.at;
            node.next = next;
        }
        State::EndValue
    }

    fn leaf(&mut self, kind: Kind, start: usize) {
        let next = self.nodes.len() + 1;
        self.nodes.push(Node { kind, range: start..self.at, next });
    }

    fn string(&mut self) -> Result<State, String> {
        let start = self.at - 1;
        loop {
            match self.take()? {
                b'"' => break,
                b'\\' => match self.take()? {
                    b'b' | b'f' | b'n' | b'r' | b't' | b'\\' | b'/' | b'"' => {}
                    b'u' => {
                        for _ in 0..4 {
                            let byte = self.take()?;
                            if !byte.is_ascii_hexdigit() {
                                return Err(invalid(byte, "in \\u hexadecimal character escape"));
                            }
                        }
                    }
                    other => return Err(invalid(other, "in string escape code")),
                },
                control if control < 0x20 => return Err(invalid(control, "in string literal")),
                _ => {}
            }
        }
        self.leaf(Kind::String, start);
        Ok(State::EndValue)
    }

    fn number(&mut self, first: u8) -> Result<State, String> {
        let start = self.at - 1;
        let mut byte = first;
        if byte == b'-' {
            byte = self.take()?;
            if !byte.is_ascii_digit() {
                return Err(invalid(byte, "in numeric literal"));
            }
        }
        if byte == b'0' {
            byte = self.take()?;
        } else {
            byte = self.digits()?;
        }
        if byte == b'.' {
            byte = self.take()?;
            if !byte.is_ascii_digit() {
                return Err(invalid(byte, "after decimal point in numeric literal"));
            }
            byte = self.digits()?;
        }
        if byte == b'e' || byte == b'E' {
            byte = self.take()?;
            if byte == b'+' || byte == b'-' {
                byte = self.take()?;
            }
            if !byte.is_ascii_digit() {
                return Err(invalid(byte, "in exponent of numeric literal"));
            }
            self.digits()?;
        }
        // The byte behind a number only ends it.
        self.at -= 1;
        self.leaf(Kind::Number, start);
        Ok(State::EndValue)
    }

    fn digits(&mut self) -> Result<u8, String> {
        loop {
            let byte = self.take()?;
            if !byte.is_ascii_digit() {
                return Ok(byte);
            }
        }
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<State, String> {
        let start = self.at - 1;
        for expected in word.bytes().skip(1) {
            let byte = self.take()?;
            if byte != expected {
                return Err(invalid(
                    byte,
                    &format!("in literal {word} (expecting '{}')", char::from(expected)),
                ));
            }
        }
        self.leaf(kind, start);
        Ok(State::EndValue)
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn invalid(byte: u8, context: &str) -> String {
    format!("invalid character {} {context}", quote_byte(byte))
}

#[cfg(test)]
mod tests;
