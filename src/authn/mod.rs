//! The authenticators of kube-apiserver, one file each, in the server's order; [`chain`] is the union, the
//! group adder and anonymous.
//!
//! To add a strategy: one file that exports a [`TokenStrategy`], one line in [`TOKEN_STRATEGIES`].

pub mod anonymous;
pub mod bearer;
mod bootstrap_token;
mod certificate_check;
pub mod chain;
mod client_certificate;
mod error;
mod group;
mod jwt;
mod objects;
pub mod remote;
mod request_header;
mod service_account;
mod token_file;
mod webhook;
pub mod wire;
mod world;

use crate::apiserver::Config;
use crate::input::http::Request;
use crate::report::{Authenticator, Provenance, StepLog, User};

pub use client_certificate::CREDENTIAL_ID_KEY;
pub use error::AuthnError;
pub use request_header::IdentityHeaders;
pub use world::World;

/// An authenticator's answer is one of three, never a bool.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// These credentials are not this authenticator's business.
    NoOpinion,
    /// They are, and something is wrong with them.
    Rejected(AuthnError),
    Authenticated(Response),
}

impl Answer {
    pub fn rejected(message: impl Into<String>) -> Answer {
        Answer::Rejected(AuthnError::new(message))
    }
}

/// `authenticator.Response` of the server, with the origin of each value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Response {
    pub user: User,
    pub audiences: Vec<String>,
    pub provenance: Vec<Provenance>,
}

/// Authenticates the whole request (`authenticator.Request`).
pub trait RequestAuthenticator {
    fn authenticate(&self, request: &mut Request, world: &World, log: &mut StepLog) -> Answer;
}

/// Authenticates a bearer token (`authenticator.Token`).
pub trait TokenAuthenticator {
    fn authenticate(&self, token: &str, world: &World, log: &mut StepLog) -> Answer;
}

/// What a strategy is built from.
pub struct Setup<'a> {
    pub config: &'a Config,
    pub world: &'a World<'a>,
}

/// The server would refuse to start; the message is its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartupError(pub String);

impl StartupError {
    pub fn new(message: impl Into<String>) -> StartupError {
        StartupError(message.into())
    }
}

pub type Built<T> = Result<Option<Box<T>>, StartupError>;

/// One entry of the token chain.
pub struct TokenStrategy {
    pub authenticator: Authenticator,
    /// How it is switched on, shown while it is not: "--token-auth-file is not set".
    pub not_configured: &'static str,
    /// `None` when the configuration does not switch it on.
    pub build: fn(&Setup) -> Built<dyn TokenAuthenticator>,
    /// Whether `chain` wraps it so that the server's `--api-audiences` are put on its answers
    /// (`authenticator.WrapAudienceAgnosticToken`). Audience-aware strategies answer for themselves.
    pub audience_agnostic: bool,
}

/// The token chain, in the server's order.
pub const TOKEN_STRATEGIES: &[TokenStrategy] = &[
    token_file::TOKEN_FILE,
    service_account::LEGACY_SERVICE_ACCOUNT,
    service_account::SERVICE_ACCOUNT,
    bootstrap_token::BOOTSTRAP_TOKEN,
    jwt::JWT,
    webhook::WEBHOOK,
];

/// The same chain without what strategies that few clusters configure are made of: where one is configured, the
/// program learns that it lacks it.
pub const USUAL_TOKEN_STRATEGIES: &[TokenStrategy] = &[
    token_file::TOKEN_FILE,
    service_account::LEGACY_SERVICE_ACCOUNT,
    service_account::SERVICE_ACCOUNT,
    bootstrap_token::BOOTSTRAP_TOKEN,
    TokenStrategy { build: |setup| lacking(setup, !setup.config.jwt.is_empty()), ..jwt::JWT },
    TokenStrategy { build: |setup| lacking(setup, setup.config.webhook.is_some()), ..webhook::WEBHOOK },
];

fn lacking(setup: &Setup, is_configured: bool) -> Built<dyn TokenAuthenticator> {
    if is_configured {
        setup.world.faculties.lacks_strategy();
    }
    Ok(None)
}
