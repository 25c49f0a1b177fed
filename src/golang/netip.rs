//! `net/netip`: addresses and prefixes as `ParseAddr` and `ParsePrefix` read them, with their error texts.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::quote::quote;

/// What is wrong, and the rest of the text from where it is.
type Wrong<'t> = (&'static str, &'t str);

/// The groups of an IPv6 address.
const GROUPS: usize = 8;

/// `ParseAddr`: an address and its zone, which is empty where there is none.
///
/// # Errors
/// `ParseAddr("1.2.3"): IPv4 address too short` and its siblings.
pub fn parse_address(text: &str) -> Result<(IpAddr, &str), String> {
    let parsed = match text.bytes().find(|byte| b".:%".contains(byte)) {
        Some(b'.') => four(text).map(|address| (IpAddr::from(address), "")),
        Some(b':') => six(text),
        Some(_) => Err(("missing IPv6 address", "")),
        None => Err(("unable to parse IP", "")),
    };
    parsed.map_err(|(message, at)| {
        let at = if at.is_empty() { String::new() } else { format!(" (at {})", quote(at)) };
        format!("ParseAddr({}): {message}{at}", quote(text))
    })
}

/// `ParsePrefix`.
///
/// # Errors
/// `netip.ParsePrefix("1.2.3.4/33"): prefix length out of range` and its siblings.
pub fn parse_prefix(text: &str) -> Result<(IpAddr, u8), String> {
    let wrong = |message: String| format!("netip.ParsePrefix({}): {message}", quote(text));
    let (address, bits) = text.rsplit_once('/').ok_or_else(|| wrong("no '/'".to_owned()))?;
    let (address, zone) = parse_address(address).map_err(wrong)?;
    if !zone.is_empty() {
        return Err(wrong("IPv6 zones cannot be present in a prefix".to_owned()));
    }
    let is_plain = bits.len() == 1 || !bits.starts_with(['0', '+']);
    let number: Option<i64> = bits.parse().ok().filter(|number| is_plain && *number >= 0);
    let number = number.ok_or_else(|| wrong(format!("bad bits after slash: {}", quote(bits))))?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let number = u8::try_from(number).ok().filter(|number| *number <= most);
    number.map(|bits| (address, bits)).ok_or_else(|| wrong("prefix length out of range".to_owned()))
}

fn four(text: &str) -> Result<Ipv4Addr, Wrong<'_>> {
    let (mut fields, mut at) = ([0_u8; 4], 0);
    let (mut value, mut digits) = (0_u16, 0);
    for (index, c) in text.char_indices() {
        match c {
            '0'..='9' => {
                if digits == 1 && value == 0 {
                    return Err(("IPv4 field has octet with leading zero", ""));
                }
                value = value * 10 + (c as u16 - '0' as u16);
                digits += 1;
                if value > 255 {
                    return Err(("IPv4 field has value >255", ""));
                }
                fields[at] = value as u8;
            }
            '.' => {
                if digits == 0 || index + 1 == text.len() {
                    return Err(("IPv4 field must have at least one digit", &text[index..]));
                }
                if at == 3 {
                    return Err(("IPv4 address too long", ""));
                }
                at += 1;
                (value, digits) = (0, 0);
            }
            _ => return Err(("unexpected character", &text[index..])),
        }
    }
    if at < 3 { Err(("IPv4 address too short", "")) } else { Ok(fields.into()) }
}

