//! Reading JSON into typed fields as Go's decoders do, with their words for what does not fit.
//!
//! [`Jose`] is go-jose's fork: keys are case-sensitive and must not repeat, a number for a string stops the reading,
//! any other mismatch is remembered while the reading goes on. [`field`] is `encoding/json`: keys match in any case, the last one wins.

use std::collections::HashSet;

use super::json::{Document, Kind, Value};

/// One call of go-jose's `json.Unmarshal`. An `Err` of its methods stops the reading at once.
#[derive(Debug, Default)]
pub struct Jose {
    saved: Option<String>,
}

impl Jose {
    /// Scans a text and reads it.
    ///
    /// # Errors
    /// The syntax error, else the error that stopped `read`, else the first mismatch.
    pub fn unmarshal(
        text: &[u8],
        read: &mut dyn FnMut(&mut Jose, Value) -> Result<(), String>,
    ) -> Result<(), String> {
        let document = Document::scan_jose(text)?;
        Jose::unmarshal_value(document.root(), read)
    }

    /// As [`Jose::unmarshal`], for a part of a text that was scanned already.
    ///
    /// # Errors
    /// The error that stopped `read`, else the first mismatch.
    pub fn unmarshal_value(
        value: Value,
        read: &mut dyn FnMut(&mut Jose, Value) -> Result<(), String>,
    ) -> Result<(), String> {
        let mut jose = Jose::default();
        read(&mut jose, value)?;
        jose.saved.map_or(Ok(()), Err)
    }

    /// Remembers the first error that does not stop the reading.
    pub fn save(&mut self, error: String) {
        self.saved.get_or_insert(error);
    }

    /// Reads an object member by member; `null` has none.
    ///
    /// # Errors
    /// A repeated key, and whatever stops `member`.
    pub fn object(
        &mut self,
        value: Value,
        go_type: &str,
        member: &mut dyn FnMut(&mut Jose, &str, Value) -> Result<(), String>,
    ) -> Result<(), String> {
        match value.kind() {
            Kind::Null => return Ok(()),
            Kind::Object => {}
            _ => return self.mismatch(value, go_type),
        }
        let mut seen = HashSet::new();
        for (key, value) in value.members() {
            if seen.contains(&key) {
                return Err(duplicate(&key));
            }
            member(self, &key, value)?;
            seen.insert(key);
        }
        Ok(())
    }

    /// Reads a string; `null` leaves it as it was.
    ///
    /// # Errors
    /// A number.
    pub fn string(&mut self, value: Value, target: &mut String) -> Result<(), String> {
        match value.string() {
            Some(text) => *target = text,
            None if value.kind() == Kind::Null => {}
            None => return self.mismatch(value, "string"),
        }
        Ok(())
    }

    /// Reads a list of strings; `null` empties it.
    ///
    /// # Errors
    /// A number in it or in its place.
    pub fn strings(&mut self, value: Value, target: &mut Vec<String>) -> Result<(), String> {
        self.list(value, "[]string", target)
    }

    /// As [`Jose::strings`], for a list type with a name of its own.
    ///
    /// # Errors
    /// A number in it or in its place.
    pub fn list(&mut self, value: Value, go_type: &str, target: &mut Vec<String>) -> Result<(), String> {
        target.clear();
        match value.kind() {
            Kind::Null => {}
            Kind::Array => {
                for element in value.elements() {
                    let mut text = String::new();
                    self.string(element, &mut text)?;
                    target.push(text);
                }
            }
            _ => return self.mismatch(value, go_type),
        }
        Ok(())
    }

    /// Reads a value of any shape (`interface{}`): what can be wrong with it is a repeated key, or a number that is
    /// too large for a float.
    ///
    /// # Errors
    /// The first repeated key of the text.
    pub fn any(&mut self, value: Value) -> Result<(), String> {
        let repeated = value.with_descendants().filter_map(Value::repeated_key).min();
        if let Some((_, key)) = repeated {
            return Err(duplicate(&key));
        }
        let numbers = value.with_descendants().filter(|value| value.kind() == Kind::Number);
        if let Some(number) = numbers.into_iter().find(|number| float(*number).is_none()) {
            self.save(format!(
                "json: cannot unmarshal number {} into Go value of type float64",
                number.raw_text()
            ));
        }
        Ok(())
    }

    /// A value whose kind the target cannot take.
    ///
    /// # Errors
    /// A number.
    pub fn mismatch(&mut self, value: Value, go_type: &str) -> Result<(), String> {
        let error = mismatch(value, go_type);
        if value.kind() == Kind::Number {
            return Err(error);
        }
        self.save(error);
        Ok(())
    }
}

/// The number as `strconv.ParseFloat` reads it; `None` when it is no number, or out of range.
pub fn float(value: Value) -> Option<f64> {
    (value.kind() == Kind::Number)
        .then(|| value.raw_text().parse::<f64>().ok())?
        .filter(|number| number.is_finite())
}

fn mismatch(value: Value, go_type: &str) -> String {
    format!("json: cannot unmarshal {} into Go value of type {go_type}", kind_name(value.kind()))
}

