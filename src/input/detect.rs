//! Pasted text → the pieces it holds. People paste what they have at hand: a token with a line break in it, a
//! header copied from a debugger, a certificate indented by a manifest. What a piece means is for the
//! authenticators to say; this module only names it, so that [`super::place`] can put it where it belongs.
//!
//! ```text
//! text = *( document / pem-block / other )
//! document = manifest / list-of-manifests / kubeconfig / key-set / discovery-document / token-response
//! other = http-request / curl-command / flags / token-file / header-lines / authorization-value / token
//!       / text-around-tokens
//! ```
//!
//! Every function is total and linear in the length of the text.

mod document;
mod lines;
mod reading;
mod sections;

use serde_json::Value;

use super::http::is_token;
use super::jwt_kind::{self, JwtKind};

pub use reading::Reading;

/// One thing found in a pasted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub what: What,
    /// The piece alone, ready to be put into a scenario.
    pub text: String,
}

impl Piece {
    fn new(what: What, text: impl Into<String>) -> Piece {
        Piece { what, text: text.into() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A bearer token by itself.
    Token(TokenKind),
    /// `Bearer …` or `Basic …` without the header's name.
    AuthorizationValue(Option<TokenKind>),
    /// `Name: value` lines.
    Headers(Option<TokenKind>),
    /// A request line and header lines.
    HttpRequest(Option<TokenKind>),
    /// PEM certificates, in the order in which they were found.
    Certificates(usize),
    /// A PEM block that the simulation never needs.
    PrivateKey,
    /// Any other PEM block, by its label.
    OtherPem(String),
    /// A ServiceAccount, Secret, Pod or Node.
    Object(Value),
    /// A manifest of a kind that the server does not look up to authenticate.
    OtherManifest(String),
    /// A TokenReview with an answer.
    TokenReview(Value),
    /// The file of `--authentication-config`.
    AuthenticationConfiguration(Value),
    Kubeconfig(Value),
    /// The arguments in kube-apiserver's own manifest or command.
    Manifest(Vec<String>),
    /// Some kube-apiserver flags.
    Flags(Vec<String>),
    /// The file of `--token-auth-file`.
    TokenFile,
    /// A JSON Web Key Set (RFC 7517).
    Keys,
    /// An issuer's discovery document (OpenID Connect Discovery 1.0 §4.2).
    Discovery(Value),
    /// Text in which nothing was found.
    Unknown,
}

/// What a bearer token looks like from the outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenKind {
    Jwt(JwtKind),
    /// `[a-z0-9]{6}.[a-z0-9]{16}`
    Bootstrap,
    Opaque,
}

/// Whether a text is a scenario document, to be opened as a whole: YAML or JSON that names the format.
pub fn is_scenario(text: &str) -> bool {
    const NAME: &str = "authn-explorer/";
    let text = text.trim_start_matches('\u{feff}');
    let names = |line: &str| {
        line.strip_prefix("apiVersion:")
            .is_some_and(|value| value.trim().trim_matches(['"', '\'']).starts_with(NAME))
    };
    let json = text.trim_start().starts_with('{')
        && text
            .find("\"apiVersion\"")
            .is_some_and(|at| text[at..].chars().take(80).collect::<String>().contains(NAME));
    json || text.lines().take(200).any(names)
}

/// Finds the pieces of a text; an empty text has none.
pub fn recognise(text: &str, reading: Reading) -> Vec<Piece> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Vec::new();
    }
    match reading {
        Reading::Automatic => automatic(text),
        Reading::BearerToken => {
            let token = unquoted(text.trim());
            vec![Piece::new(What::Token(token_kind(token)), token)]
        }
        Reading::HeaderLines => vec![headers(text)],
        Reading::HttpRequest => vec![http_request(text.trim_start())],
        Reading::ClientCertificate => vec![Piece::new(What::Certificates(1), text)],
        Reading::Documents => documents(text),
        Reading::ServerFlags => {
            let flags = lines::flags(&sections::tidied(text)).map(|(flags, _)| What::Flags(flags));
            vec![Piece::new(flags.unwrap_or(What::Unknown), text.trim())]
        }
        Reading::TokenFile => vec![Piece::new(What::TokenFile, text.trim())],
    }
}

/// A document in YAML or JSON, of any kind; `None` when it cannot be read or is too long to be one.
pub fn document_value(text: &str) -> Option<Value> {
    if text.len() > sections::LONGEST { None } else { document::parse(text) }
}

fn documents(text: &str) -> Vec<Piece> {
    let tidied = sections::tidied(text);
    let (mut pieces, rest) = if text.len() > sections::LONGEST {
        (Vec::new(), text.to_owned())
    } else {
        sections::all(unquoted(tidied.trim_end()))
    };
    if !rest.trim().is_empty() {
        pieces.push(Piece::new(What::Unknown, rest.trim()));
    }
    pieces
}

