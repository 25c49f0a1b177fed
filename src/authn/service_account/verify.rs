//! Key, signature, claims, issuer and audience: what both kinds of token have in common once they are recognised.

use super::keys::NamedKey;
use super::{Private, ServiceAccountTokens};
use crate::authn::{AuthnError, World};
use crate::crypto::jws::Jws;
use crate::crypto::jwt_claims::Claims;
use crate::golang::quote::{quote, quote_list};
use crate::report::{Check, StepLog};

const KEY_FILES: &str = "apiServer.args --service-account-key-file";

impl ServiceAccountTokens {
    /// Tries the keys that the token's key id allows, one after the other.
    pub(super) fn verify(
        &self,
        jws: &Jws,
        world: &World,
        log: &mut StepLog,
    ) -> Result<(Claims, Private), AuthnError> {
        let keys = self.keys(jws, log)?;
        let mut failed = Vec::new();
        let mut errors = Vec::new();
        for key in keys {
            match self.try_key(jws, key, world) {
                Ok(claims) => {
                    log.check(passed(key, failed.len()));
                    return Ok(claims);
                }
                Err(failure) => {
                    let (error, check) = *failure;
                    errors.push(AuthnError::new(error));
                    failed.push(check);
                }
            }
        }
        let verified = failed.iter().any(|check| check.name == "claims");
        failed.into_iter().for_each(|check| log.check(check));
        log.reason(if verified {
            "The signature is right, but the claims cannot be read."
        } else {
            "The signature does not fit any key that the server may try: the token comes from another cluster, was signed with a key that has been replaced, or was changed."
        });
        Err(AuthnError::Aggregate(errors))
    }

    fn keys(&self, jws: &Jws, log: &mut StepLog) -> Result<Vec<&NamedKey>, AuthnError> {
        let id = jws.header.key_id.as_str();
        let keys = self.keys.of_id(id);
        let shown = if id.is_empty() { "none" } else { id };
        if keys.is_empty() {
            log.check(
                Check::failed("key id", "No key of the server has the id in the token's header (kid).")
                    .expected(self.keys.ids())
                    .actual(shown)
                    .source("token#header.kid"),
            );
            log.reason("The token was signed with a key that this server does not have.");
            return Err(AuthnError::new("invalid signature, no keys found"));
        }
        let detail = match (id.is_empty(), keys.len()) {
            (true, 1) => "The token's header names no key (kid), so the only one is tried.".to_owned(),
            (true, count) => format!("The token's header names no key (kid), so all {count} are tried."),
            (false, _) => "The server has the key that the token's header names (kid).".to_owned(),
        };
        log.check(
            Check::passed("key id", detail)
                .expected(self.keys.ids())
                .actual(shown)
                .source("token#header.kid"),
        );
        Ok(keys)
    }

    fn try_key(
        &self,
        jws: &Jws,
        key: &NamedKey,
        world: &World,
    ) -> Result<(Claims, Private), Box<(String, Check)>> {
        jws.verify(&key.key, world.faculties).map_err(|refusal| {
            let check = Check::failed("signature", refusal.reason)
                .expected(format!("a signature that fits the {} key in {}", key.key.describe(), key.file))
                .actual(format!("alg {}", shown(&jws.header.algorithm)))
                .source(KEY_FILES);
            Box::new((refusal.error, check))
        })?;
        self.parse_claims(&jws.payload, world.version).map_err(|error| {
            let check = Check::failed(
                "claims",
                "A claim is not of the type that the server expects, or is there twice.",
            )
            .actual(error.clone())
            .source("token#payload");
            Box::new((error, check))
        })
    }

    /// The gate read the issuer by looser rules; this reads it from the verified claims.
    pub(super) fn issuer_again(&self, public: &Claims, log: &mut StepLog) -> Result<(), AuthnError> {
        if self.issuers.contains(&public.issuer) {
            return Ok(());
        }
        log.check(
            Check::failed(
                "verified issuer",
                "The claim must be spelled iss, in lower case; another spelling got the token this far.",
            )
            .expected(self.issuers.join(" or "))
            .actual(shown(&public.issuer))
            .source("token#iss"),
        );
        log.reason("The verified claims name another issuer than the first look did.");
        Err(AuthnError::new(format!("token issuer {} is invalid", quote(&public.issuer))))
    }

    /// The audiences that the token and the server have in common.
    pub(super) fn audience(&self, public: &Claims, log: &mut StepLog) -> Result<Vec<String>, AuthnError> {
        let wanted = &self.api_audiences;
        let own = if public.audience.is_empty() {
            log.note(format!("Audit annotation authentication.k8s.io/legacy-token: {}", public.subject));
            wanted
        } else {
            &public.audience
        };
        let common: Vec<String> = wanted.iter().filter(|audience| own.contains(audience)).cloned().collect();
        let described = |check: Check| {
            let actual =
                if public.audience.is_empty() { "none".to_owned() } else { public.audience.join(", ") };
            check.expected(wanted.join(" or ")).actual(actual).source("token#aud")
        };
        if wanted.is_empty() {
            log.check(
                Check::skipped("audience", "The server has no audiences configured, so any is accepted.")
                    .source("token#aud"),
            );
        } else if common.is_empty() {
            log.check(described(Check::failed(
                "audience",
                "The token was issued for somebody else than this API server (--api-audiences, by default the issuers).",
            )));
            log.reason(format!("The token is meant for {}, not for this API server.", own.join(", ")));
            return Err(AuthnError::new(format!(
                "token audiences {} is invalid for the target audiences {}",
                quote_list(own),
                quote_list(wanted)
            )));
        } else if public.audience.is_empty() {
            log.check(described(Check::passed(
                "audience",
                "A token without audiences is taken as meant for this server.",
            )));
        } else {
            log.check(described(Check::passed("audience", "The token is meant for this API server.")));
        }
        Ok(common)
    }
}

fn passed(key: &NamedKey, failed_before: usize) -> Check {
    let before = match failed_before {
        0 => "",
        1 => " One key was tried before in vain.",
        _ => " Other keys were tried before in vain.",
    };
    Check::passed(
        "signature",
        format!("The token was signed with the private half of a key of the server.{before}"),
    )
    .expected(format!("a signature that fits the {} key in {}", key.key.describe(), key.file))
    .actual("fits")
    .source(KEY_FILES)
}

fn shown(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}