fn six(text: &str) -> Result<(IpAddr, &str), Wrong<'_>> {
    let (mut rest, zone) = text.split_once('%').unwrap_or((text, ""));
    if zone.is_empty() && text.contains('%') {
        return Err(("zone must be a non-empty string", ""));
    }
    let mut groups: Vec<u16> = Vec::with_capacity(GROUPS);
    let mut gap = None;
    if let Some(behind) = rest.strip_prefix("::") {
        (gap, rest) = (Some(0), behind);
    }
    while groups.len() < GROUPS && !(rest.is_empty() && gap == Some(groups.len())) {
        let digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        if digits > 4 {
            return Err(("each group must have 4 or less digits", rest));
        }
        if digits == 0 {
            return Err(("each colon-separated field must have at least one digit", rest));
        }
        let (group, behind) = rest.split_at(digits);
        if behind.starts_with('.') {
            if gap.is_none() && groups.len() != GROUPS - 2 {
                return Err(("embedded IPv4 address must replace the final 2 fields of the address", rest));
            }
            if groups.len() > GROUPS - 2 {
                return Err(("too many hex fields to fit an embedded IPv4 at the end of the address", rest));
            }
            let [a, b, c, d] = four(rest)?.octets();
            groups.extend([u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d])]);
            rest = "";
            break;
        }
        groups.push(u16::from_str_radix(group, 16).unwrap_or_default());
        if behind.is_empty() {
            rest = behind;
            break;
        }
        rest = behind.strip_prefix(':').ok_or(("unexpected character, want colon", behind))?;
        if rest.is_empty() {
            return Err(("colon must be followed by more characters", behind));
        }
        if let Some(after) = rest.strip_prefix(':') {
            if gap.is_some() {
                return Err(("multiple :: in address", rest));
            }
            (gap, rest) = (Some(groups.len()), after);
        }
    }
    if !rest.is_empty() {
        return Err(("trailing garbage after address", rest));
    }
    match gap {
        None if groups.len() < GROUPS => return Err(("address string too short", "")),
        Some(_) if groups.len() == GROUPS => {
            return Err(("the :: must expand to at least one field of zeros", ""));
        }
        Some(gap) => {
            let zeros = vec![0; GROUPS - groups.len()];
            groups.splice(gap..gap, zeros);
        }
        None => {}
    }
    let groups: [u16; GROUPS] = groups.try_into().unwrap_or_default();
    Ok((Ipv6Addr::from(groups).into(), zone))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_in_go() {
        for (text, address, zone) in [
            ("192.168.0.1", "192.168.0.1", ""),
            ("::", "::", ""),
            ("1::", "1::", ""),
            ("2001:DB8::A", "2001:db8::a", ""),
            ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304", ""),
            ("fe80::1%eth0", "fe80::1", "eth0"),
        ] {
            let (found, found_zone) = parse_address(text).unwrap();
            assert_eq!((found.to_string().as_str(), found_zone), (address, zone), "{text}");
        }
    }

    /// Answers of `netip.ParseAddr`.
    #[test]
    fn what_is_no_address_is_worded_as_in_go() {
        for (text, want) in [
            ("", "unable to parse IP"),
            ("%eth0", "missing IPv6 address"),
            ("1.2.3", "IPv4 address too short"),
            ("1.2.3.4.5", "IPv4 address too long"),
            ("1..2.3", "IPv4 field must have at least one digit (at \".2.3\")"),
            ("1.2.3.256", "IPv4 field has value >255"),
            ("1.2.3.04", "IPv4 field has octet with leading zero"),
            ("1.2.3.4ä", "unexpected character (at \"ä\")"),
            ("1:2", "address string too short"),
            ("12345::", "each group must have 4 or less digits (at \"12345::\")"),
            ("::g", "each colon-separated field must have at least one digit (at \"g\")"),
            ("1:", "colon must be followed by more characters (at \":\")"),
            ("1::2::3", "multiple :: in address (at \":3\")"),
            ("1::2:3:4:5:6:7:8", "the :: must expand to at least one field of zeros"),
            ("1:2:3:4:5:6:7:8:9", "trailing garbage after address (at \"9\")"),
            (
                "1:2:1.2.3.4",
                "embedded IPv4 address must replace the final 2 fields of the address (at \"1.2.3.4\")",
            ),
            ("fe80::1%", "zone must be a non-empty string"),
        ] {
            let error = format!("ParseAddr({}): {want}", quote(text));
            assert_eq!(parse_address(text), Err(error));
        }
    }

    /// Answers of `netip.ParsePrefix`.
    #[test]
    fn what_is_no_prefix_is_worded_as_in_go() {
        for (text, want) in [
            ("1.2.3.4", "no '/'"),
            ("1.2.3/8", "ParseAddr(\"1.2.3\"): IPv4 address too short"),
            ("1.2.3.4/33", "prefix length out of range"),
            ("1.2.3.4/08", "bad bits after slash: \"08\""),
            ("fe80::1%eth0/64", "IPv6 zones cannot be present in a prefix"),
        ] {
            assert_eq!(parse_prefix(text), Err(format!("netip.ParsePrefix({}): {want}", quote(text))));
        }
        assert_eq!(parse_prefix("::1/128"), Ok((Ipv6Addr::LOCALHOST.into(), 128)));
    }
}
