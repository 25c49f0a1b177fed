//! The variables of expressions: the claims of a token, and the user that was made of them (`newClaimsValue`,
//! `newUserInfoValue` of kube-apiserver's `oidc.go`; `pkg/cel/lazy` of `k8s.io/apiserver`).

use std::collections::BTreeMap;
use std::rc::Rc;

use super::value::{Evaluated, Fault, List, Map, Origin, Value};
use crate::golang::json::{self, Document, Kind};
use crate::golang::quote::quote;
use crate::golang::unmarshal::float;
use crate::report::User;

/// A variable whose fields are read when they are asked for.
#[derive(Debug)]
pub struct Claims {
    pub type_name: &'static str,
    fields: BTreeMap<String, Field>,
    is_lazy: bool,
}

#[derive(Debug)]
enum Field {
    /// The JSON text of a claim.
    Json(Vec<u8>),
    Value(Value),
}

const KEYWORDS: [&str; 21] = [
    "true",
    "false",
    "null",
    "in",
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

impl Claims {
    /// `is_lazy`: as since 1.34. Before, whole numbers were integers, and names could not be escaped.
    pub fn of_token(claims: impl IntoIterator<Item = (String, Vec<u8>)>, is_lazy: bool) -> Claims {
        let fields = claims.into_iter().map(|(name, raw)| (name, Field::Json(raw))).collect();
        Claims { type_name: if is_lazy { "kubernetes.claims" } else { "map" }, fields, is_lazy }
    }

    /// `is_lazy`: as since 1.34. Before, an empty field was absent.
    pub fn of_user(user: &User, is_lazy: bool) -> Claims {
        let of = if is_lazy { Origin::Strings } else { Origin::Any };
        let list = |values: &[String]| {
            let items = values.iter().map(|value| Value::string(value.as_str())).collect();
            Value::List(Rc::new(List { items, of, is_escaped: is_lazy }))
        };
        let extra = user.extra.iter().map(|(key, values)| (Value::string(key.as_str()), list(values)));
        let extra = Map { entries: extra.collect(), is_json: true, is_escaped: is_lazy };
        let fields = [
            ("username", user.username.is_empty(), Value::string(user.username.as_str())),
            ("uid", user.uid.is_empty(), Value::string(user.uid.as_str())),
            ("groups", user.groups.is_empty(), list(&user.groups)),
            ("extra", user.extra.is_empty(), Value::Map(Rc::new(extra))),
        ];
        let fields = fields.into_iter().filter(|(_, is_empty, _)| is_lazy || !is_empty);
        let fields = fields.map(|(name, _, value)| (name.to_owned(), Field::Value(value))).collect();
        Claims { type_name: if is_lazy { "kubernetes.UserInfo" } else { "map" }, fields, is_lazy }
    }

    /// A field by its name, which may be escaped: `foo__dot__bar`.
    pub fn find(&self, key: &Value) -> Result<Option<Value>, Fault> {
        let Value::String(name) = key else { return Err(Fault::no_such_overload()) };
        let name = if self.is_lazy { unescape(name) } else { Some(name.to_string()) };
        let Some(name) = name else { return Ok(None) };
        match self.fields.get(&name) {
            None => Ok(None),
            Some(Field::Value(value)) => Ok(Some(value.clone())),
            Some(Field::Json(raw)) => read(raw, self.is_lazy)
                .map(Some)
                .map_err(|error| Fault::new(format!("claim {} failed to unmarshal: {error}", quote(&name)))),
        }
    }

    pub fn values(&self) -> Vec<Evaluated> {
        let get = |name: &String| match self.find(&Value::string(name.as_str())) {
            Ok(Some(value)) => Ok(value),
            Ok(None) => Err(Fault::new(format!("no such key: {name}"))),
            Err(fault) => Err(fault),
        };
        self.fields.keys().map(get).collect()
    }
}

/// `json.Unmarshal` into `any`.
fn read(raw: &[u8], is_lazy: bool) -> Result<Value, String> {
    let document = Document::scan(raw)?;
    value(document.root(), is_lazy)
}

fn value(json: json::Value, is_lazy: bool) -> Result<Value, String> {
    Ok(match json.kind() {
        Kind::Null => Value::Null,
        Kind::Bool => Value::Bool(json.is_true()),
        Kind::Number if !is_lazy && let Ok(number) = json.raw_text().parse() => Value::Int(number),
        Kind::Number => match float(json) {
            Some(number) => Value::Double(number),
            None => {
                return Err(format!(
                    "json: cannot unmarshal number {} into Go value of type float64",
                    json.raw_text()
                ));
            }
        },
        Kind::String => Value::string(json.string().unwrap_or_default()),
        Kind::Array => {
            let items = json.elements().into_iter().map(|item| value(item, is_lazy));
            let items = items.collect::<Result<Vec<Value>, String>>()?;
            Value::List(Rc::new(List { items, of: Origin::Any, is_escaped: is_lazy }))
        }
        Kind::Object => {
            let mut members = BTreeMap::new();
            for (name, member) in json.members() {
                members.insert(name, value(member, is_lazy)?);
            }
            let entries = members.into_iter().map(|(name, member)| (Value::string(name), member)).collect();
            Value::Map(Rc::new(Map { entries, is_json: true, is_escaped: is_lazy }))
        }
    })
}

/// `Unescape` of `pkg/cel/escaping.go`: `__dot__`, `__dash__`, `__slash__`, `__underscores__`, and keywords.
pub fn unescape(name: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = name;
    while let Some(at) = rest.find("__") {
        text.push_str(&rest[..at]);
        let inside = &rest[at + 2..];
        let length = inside.find('_').unwrap_or(inside.len());
        if length == 0 || !inside[length..].starts_with("__") {
            // Two underscores that begin no escape: the next may.
            text.push('_');
            rest = &rest[at + 1..];
            continue;
        }
        let word = &inside[..length];
        text.push_str(match word {
            "underscores" => "__",
            "dot" => ".",
            "dash" => "-",
            "slash" => "/",
            keyword if KEYWORDS.contains(&keyword) && length + 4 == name.len() => keyword,
            _ => return None,
        });
        rest = &inside[length + 2..];
    }
    text.push_str(rest);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers of `Unescape` of `k8s.io/apiserver/pkg/cel`.
    #[test]
    fn names_are_unescaped() {
        for (name, want) in [
            ("sub", Some("sub")),
            ("a__dot__b", Some("a.b")),
            ("a__dash__b__slash__c", Some("a-b/c")),
            ("a__underscores__b", Some("a__b")),
            ("a__b", Some("a__b")),
            ("a_b_c", Some("a_b_c")),
            ("__namespace__", Some("namespace")),
            ("x__namespace__", None),
            ("__other__", None),
            ("___dot__", Some("_.")),
        ] {
            assert_eq!(unescape(name).as_deref(), want, "{name}");
        }
    }
}
