//! What is neither a document nor PEM: requests, commands, flags, header lines, tokens, and tokens within other text.

use super::encoded::{self, Decoded};
use super::headers::{self, is_masked};
use super::{
    Piece, TokenKind, What, command, dump, lines, pem, prompt, sections, shell, token_kind, unquoted,
};
use crate::input::jwt_kind::{self, JwtKind};

/// What stands outside PEM blocks. Beside a block, text that is nothing known is commentary
/// (`openssl s_client` prints a lot of it) and not worth a word.
pub fn pieces(text: &str, beside_pem: bool) -> Vec<Piece> {
    if let Some(found) = request(text) {
        return found;
    }
    if let Some((flags, rest)) = lines::flags_beside(text) {
        let mut found = pieces(&rest, beside_pem);
        found.extend(server(&flags).into_iter().flatten());
        return found;
    }
    if let Some(found) = server(text).or_else(|| credential(text, beside_pem)) {
        return found;
    }
    let unknown = || Piece::new(What::Unknown, unquoted(text.trim()));
    if text.len() > sections::LONGEST {
        return vec![unknown()];
    }
    let typed = prompt::without(text);
    if typed.len() < text.trim_end().len()
        && !typed.trim().is_empty()
        && let Some(found) = server(&typed).or_else(|| credential(&typed, beside_pem))
    {
        return found;
    }
    if let Some(piece) = headers::inside(text).or_else(|| token_inside(text)) {
        return vec![piece];
    }
    if beside_pem { Vec::new() } else { vec![unknown()] }
}

/// A request as such or as a command, and the token that it lacks.
fn request(text: &str) -> Option<Vec<Piece>> {
    let (piece, rest) = dump::http(text).or_else(|| {
        if !command::is_in(text) {
            return None;
        }
        command::split(&shell::with_variables(text))
    })?;
    let mut found = vec![piece];
    let has_token = found.iter().any(|piece| matches!(piece.what, What::HttpRequest(Some(_))));
    if !has_token && let Some((kind, token)) = jwt_inside(&rest) {
        found.push(Piece::new(What::Token(TokenKind::Jwt(kind)), token));
    }
    Some(found)
}

fn server(text: &str) -> Option<Vec<Piece>> {
    if let Some((flags, whole)) = lines::flags(text).or_else(|| lines::process(text)) {
        return Some(vec![Piece::new(
            if whole { What::Manifest(flags) } else { What::Flags(flags) },
            text.trim(),
        )]);
    }
    lines::is_token_file(text).then(|| vec![Piece::new(What::TokenFile, text.trim())])
}

fn credential(text: &str, beside_pem: bool) -> Option<Vec<Piece>> {
    if let Some(found) = encoded::whole(unquoted(text.trim())).and_then(decoded) {
        return Some(found);
    }
    let encoded: Vec<Piece> =
        encoded::words(text).filter_map(encoded::word).filter_map(decoded).flatten().collect();
    if !encoded.is_empty() {
        return Some(encoded);
    }
    if let Some(token) = labelled_token(text.trim()) {
        return Some(vec![token_piece(token)]);
    }
    if headers::all(text) {
        return Some(vec![headers::lines(text)]);
    }
    let trimmed = unquoted(text.trim().trim_end_matches([',', ';']));
    if let Some((scheme, credentials)) = trimmed.split_once([' ', '\t'])
        && ["bearer", "basic", "negotiate", "digest"].contains(&scheme.to_ascii_lowercase().as_str())
        && !credentials.trim().contains(char::is_whitespace)
    {
        if is_masked(credentials) {
            return Some(vec![headers::lines(&format!("Authorization: {trimmed}"))]);
        }
        let kind = scheme.eq_ignore_ascii_case("bearer").then(|| token_kind(credentials.trim()));
        return Some(vec![Piece::new(What::AuthorizationValue(kind), trimmed)]);
    }
    let joined: String = trimmed.split_whitespace().collect();
    if let Some(kind) = jwt_kind::of(&joined) {
        return Some(vec![Piece::new(What::Token(TokenKind::Jwt(kind)), joined)]);
    }
    let one_word = trimmed.len() == joined.len() && joined.bytes().all(|byte| byte.is_ascii_graphic());
    let commentary = beside_pem && ["subject=", "issuer="].iter().any(|name| trimmed.starts_with(name));
    if one_word && !commentary && !joined.is_empty() && jwt_inside(text).is_none() {
        return Some(vec![token_piece(trimmed)]);
    }
    let (kind, token) = jwt_inside(text)?;
    Some(vec![Piece::new(What::Token(TokenKind::Jwt(kind)), token)])
}

fn token_piece(token: &str) -> Piece {
    if is_masked(token) {
        return Piece::new(What::LeftOut, token).remarked(
            "This is a masked or shortened token, or a placeholder for one: paste the token itself.",
        );
    }
    Piece::new(What::Token(token_kind(token)), token)
}

/// The pieces of what was encoded; none where it is nothing known.
fn decoded(decoded: Decoded) -> Option<Vec<Piece>> {
    const BASE64: &str = "It was encoded in base64.";
    let (text, remark) = match decoded {
        Decoded::Der(pem) => (pem, "It was given as DER, not as PEM."),
        Decoded::Text(text) => (text, BASE64),
    };
    let (blocks, _) = pem::blocks(&text);
    let found = if !blocks.is_empty() {
        pem::pieces(&blocks)
    } else if let Some(kind) = jwt_kind::of(text.trim()) {
        vec![Piece::new(What::Token(TokenKind::Jwt(kind)), text.trim())]
    } else {
        sections::split(&text).0
    };
    (!found.is_empty()).then(|| found.into_iter().map(|piece| piece.remarked(remark)).collect())
}

const LABELS: [&str; 9] = [
    "token",
    "id-token",
    "id_token",
    "access_token",
    "bearertoken",
    "--token",
    "bearer_token",
    "idtoken",
    "accesstoken",
];

/// The token of one `token: …` line, as kubeconfigs and token responses have it, or of an assignment.
fn labelled_token(line: &str) -> Option<&str> {
    if line.contains('\n') {
        return None;
    }
    let (name, value) = line.split_once([':', '='])?;
    let name = unquoted(name.trim().trim_start_matches("- ").trim_start_matches("export ").trim());
    let value = unquoted(value.trim().trim_end_matches(','));
    let lower = name.to_ascii_lowercase();
    (LABELS.contains(&&*lower) && !value.is_empty() && !value.contains(char::is_whitespace)).then_some(value)
}

/// A token within other text, told by its own shape or by the word before it.
fn token_inside(text: &str) -> Option<Piece> {
    let words = || text.split(|c: char| c.is_whitespace() || "\"'`,;()".contains(c));
    if let Some(token) = words().find(|word| super::is_bootstrap(word)) {
        return Some(Piece::new(What::Token(TokenKind::Bootstrap), token));
    }
    if let Some(token) = text.lines().find_map(|line| labelled_token(line.trim())) {
        return Some(token_piece(token));
    }
    let after = |label: &str| words().skip_while(|word| !word.eq_ignore_ascii_case(label)).nth(1);
    let token = words()
        .find_map(|word| word.strip_prefix("--token="))
        .or_else(|| after("--token"))
        .filter(|token| !token.is_empty())?;
    Some(token_piece(token))
}

/// The first JWT within other text.
fn jwt_inside(text: &str) -> Option<(JwtKind, &str)> {
    let in_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    text.split(|c| !in_token(c)).filter(|word| word.starts_with("ey")).find_map(|word| {
        jwt_kind::of(word.trim_end_matches('.')).map(|kind| (kind, word.trim_end_matches('.')))
    })
}
