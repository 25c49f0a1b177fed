//! Header lines, and what of them authentication knows.

use super::super::http::is_token;
use super::{Piece, TokenKind, What, token_kind};

const MASKED: &str = "The token is masked or a placeholder in this text, so its header is left out: paste the token itself, too.";

/// `GET /api HTTP/1.1`
pub fn is_request_line(line: &str) -> bool {
    let mut words = line.split(' ').filter(|word| !word.is_empty());
    let (Some(method), Some(_target), Some(version)) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    let upper = method.bytes().any(|byte| byte.is_ascii_uppercase());
    upper && method.bytes().all(is_token) && version.starts_with("HTTP/")
}

pub fn http_request(text: &str) -> Piece {
    let (text, masked) = without_masked(text);
    let kind = text.lines().take_while(|line| !line.trim().is_empty()).find_map(authorization_kind);
    Piece::new(What::HttpRequest(kind), text).remarked(if masked { MASKED } else { "" })
}

pub fn lines(text: &str) -> Piece {
    let lines: Vec<&str> = text.lines().map(header_part).filter(|line| !line.trim().is_empty()).collect();
    let (text, masked) = without_masked(&lines.join("\n"));
    let kind = text.lines().find_map(authorization_kind);
    Piece::new(What::Headers(kind), text).remarked(if masked { MASKED } else { "" })
}

fn without_masked(text: &str) -> (String, bool) {
    let masked = |line: &str| authorization(line).is_some_and(|(_, token)| is_masked(token));
    if !text.lines().any(masked) {
        return (text.to_owned(), false);
    }
    let kept: Vec<&str> = text.lines().filter(|line| !masked(line)).collect();
    (kept.join("\n"), true)
}

/// What people and programs write in the place of a token.
pub fn is_masked(token: &str) -> bool {
    let token = token.trim().trim_matches(['"', '\'']);
    let stars = |sign: char| token.len() > 2 && token.chars().all(|c| c == sign);
    (token.starts_with(['<', '[', '{', '$']) && token.len() > 1)
        || token.ends_with("...")
        || token.contains('…')
        || token.contains("***")
        || ["redacted", "masked", "data+omitted", "your_token", "your-token"]
            .contains(&&*token.to_ascii_lowercase())
        || ['x', 'X', '.', '-'].into_iter().any(stars)
}

/// The header in a line of `curl -v`, which marks what it sends with `> `.
pub fn header_part(line: &str) -> &str {
    line.strip_prefix("> ").unwrap_or(line).trim_start()
}

/// Scheme and token of an `Authorization` line.
fn authorization(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(':')?;
    let (scheme, token) = value.trim().split_once(' ')?;
    name.trim().eq_ignore_ascii_case("authorization").then(|| (scheme, token.trim()))
}

/// The bearer token of an `Authorization` line, if this is one.
fn authorization_kind(line: &str) -> Option<TokenKind> {
    let (scheme, token) = authorization(line)?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token_kind(token))
}

/// Whether every line is `name: value`. A lone `name:value` may as well be a token (Rancher's hold a colon),
/// so that one needs a name that authentication knows.
pub fn all(text: &str) -> bool {
    let mut seen = 0;
    for line in text.lines().map(header_part).filter(|line| !line.trim().is_empty()) {
        let Some((name, value)) = line.split_once(':') else { return false };
        let spaced = value.is_empty() || value.starts_with([' ', '\t']);
        if name.is_empty() || !name.bytes().all(is_token) || !(spaced || is_known(name)) {
            return false;
        }
        seen += 1;
    }
    seen > 0
}

pub fn is_known(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["authorization", "sec-websocket-protocol", "host", "accept", "user-agent"].contains(&name.as_str())
        || name.starts_with("x-")
        || name.starts_with("impersonate-")
}

/// Headers that authentication knows, within lines that are something else: `-H 'Authorization: Bearer x'`, a log.
pub fn inside(text: &str) -> Option<Piece> {
    let found: Vec<String> = text.lines().filter_map(known_header).collect();
    (!found.is_empty()).then(|| lines(&found.join("\n")))
}

fn known_header(line: &str) -> Option<String> {
    const NAMES: [&str; 3] = ["authorization", "x-remote-", "impersonate-"];
    let lower = line.to_ascii_lowercase();
    let start = NAMES.iter().filter_map(|name| lower.find(name)).min()?;
    let header = line.get(start..)?;
    let (name, value) = header.split_once([':', '='])?;
    let value = value.trim().trim_matches(['"', '\'', ',', '}', ' ']);
    let whole = name.trim_end().trim_end_matches(['"', '\'']);
    (whole.bytes().all(is_token) && !value.is_empty()).then(|| {
        let scheme = value.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("bearer "));
        let value = if scheme {
            value.split_whitespace().take(2).collect::<Vec<_>>().join(" ")
        } else {
            value.to_owned()
        };
        format!("{whole}: {}", value.trim_end_matches(['"', '\'', ',', ';', ')', '}']))
    })
}
