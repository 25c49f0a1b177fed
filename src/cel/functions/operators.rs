//! Operators and functions with one implementation for all types, chosen by what the first argument can do
//! (`common/stdlib/standard.go`; the traits of `common/types/types.go`).

use std::cmp::Ordering;

use super::{regex, time};
use crate::cel::number;
use crate::cel::value::{Evaluated, Fault, Origin, Value};

/// `None`: the function chooses by overload.
pub fn call(function: &str, args: &[Value]) -> Option<Evaluated> {
    Some(match (function, args) {
        ("!_", [Value::Bool(value)]) => Ok(Value::Bool(!value)),
        ("!_", [_]) => Err(Fault::no_such_overload()),
        ("-_", [value]) => negate(value),
        ("_+_", [one, two]) => add(one, two),
        ("_-_", [one, two]) => subtract(one, two),
        ("_*_" | "_/_" | "_%_", [one, two]) => multiply(function, one, two),
        ("_<_" | "_<=_" | "_>_" | "_>=_", [one, two]) => order(function, one, two),
        ("@in", [one, two]) => contains(one, two),
        ("size", [value]) => size(value),
        ("type", [value]) => Ok(Value::Type(value.type_name().into())),
        ("dyn", [value]) => Ok(value.clone()),
        ("matches", [text, pattern]) => matches(text, pattern),
        ("sort" | "@sortByAssociatedKeys", [value, ..]) if !matches!(value, Value::List(_)) => {
            Err(lacks(function, value))
        }
        _ => return None,
    })
}

/// The first argument cannot do this. Types with functions of their own say it in fewer words.
fn lacks(function: &str, value: &Value) -> Fault {
    match value {
        Value::String(_) | Value::Timestamp(_) | Value::Duration(_) => Fault::no_such_overload(),
        _ => Fault::new(format!("no such overload: {function}")),
    }
}

fn negate(value: &Value) -> Evaluated {
    match value {
        Value::Bool(_) => Err(Fault::no_such_overload()),
        Value::Int(number) => {
            number.checked_neg().map(Value::Int).ok_or_else(|| Fault::new("integer overflow"))
        }
        Value::Double(number) => Ok(Value::Double(-number)),
        Value::Duration(nanoseconds) => {
            nanoseconds.checked_neg().map(Value::Duration).ok_or_else(|| Fault::new("integer overflow"))
        }
        other => Err(lacks("-_", other)),
    }
}

fn add(one: &Value, two: &Value) -> Evaluated {
    match (one, two) {
        (Value::Int(_) | Value::Uint(_) | Value::Double(_), _) => number::arithmetic('+', one, two),
        (Value::String(one), Value::String(two)) => Ok(Value::string(format!("{one}{two}"))),
        (Value::Bytes(one), Value::Bytes(two)) => Ok(Value::Bytes([&one[..], &two[..]].concat().into())),
        (Value::List(first), Value::List(second)) => Ok(match (first.items.len(), second.items.len()) {
            (0, _) => two.clone(),
            (_, 0) => one.clone(),
            _ => Value::list(first.items.iter().chain(&second.items).cloned().collect(), Origin::Any),
        }),
        (Value::Timestamp(_) | Value::Duration(_), _) => time::add(one, two),
        (Value::String(_) | Value::Bytes(_) | Value::List(_), _) => Err(Fault::no_such_overload()),
        (other, _) => Err(lacks("_+_", other)),
    }
}

fn subtract(one: &Value, two: &Value) -> Evaluated {
    match one {
        Value::Int(_) | Value::Uint(_) | Value::Double(_) => number::arithmetic('-', one, two),
        Value::Timestamp(_) | Value::Duration(_) => time::subtract(one, two),
        other => Err(lacks("_-_", other)),
    }
}

fn multiply(function: &str, one: &Value, two: &Value) -> Evaluated {
    let operator = function.chars().nth(1).unwrap_or('*');
    match one {
        Value::Double(_) if operator == '%' => Err(lacks(function, one)),
        Value::Int(_) | Value::Uint(_) | Value::Double(_) => number::arithmetic(operator, one, two),
        other => Err(lacks(function, other)),
    }
}

fn order(function: &str, one: &Value, two: &Value) -> Evaluated {
    let ordering = match compare(one, two) {
        None => return Err(lacks(function, one)),
        Some(ordering) => ordering?,
    };
    Ok(Value::Bool(match function {
        "_<_" => ordering.is_lt(),
        "_<=_" => ordering.is_le(),
        "_>_" => ordering.is_gt(),
        _ => ordering.is_ge(),
    }))
}

/// `Compare`; `None`: the first value cannot be compared.
pub fn compare(one: &Value, two: &Value) -> Option<Result<Ordering, Fault>> {
    Some(match (one, two) {
        (Value::Bool(one), Value::Bool(two)) => Ok(one.cmp(two)),
        (Value::String(one), Value::String(two)) => Ok(one.as_bytes().cmp(two.as_bytes())),
        (Value::Bytes(one), Value::Bytes(two)) => Ok(one.cmp(two)),
        (Value::Timestamp(one), Value::Timestamp(two)) => Ok(one.cmp(two)),
        (Value::Duration(one), Value::Duration(two)) => Ok(one.cmp(two)),
        (Value::Int(_) | Value::Uint(_) | Value::Double(_), _) => {
            let is_nan = |value: &Value| matches!(value, Value::Double(number) if number.is_nan());
            if is_nan(one) || is_nan(two) {
                return Some(Err(Fault::new("NaN values cannot be ordered")));
            }
            number::compare(one, two).ok_or_else(Fault::no_such_overload)
        }
        (
            Value::Bool(_) | Value::String(_) | Value::Bytes(_) | Value::Timestamp(_) | Value::Duration(_),
            _,
        ) => Err(Fault::no_such_overload()),
        _ => return None,
    })
}

/// `==`.
///
/// # Errors
/// `no such overload`.
pub fn equal(one: &Value, two: &Value) -> Result<bool, Fault> {
    one.equality(two).ok_or_else(Fault::no_such_overload)
}

fn contains(one: &Value, two: &Value) -> Evaluated {
    match two {
        Value::List(list) => Ok(Value::Bool(list.items.iter().any(|item| one.equals(item)))),
        Value::Map(map) => Ok(Value::Bool(map.find(one).is_some())),
        _ => Err(Fault::no_such_overload()),
    }
}

fn size(value: &Value) -> Evaluated {
    let size = match value {
        Value::String(text) => text.chars().count(),
        Value::Bytes(bytes) => bytes.len(),
        Value::List(list) => list.items.len(),
        Value::Map(map) => map.entries.len(),
        other => return Err(lacks("size", other)),
    };
    Ok(Value::Int(size as i64))
}

fn matches(text: &Value, pattern: &Value) -> Evaluated {
    match (text, pattern) {
        (Value::String(text), Value::String(pattern)) => {
            Ok(Value::Bool(regex::compile(pattern)?.is_match(text)))
        }
        (Value::String(_), _) => Err(Fault::no_such_overload()),
        (other, _) => Err(lacks("matches", other)),
    }
}
