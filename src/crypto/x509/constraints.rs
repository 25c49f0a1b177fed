//! Name constraints: RFC 5280 section 4.2.1.10, as `crypto/x509` reads and checks them (`constraints.go`).

use std::fmt;
use std::net::IpAddr;
use std::rc::Rc;

use super::Certificate;
use super::domain::{self, Mailbox};
use super::error::ParseError;
use super::extensions::ia5_string;
use super::subtree::{Domains, Emails, IpRange, IpRanges, ip_text};
use crate::crypto::der::{Der, SEQUENCE, context};
use crate::golang::quote::quote;

/// The names inside (or outside) of which a certificate authority may sign.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameConstraints {
    /// Domain names; a leading dot means only names below.
    pub dns: Vec<String>,
    pub ip: Vec<IpRange>,
    /// Addresses, or domain names.
    pub email: Vec<String>,
    /// Domain names.
    pub uri: Vec<String>,
}

/// Reads a list of subtrees, and whether all of them were of a kind that Go understands.
///
/// ```text
/// GeneralSubtree ::= SEQUENCE { base GeneralName, minimum [0] DEFAULT 0, maximum [1] OPTIONAL }
/// ```
pub(super) fn subtrees(mut list: Der<'_>) -> Result<(NameConstraints, bool), ParseError> {
    const INVALID: ParseError = ParseError::new("x509: invalid NameConstraints extension");
    let mut constraints = NameConstraints::default();
    let mut understood = true;
    while !list.is_empty() {
        let base = list.read(SEQUENCE).and_then(|mut subtree| subtree.any()).ok_or(INVALID)?;
        if base.tag == context(2) {
            let name = ia5(base.content)?;
            if !domain::is_valid(&name, true) {
                return Err(format!("x509: failed to parse dnsName constraint {}", quote(&name)).into());
            }
            constraints.dns.push(name);
        } else if base.tag == context(7) {
            constraints.ip.push(IpRange::parse(base.content)?);
        } else if base.tag == context(1) {
            let email = ia5(base.content)?;
            let valid = match email.contains('@') {
                true => Mailbox::parse(&email).is_some(),
                false => domain::is_valid(&email, true),
            };
            if !valid {
                return Err(format!("x509: failed to parse rfc822Name constraint {}", quote(&email)).into());
            }
            constraints.email.push(email);
        } else if base.tag == context(6) {
            constraints.uri.push(uri_domain(ia5(base.content)?)?);
        } else {
            understood = false;
        }
    }
    Ok((constraints, understood))
}

fn uri_domain(domain: String) -> Result<String, ParseError> {
    let failed = |why| format!("x509: failed to parse URI constraint {}{why}", quote(&domain));
    if domain.parse::<IpAddr>().is_ok() {
        return Err(failed(": cannot be IP address").into());
    }
    if !domain::is_valid(&domain, true) {
        return Err(failed("").into());
    }
    Ok(domain)
}

fn ia5(content: &[u8]) -> Result<String, ParseError> {
    ia5_string(content).ok_or_else(|| {
        let text = quote_bytes(content);
        format!("x509: invalid constraint value: x509: {text} cannot be encoded as an IA5String").into()
    })
}

/// `%q` of a string that need not be UTF-8.
fn quote_bytes(content: &[u8]) -> String {
    let mut quoted = String::from("\"");
    for chunk in content.utf8_chunks() {
        let valid = quote(chunk.valid());
        quoted
            .push_str(valid.strip_prefix('"').and_then(|valid| valid.strip_suffix('"')).unwrap_or_default());
        quoted.extend(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}")));
    }
    quoted.push('"');
    quoted
}

/// Permitted and excluded constraints of one kind of name.
struct Pair<T> {
    kind: &'static str,
    permitted: Option<T>,
    excluded: Option<T>,
}

