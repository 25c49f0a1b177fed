//! The URIs of a subject alternative name.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use super::domain;
use super::error::ParseError;
use crate::golang::quote::quote;
use crate::golang::url::{self, Url};

/// A URI. Prints as `URL.String` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uri(Url);

impl Uri {
    /// Reads a URI by the rules of `url.Parse`; its host must be a domain name.
    pub(super) fn parse(text: &str) -> Result<Uri, ParseError> {
        let failed = |why: &str| ParseError::from(format!("x509: cannot parse URI {}: {why}", quote(text)));
        let url = url::parse(text).map_err(|error| failed(&error))?;
        if !domain::is_valid(&url.host, false) {
            return Err(failed("invalid domain"));
        }
        Ok(Uri(url))
    }

    /// The domain name that name constraints look at.
    pub(super) fn constrained_domain(&self) -> Result<String, String> {
        let mut host = self.0.host.to_ascii_lowercase();
        if host.is_empty() {
            let uri = quote(&self.to_string());
            return Err(format!("URI with empty host ({uri}) cannot be matched against constraints"));
        }
        if host.contains(':') && !host.ends_with(']') {
            host = without_port(&self.0.host)
                .map_err(|error| {
                    let address = &self.0.host;
                    format!("cannot parse URI host {}: address {address}: {error}", quote(address))
                })?
                .to_owned();
        }
        if is_ip_address(&host) || host.starts_with('[') && host.ends_with(']') {
            let uri = quote(&self.to_string());
            return Err(format!("URI with IP ({uri}) cannot be matched against constraints"));
        }
        Ok(host)
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An IPv4 or IPv6 address, the latter perhaps with a zone.
fn is_ip_address(text: &str) -> bool {
    match text.split_once('%') {
        Some((address, zone)) => !zone.is_empty() && address.parse::<Ipv6Addr>().is_ok(),
        None => text.parse::<IpAddr>().is_ok(),
    }
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
