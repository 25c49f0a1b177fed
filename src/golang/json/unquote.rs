//! The content of JSON string literals, as `encoding/json` unquotes them.

/// The content of a string literal. Broken UTF-8 and lone surrogates become U+FFFD, one for each byte or escape.
pub(super) fn unquote(inner: &[u8]) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.iter().position(|byte| *byte == b'\\') {
        let (plain, escape) = rest.split_at(at);
        push_lossy(&mut out, plain);
        let (c, length) = unescape(escape);
        out.push(c);
        rest = escape.get(length..).unwrap_or_default();
    }
    push_lossy(&mut out, rest);
    out
}

fn push_lossy(out: &mut String, bytes: &[u8]) {
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        out.extend(chunk.invalid().iter().map(|_| char::REPLACEMENT_CHARACTER));
    }
}

/// The character of an escape sequence and the length of the sequence. The scanner has checked the syntax.
fn unescape(escape: &[u8]) -> (char, usize) {
    let c = match escape.get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => {
            let high = code_unit(escape);
            if let Some(c) = char::from_u32(high) {
                return (c, 6);
            }
            let low = escape.get(6..).filter(|next| next.starts_with(b"\\u")).map_or(0, code_unit);
            if (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low) {
                let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), 12);
            }
            return (char::REPLACEMENT_CHARACTER, 6);
        }
        Some(other) => char::from(*other),
        None => char::REPLACEMENT_CHARACTER,
    };
    (c, 2)
}

fn code_unit(escape: &[u8]) -> u32 {
    escape
        .iter()
        .skip(2)
        .take(4)
        .fold(0, |code, digit| code << 4 | char::from(*digit).to_digit(16).unwrap_or_default())
}
