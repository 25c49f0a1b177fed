//! Name constraints: RFC 5280 section 4.2.1.10, by the algorithm of `crypto/x509/constraints.go`.
//!
//! Constraints are sorted so that a subtree stands right before everything inside it, what is inside is dropped, and
//! a name is looked up by binary search. Which constraint an error names follows from that.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::rc::Rc;

use super::Certificate;
use super::domain::{self, Mailbox};
use super::error::ParseError;
use super::extensions::ia5_string;
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

/// A range of IP addresses; address and mask are both 4 or both 16 bytes long.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IpRange {
    address: Vec<u8>,
    mask: Vec<u8>,
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
        let text = String::from_utf8_lossy(content);
        format!("x509: invalid constraint value: x509: {} cannot be encoded as an IA5String", quote(&text))
            .into()
    })
}

impl IpRange {
    fn parse(content: &[u8]) -> Result<IpRange, ParseError> {
        if content.len() != 8 && content.len() != 32 {
            return Err(format!("x509: IP constraint contained value of length {}", content.len()).into());
        }
        let (address, mask) = content.split_at(content.len() / 2);
        let ones = mask.iter().take_while(|byte| **byte == 0xff).count();
        let tail = mask.get(ones..).unwrap_or_default();
        let valid = match tail {
            [] => true,
            [first, rest @ ..] => {
                first.leading_ones() + first.trailing_zeros() == 8 && rest.iter().all(|b| *b == 0)
            }
        };
        if !valid {
            let hex: String = mask.iter().map(|byte| format!("{byte:02x}")).collect();
            return Err(format!("x509: IP constraint contained invalid mask {hex}").into());
        }
        Ok(IpRange { address: address.to_vec(), mask: mask.to_vec() })
    }

    /// `net.IPNet.Contains`: addresses that are IPv4 in IPv6's clothes count as IPv4.
    fn contains(&self, address: &[u8]) -> bool {
        let (network, mask) = self.significant();
        let address = without_v4_prefix(address);
        let same = |((a, b), mask): ((&u8, &u8), &u8)| a & mask == b & mask;
        network.len() == address.len() && network.iter().zip(address).zip(mask).all(same)
    }

    fn significant(&self) -> (&[u8], &[u8]) {
        let network = without_v4_prefix(&self.address);
        (network, self.mask.get(self.mask.len() - network.len()..).unwrap_or_default())
    }

    fn covers(&self, other: &IpRange) -> bool {
        let last: Vec<u8> = other.address.iter().zip(&other.mask).map(|(byte, mask)| byte | !mask).collect();
        self.contains(&other.address) && self.contains(&last)
    }
}

impl fmt::Display for IpRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (network, mask) = self.significant();
        let ones: u32 = mask.iter().map(|byte| byte.count_ones()).sum();
        write!(f, "{}/{ones}", ip_text(network))
    }
}

fn without_v4_prefix(address: &[u8]) -> &[u8] {
    address.strip_prefix(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff]).unwrap_or(address)
}

fn ip_text(address: &[u8]) -> String {
    let address = without_v4_prefix(address);
    if let Ok(v4) = <[u8; 4]>::try_from(address) {
        Ipv4Addr::from(v4).to_string()
    } else if let Ok(v6) = <[u8; 16]>::try_from(address) {
        Ipv6Addr::from(v6).to_string()
    } else {
        String::new()
    }
}

/// Sorts constraints and drops those that lie inside the one before.
fn sorted<T>(mut list: Vec<T>, compare: fn(&T, &T) -> Ordering, covers: fn(&T, &T) -> bool) -> Vec<T> {
    list.sort_by(compare);
    list.dedup_by(|next, previous| covers(previous, next));
    list
}

