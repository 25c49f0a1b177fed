//! Fields and elements: `a.b`, `a[b]`, `a.?b`, `a[?b]`, `has(a.b)` (`applyQualifiers`, `refQualify` of
//! `interpreter/attributes.go`). What follows an optional is optional too.

use crate::cel::number;
use crate::cel::value::{Evaluated, Fault, Value};

/// `a.b`, `a[b]`.
pub fn get(operand: &Value, key: &Value) -> Evaluated {
    if let Value::Optional(_) = operand {
        return get_optional(operand, key);
    }
    match find(operand, key)? {
        Some(value) => Ok(value),
        None if matches!(operand, Value::List(_)) => Err(Fault::new(format!("index out of bounds: {key}"))),
        None => Err(Fault::new(format!("no such key: {key}"))),
    }
}

/// `a.?b`, `a[?b]`.
pub fn get_optional(operand: &Value, key: &Value) -> Evaluated {
    let operand = match operand {
        Value::Optional(None) => return Ok(Value::Optional(None)),
        Value::Optional(Some(inner)) => inner,
        other => other,
    };
    Ok(find(operand, key)?.map_or(Value::Optional(None), Value::optional))
}

/// `has(a.b)`.
pub fn has(operand: &Value, key: &Value) -> Evaluated {
    match get_optional(operand, key)? {
        Value::Optional(found) => Ok(Value::Bool(found.is_some())),
        _ => Ok(Value::Bool(false)),
    }
}

/// Whether a value can be an index at all (`NewQualifier`).
///
/// # Errors
/// `invalid qualifier type: types.Null`.
pub fn check(key: &Value, is_constant: bool) -> Result<(), Fault> {
    let go_type = match key {
        Value::String(_) | Value::Int(_) | Value::Uint(_) | Value::Bool(_) | Value::Double(_) => {
            return Ok(());
        }
        Value::List(_) if is_constant => Some("*types.baseList"),
        Value::Map(_) if is_constant => Some("*types.baseMap"),
        other => other.go_type(),
    };
    Err(match go_type {
        Some(go_type) => Fault::new(format!("invalid qualifier type: {go_type}")),
        None => Fault::unsupported("an index of this type"),
    })
}

fn find(operand: &Value, key: &Value) -> Result<Option<Value>, Fault> {
    check(key, false)?;
    match operand {
        Value::Claims(claims) => claims.find(key),
        Value::Map(map) => Ok(map.find(key)),
        Value::List(list) => Ok(usize::try_from(index(key)?).ok().and_then(|index| list.get(index))),
        _ => Ok(None),
    }
}

/// `types.IndexOrError`.
pub fn index(key: &Value) -> Result<i64, Fault> {
    let whole = match key {
        Value::Int(index) => return Ok(*index),
        Value::Uint(index) => i64::try_from(*index).ok(),
        Value::Double(index) => number::to_int(*index).filter(|whole| *whole as f64 == *index),
        other => {
            let message = format!("unsupported index type '{}' in list", other.type_name());
            return Err(Fault::new(message));
        }
    };
    whole.ok_or_else(|| Fault::new(format!("unsupported index value {key} in list")))
}
