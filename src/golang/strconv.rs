//! `strconv`: booleans and integers as Go reads them from text, with its error texts.

use super::quote::quote;

/// `strconv.ParseBool`.
///
/// # Errors
/// `strconv.ParseBool: parsing "x": invalid syntax`.
pub fn parse_bool(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(error("ParseBool", text, "invalid syntax")),
    }
}

/// `strconv.ParseInt(text, 0, 64)`: the prefix tells the base, underscores may stand between digits.
///
/// # Errors
/// `strconv.ParseInt: parsing "x": invalid syntax` or `value out of range`.
pub fn parse_int(text: &str) -> Result<i64, String> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let signed = unsigned(digits, 0).and_then(|value| {
        let value = if negative { -i128::from(value) } else { i128::from(value) };
        i64::try_from(value).map_err(|_| OUT_OF_RANGE)
    });
    signed.map_err(|reason| error("ParseInt", text, reason))
}

/// `strconv.ParseUint(text, base, 64)`; base 0 lets the prefix tell it.
///
/// # Errors
/// `strconv.ParseUint: parsing "x": invalid syntax` or `value out of range`.
pub fn parse_uint(text: &str, base: u32) -> Result<u64, String> {
    unsigned(text, base).map_err(|reason| error("ParseUint", text, reason))
}

const INVALID_SYNTAX: &str = "invalid syntax";
const OUT_OF_RANGE: &str = "value out of range";

fn error(function: &str, text: &str, reason: &str) -> String {
    format!("strconv.{function}: parsing {}: {reason}", quote(text))
}

fn unsigned(text: &str, base: u32) -> Result<u64, &'static str> {
    let (radix, digits) = if base == 0 { split_prefix(text) } else { (base, text) };
    if text.is_empty() {
        return Err(INVALID_SYNTAX);
    }
    let mut value: u64 = 0;
    for c in digits.chars() {
        if c == '_' && base == 0 {
            continue;
        }
        let digit = c.to_digit(radix).ok_or(INVALID_SYNTAX)?;
        value = value
            .checked_mul(u64::from(radix))
            .and_then(|value| value.checked_add(u64::from(digit)))
            .ok_or(OUT_OF_RANGE)?;
    }
    if underscores_stand_between_digits(text) { Ok(value) } else { Err(INVALID_SYNTAX) }
}

fn split_prefix(text: &str) -> (u32, &str) {
    let prefixed = |prefix: &str| {
        text.get(..2)
            .filter(|head| text.len() >= 3 && head.eq_ignore_ascii_case(prefix))
            .and_then(|_| text.get(2..))
    };
    for (prefix, radix) in [("0b", 2), ("0o", 8), ("0x", 16)] {
        if let Some(digits) = prefixed(prefix) {
            return (radix, digits);
        }
    }
    match text.strip_prefix('0') {
        Some(digits) => (8, digits),
        None => (10, text),
    }
}

/// `underscoreOK`; a base prefix counts as a digit.
fn underscores_stand_between_digits(text: &str) -> bool {
    let mut after_digit = false;
    let mut after_underscore = false;
    for c in text.chars() {
        if c == '_' {
            if !after_digit {
                return false;
            }
            (after_digit, after_underscore) = (false, true);
        } else {
            (after_digit, after_underscore) = (true, false);
        }
    }
    !after_underscore
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn booleans_have_twelve_spellings() {
        for text in ["1", "t", "T", "true", "TRUE", "True"] {
            assert_eq!(parse_bool(text), Ok(true), "{text}");
        }
        for text in ["0", "f", "F", "false", "FALSE", "False"] {
            assert_eq!(parse_bool(text), Ok(false), "{text}");
        }
        for (text, quoted) in [("yes", "\"yes\""), ("", "\"\""), ("tRUE", "\"tRUE\""), (" 1", "\" 1\"")] {
            assert_eq!(parse_bool(text), Err(format!("strconv.ParseBool: parsing {quoted}: invalid syntax")));
        }
    }

    #[test]
    fn integers_tell_their_base() {
        for (text, value) in [
            ("0", 0),
            ("42", 42),
            ("-42", -42),
            ("+7", 7),
            ("010", 8),
            ("0o10", 8),
            ("0x1F", 31),
            ("0b101", 5),
            ("1_000", 1000),
            ("0x_f", 15),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(parse_int(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_is_no_integer_is_named() {
        for (text, reason) in [
            ("", "invalid syntax"),
            ("x", "invalid syntax"),
            ("08", "invalid syntax"),
            ("1__0", "invalid syntax"),
            ("_1", "invalid syntax"),
            ("1_", "invalid syntax"),
            ("0x", "invalid syntax"),
            ("1.5", "invalid syntax"),
            ("--1", "invalid syntax"),
            ("9223372036854775808", "value out of range"),
        ] {
            assert_eq!(parse_int(text), Err(format!("strconv.ParseInt: parsing {text:?}: {reason}")));
        }
        assert_eq!(parse_uint("-1", 0), Err("strconv.ParseUint: parsing \"-1\": invalid syntax".into()));
        assert_eq!(parse_uint("1_0", 10), Err("strconv.ParseUint: parsing \"1_0\": invalid syntax".into()));
    }
}
