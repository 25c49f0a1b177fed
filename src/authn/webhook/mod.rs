//! Webhook token authenticator: the server asks another party whose token it is (`--authentication-token-webhook-*`).
//!
//! Rules from `k8s.io/apiserver/plugin/pkg/authenticator/token/webhook/webhook.go`, which is told everything by the
//! answer: even a username that no other authenticator would give. Beware: here every attempt gets the answer of
//! the scenario, so retries and the cache are only remarked on.

mod client;
mod codec;
mod kubeconfig;
mod rest;
mod review;
mod tls;

use crate::apiserver::config::Webhook as Config;
use crate::report::{Authenticator, Check, Party, Provenance, StepLog, User};

use super::remote::{self, Call};
use super::{Answer, Built, Response, Setup, StartupError, TokenAuthenticator, TokenStrategy, World};

use client::Client;
use rest::Failure;
use review::Status;

pub const WEBHOOK: TokenStrategy = TokenStrategy {
    authenticator: Authenticator::Webhook,
    not_configured: "--authentication-token-webhook-config-file is not set",
    build,
    audience_agnostic: false,
};

struct Webhook {
    config: Config,
    client: Client,
    /// What `--api-audiences` accepts; empty: audiences are not looked at.
    audiences: Vec<String>,
}

fn build(setup: &Setup) -> Built<dyn TokenAuthenticator> {
    let Some(config) = &setup.config.webhook else { return Ok(None) };
    let loaded = client::Config::load(setup.world, &config.config_file).map_err(StartupError)?;
    if !matches!(config.version.as_str(), "v1" | "v1beta1") {
        let version = crate::golang::quote::quote(&config.version);
        return Err(StartupError(format!(
            "unsupported authentication webhook version {version}, supported versions are \"v1\", \"v1beta1\""
        )));
    }
    let client = loaded.client(setup.world).map_err(StartupError)?;
    let audiences = setup.config.api_audiences.clone();
    Ok(Some(Box::new(Webhook { config: config.clone(), client, audiences })))
}

impl TokenAuthenticator for Webhook {
    fn authenticate(&self, token: &str, world: &World, log: &mut StepLog) -> Answer {
        let status = match self.ask(token, world, log) {
            Ok(status) => status,
            Err(failure) => return self.failed(failure, log),
        };
        let Some(audiences) = self.accepted_audiences(&status, log) else {
            log.reason("The webhook answers for a token that is meant for other audiences than this server.");
            return Answer::NoOpinion;
        };
        self.judge(status, audiences, log)
    }
}

impl Webhook {
    fn ask(&self, token: &str, world: &World, log: &mut StepLog) -> Result<Status, Failure> {
        let body = review::question(&self.config.version, token, &self.audiences, world.version);
        let aliases: Vec<&str> = self.client.aliases.iter().map(String::as_str).collect();
        let call = Call {
            to: Party::Webhook,
            method: "POST",
            url: &self.client.url,
            aliases: &aliases,
            headers: &[("Accept", "application/json, */*"), ("Content-Type", "application/json")],
            body: &body,
        };
        if let Some(identification) = &self.client.identification {
            log.note(format!("The server identifies itself to the webhook with {identification}."));
        }
        let source = format!("apiServer.files {}", self.config.config_file);
        let url = call.url;
        let answer = match remote::exchange(world, &call, log) {
            Ok(answer) => {
                log.check(Check::passed("webhook", "The webhook answers.").actual(url).source(source));
                answer
            }
            Err(error) => {
                log.reason("The webhook cannot be reached, so nobody can say whose token this is.");
                log.check(
                    Check::failed("webhook", "Nobody answers at the webhook's address.")
                        .expected(format!("an answer from {url}"))
                        .actual(error.as_str())
                        .source(source),
                );
                return Err(Failure::once(error));
            }
        };
        let review = rest::read(answer, &self.config.version);
        let check = match &review {
            Ok(_) => Check::passed("answer", "The answer is a TokenReview."),
            Err(failure) => {
                log.reason("The webhook answers, but not with a TokenReview that the server can use.");
                Check::failed("answer", "The answer is no TokenReview that the server can use.")
                    .actual(failure.error.as_str())
            }
        };
        log.check(
            check
                .expected(format!("HTTP 2xx with a TokenReview of {}/{}", review::GROUP, self.config.version))
                .source(self.answer_source()),
        );
        review
    }

