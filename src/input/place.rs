//! Recognised pieces → the request of a scenario and what its server knows, with a word on what went where.
//!
//! To place the same pieces once more changes nothing.

pub use crate::scenario::flags;
mod issuers;
mod kubeconfig;
mod objects;
mod remote;
mod server;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use issuers::Issuer;

pub use super::detect::Confidence;
use super::detect::{Piece, Reading, Speaker, TokenKind, What};
use super::http::canonical;
use super::jwt_kind::JwtKind;
use crate::scenario::Scenario;

/// What one piece was taken for and where it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Placed {
    /// What it looks like, with its article: "a bound service-account JWT".
    pub what: String,
    /// Where it was put: "sent in the Authorization header". Empty when it was left out.
    pub to: String,
    /// What else a person should know, as a sentence; mostly empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
    #[serde(default)]
    pub confidence: Confidence,
    /// The ways in which it can be read, the present one first; empty when there is only one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Reading>,
    /// The dropped file that it was in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// An error that is worth looking for among the known cases.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub look_for: String,
}

impl Placed {
    fn new(what: impl Into<String>, to: &str, remark: impl Into<String>) -> Placed {
        Placed {
            what: what.into(),
            to: to.to_owned(),
            remark: remark.into(),
            confidence: Confidence::Sure,
            readings: Vec::new(),
            file: String::new(),
            look_for: String::new(),
        }
    }

    /// With what is known of the piece itself.
    fn of(mut self, piece: &Piece) -> Placed {
        self.confidence = piece.what.confidence();
        self.readings = piece.readings();
        self.file = piece.file.clone().unwrap_or_default();
        if !piece.remark.is_empty() {
            let separator = if self.remark.is_empty() { "" } else { " " };
            self.remark = format!("{}{separator}{}", piece.remark, self.remark);
        }
        self
    }
}

const AUTHORIZATION: &str = "sent in the Authorization header";
const HEADERS: &str = "sent with the request";
const REQUEST: &str = "sent as it is";
const HANDSHAKE: &str = "presented in the TLS handshake";
const REQUEST_LINE: &str = "GET /api/v1/namespaces/default/pods HTTP/1.1";

/// Puts the pieces into a copy of the scenario. A later piece wins over an earlier one of its kind. What is said
/// stands in the order of the pieces.
pub fn place(pieces: &[Piece], scenario: &Scenario) -> (Scenario, Vec<Placed>) {
    place_by(place_one, pieces, scenario)
}

/// As [`place`], for pieces that were recognised as plain and a server without AuthenticationConfiguration.
pub fn place_plain(pieces: &[Piece], scenario: &Scenario) -> (Scenario, Vec<Placed>) {
    place_by(place_plain_one, pieces, scenario)
}

fn place_plain_one(piece: &Piece, scenario: &mut Scenario) -> Placed {
    let users = |scenario: &Scenario| issuers::of_flags(&scenario.api_server.args);
    place_credential(piece, scenario, users).unwrap_or_else(nothing_known)
}

fn nothing_known() -> Placed {
    Placed::new(
        "nothing known",
        "",
        "No token, certificate, request, manifest or file was found in this text, so nothing of it is sent.",
    )
}

fn place_by(
    place_one: fn(&Piece, &mut Scenario) -> Placed,
    pieces: &[Piece],
    scenario: &Scenario,
) -> (Scenario, Vec<Placed>) {
    let mut scenario = scenario.clone();
    // Whose keys were pasted may be told by the token beside them.
    for piece in pieces.iter().filter(|piece| rank(&piece.what) >= CREDENTIAL) {
        place_one(piece, &mut scenario);
    }
    let mut placed: Vec<Option<Placed>> = vec![None; pieces.len()];
    for turn in 0..=CREDENTIAL {
        for (piece, place) in pieces.iter().zip(&mut placed).filter(|(piece, _)| rank(&piece.what) == turn) {
            *place = Some(place_one(piece, &mut scenario).of(piece));
        }
    }
    (scenario, placed.into_iter().flatten().collect())
}

const CREDENTIAL: u8 = 4;

