//! HTTP/1.1 request text → request line and headers, read as Go's `net/http` server reads them.
//!
//! ```text
//! request = request-line *( header-line ) [ CRLF body ]      ; RFC 9112 §2.1, bare LF accepted
//! request-line = method SP request-target SP HTTP-version
//! ```

use std::rc::Rc;

use crate::crypto::x509::Certificate;

/// A request as the authenticators see it.
#[derive(Debug, Clone, Default)]
pub struct Request {
    pub method: String,
    /// The request target as sent.
    pub target: String,
    /// The decoded path, without the query.
    pub path: String,
    pub headers: Headers,
    /// As presented in the TLS handshake, leaf first.
    pub peer_certificates: Vec<Rc<Certificate>>,
}

/// Header fields under their canonical names, values in the order of arrival.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers {
    fields: Vec<(String, Vec<String>)>,
}

impl Headers {
    /// The first value, or "".
    pub fn get(&self, name: &str) -> &str {
        self.values(name).first().map_or("", String::as_str)
    }

    pub fn values(&self, name: &str) -> &[String] {
        let name = canonical(name);
        self.fields.iter().find(|(field, _)| *field == name).map_or(&[], |(_, values)| values)
    }

    pub fn add(&mut self, name: &str, value: impl Into<String>) {
        let name = canonical(name);
        match self.fields.iter_mut().find(|(field, _)| *field == name) {
            Some((_, values)) => values.push(value.into()),
            None => self.fields.push((name, vec![value.into()])),
        }
    }

    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.remove(name);
        self.add(name, value);
    }

    /// Removes every value; says whether there was one.
    pub fn remove(&mut self, name: &str) -> bool {
        let name = canonical(name);
        let before = self.fields.len();
        self.fields.retain(|(field, _)| *field != name);
        self.fields.len() < before
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.fields.iter().map(|(name, values)| (name.as_str(), values.as_slice()))
    }
}

/// Go's `textproto.CanonicalMIMEHeaderKey`: names with a byte that is not a token stay as they are.
pub fn canonical(name: &str) -> String {
    if name.is_empty() || !name.bytes().all(is_token) {
        return name.to_owned();
    }
    let mut upper = true;
    name.chars()
        .map(|c| {
            let c = if upper { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
            upper = c == '-';
            c
        })
        .collect()
}

/// `tchar` of RFC 9110 §5.6.2.
pub fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
