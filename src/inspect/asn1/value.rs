//! Tags and primitive values in words (X.680 §8.4, X.690 §8).

use super::super::oid;
use super::super::text::{colons, shortened};
use super::Frame;
use crate::crypto::Oid;

const LONGEST_TEXT: usize = 400;
const LONGEST_BYTES: usize = 24;

pub fn tag(frame: &Frame) -> String {
    let number = frame.number;
    match frame.class {
        0 => universal(number).map_or_else(|| format!("UNIVERSAL {number}"), str::to_owned),
        1 => format!("APPLICATION {number}"),
        2 => format!("[{number}]"),
        _ => format!("PRIVATE {number}"),
    }
}

fn universal(number: u32) -> Option<&'static str> {
    Some(match number {
        1 => "BOOLEAN",
        2 => "INTEGER",
        3 => "BIT STRING",
        4 => "OCTET STRING",
        5 => "NULL",
        6 => "OBJECT IDENTIFIER",
        10 => "ENUMERATED",
        12 => "UTF8String",
        16 => "SEQUENCE",
        17 => "SET",
        18 => "NumericString",
        19 => "PrintableString",
        20 => "T61String",
        22 => "IA5String",
        23 => "UTCTime",
        24 => "GeneralizedTime",
        26 => "VisibleString",
        28 => "UniversalString",
        30 => "BMPString",
        _ => return None,
    })
}

/// A primitive value. `wrapping`: its content is shown as values of its own.
pub fn of(frame: &Frame, content: &[u8], wrapping: bool) -> String {
    if frame.class != 0 {
        return text(content).unwrap_or_else(|| bytes(content));
    }
    match frame.number {
        1 => match content {
            [0] => "FALSE".to_owned(),
            [0xff] => "TRUE".to_owned(),
            other => bytes(other),
        },
        2 | 10 => integer(content),
        3 if wrapping => String::new(),
        3 => bits(content),
        4 if wrapping => String::new(),
        5 => String::new(),
        6 => match Oid::from_der_content(content).map(|oid| oid.to_string()) {
            Some(dotted) => match oid::name(&dotted) {
                Some(name) => format!("{dotted} ({name})"),
                None => shortened(&dotted, LONGEST_TEXT),
            },
            None => bytes(content),
        },
        30 => {
            let units =
                content.chunks(2).map(|pair| pair.iter().fold(0, |unit, byte| unit << 8 | u16::from(*byte)));
            let decoded: String = char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')).collect();
            shortened(&decoded, LONGEST_TEXT)
        }
        23 | 24 => text(content).map_or_else(|| bytes(content), |time| moment(&time)),
        12 | 18..=20 | 22 | 26 => shortened(&String::from_utf8_lossy(content), LONGEST_TEXT),
        _ => bytes(content),
    }
}

/// Up to 64 bits in decimal, more in hexadecimal.
fn integer(content: &[u8]) -> String {
    if content.is_empty() || content.len() > 8 {
        let count = content.len() * 8;
        return if content.is_empty() { String::new() } else { format!("{} ({count} bits)", bytes(content)) };
    }
    let negative = content.first().is_some_and(|byte| byte & 0x80 != 0);
    let start = if negative { -1i64 } else { 0 };
    content.iter().fold(start, |number, byte| number << 8 | i64::from(*byte)).to_string()
}

fn bits(content: &[u8]) -> String {
    let Some((&unused, rest)) = content.split_first() else { return String::new() };
    let count = (rest.len() * 8).saturating_sub(unused.into());
    if count <= 16 {
        let bit = |index: usize| rest.get(index / 8).is_some_and(|byte| byte >> (7 - index % 8) & 1 == 1);
        return (0..count).map(|index| if bit(index) { '1' } else { '0' }).collect();
    }
    format!("{} ({count} bits)", bytes(rest))
}

fn bytes(content: &[u8]) -> String {
    match content.get(..LONGEST_BYTES) {
        Some(head) if content.len() > LONGEST_BYTES => format!("{}… ({} bytes)", colons(head), content.len()),
        _ => colons(content),
    }
}

/// Bytes that are a printable text.
fn text(content: &[u8]) -> Option<String> {
    let printable = content.len() > 2 && content.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ');
    printable.then(|| shortened(&String::from_utf8_lossy(content), LONGEST_TEXT))
}

/// `261123120000Z` → `2026-11-23 12:00:00 UTC`; other forms stay as they are.
fn moment(time: &str) -> String {
    let digits = time.strip_suffix('Z').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let whole = match digits {
        Some(short) if short.len() == 12 => {
            let century = if short.get(..2).is_some_and(|year| year >= "50") { "19" } else { "20" };
            format!("{century}{short}")
        }
        Some(long) if long.len() == 14 => long.to_owned(),
        _ => return time.to_owned(),
    };
    let part = |from: usize, to: usize| whole.get(from..to).unwrap_or_default();
    format!(
        "{}-{}-{} {}:{}:{} UTC",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14)
    )
}
