//! Is the token one of ours? Everything here is silent in the server: the answer is no opinion.

use super::{LEGACY_ISSUER, ServiceAccountTokens};
use crate::crypto::jws::Jws;
use crate::crypto::jwt_claims::{Unreadable, unverified_issuer};
use crate::report::{Check, StepLog};

impl ServiceAccountTokens {
    /// The token, if it names one of the issuers and can be read.
    pub(super) fn recognise(&self, token: &str, log: &mut StepLog) -> Option<Jws> {
        let form =
            |check: Check| check.expected("header.payload.signature, each in base64url").source("token");
        let issuer = match unverified_issuer(token) {
            Ok(issuer) => issuer,
            Err(unreadable) => {
                let (detail, actual) = explain(&unreadable);
                log.check(form(Check::failed("token form", detail)).actual(actual));
                log.reason("This is no JSON Web Token, and every service account token is one.");
                return None;
            }
        };
        log.check(form(Check::passed(
            "token form",
            "The token is a JSON Web Token with a readable payload.",
        )));
        if !self.is_own_issuer(&issuer, log) {
            return None;
        }
        match Jws::parse(token) {
            Ok(jws) => Some(jws),
            Err(error) => {
                log.check(
                    Check::failed(
                        "token header",
                        format!("The server cannot read the token: {error}. It does not say so."),
                    )
                    .expected("a header and a signature that can be read")
                    .actual(error)
                    .source("token#header"),
                );
                log.reason("The token names the right issuer but cannot be read; the server passes over it in silence.");
                None
            }
        }
    }

    fn is_own_issuer(&self, issuer: &str, log: &mut StepLog) -> bool {
        let own = self.issuers.iter().any(|own| own == issuer);
        let check = if own {
            Check::passed(
                "issuer",
                "The issuer is known here. Nothing is verified yet: it only decides who is asked.",
            )
        } else {
            let detail = if self.is_legacy() {
                "Only tokens of Secrets carry this issuer; this one is somebody else's."
            } else {
                "The token's issuer is none of those in --service-account-issuer; each character counts."
            };
            Check::failed("issuer", detail)
        };
        let shown = if issuer.is_empty() { "none" } else { issuer };
        let (expected, source) = if self.is_legacy() {
            (LEGACY_ISSUER.to_owned(), "token#iss")
        } else {
            (self.issuers.join(" or "), "apiServer.args --service-account-issuer")
        };
        log.check(check.expected(expected).actual(shown).source(source));
        if !own {
            log.reason(if self.is_legacy() {
                format!("The token was issued by {shown}; legacy service account tokens are issued by {LEGACY_ISSUER}.")
            } else {
                format!("The token was issued by {shown}, which is no service account issuer of this server.")
            });
        }
        own
    }
}

fn explain(unreadable: &Unreadable) -> (String, String) {
    match unreadable {
        Unreadable::NotCompact => (
            "The token starts with {: the JSON form of signed tokens is not accepted.".to_owned(),
            "JSON".to_owned(),
        ),
        Unreadable::Parts(count) => {
            let plural = if *count == 1 { "" } else { "s" };
            (
                "A JSON Web Token has three parts with dots between them.".to_owned(),
                format!("{count} part{plural}"),
            )
        }
        Unreadable::Base64(error) => ("The payload is not base64url text.".to_owned(), error.clone()),
        Unreadable::Json(error) => {
            ("The payload is not a JSON object with claims.".to_owned(), error.clone())
        }
    }
}
