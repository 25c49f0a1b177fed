//! The messages of `google.protobuf` that every environment knows, and the values of objects made of them (`NewValue` of
//! `common/types/provider.go`, `common/types/pb`, the `ConvertToNative` of each type).

use std::rc::Rc;

use super::functions::{convert, time};
use super::types::Type;
use super::value::{Evaluated, Fault, List, Map, Origin, Value};
use crate::golang::base64::encode_std;

/// A name behind `google.protobuf.`; the type when expressions are checked; the fields, each with the type that holds it in Go.
pub type Message = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const PACKAGE: &str = "google.protobuf.";

/// A constant of the environment.
pub const NULL_VALUE: &str = "google.protobuf.NullValue.NULL_VALUE";

const ENUM: &str = "protoreflect.EnumNumber";
const JSON: &str = "*structpb.Value";
const LIST: &str = "*structpb.ListValue";
const STRUCT: &str = "*structpb.Struct";
const REPEATED: &str = "[]*structpb.Value";
const MAPPED: &str = "map[string]*structpb.Value";

/// Beyond it a whole number is no number of JSON.
const GREATEST_SAFE: u64 = (1 << 53) - 1;
const SECOND: i128 = 1_000_000_000;

#[rustfmt::skip]
const MESSAGES: &[Message] = &[
    ("Any", "any", &[("type_url", "string"), ("value", "[]uint8")]),
    ("BoolValue", "wrapper(bool)", &[("value", "bool")]),
    ("BytesValue", "wrapper(bytes)", &[("value", "[]uint8")]),
    ("DoubleValue", "wrapper(double)", &[("value", "float64")]),
    ("Duration", "duration", &[("seconds", "int64"), ("nanos", "int32")]),
    ("Empty", "google.protobuf.Empty", &[]),
    ("FloatValue", "wrapper(double)", &[("value", "float32")]),
    ("Int32Value", "wrapper(int)", &[("value", "int32")]),
    ("Int64Value", "wrapper(int)", &[("value", "int64")]),
    ("ListValue", "list(dyn)", &[("values", REPEATED)]),
    ("StringValue", "wrapper(string)", &[("value", "string")]),
    ("Struct", "map(string, dyn)", &[("fields", MAPPED)]),
    ("Struct.FieldsEntry", "google.protobuf.Struct.FieldsEntry", &[("key", "string"), ("value", JSON)]),
    ("Timestamp", "timestamp", &[("seconds", "int64"), ("nanos", "int32")]),
    ("UInt32Value", "wrapper(uint)", &[("value", "uint32")]),
    ("UInt64Value", "wrapper(uint)", &[("value", "uint64")]),
    ("Value", "dyn", &[
        ("null_value", ENUM), ("number_value", "float64"), ("string_value", "string"), ("bool_value", "bool"),
        ("struct_value", STRUCT), ("list_value", LIST),
    ]),
];

pub fn find(name: &str) -> Option<&'static Message> {
    let name = name.strip_prefix(PACKAGE)?;
    MESSAGES.iter().find(|message| message.0 == name)
}

/// The message of a well-known type (`getWellKnownTypeName`).
pub fn of_type(of: &Type) -> Option<&'static Message> {
    let of = of.format();
    MESSAGES.iter().find(|message| message.1 == of && !message.1.starts_with(PACKAGE))
}

/// The type of a field when expressions are checked.
pub fn field_type(message: &Message, name: &str) -> Option<Type> {
    let (_, go) = message.2.iter().find(|(field, _)| *field == name)?;
    Some(Type::parse(match *go {
        "string" | "bool" => go,
        "[]uint8" => "bytes",
        "int32" | "int64" | ENUM => "int",
        "uint32" | "uint64" => "uint",
        "float32" | "float64" => "double",
        STRUCT | MAPPED => "map(string, dyn)",
        LIST | REPEATED => "list(dyn)",
        _ => "dyn",
    }))
}

