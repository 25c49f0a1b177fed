//! The values of expressions (`common/types` of cel-go), and why there is none.

use std::fmt;
use std::rc::Rc;

use chrono::{DateTime, FixedOffset};

use super::functions::network::{Address, Prefix};
use super::functions::quantities::Quantity;
use super::functions::versions::Version;
use super::json::Claims;
use crate::golang::url::Url;

#[derive(Debug, Clone)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    String(Rc<str>),
    Bytes(Rc<[u8]>),
    Timestamp(DateTime<FixedOffset>),
    /// Nanoseconds.
    Duration(i64),
    List(Rc<List>),
    Map(Rc<Map>),
    /// A type, by its name at run time.
    Type(Rc<str>),
    Optional(Option<Rc<Value>>),
    /// The variable of the expression.
    Claims(Rc<Claims>),
    Url(Rc<Url>),
    Address(Address),
    Prefix(Prefix),
    Quantity(Rc<Quantity>),
    Version(Rc<Version>),
    /// A named format, by its name.
    Format(&'static str),
}

#[derive(Debug)]
pub struct List {
    pub items: Vec<Value>,
    pub of: Origin,
    /// From a token: names in nested objects may be escaped.
    pub is_escaped: bool,
}

/// What Go holds the elements in. The authenticator reads groups from the first two only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// `[]any`, from JSON or by concatenation.
    Any,
    /// `[]ref.Val`, made by an expression.
    Values,
    /// `[]string`, made by a function such as `split`, or a message.
    Strings,
}

#[derive(Debug)]
pub struct Map {
    pub entries: Vec<(Value, Value)>,
    /// From JSON: only strings are keys.
    pub is_json: bool,
    pub is_escaped: bool,
}

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The server's error.
    Error(Rc<str>),
    /// This is not simulated, so that the server's value is not known.
    Unsupported(Rc<str>),
}

impl Fault {
    pub fn new(message: impl Into<Rc<str>>) -> Fault {
        Fault::Error(message.into())
    }

    pub fn unsupported(what: impl Into<Rc<str>>) -> Fault {
        Fault::Unsupported(what.into())
    }

    pub fn no_such_overload() -> Fault {
        Fault::new("no such overload")
    }
}

pub type Evaluated = Result<Value, Fault>;

impl Value {
    pub fn string(text: impl Into<Rc<str>>) -> Value {
        Value::String(text.into())
    }

    pub fn list(items: Vec<Value>, of: Origin) -> Value {
        Value::List(Rc::new(List { items, of, is_escaped: false }))
    }

    pub fn strings<S: Into<Rc<str>>>(items: impl IntoIterator<Item = S>) -> Value {
        Value::list(items.into_iter().map(Value::string).collect(), Origin::Strings)
    }

    pub fn map(entries: Vec<(Value, Value)>) -> Value {
        Value::Map(Rc::new(Map { entries, is_json: false, is_escaped: false }))
    }

    pub fn optional(value: Value) -> Value {
        Value::Optional(Some(Rc::new(value)))
    }

    pub fn type_name(&self) -> &str {
        match self {
            Value::Null => "null_type",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Uint(_) => "uint",
            Value::Double(_) => "double",
            Value::String(_) => "string",
            Value::Bytes(_) => "bytes",
            Value::Timestamp(_) => "google.protobuf.Timestamp",
            Value::Duration(_) => "google.protobuf.Duration",
            Value::List(_) => "list",
            Value::Map(_) => "map",
            Value::Type(_) => "type",
            Value::Optional(_) => "optional_type",
            Value::Claims(claims) => claims.type_name,
            Value::Url(_) => "kubernetes.URL",
            Value::Address(_) => "net.IP",
            Value::Prefix(_) => "net.CIDR",
            Value::Quantity(_) => "kubernetes.Quantity",
            Value::Version(_) => "kubernetes.Semver",
            Value::Format(_) => "kubernetes.NamedFormat",
        }
    }

