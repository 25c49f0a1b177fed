//! String functions (`common/types/string.go`, `ext/strings.go`). Positions count code points.

use super::{format, unexpected};
use crate::cel::value::{Evaluated, Fault, Value};

pub fn call(overload: &str, args: &[Value]) -> Option<Evaluated> {
    let Some(Value::String(text)) = args.first() else {
        return match overload {
            "contains_string" | "starts_with_string" | "ends_with_string" => {
                Some(Err(Fault::no_such_overload()))
            }
            "list_join" | "list_join_string" => Some(join(args)),
            _ => None,
        };
    };
    Some(match (overload, &args[1..]) {
        ("contains_string", [Value::String(other)]) => Ok(Value::Bool(text.contains(&**other))),
        ("starts_with_string", [Value::String(other)]) => Ok(Value::Bool(text.starts_with(&**other))),
        ("ends_with_string", [Value::String(other)]) => Ok(Value::Bool(text.ends_with(&**other))),
        ("contains_string" | "starts_with_string" | "ends_with_string", _) => Err(Fault::no_such_overload()),
        ("string_lower_ascii", []) => Ok(Value::string(text.to_ascii_lowercase())),
        ("string_upper_ascii", []) => Ok(Value::string(text.to_ascii_uppercase())),
        ("string_trim", []) => Ok(Value::string(text.trim())),
        ("string_char_at_int", [Value::Int(index)]) => char_at(text, *index),
        ("string_index_of_string", [Value::String(other)]) => index_of(text, other, 0),
        ("string_index_of_string_int", [Value::String(other), Value::Int(from)]) => {
            index_of(text, other, *from)
        }
        ("string_last_index_of_string", [Value::String(other)]) => last_index_of(text, other, None),
        ("string_last_index_of_string_int", [Value::String(other), Value::Int(from)]) => {
            last_index_of(text, other, Some(*from))
        }
        ("string_replace_string_string", [Value::String(old), Value::String(new)]) => {
            Ok(Value::string(replace(text, old, new, -1)))
        }
        ("string_replace_string_string_int", [Value::String(old), Value::String(new), Value::Int(count)]) => {
            Ok(Value::string(replace(text, old, new, *count)))
        }
        ("string_split_string", [Value::String(separator)]) => Ok(split(text, separator, -1)),
        ("string_split_string_int", [Value::String(separator), Value::Int(count)]) => {
            Ok(split(text, separator, *count))
        }
        ("string_substring_int", [Value::Int(start)]) => substring(text, *start, None),
        ("string_substring_int_int", [Value::Int(start), Value::Int(end)]) => {
            substring(text, *start, Some(*end))
        }
        ("string_format", [Value::List(list)]) => format::format(text, &list.items),
        ("strings_quote", []) => Ok(Value::string(quote(text))),
        _ if overload.starts_with("string_") && overload.contains("_to_") => return None,
        _ if overload.starts_with("strings_") => unexpected(overload),
        _ => return None,
    })
}

fn out_of_range(index: i64) -> Fault {
    Fault::new(format!("index out of range: {index}"))
}

/// A position in a text of that many code points, its end included.
fn position(index: i64, length: usize) -> Result<usize, Fault> {
    usize::try_from(index).ok().filter(|index| *index <= length).ok_or_else(|| out_of_range(index))
}

fn char_at(text: &str, index: i64) -> Evaluated {
    let at = position(index, text.chars().count())?;
    Ok(Value::string(text.chars().nth(at).map(String::from).unwrap_or_default()))
}

fn index_of(text: &str, other: &str, from: i64) -> Evaluated {
    let start = usize::try_from(from).map_err(|_| out_of_range(from))?;
    let (text, other): (Vec<char>, Vec<char>) = (text.chars().collect(), other.chars().collect());
    let found = if other.is_empty() {
        Some(start.min(text.len()))
    } else {
        (start..=text.len().saturating_sub(other.len())).find(|at| text[*at..].starts_with(&other))
    };
    Ok(Value::Int(found.map_or(-1, |at| at as i64)))
}

fn last_index_of(text: &str, other: &str, from: Option<i64>) -> Evaluated {
    let (text, other): (Vec<char>, Vec<char>) = (text.chars().collect(), other.chars().collect());
    let last = text.len() as i64 - 1;
    let from = match from {
        Some(from) => usize::try_from(from).map_err(|_| out_of_range(from))?,
        None if other.is_empty() => text.len(),
        None if other.len() > text.len() => return Ok(Value::Int(-1)),
        None => usize::try_from(last).map_err(|_| out_of_range(last))?,
    };
    if other.is_empty() {
        return Ok(Value::Int(from.min(text.len()) as i64));
    }
    if from >= text.len() || other.len() > text.len() {
        return Ok(Value::Int(-1));
    }
    let found = (0..=from.min(text.len() - other.len())).rev().find(|at| text[*at..].starts_with(&other));
    Ok(Value::Int(found.map_or(-1, |at| at as i64)))
}

/// `strings.Replace`: a negative count means all.
fn replace(text: &str, old: &str, new: &str, count: i64) -> String {
    match usize::try_from(count) {
        Ok(count) => text.replacen(old, new, count),
        Err(_) => text.replace(old, new),
    }
}

/// `strings.SplitN`: a negative count means all.
fn split(text: &str, separator: &str, count: i64) -> Value {
    let most = usize::try_from(count).unwrap_or(usize::MAX);
    if most == 0 {
        return Value::strings(Vec::<String>::new());
    }
    if !separator.is_empty() {
        return Value::strings(text.splitn(most, separator));
    }
    let mut rest = text;
    let mut parts = Vec::new();
    while let Some(c) = rest.chars().next() {
        if parts.len() + 1 == most {
            parts.push(rest.to_owned());
            break;
        }
        parts.push(c.to_string());
        rest = &rest[c.len_utf8()..];
    }
    Value::strings(parts)
}

fn substring(text: &str, start: i64, end: Option<i64>) -> Evaluated {
    let length = text.chars().count();
    if let Some(end) = end.filter(|end| start > *end) {
        return Err(Fault::new(format!("invalid substring range. start: {start}, end: {end}")));
    }
    let from = position(start, length)?;
    let to = end.map_or(Ok(length), |end| position(end, length))?;
    Ok(Value::string(text.chars().skip(from).take(to - from).collect::<String>()))
}

fn join(args: &[Value]) -> Evaluated {
    let (Some(Value::List(list)), separator) = (args.first(), args.get(1)) else {
        return Err(Fault::no_such_overload());
    };
    let separator = match separator {
        Some(Value::String(text)) => text.to_string(),
        _ => String::new(),
    };
    let mut parts = Vec::with_capacity(list.items.len());
    for item in &list.items {
        let Value::String(text) = item else {
            return Err(Fault::new(format!("join: invalid input: {item}")));
        };
        parts.push(text.to_string());
    }
    Ok(Value::string(parts.join(&separator)))
}

fn quote(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '\u{7}' => quoted.push_str("\\a"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            '\u{b}' => quoted.push_str("\\v"),
            '\\' => quoted.push_str("\\\\"),
            '"' => quoted.push_str("\\\""),
            other => quoted.push(other),
        }
    }
    quoted + "\""
}