/// An object's value, from those of its fields.
///
/// # Errors
/// The server's error, or what is not simulated.
pub fn object(name: &str, fields: &[(&str, Value)]) -> Evaluated {
    let name = name.strip_prefix('.').unwrap_or(name);
    let Some((short, of, declared)) = find(name) else {
        return Err(Fault::new(format!("unknown type '{name}'")));
    };
    let converted = fields.iter().map(|(field, value)| {
        let go = declared.iter().find(|(known, _)| known == field).map_or(JSON, |(_, go)| go);
        let failed = |fault: Fault| match fault {
            Fault::Error(error) if matches!(go, REPEATED | MAPPED) && !is_like(value, go) => {
                Fault::new(format!("unsupported field type for {name}.{field}: {error}"))
            }
            Fault::Error(error) => {
                Fault::new(format!("field type conversion error for {name}.{field} value type: {error}"))
            }
            other => other,
        };
        native(value, go).map_err(failed).map(|value| (*field, value))
    });
    let fields = in_any_order(converted)?;
    let field = |name: &str| fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.clone());
    let number = |name: &str| match field(name) {
        Some(Value::Int(number)) => i128::from(number),
        _ => 0,
    };
    match *short {
        "Any" | "Empty" | "Struct.FieldsEntry" => Err(Fault::unsupported(format!("an object of {name}"))),
        "Duration" => {
            let nanoseconds = number("seconds") * SECOND + number("nanos");
            let most = i128::from(i64::MAX);
            Ok(Value::Duration(nanoseconds.clamp(i128::from(i64::MIN), most) as i64))
        }
        "Timestamp" => {
            let (seconds, nanos) = (number("seconds"), number("nanos"));
            let seconds = i64::try_from(seconds + nanos.div_euclid(SECOND)).unwrap_or(i64::MAX);
            time::from_unix(seconds, nanos.rem_euclid(SECOND) as u32)
                .map_err(|_| Fault::unsupported("a timestamp outside the years 1 to 9999"))
        }
        "Value" if fields.len() > 1 => Err(Fault::unsupported("which of several fields the server keeps")),
        "Value" => Ok(match fields.first() {
            Some((name, value)) if *name != "null_value" => value.clone(),
            _ => Value::Null,
        }),
        _ => Ok(fields.first().map_or_else(|| zero(of), |(_, value)| value.clone())),
    }
}

fn zero(of: &str) -> Value {
    match of {
        "wrapper(bool)" => Value::Bool(false),
        "wrapper(bytes)" => Value::Bytes(Rc::new([])),
        "wrapper(double)" => Value::Double(0.0),
        "wrapper(int)" => Value::Int(0),
        "wrapper(uint)" => Value::Uint(0),
        "wrapper(string)" => Value::string(""),
        "list(dyn)" => list(Vec::new()),
        _ => map(Vec::new()),
    }
}

fn list(items: Vec<Value>) -> Value {
    Value::List(Rc::new(List { items, of: Origin::Strings, is_escaped: false }))
}

fn map(entries: Vec<(Value, Value)>) -> Value {
    Value::Map(Rc::new(Map { entries, is_json: true, is_escaped: false }))
}

/// The server goes through its maps in no order: of several errors it tells any.
fn in_any_order<T>(results: impl Iterator<Item = Result<T, Fault>>) -> Result<Vec<T>, Fault> {
    let (mut values, mut error) = (Vec::new(), None);
    for result in results {
        match (result, &error) {
            (Ok(value), _) => values.push(value),
            (Err(fault), None) => error = Some(fault),
            (Err(fault), Some(other)) if fault == *other => {}
            (Err(_), Some(_)) => {
                return Err(Fault::unsupported("which of several errors the server tells"));
            }
        }
    }
    error.map_or(Ok(values), Err)
}

fn is_like(value: &Value, go: &str) -> bool {
    match value {
        Value::List(_) => go == REPEATED,
        Value::Map(_) => go == MAPPED,
        _ => false,
    }
}

/// `ConvertToNative`.
fn native(value: &Value, to: &str) -> Evaluated {
    let fits = |fits: bool, overflow: &'static str| match fits {
        true => Ok(value.clone()),
        false => Err(Fault::new(overflow)),
    };
    match (value, to) {
        (Value::List(_) | Value::Map(_), REPEATED | MAPPED) if is_like(value, to) => json(value),
        (_, REPEATED | MAPPED) if !matches!(value, Value::Claims(_)) => Err(Fault::new(value.type_name())),
        (Value::Optional(Some(value)), _) => native(value, to),
        (Value::Optional(None), _) => Err(Fault::new("optional.none() dereference")),
        (Value::Bool(_), "bool")
        | (Value::Bytes(_), "[]uint8")
        | (Value::Double(_), "float64")
        | (Value::Int(_), "int64")
        | (Value::String(_), "string")
        | (Value::Uint(_), "uint64") => Ok(value.clone()),
        (Value::Double(number), "float32") => Ok(Value::Double(f64::from(*number as f32))),
        (Value::Int(number), "int32" | ENUM) => fits(i32::try_from(*number).is_ok(), "integer overflow"),
        (Value::Uint(number), "uint32") => fits(u32::try_from(*number).is_ok(), "unsigned integer overflow"),
        (Value::Address(_) | Value::Prefix(_), "string") => convert::to_string(value),
        (Value::Url(url), "string") => Ok(Value::string(url.to_string())),
        (Value::List(_), LIST) | (Value::Map(_), STRUCT) | (_, JSON) => json(value),
        _ => Err(impossible(value, to)),
    }
}

