//! What is pasted most and says by itself what it is: a token, an Authorization value, header lines, a request, PEM
//! certificates, and certificates below one of these. Little code recognises that, so that the page's first worker holds
//! no more; everything else takes the whole of [`super`]. Both begin here, and so find the same.

use super::{Piece, What, encoded, headers, pem, token_kind};
use crate::input::jwt_kind;

/// Words that are shorter are nothing encoded.
const LONGEST_WORD: usize = encoded::SHORTEST - 1;

/// The pieces of a plain text, `None` when it is not one.
pub fn pieces(text: &str) -> Option<Vec<Piece>> {
    let unusual = |byte: u8| !matches!(byte, b'\n' | b' '..=b'~');
    if text.bytes().any(unusual) || text.lines().any(|line| line.starts_with(' ') || line.ends_with(' ')) {
        return None;
    }
    let (blocks, rest) = pem::blocks(text);
    if blocks.iter().any(|block| block.label != "CERTIFICATE") {
        return None;
    }
    let mut found = Vec::new();
    let rest = rest.trim();
    if !rest.is_empty() {
        found.push(credential(rest)?);
    }
    let certificates = pem::pieces(&blocks);
    let presented = |piece: &Piece| matches!(piece.what, What::Certificates(_));
    if !certificates.iter().all(presented) {
        return None;
    }
    found.extend(certificates);
    Some(found)
}

fn credential(text: &str) -> Option<Piece> {
    if text.lines().any(str::is_empty) || !text.split(' ').flat_map(str::lines).all(is_plain) {
        return None;
    }
    let (first, others) = text.split_once('\n').unwrap_or((text, ""));
    let all_headers = |lines: &str| lines.lines().all(is_header);
    if headers::is_request_line(first) && all_headers(others) {
        return Some(headers::http_request(text));
    }
    if all_headers(text)
        && text.lines().filter_map(|line| line.split_once(':')).all(|(name, _)| headers::is_known(name))
    {
        return Some(headers::lines(text));
    }
    let (scheme, token) = text.split_once(' ').map_or((None, text), |(scheme, token)| (Some(scheme), token));
    if !is_token(token) {
        return None;
    }
    match scheme {
        None => Some(Piece::new(What::Token(token_kind(token)), token)),
        Some("Bearer") => Some(Piece::new(What::AuthorizationValue(Some(token_kind(token))), text)),
        Some(_) => None,
    }
}

/// `Name: value`
fn is_header(line: &str) -> bool {
    line.starts_with(|c: char| c.is_ascii_uppercase())
        && line.split_once(": ").is_some_and(|(name, _)| name.bytes().all(super::super::http::is_token))
}

/// Whether a word hides nothing else.
fn is_plain(word: &str) -> bool {
    word.len() <= LONGEST_WORD || jwt_kind::of(word).is_some()
}

/// A word that can only be meant as a token.
fn is_token(word: &str) -> bool {
    let telling = |c: char| c.is_ascii_digit() || matches!(c, '-' | '.');
    word.starts_with(|c: char| c.is_ascii_alphanumeric())
        && (word.starts_with(|c: char| c.is_ascii_lowercase()) || word.contains(telling))
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        && !headers::is_masked(word)
}

#[cfg(test)]
mod tests {
    use super::super::by_file;
    use super::*;

    fn demo(name: &str) -> String {
        std::fs::read_to_string(format!("{}/static/demo/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    }

    #[test]
    fn what_is_plain_is_what_the_whole_reader_finds() {
        let request =
            "GET /api/v1/pods HTTP/1.1\nHost: k:6443\nX-Remote-User: jane\nX-Remote-Extra-Scopes: read\n\n";
        let token = demo("builder.jwt");
        for text in [
            "abcdef.0123456789abcdef",
            "jane-demo-token\n",
            "not-a-token-of-this-cluster",
            "Bearer jane-demo-token",
            "Authorization: Bearer jane-demo-token",
            "authorization-less",
            "secret",
            "s",
            "Z3cr3t.x",
            "curl",
            "kubectl",
            "null",
            "X-Remote-User: jane\nX-Remote-Group: a\n",
            request,
            &token,
            &format!("Authorization: Bearer {token}"),
            &format!("Bearer {token}"),
            &format!("GET / HTTP/1.1\nAuthorization: Bearer {token}"),
            &demo("kubernetes-admin.crt"),
            &format!("{}{}", demo("jane.crt"), demo("expired.crt")),
            &format!("{request}{}", demo("front-proxy-client.crt")),
            "GET / HTTP/1.1\nAuthorization: Bearer <masked>",
        ] {
            assert_eq!(pieces(text), Some(by_file(text)), "{text}");
        }
    }

    #[test]
    fn all_else_takes_the_whole_reader() {
        let key = demo("jane.key");
        for text in [
            "kind: Secret",
            "{\"kind\": \"Secret\"}",
            "curl -H 'X-Remote-User: jane' https://k",
            "--oidc-issuer-url=https://idp",
            "REDACTED",
            "Unauthorized",
            "Basic amFuZTpz",
            "token: abc-1",
            "  indented: 1",
            "GET / HTTP/1.1\n\nbody",
            "Zürich-1",
            &demo("ca.crt"),
            &key,
            &"a1".repeat(30),
        ] {
            assert_eq!(pieces(text), None, "{text}");
        }
    }
}
