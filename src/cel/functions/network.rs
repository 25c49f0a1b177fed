//! Addresses and prefixes (`pkg/cel/library/ip.go`, `pkg/cel/library/cidr.go` of `k8s.io/apiserver`, on Go's `net/netip`).

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

use crate::cel::value::{Evaluated, Fault, Value};
use crate::golang::netip;
use crate::golang::quote::quote;

pub type Address = IpAddr;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prefix {
    pub address: Address,
    pub bits: u8,
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}/{}", print(&self.address), self.bits)
    }
}

pub fn print(address: &Address) -> String {
    address.to_string()
}

fn is_mapped(address: &Address) -> bool {
    matches!(address, IpAddr::V6(address) if address.to_ipv4_mapped().is_some())
}

fn mapped(text: &str) -> String {
    format!("IPv4-mapped IPv6 address {} is not allowed", quote(text))
}

/// `parseIPAddr`.
fn address(text: &str) -> Result<Address, Fault> {
    let conversion = "parse error during conversion from string";
    match netip::parse_address(text) {
        Err(error) => Err(format!("IP Address {} {conversion}: {error}", quote(text))),
        Ok((address, "")) if is_mapped(&address) => Err(mapped(text)),
        Ok((address, "")) => Ok(address),
        Ok(_) => Err(format!("IP address {} with zone value is not allowed", quote(text))),
    }
    .map_err(Fault::new)
}

/// `stringToCIDR`, which says twice what it does.
fn prefix(text: &str) -> Result<Prefix, Fault> {
    let conversion = "network address parse error during conversion from string";
    match netip::parse_prefix(text) {
        Err(error) => Err(format!("{conversion}: {conversion}: {error}")),
        Ok((address, _)) if is_mapped(&address) => Err(format!("{conversion}: {}", mapped(text))),
        Ok((address, bits)) => Ok(Prefix { address, bits }),
    }
    .map_err(Fault::new)
}

pub fn call(overload: &str, args: &[Value]) -> Option<Evaluated> {
    Some(match (overload, args) {
        ("string_to_ip", [Value::String(text)]) => address(text).map(Value::Address),
        ("is_ip", [Value::String(text)]) => Ok(Value::Bool(address(text).is_ok())),
        ("ip_is_canonical", [Value::String(text)]) => {
            address(text).map(|address| Value::Bool(print(&address) == **text))
        }
        ("string_to_cidr", [Value::String(text)]) => prefix(text).map(Value::Prefix),
        ("is_cidr", [Value::String(text)]) => Ok(Value::Bool(prefix(text).is_ok())),
        ("ip_family", [Value::Address(address)]) => Ok(Value::Int(if address.is_ipv4() { 4 } else { 6 })),
        (name, [Value::Address(address)]) => return classify(name, address).map(|is| Ok(Value::Bool(is))),
        ("cidr_contains_ip_string", [Value::Prefix(prefix), Value::String(text)]) => match address(text) {
            Ok(address) => Ok(Value::Bool(contains(prefix, &address))),
            Err(_) => Err(Fault::no_such_overload()),
        },
        ("cidr_contains_ip_ip", [Value::Prefix(prefix), Value::Address(address)]) => {
            Ok(Value::Bool(contains(prefix, address)))
        }
        ("cidr_contains_cidr_string", [Value::Prefix(one), Value::String(text)]) => {
            prefix(text).map(|two| Value::Bool(contains_prefix(one, &two)))
        }
        ("cidr_contains_cidr", [Value::Prefix(one), Value::Prefix(two)]) => {
            Ok(Value::Bool(contains_prefix(one, two)))
        }
        ("cidr_ip", [Value::Prefix(prefix)]) => Ok(Value::Address(prefix.address)),
        ("cidr_prefix_length", [Value::Prefix(prefix)]) => Ok(Value::Int(prefix.bits.into())),
        ("cidr_masked", [Value::Prefix(prefix)]) => {
            Ok(Value::Prefix(Prefix { address: masked(&prefix.address, prefix.bits), bits: prefix.bits }))
        }
        _ => return None,
    })
}

fn classify(overload: &str, address: &Address) -> Option<bool> {
    let is_link_local = match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.segments()[0] & 0xffc0 == 0xfe80,
    };
    Some(match overload {
        "ip_is_unspecified" => address.is_unspecified(),
        "ip_is_loopback" => address.is_loopback(),
        "ip_is_link_local_unicast" => is_link_local,
        "ip_is_link_local_multicast" => match address {
            IpAddr::V4(address) => address.octets()[..3] == [224, 0, 0],
            IpAddr::V6(address) => address.segments()[0] & 0xff0f == 0xff02,
        },
        "ip_is_global_unicast" => {
            let is_broadcast = matches!(address, IpAddr::V4(address) if address.is_broadcast());
            !(address.is_unspecified()
                || address.is_loopback()
                || address.is_multicast()
                || is_link_local
                || is_broadcast)
        }
        _ => return None,
    })
}

fn masked(address: &Address, bits: u8) -> Address {
    match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or_default();
            IpAddr::V4((u32::from(*address) & mask).into())
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or_default();
            IpAddr::V6(Ipv6Addr::from(u128::from(*address) & mask))
        }
    }
}

fn contains(prefix: &Prefix, address: &Address) -> bool {
    prefix.address.is_ipv4() == address.is_ipv4()
        && masked(&prefix.address, prefix.bits) == masked(address, prefix.bits)
}

fn contains_prefix(one: &Prefix, two: &Prefix) -> bool {
    one.bits <= two.bits && contains(one, &two.address)
}
