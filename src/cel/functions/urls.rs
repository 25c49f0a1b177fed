//! URLs (`pkg/cel/library/urls.go` of `k8s.io/apiserver`, on Go's `net/url`).

use std::rc::Rc;

use crate::cel::value::{Evaluated, Fault, Value};
use crate::golang::url::{self, Url};

pub fn call(overload: &str, args: &[Value]) -> Option<Evaluated> {
    Some(match (overload, args) {
        ("string_to_url", [Value::String(text)]) => parse(text),
        ("is_url_string", [Value::String(text)]) => Ok(Value::Bool(url::parse_request(text).is_ok())),
        ("url_get_scheme", [Value::Url(url)]) => Ok(Value::string(url.scheme.as_str())),
        ("url_get_host", [Value::Url(url)]) => Ok(Value::string(url.host.as_str())),
        ("url_get_hostname", [Value::Url(url)]) => Ok(Value::string(url.host_and_port().0)),
        ("url_get_port", [Value::Url(url)]) => Ok(Value::string(url.host_and_port().1)),
        ("url_get_escaped_path", [Value::Url(url)]) => Ok(Value::string(url.escaped_path())),
        ("url_get_query", [Value::Url(url)]) => Ok(query(url)),
        _ => return None,
    })
}

fn query(url: &Url) -> Value {
    let mut values: Vec<(String, Vec<String>)> = Vec::new();
    for (name, value) in url.query() {
        match values.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => known.push(value),
            None => values.push((name, vec![value])),
        }
    }
    Value::map(
        values.into_iter().map(|(name, values)| (Value::string(name), Value::strings(values))).collect(),
    )
}

/// What may be read is told by another function than the one that reads it.
fn parse(text: &str) -> Evaluated {
    match url::parse_request(text).and_then(|_| url::parse(text)) {
        Ok(url) => Ok(Value::Url(Rc::new(url))),
        Err(error) => Err(Fault::new(format!("URL parse error during conversion from string: {error}"))),
    }
}
