//! `UnmarshalStrict` of `sigs.k8s.io/json`: keys are case-sensitive; unknown and repeated fields are collected, a value of
//! the wrong type is fatal.

use super::schema::{Field, GoStruct, GoType};
use crate::golang::json::{Kind, Value};
use crate::golang::quote::quote;

/// How many complaints the decoder keeps.
const MAX_ERRORS: usize = 100;

/// Walks a document along the table of its types.
pub struct Strict {
    /// `v1`, as it stands in the names of types.
    package: &'static str,
    minor: u32,
    /// The first value of a wrong type.
    mismatch: Option<String>,
    errors: Vec<String>,
}

/// Where the walk stands.
#[derive(Clone, Copy)]
struct Place<'p> {
    /// The struct whose field is being read; empty at the root.
    go_struct: &'p str,
    /// The fields that led here, without indices.
    fields: &'p str,
    /// The same with indices.
    path: &'p str,
}

impl Strict {
    /// Checks `root` against a type.
    ///
    /// # Errors
    /// `json: cannot unmarshal …` for the first value of a wrong type.
    ///
    /// Otherwise the unknown and repeated fields, in order; none when the document fits.
    pub fn check(
        root: Value,
        go_struct: &GoStruct,
        package: &'static str,
        minor: u32,
    ) -> Result<Vec<String>, String> {
        let mut strict = Strict { package, minor, mismatch: None, errors: Vec::new() };
        strict.object(root, go_struct, Place { go_struct: "", fields: "", path: "" });
        strict.mismatch.map_or(Ok(strict.errors), Err)
    }

    fn value(&mut self, value: Value, go_type: &GoType, place: Place) {
        match (go_type, value.kind()) {
            (_, Kind::Null) | (GoType::Bool, Kind::Bool) | (GoType::String(_), Kind::String) => {}
            (GoType::Struct(go_struct), Kind::Object) => self.object(value, go_struct, place),
            (GoType::List(item), Kind::Array) => {
                for (index, element) in value.elements().into_iter().enumerate() {
                    let path = format!("{}[{index}]", place.path);
                    self.value(element, item, Place { path: &path, ..place });
                }
            }
            (_, kind) => {
                let go_type = go_type.print(self.package);
                let (found, Place { go_struct, fields, .. }) = (name(kind), place);
                self.mismatch.get_or_insert_with(|| {
                    format!("json: cannot unmarshal {found} into Go struct field {go_struct}.{fields} of type {go_type}")
                });
            }
        }
    }

    fn object(&mut self, value: Value, go_struct: &GoStruct, place: Place) {
        let mut seen: Vec<&str> = Vec::new();
        for (key, value) in value.members() {
            let path = join(place.path, &key);
            let Some(field) = self.field(go_struct, &key) else {
                self.complain("unknown field", &path);
                continue;
            };
            if seen.contains(&field.name) {
                self.complain("duplicate field", &path);
            }
            seen.push(field.name);
            let fields = join(place.fields, &key);
            self.value(
                value,
                &field.go_type,
                Place { go_struct: go_struct.name, fields: &fields, path: &path },
            );
        }
    }

    fn field(&self, go_struct: &GoStruct, name: &str) -> Option<&'static Field> {
        go_struct.fields.iter().find(|field| field.name == name && field.since <= self.minor)
    }

    fn complain(&mut self, what: &str, path: &str) {
        let error = format!("{what} {}", quote(path));
        if self.errors.len() < MAX_ERRORS && !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }
}

fn join(path: &str, field: &str) -> String {
    if path.is_empty() { field.to_owned() } else { format!("{path}.{field}") }
}

/// A kind of JSON value as Go names it in messages.
pub fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Bool => "bool",
        Kind::Number => "number",
        Kind::String => "string",
        Kind::Array => "array",
        Kind::Object => "object",
    }
}
