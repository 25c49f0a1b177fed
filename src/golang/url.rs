//! `net/url`: `url.Parse` and `URL.String` of Go 1.26, with their error texts.
//!
//! ```text
//! URL       = [ scheme ":" ] ( "//" [ userinfo "@" ] host [ path ] / path / opaque ) [ "?" query ] [ "#" fragment ]
//! ```

use std::fmt;
use std::net::IpAddr;

use super::netip;
use super::quote::quote;

/// The parts of a URL, as Go's `url.URL` holds them. Decoded bytes that are no UTF-8 are replaced.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Url {
    /// In lower case.
    pub scheme: String,
    /// Text behind the scheme when it does not begin with a slash: `mailto:opaque`.
    pub opaque: String,
    /// A user name or password is present, be it empty.
    pub has_user: bool,
    /// With its port, percent-decoded.
    pub host: String,
    /// Percent-decoded.
    pub path: String,
    pub raw_query: String,
    /// Percent-decoded.
    pub fragment: String,
    written: Written,
}

/// What printing needs of the text as it was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Written {
    user: String,
    path: String,
    fragment: String,
    /// A question mark without anything behind it.
    force_query: bool,
    omit_host: bool,
}

/// `urlmaxqueryparams`.
const MOST_PARAMETERS: usize = 10_000;

/// Which bytes may stand for themselves.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Path,
    Host,
    Zone,
    User,
    Fragment,
    Query,
}

/// `url.Parse`.
///
/// # Errors
/// `parse "https://[::1": missing ']' in host` and its siblings.
pub fn parse(text: &str) -> Result<Url, String> {
    let (body, fragment) = text.split_once('#').unwrap_or((text, ""));
    let mut url = parse_body(body, false).map_err(|reason| format!("parse {}: {reason}", quote(body)))?;
    url.fragment =
        unescape(fragment, Part::Fragment).map_err(|reason| format!("parse {}: {reason}", quote(text)))?;
    url.written.fragment = fragment.to_owned();
    Ok(url)
}

/// `url.ParseRequestURI`: an absolute URL or an absolute path; a fragment is none.
///
/// # Errors
/// `parse "a": invalid URI for request` and its siblings.
pub fn parse_request(text: &str) -> Result<Url, String> {
    parse_body(text, true).map_err(|reason| format!("parse {}: {reason}", quote(text)))
}

fn parse_body(text: &str, is_request: bool) -> Result<Url, String> {
    if text.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return Err("net/url: invalid control character in URL".into());
    }
    if text.is_empty() && is_request {
        return Err("empty url".into());
    }
    let mut url = Url::default();
    if text == "*" {
        (url.path, url.written.path) = (text.to_owned(), text.to_owned());
        return Ok(url);
    }
    let (scheme, mut rest) = split_scheme(text)?;
    url.scheme = scheme.to_ascii_lowercase();
    if let Some(before) = rest.strip_suffix('?').filter(|before| !before.contains('?')) {
        (url.written.force_query, rest) = (true, before);
    } else if let Some((before, query)) = rest.split_once('?') {
        (url.raw_query, rest) = (query.to_owned(), before);
    }
    if !rest.starts_with('/') {
        if !url.scheme.is_empty() {
            url.opaque = rest.to_owned();
            return Ok(url);
        }
        if is_request {
            return Err("invalid URI for request".into());
        }
        if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
            return Err("first path segment in URL cannot contain colon".into());
        }
    }
    let has_authority = !url.scheme.is_empty() || !is_request && !rest.starts_with("///");
    if let Some(behind) = rest.strip_prefix("//").filter(|_| has_authority) {
        let (authority, path) = behind.split_at(behind.find('/').unwrap_or(behind.len()));
        parse_authority(&mut url, authority)?;
        rest = path;
    } else if !url.scheme.is_empty() && rest.starts_with('/') {
        url.written.omit_host = true;
    }
    url.path = unescape(rest, Part::Path)?;
    url.written.path = rest.to_owned();
    Ok(url)
}

fn split_scheme(text: &str) -> Result<(&str, &str), String> {
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' | b'+' | b'-' | b'.' if at > 0 => {}
            b':' if at == 0 => return Err("missing protocol scheme".into()),
            b':' => return Ok((&text[..at], &text[at + 1..])),
            _ => break,
        }
    }
    Ok(("", text))
}

