//! Bootstrap tokens, with which nodes join (`plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go` and
//! `k8s.io/cluster-bootstrap`). Whatever is wrong with one, the server keeps silent about it: at verbosity 3 it
//! writes a line into its log, and to the client a bad token looks like an unknown one.

use std::collections::BTreeSet;

use chrono::SecondsFormat;

use crate::golang::quote::quote;
use crate::golang::time::parse_rfc3339;
use crate::report::{Authenticator, Check, Provenance, StepLog, User};

use super::objects::{self, Kind, Object};
use super::{Answer, Built, Response, Setup, TokenAuthenticator, TokenStrategy, World};

pub const BOOTSTRAP_TOKEN: TokenStrategy = TokenStrategy {
    authenticator: Authenticator::BootstrapToken,
    not_configured: "--enable-bootstrap-token-auth is not set.",
    build,
    audience_agnostic: true,
};

const NAMESPACE: &str = "kube-system";
const SECRET_TYPE: &str = "bootstrap.kubernetes.io/token";
const DEFAULT_GROUP: &str = "system:bootstrappers";
const GROUP_PREFIX: &str = "system:bootstrappers:";
const GROUP_PATTERN: &str = r"\Asystem:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]\z";

struct BootstrapToken;

fn build(setup: &Setup) -> Built<dyn TokenAuthenticator> {
    Ok(setup.config.bootstrap_token.then(|| Box::new(BootstrapToken) as Box<dyn TokenAuthenticator>))
}

impl TokenAuthenticator for BootstrapToken {
    fn authenticate(&self, token: &str, world: &World, log: &mut StepLog) -> Answer {
        match walk(token, world, log) {
            Some(response) => Answer::Authenticated(response),
            None => Answer::NoOpinion,
        }
    }
}

fn walk(token: &str, world: &World, log: &mut StepLog) -> Option<Response> {
    let (id, secret_part) = token_form(token, log)?;
    let secret = find(id, world, log)?;
    let mut matching =
        Matching { secret, source: format!("objects Secret {NAMESPACE}/{}", secret.name()), log };
    matching.not_deleted()?;
    matching.type_and_data()?;
    matching.token_secret(secret_part)?;
    matching.token_id(id)?;
    matching.expiration(world)?;
    matching.usage()?;
    let groups = matching.groups()?;
    let source = matching.source;
    log.reason(format!(
        "The token is that of Secret {NAMESPACE}/{} and may be used for authentication.",
        secret.name()
    ));
    Some(response(id, groups, &source))
}

/// `[a-z0-9]{6}.[a-z0-9]{16}`: the id, and the part that is secret.
fn token_form<'t>(token: &'t str, log: &mut StepLog) -> Option<(&'t str, &'t str)> {
    let described = |check: Check| check.expected("[a-z0-9]{6}.[a-z0-9]{16}").source("token");
    let valid = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    match token.split_once('.').filter(|(id, secret)| valid(id, 6) && valid(secret, 16)) {
        Some((id, secret)) => {
            log.check(
                described(Check::passed("token form", "An id and a secret with a dot between them."))
                    .actual(format!("{id}.…")),
            );
            Some((id, secret))
        }
        None => {
            log.check(described(Check::failed(
                "token form",
                "A bootstrap token is six and sixteen lower-case letters and digits with a dot between them.",
            )).actual(format!("{} characters", token.chars().count())));
            log.reason("This does not have the form of a bootstrap token.");
            None
        }
    }
}

fn find<'w>(id: &str, world: &World<'w>, log: &mut StepLog) -> Option<Object<'w>> {
    let name = format!("bootstrap-token-{id}");
    let wanted = format!("Secret {NAMESPACE}/{name}");
    match objects::get(world, log, Kind::Secret, NAMESPACE, &name) {
        Ok(secret) => {
            log.check(
                Check::passed("Secret", "The Secret that belongs to the token's id exists.")
                    .expected(wanted.as_str())
                    .actual("found")
                    .source(format!("objects {wanted}")),
            );
            Some(secret)
        }
        Err(missing) => {
            log.check(
                Check::failed(
                    "Secret",
                    format!(
                        "The server looks for the token in a Secret named after its first six characters.{}",
                        missing.hint
                    ),
                )
                .expected(wanted.as_str())
                .actual(missing.error)
                .source("token#id"),
            );
            logged(log, format!("No secret of name {name} to match bootstrap bearer token"));
            log.reason(format!(
                "There is no {wanted}: the token was never created here, or it has expired and was cleaned up."
            ));
            None
        }
    }
}

