//! Answers of other parties → `remote`, at the URL where the scenario's server asks for them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::{detect, jwt_kind};
use super::issuers::{self, Issuer};
use super::{Placed, flags, kubeconfig, shortened, text};
use crate::scenario::{RemoteAnswer, Scenario};

const CONFIG_FLAG: &str = "authentication-token-webhook-config-file";
const VERSION_FLAG: &str = "authentication-token-webhook-version";
const CONFIG_FILE: &str = "/etc/kubernetes/webhook.kubeconfig";
const WEBHOOK: &str = "https://webhook.example.com/authenticate";

fn json(body: &str) -> RemoteAnswer {
    let mut headers = BTreeMap::new();
    headers.insert("Content-Type".to_owned(), "application/json".to_owned());
    RemoteAnswer { status: 200, headers, body: body.trim().to_owned() }
}

/// A TokenReview is the webhook's answer. A server without a webhook gets one.
pub fn token_review(review: &Value, scenario: &mut Scenario) -> Placed {
    let version = text(review, "apiVersion").rsplit('/').next().unwrap_or_default().to_owned();
    let mut remarks = Vec::new();
    let server = &mut scenario.api_server;
    let configured = flags::value(&server.args, CONFIG_FLAG).map(str::to_owned);
    let asked = flags::value(&server.args, VERSION_FLAG).unwrap_or("v1beta1").to_owned();
    if configured.is_none() {
        flags::set(&mut server.args, CONFIG_FLAG, CONFIG_FILE);
        flags::set(&mut server.args, VERSION_FLAG, &version);
        remarks.push(format!(
            "No webhook was configured, so --{CONFIG_FLAG} and --{VERSION_FLAG}={version} were added."
        ));
    } else if asked != version {
        remarks.push(format!("The server asks for {asked}, though, and this is {}.", shortened(&version)));
    }
    let path = configured.unwrap_or_else(|| CONFIG_FILE.to_owned());
    let url = match server.files.get(&path) {
        None => {
            if remarks.is_empty() {
                remarks.push(format!("{path} was missing and has been made."));
            }
            server.files.insert(path, small_kubeconfig());
            WEBHOOK.to_owned()
        }
        Some(file) => match detect::document_value(file).as_ref().and_then(kubeconfig::server) {
            Some(url) => url.to_owned(),
            None => {
                let remark = format!("{path} names no server, so nobody is asked.");
                return Placed::new("a TokenReview with an answer", "", remark);
            }
        },
    };
    scenario.remote.insert(url.clone(), json(&review.to_string()));
    Placed::new("a TokenReview with an answer", &format!("taken for what {url} answers"), remarks.join(" "))
}

fn small_kubeconfig() -> String {
    format!(
        "apiVersion: v1\nkind: Config\nclusters:\n- name: webhook\n  cluster:\n    server: {WEBHOOK}\n\
         users:\n- name: kube-apiserver\n  user: {{}}\ncontexts:\n- name: webhook\n  context:\n    cluster: webhook\n    \
         user: kube-apiserver\ncurrent-context: webhook\n"
    )
}

/// An issuer's discovery document, where the server looks for it.
pub fn discovery(document: &Value, pasted: &str, scenario: &mut Scenario) -> Placed {
    let url = text(document, "issuer");
    let known = issuers::of_users(scenario).into_iter().find(|issuer| issuer.url == url);
    let mut remarks = Vec::new();
    if known.is_none() {
        remarks
            .push("No flag and no authentication configuration of this server names this issuer.".to_owned());
    }
    let keys = text(document, "jwks_uri");
    if !scenario.remote.contains_key(keys) {
        remarks.push(format!("Its keys are at {}: paste them, too.", shortened(keys)));
    }
    let issuer = known.unwrap_or_else(|| Issuer { url: url.to_owned(), discovery_url: None });
    let to = format!("taken for what {} answers", shortened(&issuer.discovery()));
    scenario.remote.insert(issuer.discovery(), json(&as_json(document, pasted)));
    Placed::new(format!("the discovery document of {}", shortened(url)), &to, remarks.join(" "))
}