fn parse_authority(url: &mut Url, authority: &str) -> Result<(), String> {
    let (user, host) =
        authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    url.host = parse_host(&url.scheme, host)?;
    if let Some(user) = user {
        if !user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:~!$&'()*+,;=%@".contains(&byte)) {
            return Err("net/url: invalid userinfo".into());
        }
        let mut parts = Vec::new();
        for part in user.splitn(2, ':') {
            parts.push(escape(&unescape(part, Part::User)?, Part::User));
        }
        url.has_user = true;
        url.written.user = parts.join(":");
    }
    Ok(())
}

fn parse_host(scheme: &str, host: &str) -> Result<String, String> {
    match host.rfind('[') {
        Some(0) => return parse_ip_literal(host),
        Some(_) => return Err("invalid IP-literal".into()),
        None => {}
    }
    if let Some(first) = host.find(':') {
        let strict = scheme == "http" || scheme == "https";
        let colon = if strict { first } else { host.rfind(':').unwrap_or(first) };
        check_port(&host[colon..])?;
    }
    unescape(host, Part::Host)
}

fn parse_ip_literal(host: &str) -> Result<String, String> {
    let Some(close) = host.rfind(']') else { return Err("missing ']' in host".into()) };
    let (literal, port) = (&host[1..close], &host[close + 1..]);
    check_port(port)?;
    let address = match literal.find("%25") {
        Some(zone) => unescape(&literal[..zone], Part::Host)? + &unescape(&literal[zone..], Part::Zone)?,
        None => unescape(literal, Part::Host)?,
    };
    match netip::parse_address(&address) {
        Err(error) => return Err(format!("invalid host: {error}")),
        Ok((IpAddr::V4(_), _)) => return Err("invalid IP-literal".into()),
        Ok(_) => {}
    }
    Ok(format!("[{address}]{port}"))
}

fn check_port(port: &str) -> Result<(), String> {
    let valid = match port.strip_prefix(':') {
        Some(digits) => digits.bytes().all(|byte| byte.is_ascii_digit()),
        None => port.is_empty(),
    };
    if valid { Ok(()) } else { Err(format!("invalid port {} after host", quote(port))) }
}

fn unescape(text: &str, part: Part) -> Result<String, String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte != b'%' {
            if matches!(part, Part::Host | Part::Zone) && byte.is_ascii() && !stands_for_itself(byte, part) {
                let name = quote(&char::from(byte).to_string());
                return Err(format!("invalid character {name} in host name"));
            }
            out.push(if byte == b'+' && part == Part::Query { b' ' } else { byte });
            at += 1;
            continue;
        }
        let hex = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let code = match (hex(at + 1), hex(at + 2)) {
            (Some(high), Some(low)) => (high * 16 + low) as u8,
            _ => return Err(bad_escape(bytes, at)),
        };
        let percent = code == b'%';
        if part == Part::Host && code.is_ascii() && !percent
            || part == Part::Zone && !percent && code != b' ' && !stands_for_itself(code, Part::Host)
        {
            return Err(bad_escape(bytes, at));
        }
        out.push(code);
        at += 3;
    }
    Ok(String::from_utf8_lossy(&out).into_owned())
}

fn bad_escape(bytes: &[u8], at: usize) -> String {
    let end = bytes.len().min(at + 3);
    let escape = bytes.get(at..end).unwrap_or_default();
    format!("invalid URL escape {}", quote(&String::from_utf8_lossy(escape)))
}

/// `shouldEscape`, turned round.
fn stands_for_itself(byte: u8, part: Part) -> bool {
    if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
        return true;
    }
    let more: &[u8] = match part {
        Part::Path => b"$&+,/:;=@",
        Part::Host | Part::Zone => b"!$&'()*+,;=:[]<>\"",
        Part::User => b"$&+,;=",
        Part::Query => b"",
        Part::Fragment => b"$&+,/:;=?@!()*",
    };
    more.contains(&byte)
}

