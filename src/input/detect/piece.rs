//! What can be found in a pasted text, how sure that is, and what else it could be.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Reading;
use crate::input::jwt_kind::JwtKind;

/// One thing found in a pasted text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub what: What,
    /// The piece alone, ready to be put into a scenario.
    pub text: String,
    /// What was done to find it, or what is missing from it; a sentence, mostly empty.
    pub remark: String,
    /// The file that was dropped on the page, where it was one.
    pub file: Option<String>,
    /// How the reader wants it to be read.
    pub chosen: Option<Reading>,
}

impl Piece {
    pub(super) fn new(what: What, text: impl Into<String>) -> Piece {
        Piece { what, text: text.into(), remark: String::new(), file: None, chosen: None }
    }

    pub(super) fn remarked(mut self, remark: impl AsRef<str>) -> Piece {
        let remark = remark.as_ref();
        if !remark.is_empty() && !self.remark.contains(remark) {
            if !self.remark.is_empty() {
                self.remark.push(' ');
            }
            self.remark.push_str(remark);
        }
        self
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
    /// Certificates of authorities and of nobody else.
    Authorities(Whose),
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
    /// A kubeconfig with which the server asks a webhook.
    WebhookKubeconfig,
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
    /// What a server or a client said about a request: an answer and no input. The error, where one is told.
    Said(Speaker, String),
    /// The reader wants it left out.
    LeftOut,
    /// Text in which nothing was found.
    Unknown,
}

/// Whom an authority vouches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Clients,
    Proxies,
}

/// Who says that a request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaker {
    /// kube-apiserver's log.
    Log,
    /// Its answer to the client, or what kubectl makes of it.
    Answer,
}

/// What a bearer token looks like from the outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenKind {
    Jwt(JwtKind),
    /// `[a-z0-9]{6}.[a-z0-9]{16}`
    Bootstrap,
    Opaque,
}

/// How sure the guess is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Confidence {
    /// It says itself what it is.
    #[default]
    Sure,
    /// It has the shape, and little else has.
    Likely,
    /// Nothing better was found.
    Guess,
}

impl Confidence {
    /// As serialized.
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Sure => "sure",
            Confidence::Likely => "likely",
            Confidence::Guess => "guess",
        }
    }
}

impl Piece {
    /// The ways in which it can be read, the present one first; none when there is only one.
    pub fn readings(&self) -> Vec<Reading> {
        let natural = self.what.readings();
        let Some(chosen) = self.chosen else { return natural.to_vec() };
        let others =
            natural.iter().copied().filter(|reading| ![chosen, Reading::Automatic].contains(reading));
        std::iter::once(chosen).chain(others).chain([Reading::Automatic]).collect()
    }
}

impl What {
    pub fn confidence(&self) -> Confidence {
        match self {
            What::Token(TokenKind::Opaque) | What::Unknown => Confidence::Guess,
            What::Token(TokenKind::Bootstrap)
            | What::AuthorizationValue(_)
            | What::Headers(None)
            | What::Authorities(_)
            | What::TokenFile
            | What::Keys => Confidence::Likely,
            _ => Confidence::Sure,
        }
    }

    /// The ways in which a piece can be read, the present one first; none when there is only one.
    fn readings(&self) -> &'static [Reading] {
        use Reading::{
            Automatic, BearerToken, ClientAuthority, ClientCertificate, Credentials, HeaderLines,
            HttpRequest, LeaveOut, ProxyAuthority, ServerFlags, TokenFile, WebhookAnswer, WebhookConfig,
        };
        match self {
            What::Token(_) => &[BearerToken, HeaderLines, TokenFile, LeaveOut],
            What::Headers(_) => &[HeaderLines, BearerToken, LeaveOut],
            What::Certificates(_) => &[ClientCertificate, ClientAuthority, ProxyAuthority, LeaveOut],
            What::Authorities(Whose::Clients) => {
                &[ClientAuthority, ProxyAuthority, ClientCertificate, LeaveOut]
            }
            What::Authorities(Whose::Proxies) => {
                &[ProxyAuthority, ClientAuthority, ClientCertificate, LeaveOut]
            }
            What::TokenFile => &[TokenFile, BearerToken, LeaveOut],
            What::Kubeconfig(_) => &[Credentials, WebhookConfig, LeaveOut],
            What::WebhookKubeconfig => &[WebhookConfig, Credentials, LeaveOut],
            What::TokenReview(_) => &[WebhookAnswer, BearerToken, LeaveOut],
            What::LeftOut => &[LeaveOut, BearerToken],
            What::Unknown => &[Automatic, BearerToken, HeaderLines, HttpRequest, TokenFile, ServerFlags],
            _ => &[],
        }
    }
}
