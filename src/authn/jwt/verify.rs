//! Whether a token was issued by the provider, for this server, and is valid now: `idTokenVerifier` of
//! kube-apiserver around `IDTokenVerifier.Verify` of `github.com/coreos/go-oidc` (`verify.go`).
//!
//! Since 1.36 (go-oidc v2.5.0) the signature comes before every claim; until 1.35 it came after them.

use std::collections::BTreeSet;

use crate::authn::World;
use crate::crypto::jwk::Jwk;
use crate::crypto::jws::Jws;
use crate::golang::quote::{quote, quote_list};
use crate::golang::wall_time::Time;
use crate::report::{Check, StepLog};

use super::id_token::IdToken;
use super::provider::Provider;
use super::source::{Setting, Source};

/// `nbf` may lie this many seconds ahead of the server's clock; `exp` has no such leeway.
const NOT_BEFORE_LEEWAY: i64 = 60;

const ISSUER_GOOGLE: &str = "https://accounts.google.com";
const ISSUER_GOOGLE_NO_SCHEME: &str = "accounts.google.com";

/// Everything a token is held against.
pub struct Verifier<'v> {
    pub provider: &'v Provider,
    /// As configured; one of them is enough.
    pub audiences: &'v [String],
    pub algorithms: &'v [String],
    pub source: &'v Source,
    /// What its claims are pointed at with: `token`, or the URL that the token came from.
    pub subject: &'v str,
}

