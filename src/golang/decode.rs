//! Reading JSON objects into structs as `encoding/json` does, and as `sigs.k8s.io/json`, its case-sensitive fork, does:
//! the last of equal keys wins, an unknown key is passed over, `null` changes nothing, and a value of another
//! type is remembered (the first one is the error) while the reading goes on.

use super::base64;
use super::json::{Document, Kind, Value};
use super::unmarshal::{equal_fold, kind_name};

/// A struct as its Go declaration names it.
#[derive(Debug, Clone, Copy)]
pub struct Struct {
    /// As errors name it in front of a field: "" for an anonymous struct.
    pub name: &'static str,
    /// As errors name it in place of a value: `v1.TokenReview`.
    pub go_type: &'static str,
    /// The names of the fields in JSON.
    pub fields: &'static [&'static str],
}

/// One call of `json.Unmarshal`.
#[derive(Debug)]
pub struct Decoder {
    fold_case: bool,
    saved: Option<String>,
    structs: Vec<&'static str>,
    path: Vec<&'static str>,
}

impl Decoder {
    /// `encoding/json`: keys match a field in any case.
    ///
    /// # Errors
    /// The syntax error, else the first mismatch.
    pub fn standard(text: &[u8], read: &mut dyn FnMut(&mut Decoder, Value)) -> Result<(), String> {
        Decoder::run(true, text, read)
    }

    /// `sigs.k8s.io/json`: keys match a field exactly.
    ///
    /// # Errors
    /// The syntax error, else the first mismatch.
    pub fn case_sensitive(text: &[u8], read: &mut dyn FnMut(&mut Decoder, Value)) -> Result<(), String> {
        Decoder::run(false, text, read)
    }

    fn run(fold_case: bool, text: &[u8], read: &mut dyn FnMut(&mut Decoder, Value)) -> Result<(), String> {
        let document = Document::scan(text)?;
        let mut decoder = Decoder { fold_case, saved: None, structs: Vec::new(), path: Vec::new() };
        read(&mut decoder, document.root());
        decoder.saved.map_or(Ok(()), Err)
    }

    /// Remembers an error unless there was one before.
    pub fn save(&mut self, error: String) {
        self.saved.get_or_insert(error);
    }

    /// Remembers that a value is of another type than the target.
    pub fn mismatch(&mut self, value: Value, go_type: &str) {
        let kind = kind_name(value.kind());
        self.save(match self.structs.last() {
            None => format!("json: cannot unmarshal {kind} into Go value of type {go_type}"),
            Some(name) => {
                let path = self.path.join(".");
                format!("json: cannot unmarshal {kind} into Go struct field {name}.{path} of type {go_type}")
            }
        });
    }

