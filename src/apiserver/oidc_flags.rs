//! The `--oidc-*` flags → one JWT authenticator, as `ToAuthenticationConfig` of
//! `pkg/kubeapiserver/options/authentication.go` translates them.

use super::authentication_configuration::{
    ClaimMappings, ClaimValidationRule, Issuer, JwtAuthenticator, PrefixedClaimOrExpression,
};
use super::{Start, StartupError};

/// What `--oidc-signing-algs` means when it is not given.
const DEFAULT_ALGORITHM: &str = "RS256";

/// The authenticator of the flags, if they configure one.
///
/// # Errors
/// When `--oidc-ca-file` is not there.
pub(super) fn authenticator(start: &Start) -> Result<Option<JwtAuthenticator>, StartupError> {
    let flags = &start.flags;
    let (url, client_id) = (flags.text("oidc-issuer-url"), flags.text("oidc-client-id"));
    if url.is_empty() || client_id.is_empty() {
        return Ok(None);
    }
    let ca_file = flags.text("oidc-ca-file");
    let certificate_authority = if ca_file.is_empty() {
        String::new()
    } else {
        start.read_file(ca_file).map_err(|error| StartupError::new(error, "--oidc-ca-file"))?.to_owned()
    };
    let claim_validation_rules = flags
        .pairs("oidc-required-claim")
        .into_iter()
        .map(|(claim, required_value)| ClaimValidationRule { claim, required_value, ..Default::default() })
        .collect();
    Ok(Some(JwtAuthenticator {
        issuer: Issuer {
            url: url.to_owned(),
            certificate_authority,
            audiences: vec![client_id.to_owned()],
            ..Default::default()
        },
        claim_validation_rules,
        claim_mappings: ClaimMappings {
            username: username(start, url),
            groups: groups(start),
            ..Default::default()
        },
        user_validation_rules: Vec::new(),
    }))
}

/// Without a prefix of its own, every claim but `email` is prefixed with the issuer; `-` means no prefix at all.
fn username(start: &Start, issuer: &str) -> PrefixedClaimOrExpression {
    let claim = if start.flags.is_given("oidc-username-claim") {
        start.flags.text("oidc-username-claim")
    } else {
        "sub"
    };
    let prefix = match start.flags.text("oidc-username-prefix") {
        "" if claim != "email" => format!("{issuer}#"),
        "-" => String::new(),
        prefix => prefix.to_owned(),
    };
    PrefixedClaimOrExpression { claim: claim.to_owned(), prefix: Some(prefix), ..Default::default() }
}

fn groups(start: &Start) -> PrefixedClaimOrExpression {
    match start.flags.text("oidc-groups-claim") {
        "" => PrefixedClaimOrExpression::default(),
        claim => PrefixedClaimOrExpression {
            claim: claim.to_owned(),
            prefix: Some(start.flags.text("oidc-groups-prefix").to_owned()),
            ..Default::default()
        },
    }
}

pub(super) fn signing_algs(start: &Start) -> Vec<String> {
    if start.flags.is_given("oidc-signing-algs") {
        start.flags.list("oidc-signing-algs")
    } else {
        vec![DEFAULT_ALGORITHM.to_owned()]
    }
}