/// A value as JSON has it.
fn json(value: &Value) -> Evaluated {
    Ok(match value {
        Value::Null | Value::Bool(_) | Value::Double(_) | Value::String(_) => value.clone(),
        Value::Int(number) if number.unsigned_abs() <= GREATEST_SAFE => Value::Double(*number as f64),
        Value::Uint(number) if *number <= GREATEST_SAFE => Value::Double(*number as f64),
        Value::Int(_) | Value::Uint(_) | Value::Duration(_) | Value::Timestamp(_) => {
            convert::to_string(value)?
        }
        Value::Bytes(bytes) => Value::string(encode_std(bytes)),
        Value::List(items) => {
            list(items.items.iter().map(|item| native(item, JSON)).collect::<Result<_, _>>()?)
        }
        Value::Map(entries) => map(in_any_order(
            entries.entries.iter().map(|(key, value)| Ok((native(key, "string")?, native(value, JSON)?))),
        )?),
        _ => return Err(impossible(value, JSON)),
    })
}

fn impossible(value: &Value, to: &str) -> Fault {
    let from = match value {
        Value::Int(_) | Value::Uint(_) => {
            return Fault::new(format!("unsupported type conversion from '{}' to {to}", value.type_name()));
        }
        Value::String(_) => {
            return Fault::new(format!("unsupported native conversion from string to '{to}'"));
        }
        Value::Type(_) => return Fault::new("type conversion not supported for 'type'"),
        Value::List(_) if to == "[]uint8" => return Fault::unsupported("bytes from a list"),
        Value::Map(_) if to.starts_with('*') => return Fault::unsupported("an object from a map"),
        Value::Bool(_) => "bool",
        Value::Bytes(_) => "Bytes",
        Value::Double(_) => "Double",
        Value::Null => "'null_type'",
        Value::List(_) => "list",
        Value::Map(_) => "map",
        Value::Duration(_) => "'Duration'",
        Value::Timestamp(_) => "'Timestamp'",
        Value::Address(_) => "'IP'",
        Value::Prefix(_) => "'CIDR'",
        Value::Url(_) => "'URL'",
        _ => return Fault::unsupported(format!("an object with {}", value.type_name())),
    };
    Fault::new(format!("type conversion error from {from} to '{to}'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(name: &str, fields: &[(&str, Value)]) -> Result<String, Fault> {
        object(&format!("google.protobuf.{name}"), fields)
            .map(|value| format!("{}: {value}", value.type_name()))
    }

    #[test]
    fn objects_become_the_values_that_they_wrap() {
        let text = || Value::string("a");
        for (name, fields, want) in [
            ("StringValue", vec![("value", text())], "string: a"),
            ("StringValue", vec![], "string: "),
            ("FloatValue", vec![("value", Value::Double(1.1))], "double: 1.100000023841858"),
            ("Int32Value", vec![("value", Value::optional(Value::Int(7)))], "int: 7"),
            ("Value", vec![("string_value", text())], "string: a"),
            ("Value", vec![], "null_type: 0"),
            ("ListValue", vec![("values", Value::strings(["a", "b"]))], "list: [a, b]"),
        ] {
            assert_eq!(made(name, &fields).as_deref(), Ok(want), "{name}");
        }
        let longest = [("seconds", Value::Int(i64::MAX)), ("nanos", Value::Int(0))];
        let Ok(Value::Duration(nanoseconds)) = object("google.protobuf.Duration", &longest) else { panic!() };
        assert_eq!(nanoseconds, i64::MAX);
    }

    #[test]
    fn fields_of_other_types_are_errors() {
        for (name, field, value, want) in [
            ("StringValue", "value", Value::Int(1), "unsupported type conversion from 'int' to string"),
            ("Int32Value", "value", Value::Int(1 << 40), "integer overflow"),
            (
                "Int64Value",
                "value",
                Value::string("a"),
                "unsupported native conversion from string to 'int64'",
            ),
            (
                "Value",
                "list_value",
                Value::Null,
                "type conversion error from 'null_type' to '*structpb.ListValue'",
            ),
        ] {
            let message =
                format!("field type conversion error for google.protobuf.{name}.{field} value type: {want}");
            assert_eq!(made(name, &[(field, value)]), Err(Fault::new(message)));
        }
    }

    #[test]
    fn what_the_server_chooses_at_random_is_not_guessed() {
        let both = [("bool_value", Value::Bool(true)), ("string_value", Value::string("a"))];
        assert!(matches!(made("Value", &both), Err(Fault::Unsupported(_))));
        assert!(matches!(made("Any", &[]), Err(Fault::Unsupported(_))));
    }
}