/// The constraint that a name lies in: the one that compares equal, or the last one below it if it covers the name.
fn find<T, N: ?Sized>(
    list: &[T],
    name: &N,
    compare: fn(&T, &N) -> Ordering,
    covers: fn(&T, &N) -> bool,
) -> Option<T>
where
    T: Clone,
{
    let at = list.partition_point(|constraint| compare(constraint, name) == Ordering::Less);
    if let Some(equal) = list.get(at).filter(|constraint| compare(constraint, name) == Ordering::Equal) {
        return Some(equal.clone());
    }
    list.get(at.saturating_sub(1)).filter(|constraint| covers(constraint, name)).cloned()
}

/// Constraints of domain names.
struct Domains {
    /// Whether one of them is empty, which covers every name.
    all: bool,
    list: Vec<String>,
    /// Only for exclusion: the constraints without their first label, which a wildcard name could stand for.
    parents: HashMap<String, String>,
}

impl Domains {
    /// `None` if there are no constraints at all.
    fn new(list: &[String], permitted: bool) -> Option<Domains> {
        if list.is_empty() {
            return None;
        }
        let all = list.iter().any(String::is_empty);
        let list = if all { Vec::new() } else { sorted(list.to_vec(), compare_domains, has_suffix) };
        let mut parents = HashMap::new();
        if !permitted {
            for name in list.iter().map(|name| name.to_ascii_lowercase()) {
                let parent = domain::without_first_label(&name).to_owned();
                if !parent.is_empty() {
                    parents.insert(parent, name);
                }
            }
        }
        Some(Domains { all, list, parents })
    }

    fn find(&self, name: &str) -> Option<String> {
        if self.all {
            return Some(String::new());
        }
        let name = name.to_owned();
        find(&self.list, &name, compare_domains, has_suffix).or_else(|| {
            let wildcard = name.to_ascii_lowercase();
            let parent = domain::without_first_label(&wildcard);
            self.parents.get(parent).filter(|_| wildcard.starts_with('*')).cloned()
        })
    }
}

/// Compares from the last character to the first, without regard to case; a dot comes before everything else.
fn compare_domains(a: &String, b: &String) -> Ordering {
    fn key(name: &str) -> impl Iterator<Item = u8> {
        name.bytes().rev().map(|byte| if byte == b'.' { 0 } else { byte.to_ascii_lowercase() })
    }
    key(a).cmp(key(b))
}

/// Whether a name equals a constraint or lies below it. A constraint with a leading dot covers only names below.
fn has_suffix(constraint: &String, name: &String) -> bool {
    let Some(at) = name.len().checked_sub(constraint.len()) else { return false };
    let Some((front, tail)) = name.as_bytes().split_at_checked(at) else { return false };
    tail.eq_ignore_ascii_case(constraint.as_bytes())
        && (front.is_empty() || constraint.starts_with('.') || front.last() == Some(&b'.'))
}

/// Constraints of e-mail addresses.
struct Emails {
    addresses: HashSet<Mailbox>,
    domains: Option<Domains>,
}

impl Emails {
    fn new(list: &[String], permitted: bool) -> Option<Emails> {
        if list.is_empty() {
            return None;
        }
        let (addresses, domains): (Vec<String>, Vec<String>) =
            list.iter().cloned().partition(|constraint| constraint.contains('@'));
        let addresses = addresses.iter().filter_map(|address| Mailbox::parse(address)).collect();
        Some(Emails { addresses, domains: Domains::new(&domains, permitted) })
    }

    fn find(&self, mailbox: &Mailbox) -> Option<String> {
        if self.addresses.contains(mailbox) {
            return Some(mailbox.to_string());
        }
        self.domains.as_ref()?.find(&mailbox.domain)
    }
}

struct IpRanges(Vec<IpRange>);

impl IpRanges {
    fn new(list: &[IpRange]) -> Option<IpRanges> {
        (!list.is_empty()).then(|| IpRanges(list.to_vec()))
    }

    fn find(&self, address: &[u8]) -> Option<IpRange> {
        let family = self.0.iter().filter(|range| range.address.len() == address.len());
        let family = sorted(family.cloned().collect(), Ord::cmp, IpRange::covers);
        find(&family, address, |range, address| range.address.as_slice().cmp(address), IpRange::contains)
    }
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
