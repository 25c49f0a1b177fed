//! OpenID Connect and the JWT authenticators of AuthenticationConfiguration, which are the same thing configured in
//! two ways: `plugin/pkg/authenticator/token/oidc/oidc.go` of `k8s.io/apiserver`, assembled by `newJWTAuthenticator`
//! of `pkg/kubeapiserver/authenticator/config.go`.
//!
//! Each authenticator is responsible for the tokens of one issuer and has no opinion on all others. They are
//! asked in configuration order, and the first error ends it.

mod claims;
mod distributed;
mod expressions;
mod id_token;
mod provider;
mod source;
mod verify;

use crate::apiserver::authentication_configuration::JwtAuthenticator;
use crate::crypto::jwt_claims::{Unreadable, unverified_issuer};
use crate::golang::quote::quote;
use crate::report::{Authenticator, Check, StepLog};

use super::{Answer, Built, Response, Setup, StartupError, TokenAuthenticator, TokenStrategy, World};

use claims::{Claims, Mapping};
use distributed::Resolver;
use provider::{Provider, well_known};
use source::{Setting, Source};
use verify::Verifier;

pub const JWT: TokenStrategy = TokenStrategy {
    authenticator: Authenticator::Jwt,
    not_configured: "neither --oidc-issuer-url nor a JWT authenticator of --authentication-config is set",
    build,
    audience_agnostic: true,
};

/// `oidc.allowedSigningAlgs`: asymmetric signatures only.
const ALLOWED_ALGORITHMS: [&str; 9] =
    ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"];

/// The value that `iss` had before OpenID Connect demanded a URL.
const ISSUER_GOOGLE_NO_SCHEME: &str = "accounts.google.com";

/// All JWT authenticators of a server.
struct Union {
    authenticators: Vec<Jwt>,
}

/// One of them.
struct Jwt {
    config: JwtAuthenticator,
    algorithms: Vec<String>,
    source: Source,
}

fn build(setup: &Setup) -> Built<dyn TokenAuthenticator> {
    let config = setup.config;
    if config.jwt.is_empty() {
        return Ok(None);
    }
    let algorithms =
        if config.signing_algs.is_empty() { vec!["RS256".to_owned()] } else { config.signing_algs.clone() };
    if let Some(other) = algorithms.iter().find(|name| !ALLOWED_ALGORITHMS.contains(&name.as_str())) {
        return Err(StartupError(format!("oidc: unsupported signing alg: {}", quote(other))));
    }
    let egress =
        config.jwt.iter().map(|jwt| &jwt.issuer.egress_selector_type).find(|egress| !egress.is_empty());
    if let Some(egress) = egress.filter(|_| !config.egress_selector) {
        let message = format!("oidc: egress lookup required with egress selector type {}", quote(egress));
        return Err(StartupError(message));
    }
    let authenticators = config.jwt.iter().enumerate().map(|(index, jwt)| Jwt {
        config: jwt.clone(),
        algorithms: algorithms.clone(),
        source: Source::new(&config.jwt_source, index),
    });
    Ok(Some(Box::new(Union { authenticators: authenticators.collect() })))
}

impl TokenAuthenticator for Union {
    fn authenticate(&self, token: &str, world: &World, log: &mut StepLog) -> Answer {
        let issuer = match unverified_issuer(token) {
            // Google once wrote its issuer without a scheme.
            Ok(issuer) if issuer == ISSUER_GOOGLE_NO_SCHEME => format!("https://{issuer}"),
            Ok(issuer) => issuer,
            Err(reason) => return not_a_jwt(&reason, log),
        };
        for authenticator in &self.authenticators {
            if !authenticator.is_responsible(&issuer, log) {
                continue;
            }
            return match authenticator.authenticate(token, world, log) {
                Ok(response) => {
                    log.reason(format!(
                        "The token is from {issuer}, is valid and names {}.",
                        response.user.username
                    ));
                    Answer::Authenticated(response)
                }
                Err(error) => Answer::rejected(error),
            };
        }
        log.reason(match issuer.is_empty() {
            true => "The token names no issuer, so no JWT authenticator is responsible for it.".to_owned(),
            false => format!("The token is from {issuer}, which no JWT authenticator trusts."),
        });
        Answer::NoOpinion
    }
}

