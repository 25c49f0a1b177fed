//! Certificates for people: what Kubernetes reads from the subject, how much of the validity is over, what the
//! extensions say, and the bytes (RFC 5280 §4). Whether the server accepts them is for the report to say.

mod chain;
mod extensions;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::asn1::{self, Asn1};
use super::moment::{Moment, span};
use super::text::{colons, shortened};
use crate::crypto::x509::{Certificate, Name};
use crate::crypto::{PublicKey, pem};
use crate::scenario::ApiServer;

pub use chain::{Chain, ChainEnd, Link};
pub use extensions::ExtensionView;

/// The certificates of one text, leaf first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Certificates {
    /// "presented in the TLS handshake"
    pub origin: String,
    pub cards: Vec<Card>,
    /// To each configured file of authorities.
    pub chains: Vec<Chain>,
    /// What is not shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

/// One block of DER.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Card {
    /// "jane"
    pub title: String,
    /// "leaf"
    pub role: String,
    pub pem: String,
    /// None when it cannot be read, for the reason in `error`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<Fields>,
    /// Go's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub error: String,
    pub asn1: Asn1,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fields {
    pub subject: Vec<Attribute>,
    pub issuer: Vec<Attribute>,
    /// Subject and issuer are the same name.
    pub self_issued: bool,
    pub version: i64,
    pub serial: String,
    pub serial_hex: String,
    pub validity: Validity,
    /// "ECDSA P-256", "RSA 2048 bits"
    pub key: String,
    /// "SHA256-RSA"
    pub signature_algorithm: String,
    pub extensions: Vec<ExtensionView>,
    pub sha256: String,
}

/// One attribute of a distinguished name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attribute {
    /// `CN`, or the object identifier.
    pub name: String,
    pub value: String,
    /// What Kubernetes reads it as: "user name". Empty when it reads nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub meaning: String,
    /// As reports point at it: `request.clientCertificates#subject.CN`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Validity {
    pub not_before: Moment,
    pub not_after: Moment,
    /// How much of it is over at the clock, in thousandths.
    pub elapsed: u16,
    pub state: ValidityState,
    /// "1 year"
    pub length: String,
    /// "expired 3 h ago"
    pub phrase: String,
    pub source: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ValidityState {
    NotYet,
    Current,
    /// Less than a tenth is left.
    Ending,
    Expired,
}

/// The pointer that reports use for what a client presents.
pub const PRESENTED: &str = "request.clientCertificates";

const MOST_CARDS: usize = 16;
const MOST_TREES: usize = 8;
const LONGEST_VALUE: usize = 500;

/// Where certificates were found, and what is known around them.
pub struct Setting<'a> {
    pub origin: &'a str,
    /// Whether the client presents them, so that reports point at them.
    pub presented: bool,
    pub now: DateTime<Utc>,
    pub server: &'a ApiServer,
}

/// The certificates of a text in PEM. Blocks of other types are shown as what they are, private keys never.
pub fn from_pem(text: &str, setting: &Setting<'_>) -> Option<Certificates> {
    let blocks = pem::blocks(text).filter(|block| !block.label.contains("PRIVATE KEY"));
    let blocks: Vec<(String, Vec<u8>)> = blocks.map(|block| (block.label, block.bytes)).take(200).collect();
    from_blocks(&blocks, setting)
}

/// One certificate without a frame.
pub fn from_der(der: &[u8], setting: &Setting<'_>) -> Option<Certificates> {
    from_blocks(&[("CERTIFICATE".to_owned(), der.to_vec())], setting)
}

fn from_blocks(blocks: &[(String, Vec<u8>)], setting: &Setting<'_>) -> Option<Certificates> {
    if blocks.is_empty() {
        return None;
    }
    let mut cards = Vec::new();
    let mut parsed = Vec::new();
    for (index, (label, der)) in blocks.iter().take(MOST_CARDS).enumerate() {
        let certificate = (label == "CERTIFICATE").then(|| Certificate::parse(der));
        cards.push(card(label, der, certificate.as_ref(), index, setting));
        parsed.extend(certificate.and_then(Result::ok).map(|certificate| (index, certificate)));
    }
    let more = blocks.len().saturating_sub(MOST_CARDS);
    let remark = if more > 0 { format!("{more} more are not shown.") } else { String::new() };
    let chains = chain::to_authorities(&parsed, setting.server);
    Some(Certificates { origin: setting.origin.to_owned(), cards, chains, remark })
}

type Parsed<'a> = Option<&'a Result<Certificate, crate::crypto::x509::ParseError>>;

fn card(label: &str, der: &[u8], certificate: Parsed<'_>, index: usize, setting: &Setting<'_>) -> Card {
    let asn1 = if index < MOST_TREES { asn1::inspect(der) } else { Asn1::default() };
    let blank = Card {
        title: shortened(label, 80),
        role: "PEM block".to_owned(),
        pem: pem::encode(label, der),
        fields: None,
        error: String::new(),
        asn1,
    };
    match certificate {
        None => blank,
        Some(Err(error)) => Card {
            title: "Unreadable certificate".to_owned(),
            role: role(index, None),
            error: error.to_string(),
            ..blank
        },
        Some(Ok(certificate)) => Card {
            title: title(&certificate.subject),
            role: role(index, Some(certificate)),
            fields: Some(fields(certificate, index == 0 && setting.presented, setting.now)),
            ..blank
        },
    }
}

