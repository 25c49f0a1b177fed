//! Texts of bounded length, bytes in hexadecimal, and DER that people paste without its PEM frame.

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// A text that is cut where it outgrows a card.
pub fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Bytes as `0a1b2c`.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// Bytes as `0a:1b:2c`.
pub fn colons(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    pairs.join(":")
}

/// The longest text that is tried as hexadecimal or base64.
const LONGEST: usize = 1 << 18;

/// DER in hexadecimal (`30 82 …`, `30:82:…`, `0x3082…`) or base64; `None` when it is no single SEQUENCE.
pub fn der(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    if text.len() > LONGEST {
        return None;
    }
    let bare: String =
        text.chars().filter(|c| !c.is_whitespace() && !matches!(c, ':' | '"' | '\'')).collect();
    let bytes = unhex(bare.trim_start_matches("0x")).or_else(|| unbase64(&bare))?;
    is_sequence(&bytes).then_some(bytes)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

fn unbase64(text: &str) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let engine = |alphabet| GeneralPurpose::new(alphabet, config);
    let standard = engine(&base64::alphabet::STANDARD).decode(text);
    standard.or_else(|_| engine(&base64::alphabet::URL_SAFE).decode(text)).ok()
}

/// A SEQUENCE whose length is that of the bytes.
fn is_sequence(bytes: &[u8]) -> bool {
    let length = |octets: &[u8]| octets.iter().fold(0usize, |length, byte| length << 8 | usize::from(*byte));
    match bytes {
        [0x30, short @ 0..=0x7f, rest @ ..] => usize::from(*short) == rest.len(),
        [0x30, 0x81, a, rest @ ..] => length(&[*a]) == rest.len(),
        [0x30, 0x82, a, b, rest @ ..] => length(&[*a, *b]) == rest.len(),
        [0x30, 0x83, a, b, c, rest @ ..] => length(&[*a, *b, *c]) == rest.len(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn der_is_found_in_hexadecimal_and_base64() {
        for text in
            ["3003020105", "30 03 02 01 05", "0x3003020105", "30:03:02:01:05\n", "MAMCAQU=", "\"MAMC\nAQU\""]
        {
            assert_eq!(der(text), Some(vec![0x30, 3, 2, 1, 5]), "{text}");
        }
        for text in ["", "3003020105ff", "30030201", "s3cret", "ü", "0201053", "eyJhbGciOiJub25lIn0"] {
            assert_eq!(der(text), None, "{text}");
        }
    }

    #[test]
    fn texts_are_cut_at_characters() {
        assert_eq!(shortened("grüße", 3), "grü…");
        assert_eq!(shortened("grüße", 5), "grüße");
        assert_eq!((hex(&[10, 255]).as_str(), colons(&[10, 255]).as_str()), ("0aff", "0a:ff"));
    }
}