/// Text that was written with valid encoding is printed as it was written, other text is encoded afresh.
fn escaped(text: &str, part: Part) -> String {
    let valid = |byte: u8| b"!$&'()*+,;=:@[]%".contains(&byte) || stands_for_itself(byte, part);
    if text.bytes().all(valid) {
        return text.to_owned();
    }
    escape(&unescape(text, part).unwrap_or_default(), part)
}

fn escape(text: &str, part: Part) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if stands_for_itself(byte, part) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// `URL.String`.
impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.scheme.is_empty() {
            write!(f, "{}:", self.scheme)?;
        }
        if self.opaque.is_empty() {
            let has_authority = !self.host.is_empty() || self.has_user;
            if has_authority || !self.scheme.is_empty() && !self.written.omit_host && !self.path.is_empty() {
                f.write_str("//")?;
            }
            if self.has_user {
                write!(f, "{}@", self.written.user)?;
            }
            let path = self.escaped_path();
            let bare = self.scheme.is_empty() && !has_authority;
            let dot = bare && path.split('/').next().is_some_and(|segment| segment.contains(':'));
            write!(f, "{}{}{path}", self.host_text(), if dot { "./" } else { "" })?;
        } else {
            f.write_str(&self.opaque)?;
        }
        if self.written.force_query || !self.raw_query.is_empty() {
            write!(f, "?{}", self.raw_query)?;
        }
        if !self.fragment.is_empty() {
            write!(f, "#{}", escaped(&self.written.fragment, Part::Fragment))?;
        }
        Ok(())
    }
}

impl Url {
    /// `URL.Hostname` and `URL.Port`: without brackets; the port is empty where none is written.
    pub fn host_and_port(&self) -> (&str, &str) {
        let is_port = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let colon = self.host.rfind(':').filter(|colon| is_port(&self.host[colon + 1..]));
        let (name, port) = match colon {
            Some(colon) => (&self.host[..colon], &self.host[colon + 1..]),
            None => (self.host.as_str(), ""),
        };
        let name = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        (name, port)
    }

    /// What an HTTP request is made from: a colon without a port is left out (`http.removeEmptyPort`).
    #[must_use]
    pub fn without_empty_port(mut self) -> Url {
        if self.host.ends_with(':') {
            self.host.pop();
        }
        self
    }

    /// The same with another path, not encoded, and another query.
    #[must_use]
    pub fn at(mut self, path: &str, raw_query: &str) -> Url {
        if self.path != path {
            path.clone_into(&mut self.path);
            self.written.path = escape(path, Part::Path);
        }
        self.raw_query = raw_query.to_owned();
        self.written.force_query = false;
        self.fragment.clear();
        self
    }

    /// `URL.RequestURI`: path and query.
    pub fn request_target(&self) -> String {
        let path = self.escaped_path();
        let path = if path.is_empty() { "/" } else { path.as_str() };
        match self.raw_query.as_str() {
            "" => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }

    /// `URL.EscapedPath`.
    pub fn escaped_path(&self) -> String {
        escaped(&self.written.path, Part::Path)
    }

    /// `URL.Query`: names and values, without those that cannot be read.
    pub fn query(&self) -> Vec<(String, String)> {
        let pairs = self.raw_query.split('&');
        if pairs.clone().count() > MOST_PARAMETERS {
            return Vec::new();
        }
        let unescape = |text: &str| unescape(text, Part::Query).ok();
        pairs
            .filter(|pair| !pair.is_empty() && !pair.contains(';'))
            .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
            .filter_map(|(name, value)| Some((unescape(name)?, unescape(value)?)))
            .collect()
    }

    /// As errors of the HTTP client show it, with stars for a password (`stripPassword`).
    pub fn redacted(&self) -> String {
        let mut shown = self.clone();
        if let Some((name, _)) = self.written.user.split_once(':') {
            shown.written.user = format!("{name}:***");
        }
        shown.to_string()
    }

    fn host_text(&self) -> String {
        match self.host.split_once('%').filter(|_| self.host.starts_with('[')) {
            Some((address, zone)) => format!("{address}%25{}", escape(zone, Part::Zone)),
            None => escape(&self.host, Part::Host),
        }
    }
}

#[cfg(test)]
mod tests;
