//! Service account tokens: JSON Web Tokens that the API server or its controllers have signed
//! (`k8s.io/kubernetes/pkg/serviceaccount/jwt.go`).
//!
//! Two authenticators share this walk. The *legacy* one takes the tokens of Secrets, whose issuer is always
//! `kubernetes/serviceaccount`; the other takes bound tokens of the issuers in `--service-account-issuer`. The issuer
//! is read before anything is verified and only decides whether the token is theirs; then come the key, the
//! signature, the audience, and what each validator looks at ([`legacy`], [`bound`]).

mod bound;
mod claims;
mod identity;
mod keys;
mod legacy;
mod recognise;
#[cfg(test)]
mod tests;
mod verify;

use crate::crypto::jwt_claims::Claims;
use crate::report::{Authenticator, StepLog};
use crate::scenario::Version;

use super::{Answer, AuthnError, Built, Setup, TokenAuthenticator, TokenStrategy, World};
use crate::apiserver::FeatureGates;
use claims::{BoundClaims, LegacyClaims};
use keys::Keys;

/// `LegacyIssuer`.
const LEGACY_ISSUER: &str = "kubernetes/serviceaccount";

pub const LEGACY_SERVICE_ACCOUNT: TokenStrategy = TokenStrategy {
    authenticator: Authenticator::LegacyServiceAccount,
    not_configured: "--service-account-key-file is not set.",
    build: build_legacy,
    audience_agnostic: false,
};

pub const SERVICE_ACCOUNT: TokenStrategy = TokenStrategy {
    authenticator: Authenticator::ServiceAccount,
    not_configured: "--service-account-issuer or --service-account-key-file is not set.",
    build: build_bound,
    audience_agnostic: false,
};

/// `jwtTokenAuthenticator`.
struct ServiceAccountTokens {
    validator: Validator,
    issuers: Vec<String>,
    keys: Keys,
    /// `--api-audiences`, else the issuers.
    api_audiences: Vec<String>,
}

enum Validator {
    Legacy {
        /// `--service-account-lookup`
        lookup: bool,
    },
    Bound(FeatureGates),
}

/// The claims that only one of the validators reads.
enum Private {
    Legacy(LegacyClaims),
    Bound(Box<BoundClaims>),
}

fn build_legacy(setup: &Setup) -> Built<dyn TokenAuthenticator> {
    let accounts = &setup.config.service_accounts;
    build(setup, vec![LEGACY_ISSUER.to_owned()], Validator::Legacy { lookup: accounts.lookup })
}

fn build_bound(setup: &Setup) -> Built<dyn TokenAuthenticator> {
    let issuers = setup.config.service_accounts.issuers.clone();
    if issuers.is_empty() {
        return Ok(None);
    }
    build(setup, issuers, Validator::Bound(setup.config.feature_gates))
}

fn build(setup: &Setup, issuers: Vec<String>, validator: Validator) -> Built<dyn TokenAuthenticator> {
    let files = &setup.config.service_accounts.key_files;
    if files.is_empty() {
        return Ok(None);
    }
    let keys = Keys::load(files, setup.world)?;
    let api_audiences = setup.config.api_audiences.clone();
    Ok(Some(Box::new(ServiceAccountTokens { validator, issuers, keys, api_audiences })))
}

impl TokenAuthenticator for ServiceAccountTokens {
    fn authenticate(&self, token: &str, world: &World, log: &mut StepLog) -> Answer {
        match self.walk(token, world, log) {
            Ok(answer) => answer,
            Err(error) => Answer::Rejected(error),
        }
    }
}

impl ServiceAccountTokens {
    fn walk(&self, token: &str, world: &World, log: &mut StepLog) -> Result<Answer, AuthnError> {
        let Some(jws) = self.recognise(token, log) else {
            return Ok(Answer::NoOpinion);
        };
        let (public, private) = self.verify(&jws, world, log)?;
        self.issuer_again(&public, log)?;
        let audiences = self.audience(&public, log)?;
        let info = match (&self.validator, &private) {
            (Validator::Legacy { lookup }, Private::Legacy(private)) => {
                legacy::validate(*lookup, token, &public, private, world, log)
            }
            (Validator::Bound(gates), Private::Bound(private)) => {
                bound::validate(gates, &public, private, world, log)
            }
            _ => return Ok(Answer::NoOpinion),
        }
        .map_err(AuthnError::new)?;
        log.reason(format!("The token is valid for {}.", info.username()));
        Ok(Answer::Authenticated(info.response(audiences)))
    }

    fn is_legacy(&self) -> bool {
        matches!(self.validator, Validator::Legacy { .. })
    }

    fn parse_claims(&self, payload: &[u8], version: Version) -> Result<(Claims, Private), String> {
        let public = Claims::parse(payload)?;
        let private = match &self.validator {
            Validator::Legacy { .. } => Private::Legacy(LegacyClaims::parse(payload)?),
            Validator::Bound(_) => {
                Private::Bound(Box::new(BoundClaims::parse(payload, version.at_least(37))?))
            }
        };
        Ok((public, private))
    }
}
