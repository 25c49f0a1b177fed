//! `"%s".format([…])` (`ext/formatting.go` of cel-go, in the locale `en_US`).

use crate::cel::number;
use crate::cel::value::{Evaluated, Fault, Value};
use crate::golang::quote::quote;

use super::{convert, time};

/// Digits behind the point where none are asked for.
const DIGITS: usize = 6;
/// Go's library counts them in a byte.
const MOST_DIGITS: usize = 255;

/// One piece of a format string.
pub enum Piece<'t> {
    Text(&'t str),
    /// The letter, and the digits behind the point.
    Clause(char, Option<usize>),
}

/// Takes a format string apart, when it is used or, before that, when it is looked at.
///
/// # Errors
/// cel-go's text.
pub fn pieces<'t>(
    text: &'t str,
    arguments: usize,
    is_running: bool,
    visit: &mut dyn FnMut(Piece<'t>, usize) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut rest = text;
    let mut used = 0;
    while let Some(at) = rest.find('%') {
        visit(Piece::Text(&rest[..at]), used)?;
        rest = &rest[at + 1..];
        if let Some(behind) = rest.strip_prefix('%') {
            visit(Piece::Text("%"), used)?;
            rest = behind;
            continue;
        }
        if rest.is_empty() && (used < arguments || !is_running) {
            return Err(Fault::new("unexpected end of string"));
        }
        if used >= arguments {
            return Err(Fault::new(format!("index {used} out of range")));
        }
        let (letter, precision, behind) = clause(rest)
            .map_err(|error| Fault::new(format!("could not parse formatting clause: {error}")))?;
        visit(Piece::Clause(letter, precision), used)?;
        rest = behind;
        used += 1;
    }
    visit(Piece::Text(rest), used)
}

fn clause(text: &str) -> Result<(char, Option<usize>, &str), String> {
    let (precision, text) = match text.strip_prefix('.') {
        None => (None, text),
        Some(rest) => {
            let end = rest
                .find(|c: char| !c.is_ascii_digit())
                .ok_or("error while parsing precision: could not find end of precision specifier")?;
            let digits = &rest[..end];
            let reason = if digits.is_empty() { "invalid syntax" } else { "value out of range" };
            let precision = digits.parse::<i64>().ok().and_then(|digits| usize::try_from(digits).ok());
            let precision = precision.ok_or_else(|| {
                format!(
                    "error while parsing precision: error while converting precision to integer: strconv.Atoi: parsing \
                     {}: {reason}",
                    quote(digits)
                )
            })?;
            (Some(precision), &rest[end..])
        }
    };
    let letter = text.chars().next().unwrap_or('%');
    if !"sdfebxXo".contains(letter) {
        // Go looks at the byte only.
        let byte = char::from(text.bytes().next().unwrap_or_default());
        return Err(format!("unrecognized formatting clause \"{byte}\""));
    }
    Ok((letter, precision, &text[1..]))
}

/// What a clause may not be used on, and its message.
pub fn refusal(letter: char, type_name: &str) -> Fault {
    let message = match letter {
        's' => {
            "string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and \
             timestamps"
        }
        'd' => "decimal clause can only be used on integers",
        'f' => "fixed-point clause can only be used on doubles",
        'e' => "scientific clause can only be used on doubles",
        'b' => "only integers and bools can be formatted as binary",
        'o' => "octal clause can only be used on integers",
        _ => "only integers, byte buffers, and strings can be formatted as hex",
    };
    Fault::new(format!("error during formatting: {message}, was given {type_name}"))
}

pub fn format(text: &str, arguments: &[Value]) -> Evaluated {
    let mut built = String::new();
    pieces(text, arguments.len(), true, &mut |piece, index| {
        match (piece, arguments.get(index)) {
            (Piece::Text(text), _) => built.push_str(text),
            (Piece::Clause(letter, precision), Some(value)) => {
                built.push_str(&formatted(letter, precision, value)?);
            }
            (Piece::Clause(..), None) => {}
        }
        Ok(())
    })?;
    Ok(Value::string(built))
}

fn formatted(letter: char, precision: Option<usize>, value: &Value) -> Result<String, Fault> {
    Ok(match (letter, value) {
        ('s', value) => string(value)?,
        ('d' | 'x' | 'X' | 'o' | 'b', Value::Int(number)) => {
            let sign = if *number < 0 && letter != 'd' { "-" } else { "" };
            format!("{sign}{}", digits(letter, number.unsigned_abs(), *number))
        }
        ('d' | 'x' | 'X' | 'o' | 'b', Value::Uint(number)) => match i64::try_from(*number) {
            Ok(signed) => digits(letter, *number, signed),
            Err(_) if letter == 'd' => number.to_string(),
            Err(_) => digits(letter, *number, 0),
        },
        ('b', Value::Bool(value)) => String::from(if *value { "1" } else { "0" }),
        ('x', Value::String(text)) => hex(text.as_bytes()),
        ('x', Value::Bytes(bytes)) => hex(bytes),
        ('X', Value::String(text)) => hex(text.as_bytes()).to_uppercase(),
        ('X', Value::Bytes(bytes)) => hex(bytes).to_uppercase(),
        ('f' | 'e', Value::Double(number)) => localized(letter, precision.unwrap_or(DIGITS), *number)?,
        ('f' | 'e', Value::String(text)) if matches!(&**text, "NaN" | "Infinity" | "-Infinity") => {
            localized(letter, precision.unwrap_or(DIGITS), text.parse().unwrap_or(f64::NAN))?
        }
        (letter, other) => return Err(refusal(letter, other.type_name())),
    })
}

