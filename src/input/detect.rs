//! Pasted text → the pieces it holds. People paste what they have at hand: a token with a line break in it, a
//! header copied from a debugger, a certificate indented by a manifest. What a piece means is for the
//! authenticators to say; this module only names it, so that [`super::place`] can put it where it belongs.
//!
//! ```text
//! text = *( file / log / document / pem-block / other )
//! file = "# file: " name LF text
//! log = kubectl-dump / line-of-a-refusal
//! document = manifest / list-of-manifests / kubeconfig / key-set / discovery-document / token-response
//! other = http-request / command / flags / token-file / header-lines / authorization-value / token
//!       / encoded / text-around-tokens
//! ```
//!
//! Every function is total and linear in the length of the text.

mod clean;
mod command;
mod document;
mod dump;
mod encoded;
mod headers;
mod lines;
mod pem;
mod piece;
mod plain;
mod prompt;
mod reading;
mod said;
mod sections;
mod shell;
mod text;

use serde_json::Value;

use super::jwt_kind;
use headers::{header_part, http_request, is_known as is_known_header, is_request_line};

pub use piece::{Confidence, Piece, Speaker, TokenKind, What, Whose};
pub use reading::Reading;

/// Before the text of a file that was dropped on the page.
pub const FILE_MARK: &str = "# file: ";

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
        Reading::Automatic => plain::pieces(text).unwrap_or_else(|| by_file(text)),
        Reading::Documents => documents(text),
        _ => vec![read_as(text, reading)],
    }
}

/// The pieces of a text that is plain, as most are; `None` when only [`recognise`] can tell.
pub fn recognise_plain(text: &str) -> Option<Vec<Piece>> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() { Some(Vec::new()) } else { plain::pieces(text) }
}

/// The pieces, some of them read as the reader wants it.
pub fn recognise_with(text: &str, reading: Reading, wishes: &[(usize, Reading)]) -> Vec<Piece> {
    let mut pieces = recognise(text, reading);
    for (index, wish) in wishes {
        if let Some(piece) = pieces.get_mut(*index).filter(|_| *wish != Reading::Automatic) {
            let file = piece.file.take();
            *piece = Piece { file, chosen: Some(*wish), ..read_as(&piece.text, *wish) };
        }
    }
    pieces
}

fn read_as(text: &str, reading: Reading) -> Piece {
    let document = |what: fn(Value) -> What| {
        let value = document_value(text).filter(Value::is_object);
        Piece::new(value.map_or(What::Unknown, what), text)
    };
    match reading {
        Reading::BearerToken => {
            let review =
                document_value(text).and_then(|value| Some(value["spec"]["token"].as_str()?.to_owned()));
            let token = review.unwrap_or_else(|| unquoted(text.trim()).to_owned());
            Piece::new(What::Token(token_kind(&token)), token)
        }
        Reading::HeaderLines => headers::lines(text),
        Reading::HttpRequest => http_request(text.trim_start()),
        Reading::ClientCertificate => {
            Piece::new(What::Certificates(text.matches("-----BEGIN").count().max(1)), text)
        }
        Reading::ClientAuthority => Piece::new(What::Authorities(Whose::Clients), text),
        Reading::ProxyAuthority => Piece::new(What::Authorities(Whose::Proxies), text),
        Reading::ServerFlags => {
            let flags = lines::flags(&clean::lines(text)).map(|(flags, _)| What::Flags(flags));
            Piece::new(flags.unwrap_or(What::Unknown), text.trim())
        }
        Reading::TokenFile => Piece::new(What::TokenFile, text.trim()),
        Reading::Credentials => document(What::Kubeconfig),
        Reading::WebhookConfig => Piece::new(What::WebhookKubeconfig, text),
        Reading::WebhookAnswer => document(What::TokenReview),
        Reading::LeaveOut => Piece::new(What::LeftOut, text),
        Reading::Automatic | Reading::Documents => Piece::new(What::Unknown, text.trim()),
    }
}

/// A document in YAML or JSON, of any kind; `None` when it cannot be read or is too long to be one.
pub fn document_value(text: &str) -> Option<Value> {
    if text.len() > sections::LONGEST { None } else { document::parse(text) }
}

fn documents(text: &str) -> Vec<Piece> {
    let tidied = clean::lines(text);
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

/// Each file that was dropped is read by itself.
fn by_file(text: &str) -> Vec<Piece> {
    let starts_file = |line: &str| line.starts_with(FILE_MARK);
    if !text.lines().any(starts_file) {
        return automatic(text);
    }
    let mut pieces = Vec::new();
    let mut name: Option<String> = None;
    let mut part = String::new();
    let mut close = |name: &Option<String>, part: &mut String| {
        if !part.trim().is_empty() {
            pieces.extend(automatic(part).into_iter().map(|piece| Piece { file: name.clone(), ..piece }));
        }
        part.clear();
    };
    for line in text.split_inclusive('\n') {
        match line.strip_prefix(FILE_MARK) {
            Some(next) => {
                close(&name, &mut part);
                name = Some(next.trim().to_owned());
            }
            None => part.push_str(line),
        }
    }
    close(&name, &mut part);
    pieces
}

fn automatic(text: &str) -> Vec<Piece> {
    if text.len() > sections::LONGEST {
        return without_documents(text);
    }
    let text = clean::characters(text);
    // A string of JSON, with its line ends escaped.
    let text = match serde_json::from_str::<String>(text.trim()) {
        Ok(inner) if inner.contains(['\n', '{']) => inner.into(),
        _ => text,
    };
    let text = clean::lines(&text);
    let (said, text) = said::split(&text);
    let (dumped, text) = match dump::kubectl(&text) {
        Some((piece, rest)) => (Some(piece), rest.into()),
        None => (None, text),
    };
    let mut pieces = known_or_other(&text);
    if dumped.is_some() || !said.is_empty() {
        // What stands around a log is commentary, if it is nothing that says what it is.
        let told =
            |piece: &Piece| piece.what.confidence() != Confidence::Guess && piece.what != What::Headers(None);
        pieces.retain(told);
    }
    dumped.into_iter().chain(pieces).chain(said).collect()
}

fn known_or_other(text: &str) -> Vec<Piece> {
    let (mut pieces, rest) = sections::split(text);
    if pieces.is_empty() && text.trim_start().starts_with(['"', '\'', '`']) {
        (pieces, _) = sections::split(unquoted(text.trim()));
    } else if !pieces.is_empty() && !rest.trim().is_empty() {
        let others = without_documents(&rest).into_iter();
        // Beside documents, other text is commentary.
        pieces.extend(others.filter(|piece| piece.what != What::Unknown));
    }
    if pieces.is_empty() && !text.trim().is_empty() { without_documents(text) } else { pieces }
}

fn without_documents(text: &str) -> Vec<Piece> {
    let (blocks, rest) = pem::blocks(text);
    let mut pieces = Vec::new();
    // Between blocks that a manifest quoted stand its escaped line ends.
    let rest = if blocks.is_empty() { rest } else { rest.replace("\\r", "").replace("\\n", "\n") };
    let rest = rest.trim_matches(['\n', '\r']);
    if blocks.is_empty() || rest.contains(char::is_alphanumeric) {
        pieces.extend(text::pieces(rest, !blocks.is_empty()));
    }
    pieces.extend(pem::pieces(&blocks));
    pieces
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

#[cfg(test)]
mod tests;