fn logged(log: &mut StepLog, line: String) {
    log.note(format!("At verbosity 3 the server logs: {line}"));
}

/// The checks of the Secret; each says why it failed and ends the walk.
struct Matching<'a, 'w> {
    secret: Object<'w>,
    source: String,
    log: &'a mut StepLog,
}

impl Matching<'_, '_> {
    fn passed(&mut self, check: Check, field: &str) -> Option<()> {
        self.log.check(check.source(format!("{}#{field}", self.source)));
        Some(())
    }

    fn failed(&mut self, check: Check, field: &str, reason: impl Into<String>, line: &str) -> Option<()> {
        self.log.check(check.source(format!("{}#{field}", self.source)));
        if !line.is_empty() {
            let name = self.secret.name();
            logged(self.log, format!("Bootstrap secret {NAMESPACE}/{name} matching bearer token {line}"));
        }
        self.log.reason(reason);
        None
    }

    fn not_deleted(&mut self) -> Option<()> {
        let Some(deleted) = self.secret.deletion_timestamp() else {
            return Some(());
        };
        self.failed(
            Check::failed("Secret not deleted", "The Secret is deleted and only waits for its finalizers.")
                .expected("no deletionTimestamp")
                .actual(deleted.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            "metadata.deletionTimestamp",
            "The token's Secret is being deleted.",
            "is deleted and awaiting removal",
        )
    }

    fn type_and_data(&mut self) -> Option<()> {
        let found = self.secret.secret_type();
        let described =
            |check: Check| check.expected(SECRET_TYPE).actual(if found.is_empty() { "none" } else { found });
        if found == SECRET_TYPE && self.secret.has_data() {
            return self.passed(
                described(Check::passed("Secret type", "The Secret is marked as a bootstrap token.")),
                "type",
            );
        }
        let (detail, reason) = if found == SECRET_TYPE {
            ("The Secret has the right type but is empty.", "The token's Secret is empty.")
        } else {
            (
                "Only Secrets of this type are bootstrap tokens.",
                "The Secret of that name is no bootstrap token: its type is another.",
            )
        };
        let line = format!("has invalid type, expected {SECRET_TYPE}.");
        self.failed(described(Check::failed("Secret type", detail)), "type", reason, &line)
    }

    fn token_secret(&mut self, sent: &str) -> Option<()> {
        let stored = self.secret.data("token-secret").unwrap_or_default();
        let described = |check: Check| check.expected("data.token-secret equal to what follows the dot");
        if stored == sent.as_bytes() {
            let check = Check::passed("token secret", "The second part of the token is the right one.");
            return self.passed(described(check).actual("equal"), "data.token-secret");
        }
        let (actual, detail) = match stored.len() {
            0 => ("none", "The Secret holds no token-secret."),
            16 => ("another value", "The id is right, the secret part is not."),
            _ => (
                "another value",
                "The stored value has not even the length of one; look for a newline or a second round of base64.",
            ),
        };
        self.failed(
            described(Check::failed("token secret", detail)).actual(actual),
            "data.token-secret",
            "The first six characters name a bootstrap token that exists, but the rest of it is wrong.",
            "has invalid value for key token-secret.",
        )
    }

    fn token_id(&mut self, sent: &str) -> Option<()> {
        let stored = self.secret.data_text("token-id");
        let described =
            |check: Check| check.expected(sent).actual(if stored.is_empty() { "none" } else { &stored });
        if stored == sent {
            return self.passed(
                described(Check::passed("token id", "The Secret says the same id as its name.")),
                "data.token-id",
            );
        }
        self.failed(
            described(Check::failed("token id", "The Secret must also hold the id that its name ends with.")),
            "data.token-id",
            "The Secret's token-id is not the id in its name.",
            "has invalid value for key token-id.",
        )
    }

    fn expiration(&mut self, world: &World) -> Option<()> {
        let text = self.secret.data_text("expiration");
        if text.is_empty() {
            return self.passed(Check::skipped("expiration", "The token never expires."), "data.expiration");
        }
        let now = world.now.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        let described = |check: Check| check.expected(format!("a time after {now}")).actual(text.as_str());
        match parse_rfc3339(&text) {
            Some(expiration) if expiration > world.now => self.passed(
                described(Check::passed("expiration", "The token has not expired.")),
                "data.expiration",
            ),
            Some(_) => {
                let line =
                    format!("Expired bootstrap token in {NAMESPACE}/{} Secret: {text}", self.secret.name());
                logged(self.log, line);
                let check = Check::failed(
                    "expiration",
                    "The token has expired; the clean-up will remove the Secret.",
                );
                self.failed(described(check), "data.expiration", format!("The token expired at {text}."), "")
            }
            None => self.failed(
                described(Check::failed(
                    "expiration",
                    "The value is no RFC 3339 time, and what cannot be read counts as expired.",
                )),
                "data.expiration",
                "The token's expiration cannot be read, so the server treats it as expired.",
                "",
            ),
        }
    }

    fn usage(&mut self) -> Option<()> {
        const KEY: &str = "usage-bootstrap-authentication";
        let stored = self.secret.data_text(KEY);
        let described =
            |check: Check| check.expected("true").actual(if stored.is_empty() { "none" } else { &stored });
        let field = format!("data.{KEY}");
        if stored == "true" {
            return self.passed(
                described(Check::passed("usage", "The token may be used for authentication.")),
                &field,
            );
        }
        self.failed(
            described(Check::failed(
                "usage",
                format!("{KEY} must be exactly \"true\"; this token may only serve for signing."),
            )),
            &field,
            "The token is right, but it is not meant for authentication.",
            &format!("not marked {KEY}=true."),
        )
    }

    /// The default group and those of the Secret, sorted.
    fn groups(&mut self) -> Option<Vec<String>> {
        const KEY: &str = "auth-extra-groups";
        let text = self.secret.data_text(KEY);
        let field = format!("data.{KEY}");
        if text.is_empty() {
            self.passed(Check::skipped("extra groups", "The Secret names none."), &field)?;
            return Some(vec![DEFAULT_GROUP.to_owned()]);
        }
        let described =
            |check: Check| check.expected(format!("each matches {GROUP_PATTERN}")).actual(text.as_str());
        if let Some(group) = text.split(',').find(|group| !is_group(group)) {
            let error = format!("bootstrap group {} is invalid (must match {GROUP_PATTERN})", quote(group));
            self.failed(
                described(Check::failed(
                    "extra groups",
                    format!("The group {} is not allowed; spaces count.", quote(group)),
                )),
                &field,
                "One of the token's groups is not allowed, which makes the whole token invalid.",
                &format!("has invalid value for key {KEY}: {error}."),
            )?;
        }
        self.passed(
            described(Check::passed("extra groups", "All of them may be given to bootstrap tokens.")),
            &field,
        )?;
        let mut groups = BTreeSet::new();
        groups.insert(DEFAULT_GROUP);
        groups.extend(text.split(','));
        Some(groups.into_iter().map(str::to_owned).collect())
    }
}

/// [`GROUP_PATTERN`].
fn is_group(group: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    group.strip_prefix(GROUP_PREFIX).is_some_and(|rest| {
        rest.len() <= 256
            && rest.bytes().all(|byte| plain(byte) || byte == b':' || byte == b'-')
            && rest.bytes().last().is_some_and(plain)
    })
}

fn response(id: &str, groups: Vec<String>, source: &str) -> Response {
    let username = format!("system:bootstrap:{id}");
    let mut provenance =
        vec![Provenance::new("username", &username, "the token's id, its first six characters", "token#id")];
    for (index, group) in groups.iter().enumerate() {
        let (origin, source) = if group == DEFAULT_GROUP {
            ("every bootstrap token has it", source.to_owned())
        } else {
            ("auth-extra-groups of the token's Secret", format!("{source}#data.auth-extra-groups"))
        };
        provenance.push(Provenance::new(format!("groups[{index}]"), group, origin, source));
    }
    Response { user: User { username, groups, ..User::default() }, audiences: Vec::new(), provenance }
}

#[cfg(test)]
mod tests;
