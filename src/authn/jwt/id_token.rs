//! The claims that go-oidc itself looks at (`verify.go`: `Verify`; `oidc.go`: `idToken`, `audience`, `jsonTime`),
//! read with `encoding/json`: unlike the claims that become an identity, they are found in any case.

use std::collections::{BTreeMap, HashSet};

use crate::golang::decode::{Decoder, Struct};
use crate::golang::json::{Kind, Value};
use crate::golang::quote::quote;
use crate::golang::wall_time::Time;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdToken {
    pub issuer: String,
    pub audience: Vec<String>,
    /// [`Time::ZERO`] when absent.
    pub expiry: Time,
    pub not_before: Option<Time>,
}

const ID_TOKEN: Struct = Struct {
    name: "idToken",
    go_type: "oidc.idToken",
    fields: &["iss", "sub", "aud", "exp", "iat", "nbf", "nonce", "at_hash", "_claim_names", "_claim_sources"],
};
const CLAIM_SOURCE: Struct =
    Struct { name: "claimSource", go_type: "oidc.claimSource", fields: &["endpoint", "access_token"] };

impl IdToken {
    /// Reads the payload.
    ///
    /// # Errors
    /// go-oidc's text.
    pub fn parse(payload: &[u8]) -> Result<IdToken, String> {
        let mut token =
            IdToken { issuer: String::new(), audience: Vec::new(), expiry: Time::ZERO, not_before: None };
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut sources: HashSet<String> = HashSet::new();
        Decoder::standard(payload, &mut |decoder, value| {
            decoder.object(value, &ID_TOKEN, &mut |decoder, field, value| match field {
                "iss" => decoder.string(value, &mut token.issuer),
                "aud" => audience(decoder, value, &mut token.audience),
                "exp" => time(decoder, value, &mut token.expiry),
                "iat" => time(decoder, value, &mut { Time::ZERO }),
                "nbf" => not_before(decoder, value, &mut token.not_before),
                "_claim_names" => decoder.map(value, "map[string]string", &mut |decoder, name, value| {
                    let mut source = String::new();
                    decoder.string(value, &mut source);
                    names.insert(name, source);
                }),
                "_claim_sources" => {
                    decoder.map(value, "map[string]oidc.claimSource", &mut |decoder, name, value| {
                        decoder.object(value, &CLAIM_SOURCE, &mut |decoder, _, value| {
                            decoder.string(value, &mut String::new());
                        });
                        sources.insert(name);
                    });
                }
                _ => decoder.string(value, &mut String::new()),
            });
        })
        .map_err(|error| format!("oidc: failed to unmarshal claims: {error}"))?;
        for source in names.values() {
            if source.is_empty() {
                return Err("oidc: failed to obtain source from claim name".to_owned());
            }
            if !sources.contains(source) {
                return Err("oidc: source does not exist".to_owned());
            }
        }
        Ok(token)
    }
}

/// A string, or a list of strings. `null` is taken for an empty string.
fn audience(decoder: &mut Decoder, value: Value, target: &mut Vec<String>) {
    match value.kind() {
        Kind::String | Kind::Null => *target = vec![value.string().unwrap_or_default()],
        _ => decoder.strings(value, "[]string", target),
    }
}

fn not_before(decoder: &mut Decoder, value: Value, target: &mut Option<Time>) {
    if value.kind() == Kind::Null {
        *target = None;
        return;
    }
    let mut read = Time::ZERO;
    time(decoder, value, &mut read);
    *target = Some(read);
}

/// A number of seconds, which may stand in a string. A fraction is cut off.
fn time(decoder: &mut Decoder, value: Value, target: &mut Time) {
    let raw = value.raw_text();
    let number = match value.kind() {
        Kind::Number => raw.into_owned(),
        Kind::Null => String::new(),
        Kind::String => match value.string().filter(|text| is_number(text)) {
            Some(text) => text,
            None => {
                let raw = quote(&raw);
                decoder.save(format!("json: invalid number literal, trying to unmarshal {raw} into Number"));
                return;
            }
        },
        _ => return decoder.mismatch(value, "json.Number"),
    };
    match seconds(&number) {
        Ok(seconds) => *target = Time::from_unix(seconds),
        Err(reason) => decoder.save(format!("strconv.ParseFloat: parsing {}: {reason}", quote(&number))),
    }
}

fn seconds(number: &str) -> Result<i64, &'static str> {
    if let Ok(seconds) = number.parse() {
        return Ok(seconds);
    }
    match number.parse::<f64>() {
        Ok(float) if float.is_finite() => Ok(to_int64(float)),
        Ok(_) => Err("value out of range"),
        Err(_) => Err("invalid syntax"),
    }
}

