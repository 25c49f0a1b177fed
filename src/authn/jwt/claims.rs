//! Verified claims → username, groups, UID and extra, and the rules they must meet: `getUsername`, `getGroups`, `getUID`,
//! `getExtra` and the required claims of kube-apiserver's `plugin/pkg/authenticator/token/oidc/oidc.go`.
//! What expressions decide is in [`super::expressions`].

use std::collections::HashMap;

use crate::apiserver::authentication_configuration::{JwtAuthenticator, PrefixedClaimOrExpression};
use crate::authn::{CREDENTIAL_ID_KEY, Response, World};
use crate::golang::decode::Decoder;
use crate::golang::json::Value;
use crate::golang::quote::quote;
use crate::report::{Check, Provenance, StepLog};

use super::source::{Setting, Source};

/// The claims of a token by their exact names. Of equal names the last one counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    claims: HashMap<String, Vec<u8>>,
}

impl Claims {
    /// The JSON texts of all claims.
    pub fn all(&self) -> &HashMap<String, Vec<u8>> {
        &self.claims
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// Go's text for a payload that is no object.
    pub fn parse(payload: &[u8]) -> Result<Claims, String> {
        let mut claims = Claims::default();
        Decoder::standard(payload, &mut |decoder, value| {
            decoder.map(value, "oidc.claims", &mut |_, name, value| {
                claims.set(name, value.raw().to_vec());
            });
        })?;
        Ok(claims)
    }

    /// The JSON text of a claim.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.claims.get(name).map(Vec::as_slice)
    }

    pub fn set(&mut self, name: impl Into<String>, raw: Vec<u8>) {
        self.claims.insert(name.into(), raw);
    }

    /// Reads a claim with `read`.
    ///
    /// # Errors
    /// `claim not present`, or Go's text for a claim of another type.
    pub fn read(&self, name: &str, read: &mut dyn FnMut(&mut Decoder, Value)) -> Result<(), String> {
        let raw = self.get(name).ok_or_else(|| "claim not present".to_owned())?;
        Decoder::standard(raw, read)
    }

    /// Reads a claim that must be a string; `null` is an empty one.
    ///
    /// # Errors
    /// As [`Claims::read`].
    pub fn string(&self, name: &str) -> Result<String, String> {
        let mut text = String::new();
        self.read(name, &mut |decoder, value| decoder.string(value, &mut text))?;
        Ok(text)
    }

    /// Reads a claim that may be a list of strings or one string.
    ///
    /// # Errors
    /// As [`Claims::read`]; the text is that for a string.
    fn string_or_list(&self, name: &str) -> Result<Vec<String>, String> {
        let mut list = Vec::new();
        if self.read(name, &mut |decoder, value| decoder.strings(value, "[]string", &mut list)).is_ok() {
            return Ok(list);
        }
        self.string(name).map(|text| vec![text])
    }

    /// A claim for a person.
    fn shown(&self, name: &str) -> String {
        const MOST: usize = 200;
        match self.get(name) {
            None => "absent".to_owned(),
            Some(raw) => {
                let text = String::from_utf8_lossy(raw);
                let short: String = text.chars().take(MOST).collect();
                if short.len() < text.len() { format!("{short}…") } else { short }
            }
        }
    }
}

/// Makes an identity of claims by the rules of one authenticator.
pub struct Mapping<'m> {
    pub config: &'m JwtAuthenticator,
    pub source: &'m Source,
    pub claims: &'m Claims,
    /// Where the groups claim came from, when it was not in the token itself.
    pub groups_from: Option<&'m str>,
}

