//! Sets of name constraints, looked up as `nameConstraintsSet` of `crypto/x509/constraints.go` does.
//!
//! Constraints are sorted so that a subtree stands right before everything inside it, what is inside is dropped, and
//! a name is looked up by binary search. Which constraint an error names follows from that.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::domain::{self, Mailbox};
use super::error::ParseError;

/// A range of IP addresses; address and mask are both 4 or both 16 bytes long.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IpRange {
    address: Vec<u8>,
    mask: Vec<u8>,
}

impl IpRange {
    pub(super) fn parse(content: &[u8]) -> Result<IpRange, ParseError> {
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

pub(super) fn ip_text(address: &[u8]) -> String {
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
fn sorted<T: Clone>(list: &[T], compare: fn(&T, &T) -> Ordering, covers: fn(&T, &T) -> bool) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for index in order(list.len(), &|a, b| {
        list.get(a).zip(list.get(b)).map_or(Ordering::Equal, |(a, b)| compare(a, b))
    }) {
        if let Some(next) = list.get(index).filter(|next| !kept.last().is_some_and(|last| covers(last, next)))
        {
            kept.push(next.clone());
        }
    }
    kept
}

/// The order in which `count` things stand when they are sorted. One sorting algorithm weighs 4 KB for each type that
/// it sorts, so that all constraints share one.
fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|a, b| compare(*a, *b));
    order
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
pub(super) struct Domains {
    /// Whether one of them is empty, which covers every name.
    all: bool,
    list: Vec<String>,
    /// Only for exclusion: the constraints without their first label, which a wildcard name could stand for.
    parents: HashMap<String, String>,
}

impl Domains {
    /// `None` if there are no constraints at all.
    pub fn new(list: &[String], permitted: bool) -> Option<Domains> {
        if list.is_empty() {
            return None;
        }
        let all = list.iter().any(String::is_empty);
        let list = if all { Vec::new() } else { sorted(list, |a, b| compare_domains(a, b), has_suffix) };
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

    pub fn find(&self, name: &str) -> Option<String> {
        if self.all {
            return Some(String::new());
        }
        let name = name.to_owned();
        find(&self.list, &name, |a, b| compare_domains(a, b), has_suffix).or_else(|| {
            let wildcard = name.to_ascii_lowercase();
            let parent = domain::without_first_label(&wildcard);
            self.parents.get(parent).filter(|_| wildcard.starts_with('*')).cloned()
        })
    }
}

/// Compares from the last character to the first, without regard to case; a dot comes before everything else.
fn compare_domains(a: &str, b: &str) -> Ordering {
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
pub(super) struct Emails {
    addresses: HashSet<Mailbox>,
    domains: Option<Domains>,
}

impl Emails {
    pub fn new(list: &[String], permitted: bool) -> Option<Emails> {
        if list.is_empty() {
            return None;
        }
        let (addresses, domains): (Vec<String>, Vec<String>) =
            list.iter().cloned().partition(|constraint| constraint.contains('@'));
        let addresses = addresses.iter().filter_map(|address| Mailbox::parse(address)).collect();
        Some(Emails { addresses, domains: Domains::new(&domains, permitted) })
    }

    pub fn find(&self, mailbox: &Mailbox) -> Option<String> {
        if self.addresses.contains(mailbox) {
            return Some(mailbox.to_string());
        }
        self.domains.as_ref()?.find(&mailbox.domain)
    }
}

/// Constraints of IP addresses, by family.
pub(super) struct IpRanges {
    v4: Vec<IpRange>,
    v6: Vec<IpRange>,
}

impl IpRanges {
    /// `None` if there are no constraints at all.
    pub fn new(list: &[IpRange]) -> Option<IpRanges> {
        let (v4, v6): (Vec<IpRange>, Vec<IpRange>) =
            list.iter().cloned().partition(|range| range.address.len() == 4);
        let sorted = |list: &[IpRange]| sorted(list, Ord::cmp, IpRange::covers);
        (!list.is_empty()).then(|| IpRanges { v4: sorted(&v4), v6: sorted(&v6) })
    }

    pub fn find(&self, address: &[u8]) -> Option<IpRange> {
        let family = if address.len() == 4 { &self.v4 } else { &self.v6 };
        find(family, address, |range, address| range.address.as_slice().cmp(address), IpRange::contains)
    }
}
