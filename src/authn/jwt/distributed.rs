//! Distributed claims (OpenID Connect Core 1.0 §5.6.2), which kube-apiserver resolves for the groups claim only:
//! `claimResolver` of `plugin/pkg/authenticator/token/oidc/oidc.go`.
//!
//! The real server begins to look for the issuer of the claim when it first meets it, and refuses that first token;
//! here it is taken to have met it before.

use std::collections::HashMap;

use crate::authn::World;
use crate::authn::remote::{self, Call};
use crate::crypto::jwt_claims::{Unreadable, unverified_issuer};
use crate::golang::decode::{Decoder, Struct};
use crate::golang::quote::quote;
use crate::golang::url;
use crate::report::{Check, Party, StepLog};

use super::claims::Claims;
use super::provider::{Provider, well_known};
use super::source::{Setting, Source};
use super::verify::Verifier;

const CLAIM_NAMES: &str = "_claim_names";
const CLAIM_SOURCES: &str = "_claim_sources";

const ENDPOINT: Struct =
    Struct { name: "endpoint", go_type: "oidc.endpoint", fields: &["endpoint", "access_token", "JWT"] };

/// Where a claim is to be had.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoint {
    pub url: String,
    pub access_token: String,
}

/// Resolves one claim for one authenticator.
pub struct Resolver<'r> {
    pub claim: &'r str,
    pub audiences: &'r [String],
    pub algorithms: &'r [String],
    pub source: &'r Source,
    /// The authenticator's own metadata address, in place of the one its issuer implies.
    pub discovery: Option<(&'r str, &'r str)>,
}

impl Resolver<'_> {
    /// Fetches the claim, if the token names another source for it, and puts it among the claims. The answer is the
    /// URL that it came from.
    ///
    /// # Errors
    /// The server's text.
    pub fn expand(
        &self,
        claims: &mut Claims,
        world: &World,
        log: &mut StepLog,
    ) -> Result<Option<String>, String> {
        let found = self.find(claims).inspect_err(|_| {
            log.reason(format!("Where the claim {} is kept cannot be read from the token.", self.claim));
        })?;
        let Some(endpoint) = found else { return Ok(None) };
        let value = self.resolve(&endpoint, world, log).inspect_err(|error| {
            log.reason(format!("The claim {} is kept elsewhere and cannot be had from there.", self.claim));
            log.check(
                Check::failed(
                    "distributed claim",
                    "The source that the token names for the claim is of no use.",
                )
                .expected(format!("a signed token with the claim {} from {}", self.claim, endpoint.url))
                .actual(error.as_str())
                .source(format!("token#{CLAIM_SOURCES}")),
            );
        })?;
        log.check(
            Check::passed("distributed claim", "The source that the token names for the claim delivers it.")
                .actual(endpoint.url.as_str())
                .source(self.source.of(Setting::GroupsClaim)),
        );
        claims.set(self.claim, value);
        Ok(Some(endpoint.url))
    }

    fn find(&self, claims: &Claims) -> Result<Option<Endpoint>, String> {
        if claims.get(self.claim).is_some() || claims.get(CLAIM_NAMES).is_none() {
            return Ok(None);
        }
        let mut names: HashMap<String, String> = HashMap::new();
        claims
            .read(CLAIM_NAMES, &mut |decoder, value| {
                decoder.map(value, "map[string]string", &mut |decoder, name, value| {
                    let mut source = String::new();
                    decoder.string(value, &mut source);
                    names.insert(name, source);
                });
            })
            .map_err(|error| format!("oidc: error parsing distributed claim names: {error}"))?;
        if claims.get(CLAIM_SOURCES).is_none() {
            return Err("oidc: no claim sources".to_owned());
        }
        let mut sources: HashMap<String, Endpoint> = HashMap::new();
        claims
            .read(CLAIM_SOURCES, &mut |decoder, value| {
                decoder.map(value, "map[string]oidc.endpoint", &mut |decoder, name, value| {
                    let mut endpoint = Endpoint::default();
                    endpoint.read(decoder, value);
                    sources.insert(name, endpoint);
                });
            })
            .map_err(|error| format!("oidc: could not parse claim sources: {error}"))?;
        let Some(source) = names.get(self.claim) else { return Ok(None) };
        let Some(endpoint) = sources.remove(source) else {
            return Err(format!(
                "id token _claim_names contained a source {source} missing in _claims_sources"
            ));
        };
        // An aggregated claim has its value in the token itself, and no endpoint.
        Ok(Some(endpoint).filter(|endpoint| !endpoint.url.is_empty()))
    }

    fn resolve(&self, endpoint: &Endpoint, world: &World, log: &mut StepLog) -> Result<Vec<u8>, String> {
        let claim = quote(self.claim);
        let token = fetch(endpoint, world, log)
            .map_err(|error| format!("while getting distributed claim {claim}: {error}"))?;
        let issuer = match unverified_issuer(&token) {
            Ok(issuer) if issuer == "accounts.google.com" => "https://accounts.google.com".to_owned(),
            Ok(issuer) => issuer,
            Err(reason) => {
                return Err(format!(
                    "getting untrusted issuer from endpoint {} failed for claim {claim}: {}",
                    endpoint.url,
                    unreadable(reason)
                ));
            }
        };
        let well_known = well_known(&issuer);
        let address = match self.discovery {
            Some((replaced, address)) if replaced == well_known => address,
            _ => well_known.as_str(),
        };
        let provider = Provider::discover(&issuer, address, world, log).map_err(|error| {
            log.note(format!(
                "The server logs: oidc authenticator: async token verifier for issuer: {}: init verifier failed: {error}",
                quote(&issuer)
            ));
            format!(
                "verifying untrusted issuer {issuer} failed: verifier not initialized for issuer: {}",
                quote(&issuer)
            )
        })?;
        let verifier = Verifier {
            provider: &provider,
            audiences: self.audiences,
            algorithms: self.algorithms,
            source: self.source,
            subject: &endpoint.url,
        };
        let payload = verifier
            .verify(&token, world, log)
            .map_err(|error| format!("verify distributed claim token: {error}"))?;
        let claims = Claims::parse(&payload).map_err(|error| {
            format!("could not parse distributed claims for claim {}: {error}", self.claim)
        })?;
        claims.get(self.claim).map(<[u8]>::to_vec).ok_or_else(|| {
            format!(
                "jwt returned by distributed claim endpoint {} did not contain claim: {}",
                quote(&endpoint.url),
                self.claim
            )
        })
    }
}