fn as_json(document: &Value, pasted: &str) -> String {
    if pasted.trim_start().starts_with('{') { pasted.to_owned() } else { document.to_string() }
}

/// A key set, where the issuer's discovery document says that its keys are.
pub fn keys(pasted: &str, scenario: &mut Scenario) -> Placed {
    let what = "a JSON Web Key Set";
    let body = match detect::document_value(pasted) {
        Some(document) => as_json(&document, pasted),
        None => pasted.to_owned(),
    };
    let found = candidates(scenario).iter().find_map(|discovery| jwks_uri(discovery, scenario));
    if let Some(keys) = found {
        let to = format!("taken for what {} answers", shortened(&keys));
        scenario.remote.insert(keys, json(&body));
        return Placed::new(what, &to, "");
    }
    let Some(issuer) = likely_issuer(scenario) else {
        let remark = "It is not known whose keys these are: no flag, no authentication configuration and no \
                      discovery document names an issuer. Keys of the cluster's own service accounts are read \
                      from PEM files.";
        return Placed::new(what, "", remark);
    };
    let keys = format!("{}/keys", issuer.url.trim_end_matches('/'));
    let discovery = serde_json::json!({"issuer": issuer.url, "jwks_uri": keys});
    let to = format!("taken for what {} answers", shortened(&keys));
    let remark = format!("A discovery document that leads there was made for {}.", shortened(&issuer.url));
    scenario.remote.insert(issuer.discovery(), json(&discovery.to_string()));
    scenario.remote.insert(keys, json(&body));
    Placed::new(what, &to, remark)
}

/// The configured issuers, that of the request's token first.
fn configured(scenario: &Scenario) -> Vec<Issuer> {
    let asked = issuers::of_request(scenario);
    let is_asked = |issuer: &Issuer| Some(&issuer.url) == asked.as_ref();
    let (mut issuers, others): (Vec<Issuer>, Vec<Issuer>) =
        issuers::of_users(scenario).into_iter().partition(is_asked);
    issuers.extend(others);
    issuers
}

/// Where discovery documents may be; those of no configured issuer only when no issuer is configured.
fn candidates(scenario: &Scenario) -> Vec<String> {
    let configured = configured(scenario);
    if !configured.is_empty() {
        // Keys belong to the issuer of the token that is being looked at, whether or not it can be discovered.
        let asked = issuers::of_request(scenario);
        let exact = configured.iter().find(|issuer| Some(&issuer.url) == asked.as_ref());
        return match exact {
            Some(issuer) => vec![issuer.discovery()],
            None => configured.iter().map(Issuer::discovery).collect(),
        };
    }
    let is_discovery = |url: &&String| url.ends_with("/.well-known/openid-configuration");
    scenario.remote.keys().filter(is_discovery).cloned().collect()
}

fn jwks_uri(discovery: &str, scenario: &Scenario) -> Option<String> {
    let document = detect::document_value(&scenario.remote.get(discovery)?.body)?;
    document["jwks_uri"].as_str().filter(|url| !url.is_empty()).map(str::to_owned)
}

/// The first configured issuer, or that of the request's token if it is no service account's.
fn likely_issuer(scenario: &Scenario) -> Option<Issuer> {
    configured(scenario).into_iter().next().or_else(|| {
        let raw = &scenario.request.raw;
        let is_of_user = issuers::bearer(raw)
            .is_some_and(|token| matches!(jwt_kind::of(token), Some(jwt_kind::JwtKind::IssuedBy(_))));
        let url = issuers::of_request(scenario).filter(|url| is_of_user && url.starts_with("https://"))?;
        Some(Issuer { url, discovery_url: None })
    })
}

#[cfg(test)]
mod tests;