/// Flags say which files and issuers there are, an issuer's discovery document says where its keys are, and what
/// is said about a token depends on all of them.
fn rank(what: &What) -> u8 {
    match what {
        What::Manifest(_) | What::Flags(_) => 0,
        What::AuthenticationConfiguration(_) => 1,
        What::Discovery(_) => 2,
        What::Kubeconfig(_)
        | What::Token(_)
        | What::AuthorizationValue(_)
        | What::Headers(_)
        | What::HttpRequest(_) => CREDENTIAL,
        _ => 3,
    }
}

/// Takes the credentials out of the scenario's request, as a text from which [`place`] puts them back. What
/// stays is a request line and headers without a meaning for authentication; if there was nothing else, the
/// text is empty.
pub fn lift(scenario: &mut Scenario) -> String {
    let request = &mut scenario.request;
    let certificates = request.client_certificates.take().unwrap_or_default();
    let mut neutral = String::new();
    for line in request.raw.lines().take_while(|line| !line.trim().is_empty()) {
        if header_name(line).is_none_or(|name| is_neutral(&name)) {
            neutral.push_str(line);
            neutral.push('\n');
        }
    }
    if neutral.lines().count() == request.raw.lines().count() {
        return certificates;
    }
    let raw = std::mem::replace(&mut request.raw, neutral);
    if certificates.is_empty() { raw } else { format!("{}\n\n{certificates}", raw.trim_end()) }
}

/// Headers that every client sends and no authenticator reads.
fn is_neutral(name: &str) -> bool {
    ["Host", "User-Agent", "Accept", "Accept-Encoding", "Connection", "Content-Type", "Content-Length"]
        .contains(&name)
}

fn place_one(piece: &Piece, scenario: &mut Scenario) -> Placed {
    if piece.chosen.is_none()
        && let Some(placed) = server::awaited_file(piece, scenario)
    {
        return placed;
    }
    if let Some(placed) = place_credential(piece, scenario, issuers::of_users) {
        return placed;
    }
    match &piece.what {
        What::Authorities(whose) => server::authorities(&piece.text, *whose, scenario),
        What::WebhookKubeconfig => kubeconfig::place_webhook(&piece.text, scenario),
        What::Said(speaker, error) => said(*speaker, error),
        What::LeftOut => Placed::new("something to leave out", "", ""),
        What::PrivateKey => Placed::new(
            "a private key",
            "",
            "Not needed and left out: the server never sees it, and neither should anyone else.",
        ),
        What::OtherPem(label) if label.ends_with("PUBLIC KEY") => {
            server::service_account_key(&piece.text, scenario)
        }
        What::OtherPem(label) => {
            Placed::new(format!("a PEM block {label:?}"), "", "A client does not present one of these.")
        }
        What::Object(object) => objects::place(object, scenario),
        What::OtherManifest(kind) => Placed::new(
            format!("a manifest of kind {}", shortened(kind)),
            "",
            "The server looks up no such object to authenticate.",
        ),
        What::TokenReview(review) => remote::token_review(review, scenario),
        What::AuthenticationConfiguration(document) => {
            server::authentication_configuration(document, &piece.text, scenario)
        }
        What::Kubeconfig(document) => kubeconfig::place(document, &piece.text, scenario),
        What::Manifest(args) => server::command(args, scenario),
        What::Flags(args) => server::some_flags(args, scenario),
        What::TokenFile => server::token_file(&piece.text, scenario),
        What::Keys => remote::keys(&piece.text, scenario),
        What::Discovery(document) => remote::discovery(document, &piece.text, scenario),
        _ => nothing_known(),
    }
}

/// What somebody said about a request is an answer, and none of the simulation's inputs.
fn said(speaker: Speaker, error: &str) -> Placed {
    let (what, remark) = match (speaker, error) {
        (Speaker::Log, "") => (
            "a line of kube-apiserver's log, without its error",
            "The error stands behind err= in that line: paste it, too.".to_owned(),
        ),
        (Speaker::Log, error) => (
            "a line of kube-apiserver's log",
            format!(
                "It says why a request was refused: {}. To see how that comes about, paste what the client sent.",
                shortened(error)
            ),
        ),
        (Speaker::Answer, _) => (
            "the answer to a request that was refused",
            "It never says why. Paste what the client sent, or the line of the server's log.".to_owned(),
        ),
    };
    let look_for = if speaker == Speaker::Log { error.to_owned() } else { String::new() };
    Placed { look_for, ..Placed::new(what, "", remark) }
}