fn duplicate(key: &str) -> String {
    format!("json: duplicate key '{key}' in object")
}

/// What `UnmarshalTypeError` calls a value.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Bool => "bool",
        Kind::Number => "number",
        Kind::String => "string",
        Kind::Array => "array",
        Kind::Object => "object",
    }
}

/// Reads one string field into `struct { … string }` with `encoding/json`: an anonymous struct whose Go
/// declaration is `go_type`.
///
/// # Errors
/// Go's text for a syntax error or a value of another type.
pub fn field(text: &[u8], name: &str, go_type: &str) -> Result<String, String> {
    let document = Document::scan(text)?;
    let root = document.root();
    if !matches!(root.kind(), Kind::Object | Kind::Null) {
        return Err(mismatch(root, go_type));
    }
    let mut found = String::new();
    let mut error = None;
    for (key, value) in root.members() {
        if !equal_fold(&key, name) {
            continue;
        }
        match value.string() {
            Some(text) => found = text,
            None if value.kind() == Kind::Null => {}
            None => {
                error.get_or_insert_with(|| {
                    let kind = kind_name(value.kind());
                    format!("json: cannot unmarshal {kind} into Go struct field .{name} of type string")
                });
            }
        }
    }
    error.map_or(Ok(found), Err)
}

/// Whether a key names a field, as `encoding/json` compares: letters in any case, and the two characters outside
/// ASCII that fold to ASCII letters (U+017F and U+212A).
pub fn equal_fold(key: &str, name: &str) -> bool {
    let fold = |c: char| match c {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        c => c.to_ascii_lowercase(),
    };
    key.chars().map(fold).eq(name.chars().map(fold))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Result<(), String> {
        Jose::unmarshal(text.as_bytes(), &mut |jose, value| {
            let (mut name, mut list) = (String::new(), Vec::new());
            jose.object(value, "test.Thing", &mut |jose, key, value| match key {
                "s" => jose.string(value, &mut name),
                "l" => jose.strings(value, &mut list),
                "a" => jose.any(value),
                _ => Ok(()),
            })
        })
    }

    /// Answers of go-jose v2.6.3.
    #[test]
    fn go_jose_dialect() {
        for (text, want) in [
            (r#"{"s":"x","l":["y",null],"a":{"b":[1]},"S":5,"s2":{"x":1,"x":2}}"#, None),
            ("null", None),
            ("[]", Some("json: cannot unmarshal array into Go value of type test.Thing")),
            ("7", Some("json: cannot unmarshal number into Go value of type test.Thing")),
            (r#"{"s":1}"#, Some("json: cannot unmarshal number into Go value of type string")),
            (r#"{"s":true,"s":"x"}"#, Some("json: duplicate key 's' in object")),
            (r#"{"s":true,"l":{}}"#, Some("json: cannot unmarshal bool into Go value of type string")),
            (r#"{"l":"x"}"#, Some("json: cannot unmarshal string into Go value of type []string")),
            (r#"{"s":null,"l":null,"a":null}"#, None),
            (r#"{"a":{"b":[{"c":1,"c":2}]}}"#, Some("json: duplicate key 'c' in object")),
            (r#"{"a":[{"c":{"d":1,"d":2}},1e999],"a":1}"#, Some("json: duplicate key 'd' in object")),
            (r#"{"a":{"x":{"y":1,"z":1,"y":2},"x":1}}"#, Some("json: duplicate key 'y' in object")),
            (r#"{"a":{"x":1,"x":{"y":1,"y":2}}}"#, Some("json: duplicate key 'x' in object")),
            (r#"{"a":[1e999]}"#, Some("json: cannot unmarshal number 1e999 into Go value of type float64")),
            (r#"{"\u0073":"x","s":"y"}"#, Some("json: duplicate key 's' in object")),
        ] {
            assert_eq!(object(text).err().as_deref(), want, "{text}");
        }
    }

    #[test]
    fn encoding_json_field() {
        let go_type = "struct { Issuer string \"json:\\\"iss\\\"\" }";
        for (text, want) in [
            (r#"{"iss":"a"}"#, Ok("a")),
            (r#"{"ISS":"a","iss":"b","Iss":"c"}"#, Ok("c")),
            ("{\"i\u{17f}s\":\"a\"}", Ok("a")),
            ("null", Ok("")),
            ("{}", Ok("")),
            (r#"{"iss":1}"#, Err("json: cannot unmarshal number into Go struct field .iss of type string")),
            (r#"{"iss":{}}"#, Err("json: cannot unmarshal object into Go struct field .iss of type string")),
            (
                "[]",
                Err(
                    "json: cannot unmarshal array into Go value of type struct { Issuer string \"json:\\\"iss\\\"\" }",
                ),
            ),
            ("{", Err("unexpected end of JSON input")),
        ] {
            let got = field(text.as_bytes(), "iss", go_type);
            assert_eq!(got.as_deref().map_err(String::as_str), want, "{text}");
        }
    }
}