fn automatic(text: &str) -> Vec<Piece> {
    if text.len() > sections::LONGEST {
        return without_documents(text);
    }
    let text = sections::tidied(text);
    let (mut pieces, rest) = sections::split(&text);
    if pieces.is_empty() && text.trim_start().starts_with(['"', '\'', '`']) {
        (pieces, _) = sections::split(unquoted(text.trim()));
    } else if !pieces.is_empty() && !rest.trim().is_empty() {
        let others = without_documents(&rest).into_iter();
        // Beside documents, other text is commentary.
        pieces.extend(others.filter(|piece| piece.what != What::Unknown));
    }
    if pieces.is_empty() { without_documents(&text) } else { pieces }
}

fn without_documents(text: &str) -> Vec<Piece> {
    let (blocks, rest) = pem_blocks(text);
    let mut pieces = Vec::new();
    // Between blocks that a manifest quoted stand its escaped line ends.
    let rest = if blocks.is_empty() { rest } else { rest.replace("\\r", "").replace("\\n", "\n") };
    let rest = rest.trim_matches(['\n', '\r']);
    if blocks.is_empty() || rest.contains(char::is_alphanumeric) {
        pieces.extend(not_pem(rest, !blocks.is_empty()));
    }
    let certificates: Vec<&str> =
        blocks.iter().filter(|block| is_certificate(&block.label)).map(|block| block.text.as_str()).collect();
    if !certificates.is_empty() {
        pieces.push(Piece::new(What::Certificates(certificates.len()), certificates.concat()));
    }
    for block in &blocks {
        if block.label.ends_with("PRIVATE KEY") {
            pieces.push(Piece::new(What::PrivateKey, block.text.clone()));
        } else if !is_certificate(&block.label) {
            pieces.push(Piece::new(What::OtherPem(block.label.clone()), block.text.clone()));
        }
    }
    pieces
}

fn is_certificate(label: &str) -> bool {
    label == "CERTIFICATE"
}

struct PemBlock {
    label: String,
    text: String,
}

/// Splits off PEM blocks (RFC 7468), also indented, quoted by a manifest with `\n` or cut off at the end.
fn pem_blocks(text: &str) -> (Vec<PemBlock>, String) {
    const BEGIN: &str = "-----BEGIN ";
    let mut blocks = Vec::new();
    let mut others = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(BEGIN) {
        let (before, block) = rest.split_at(start);
        others.push_str(before);
        let after_begin = &block[BEGIN.len()..];
        let Some(label_end) = after_begin.find("-----").filter(|&end| end <= 64) else {
            others.push_str(BEGIN);
            rest = after_begin;
            continue;
        };
        let label = &after_begin[..label_end];
        let end_line = format!("-----END {label}-----");
        let reach = after_begin.find(BEGIN).map_or(block.len(), |next| BEGIN.len() + next);
        let length = block[..reach].find(&end_line).map_or(reach, |end| end + end_line.len());
        let (block, after) = block.split_at(length);
        blocks.push(PemBlock { label: label.to_owned(), text: straightened(block) });
        rest = after;
    }
    others.push_str(rest);
    (blocks, others)
}

/// A PEM block with one line per line: no indentation, no escaped line ends.
fn straightened(block: &str) -> String {
    let block = block.replace("\\r", "").replace("\\n", "\n");
    let mut lines = String::with_capacity(block.len() + 1);
    for line in block.lines().map(str::trim).filter(|line| !line.is_empty()) {
        lines.push_str(line);
        lines.push('\n');
    }
    lines
}

/// What stands outside PEM blocks. Beside a block, text that is nothing known is commentary
/// (`openssl s_client` prints a lot of it) and not worth a word.
fn not_pem(text: &str, beside_pem: bool) -> Vec<Piece> {
    if is_request_line(first_line(text)) {
        return vec![http_request(text.trim_start())];
    }
    if let Some(request) = lines::curl(text) {
        return vec![http_request(request.trim_end())];
    }
    if let Some((flags, whole)) = lines::flags(text) {
        return vec![Piece::new(if whole { What::Manifest(flags) } else { What::Flags(flags) }, text.trim())];
    }
    if lines::is_token_file(text) {
        return vec![Piece::new(What::TokenFile, text.trim())];
    }
    if let Some(token) = labelled_token(text) {
        return vec![Piece::new(What::Token(token_kind(token)), token)];
    }
    if all_header_lines(text) {
        return vec![headers(text)];
    }
    let trimmed = unquoted(text.trim());
    if let Some((scheme, credentials)) = trimmed.split_once([' ', '\t'])
        && ["bearer", "basic", "negotiate", "digest"].contains(&scheme.to_ascii_lowercase().as_str())
    {
        let kind = scheme.eq_ignore_ascii_case("bearer").then(|| token_kind(credentials.trim()));
        return vec![Piece::new(What::AuthorizationValue(kind), trimmed)];
    }
    let joined: String = trimmed.split_whitespace().collect();
    if let Some(kind) = jwt_kind::of(&joined) {
        return vec![Piece::new(What::Token(TokenKind::Jwt(kind)), joined)];
    }
    let one_word = trimmed.len() == joined.len() && joined.bytes().all(|byte| byte.is_ascii_graphic());
    let commentary = beside_pem && ["subject=", "issuer="].iter().any(|name| trimmed.starts_with(name));
    if one_word && !commentary {
        return vec![Piece::new(What::Token(token_kind(trimmed)), trimmed)];
    }
    if let Some((kind, token)) = jwt_inside(text) {
        return vec![Piece::new(What::Token(TokenKind::Jwt(kind)), token)];
    }
    if beside_pem { Vec::new() } else { vec![Piece::new(What::Unknown, trimmed)] }
}

