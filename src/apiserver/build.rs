//! `BuiltInAuthenticationOptions.ToAuthenticationConfig` of `pkg/kubeapiserver/options/authentication.go`: options
//! and files → [`Config`]. The first error ends it.

use std::rc::Rc;

use crate::crypto::key_files::public_keys_from_pem;
use crate::crypto::x509::{CertPool, certificates_from_pem};
use crate::golang::duration::{self, SECOND};
use crate::golang::quote::quote;

use super::authentication_configuration::{
    AuthenticationConfiguration, JwtAuthenticator, Rules, load, validate, validate_authenticator,
};
use super::complete::SIGNING_ENDPOINT;
use super::config::{Anonymous, CaBundle, Config, RequestHeader, ServiceAccounts, Webhook};
use super::{Start, StartupError, aggregate, oidc_flags, request_header as header};

/// `oidc.AllValidSigningAlgorithms`: with a configuration file, the key decides.
const ALL_ALGORITHMS: [&str; 9] =
    ["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"];

/// How long successes are cached whatever the authenticator, in nanoseconds.
const SUCCESS_CACHE_TTL: i64 = 10 * SECOND as i64;

pub(super) fn config(start: &Start, notes: &mut Vec<String>) -> Result<Config, StartupError> {
    let flags = &start.flags;
    let client_ca = ca_bundle(start, "client-ca-bundle", "client-ca-file")?;
    let config_file = flags.text("authentication-config");
    let mut file = authentication_config(start, config_file)?;
    let (jwt_source, signing_algs) = if config_file.is_empty() {
        file.jwt.extend(oidc_flags::authenticator(start)?);
        ("--oidc-issuer-url", oidc_flags::signing_algs(start))
    } else {
        (config_file, ALL_ALGORITHMS.map(str::to_owned).to_vec())
    };
    let anonymous = anonymous(start, &file, notes)?;
    check(start, &file, jwt_source)?;
    let request_header = request_header(start)?;
    let service_accounts = service_accounts(start, notes)?;
    check_issuers(start, &file.jwt, &service_accounts.issuers, jwt_source)?;
    let mut api_audiences = flags.list("api-audiences");
    if api_audiences.is_empty() {
        api_audiences.clone_from(&service_accounts.issuers);
    }
    Ok(Config {
        anonymous,
        api_audiences,
        bootstrap_token: flags.boolean("enable-bootstrap-token-auth", false),
        client_ca,
        request_header,
        token_auth_file: path(start, "token-auth-file"),
        service_accounts,
        jwt: file.jwt,
        jwt_source: jwt_source.to_owned(),
        signing_algs,
        egress_selector: start.flags.is_given("egress-selector-config-file"),
        webhook: webhook(start, notes),
        feature_gates: start.gates,
    })
}

fn path(start: &Start, flag: &str) -> Option<String> {
    Some(start.flags.text(flag).to_owned()).filter(|path| !path.is_empty())
}

/// `dynamiccertificates.NewDynamicCAContentFromFile`.
fn ca_bundle(start: &Start, purpose: &str, flag: &str) -> Result<Option<CaBundle>, StartupError> {
    let Some(path) = path(start, flag) else { return Ok(None) };
    let text = start.read_file(&path).map_err(|error| StartupError::new(error, format!("--{flag}")))?;
    let name = quote(&format!("{purpose}::{path}"));
    if text.is_empty() {
        return Err(StartupError::new(format!("missing content for CA bundle {name}"), path));
    }
    let certificates = certificates_from_pem(text).map_err(|error| {
        StartupError::new(format!("error loading CA bundle for {name}: {error}"), path.as_str())
    })?;
    let mut pool = CertPool::default();
    certificates.into_iter().for_each(|certificate| pool.add(Rc::new(certificate)));
    Ok(Some(CaBundle { path, pool }))
}

fn request_header(start: &Start) -> Result<Option<RequestHeader>, StartupError> {
    let Some(ca) = ca_bundle(start, "request-header", header::CLIENT_CA_FILE)? else { return Ok(None) };
    let flags = &start.flags;
    Ok(Some(RequestHeader {
        ca,
        allowed_names: flags.list(header::ALLOWED_NAMES),
        username_headers: flags.list(header::USERNAME_HEADERS),
        uid_headers: flags.list(header::UID_HEADERS),
        group_headers: flags.list(header::GROUP_HEADERS),
        extra_header_prefixes: flags.list(header::EXTRA_PREFIXES),
    }))
}

/// The file of `--authentication-config`; empty without one.
fn authentication_config(start: &Start, path: &str) -> Result<AuthenticationConfiguration, StartupError> {
    if path.is_empty() {
        return Ok(AuthenticationConfiguration::default());
    }
    let wrap = |error: String, field: &str| {
        if start.version.at_least(34) {
            let path = quote(path);
            StartupError::new(
                format!("failed to load authentication configuration from file {path}: {error}"),
                field,
            )
        } else {
            StartupError::new(error, field)
        }
    };
    let text = start.read_file(path).map_err(|error| wrap(error, "--authentication-config"))?;
    load(text, rules(start)).map_err(|error| wrap(error, path))
}