fn digits(letter: char, number: u64, signed: i64) -> String {
    match letter {
        'd' => signed.to_string(),
        'x' => format!("{number:x}"),
        'X' => format!("{number:X}"),
        'o' => format!("{number:o}"),
        _ => format!("{number:b}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A number as `en_US` writes it. What is asked for as digits of `%e` is taken for the least width.
fn localized(letter: char, precision: usize, number: f64) -> Result<String, Fault> {
    if precision > MOST_DIGITS {
        return Err(Fault::unsupported("the formatting of a number with so many digits"));
    }
    let text = match number {
        _ if number.is_nan() => "NaN".to_owned(),
        f64::INFINITY => "∞".to_owned(),
        f64::NEG_INFINITY => "-∞".to_owned(),
        // Zero has no sign.
        _ if letter == 'f' => grouped(&format!("{:.precision$}", number + 0.0)),
        _ => {
            let text = format!("{:.DIGITS$e}", number + 0.0);
            let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
            let (sign, exponent) = exponent.strip_prefix('-').map_or(("", exponent), |rest| ("⁻", rest));
            let exponent = format!("{exponent:0>2}");
            let raised =
                exponent.chars().filter_map(|digit| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(digit.to_digit(10)? as usize));
            format!("{digits}×10{sign}{}", raised.collect::<String>())
        }
    };
    Ok(if letter == 'e' { format!("{text:>precision$}") } else { text })
}

/// Thousands apart, as `en_US` has it.
fn grouped(number: &str) -> String {
    let (whole, fraction) = match number.find('.') {
        Some(point) => number.split_at(point),
        None => (number, ""),
    };
    let (sign, whole) = match whole.strip_prefix('-') {
        Some(whole) => ("-", whole),
        None => ("", whole),
    };
    let mut text = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}

/// `FormatString`.
fn string(value: &Value) -> Result<String, Fault> {
    match value {
        Value::List(_) | Value::Map(_) => nested(value),
        Value::Null => Ok("null".to_owned()),
        Value::Optional(_) => Err(refusal('s', value.type_name())),
        value if value.is_object() => Err(refusal('s', value.type_name())),
        other => match convert::to_string(other) {
            Ok(Value::String(text)) => Ok(text.to_string()),
            Ok(_) => Ok(String::new()),
            Err(Fault::Error(error)) => Err(Fault::new(format!(
                "error during formatting: could not convert argument \"{error}\" to string"
            ))),
            Err(other) => Err(other),
        },
    }
}

/// A value inside a list or a map.
fn nested(value: &Value) -> Result<String, Fault> {
    Ok(match value {
        Value::String(text) => quote(text),
        Value::Bytes(_) => format!("b{}", quote(&string(value)?)),
        Value::Double(number) if number.is_finite() => format!("{number:.*}", DIGITS),
        Value::Double(number) => quote(&number::print(*number)),
        Value::Timestamp(moment) => format!("timestamp({})", quote(&time::print(moment))),
        Value::Duration(nanoseconds) => {
            format!("duration({})", quote(&time::print_duration(*nanoseconds)))
        }
        Value::List(list) => {
            let items = list.items.iter().map(nested).collect::<Result<Vec<String>, Fault>>()?;
            format!("[{}]", items.join(", "))
        }
        Value::Map(map) => {
            let mut entries = Vec::new();
            for (key, value) in &map.entries {
                if !matches!(key, Value::String(_) | Value::Bool(_) | Value::Int(_) | Value::Uint(_)) {
                    let message = format!("no formatting function for map key of type {}", key.type_name());
                    return Err(Fault::new(format!("error during formatting: {message}")));
                }
                entries.push((nested(key)?, nested(value)?));
            }
            entries.sort();
            let entries: Vec<String> = entries.iter().map(|(key, value)| format!("{key}:{value}")).collect();
            format!("{{{}}}", entries.join(", "))
        }
        value if value.is_object() || matches!(value, Value::Optional(_)) => {
            let message = format!("no formatting function for {}", value.type_name());
            return Err(Fault::new(format!("error during formatting: {message}")));
        }
        other => string(other)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers of the server, which takes the digits of `%e` for a width.
    #[test]
    fn numbers_are_written_as_in_english() {
        for (clause, number, want) in [
            ("%e", 1500.0, "1.500000×10⁰³"),
            ("%.16e", -0.00001, " -1.000000×10⁻⁰⁵"),
            ("%e", f64::NEG_INFINITY, "    -∞"),
            ("%f", f64::NAN, "NaN"),
            ("%.1f", -1_234_567.891, "-1,234,567.9"),
            ("%.0f", -0.0, "0"),
        ] {
            let Ok(Value::String(text)) = format(clause, &[Value::Double(number)]) else {
                panic!("{clause}")
            };
            assert_eq!(&*text, want, "{clause}");
        }
    }
}
