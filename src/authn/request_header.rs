//! Authenticating proxy: headers that count only behind a verified proxy certificate
//! (`apiserver/pkg/authentication/request/headerrequest`, the Verifier of `…/request/x509`).

use std::collections::BTreeMap;

use crate::apiserver::config;
use crate::input::http::{Headers, Request, percent_decode};
use crate::report::{Check, Party, Provenance, StepLog, User};

use super::certificate_check::{self, Verified};
use super::{Answer, RequestAuthenticator, Response, World, wire};

pub struct RequestHeader<'a> {
    pub config: &'a config::RequestHeader,
}

/// The headers that carry an identity, by what they carry.
pub struct IdentityHeaders<'a> {
    pub username: &'a [String],
    pub uid: &'a [String],
    pub group: &'a [String],
    pub extra_prefixes: &'a [String],
}

impl config::RequestHeader {
    pub fn identity_headers(&self) -> IdentityHeaders<'_> {
        IdentityHeaders {
            username: &self.username_headers,
            uid: &self.uid_headers,
            group: &self.group_headers,
            extra_prefixes: &self.extra_header_prefixes,
        }
    }
}

impl RequestAuthenticator for RequestHeader<'_> {
    fn authenticate(&self, request: &mut Request, world: &World, log: &mut StepLog) -> Answer {
        let config = self.config;
        if wire::speaks_for_another(request, config) {
            wire::proxy_hop(request, config).into_iter().for_each(|message| log.message(message));
        } else if !request.peer_certificates.is_empty() {
            log.message(wire::handshake(request, Party::Client));
        }
        let leaf = match certificate_check::verify(
            request,
            &config.ca,
            "--requestheader-client-ca-file",
            world,
            log,
        ) {
            Verified::NoCertificate => {
                log.reason(
                    "The connection presented no client certificate, so identity headers are not even looked at.",
                );
                return Answer::NoOpinion;
            }
            Verified::Refused { error, why, .. } => {
                log.reason(format!("The client certificate is not one of the proxy's. {why}"));
                return Answer::rejected(error);
            }
            Verified::Chains(leaf) => leaf,
        };
        let common_name = &leaf.subject.common_name;
        let names = &config.allowed_names;
        let allowed = Check::passed("allowed name", "The proxy's common name is allowed.");
        let allowed = if names.is_empty() {
            Check {
                detail: "No names are set, so any certificate of this CA may act as the proxy.".into(),
                ..allowed
            }
            .expected("any")
        } else if names.contains(common_name) {
            allowed.expected(names.join(", "))
        } else {
            let error = format!("x509: subject with cn={common_name} is not in the allowed list");
            log.check(
                Check::failed(
                    "allowed name",
                    "The certificate is valid, but its common name is not allowed.",
                )
                .expected(names.join(", "))
                .actual(common_name.as_str())
                .source("apiServer.args --requestheader-allowed-names"),
            );
            log.reason("The certificate's common name is not among --requestheader-allowed-names.");
            return Answer::rejected(error);
        };
        log.check(
            allowed.actual(common_name.as_str()).source("apiServer.args --requestheader-allowed-names"),
        );
        match read_headers(config, &request.headers) {
            None => {
                log.check(
                    Check::failed("username header", "No username header holds a value.")
                        .expected(config.username_headers.join(", "))
                        .source("apiServer.args --requestheader-username-headers"),
                );
                log.reason("The proxy's certificate is good, but the request carries no username header.");
                Answer::NoOpinion
            }
            Some(response) => {
                log.check(
                    Check::passed(
                        "username header",
                        "The first username header with a value names the user.",
                    )
                    .expected(config.username_headers.join(", "))
                    .actual(response.user.username.as_str())
                    .source("apiServer.args --requestheader-username-headers"),
                );
                log.reason("A verified proxy vouches for this user.");
                let removed = config.identity_headers().clear(&mut request.headers);
                for name in &removed {
                    log.effect(format!("{name} header removed from the request"));
                }
                log.message(wire::stripped(&removed, request));
                Answer::Authenticated(response)
            }
        }
    }
}

fn read_headers(config: &config::RequestHeader, headers: &Headers) -> Option<Response> {
    let first = |names: &[String]| {
        names
            .iter()
            .find(|name| !headers.get(name).is_empty())
            .map(|name| (name.clone(), headers.get(name).to_owned()))
    };
    let (username_header, username) = first(&config.username_headers)?;
    let mut provenance = vec![from_header("username".into(), &username, &username_header)];
    let uid = first(&config.uid_headers).map(|(header, uid)| {
        provenance.push(from_header("uid".into(), &uid, &header));
        uid
    });
    let mut groups = Vec::new();
    for header in &config.group_headers {
        for group in headers.values(header).iter().filter(|group| !group.is_empty()) {
            provenance.push(from_header(format!("groups[{}]", groups.len()), group, header));
            groups.push(group.clone());
        }
    }
    let mut extra: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for prefix in &config.extra_header_prefixes {
        for (name, values) in headers.iter() {
            let Some(key) = strip_prefix_ignoring_case(name, prefix) else { continue };
            let key = key.to_lowercase();
            let key = percent_decode(&key).unwrap_or(key);
            let slot = extra.entry(key.clone()).or_default();
            for value in values {
                provenance.push(from_header(format!("extra[{key}][{}]", slot.len()), value, name));
                slot.push(value.clone());
            }
        }
    }
    let user = User { username, uid: uid.unwrap_or_default(), groups, extra };
    Some(Response { user, audiences: Vec::new(), provenance })
}

fn from_header(field: String, value: &str, header: &str) -> Provenance {
    Provenance::new(
        field,
        value,
        format!("header {header}, set by the proxy"),
        format!("request.raw#{header}"),
    )
}

fn strip_prefix_ignoring_case<'a>(name: &'a str, prefix: &str) -> Option<&'a str> {
    let head = name.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &name[prefix.len()..])
}

impl IdentityHeaders<'_> {
    /// Removes these headers; says which there were.
    pub fn clear(&self, headers: &mut Headers) -> Vec<String> {
        let exact = [self.username, self.uid, self.group];
        let doomed: Vec<String> = headers
            .iter()
            .map(|(name, _)| name.to_owned())
            .filter(|name| {
                exact.iter().any(|names| names.iter().any(|other| name.eq_ignore_ascii_case(other)))
                    || self
                        .extra_prefixes
                        .iter()
                        .any(|prefix| strip_prefix_ignoring_case(name, prefix).is_some())
            })
            .collect();
        doomed.into_iter().filter(|name| headers.remove(name)).collect()
    }
}