impl Mapping<'_> {
    /// The identity of the claims.
    ///
    /// # Errors
    /// The server's text; or what of an expression is not simulated.
    pub fn response(&self, world: &World, log: &mut StepLog) -> Result<Response, String> {
        let mut response = Response::default();
        self.username(&mut response, world, log)?;
        self.groups(&mut response, world, log)?;
        self.uid(&mut response, world, log)?;
        self.extra(&mut response, world, log)?;
        self.required_claims(log)?;
        self.claim_rules(world, log)?;
        self.user_rules(&response, world, log)?;
        Ok(response)
    }

    fn username(&self, response: &mut Response, world: &World, log: &mut StepLog) -> Result<(), String> {
        let mapping = &self.config.claim_mappings.username;
        if !mapping.expression.is_empty() {
            return self.username_expression(response, world, log);
        }
        let claim = &mapping.claim;
        let username = self.claims.string(claim).map_err(|error| {
            self.wrong_claim("username", claim, Setting::UsernameClaim, log);
            format!("oidc: parse username claims {}: {error}", quote(claim))
        })?;
        if claim == "email" {
            self.email_verified(log)?;
        }
        log.check(self.right_claim("username", claim, Setting::UsernameClaim));
        response.user.username = prefixed(mapping, &username);
        let value = response.user.username.clone();
        self.came_from(response, "username", value, mapping, claim);
        Ok(())
    }

    /// An address that the issuer knows but has not verified is no name. Without the claim the address is believed.
    fn email_verified(&self, log: &mut StepLog) -> Result<(), String> {
        const CLAIM: &str = "email_verified";
        let check = |check: Check| {
            check.expected("true or absent").actual(self.claims.shown(CLAIM)).source(format!("token#{CLAIM}"))
        };
        if self.claims.get(CLAIM).is_none() {
            log.check(check(Check::skipped(
                "email verified",
                "The issuer does not say; the address is believed.",
            )));
            return Ok(());
        }
        let mut verified = false;
        let read = self.claims.read(CLAIM, &mut |decoder, value| decoder.boolean(value, &mut verified));
        if read.is_ok() && verified {
            log.check(check(Check::passed("email verified", "The issuer has verified the address.")));
            return Ok(());
        }
        log.check(check(Check::failed(
            "email verified",
            "The issuer does not say that the address is verified.",
        )));
        log.reason("The username is an email address that the issuer has not verified.");
        match read {
            Err(error) => Err(format!("oidc: parse 'email_verified' claim: {error}")),
            Ok(()) => Err("oidc: email not verified".to_owned()),
        }
    }

    fn groups(&self, response: &mut Response, world: &World, log: &mut StepLog) -> Result<(), String> {
        let mapping = &self.config.claim_mappings.groups;
        let claim = &mapping.claim;
        if claim.is_empty() {
            if mapping.expression.is_empty() {
                return Ok(());
            }
            return self.groups_expression(response, world, log);
        }
        if self.claims.get(claim).is_none() {
            log.check(
                Check::skipped("groups", "The token has no such claim, so it brings no groups.")
                    .expected(claim.as_str())
                    .source(self.source.of(Setting::GroupsClaim)),
            );
            return Ok(());
        }
        let groups = self.claims.string_or_list(claim).map_err(|error| {
            self.wrong_claim("groups", claim, Setting::GroupsClaim, log);
            format!("oidc: parse groups claim {}: {error}", quote(claim))
        })?;
        log.check(self.right_claim("groups", claim, Setting::GroupsClaim));
        for (index, group) in groups.iter().enumerate() {
            let group = prefixed(mapping, group);
            response.user.groups.push(group.clone());
            self.came_from(response, &format!("groups[{index}]"), group, mapping, claim);
        }
        Ok(())
    }

    fn uid(&self, response: &mut Response, world: &World, log: &mut StepLog) -> Result<(), String> {
        let mapping = &self.config.claim_mappings.uid;
        if mapping.claim.is_empty() {
            if mapping.expression.is_empty() {
                return Ok(());
            }
            return self.uid_expression(response, world, log);
        }
        let claim = &mapping.claim;
        let uid = self.claims.string(claim).map_err(|error| {
            self.wrong_claim("UID", claim, Setting::UidClaim, log);
            format!("oidc: parse uid claim {}: {error}", quote(claim))
        })?;
        log.check(self.right_claim("UID", claim, Setting::UidClaim));
        response.user.uid.clone_from(&uid);
        self.came_from(response, "uid", uid, &PrefixedClaimOrExpression::default(), claim);
        Ok(())
    }

    fn extra(&self, response: &mut Response, world: &World, log: &mut StepLog) -> Result<(), String> {
        let id = self.claims.string("jti").unwrap_or_default();
        if world.version.at_least(32) && !id.is_empty() {
            let value = format!("JTI={id}");
            response.user.extra.insert(CREDENTIAL_ID_KEY.to_owned(), vec![value.clone()]);
            response.provenance.push(Provenance::new(
                format!("extra[{CREDENTIAL_ID_KEY}][0]"),
                value,
                "claim jti of the token",
                "token#jti",
            ));
        }
        self.extra_expressions(response, world, log)
    }

    /// Go walks a map here, so which of several failing claims it names is chance; here it is the first.
    fn required_claims(&self, log: &mut StepLog) -> Result<(), String> {
        for (index, rule) in self.config.claim_validation_rules.iter().enumerate() {
            let claim = &rule.claim;
            if claim.is_empty() {
                continue;
            }
            let verdict = if self.claims.get(claim).is_none() {
                Err(format!("oidc: required claim {claim} not present in ID token"))
            } else {
                match self.claims.string(claim) {
                    Err(error) => Err(format!("oidc: parse claim {claim}: {error}")),
                    Ok(value) if value == rule.required_value => Ok(()),
                    Ok(value) => Err(format!(
                        "oidc: required claim {claim} value does not match. Got = {value}, want = {}",
                        rule.required_value
                    )),
                }
            };
            let name = format!("required claim {claim}");
            let check = if verdict.is_ok() {
                Check::passed(name, "The claim has the value that is required.")
            } else {
                log.reason(format!(
                    "The token lacks what is required of it: {claim} = {}.",
                    rule.required_value
                ));
                Check::failed(name, "The claim does not have the value that is required.")
            };
            log.check(
                check
                    .expected(rule.required_value.as_str())
                    .actual(self.claims.shown(claim))
                    .source(self.source.of(Setting::ClaimValidationRule(index))),
            );
            verdict?;
        }
        Ok(())
    }

    fn right_claim(&self, what: &str, claim: &str, setting: Setting) -> Check {
        Check::passed(what, format!("The claim {claim} is there and of the right type."))
            .expected(claim)
            .actual(self.claims.shown(claim))
            .source(self.source.of(setting))
    }

    fn wrong_claim(&self, what: &str, claim: &str, setting: Setting, log: &mut StepLog) {
        let absent = self.claims.get(claim).is_none();
        log.reason(if absent {
            format!("The token has no claim {claim}, from which the {what} would come.")
        } else {
            format!("The claim {claim}, from which the {what} would come, is of the wrong type.")
        });
        log.check(
            Check::failed(
                what,
                format!("The claim {claim} is {}.", if absent { "absent" } else { "of the wrong type" }),
            )
            .expected(claim)
            .actual(self.claims.shown(claim))
            .source(self.source.of(setting)),
        );
    }

    fn came_from(
        &self,
        response: &mut Response,
        field: &str,
        value: String,
        mapping: &PrefixedClaimOrExpression,
        claim: &str,
    ) {
        let elsewhere = self.groups_from.filter(|_| field.starts_with("groups"));
        let place = elsewhere.unwrap_or("token");
        let mut origin = match elsewhere {
            None => format!("claim {claim} of the token"),
            Some(url) => format!("claim {claim} from {url}"),
        };
        if let Some(prefix) = mapping.prefix.as_deref().filter(|prefix| !prefix.is_empty()) {
            origin.push_str(&format!(" behind the prefix {prefix}"));
        }
        response.provenance.push(Provenance::new(field, value, origin, format!("{place}#{claim}")));
    }
}

fn prefixed(mapping: &PrefixedClaimOrExpression, value: &str) -> String {
    format!("{}{value}", mapping.prefix.as_deref().unwrap_or_default())
}
