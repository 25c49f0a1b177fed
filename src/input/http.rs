//! HTTP/1.1 request text → request line and headers, read as Go's `net/http` server reads them.
//!
//! ```text
//! request = request-line *( header-line ) [ CRLF body ]      ; RFC 9112 §2.1, bare LF accepted
//! request-line = method SP request-target SP HTTP-version
//! ```

use std::fmt;
use std::rc::Rc;

use crate::crypto::x509::Certificate;

/// `net/http`'s DefaultMaxHeaderBytes and the slop it adds: a longer head is answered with 431.
const MAX_HEAD_BYTES: usize = (1 << 20) + 4096;

/// Why a text is no HTTP request. The server answers 400 (or 431) before it authenticates anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpError {
    /// One-based line of the text.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for HttpError {}

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

/// Reads a request. An empty text is `GET / HTTP/1.1` without headers.
///
/// # Errors
/// What `net/http` would refuse with 400 Bad Request or 431, with its line.
pub fn parse(raw: &str) -> Result<Request, HttpError> {
    let at = |line: usize, message: String| HttpError { line: line + 1, message };
    let text = raw.trim_start_matches(['\r', '\n']);
    let skipped = raw[..raw.len() - text.len()].matches('\n').count();
    if text.trim().is_empty() {
        return Ok(Request {
            method: "GET".into(),
            target: "/".into(),
            path: "/".into(),
            ..Request::default()
        });
    }
    let mut lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).enumerate();
    let (_, first) = lines.next().unwrap_or_default();
    let (method, target) = request_line(first).map_err(|message| at(skipped, message))?;
    let path = target_path(&target).map_err(|message| at(skipped, message))?;
    let mut head_bytes = first.len();
    let mut fields: Vec<(usize, String)> = Vec::new();
    for (index, line) in lines.take_while(|(_, line)| !line.is_empty()) {
        let index = index + skipped;
        head_bytes += line.len();
        if head_bytes > MAX_HEAD_BYTES {
            return Err(at(index, "the request head is over 1 MiB: the server answers 431".into()));
        }
        match fields.last_mut() {
            None if line.starts_with([' ', '\t']) => {
                return Err(at(index, format!("malformed MIME header initial line: {line:?}")));
            }
            Some((_, field)) if line.starts_with([' ', '\t']) => {
                field.push(' ');
                field.push_str(blank_trimmed(line));
            }
            _ if !line.contains(':') => {
                return Err(at(index, format!("malformed MIME header: missing colon: {line:?}")));
            }
            _ => fields.push((index, blank_trimmed(line).to_owned())),
        }
    }
    let mut headers = Headers::default();
    for (index, field) in fields {
        let (name, value) = header(&field).map_err(|message| at(index, message))?;
        headers.add(name, value);
        if headers.values("Host").len() > 1 {
            return Err(at(index, "too many Host headers".into()));
        }
    }
    Ok(Request { method, target, path, headers, peer_certificates: Vec::new() })
}

fn request_line(line: &str) -> Result<(String, String), String> {
    let malformed = || format!("malformed HTTP request {line:?}");
    let (method, rest) = line.split_once(' ').ok_or_else(malformed)?;
    let (target, version) = rest.split_once(' ').ok_or_else(malformed)?;
    if method.is_empty() || !method.bytes().all(is_token) {
        return Err(format!("invalid method {method:?}"));
    }
    let digits = version.strip_prefix("HTTP/").unwrap_or_default().as_bytes();
    if !matches!(digits, [major, b'.', minor] if major.is_ascii_digit() && minor.is_ascii_digit())
        && !matches!(digits, [b'2' | b'3'])
    {
        return Err(format!("malformed HTTP version {version:?}"));
    }
    Ok((method.to_owned(), target.to_owned()))
}

/// The path as `url.ParseRequestURI` decodes it.
fn target_path(target: &str) -> Result<String, String> {
    let wrong = |reason: &str| format!("parse {target:?}: {reason}");
    if target.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return Err(wrong("net/url: invalid control character in URL"));
    }
    if target.is_empty() {
        return Err(wrong("empty url"));
    }
    if target == "*" {
        return Ok(target.to_owned());
    }
    let (before_query, _) = target.split_once('?').unwrap_or((target, ""));
    let path = match before_query.split_once("://") {
        Some((_, rest)) if !before_query.starts_with('/') => {
            rest.find('/').map_or("", |slash| &rest[slash..])
        }
        _ if before_query.starts_with('/') => before_query,
        _ => return Err(wrong("invalid URI for request")),
    };
    percent_decode(path).map_err(|escape| wrong(&format!("invalid URL escape {escape:?}")))
}

