//! The URIs of a subject alternative name, as far as `net/url` decides whether a certificate can be parsed.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::domain;
use super::error::ParseError;
use crate::golang::quote::quote;

/// A URI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uri {
    text: String,
    /// The host with its port, unescaped; empty if there is none.
    host: String,
}

impl Uri {
    /// Reads a URI by the rules of `url.Parse`. What stands in front of its host is checked, its escapes are checked,
    /// and its host must be a domain name.
    pub(super) fn parse(text: &str) -> Result<Uri, ParseError> {
        let host = match host(text) {
            Ok(host) => host,
            Err((part, error)) => {
                let (uri, part) = (quote(text), quote(part));
                return Err(format!("x509: cannot parse URI {uri}: parse {part}: {error}").into());
            }
        };
        match String::from_utf8(host) {
            Ok(host) if domain::is_valid(&host, false) => Ok(Uri { text: lowercase_scheme(text), host }),
            _ => Err(format!("x509: cannot parse URI {}: invalid domain", quote(text)).into()),
        }
    }

    /// The domain name that name constraints look at.
    pub(super) fn constrained_domain(&self) -> Result<String, String> {
        let mut host = self.host.to_ascii_lowercase();
        if host.is_empty() {
            let uri = quote(&self.text);
            return Err(format!("URI with empty host ({uri}) cannot be matched against constraints"));
        }
        if host.contains(':') && !host.ends_with(']') {
            host = without_port(&self.host)
                .map_err(|error| {
                    let address = &self.host;
                    format!("cannot parse URI host {}: address {address}: {error}", quote(address))
                })?
                .to_owned();
        }
        if is_ip_address(&host) || host.starts_with('[') && host.ends_with(']') {
            let uri = quote(&self.text);
            return Err(format!("URI with IP ({uri}) cannot be matched against constraints"));
        }
        Ok(host)
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn lowercase_scheme(text: &str) -> String {
    match scheme(text) {
        Ok((Some(scheme), rest)) => format!("{}:{rest}", scheme.to_ascii_lowercase()),
        _ => text.to_owned(),
    }
}

/// The host of a URI; or the part that cannot be read, and why.
fn host(text: &str) -> Result<Vec<u8>, (&str, String)> {
    let (reference, fragment) = text.split_once('#').unwrap_or((text, ""));
    let host = host_of_reference(reference).map_err(|error| (reference, error))?;
    unescape(fragment, Part::Other).map_err(|error| (text, error))?;
    Ok(host)
}

fn host_of_reference(text: &str) -> Result<Vec<u8>, String> {
    if text.bytes().any(|byte| byte.is_ascii_control()) {
        return Err("net/url: invalid control character in URL".to_owned());
    }
    if text == "*" {
        return Ok(Vec::new());
    }
    let (scheme, rest) = scheme(text)?;
    let rest = rest.split_once('?').map_or(rest, |(path, _)| path);
    if !rest.starts_with('/') {
        if scheme.is_some() {
            return Ok(Vec::new());
        }
        if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
    }
    let hierarchical = scheme.is_some() || !rest.starts_with("///");
    let (host, path) = match rest.strip_prefix("//").filter(|_| hierarchical) {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (host_of_authority(scheme.unwrap_or_default(), authority)?, path)
        }
        None => (Vec::new(), rest),
    };
    unescape(path, Part::Other)?;
    Ok(host)
}

/// The scheme, if there is one, and what follows its colon.
fn scheme(text: &str) -> Result<(Option<&str>, &str), String> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c));
    let Some((scheme, rest)) = end.and_then(|end| text.split_at_checked(end)) else {
        return Ok((None, text));
    };
    match (rest.strip_prefix(':'), scheme.chars().next()) {
        (Some(_), None) => Err("missing protocol scheme".to_owned()),
        (Some(rest), Some(first)) if first.is_ascii_alphabetic() => Ok((Some(scheme), rest)),
        _ => Ok((None, text)),
    }
}

fn host_of_authority(scheme: &str, authority: &str) -> Result<Vec<u8>, String> {
    let Some((userinfo, host)) = authority.rsplit_once('@') else { return parse_host(scheme, authority) };
    let host = parse_host(scheme, host)?;
    if !userinfo.chars().all(|c| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c)) {
        return Err("net/url: invalid userinfo".to_owned());
    }
    for part in userinfo.splitn(2, ':') {
        unescape(part, Part::Other)?;
    }
    Ok(host)
}

