//! What `BuiltInAuthenticationOptions.ToAuthenticationConfig` hands to the authenticators
//! (`pkg/kubeapiserver/authenticator/config.go`, `Config`).

use crate::crypto::x509::CertPool;

use super::FeatureGates;
use super::authentication_configuration::JwtAuthenticator;

/// The validated configuration of every authenticator. `None` means that a strategy is not configured.
#[derive(Debug, Clone, Default)]
pub struct Config {
    pub anonymous: Anonymous,
    /// `--api-audiences`, or the service account issuers when it is not set.
    pub api_audiences: Vec<String>,
    pub bootstrap_token: bool,
    pub client_ca: Option<CaBundle>,
    pub request_header: Option<RequestHeader>,
    /// Path of `--token-auth-file`.
    pub token_auth_file: Option<String>,
    pub service_accounts: ServiceAccounts,
    /// JWT authenticators, in configuration order.
    pub jwt: Vec<JwtAuthenticator>,
    /// What configures them: `--oidc-issuer-url`, or the path of `--authentication-config`.
    pub jwt_source: String,
    /// Signature algorithms that the JWT authenticators accept; empty means RS256.
    pub signing_algs: Vec<String>,
    /// `--egress-selector-config-file` is set, so that authenticators may name an egress selector.
    pub egress_selector: bool,
    pub webhook: Option<Webhook>,
    pub feature_gates: FeatureGates,
}

#[derive(Debug, Clone, Default)]
pub struct Anonymous {
    pub enabled: bool,
    /// Paths from AuthenticationConfiguration; empty means every path.
    pub paths: Vec<String>,
    /// What decided: `--anonymous-auth`, `--authorization-mode`, or the path of `--authentication-config`.
    pub source: String,
}

/// A CA file as the server has loaded it.
#[derive(Debug, Clone)]
pub struct CaBundle {
    pub path: String,
    pub pool: CertPool,
}

#[derive(Debug, Clone)]
pub struct RequestHeader {
    pub ca: CaBundle,
    /// Empty means any common name.
    pub allowed_names: Vec<String>,
    pub username_headers: Vec<String>,
    pub uid_headers: Vec<String>,
    pub group_headers: Vec<String>,
    pub extra_header_prefixes: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub struct ServiceAccounts {
    pub issuers: Vec<String>,
    /// Paths of `--service-account-key-file`, in order.
    pub key_files: Vec<String>,
    /// Socket of `--service-account-signing-endpoint`, where the real server asks for the keys.
    pub signing_endpoint: Option<String>,
    pub lookup: bool,
}

#[derive(Debug, Clone)]
pub struct Webhook {
    /// Path of `--authentication-token-webhook-config-file`.
    pub config_file: String,
    /// `v1` or `v1beta1`, or what was given instead.
    pub version: String,
    /// Seconds, rounded up; 0 means that answers are not cached.
    pub cache_ttl: u64,
}
