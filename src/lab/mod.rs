//! The lab: credentials minted with demo keys, a server that trusts them, and everything that can be wrong with them,
//! one thing at a time.
//!
//! All keys come from a seed that the caller passes ([`Seed`]); nothing random is taken from anywhere, so the same wish
//! gives the same credential. RSA keys are the site's own demo ones, since making some takes too long in a browser.
//! What is minted says that it is for demonstrations: `demo` in a token's header, in a certificate's subject or issuer,
//! in a bootstrap token's id.
//!
//! This room makes scenarios and never evaluates them.

mod authority;
mod bootstrap;
mod broken;
mod certificate;
mod keys;
mod request;
mod server;
mod signing;
mod token;

pub use broken::{Broken, broken};
pub use keys::{Algorithm, KeyKind, Seed};

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use crate::scenario::Scenario;

/// What can be minted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    ServiceAccount,
    LegacyServiceAccount,
    IdToken,
    Bootstrap,
    Certificate,
    /// A certificate for a request of somebody else.
    Signing,
}

impl Kind {
    pub const ALL: [Kind; 6] = [
        Kind::ServiceAccount,
        Kind::LegacyServiceAccount,
        Kind::IdToken,
        Kind::Bootstrap,
        Kind::Certificate,
        Kind::Signing,
    ];

    /// What a person calls it.
    pub fn title(self) -> &'static str {
        match self {
            Kind::ServiceAccount => "Service account token",
            Kind::LegacyServiceAccount => "Legacy service account token",
            Kind::IdToken => "ID token (OpenID Connect)",
            Kind::Bootstrap => "Bootstrap token",
            Kind::Certificate => "Client certificate",
            Kind::Signing => "Sign a request (CSR)",
        }
    }

    /// One sentence about it.
    pub fn about(self) -> &'static str {
        match self {
            Kind::ServiceAccount => "What a Pod finds in its volume: bound to Pod, Node and ServiceAccount.",
            Kind::LegacyServiceAccount => {
                "What a Secret of type service-account-token holds: it never expires."
            }
            Kind::IdToken => "What an identity provider signs after a login.",
            Kind::Bootstrap => "What a node joins with: id and secret, kept in a Secret.",
            Kind::Certificate => "A name and its groups, signed by a certificate authority.",
            Kind::Signing => "As the signer kubernetes.io/kube-apiserver-client would sign it.",
        }
    }
}

/// What is to be minted, as a form holds it: texts stay as they were typed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Wish {
    Token(TokenWish),
    Bootstrap(BootstrapWish),
    Certificate(CertificateWish),
    Signing(SigningWish),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenWish {
    pub kind: Kind,
    pub algorithm: Algorithm,
    /// Signed by a key that the server does not know.
    #[serde(default)]
    pub other_signer: bool,
    /// JSON.
    pub header: String,
    /// JSON.
    pub claims: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BootstrapWish {
    pub id: String,
    pub secret: String,
    /// RFC 3339; empty for never.
    pub expiration: String,
    /// `auth-extra-groups`: separated by commas.
    pub groups: String,
    /// `usage-bootstrap-authentication`.
    pub authentication: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateWish {
    pub common_name: String,
    /// One a line.
    pub organizations: String,
    /// Empty for none.
    pub uid: String,
    /// One a line: `DNS:name`, `IP:address`, `email:address`, `URI:address`.
    pub names: String,
    /// RFC 3339.
    pub not_before: String,
    /// RFC 3339.
    pub not_after: String,
    pub client_auth: bool,
    pub server_auth: bool,
    pub digital_signature: bool,
    pub key_encipherment: bool,
    pub key: KeyKind,
    pub issuer: Issuer,
}

/// Who signs a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Issuer {
    /// The lab's own certificate authority; the server trusts it.
    Lab,
    /// One that the lab's authority signed; its certificate is presented, too.
    Intermediate,
    /// The authority of the site's demo certificates; the server trusts it.
    Demo,
    /// An authority that the server does not know.
    Other,
    /// Its own key.
    Itself,
}

impl Issuer {
    pub const ALL: [Issuer; 5] =
        [Issuer::Lab, Issuer::Intermediate, Issuer::Demo, Issuer::Other, Issuer::Itself];

    /// What a person calls it.
    pub fn title(self) -> &'static str {
        match self {
            Issuer::Lab => "the lab's CA, which the server trusts",
            Issuer::Intermediate => "an intermediate CA below it",
            Issuer::Demo => "the CA of the site's demo cluster, trusted too",
            Issuer::Other => "another CA, which the server does not know",
            Issuer::Itself => "itself (self-signed)",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SigningWish {
    /// A PKCS #10 request in PEM, or the manifest of a CertificateSigningRequest.
    pub request: String,
}

/// Why something cannot be minted, and which field it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// As the wish names it: `claims`, `notAfter`.
    pub field: String,
    pub message: String,
    /// One-based, where the field holds JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

impl Problem {
    fn new(field: &str, message: impl Into<String>) -> Problem {
        Problem { field: field.to_owned(), message: message.into(), line: None, column: None }
    }
}

/// A credential, and a scenario whose request carries it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Minted {
    /// What is sent: a token, or certificates in PEM.
    pub credential: String,
    /// What goes with it: key files, key sets, manifests.
    pub papers: Vec<Paper>,
    pub scenario: Box<Scenario>,
}

/// A text beside the credential.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Paper {
    pub title: String,
    pub text: String,
}

impl Paper {
    fn new(title: &str, text: impl Into<String>) -> Paper {
        Paper { title: title.to_owned(), text: text.into() }
    }
}

/// A wish that authenticates as it stands.
pub fn template(kind: Kind, algorithm: Algorithm, seed: &Seed, now: DateTime<Utc>) -> Wish {
    match kind {
        Kind::ServiceAccount | Kind::LegacyServiceAccount | Kind::IdToken => {
            Wish::Token(token::template(kind, algorithm, seed, now))
        }
        Kind::Bootstrap => Wish::Bootstrap(bootstrap::template(seed, now)),
        Kind::Certificate => Wish::Certificate(certificate::template(now)),
        Kind::Signing => Wish::Signing(signing::template(seed, now)),
    }
}

/// Mints what is wished for.
///
/// # Errors
/// What is wrong with the fields.
pub fn mint(wish: &Wish, seed: &Seed, now: DateTime<Utc>) -> Result<Minted, Vec<Problem>> {
    match wish {
        Wish::Token(wish) => token::mint(wish, seed, now),
        Wish::Bootstrap(wish) => Ok(bootstrap::mint(wish, now)),
        Wish::Certificate(wish) => certificate::mint(wish, seed, now),
        Wish::Signing(wish) => signing::mint(wish, seed, now),
    }
}

/// The private key that belongs to what was minted: the certificate's own, or the one that signed the token. Only
/// for a reader who asks for it.
pub fn private_key(wish: &Wish, seed: &Seed) -> Option<String> {
    match wish {
        Wish::Token(wish) => keys::token_key(seed, wish.algorithm, wish.other_signer).to_pem(),
        Wish::Certificate(wish) => keys::subject_key(seed, wish.key).to_pem(),
        Wish::Bootstrap(_) | Wish::Signing(_) => None,
    }
}

fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn hours(count: i64) -> Duration {
    Duration::seconds(count * 3600)
}
