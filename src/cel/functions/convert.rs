//! Conversions between types, optionals, and what comprehensions over maps insert (`ConvertToType` of `common/types`;
//! `cel/library.go`, `ext/comprehensions.go`).

use super::{network, time, unexpected};
use crate::cel::number;
use crate::cel::value::{Evaluated, Fault, Origin, Value};
use crate::golang::{duration, strconv};

pub fn call(overload: &str, args: &[Value]) -> Option<Evaluated> {
    Some(match (overload, args) {
        (
            "bool_to_bool"
            | "bytes_to_bytes"
            | "double_to_double"
            | "duration_to_duration"
            | "int64_to_int64"
            | "string_to_string"
            | "timestamp_to_timestamp"
            | "uint64_to_uint64",
            [value],
        ) => Ok(value.clone()),
        (
            "bool_to_string"
            | "bytes_to_string"
            | "double_to_string"
            | "duration_to_string"
            | "int64_to_string"
            | "timestamp_to_string"
            | "uint64_to_string"
            | "ip_to_string"
            | "cidr_to_string",
            [value],
        ) => to_string(value),
        ("string_to_bool", [Value::String(text)]) => {
            strconv::parse_bool(text).map(Value::Bool).map_err(|_| impossible("string", "bool"))
        }
        ("string_to_bytes", [Value::String(text)]) => Ok(Value::Bytes(text.as_bytes().into())),
        ("string_to_int64", [Value::String(text)]) => {
            text.parse().map(Value::Int).map_err(|_| impossible("string", "int"))
        }
        ("string_to_uint64", [Value::String(text)]) => {
            let number = text.parse().ok().filter(|_| !text.starts_with('+'));
            number.map(Value::Uint).ok_or_else(|| impossible("string", "uint"))
        }
        ("string_to_double", [Value::String(text)]) => double(text),
        ("string_to_duration", [Value::String(text)]) => duration::parse(text)
            .map(Value::Duration)
            .map_err(|_| impossible("string", "google.protobuf.Duration")),
        ("string_to_timestamp", [Value::String(text)]) => time::parse(text),
        ("int64_to_timestamp", [Value::Int(seconds)]) => time::from_unix(*seconds, 0),
        ("double_to_int64", [Value::Double(number)]) => {
            number::to_int(*number).map(Value::Int).ok_or_else(|| Fault::new("integer overflow"))
        }
        ("double_to_uint64", [Value::Double(number)]) => {
            number::to_uint(*number).map(Value::Uint).ok_or_else(|| Fault::new("unsigned integer overflow"))
        }
        ("uint64_to_int64", [Value::Uint(number)]) => {
            i64::try_from(*number).map(Value::Int).map_err(|_| Fault::new("integer overflow"))
        }
        ("int64_to_uint64", [Value::Int(number)]) => {
            u64::try_from(*number).map(Value::Uint).map_err(|_| Fault::new("unsigned integer overflow"))
        }
        ("int64_to_double", [Value::Int(number)]) => Ok(Value::Double(*number as f64)),
        ("uint64_to_double", [Value::Uint(number)]) => Ok(Value::Double(*number as f64)),
        ("duration_to_int64", [Value::Duration(nanoseconds)]) => Ok(Value::Int(*nanoseconds)),
        ("timestamp_to_int64", [Value::Timestamp(time)]) => Ok(Value::Int(time.timestamp())),
        ("@mapInsert_map_key_value", [map, key, value]) => insert(map, vec![(key.clone(), value.clone())]),
        ("@mapInsert_map_map", [map, Value::Map(other)]) => insert(map, other.entries.clone()),
        (name, args) if name.starts_with("optional_") => return optional(name, args),
        _ => return None,
    })
}

fn impossible(from: &str, to: &str) -> Fault {
    Fault::new(format!("type conversion error from '{from}' to '{to}'"))
}

fn double(text: &str) -> Evaluated {
    let number: Option<f64> = text.parse().ok();
    let is_named = text.chars().any(|c| c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E'));
    // Go also reads hexadecimal numbers.
    if number.is_none() && text.trim_start_matches(['+', '-']).to_ascii_lowercase().starts_with("0x") {
        return Err(Fault::unsupported("a hexadecimal number in a string"));
    }
    number
        .filter(|number| number.is_finite() || is_named)
        .map(Value::Double)
        .ok_or_else(|| impossible("string", "double"))
}

/// A value as text; not all have one.
pub fn to_string(value: &Value) -> Evaluated {
    Ok(Value::string(match value {
        Value::String(text) => text.to_string(),
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Uint(number) => number.to_string(),
        Value::Double(number) => number::print(*number),
        Value::Bytes(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => return Err(Fault::new("invalid UTF-8 in bytes, cannot convert to string")),
        },
        Value::Duration(nanoseconds) => time::print_duration(*nanoseconds),
        Value::Timestamp(moment) => time::print(moment),
        Value::Type(name) => name.to_string(),
        Value::Address(address) => network::print(address),
        Value::Prefix(prefix) => prefix.to_string(),
        _ => return Err(impossible(value.type_name(), "string")),
    }))
}

fn insert(map: &Value, more: Vec<(Value, Value)>) -> Evaluated {
    let Value::Map(map) = map else { return Err(Fault::no_such_overload()) };
    let mut entries = map.entries.clone();
    for (key, value) in more {
        if entries.iter().any(|(other, _)| other.equals(&key)) {
            return Err(Fault::new(format!("insert failed: key {key} already exists")));
        }
        entries.push((key, value));
    }
    Ok(Value::map(entries))
}

fn optional(overload: &str, args: &[Value]) -> Option<Evaluated> {
    Some(match (overload, args) {
        ("optional_none", []) => Ok(Value::Optional(None)),
        ("optional_of", [value]) => Ok(Value::optional(value.clone())),
        ("optional_ofNonZeroValue", [value]) if is_zero(value) => Ok(Value::Optional(None)),
        ("optional_ofNonZeroValue", [value]) => Ok(Value::optional(value.clone())),
        ("optional_hasValue", [Value::Optional(value)]) => Ok(Value::Bool(value.is_some())),
        ("optional_value", [Value::Optional(Some(value))]) => Ok((**value).clone()),
        ("optional_value", [Value::Optional(None)]) => Err(Fault::new("optional.none() dereference")),
        ("optional_unwrap" | "optional_unwrapOpt", [Value::List(list)]) => {
            let mut items = Vec::new();
            for item in &list.items {
                match item {
                    Value::Optional(value) => items.extend(value.iter().map(|value| (**value).clone())),
                    other => return Some(Err(Fault::new(format!("value {other} is not optional")))),
                }
            }
            Ok(Value::list(items, Origin::Values))
        }
        _ => unexpected(overload),
    })
}

/// `IsZeroValue`.
fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(value) => !value,
        Value::Int(number) => *number == 0,
        Value::Uint(number) => *number == 0,
        Value::Double(number) => *number == 0.0,
        Value::String(text) => text.is_empty(),
        Value::Bytes(bytes) => bytes.is_empty(),
        Value::Duration(nanoseconds) => *nanoseconds == 0,
        Value::List(list) => list.items.is_empty(),
        Value::Map(map) => map.entries.is_empty(),
        _ => false,
    }
}
