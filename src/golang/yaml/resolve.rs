//! What a scalar means: `resolve.go` of `go-yaml` v2.

const CORE: &str = "tag:yaml.org,2002:";

#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Float(f64),
    String(String),
}

/// The Go type behind a scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Null,
    Bool,
    Int,
    Float,
    String,
}

impl Scalar {
    pub fn kind(&self) -> Kind {
        match self {
            Scalar::Null => Kind::Null,
            Scalar::Bool(_) => Kind::Bool,
            Scalar::Int(_) | Scalar::Uint(_) => Kind::Int,
            Scalar::Float(_) => Kind::Float,
            Scalar::String(_) => Kind::String,
        }
    }

    /// As a key of a JSON object.
    pub fn key_text(&self) -> String {
        match self {
            Scalar::Null => String::new(),
            Scalar::Bool(value) => value.to_string(),
            Scalar::Int(value) => value.to_string(),
            Scalar::Uint(value) => value.to_string(),
            Scalar::Float(value) if value.is_nan() => ".nan".to_owned(),
            Scalar::Float(value) if value.is_infinite() && *value > 0.0 => ".inf".to_owned(),
            Scalar::Float(value) if value.is_infinite() => "-.inf".to_owned(),
            Scalar::Float(value) => value.to_string(),
            Scalar::String(value) => value.clone(),
        }
    }
}

/// The meaning of a plain or tagged scalar. `tag` is empty or written out.
///
/// # Errors
/// What `go-yaml` prints behind `yaml: ` when the scalar cannot be what its tag says.
pub fn resolve(tag: &str, text: &str) -> Result<Scalar, String> {
    let short = tag.strip_prefix(CORE).unwrap_or(tag);
    match short {
        "" => Ok(untagged(text)),
        "bool" | "int" | "float" | "null" => {
            let found = untagged(text);
            let name = match found.kind() {
                Kind::Null => "null",
                Kind::Bool => "bool",
                Kind::Int => "int",
                Kind::Float => "float",
                Kind::String => "str",
            };
            match found {
                Scalar::Int(value) if short == "float" => Ok(Scalar::Float(value as f64)),
                found if name == short => Ok(found),
                _ => Err(format!("cannot decode !!{name} `{text}` as a !!{short}")),
            }
        }
        _ => Ok(Scalar::String(text.to_owned())),
    }
}

fn untagged(text: &str) -> Scalar {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Scalar::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            return Scalar::Bool(true);
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            return Scalar::Bool(false);
        }
        ".nan" | ".NaN" | ".NAN" => return Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Scalar::Float(f64::NEG_INFINITY),
        _ => {}
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.')) {
        return Scalar::String(text.to_owned());
    }
    number(&text.replace('_', "")).unwrap_or_else(|| Scalar::String(text.to_owned()))
}

/// `strconv.ParseInt` with base 0, `ParseUint`, and the floats of YAML.
fn number(text: &str) -> Option<Scalar> {
    let (negative, digits) = match text.strip_prefix(['+', '-']) {
        Some(digits) => (text.starts_with('-'), digits),
        None => (false, text),
    };
    if let Some(magnitude) = unsigned(digits) {
        if negative {
            if let Some(value) = 0i64.checked_sub_unsigned(magnitude) {
                return Some(Scalar::Int(value));
            }
        } else if let Ok(value) = i64::try_from(magnitude) {
            return Some(Scalar::Int(value));
        } else if !text.starts_with('+') {
            return Some(Scalar::Uint(magnitude));
        }
    }
    if !is_float(digits) {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite()).map(Scalar::Float)
}

fn unsigned(digits: &str) -> Option<u64> {
    let prefixed = |prefixes: [&str; 2]| prefixes.iter().find_map(|prefix| digits.strip_prefix(prefix));
    let (digits, radix) = if let Some(digits) = prefixed(["0x", "0X"]) {
        (digits, 16)
    } else if let Some(digits) = prefixed(["0o", "0O"]) {
        (digits, 8)
    } else if let Some(digits) = prefixed(["0b", "0B"]) {
        (digits, 2)
    } else if let Some(octal) = digits.strip_prefix('0').filter(|rest| !rest.is_empty()) {
        (octal, 8)
    } else {
        (digits, 10)
    };
    if digits.starts_with(['+', '-']) { None } else { u64::from_str_radix(digits, radix).ok() }
}

/// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
fn is_float(digits: &str) -> bool {
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (digits, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    all_digits(whole)
        && all_digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && all_digits(exponent))
}