fn not_a_jwt(reason: &Unreadable, log: &mut StepLog) -> Answer {
    let actual = match reason {
        Unreadable::NotCompact => "a JSON object".to_owned(),
        Unreadable::Parts(1) => "a token without dots".to_owned(),
        Unreadable::Parts(parts) => format!("{parts} parts"),
        Unreadable::Base64(error) | Unreadable::Json(error) => error.clone(),
    };
    log.reason("The token is no JSON Web Token, so no JWT authenticator is responsible for it.");
    log.check(
        Check::failed(
            "token format",
            "The issuer of the token cannot be read; the server is silent about it.",
        )
        .expected("header.payload.signature with a JSON object as payload")
        .actual(actual)
        .source("token"),
    );
    Answer::NoOpinion
}

impl Jwt {
    /// The unverified `iss` only decides who is asked.
    fn is_responsible(&self, issuer: &str, log: &mut StepLog) -> bool {
        let url = &self.config.issuer.url;
        let setting = self.source.name(Setting::IssuerUrl);
        let check = if issuer == url {
            Check::passed("issuer", format!("The token says that it is from {setting}."))
        } else {
            Check::failed(
                "issuer",
                format!("The token is from another issuer than {setting}, compared letter by letter."),
            )
        };
        let actual = if issuer.is_empty() { "none" } else { issuer };
        log.check(check.expected(url.as_str()).actual(actual).source("token#iss"));
        issuer == url
    }

    fn authenticate(&self, token: &str, world: &World, log: &mut StepLog) -> Result<Response, String> {
        let provider = self.provider(world, log)?;
        let verifier = Verifier {
            provider: &provider,
            audiences: &self.config.issuer.audiences,
            algorithms: &self.algorithms,
            source: &self.source,
            subject: "token",
        };
        let payload =
            verifier.verify(token, world, log).map_err(|error| format!("oidc: verify token: {error}"))?;
        let mut claims = Claims::parse(&payload).map_err(|error| format!("oidc: parse claims: {error}"))?;
        let groups_from = self.expand(&mut claims, world, log)?;
        let mapping = Mapping {
            config: &self.config,
            source: &self.source,
            claims: &claims,
            groups_from: groups_from.as_deref(),
        };
        mapping.response(world, log)
    }

    /// Discovery. Until it succeeds, the authenticator is not initialized and refuses every token of its issuer.
    fn provider(&self, world: &World, log: &mut StepLog) -> Result<Provider, String> {
        let issuer = &self.config.issuer.url;
        let well_known = well_known(issuer);
        let (address, setting) = match self.config.issuer.discovery_url.as_str() {
            "" => (well_known.as_str(), Setting::IssuerUrl),
            address => (address, Setting::DiscoveryUrl),
        };
        if !self.config.issuer.egress_selector_type.is_empty() {
            log.note("The egress selector of the issuer is not simulated: it is taken to lead there.");
        }
        let found = Provider::discover(issuer, address, world, log).and_then(|provider| {
            // Since 1.35 the server insists on a key set; before, it went on and found no keys.
            if provider.jwks_url.is_empty() && world.version.at_least(35) {
                return Err("provider did not return JWKS URL".to_owned());
            }
            Ok(provider)
        });
        let check = match &found {
            Ok(provider) => Check::passed("discovery", "The issuer says where its keys are.")
                .actual(provider.jwks_url.as_str()),
            Err(error) => {
                log.reason("The server cannot read the metadata of the issuer, so this authenticator never became ready.");
                log.note(format!(
                    "The server logs, when it starts and every 10 s: oidc authenticator: initializing plugin: {error}"
                ));
                Check::failed("discovery", "The metadata of the issuer cannot be read.")
                    .actual(error.as_str())
            }
        };
        log.check(
            check.expected(format!("metadata of {issuer} at {address}")).source(self.source.of(setting)),
        );
        found.map_err(|_| "oidc: authenticator not initialized".to_owned())
    }

    fn expand(
        &self,
        claims: &mut Claims,
        world: &World,
        log: &mut StepLog,
    ) -> Result<Option<String>, String> {
        let claim = &self.config.claim_mappings.groups.claim;
        if claim.is_empty() {
            return Ok(None);
        }
        let issuer = &self.config.issuer;
        let replaced = well_known(&issuer.url);
        let resolver = Resolver {
            claim,
            audiences: &issuer.audiences,
            algorithms: &self.algorithms,
            source: &self.source,
            discovery: (!issuer.discovery_url.is_empty())
                .then_some((replaced.as_str(), issuer.discovery_url.as_str())),
        };
        resolver
            .expand(claims, world, log)
            .map_err(|error| format!("oidc: could not expand distributed claims: {error}"))
    }
}

#[cfg(test)]
mod tests;
