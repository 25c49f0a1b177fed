//! `Options.Validate`, as far as it is about authentication: `BuiltInAuthenticationOptions.Validate` of
//! `pkg/kubeapiserver/options/authentication.go` and the signing configuration of
//! `pkg/controlplane/apiserver/options/validation.go`. All errors are collected into one.

use std::collections::BTreeSet;

use crate::crypto::x509::certificates_from_pem;
use crate::golang::quote::quote;
use crate::golang::url;

use super::complete::{SIGNING_ENDPOINT, SIGNING_KEY_FILE};
use super::{Start, StartupError, aggregate, request_header};

pub(super) fn validate(start: &Start) -> Result<(), StartupError> {
    let mut errors = oidc(start);
    errors.extend(issuers(start));
    errors.extend(jwks_uri(start));
    errors.extend(node_binding_gates(start));
    errors.extend(request_header::validate(start));
    errors.extend(overlapping_authorities(start));
    errors.extend(signing_endpoint(start));
    let messages: Vec<String> = errors.iter().map(|error| error.message.clone()).collect();
    match errors.into_iter().next() {
        None => Ok(()),
        Some(first) => Err(StartupError { message: aggregate(&messages), field: first.field }),
    }
}

fn oidc(start: &Start) -> Vec<StartupError> {
    let flags = &start.flags;
    let config_file = flags.text("authentication-config");
    let given = flags.first_given("oidc-").map(|flag| format!("--{flag}"));
    let mut errors = Vec::new();
    if config_file.is_empty() {
        let pair = [flags.text("oidc-issuer-url"), flags.text("oidc-client-id")];
        if let Some(given) = given.filter(|_| pair.contains(&"")) {
            errors.push(StartupError::new(
                "oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set",
                given,
            ));
        }
        return errors;
    }
    if !start.gates.structured_authentication_configuration {
        errors.push(StartupError::new(
            "set --feature-gates=StructuredAuthenticationConfiguration=true to use authentication-config file",
            "--feature-gates",
        ));
    }
    if let Some(given) = given {
        errors.push(StartupError::new(
            "authentication-config file and oidc-* flags are mutually exclusive",
            given,
        ));
    }
    errors
}

fn issuers(start: &Start) -> Vec<StartupError> {
    const FLAG: &str = "service-account-issuer";
    let mut seen = BTreeSet::new();
    let mut errors = Vec::new();
    for issuer in start.flags.all(FLAG) {
        let quoted = quote(&issuer);
        let error = if let Some(error) = url::parse(&issuer).err().filter(|_| issuer.contains(':')) {
            format!("{FLAG} {quoted} contained a ':' but was not a valid URL: {error}")
        } else if issuer.is_empty() {
            format!("{FLAG} should not be an empty string")
        } else if seen.contains(&issuer) {
            format!("{FLAG} {quoted} is already specified")
        } else {
            seen.insert(issuer);
            continue;
        };
        errors.push(StartupError::new(error, format!("--{FLAG}")));
    }
    errors
}

fn jwks_uri(start: &Start) -> Option<StartupError> {
    const FLAG: &str = "service-account-jwks-uri";
    let uri = start.flags.text(FLAG);
    if uri.is_empty() {
        return None;
    }
    let message = match url::parse(uri) {
        Ok(url) if url.scheme == "https" => return None,
        Ok(url) => format!("{FLAG} requires https scheme, parsed as: {url}"),
        Err(error) => format!("{FLAG} must be a valid URL: {error}"),
    };
    Some(StartupError::new(message, format!("--{FLAG}")))
}

/// Only while both gates could be moved: up to 1.31.
fn node_binding_gates(start: &Start) -> Option<StartupError> {
    let gates = &start.gates;
    let wrong = gates.service_account_token_node_binding
        && !gates.service_account_token_node_binding_validation
        && !start.version.at_least(35);
    wrong.then(|| {
        StartupError::new(
            "the \"ServiceAccountTokenNodeBinding\" feature gate can only be enabled if the \
             \"ServiceAccountTokenNodeBindingValidation\" feature gate is also enabled",
            "--feature-gates",
        )
    })
}

/// Since 1.35: with one certificate in both bundles, any client could pass as the front proxy.
fn overlapping_authorities(start: &Start) -> Option<StartupError> {
    let flags = &start.flags;
    if !start.version.at_least(35) || !flags.list(request_header::ALLOWED_NAMES).is_empty() {
        return None;
    }
    let certificates = |flag: &str| {
        let path = Some(flags.text(flag)).filter(|path| !path.is_empty())?;
        certificates_from_pem(start.read_file(path).ok()?).ok()
    };
    let client = certificates("client-ca-file")?;
    let proxy = certificates(request_header::CLIENT_CA_FILE)?;
    client.iter().any(|certificate| proxy.iter().any(|other| certificate == other)).then(|| {
        StartupError::new(
            "--requestheader-client-ca-file and --client-ca-file contain overlapping certificates; \
             --requestheader-allowed-names must be specified to ensure regular client certificates cannot set \
             authenticating proxy headers for arbitrary users",
            format!("--{}", request_header::CLIENT_CA_FILE),
        )
    })
}

fn signing_endpoint(start: &Start) -> Vec<StartupError> {
    let flags = &start.flags;
    let endpoint = flags.text(SIGNING_ENDPOINT);
    if endpoint.is_empty() {
        return Vec::new();
    }
    let mut messages: Vec<String> = Vec::new();
    if !flags.text(SIGNING_KEY_FILE).is_empty() || flags.is_given("service-account-key-file") {
        messages.push(
            "can't set `--service-account-signing-key-file` and/or `--service-account-key-file` with \
             `--service-account-signing-endpoint` (They are mutually exclusive)"
                .into(),
        );
    }
    if !start.gates.external_service_account_token_signer {
        messages.push(
            "setting `--service-account-signing-endpoint` requires enabling ExternalServiceAccountTokenSigner \
             feature gate"
                .into(),
        );
    }
    let invalid =
        format!("invalid value {} passed for `--service-account-signing-endpoint`, ", quote(endpoint));
    if start.version.at_least(34) {
        if endpoint.starts_with('@') && !is_abstract_socket(endpoint) {
            messages.push(invalid + "when prefixed with @ must be a valid abstract socket name");
        }
    } else if !is_abstract_socket(endpoint) && !is_absolute_path(endpoint) {
        messages.push(
            invalid
                + "should be a valid location on the filesystem or must be prefixed with @ to name UDS in abstract \
                   namespace",
        );
    }
    messages.into_iter().map(|message| StartupError::new(message, format!("--{SIGNING_ENDPOINT}"))).collect()
}

/// `^@([a-zA-Z0-9_-]+\.)*[a-zA-Z0-9_-]+$`
fn is_abstract_socket(endpoint: &str) -> bool {
    endpoint.strip_prefix('@').is_some_and(|name| {
        name.split('.').all(|label| {
            !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
        })
    })
}

/// `^(/[^/ ]*)+/?$`
fn is_absolute_path(endpoint: &str) -> bool {
    endpoint.starts_with('/') && !endpoint.contains(' ')
}