fn parse_host(scheme: &str, host: &str) -> Result<Vec<u8>, String> {
    match host.rfind('[') {
        Some(0) => return ip_literal(host),
        Some(_) => return Err("invalid IP-literal".to_owned()),
        None => {}
    }
    // Several colons are let pass, except where browsers go; then the first begins the port.
    let strict = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    if let Some(colon) = if strict { host.find(':') } else { host.rfind(':') } {
        check_port(host.get(colon..).unwrap_or_default())?;
    }
    unescape(host, Part::Host)
}

/// `[` IPv6 address `]` with an optional port.
fn ip_literal(host: &str) -> Result<Vec<u8>, String> {
    let close = host.rfind(']').ok_or("missing ']' in host")?;
    let port = host.get(close + 1..).unwrap_or_default();
    check_port(port)?;
    let address = host.get(1..close).unwrap_or_default();
    let mut unescaped = match address.find("%25").and_then(|zone| address.split_at_checked(zone)) {
        Some((address, zone)) => [unescape(address, Part::Host)?, unescape(zone, Part::Zone)?].concat(),
        None => unescape(address, Part::Host)?,
    };
    let text = String::from_utf8_lossy(&unescaped).into_owned();
    if text.parse::<Ipv4Addr>().is_ok() {
        return Err("invalid IP-literal".to_owned());
    }
    if !is_ip_address(&text) {
        return Err(format!("invalid host: ParseAddr({}): unable to parse IP", quote(&text)));
    }
    unescaped.insert(0, b'[');
    unescaped.push(b']');
    unescaped.extend(port.bytes());
    Ok(unescaped)
}

fn check_port(port: &str) -> Result<(), String> {
    match port.strip_prefix(':') {
        None if port.is_empty() => Ok(()),
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Ok(()),
        _ => Err(format!("invalid port {} after host", quote(port))),
    }
}

/// An IPv4 or IPv6 address, the latter perhaps with a zone.
fn is_ip_address(text: &str) -> bool {
    let address = match text.split_once('%') {
        Some((address, zone)) if !zone.is_empty() => address,
        _ => return text.parse::<std::net::IpAddr>().is_ok(),
    };
    address.parse::<Ipv6Addr>().is_ok()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Host,
    Zone,
    Other,
}

/// Undoes percent-encoding, with Go's restrictions for hosts.
fn unescape(text: &str, part: Part) -> Result<Vec<u8>, String> {
    let invalid = |escape: &[u8]| format!("invalid URL escape {}", quote(&String::from_utf8_lossy(escape)));
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first != b'%' {
            if part != Part::Other && first.is_ascii() && !allowed_in_host(*first) {
                return Err(format!(
                    "invalid character {} in host name",
                    quote(&char::from(*first).to_string())
                ));
            }
            bytes.push(*first);
            rest = tail;
            continue;
        }
        let escape = rest.get(..3).unwrap_or(rest);
        let value = hex_pair(tail).ok_or_else(|| invalid(escape))?;
        let refused = match part {
            Part::Host => value < 0x80 && value != b'%',
            Part::Zone => !matches!(value, b'%' | b' ') && value.is_ascii() && !allowed_in_host(value),
            Part::Other => false,
        };
        if refused {
            return Err(invalid(escape));
        }
        bytes.push(value);
        rest = tail.get(2..).unwrap_or_default();
    }
    Ok(bytes)
}

fn hex_pair(text: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(text.get(..2)?).ok()?;
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    hexadecimal.then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

fn allowed_in_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!\"$&'()*+,-.:;<=>[]_~".contains(&byte)
}

/// The host of `host:port`, as `net.SplitHostPort` finds it.
fn without_port(address: &str) -> Result<&str, &'static str> {
    let (host, _) = address.rsplit_once(':').ok_or("missing port in address")?;
    if let Some(bracketed) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        return Ok(bracketed);
    }
    if host.contains(':') {
        return Err("too many colons in address");
    }
    if address.contains('[') {
        return Err("unexpected '[' in address");
    }
    if address.contains(']') {
        return Err("unexpected ']' in address");
    }
    Ok(host)
}