    /// Calls `field` with the declared name and the value of each member that is a field of `target`.
    pub fn object(
        &mut self,
        value: Value,
        target: &Struct,
        field: &mut dyn FnMut(&mut Decoder, &'static str, Value),
    ) {
        match value.kind() {
            Kind::Null => return,
            Kind::Object => {}
            _ => return self.mismatch(value, target.go_type),
        }
        for (key, value) in value.members() {
            let Some(name) = self.match_field(&key, target.fields) else { continue };
            self.structs.push(target.name);
            self.path.push(name);
            field(self, name, value);
            self.path.pop();
            self.structs.pop();
        }
    }

    fn match_field(&self, key: &str, fields: &[&'static str]) -> Option<&'static str> {
        let exact = fields.iter().find(|name| **name == key);
        let found = exact.or_else(|| fields.iter().find(|name| self.fold_case && equal_fold(key, name)));
        found.copied()
    }

    /// Calls `entry` with each key and value of a map.
    pub fn map(&mut self, value: Value, go_type: &str, entry: &mut dyn FnMut(&mut Decoder, String, Value)) {
        match value.kind() {
            Kind::Null => {}
            Kind::Object => value.members().into_iter().for_each(|(key, value)| entry(self, key, value)),
            _ => self.mismatch(value, go_type),
        }
    }

    /// Calls `element` with each element of a list.
    pub fn list(&mut self, value: Value, go_type: &str, element: &mut dyn FnMut(&mut Decoder, Value)) {
        match value.kind() {
            Kind::Null => {}
            Kind::Array => value.elements().into_iter().for_each(|value| element(self, value)),
            _ => self.mismatch(value, go_type),
        }
    }

    pub fn string(&mut self, value: Value, target: &mut String) {
        match value.string() {
            Some(text) => *target = text,
            None if value.kind() == Kind::Null => {}
            None => self.mismatch(value, "string"),
        }
    }

    pub fn boolean(&mut self, value: Value, target: &mut bool) {
        match value.kind() {
            Kind::Bool => *target = value.is_true(),
            Kind::Null => {}
            _ => self.mismatch(value, "bool"),
        }
    }

    /// A list of strings; `null` empties it.
    pub fn strings(&mut self, value: Value, go_type: &str, target: &mut Vec<String>) {
        if matches!(value.kind(), Kind::Array | Kind::Null) {
            target.clear();
        }
        self.list(value, go_type, &mut |decoder, element| {
            let mut text = String::new();
            decoder.string(element, &mut text);
            target.push(text);
        });
    }

    /// `[]byte`: padded standard base64 in a string.
    pub fn bytes(&mut self, value: Value, target: &mut Vec<u8>) {
        match (value.kind(), value.string()) {
            (_, Some(text)) => match base64::decode_std(&text) {
                Ok(bytes) => *target = bytes,
                Err(error) => self.save(error),
            },
            (Kind::Null, None) => target.clear(),
            (_, None) => self.mismatch(value, "[]uint8"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTER: Struct = Struct { name: "Outer", go_type: "test.Outer", fields: &["name", "inner"] };
    const INNER: Struct =
        Struct { name: "Inner", go_type: "test.Inner", fields: &["on", "list", "map", "data"] };

    #[derive(Debug, Default, PartialEq)]
    struct Read {
        name: String,
        on: bool,
        list: Vec<String>,
        map: Vec<(String, String)>,
        data: Vec<u8>,
    }

    fn read(text: &str) -> Result<Read, String> {
        let mut read = Read::default();
        Decoder::case_sensitive(text.as_bytes(), &mut |decoder, value| {
            decoder.object(value, &OUTER, &mut |decoder, field, value| match field {
                "name" => decoder.string(value, &mut read.name),
                _ => decoder.object(value, &INNER, &mut |decoder, field, value| match field {
                    "on" => decoder.boolean(value, &mut read.on),
                    "list" => decoder.strings(value, "[]string", &mut read.list),
                    "data" => decoder.bytes(value, &mut read.data),
                    _ => decoder.map(value, "map[string]string", &mut |decoder, key, value| {
                        let mut text = String::new();
                        decoder.string(value, &mut text);
                        read.map.push((key, text));
                    }),
                }),
            });
        })?;
        Ok(read)
    }

    #[test]
    fn fields_are_read_and_the_last_one_wins() {
        let text = r#"{"name":"a","Name":"x","inner":{"on":true,"list":["1"]},"name":"b","?":1,
            "inner":{"list":["2",null],"map":{"k":"v"},"data":"TQ=="}}"#;
        let want = Read {
            name: "b".into(),
            on: true,
            list: vec!["2".into(), String::new()],
            map: vec![("k".into(), "v".into())],
            data: b"M".to_vec(),
        };
        assert_eq!(read(text), Ok(want));
        assert_eq!(read(r#"{"name":null,"inner":null}"#), Ok(Read::default()));
    }

    /// Answers of `sigs.k8s.io/json`.
    #[test]
    fn the_first_mismatch_is_the_error() {
        for (text, want) in [
            ("[]", "json: cannot unmarshal array into Go value of type test.Outer"),
            (r#"{"name":1}"#, "json: cannot unmarshal number into Go struct field Outer.name of type string"),
            (
                r#"{"inner":"x"}"#,
                "json: cannot unmarshal string into Go struct field Outer.inner of type test.Inner",
            ),
            (
                r#"{"inner":{"on":"true"},"name":1}"#,
                "json: cannot unmarshal string into Go struct field Inner.inner.on of type bool",
            ),
            (
                r#"{"inner":{"list":[true]}}"#,
                "json: cannot unmarshal bool into Go struct field Inner.inner.list of type string",
            ),
            (
                r#"{"inner":{"data":5}}"#,
                "json: cannot unmarshal number into Go struct field Inner.inner.data of type []uint8",
            ),
            (r#"{"inner":{"data":"%"}}"#, "illegal base64 data at input byte 0"),
            ("{", "unexpected end of JSON input"),
        ] {
            assert_eq!(read(text).unwrap_err(), want, "{text}");
        }
    }

    #[test]
    fn the_standard_library_matches_names_in_any_case() {
        let mut name = String::new();
        let text = br#"{"NAME":"a"}"#;
        let result = Decoder::standard(text, &mut |decoder, value| {
            decoder.object(value, &OUTER, &mut |decoder, _, value| decoder.string(value, &mut name));
        });
        assert_eq!((result, name.as_str()), (Ok(()), "a"));
    }
}