impl Endpoint {
    fn read(&mut self, decoder: &mut Decoder, value: crate::golang::json::Value) {
        decoder.object(value, &ENDPOINT, &mut |decoder, field, value| match field {
            "endpoint" => decoder.string(value, &mut self.url),
            "access_token" => decoder.string(value, &mut self.access_token),
            _ => decoder.string(value, &mut String::new()),
        });
    }
}

/// `getClaimJWT`.
fn fetch(endpoint: &Endpoint, world: &World, log: &mut StepLog) -> Result<String, String> {
    let address = url::parse(&endpoint.url)
        .map_err(|error| format!("while calling {}: {error}", endpoint.url))?
        .to_string();
    let authorization = format!("Bearer {}", endpoint.access_token);
    let headers = [("Authorization", authorization.as_str())];
    let call = Call {
        aliases: &[&endpoint.url],
        headers: if endpoint.access_token.is_empty() { &[] } else { &headers },
        ..Call::get(Party::IdentityProvider, &address)
    };
    let answer = remote::exchange(world, &call, log)?;
    if !(200..=226).contains(&answer.status) {
        let status = remote::status_line(answer.status);
        return Err(format!("error while getting distributed claim JWT: {status}"));
    }
    Ok(answer.body.clone())
}

/// The errors of `untrustedIssuer`.
fn unreadable(reason: Unreadable) -> String {
    match reason {
        Unreadable::NotCompact => "token is not compact JWT".to_owned(),
        Unreadable::Parts(_) => "malformed token".to_owned(),
        Unreadable::Base64(error) => format!("error decoding token: {error}"),
        Unreadable::Json(error) => format!("while unmarshaling token: {error}"),
    }
}
