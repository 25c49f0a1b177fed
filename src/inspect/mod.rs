//! A credential taken apart for people: what it says, what that means, what is odd about it. One file per kind.
//!
//! Nothing is judged here. Whether a signature, a chain or a claim is good is the engine's answer; the inspectors
//! carry the pointers that reports use (`token#exp`), so that a page can put both side by side. Every function is
//! total, and what it answers is bounded, whatever was pasted.

pub mod asn1;
pub mod certificate;
mod claims;
mod json;
pub mod jwt;
pub mod kubeconfig;
mod moment;
mod oid;
pub mod request;
mod text;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::authn::bearer;
use crate::input::detect::{self, Piece, Reading, What, recognise};
use crate::input::http;
use crate::scenario::{ApiServer, Request, Scenario};

pub use json::JsonLine;
pub use moment::Moment;

/// What to take apart.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InspectQuestion {
    /// What was pasted.
    pub text: String,
    /// The request as it was evaluated, with what was pasted in its place.
    #[serde(default)]
    pub request: Request,
    /// Whose flags and files say what the server does with it, and whose clock it is seen from.
    #[serde(default)]
    pub scenario: Option<Box<Scenario>>,
}

/// What was found, the most telling first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Inspection {
    /// The clock that times are seen from: `2026-11-23 12:00:00 UTC`.
    pub clock: String,
    pub items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Item {
    Kubeconfig(kubeconfig::Kubeconfig),
    Jwt(Box<jwt::Jwt>),
    Token(PlainToken),
    Certificates(certificate::Certificates),
    Request(request::RequestView),
}

/// A token that says nothing by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlainToken {
    pub token: String,
    pub origin: String,
    /// "a bootstrap token"
    pub looks_like: String,
    /// Id and secret of a bootstrap token; empty for others.
    pub id: String,
    pub secret: String,
    pub characters: usize,
}

const LONGEST_TOKEN: usize = 4_096;

/// Takes apart what was pasted and what is sent. `now` is the reader's clock, used when the scenario sets none.
pub fn inspect(question: &InspectQuestion, now: DateTime<Utc>) -> Inspection {
    let scenario = question.scenario.as_deref();
    let now = scenario.and_then(|scenario| scenario.clock().ok().flatten()).unwrap_or(now);
    let nothing = ApiServer::default();
    let server = scenario.map_or(&nothing, |scenario| &scenario.api_server);
    let pieces = recognise(&question.text, Reading::Automatic);
    let mut items: Vec<Item> = Vec::new();
    for piece in &pieces {
        if let What::Kubeconfig(document) = &piece.what {
            let config = kubeconfig::inspect(document, &piece.text, &question.text, now);
            items.push(Item::Kubeconfig(config));
        }
    }
    let bare = der_alone(&pieces);
    if bare.is_none() {
        items.extend(token(question, &pieces, now));
    }
    let presented = question.request.client_certificates.as_deref().filter(|pem| !pem.trim().is_empty());
    let setting = |origin, presented| certificate::Setting { origin, presented, now, server };
    let certificates = match (presented, &bare) {
        (_, Some(der)) => certificate::from_der(der, &setting("pasted", false)),
        (Some(pem), None) => certificate::from_pem(pem, &setting("presented in the TLS handshake", true)),
        (None, None) => None,
    };
    let others = || certificate::from_pem(&question.text, &setting("pasted, not presented", false));
    items.extend(certificates.or_else(others).map(Item::Certificates));
    let request = request::inspect(&question.request.raw, presented.is_some(), server);
    let whole = pieces.iter().any(|piece| matches!(piece.what, What::HttpRequest(_) | What::Headers(_)));
    match request.filter(|_| bare.is_none()).map(Item::Request) {
        Some(request) if whole => items.insert(0, request),
        Some(request) => items.push(request),
        None => {}
    }
    Inspection { clock: Moment::new(now.timestamp(), now).utc, items }
}

/// DER without a frame looks like an opaque token to those who place it.
fn der_alone(pieces: &[Piece]) -> Option<Vec<u8>> {
    match pieces {
        [Piece { what: What::Token(detect::TokenKind::Opaque) | What::Unknown, text, .. }] => text::der(text),
        _ => None,
    }
}

/// The token that the server reads, or the first that was pasted.
fn token(question: &InspectQuestion, pieces: &[Piece], now: DateTime<Utc>) -> Option<Item> {
    let request = http::parse(&question.request.raw).unwrap_or_default();
    let sent = [
        (bearer::from_header(&request), "Authorization header"),
        (bearer::from_websocket(&request), "websocket sub-protocol"),
    ];
    let pasted = pieces.iter().filter(|piece| matches!(piece.what, What::Token(_)));
    let (token, origin) = sent
        .into_iter()
        .find_map(|(extraction, origin)| Some((extraction.token?, origin)))
        .or_else(|| pasted.map(|piece| (piece.text.clone(), "pasted, not sent")).next())?;
    let jwt = jwt::inspect(&token, origin, now).map(|jwt| Item::Jwt(Box::new(jwt)));
    Some(jwt.unwrap_or_else(|| Item::Token(plain(&token, origin))))
}

fn plain(token: &str, origin: &str) -> PlainToken {
    let parts = token.split_once('.').filter(|_| detect::is_bootstrap(token));
    let (id, secret) = parts.unwrap_or_default();
    PlainToken {
        token: text::shortened(token, LONGEST_TOKEN),
        origin: origin.to_owned(),
        looks_like: if parts.is_some() { "a bootstrap token" } else { "an opaque token" }.to_owned(),
        id: id.to_owned(),
        secret: secret.to_owned(),
        characters: token.chars().count(),
    }
}

#[cfg(test)]
mod tests;