/// What a client sends; `None` when the piece is something else. `users` tells the issuers that the server trusts.
fn place_credential(
    piece: &Piece,
    scenario: &mut Scenario,
    users: fn(&Scenario) -> Vec<Issuer>,
) -> Option<Placed> {
    match &piece.what {
        What::Token(_) | What::AuthorizationValue(_) | What::Headers(_) | What::HttpRequest(_) => {
            Some(place_request(piece, scenario, users))
        }
        What::Certificates(count) => {
            scenario.request.client_certificates = Some(piece.text.clone());
            let what = match count {
                1 => "a client certificate".to_owned(),
                2 => "a client certificate and one more to build its chain".to_owned(),
                more => format!("a client certificate and {} more to build its chain", more - 1),
            };
            Some(Placed::new(what, HANDSHAKE, ""))
        }
        _ => None,
    }
}

fn place_request(piece: &Piece, scenario: &mut Scenario, users: fn(&Scenario) -> Vec<Issuer>) -> Placed {
    let remark = issuers::remark(&piece.text, scenario, users);
    let raw = &mut scenario.request.raw;
    match &piece.what {
        What::Token(kind) => {
            set_headers(raw, &format!("Authorization: Bearer {}", piece.text));
            Placed::new(token_name(kind), AUTHORIZATION, remark)
        }
        What::AuthorizationValue(kind) => {
            set_headers(raw, &format!("Authorization: {}", piece.text));
            match kind {
                Some(kind) => Placed::new(token_name(kind), AUTHORIZATION, remark),
                None => Placed::new(
                    "credentials of another scheme than Bearer",
                    AUTHORIZATION,
                    "kube-apiserver has no use for any scheme but Bearer.",
                ),
            }
        }
        What::HttpRequest(kind) => {
            *raw = piece.text.clone();
            Placed::new(with_token("an HTTP request", kind), REQUEST, remark)
        }
        _ => {
            set_headers(raw, &piece.text);
            let kind = if let What::Headers(kind) = &piece.what { kind } else { &None };
            Placed::new(with_token("header lines", kind), HEADERS, remark)
        }
    }
}

/// With its article: "a legacy service-account JWT".
fn token_name(kind: &TokenKind) -> String {
    match kind {
        TokenKind::Jwt(JwtKind::LegacyServiceAccount) => "a legacy service-account JWT".to_owned(),
        TokenKind::Jwt(JwtKind::BoundServiceAccount(None)) => "a bound service-account JWT".to_owned(),
        TokenKind::Jwt(JwtKind::BoundServiceAccount(Some(object))) => {
            format!("a service-account JWT bound to a {object}")
        }
        TokenKind::Jwt(JwtKind::IssuedBy(issuer)) => format!("a JWT issued by {}", shortened(issuer)),
        TokenKind::Jwt(JwtKind::NoIssuer) => "a JWT without an issuer".to_owned(),
        TokenKind::Jwt(JwtKind::UnreadableClaims) => "a JWT with unreadable claims".to_owned(),
        TokenKind::Jwt(JwtKind::Encrypted) => "an encrypted JWT (JWE)".to_owned(),
        TokenKind::Bootstrap => "a bootstrap token".to_owned(),
        TokenKind::Opaque => "an opaque bearer token".to_owned(),
    }
}

fn with_token(what: &str, kind: &Option<TokenKind>) -> String {
    match kind {
        Some(kind) => format!("{what} with {}", token_name(kind)),
        None => what.to_owned(),
    }
}

fn shortened(text: &str) -> String {
    const LIMIT: usize = 80;
    match text.char_indices().nth(LIMIT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A field that a document may leave out, as text.
fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap_or_default()
}

/// Writes header lines into an HTTP request text, in place of those of the same names.
fn set_headers(raw: &mut String, lines: &str) {
    let names: Vec<String> = lines.lines().filter_map(header_name).collect();
    let mut kept: Vec<&str> = raw
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| header_name(line).is_none_or(|name| !names.contains(&name)))
        .collect();
    if kept.is_empty() {
        kept.push(REQUEST_LINE);
    }
    let mut text = kept.join("\n");
    for line in lines.lines() {
        text.push('\n');
        text.push_str(line);
    }
    text.push('\n');
    *raw = text;
}

fn header_name(line: &str) -> Option<String> {
    let (name, _) = line.split_once(':')?;
    (!name.contains(' ')).then(|| canonical(name))
}

#[cfg(test)]
mod tests;
