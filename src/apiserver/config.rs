//! What `BuiltInAuthenticationOptions.ToAuthenticationConfig` hands to the authenticators
//! (`pkg/kubeapiserver/authenticator/config.go`, `Config`).

use crate::crypto::x509::CertPool;

/// The validated configuration of every authenticator. `None` means that a strategy is not configured.
#[derive(Debug, Clone, Default)]
pub struct Config {
    pub anonymous: Anonymous,
    pub api_audiences: Vec<String>,
    pub bootstrap_token: bool,
    pub client_ca: Option<CaBundle>,
    pub request_header: Option<RequestHeader>,
    /// Path of `--token-auth-file`.
    pub token_auth_file: Option<String>,
    pub service_accounts: ServiceAccounts,
    pub webhook: Option<Webhook>,
}

#[derive(Debug, Clone, Default)]
pub struct Anonymous {
    pub enabled: bool,
    /// Paths from AuthenticationConfiguration; empty means every path.
    pub paths: Vec<String>,
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
    pub lookup: bool,
}

#[derive(Debug, Clone)]
pub struct Webhook {
    /// Path of `--authentication-token-webhook-config-file`.
    pub config_file: String,
    /// `v1` or `v1beta1`.
    pub version: String,
    /// Seconds.
    pub cache_ttl: u64,
}