impl Verifier<'_> {
    /// Verifies a token and gives its payload.
    ///
    /// # Errors
    /// The server's text, without what it puts in front of it.
    pub fn verify(&self, token: &str, world: &World, log: &mut StepLog) -> Result<Vec<u8>, String> {
        let jws = self.parse(token, world, log)?;
        let signature_first = world.version.at_least(36);
        if signature_first {
            self.check_algorithm(&jws, log)?;
            self.check_signature(&jws, world, log)?;
        }
        let claims = IdToken::parse(&jws.payload).inspect_err(|error| {
            log.reason("A claim of the token has a form that the server cannot read.");
            log.check(
                Check::failed("claims", "A registered claim is not of the type it must be.")
                    .actual(error.as_str())
                    .source(self.subject),
            );
        })?;
        self.check_issuer(&claims, log)?;
        let mut audiences = BTreeSet::new();
        audiences.extend(self.audiences.iter().map(String::as_str));
        let audiences: Vec<&str> = audiences.into_iter().collect();
        if let [one] = audiences.as_slice() {
            self.check_audience(&claims, &quote(one), log)?;
        }
        self.check_times(&claims, Time::from(world.now), log)?;
        if !signature_first {
            self.check_algorithm(&jws, log)?;
            self.check_signature(&jws, world, log)?;
        }
        if audiences.len() != 1 {
            self.check_audience(&claims, &format!("in {}", quote_list(&audiences)), log)?;
        }
        Ok(jws.payload)
    }

    fn parse(&self, token: &str, world: &World, log: &mut StepLog) -> Result<Jws, String> {
        Jws::parse(token).map_err(|error| {
            // Until 1.32 the library went by its former name.
            let error = match world.version.at_least(33) {
                true => error,
                false => error.replace("go-jose/go-jose", "square/go-jose"),
            };
            log.reason("The token names this issuer, but it is no signed token that can be read.");
            log.check(
                Check::failed("token format", "The token is no JSON Web Signature.")
                    .expected("base64url(header).base64url(payload).base64url(signature)")
                    .actual(error.as_str())
                    .source(self.subject),
            );
            format!("oidc: malformed jwt: {error}")
        })
    }

    fn check_algorithm(&self, jws: &Jws, log: &mut StepLog) -> Result<(), String> {
        let algorithm = &jws.header.algorithm;
        let allowed = self.algorithms.contains(algorithm);
        let check = if allowed {
            Check::passed("signature algorithm", "The token is signed with an algorithm that is accepted.")
        } else {
            log.reason("The token is signed with an algorithm that this server does not accept.");
            Check::failed("signature algorithm", "The token's algorithm is none of those that are accepted.")
        };
        log.check(
            check
                .expected(self.algorithms.join(", "))
                .actual(if algorithm.is_empty() { "none given" } else { algorithm.as_str() })
                .source(self.source.of(Setting::SigningAlgorithms)),
        );
        if allowed {
            return Ok(());
        }
        Err(format!(
            "oidc: id token signed with unsupported algorithm, expected {} got {}",
            quote_list(self.algorithms),
            quote(algorithm)
        ))
    }

    fn check_signature(&self, jws: &Jws, world: &World, log: &mut StepLog) -> Result<(), String> {
        let keys = self.provider.keys(world, log).map_err(|error| {
            log.reason("The keys of the issuer cannot be read, so no signature can be verified.");
            log.check(
                Check::failed("signing keys", "The issuer's key set cannot be read.")
                    .expected("HTTP 200 with a JSON Web Key Set")
                    .actual(error.as_str())
                    .source(format!("remote {}", self.provider.jwks_url)),
            );
            format!("failed to verify signature: {error}")
        })?;
        self.check_with(jws, &keys, world, log)
            .ok_or_else(|| "failed to verify signature: failed to verify id token signature".to_owned())
    }

    /// Tries every key with the token's key id, or all of them when the token names none.
    fn check_with(&self, jws: &Jws, keys: &[Jwk], world: &World, log: &mut StepLog) -> Option<()> {
        let key_id = &jws.header.key_id;
        let candidates: Vec<&Jwk> =
            keys.iter().filter(|key| key_id.is_empty() || key.key_id == *key_id).collect();
        let source = format!("remote {}", self.provider.jwks_url);
        if candidates.is_empty() {
            let known: Vec<&str> = keys.iter().map(|key| key.key_id.as_str()).collect();
            log.reason(if keys.is_empty() {
                "The issuer publishes no keys."
            } else {
                "The token is signed with a key that the issuer does not publish."
            });
            log.check(
                Check::failed("signing key", "No key of the issuer has the id that the token names.")
                    .expected(key_id.as_str())
                    .actual(if known.is_empty() { "no keys".to_owned() } else { known.join(", ") })
                    .source(source),
            );
            return None;
        }
        log.check(
            Check::passed(
                "signing key",
                if key_id.is_empty() {
                    "The token names no key, so every key of the issuer is tried."
                } else {
                    "The issuer publishes the key that the token names."
                },
            )
            .expected(if key_id.is_empty() { "any" } else { key_id.as_str() })
            .source(source),
        );
        let mut refusals = Vec::new();
        for key in candidates {
            match jws.verify(&key.key, world.faculties) {
                Ok(()) => {
                    let detail = format!("The issuer's key ({}) verifies the signature.", key.key.describe());
                    log.check(Check::passed("signature", detail).source(self.subject));
                    return Some(());
                }
                Err(refusal) if refusals.contains(&refusal.reason) => {}
                Err(refusal) => refusals.push(refusal.reason),
            }
        }
        log.reason(
            "No key of the issuer verifies the signature: the token is forged, altered or from elsewhere.",
        );
        log.check(
            Check::failed("signature", "No key of the issuer verifies the signature.")
                .actual(refusals.join(" "))
                .source(self.subject),
        );
        None
    }

    fn check_issuer(&self, claims: &IdToken, log: &mut StepLog) -> Result<(), String> {
        let issuer = &self.provider.issuer;
        let google = issuer == ISSUER_GOOGLE && claims.issuer == ISSUER_GOOGLE_NO_SCHEME;
        if claims.issuer == *issuer || google {
            return Ok(());
        }
        log.reason("The token was issued by somebody else.");
        log.check(
            Check::failed("issuer", "The issuer of the verified token is another one.")
                .expected(issuer.as_str())
                .actual(claims.issuer.as_str())
                .source(format!("{}#iss", self.subject)),
        );
        Err(format!(
            "oidc: id token issued by a different provider, expected {} got {}",
            quote(issuer),
            quote(&claims.issuer)
        ))
    }

    fn check_audience(&self, claims: &IdToken, expected: &str, log: &mut StepLog) -> Result<(), String> {
        let meant = claims.audience.iter().any(|audience| self.audiences.contains(audience));
        let setting = self.source.name(Setting::Audiences);
        let check = if meant {
            Check::passed("audience", format!("The token is meant for an audience of {setting}."))
        } else {
            log.reason("The token is meant for another audience than this server.");
            Check::failed("audience", format!("None of the token's audiences is in {setting}."))
        };
        let actual = match claims.audience.join(", ") {
            none if none.is_empty() => "none".to_owned(),
            some => some,
        };
        log.check(
            check.expected(self.audiences.join(", ")).actual(actual).source(format!("{}#aud", self.subject)),
        );
        if meant {
            return Ok(());
        }
        Err(format!("oidc: expected audience {expected} got {}", quote_list(&claims.audience)))
    }

    fn check_times(&self, claims: &IdToken, now: Time, log: &mut StepLog) -> Result<(), String> {
        let expired = claims.expiry < now;
        let check = if expired {
            log.reason(if claims.expiry == Time::ZERO {
                "The token does not say until when it is valid, so it counts as expired."
            } else {
                "The token has expired."
            });
            Check::failed("expiry", "The token expired before now; there is no leeway.")
        } else {
            Check::passed("expiry", "The token has not expired.")
        };
        log.check(
            check
                .expected(format!("not before {now}"))
                .actual(claims.expiry.to_string())
                .source(format!("{}#exp", self.subject)),
        );
        if expired {
            return Err(format!("oidc: token is expired (Token Expiry: {})", claims.expiry));
        }
        let Some(not_before) = claims.not_before else { return Ok(()) };
        let early = now.plus(NOT_BEFORE_LEEWAY) < not_before;
        let check = if early {
            log.reason("The token is not valid yet.");
            Check::failed("not before", "The token becomes valid more than a minute from now.")
        } else {
            Check::passed("not before", "The token is valid already.")
        };
        log.check(
            check
                .expected(format!("not after {now}, with a minute of leeway"))
                .actual(not_before.to_string())
                .source(format!("{}#nbf", self.subject)),
        );
        if early {
            return Err(format!("oidc: current time {now} before the nbf (not before) time: {not_before}"));
        }
        Ok(())
    }
}
