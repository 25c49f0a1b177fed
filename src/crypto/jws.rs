//! Signed tokens in compact form (RFC 7515) as go-jose v2 reads and verifies them (`jws.go`, `signing.go`).
//!
//! ```text
//! BASE64URL(header) "." BASE64URL(payload) "." BASE64URL(signature)
//! ```

use super::jwk::{Jwk, Key, parse_certificates};
use super::jws_signature::check_signature;
use super::rare::Rare;
use crate::golang::base64::{decode_raw_url, encode_raw_url};
use crate::golang::json::{Document, Kind, Value};
use crate::golang::quote::quote;
use crate::golang::unmarshal::Jose;

/// `ErrCryptoFailure`: all that go-jose says about a signature that does not verify.
pub const CRYPTO_FAILURE: &str = "go-jose/go-jose: error in cryptographic primitive";
/// `ErrUnsupportedKeyType`.
pub const UNSUPPORTED_KEY_TYPE: &str = "go-jose/go-jose: unsupported key type/format";

/// The protected header, as far as go-jose knows its members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// `alg`, empty when absent.
    pub algorithm: String,
    /// `kid`, empty when absent.
    pub key_id: String,
    /// The embedded key; nothing in the server trusts it.
    pub jwk: Option<Jwk>,
    /// `crit`, or why it is no list of names.
    critical: Option<Result<Vec<String>, String>>,
    /// `b64` (RFC 7797), true when absent.
    base64_payload: bool,
}

/// A parsed token. Its payload is not to be trusted before [`Jws::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jws {
    pub header: Header,
    pub payload: Vec<u8>,
    protected: Vec<u8>,
    signature: Vec<u8>,
}

/// Why a signature was refused: go-jose's words, and plain ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub error: String,
    /// One sentence for a person.
    pub reason: String,
}

impl Jws {
    /// `jose.ParseSigned` for the compact form. White space anywhere is dropped.
    ///
    /// # Errors
    /// go-jose's text. The JSON form is not read: every caller in the server refuses it before.
    pub fn parse(token: &str) -> Result<Jws, String> {
        let token: String = token.chars().filter(|c| !c.is_whitespace()).collect();
        let parts: Vec<&str> = token.split('.').collect();
        let [protected, payload, signature] = parts.as_slice() else {
            return Err("go-jose/go-jose: compact JWS format must have three parts".to_owned());
        };
        let protected = decode_raw_url(protected)?;
        let payload = decode_raw_url(payload)?;
        let signature = decode_raw_url(signature)?;
        let header = if protected.is_empty() { Header::new() } else { Header::parse(&protected)? };
        if header.jwk.as_ref().is_some_and(|jwk| !jwk.key.is_valid_public()) {
            return Err("go-jose/go-jose: invalid embedded jwk, must be public key".to_owned());
        }
        Ok(Jws { header, payload, protected, signature })
    }

    /// `JSONWebSignature.Verify`.
    ///
    /// # Errors
    /// go-jose's text with the cause that it keeps to itself.
    pub fn verify(&self, key: &Key, rare: &dyn Rare) -> Result<(), Refusal> {
        if *key == Key::Private {
            return Err(Refusal {
                error: UNSUPPORTED_KEY_TYPE.to_owned(),
                reason: "A private key was given where a public key is needed.".to_owned(),
            });
        }
        let critical = match &self.header.critical {
            None => [].as_slice(),
            Some(Ok(names)) => names,
            Some(Err(error)) => {
                return Err(Refusal {
                    error: error.clone(),
                    reason: "The header's crit is not a list of names.".to_owned(),
                });
            }
        };
        let refuse = |reason: String| Err(Refusal { error: CRYPTO_FAILURE.to_owned(), reason });
        if let Some(name) = critical.iter().find(|name| *name != "b64") {
            return refuse(format!(
                "The header demands the extension {}, which the server does not know.",
                quote(name)
            ));
        }
        if self.protected.is_empty() {
            return refuse("The token has no header.".to_owned());
        }
        check_signature(rare, key, &self.header.algorithm, &self.signing_input(), &self.signature)
            .or_else(refuse)
    }

    /// The bytes that were signed: the header is encoded anew, as go-jose does.
    fn signing_input(&self) -> Vec<u8> {
        let mut input = encode_raw_url(&self.protected).into_bytes();
        input.push(b'.');
        if self.header.base64_payload {
            input.extend(encode_raw_url(&self.payload).into_bytes());
        } else {
            input.extend(&self.payload);
        }
        input
    }
}

impl Header {
    fn new() -> Header {
        Header { base64_payload: true, ..Header::default() }
    }

    /// `rawHeader` and its `sanitized`. Go walks a map there, so which of several errors it tells is chance; here
    /// it is the first in the text.
    fn parse(text: &[u8]) -> Result<Header, String> {
        let document = Document::scan_jose(text)?;
        Jose::unmarshal_value(document.root(), &mut |jose, root| {
            jose.object(root, "jose.rawHeader", &mut |_, _, _| Ok(()))
        })?;
        let mut header = Header::new();
        for (key, value) in document.root().members() {
            if value.kind() != Kind::Null {
                header.set(&key, value)?;
            }
        }
        Ok(header)
    }

    fn set(&mut self, key: &str, value: Value) -> Result<(), String> {
        let text = |what: &str, target: &mut String| {
            Jose::unmarshal_value(value, &mut |jose, value| jose.string(value, target))
                .map_err(|error| cannot(what, &error, value))
        };
        match key {
            "alg" => text("algorithm", &mut self.algorithm),
            "kid" => text("key ID", &mut self.key_id),
            "nonce" => text("nonce", &mut String::new()),
            "jwk" => {
                self.jwk = Some(Jwk::from_value(value).map_err(|error| cannot("JWK", &error, value))?);
                Ok(())
            }
            "x5c" => certificate_chain(value).map_err(|error| cannot("x5c header", &error, value)),
            _ => {
                Jose::unmarshal_value(value, &mut |jose, value| jose.any(value))
                    .map_err(|error| cannot("value", &error, value))?;
                if key == "crit" {
                    let mut names = Vec::new();
                    let read =
                        Jose::unmarshal_value(value, &mut |jose, value| jose.strings(value, &mut names));
                    self.critical = Some(read.map(|()| names));
                } else if key == "b64" {
                    self.base64_payload = value.kind() != Kind::Bool || value.is_true();
                }
                Ok(())
            }
        }
    }
}

fn cannot(what: &str, error: &str, value: Value) -> String {
    format!("failed to unmarshal {what}: {error}: {}", quote(&value.raw_text()))
}

fn certificate_chain(value: Value) -> Result<(), String> {
    let mut chain = Vec::new();
    Jose::unmarshal_value(value, &mut |jose, value| jose.strings(value, &mut chain))?;
    parse_certificates(&chain).map(|_| ())
}

#[cfg(test)]
mod tests;