/// Go's `url.PathUnescape`. Bytes that are not UTF-8 become U+FFFD, as they do in the server's JSON.
///
/// # Errors
/// The malformed escape.
pub fn percent_decode(text: &str) -> Result<String, String> {
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte != b'%' {
            decoded.push(byte);
            at += 1;
            continue;
        }
        let hex = |offset: usize| bytes.get(at + offset).and_then(|&digit| (digit as char).to_digit(16));
        match (hex(1), hex(2)) {
            (Some(high), Some(low)) => decoded.push((high * 16 + low) as u8),
            _ => {
                let end = bytes.len().min(at + 3);
                return Err(String::from_utf8_lossy(&bytes[at..end]).into_owned());
            }
        }
        at += 3;
    }
    Ok(String::from_utf8_lossy(&decoded).into_owned())
}

fn header(field: &str) -> Result<(&str, &str), String> {
    let malformed = || format!("malformed MIME header line: {field:?}");
    let (name, value) = field.split_once(':').ok_or_else(malformed)?;
    if name.is_empty() || !name.bytes().all(|byte| is_token(byte) || byte == b' ') {
        return Err(malformed());
    }
    if name.contains(' ') {
        return Err(format!("invalid header name {name:?}"));
    }
    if value.bytes().any(|byte| (byte < b' ' && byte != b'\t') || byte == 0x7f) {
        return Err(malformed());
    }
    Ok((name, blank_trimmed(value)))
}

fn blank_trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
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

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(raw: &str) -> Request {
        parse(raw).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn reads_request_line_and_headers_with_either_line_ending() {
        for raw in [
            "GET /api%20x?limit=1 HTTP/1.1\r\nauthorization: Bearer a\r\n\r\nbody: ignored",
            "\nGET /api%20x?limit=1 HTTP/1.1\nAUTHORIZATION:\t Bearer a \n\nbody: ignored",
        ] {
            let request = parsed(raw);
            assert_eq!((request.method.as_str(), request.path.as_str()), ("GET", "/api x"));
            assert_eq!(request.headers.get("Authorization"), "Bearer a");
            assert_eq!(request.headers.values("body"), [""; 0]);
        }
    }

    #[test]
    fn nothing_at_all_is_a_plain_get() {
        assert_eq!(parsed("").path, "/");
    }

    #[test]
    fn repeated_headers_keep_their_order_and_continuations_are_joined() {
        let request = parsed("GET / HTTP/1.1\nX-Remote-Group: a\nx-remote-group: b\nX-Long: one\n  two\n");
        assert_eq!(request.headers.values("x-remote-GROUP"), ["a", "b"]);
        assert_eq!(request.headers.get("X-Long"), "one two");
    }

    #[test]
    fn what_the_server_refuses_is_refused_with_its_line() {
        for (raw, line, message) in [
            ("GET /", 1, "malformed HTTP request \"GET /\""),
            ("G(T / HTTP/1.1", 1, "invalid method \"G(T\""),
            ("GET / HTTP/11", 1, "malformed HTTP version \"HTTP/11\""),
            ("GET api HTTP/1.1", 1, "parse \"api\": invalid URI for request"),
            ("GET /%zz HTTP/1.1", 1, "parse \"/%zz\": invalid URL escape \"%zz\""),
            ("GET / HTTP/1.1\n X: y", 2, "malformed MIME header initial line: \" X: y\""),
            ("\nGET / HTTP/1.1\nA: b\nnocolon", 4, "malformed MIME header: missing colon: \"nocolon\""),
            ("GET / HTTP/1.1\nX y: z", 2, "invalid header name \"X y\""),
            ("GET / HTTP/1.1\nX(y: z", 2, "malformed MIME header line: \"X(y: z\""),
            ("GET / HTTP/1.1\nHost: a\nHost: b", 3, "too many Host headers"),
        ] {
            assert_eq!(parse(raw).unwrap_err(), HttpError { line, message: message.into() }, "{raw:?}");
        }
    }

    #[test]
    fn a_head_over_the_limit_is_refused() {
        let error =
            parse(&format!("GET / HTTP/1.1\nAuthorization: Bearer {}", "x".repeat(2 << 20))).unwrap_err();
        assert!(error.message.contains("431"), "{error}");
    }

    #[test]
    fn names_are_canonical_unless_they_are_no_tokens() {
        for (name, expected) in
            [("x-remote-user", "X-Remote-User"), ("AUTHORIZATION", "Authorization"), ("a b", "a b"), ("", "")]
        {
            assert_eq!(canonical(name), expected);
        }
    }
}
