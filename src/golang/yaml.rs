//! YAML as `sigs.k8s.io/yaml` turns it into JSON: `go-yaml` v2 reads it (YAML 1.1 scalars: `on`, `yes` and `0x10` are no
//! strings), maps get string keys and lose their order, of equal keys the last one wins.
//!
//! Beware: the events come from a YAML 1.2 parser. Where a text is broken, the words are `go-yaml`'s for the common
//! mistakes only, and the line may be another one.

mod compose;
mod emit;
mod located;
mod print;
mod resolve;
mod syntax;
mod tabs;

use std::collections::BTreeMap;

use compose::{Content, Node};
pub use emit::emit;
pub use located::{Located, Misplaced, Place, to_located_json};
use resolve::Scalar;

/// What became of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// JSON, with sorted keys.
    pub json: String,
    /// `line 4: key "jwt" already set in map`: what a strict reader refuses.
    pub duplicates: Vec<String>,
}

impl Converted {
    /// The error of the strict reading: `yaml: unmarshal errors: …`.
    pub fn strict_error(&self) -> Option<String> {
        (!self.duplicates.is_empty())
            .then(|| format!("yaml: unmarshal errors:\n  {}", self.duplicates.join("\n  ")))
    }
}

/// `YAMLToJSON` and the complaints of `YAMLToJSONStrict`. Only the first document is read.
///
/// # Errors
/// The text of the error of either stage: `yaml: line 3: …`, `json: unsupported value: +Inf`.
pub fn to_json(text: &str) -> Result<Converted, String> {
    let root = compose::compose(text).map_err(|error| format!("yaml: {error}"))?;
    let mut decoder = Decoder::default();
    let value = match &root {
        Some(root) => decoder.decode(root).map_err(|error| format!("yaml: {error}"))?,
        None => Value::Scalar(Scalar::Null),
    };
    let mut json = String::with_capacity(text.len());
    print::json(&value, &mut json)?;
    Ok(Converted { json, duplicates: decoder.duplicates })
}

/// A node without aliases and tags.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Scalar(Scalar),
    List(Vec<Value>),
    Map(BTreeMap<Key, Value>),
}

/// A key and its type: `1` and `"1"` differ until they are printed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    text: String,
    kind: resolve::Kind,
}

#[derive(Default)]
struct Decoder {
    duplicates: Vec<String>,
    /// How many aliases are being expanded, one inside the other.
    alias_depth: usize,
    decoded: usize,
    decoded_in_aliases: usize,
    /// Bytes of the scalars decoded so far.
    size: usize,
}

/// Go stops at a ratio of nodes only; a bound on what they hold keeps the page's memory.
const MAX_SIZE: usize = 16 << 20;

impl Decoder {
    fn decode(&mut self, node: &Node) -> Result<Value, String> {
        self.count(node)?;
        match &node.content {
            Content::Scalar { resolved, .. } => resolved.clone().map(Value::Scalar),
            Content::Sequence(items) => {
                items.iter().map(|item| self.decode(item)).collect::<Result<_, _>>().map(Value::List)
            }
            Content::Mapping(entries) => {
                let mut map = BTreeMap::new();
                self.mapping(entries, &mut map)?;
                Ok(Value::Map(map))
            }
            Content::Alias(target) => {
                self.alias_depth += 1;
                let value = self.decode(target);
                self.alias_depth -= 1;
                value
            }
        }
    }

    fn count(&mut self, node: &Node) -> Result<(), String> {
        self.decoded += 1;
        self.decoded_in_aliases += usize::from(self.alias_depth > 0);
        if let Content::Scalar { text, .. } = &node.content {
            self.size += text.len();
        }
        let allowed = match self.decoded {
            ..=400_000 => 0.99,
            4_000_000.. => 0.10,
            decoded => 0.99 - 0.89 * (decoded - 400_000) as f64 / 3_600_000.0,
        };
        let ratio = self.decoded_in_aliases as f64 / self.decoded as f64;
        let excessive = self.decoded_in_aliases > 100 && self.decoded > 1000 && ratio > allowed;
        if excessive || self.size > MAX_SIZE {
            return Err("document contains excessive aliasing".to_owned());
        }
        Ok(())
    }

    fn mapping(&mut self, entries: &[(Node, Node)], map: &mut BTreeMap<Key, Value>) -> Result<(), String> {
        for (key, value) in entries {
            if key.is_merge() {
                self.merge(value, map)?;
                continue;
            }
            let key = match self.decode(key)? {
                Value::Scalar(scalar) => Key { text: scalar.key_text(), kind: scalar.kind() },
                other => return Err(format!("invalid map key: {}", print::go_syntax(&other))),
            };
            let decoded = self.decode(value)?;
            if map.contains_key(&key) {
                let shown = key.go_syntax();
                self.duplicates.push(format!("line {}: key {shown} already set in map", value.line));
            }
            map.insert(key, decoded);
        }
        Ok(())
    }

    /// The value of `<<`: a mapping, or several of which earlier ones win.
    fn merge(&mut self, value: &Node, map: &mut BTreeMap<Key, Value>) -> Result<(), String> {
        match &value.content {
            Content::Sequence(items) => items.iter().rev().try_for_each(|item| self.merge_one(item, map)),
            _ => self.merge_one(value, map),
        }
    }

    fn merge_one(&mut self, value: &Node, map: &mut BTreeMap<Key, Value>) -> Result<(), String> {
        let target = match &value.content {
            Content::Alias(target) => target,
            _ => value,
        };
        let Content::Mapping(entries) = &target.content else {
            return Err("map merge requires map or sequence of maps as the value".to_owned());
        };
        self.count(target)?;
        self.mapping(entries, map)
    }
}

impl Key {
    /// As `%#v` prints it.
    fn go_syntax(&self) -> String {
        match self.kind {
            resolve::Kind::String => super::quote::quote(&self.text),
            resolve::Kind::Null => "<nil>".to_owned(),
            _ => self.text.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