impl<T> Pair<T> {
    fn check<C: fmt::Display>(&self, name: &str, find: impl Fn(&T) -> Option<C>) -> Result<(), String> {
        let (kind, name) = (self.kind, quote(name));
        if self.permitted.as_ref().is_some_and(|permitted| find(permitted).is_none()) {
            return Err(format!("{kind} {name} is not permitted by any constraint"));
        }
        match self.excluded.as_ref().and_then(find) {
            Some(constraint) => {
                Err(format!("{kind} {name} is excluded by constraint {}", quote(&constraint.to_string())))
            }
            None => Ok(()),
        }
    }
}

/// The constraints that one certificate puts on those below it.
struct Constraints {
    /// Where in the chain it stands.
    index: usize,
    ip: Pair<IpRanges>,
    dns: Pair<Domains>,
    uri: Pair<Domains>,
    email: Pair<Emails>,
}

impl Constraints {
    fn new(index: usize, certificate: &Certificate) -> Constraints {
        let Certificate { permitted, excluded, .. } = certificate;
        Constraints {
            index,
            ip: Pair {
                kind: "IP address",
                permitted: IpRanges::new(&permitted.ip),
                excluded: IpRanges::new(&excluded.ip),
            },
            dns: Pair {
                kind: "DNS name",
                permitted: Domains::new(&permitted.dns, true),
                excluded: Domains::new(&excluded.dns, false),
            },
            uri: Pair {
                kind: "URI",
                permitted: Domains::new(&permitted.uri, true),
                excluded: Domains::new(&excluded.uri, false),
            },
            email: Pair {
                kind: "email address",
                permitted: Emails::new(&permitted.email, true),
                excluded: Emails::new(&excluded.email, false),
            },
        }
    }

    fn check(&self, names: &Names<'_>) -> Result<(), String> {
        for address in &names.ips {
            self.ip.check(&ip_text(address), |ranges| ranges.find(address))?;
        }
        for name in names.dns {
            if !domain::is_valid(name, false) {
                return Err(format!("x509: cannot parse dnsName {}", quote(name)));
            }
            self.dns.check(name, |domains| domains.find(name))?;
        }
        for (text, domain) in &names.uris {
            self.uri.check(text, |domains| domains.find(domain))?;
        }
        for mailbox in &names.emails {
            self.email.check(&mailbox.to_string(), |emails| emails.find(mailbox))?;
        }
        Ok(())
    }
}

/// The names of one certificate.
struct Names<'c> {
    ips: Vec<Vec<u8>>,
    dns: &'c [String],
    /// Text and domain.
    uris: Vec<(String, String)>,
    emails: Vec<Mailbox>,
}

impl<'c> Names<'c> {
    fn of(certificate: &'c Certificate) -> Result<Names<'c>, String> {
        let octets = |address: &IpAddr| match address {
            IpAddr::V4(v4) => v4.octets().to_vec(),
            IpAddr::V6(v6) => v6.octets().to_vec(),
        };
        let mut uris = Vec::new();
        for uri in &certificate.uris {
            uris.push((uri.to_string(), uri.constrained_domain()?));
        }
        let mut emails = Vec::new();
        for email in &certificate.email_addresses {
            let mailbox = Mailbox::parse(email);
            emails.push(mailbox.ok_or_else(|| format!("cannot parse rfc822Name {}", quote(email)))?);
        }
        let ips = certificate.ip_addresses.iter().map(octets).collect();
        Ok(Names { ips, dns: &certificate.dns_names, uris, emails })
    }
}

/// Checks the names of every certificate of a chain against the constraints of all certificates above it.
pub(super) fn check(chain: &[Rc<Certificate>]) -> Result<(), String> {
    let constraining = chain.iter().enumerate().filter(|(_, certificate)| certificate.has_name_constraints());
    let constraints: Vec<Constraints> =
        constraining.map(|(index, certificate)| Constraints::new(index, certificate)).collect();
    for (index, certificate) in chain.iter().enumerate() {
        let above = constraints.iter().filter(|constraints| constraints.index > index);
        let mut above = above.peekable();
        if certificate.subject_alt_name().is_none() || above.peek().is_none() {
            continue;
        }
        let names = Names::of(certificate)?;
        above.try_for_each(|constraints| constraints.check(&names))?;
    }
    Ok(())
}
