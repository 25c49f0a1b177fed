//! What the engine answers: plain data that the page draws and the terminal prints.
//!
//! The shape is a contract (field names and meanings never change); strategies fill it through
//! [`step::StepLog`] and hold no view logic, readers of it hold no authentication logic.

mod step;
mod user;

use serde::{Deserialize, Serialize};

pub use step::{Check, CheckOutcome, Message, Party, Step, StepLog, StepOutcome};
pub use user::{Provenance, User};

/// The authenticators of kube-apiserver, in the order in which it consults them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Authenticator {
    RequestHeader,
    X509,
    TokenFile,
    LegacyServiceAccount,
    ServiceAccount,
    BootstrapToken,
    Jwt,
    Webhook,
    Anonymous,
}

impl Authenticator {
    pub const ALL: [Authenticator; 9] = [
        Authenticator::RequestHeader,
        Authenticator::X509,
        Authenticator::TokenFile,
        Authenticator::LegacyServiceAccount,
        Authenticator::ServiceAccount,
        Authenticator::BootstrapToken,
        Authenticator::Jwt,
        Authenticator::Webhook,
        Authenticator::Anonymous,
    ];

    /// The name used in reports, as serialized.
    pub fn name(self) -> &'static str {
        match self {
            Authenticator::RequestHeader => "requestHeader",
            Authenticator::X509 => "x509",
            Authenticator::TokenFile => "tokenFile",
            Authenticator::LegacyServiceAccount => "legacyServiceAccount",
            Authenticator::ServiceAccount => "serviceAccount",
            Authenticator::BootstrapToken => "bootstrapToken",
            Authenticator::Jwt => "jwt",
            Authenticator::Webhook => "webhook",
            Authenticator::Anonymous => "anonymous",
        }
    }

    /// What a person calls it.
    pub fn title(self) -> &'static str {
        match self {
            Authenticator::RequestHeader => "Authenticating proxy",
            Authenticator::X509 => "Client certificate",
            Authenticator::TokenFile => "Static token file",
            Authenticator::LegacyServiceAccount => "Legacy service account token",
            Authenticator::ServiceAccount => "Service account token",
            Authenticator::BootstrapToken => "Bootstrap token",
            Authenticator::Jwt => "OpenID Connect",
            Authenticator::Webhook => "Webhook",
            Authenticator::Anonymous => "Anonymous",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    Authenticated,
    Unauthorized,
    /// The real server would refuse to start with this configuration.
    StartupError,
    /// The scenario document itself cannot be read.
    InvalidScenario,
}

/// Where the bearer token of the request came from, if anywhere. The server asks these two
/// between `x509` and the token authenticators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenSource {
    pub name: TokenSourceName,
    /// The authenticators of the token chain were asked with this token.
    pub found: bool,
    /// The error of the extraction itself, as the server words it.
    pub error: Option<String>,
    pub reason: String,
    pub checks: Vec<Check>,
    pub effects: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TokenSourceName {
    AuthorizationHeader,
    WebsocketProtocol,
}

/// The answer to one scenario.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub outcome: Outcome,
    pub authenticator: Option<Authenticator>,
    pub user: Option<User>,
    pub audiences: Vec<String>,
    /// What kube-apiserver logs after `err=`, or the start-up error, or what is wrong with the document.
    pub error: Option<String>,
    pub warnings: Vec<String>,
    pub notes: Vec<String>,
    pub trace: Vec<Step>,
    /// The scenario's name, so that a report of several can be told apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// Kubernetes minor version whose rules applied, as `1.37`.
    #[serde(default)]
    pub version: String,
    #[serde(default)]
    pub token_sources: Vec<TokenSource>,
    /// Flags that were accepted and have nothing to do with authentication.
    #[serde(default)]
    pub ignored_flags: Vec<String>,
    /// Where the values of `user` came from.
    #[serde(default)]
    pub provenance: Vec<Provenance>,
    /// Things the engine wanted from `remote` and did not find.
    #[serde(default)]
    pub wanted: Vec<String>,
    /// What the server changes in the request once it is authenticated.
    #[serde(default)]
    pub effects: Vec<String>,
    /// How the request reached the server, before the first authenticator.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub received: Vec<Message>,
    /// What the server does with it after the last authenticator, and what the client gets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answered: Vec<Message>,
}

impl Report {
    /// A report that holds nothing but its outcome; the caller fills the rest.
    pub fn new(outcome: Outcome) -> Report {
        Report {
            outcome,
            authenticator: None,
            user: None,
            audiences: Vec::new(),
            error: None,
            warnings: Vec::new(),
            notes: Vec::new(),
            trace: Vec::new(),
            scenario: None,
            version: String::new(),
            token_sources: Vec::new(),
            ignored_flags: Vec::new(),
            provenance: Vec::new(),
            wanted: Vec::new(),
            effects: Vec::new(),
            received: Vec::new(),
            answered: Vec::new(),
        }
    }
}