/// `ValidateAuthenticationConfiguration`. The server does not yet pass it the service account issuers here; they are
/// refused when the JWT authenticators are built.
fn check(start: &Start, file: &AuthenticationConfiguration, source: &str) -> Result<(), StartupError> {
    let errors = validate(file, &[], rules(start), start.expressions);
    if errors.is_empty() {
        return Ok(());
    }
    let prefix = if start.version.at_least(34) { "invalid authentication configuration: " } else { "" };
    Err(StartupError::new(format!("{prefix}{}", aggregate(&errors)), source))
}

/// `oidc.New` validates once more, now with the issuers of service accounts, which no other authenticator may claim.
fn check_issuers(
    start: &Start,
    authenticators: &[JwtAuthenticator],
    issuers: &[String],
    source: &str,
) -> Result<(), StartupError> {
    let errors = authenticators
        .iter()
        .map(|authenticator| validate_authenticator(authenticator, issuers, rules(start), start.expressions))
        .find(|errors| !errors.is_empty());
    errors.map_or(Ok(()), |errors| Err(StartupError::new(aggregate(&errors), source)))
}

fn rules(start: &Start) -> Rules {
    Rules::new(start.version, &start.gates)
}

const ANONYMOUS_AUTH: &str = "anonymous-auth";

fn anonymous(
    start: &Start,
    file: &AuthenticationConfiguration,
    notes: &mut Vec<String>,
) -> Result<Anonymous, StartupError> {
    let flags = &start.flags;
    if let Some(anonymous) = &file.anonymous {
        if flags.is_given(ANONYMOUS_AUTH) {
            let flag = if start.version.at_least(34) { "--anonymous-auth" } else { "--anonynous-auth" };
            let message = format!(
                "anonymous: Forbidden: {flag} flag cannot be set when anonymous field is configured in authentication \
                 configuration file"
            );
            return Err(StartupError::new(message, format!("--{ANONYMOUS_AUTH}")));
        }
        return Ok(Anonymous {
            enabled: anonymous.enabled,
            paths: anonymous.conditions.iter().map(|condition| condition.path.clone()).collect(),
            source: flags.text("authentication-config").to_owned(),
        });
    }
    let enabled = flags.boolean(ANONYMOUS_AUTH, true);
    let modes = flags.list("authorization-mode");
    let is_left_empty = flags.is_given("authorization-mode")
        && modes.is_empty()
        && flags.text("authorization-config").is_empty();
    if enabled && (is_left_empty || modes.iter().any(|mode| mode == "AlwaysAllow")) {
        notes.push(
            "kube-apiserver warns at start: AnonymousAuth is not allowed with the AlwaysAllow authorizer. Resetting \
             AnonymousAuth to false. You should use a different authorizer"
                .into(),
        );
        return Ok(Anonymous { enabled: false, paths: Vec::new(), source: "--authorization-mode".into() });
    }
    if enabled && !flags.is_given("authorization-mode") && flags.text("authorization-config").is_empty() {
        notes.push(
            "Without --authorization-mode and --authorization-config, kube-apiserver would allow every request \
             and therefore switch anonymous requests off. They stay on here, as flags are often pasted in part."
                .into(),
        );
    }
    Ok(Anonymous { enabled, paths: Vec::new(), source: format!("--{ANONYMOUS_AUTH}") })
}

fn service_accounts(start: &Start, notes: &mut Vec<String>) -> Result<ServiceAccounts, StartupError> {
    const KEY_FILE: &str = "service-account-key-file";
    let flags = &start.flags;
    let key_files = flags.all(KEY_FILE);
    for path in &key_files {
        let text =
            start.read_file(path).map_err(|error| StartupError::new(error, format!("--{KEY_FILE}")))?;
        public_keys_from_pem(text).map_err(|error| {
            StartupError::new(format!("error reading public key file {path}: {error}"), path.as_str())
        })?;
    }
    let signing_endpoint = path(start, SIGNING_ENDPOINT);
    if let Some(endpoint) = &signing_endpoint {
        notes.push(format!(
            "kube-apiserver would ask the signer at {endpoint} (--{SIGNING_ENDPOINT}) for the public keys of service \
             account tokens; a scenario cannot hold its answer, so that no such token can be verified."
        ));
    }
    Ok(ServiceAccounts {
        issuers: flags.all("service-account-issuer"),
        key_files,
        signing_endpoint,
        lookup: flags.boolean("service-account-lookup", true),
    })
}

fn webhook(start: &Start, notes: &mut Vec<String>) -> Option<Webhook> {
    const VERSION: &str = "authentication-token-webhook-version";
    let config_file = path(start, "authentication-token-webhook-config-file")?;
    let flags = &start.flags;
    let ttl = flags.duration("authentication-token-webhook-cache-ttl", 120 * SECOND as i64);
    if (1..SUCCESS_CACHE_TTL).contains(&ttl) {
        notes.push(format!(
            "kube-apiserver warns at start: the webhook cache ttl of {} is shorter than the overall cache ttl of {} \
             for successful token authentication attempts.",
            duration::format(ttl),
            duration::format(SUCCESS_CACHE_TTL)
        ));
    }
    let version = if flags.is_given(VERSION) { flags.text(VERSION) } else { "v1beta1" };
    Some(Webhook {
        config_file,
        version: version.to_owned(),
        cache_ttl: u64::try_from(ttl).unwrap_or_default().div_ceil(SECOND),
    })
}