/// Go's conversion on amd64: what does not fit becomes the smallest number.
fn to_int64(number: f64) -> i64 {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&number) { number as i64 } else { i64::MIN }
}

/// `isValidNumber` of `encoding/json`: the grammar of RFC 8259 §6.
fn is_number(text: &str) -> bool {
    use crate::golang::json::Document;
    !text.ends_with(|c: char| c.is_ascii_whitespace())
        && !text.starts_with(|c: char| c.is_ascii_whitespace())
        && Document::scan(text.as_bytes()).is_ok_and(|document| document.root().kind() == Kind::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expiry(value: &str) -> Result<Time, String> {
        IdToken::parse(format!("{{\"exp\":{value}}}").as_bytes()).map(|token| token.expiry)
    }

    /// Answers of go-oidc v2.5.0.
    #[test]
    fn times() {
        for (value, seconds) in [
            ("1600000000", 1_600_000_000),
            ("1600000000.9", 1_600_000_000),
            ("\"1600000000\"", 1_600_000_000),
            ("16e8", 1_600_000_000),
            ("-1", -1),
            ("1e30", i64::MIN),
            ("9223372036854775808", i64::MIN),
        ] {
            assert_eq!(expiry(value), Ok(Time::from_unix(seconds)), "{value}");
        }
        assert_eq!(IdToken::parse(b"{}").unwrap().expiry, Time::ZERO);
        assert_eq!(IdToken::parse(br#"{"nbf":null}"#).unwrap().not_before, None);
    }

    /// Answers of go-oidc v2.5.0.
    #[test]
    fn claims_of_the_wrong_type() {
        for (payload, want) in [
            (r#"{"exp":null}"#, "strconv.ParseFloat: parsing \"\": invalid syntax"),
            (r#"{"exp":1e400}"#, "strconv.ParseFloat: parsing \"1e400\": value out of range"),
            (
                r#"{"exp":"abc"}"#,
                "json: invalid number literal, trying to unmarshal \"\\\"abc\\\"\" into Number",
            ),
            (r#"{"exp":""}"#, "json: invalid number literal, trying to unmarshal \"\\\"\\\"\" into Number"),
            (
                r#"{"exp":true}"#,
                "json: cannot unmarshal bool into Go struct field idToken.exp of type json.Number",
            ),
            (r#"{"sub":5}"#, "json: cannot unmarshal number into Go struct field idToken.sub of type string"),
            (r#"{"SUB":5}"#, "json: cannot unmarshal number into Go struct field idToken.sub of type string"),
            (
                r#"{"aud":5}"#,
                "json: cannot unmarshal number into Go struct field idToken.aud of type []string",
            ),
            (
                r#"{"aud":["a",5]}"#,
                "json: cannot unmarshal number into Go struct field idToken.aud of type string",
            ),
            (
                r#"{"_claim_names":"x"}"#,
                "json: cannot unmarshal string into Go struct field idToken._claim_names of type map[string]string",
            ),
            (
                r#"{"_claim_sources":{"a":5}}"#,
                "json: cannot unmarshal number into Go struct field idToken._claim_sources of type oidc.claimSource",
            ),
        ] {
            let want = format!("oidc: failed to unmarshal claims: {want}");
            assert_eq!(IdToken::parse(payload.as_bytes()).unwrap_err(), want, "{payload}");
        }
    }

    #[test]
    fn audiences() {
        for (aud, want) in [
            (r#""a""#, &["a"][..]),
            (r#"["a","b"]"#, &["a", "b"]),
            (r#"["a",null]"#, &["a", ""]),
            ("null", &[""]),
            ("[]", &[]),
        ] {
            let token = IdToken::parse(format!("{{\"aud\":{aud}}}").as_bytes()).unwrap();
            assert_eq!(token.audience, want, "{aud}");
        }
    }

    #[test]
    fn every_claim_name_needs_its_source() {
        for (payload, want) in [
            (r#"{"_claim_names":{"a":""}}"#, Some("oidc: failed to obtain source from claim name")),
            (r#"{"_claim_names":{"a":null}}"#, Some("oidc: failed to obtain source from claim name")),
            (r#"{"_claim_names":{"a":"s"}}"#, Some("oidc: source does not exist")),
            (r#"{"_claim_names":{"a":"s"},"_claim_sources":{"s":{}}}"#, None),
        ] {
            assert_eq!(IdToken::parse(payload.as_bytes()).err().as_deref(), want, "{payload}");
        }
    }
}
