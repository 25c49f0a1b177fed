//! What is pasted in base64 or hexadecimal: DER of a certificate or a key, and texts within the `data` of a Secret or
//! a kubeconfig.

use crate::crypto::pem;
use crate::golang::base64::decode_raw_url;

/// What the bytes are.
pub enum Decoded {
    /// As PEM.
    Der(String),
    Text(String),
}

/// Shorter texts are no certificate and no manifest.
pub const SHORTEST: usize = 40;

/// The whole text as base64 or hexadecimal, however it is broken into lines or groups.
pub fn whole(text: &str) -> Option<Decoded> {
    if text.len() < SHORTEST || !text.is_ascii() {
        return None;
    }
    let bytes = hexadecimal(text).or_else(|| base64(&text.split_whitespace().collect::<String>()))?;
    decoded(&bytes)
}

/// A base64 word within other text: the value of a field.
pub fn word(word: &str) -> Option<Decoded> {
    (word.len() >= SHORTEST).then(|| base64(word)).flatten().and_then(|bytes| decoded(&bytes))
}

/// Words that are told from their surroundings by the characters that base64 does not have; no parts of a JWT.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '-' | '_');
    text.split(move |c| !inside(c)).filter(|word| word.len() >= SHORTEST && !word.starts_with("eyJ"))
}

/// Either alphabet of RFC 4648, padded or not.
fn base64(word: &str) -> Option<Vec<u8>> {
    decode_raw_url(&word.trim_end_matches('=').replace('+', "-").replace('/', "_")).ok()
}

/// `30:82:01`, `30 82 01`, `0x30, 0x82`, `308201`, `\x30\x82`, or the output of xxd and hexdump.
fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let mut digits = String::with_capacity(text.len());
    for line in text.lines() {
        digits.push_str(&dumped(line).unwrap_or_else(|| bare(line)));
    }
    let is_hex = digits.len().is_multiple_of(2)
        && digits.starts_with("30")
        && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let byte = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
    if is_hex { (0..digits.len()).step_by(2).map(byte).collect() } else { None }
}

fn bare(line: &str) -> String {
    line.replace("0x", "")
        .replace("\\x", "")
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ':' | ',' | '-'))
        .collect()
}

/// A line that begins with its offset and may end with the same bytes as characters.
fn dumped(line: &str) -> Option<String> {
    let (offset, bytes) = line.trim_start().split_once([' ', '\t'])?;
    let offset = offset.trim_end_matches(':');
    let is_hex = |word: &str| word.bytes().all(|digit| digit.is_ascii_hexdigit());
    if !(7..=8).contains(&offset.len()) || !is_hex(offset) {
        return None;
    }
    let mut digits = String::new();
    for word in bytes.split([' ', '\t']).filter(|word| !word.is_empty()) {
        if digits.len() == 32 || !matches!(word.len(), 2 | 4) || !is_hex(word) {
            break;
        }
        digits.push_str(word);
    }
    Some(digits)
}

fn decoded(bytes: &[u8]) -> Option<Decoded> {
    if let Some(label) = der(bytes) {
        return Some(Decoded::Der(pem::encode(label, bytes)));
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let printable = text.chars().all(|c| !c.is_control() || c.is_whitespace());
    printable.then(|| Decoded::Text(text.to_owned()))
}

/// The label of RFC 7468 for one DER structure that fills the bytes, told from its first fields.
fn der(bytes: &[u8]) -> Option<&'static str> {
    let whole = content(bytes, 0x30)?;
    if whole.1 != bytes.len() {
        return None;
    }
    let (inner, _) = whole;
    if let Some((first, _)) = content(inner, 0x30) {
        return match first.first()? {
            // A version or, without one, a serial number; the request's version is always 0.
            0xa0 => Some("CERTIFICATE"),
            0x02 if first.starts_with(&[2, 1, 0]) => Some("CERTIFICATE REQUEST"),
            0x02 => Some("CERTIFICATE"),
            0x06 => Some("PUBLIC KEY"),
            _ => None,
        };
    }
    match inner {
        [0x02, 1, 0, 0x30, ..] => Some("PRIVATE KEY"),
        [0x02, 1, 0, ..] => Some("RSA PRIVATE KEY"),
        [0x02, 1, 1, 0x04, ..] => Some("EC PRIVATE KEY"),
        [0x02, ..] => Some("RSA PUBLIC KEY"),
        _ => None,
    }
}

/// The content of a value of this tag, and how long it is with its head (X.690 §8.1.3, definite lengths).
fn content(bytes: &[u8], tag: u8) -> Option<(&[u8], usize)> {
    let (&first, rest) = bytes.strip_prefix(&[tag])?.split_first()?;
    let more = usize::from(first & 0x7f);
    let (head, length) = match first {
        0..0x80 => (2, usize::from(first)),
        _ if (1..=3).contains(&more) => {
            let length = rest.get(..more)?.iter().fold(0, |length, &byte| length << 8 | usize::from(byte));
            (2 + more, length)
        }
        _ => return None,
    };
    Some((bytes.get(head..head + length)?, head + length))
}