fn first_line(text: &str) -> &str {
    text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("")
}

/// `GET /api HTTP/1.1`
fn is_request_line(line: &str) -> bool {
    let mut words = line.split(' ').filter(|word| !word.is_empty());
    let (Some(method), Some(_target), Some(version)) = (words.next(), words.next(), words.next()) else {
        return false;
    };
    !method.is_empty() && method.bytes().all(is_token) && version.starts_with("HTTP/")
}

fn http_request(text: &str) -> Piece {
    let kind = text.lines().take_while(|line| !line.trim().is_empty()).find_map(authorization_kind);
    Piece::new(What::HttpRequest(kind), text)
}

fn headers(text: &str) -> Piece {
    let lines: Vec<&str> = text.lines().map(header_part).filter(|line| !line.trim().is_empty()).collect();
    let kind = lines.iter().find_map(|line| authorization_kind(line));
    Piece::new(What::Headers(kind), lines.join("\n"))
}

/// The header in a line of `curl -v`, which marks what it sends with `> `.
fn header_part(line: &str) -> &str {
    line.strip_prefix("> ").unwrap_or(line).trim_start()
}

/// The bearer token of an `Authorization` line, if this is one.
fn authorization_kind(line: &str) -> Option<TokenKind> {
    let (name, value) = line.split_once(':')?;
    let (scheme, token) = value.trim().split_once(' ')?;
    (name.trim().eq_ignore_ascii_case("authorization") && scheme.eq_ignore_ascii_case("bearer"))
        .then(|| token_kind(token.trim()))
}

/// Whether every line is `name: value`. A lone `name:value` may as well be a token (Rancher's hold a colon),
/// so that one needs a name that authentication knows.
fn all_header_lines(text: &str) -> bool {
    let mut seen = 0;
    for line in text.lines().map(header_part).filter(|line| !line.trim().is_empty()) {
        let Some((name, value)) = line.split_once(':') else { return false };
        let spaced = value.is_empty() || value.starts_with([' ', '\t']);
        if name.is_empty() || !name.bytes().all(is_token) || !(spaced || is_known_header(name)) {
            return false;
        }
        seen += 1;
    }
    seen > 0
}

fn is_known_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["authorization", "sec-websocket-protocol", "host", "accept", "user-agent"].contains(&name.as_str())
        || name.starts_with("x-")
        || name.starts_with("impersonate-")
}

/// The token of one `token: …` line, as kubeconfigs and token responses have it.
fn labelled_token(text: &str) -> Option<&str> {
    let (name, value) = text.trim().split_once(':')?;
    let name = unquoted(name.trim());
    let value = unquoted(value.trim().trim_end_matches(','));
    (["token", "id-token", "id_token", "access_token"].contains(&name)
        && !value.is_empty()
        && !value.contains(char::is_whitespace))
    .then_some(value)
}

fn unquoted(text: &str) -> &str {
    for quote in ['"', '\'', '`'] {
        if let Some(inner) = text.strip_prefix(quote).and_then(|text| text.strip_suffix(quote)) {
            return inner.trim();
        }
    }
    text
}

fn token_kind(token: &str) -> TokenKind {
    if let Some(kind) = jwt_kind::of(token) {
        TokenKind::Jwt(kind)
    } else if is_bootstrap(token) {
        TokenKind::Bootstrap
    } else {
        TokenKind::Opaque
    }
}

/// `[a-z0-9]{6}.[a-z0-9]{16}` (`k8s.io/cluster-bootstrap/token/api`, `BootstrapTokenPattern`).
pub fn is_bootstrap(token: &str) -> bool {
    let part = |text: &str, length: usize| {
        text.len() == length && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    token.split_once('.').is_some_and(|(id, secret)| part(id, 6) && part(secret, 16))
}

/// The first JWT within other text.
fn jwt_inside(text: &str) -> Option<(JwtKind, &str)> {
    let in_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.split(|c| !in_token(c)).filter(|word| word.starts_with("ey")).find_map(|word| {
        jwt_kind::of(word.trim_end_matches('.')).map(|kind| (kind, word.trim_end_matches('.')))
    })
}

#[cfg(test)]
mod tests;
