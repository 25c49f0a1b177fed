//! `mime.ParseMediaType`: what Go makes of a Content-Type header.
//!
//! ```text
//! media-type = token "/" token *( ";" token "=" ( token / quoted-string ) )        ; RFC 9110 §8.3.1
//! ```

const INVALID_PARAMETER: &str = "mime: invalid media parameter";

/// The media type in lower case, without its parameters.
///
/// # Errors
/// Go's text for a header that it does not accept.
pub fn parse_media_type(header: &str) -> Result<String, &'static str> {
    let base = header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    check(&base)?;
    let mut rest = header.get(header.find(';').unwrap_or(header.len())..).unwrap_or_default();
    let mut seen: Vec<(String, &str)> = Vec::new();
    while !rest.trim_start().is_empty() {
        let Some((name, value, behind)) = parameter(rest.trim_start()) else {
            return if rest.trim() == ";" { Ok(base) } else { Err(INVALID_PARAMETER) };
        };
        if seen.iter().any(|(other, before)| *other == name && *before != value) {
            return Err("mime: duplicate parameter name");
        }
        seen.push((name, value));
        rest = behind;
    }
    Ok(base)
}

fn check(base: &str) -> Result<(), &'static str> {
    let (major, rest) = token(base);
    if major.is_empty() {
        return Err("mime: no media type");
    }
    if rest.is_empty() {
        return Ok(());
    }
    let Some(rest) = rest.strip_prefix('/') else {
        return Err("mime: expected slash after first token");
    };
    let (minor, rest) = token(rest);
    if minor.is_empty() {
        return Err("mime: expected token after slash");
    }
    if rest.is_empty() { Ok(()) } else { Err("mime: unexpected content after media subtype") }
}

/// Name, value as written and the rest behind one `; name=value`.
fn parameter(text: &str) -> Option<(String, &str, &str)> {
    let (name, rest) = token(text.strip_prefix(';')?.trim_start());
    let rest = rest.trim_start().strip_prefix('=').filter(|_| !name.is_empty())?.trim_start();
    let (value, rest) = if rest.starts_with('"') { quoted(rest)? } else { token(rest) };
    (!value.is_empty()).then(|| (name.to_ascii_lowercase(), value, rest))
}

fn token(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().position(|byte| !is_token(byte)).unwrap_or(text.len()))
}

/// `tchar` of RFC 9110 §5.6.2, and braces, as `mime/grammar.go` has it.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`{|}~".contains(&byte)
}

/// A quoted string with its quotes, and the rest.
fn quoted(text: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return text.split_at_checked(at + 1),
            '\r' | '\n' => return None,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers of Go 1.26's `mime`.
    #[test]
    fn reads_content_types_as_go_does() {
        for (header, want) in [
            ("application/json", Ok("application/json")),
            (" Application/JSON ; charset=UTF-8", Ok("application/json")),
            ("text/plain; charset=\"a;\\\"b\"; x=y", Ok("text/plain")),
            ("text/plain;", Ok("text/plain")),
            ("form-data", Ok("form-data")),
            ("applic{ation/js}on", Ok("applic{ation/js}on")),
            ("", Err("mime: no media type")),
            ("; a=b", Err("mime: no media type")),
            ("text@html", Err("mime: expected slash after first token")),
            ("text/", Err("mime: expected token after slash")),
            ("a/b/c", Err("mime: unexpected content after media subtype")),
            ("a/b; c", Err("mime: invalid media parameter")),
            ("a/b;;", Err("mime: invalid media parameter")),
            ("a/b; c=d; c=e", Err("mime: duplicate parameter name")),
            ("a/b; c=d; c=d", Ok("a/b")),
        ] {
            assert_eq!(parse_media_type(header), want.map(str::to_owned), "{header:?}");
        }
    }
}
