//! `encoding/base64` as the server uses it: line breaks are skipped, unused trailing bits are not looked at,
//! and an error names the byte.

/// Decodes unpadded URL-safe text (`base64.RawURLEncoding`).
///
/// # Errors
/// Go's `illegal base64 data at input byte N`.
pub fn decode_raw_url(text: &str) -> Result<Vec<u8>, String> {
    decode(text.as_bytes(), b"-_", false)
}

/// Decodes padded standard text (`base64.StdEncoding`).
///
/// # Errors
/// Go's `illegal base64 data at input byte N`.
pub fn decode_std(text: &str) -> Result<Vec<u8>, String> {
    decode(text.as_bytes(), b"+/", true)
}

/// Encodes as unpadded URL-safe text.
pub fn encode_raw_url(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

/// Encodes as padded standard text.
pub fn encode_std(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn decode(text: &[u8], last_two: &[u8; 2], padded: bool) -> Result<Vec<u8>, String> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let mut quantum = [0u8; 4];
    let mut filled = 0;
    for (at, &byte) in text.iter().enumerate() {
        if byte == b'\n' || byte == b'\r' {
            continue;
        }
        match value(byte, last_two) {
            Some(bits) => {
                if let Some(slot) = quantum.get_mut(filled) {
                    *slot = bits;
                }
                filled += 1;
                if filled == 4 {
                    emit(&mut out, quantum, 3);
                    filled = 0;
                }
            }
            None if padded && byte == b'=' => {
                padding(text, at, filled)?;
                emit(&mut out, zeroed(quantum, filled), filled - 1);
                return Ok(out);
            }
            None => return Err(corrupt(at)),
        }
    }
    match filled {
        0 => {}
        1 => return Err(corrupt(text.len() - 1)),
        _ if padded => return Err(corrupt(text.len() - filled)),
        _ => emit(&mut out, zeroed(quantum, filled), filled - 1),
    }
    Ok(out)
}

/// Checks what follows the first `=`, found at `at` behind `filled` digits of a quantum.
fn padding(text: &[u8], at: usize, filled: usize) -> Result<(), String> {
    let next = |from: usize| {
        (from..text.len()).find(|i| !matches!(text.get(*i), Some(b'\n' | b'\r'))).unwrap_or(text.len())
    };
    let mut rest = at + 1;
    match filled {
        0 | 1 => return Err(corrupt(at)),
        2 => {
            rest = next(rest);
            match text.get(rest) {
                None => return Err(corrupt(text.len())),
                Some(b'=') => rest += 1,
                Some(_) => return Err(corrupt(rest - 1)),
            }
        }
        _ => {}
    }
    let trailing = next(rest);
    if trailing < text.len() { Err(corrupt(trailing)) } else { Ok(()) }
}

fn zeroed(mut quantum: [u8; 4], filled: usize) -> [u8; 4] {
    quantum.iter_mut().skip(filled).for_each(|slot| *slot = 0);
    quantum
}

fn emit(out: &mut Vec<u8>, quantum: [u8; 4], bytes: usize) {
    let bits = quantum.iter().fold(0u32, |bits, &six| bits << 6 | u32::from(six));
    out.extend(bits.to_be_bytes().iter().skip(1).take(bytes));
}

fn value(byte: u8, last_two: &[u8; 2]) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        _ => last_two.iter().zip(62..).find(|(digit, _)| **digit == byte).map(|(_, bits)| bits),
    }
}

fn corrupt(at: usize) -> String {
    format!("illegal base64 data at input byte {at}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers of Go 1.26's `encoding/base64`.
    #[test]
    fn unpadded_url_text() {
        let corrupt = |at| Err(corrupt(at));
        for (text, want) in [
            ("", Ok(vec![])),
            ("TQ", Ok(vec![b'M'])),
            ("TR", Ok(vec![b'M'])),
            ("TWFu", Ok(b"Man".to_vec())),
            ("-_-_", Ok(vec![0xfb, 0xff, 0xbf])),
            ("T\nW\r\nFu", Ok(b"Man".to_vec())),
            ("T", corrupt(0)),
            ("TWFuT", corrupt(4)),
            ("TQ==", corrupt(2)),
            ("TW+u", corrupt(2)),
            ("TWFu TWFu", corrupt(4)),
            ("TWFé", corrupt(3)),
        ] {
            assert_eq!(decode_raw_url(text), want, "{text:?}");
        }
    }

    #[test]
    fn padded_standard_text() {
        let corrupt = |at| Err(corrupt(at));
        for (text, want) in [
            ("TQ==", Ok(vec![b'M'])),
            ("TWE=\n", Ok(b"Ma".to_vec())),
            ("T\nQ=\n=", Ok(vec![b'M'])),
            ("+/+/", Ok(vec![0xfb, 0xff, 0xbf])),
            ("TQ", corrupt(0)),
            ("TWFuTQ", corrupt(4)),
            ("TQ=", corrupt(3)),
            ("TQ=x", corrupt(2)),
            ("=", corrupt(0)),
            ("T===", corrupt(1)),
            ("TQ==TQ==", corrupt(4)),
            ("-_-_", corrupt(0)),
        ] {
            assert_eq!(decode_std(text), want, "{text:?}");
        }
    }
}