    /// Go's type, as far as it is known.
    pub fn go_type(&self) -> Option<&'static str> {
        Some(match self {
            Value::Null => "types.Null",
            Value::Bool(_) => "types.Bool",
            Value::Int(_) => "types.Int",
            Value::Uint(_) => "types.Uint",
            Value::Double(_) => "types.Double",
            Value::String(_) => "types.String",
            Value::Bytes(_) => "types.Bytes",
            Value::Timestamp(_) => "types.Timestamp",
            Value::Duration(_) => "types.Duration",
            Value::Type(_) => "*types.Type",
            Value::Optional(_) => "*types.Optional",
            Value::List(list) if list.is_escaped => "*oidc.unescapeLister",
            Value::Map(map) if map.is_escaped => "*oidc.unescapeMapper",
            Value::List(_) | Value::Map(_) => return None,
            Value::Claims(claims) if claims.type_name == "map" => return None,
            Value::Claims(_) => "*lazy.MapValue",
            Value::Url(_) => "cel.URL",
            Value::Address(_) => "cel.IP",
            Value::Prefix(_) => "cel.CIDR",
            Value::Quantity(quantity) if quantity.is_computed => "*cel.Quantity",
            Value::Quantity(_) => "cel.Quantity",
            Value::Version(_) => "cel.Semver",
            Value::Format(_) => "cel.Format",
        })
    }

    /// Whether it is an object of the server's libraries.
    pub fn is_object(&self) -> bool {
        matches!(
            self,
            Value::Claims(_)
                | Value::Url(_)
                | Value::Address(_)
                | Value::Prefix(_)
                | Value::Quantity(_)
                | Value::Version(_)
                | Value::Format(_)
        )
    }

    /// Whether two values are known to be equal.
    pub fn equals(&self, other: &Value) -> bool {
        self.equality(other) == Some(true)
    }

    /// `types.Equal`; `None`: an object of the libraries, which cannot be compared with this. In lists and maps that does no harm.
    pub fn equality(&self, other: &Value) -> Option<bool> {
        Some(match (self, other) {
            (Value::Null, _) | (_, Value::Null) => matches!((self, other), (Value::Null, Value::Null)),
            (Value::Bool(one), Value::Bool(two)) => one == two,
            (Value::String(one), Value::String(two)) => one == two,
            (Value::Bytes(one), Value::Bytes(two)) => one == two,
            (Value::Timestamp(one), Value::Timestamp(two)) => one == two,
            (Value::Duration(one), Value::Duration(two)) => one == two,
            (Value::Type(one), Value::Type(two)) => one == two,
            (Value::Address(one), Value::Address(two)) => one == two,
            (Value::Prefix(one), Value::Prefix(two)) => one == two,
            (Value::Quantity(one), Value::Quantity(two)) if !two.is_computed => one.compare(two).is_eq(),
            (Value::Version(one), Value::Version(two)) => one == two,
            (Value::Format(one), Value::Format(two)) => one == two,
            (Value::Url(one), Value::Url(two)) => one.to_string() == two.to_string(),
            (Value::Claims(one), Value::Claims(two)) => Rc::ptr_eq(one, two),
            (Value::Optional(one), Value::Optional(two)) => match (one, two) {
                (Some(one), Some(two)) => return one.equality(two),
                (one, two) => one.is_none() && two.is_none(),
            },
            (Value::List(one), Value::List(two)) => {
                one.items.len() == two.items.len()
                    && one.items.iter().zip(&two.items).all(|(one, two)| one.equality(two) != Some(false))
            }
            (Value::Map(one), Value::Map(two)) => {
                one.entries.len() == two.entries.len()
                    && one.entries.iter().all(|(key, value)| {
                        two.find(key).is_some_and(|other| value.equality(&other) != Some(false))
                    })
            }
            _ if self.is_object() => return None,
            _ => super::number::compare(self, other) == Some(std::cmp::Ordering::Equal),
        })
    }
}

impl List {
    /// An element as an index finds it.
    pub fn get(&self, index: usize) -> Option<Value> {
        self.items.get(index).map(|value| escaped(value.clone(), self.is_escaped))
    }
}

impl Map {
    pub fn find(&self, key: &Value) -> Option<Value> {
        if self.is_escaped
            && let Value::String(name) = key
        {
            let name = super::json::unescape(name).unwrap_or_else(|| name.to_string());
            let found = self.raw(&Value::string(name));
            return found.map(|value| escaped(value.clone(), true));
        }
        self.raw(key).cloned()
    }

    fn raw(&self, key: &Value) -> Option<&Value> {
        if self.is_json && !matches!(key, Value::String(_)) {
            return None;
        }
        self.entries.iter().find(|(other, _)| other.equals(key)).map(|(_, value)| value)
    }
}

/// Lists and objects of a token hand their ways on to what is in them.
pub fn escaped(value: Value, is_escaped: bool) -> Value {
    match value {
        Value::List(list) if is_escaped && !list.is_escaped => {
            Value::List(Rc::new(List { items: list.items.clone(), of: list.of, is_escaped }))
        }
        Value::Map(map) if is_escaped && !map.is_escaped => {
            Value::Map(Rc::new(Map { entries: map.entries.clone(), is_json: map.is_json, is_escaped }))
        }
        other => other,
    }
}

/// As Go prints it in error messages.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Value::Null => f.write_str("0"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Int(value) => write!(f, "{value}"),
            Value::Uint(value) => write!(f, "{value}"),
            Value::Double(value) => f.write_str(&super::number::print(*value)),
            Value::String(value) | Value::Type(value) => f.write_str(value),
            Value::Bytes(bytes) => {
                let shown: Vec<String> = bytes.iter().map(u8::to_string).collect();
                write!(f, "[{}]", shown.join(" "))
            }
            Value::List(list) => {
                let shown: Vec<String> = list.items.iter().map(Value::to_string).collect();
                write!(f, "[{}]", shown.join(", "))
            }
            Value::Optional(Some(value)) => write!(f, "optional({value})"),
            Value::Optional(None) => f.write_str("optional.none()"),
            other => f.write_str(other.type_name()),
        }
    }
}
