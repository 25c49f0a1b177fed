//! The value of a literal token (`VisitInt` and its siblings of `parser/parser.go`, and `parser/unescape.go`).

use super::ast::Literal;
use super::token::{Kind, Token};

/// `None`: the token is no literal, or has a sign that it cannot have.
pub fn read(token: &Token, is_negative: bool) -> Option<Result<Literal, &'static str>> {
    let sign = if is_negative { "-" } else { "" };
    let text = token.text.as_str();
    Some(match token.kind {
        Kind::Int => int(sign, text).map(Literal::Int).ok_or("invalid int literal"),
        Kind::Float => double(sign, text).map(Literal::Double).ok_or("invalid double literal"),
        _ if is_negative => return None,
        Kind::Uint => uint(text).map(Literal::Uint).ok_or("invalid uint literal"),
        Kind::String => unescape(text, false)
            .and_then(|bytes| String::from_utf8(bytes).map_err(|_| UNABLE))
            .map(|text| Literal::String(text.into())),
        Kind::Bytes => unescape(&text[1..], true).map(|bytes| Literal::Bytes(bytes.into())),
        Kind::True => Ok(Literal::Bool(true)),
        Kind::False => Ok(Literal::Bool(false)),
        Kind::Null => Ok(Literal::Null),
        _ => return None,
    })
}

fn int(sign: &str, text: &str) -> Option<i64> {
    match text.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(&format!("{sign}{digits}"), 16).ok(),
        None => format!("{sign}{text}").parse().ok(),
    }
}

fn uint(text: &str) -> Option<u64> {
    let text = &text[..text.len() - 1];
    match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

/// Go refuses what is too large; Rust would make it infinite.
fn double(sign: &str, text: &str) -> Option<f64> {
    format!("{sign}{text}").parse().ok().filter(|number: &f64| number.is_finite())
}

const UNABLE: &str = "unable to unescape string";
const INVALID: &str = "invalid unicode code point";

/// The bytes of a quoted string. The lexer has seen to it that quotes and escapes are complete.
fn unescape(text: &str, is_bytes: bool) -> Result<Vec<u8>, &'static str> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (text, is_raw) = match text.strip_prefix(['r', 'R']) {
        Some(rest) => (rest, true),
        None => (text.as_str(), false),
    };
    let quotes =
        if text.len() >= 6 && (text.starts_with("'''") || text.starts_with("\"\"\"")) { 3 } else { 1 };
    let inside = text.get(quotes..text.len().saturating_sub(quotes)).ok_or(UNABLE)?;
    if is_raw {
        return Ok(inside.as_bytes().to_vec());
    }
    let mut bytes = Vec::new();
    let mut rest = inside;
    while let Some(at) = rest.find('\\') {
        bytes.extend_from_slice(&rest.as_bytes()[..at]);
        rest = escape(&rest[at + 1..], is_bytes, &mut bytes)?;
    }
    bytes.extend_from_slice(rest.as_bytes());
    Ok(bytes)
}

/// One escape behind its backslash.
fn escape<'t>(text: &'t str, is_bytes: bool, bytes: &mut Vec<u8>) -> Result<&'t str, &'static str> {
    let kind = text.chars().next().ok_or(UNABLE)?;
    let (digits, radix) = match kind {
        'x' | 'X' => (1..3, 16),
        'u' | 'U' if is_bytes => return Err(UNABLE),
        'u' => (1..5, 16),
        'U' => (1..9, 16),
        '0'..='3' => (0..3, 8),
        _ => {
            bytes.push(match kind {
                'a' => 7,
                'b' => 8,
                'f' => 12,
                'n' => b'\n',
                'r' => b'\r',
                't' => b'\t',
                'v' => 11,
                other => u8::try_from(other).map_err(|_| UNABLE)?,
            });
            return Ok(&text[1..]);
        }
    };
    let end = digits.end;
    let number = text.get(digits).and_then(|digits| u32::from_str_radix(digits, radix).ok()).ok_or(UNABLE)?;
    match u8::try_from(number) {
        Ok(byte) if is_bytes => bytes.push(byte),
        _ => {
            let c = char::from_u32(number).ok_or(INVALID)?;
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    Ok(&text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn literal(kind: Kind, text: &str) -> Result<Literal, &'static str> {
        read(&Token { kind, start: 0, end: 0, text: text.to_owned(), hidden: String::new() }, false).unwrap()
    }

    #[test]
    fn strings_are_unescaped() {
        for (text, want) in [
            (r#""a\n\"b\"""#, "a\n\"b\""),
            (r"'\x41\u00e4\101\U0001F600'", "Aä\u{41}😀"),
            (r"r'\n'", r"\n"),
            ("'''a\r\nb'''", "a\nb"),
            ("''", ""),
        ] {
            assert_eq!(literal(Kind::String, text), Ok(Literal::String(want.into())), "{text}");
        }
        assert_eq!(literal(Kind::String, r"'\ud800'"), Err("invalid unicode code point"));
        assert_eq!(literal(Kind::Bytes, r"b'\xff\377a'"), Ok(Literal::Bytes([255, 255, b'a'].into())));
        assert_eq!(literal(Kind::Bytes, r"b'\u0041'"), Err("unable to unescape string"));
    }

    #[test]
    fn numbers_have_limits() {
        assert_eq!(literal(Kind::Int, "0x1f"), Ok(Literal::Int(31)));
        assert_eq!(literal(Kind::Int, "9223372036854775808"), Err("invalid int literal"));
        assert_eq!(literal(Kind::Uint, "18446744073709551616u"), Err("invalid uint literal"));
        assert_eq!(literal(Kind::Float, "1e999"), Err("invalid double literal"));
        assert_eq!(
            read(
                &Token { kind: Kind::Uint, start: 0, end: 0, text: "1u".into(), hidden: String::new() },
                true
            ),
            None
        );
    }
}
