//! A value as JSON, and as Go prints it in messages.

use super::Value;
use super::resolve::{Kind, Scalar};
use crate::golang::quote::quote;

/// Appends `json.Marshal` of a value.
///
/// # Errors
/// What JSON cannot hold: infinities, NaN, null as a key.
pub fn json(value: &Value, out: &mut String) -> Result<(), String> {
    match value {
        Value::Scalar(scalar) => return json_scalar(scalar, out),
        Value::List(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                separate(index, out);
                json(item, out)?;
            }
            out.push(']');
        }
        Value::Map(map) => {
            out.push('{');
            for (index, (key, value)) in map.iter().enumerate() {
                if key.kind == Kind::Null {
                    return Err(format!(
                        "unsupported map key of type: %!s(<nil>), key: <nil>, value: {}",
                        go_syntax(value)
                    ));
                }
                separate(index, out);
                push_json_string(&key.text, out);
                out.push(':');
                json(value, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}

pub fn separate(index: usize, out: &mut String) {
    if index > 0 {
        out.push(',');
    }
}

fn json_scalar(scalar: &Scalar, out: &mut String) -> Result<(), String> {
    match scalar {
        Scalar::Null => out.push_str("null"),
        Scalar::Float(value) if !value.is_finite() => {
            return Err(format!("json: unsupported value: {}", go_float(*value)));
        }
        Scalar::Float(value) => out.push_str(&go_float(*value)),
        Scalar::String(text) => push_json_string(text, out),
        other => out.push_str(&other.key_text()),
    }
    Ok(())
}

pub fn push_json_string(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// Shortest digits, with an exponent where the number is very small or very large.
fn go_float(value: f64) -> String {
    match value.abs() {
        magnitude if magnitude.is_nan() => "NaN".to_owned(),
        magnitude if magnitude.is_infinite() => (if value > 0.0 { "+Inf" } else { "-Inf" }).to_owned(),
        magnitude if magnitude != 0.0 && !(1e-6..1e21).contains(&magnitude) => {
            let text = format!("{value:e}");
            if text.contains("e-") { text } else { text.replace('e', "e+") }
        }
        _ => value.to_string(),
    }
}

/// `%#v` of what `go-yaml` reads into an empty interface.
pub fn go_syntax(value: &Value) -> String {
    match value {
        Value::Scalar(Scalar::Null) => "interface {}(nil)".to_owned(),
        Value::Scalar(Scalar::String(text)) => quote(text),
        Value::Scalar(other) => other.key_text(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(go_syntax).collect();
            format!("[]interface {{}}{{{}}}", items.join(", "))
        }
        Value::Map(map) => {
            let entries: Vec<String> =
                map.iter().map(|(key, value)| format!("{}:{}", key.go_syntax(), go_syntax(value))).collect();
            format!("map[interface {{}}]interface {{}}{{{}}}", entries.join(", "))
        }
    }
}