fn role(index: usize, certificate: Option<&Certificate>) -> String {
    match (index, certificate) {
        (_, Some(certificate)) if certificate.is_ca && certificate.raw_subject == certificate.raw_issuer => {
            "root CA"
        }
        (0, Some(certificate)) if certificate.is_ca => "CA",
        (0, _) => "leaf",
        _ => "intermediate",
    }
    .to_owned()
}

/// What a person would call it: the common name, or the whole name.
pub fn title(name: &Name) -> String {
    match (name.common_name.as_str(), name.names.is_empty()) {
        ("", true) => "empty subject".to_owned(),
        ("", false) => shortened(&name.to_string(), 120),
        (common_name, _) => shortened(common_name, 120),
    }
}

fn fields(certificate: &Certificate, is_leaf: bool, now: DateTime<Utc>) -> Fields {
    Fields {
        subject: attributes(&certificate.subject, is_leaf),
        issuer: attributes(&certificate.issuer, false),
        self_issued: certificate.raw_subject == certificate.raw_issuer,
        version: certificate.version,
        serial: shortened(&certificate.serial_number(), 200),
        serial_hex: shortened(&colons(&certificate.serial), 200),
        validity: validity(certificate, is_leaf, now),
        key: key(&certificate.public_key),
        signature_algorithm: match certificate.signature_algorithm.to_string().as_str() {
            "0" => "unknown to Go".to_owned(),
            known => known.to_owned(),
        },
        extensions: extensions::of(certificate, is_leaf),
        sha256: colons(&certificate.fingerprint_sha256()),
    }
}

/// `leaf`: Kubernetes reads the user from this name (`request/x509`, CommonNameUserConversion).
fn attributes(name: &Name, leaf: bool) -> Vec<Attribute> {
    const UID: &str = "1.3.6.1.4.1.57683.2";
    let last = |oid: &str| name.names.iter().rposition(|attribute| attribute.oid.to_string() == oid);
    let common_name = last("2.5.4.3");
    let mut groups = 0;
    let mut attributes = Vec::new();
    for (index, attribute) in name.names.iter().enumerate().take(100) {
        let oid = attribute.oid.to_string();
        let (meaning, place) = match oid.as_str() {
            _ if !leaf => ("", String::new()),
            "2.5.4.3" if common_name == Some(index) => ("user name", "subject.CN".to_owned()),
            "2.5.4.3" => ("not read: only the last common name is", String::new()),
            "2.5.4.10" => {
                groups += 1;
                ("group", format!("subject.O[{}]", groups - 1))
            }
            UID => ("UID of the user, from 1.33", "subject.UID".to_owned()),
            _ => ("", String::new()),
        };
        attributes.push(Attribute {
            name: super::oid::name(&oid).map_or(oid, str::to_owned),
            value: shortened(&attribute.value, LONGEST_VALUE),
            meaning: meaning.to_owned(),
            source: if place.is_empty() { String::new() } else { format!("{PRESENTED}#{place}") },
        });
    }
    attributes
}

fn validity(certificate: &Certificate, leaf: bool, now: DateTime<Utc>) -> Validity {
    let (from, to) = (certificate.not_before.utc().timestamp(), certificate.not_after.utc().timestamp());
    let (not_before, not_after) = (Moment::new(from, now), Moment::new(to, now));
    let length = i128::from(to) - i128::from(from);
    let over = (i128::from(now.timestamp()) - i128::from(from)).clamp(0, length.max(0));
    let elapsed = if length > 0 { u16::try_from(over * 1000 / length).unwrap_or(1000) } else { 1000 };
    let state = if now < certificate.not_before.utc() {
        ValidityState::NotYet
    } else if now > certificate.not_after.utc() {
        ValidityState::Expired
    } else if elapsed >= 900 {
        ValidityState::Ending
    } else {
        ValidityState::Current
    };
    let phrase = match state {
        ValidityState::NotYet => format!("not valid yet, only {}", not_before.relative),
        ValidityState::Expired => format!("expired {}", not_after.relative),
        _ => format!("expires {}", not_after.relative),
    };
    let source = if leaf { format!("{PRESENTED}#validity") } else { String::new() };
    Validity { not_before, not_after, elapsed, state, length: span(length), phrase, source }
}

fn key(key: &PublicKey) -> String {
    match key {
        PublicKey::Rsa { n, .. } => {
            let leading = n.first().map_or(0, |first| first.leading_zeros() as usize);
            format!("RSA {} bits", n.len() * 8 - leading)
        }
        PublicKey::Ecdsa { curve, .. } => format!("ECDSA {}", curve.name()),
        PublicKey::Ed25519(_) => "Ed25519".to_owned(),
        PublicKey::Dsa => "DSA, with which Go verifies nothing".to_owned(),
        PublicKey::Unknown { algorithm } => {
            let oid = algorithm.to_string();
            format!("{}, unknown to Go", super::oid::name(&oid).unwrap_or(&oid))
        }
    }
}

#[cfg(test)]
mod tests;