    fn failed(&self, failure: Failure, log: &mut StepLog) -> Answer {
        if failure.retried {
            log.note(
                "Webhook: the server asks up to five times, half a second and then ever longer apart, before it gives up on an error of this kind.",
            );
        }
        log.note(format!(
            "The server also logs: Failed to make webhook authenticator request: {}",
            failure.error
        ));
        Answer::rejected(failure.error)
    }

    /// What the token and the server have in common, in the order of the answer. A webhook that names no audience
    /// is taken to speak of this server's. `None`: nothing.
    fn accepted_audiences(&self, status: &Status, log: &mut StepLog) -> Option<Vec<String>> {
        if self.audiences.is_empty() {
            log.check(Check::skipped("audiences", "The server has no --api-audiences, so it asks for none."));
            return Some(Vec::new());
        }
        let expected = self.audiences.join(", ");
        if status.audiences.is_empty() {
            log.check(
                Check::passed(
                    "audiences",
                    "The answer names no audience; the token is taken to be meant for this server.",
                )
                .expected(expected)
                .source(self.answer_source()),
            );
            return Some(self.audiences.clone());
        }
        let common: Vec<String> =
            status.audiences.iter().filter(|audience| self.audiences.contains(audience)).cloned().collect();
        let check = if common.is_empty() {
            Check::failed(
                "audiences",
                "The answer names none of this server's audiences; the server silently takes that for no answer.",
            )
        } else {
            Check::passed("audiences", "The answer names an audience of this server.")
        };
        log.check(
            check
                .expected(format!("one of {expected}"))
                .actual(status.audiences.join(", "))
                .source(self.answer_source()),
        );
        (!common.is_empty()).then_some(common)
    }

    fn judge(&self, status: Status, audiences: Vec<String>, log: &mut StepLog) -> Answer {
        let check = |check: Check| {
            check
                .expected("status.authenticated: true")
                .actual(format!("status.authenticated: {}", status.authenticated))
                .source(self.answer_source())
        };
        if self.config.cache_ttl > 0 {
            log.note(format!(
                "The server keeps this answer for {} s (--authentication-token-webhook-cache-ttl).",
                self.config.cache_ttl
            ));
        }
        if status.authenticated {
            log.check(check(Check::passed("verdict", "The webhook knows the token.")));
            log.reason(format!("The webhook says that the token belongs to {}.", name(&status.username)));
            return Answer::Authenticated(self.response(status, audiences));
        }
        log.check(check(Check::failed("verdict", "The webhook does not accept the token.")));
        if status.error.is_empty() {
            log.reason(
                "The webhook does not know the token and gives no reason, so the server does not either.",
            );
            return Answer::NoOpinion;
        }
        log.reason("The webhook refuses the token and says why.");
        Answer::rejected(status.error)
    }

    fn response(&self, status: Status, audiences: Vec<String>) -> Response {
        let mut provenance = Vec::new();
        let mut came_from = |field: String, value: &str, path: &str| {
            let origin = format!("status.user.{path} of the webhook's answer");
            let source = format!("{}#status.user.{path}", self.answer_source());
            provenance.push(Provenance::new(field, value, origin, source));
        };
        came_from("username".into(), &status.username, "username");
        if !status.uid.is_empty() {
            came_from("uid".into(), &status.uid, "uid");
        }
        for (index, group) in status.groups.iter().enumerate() {
            came_from(format!("groups[{index}]"), group, &format!("groups[{index}]"));
        }
        for (key, values) in &status.extra {
            for (index, value) in values.iter().enumerate() {
                came_from(format!("extra[{key}][{index}]"), value, &format!("extra[{key}][{index}]"));
            }
        }
        let user =
            User { username: status.username, uid: status.uid, groups: status.groups, extra: status.extra };
        Response { user, audiences, provenance }
    }

    fn answer_source(&self) -> String {
        let url = self.client.aliases.first().unwrap_or(&self.client.url);
        format!("remote {url}")
    }
}

fn name(username: &str) -> &str {
    if username.is_empty() { "a user without a name" } else { username }
}

#[cfg(test)]
mod tests;
