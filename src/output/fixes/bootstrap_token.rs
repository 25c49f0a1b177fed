//! Bootstrap tokens and their Secrets.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::Duration;
use serde_json::{Value, json};

use super::case::{Case, rfc3339};
use super::{Edit, Fix};
use crate::golang::base64 as go_base64;
use crate::report::Check;

const CREATE: &str = "kubeadm token create --print-join-command";

fn name(case: &Case) -> String {
    format!("bootstrap-token-{}", case.token.split('.').next().unwrap_or_default())
}

fn object<'a>(case: &'a Case) -> Option<&'a Value> {
    case.object("Secret", "kube-system", &name(case))
}

/// The Secret with one value changed.
fn with(case: &Case, key: &str, value: &str) -> Option<Edit> {
    let mut secret = object(case)?.clone();
    secret["data"].as_object_mut()?.insert(key.to_owned(), BASE64_STANDARD.encode(value).into());
    Some(Edit::Object(secret))
}

fn finish(fix: Fix, edit: Option<Edit>) -> Vec<Fix> {
    vec![match edit {
        Some(edit) => fix.edit(edit),
        None => fix,
    }]
}

pub fn expiration(case: &Case, _: &Check) -> Vec<Fix> {
    let fix = Fix::new(
        "Make a new bootstrap token",
        "kubeadm's tokens live for 24 hours, and a controller deletes them afterwards. Join with a new one. Here, the Secret \
         gets another day.",
    );
    finish(fix.command(CREATE), with(case, "expiration", &rfc3339(case.now + Duration::days(1))))
}

pub fn secret(case: &Case, _: &Check) -> Vec<Fix> {
    let fix = Fix::new(
        "Copy the token anew",
        "The first six characters name a token that exists, the rest does not match it: a typing or copying mistake, or a \
         token that was made again under the same id.",
    );
    finish(fix.command("kubeadm token list").command(CREATE), as_in_secret(case))
}

/// The token as its Secret has it.
fn as_in_secret(case: &Case) -> Option<Edit> {
    let (id, _) = case.token.split_once('.')?;
    let encoded = object(case)?["data"]["token-secret"].as_str()?;
    let right = String::from_utf8(go_base64::decode_std(encoded).ok()?).ok()?;
    Some(Edit::Sent { from: case.token.clone(), to: format!("{id}.{right}") })
}

pub fn missing(case: &Case, _: &Check) -> Vec<Fix> {
    let Some((id, secret)) = case.token.split_once('.') else { return Vec::new() };
    let encode = |text: &str| BASE64_STANDARD.encode(text);
    let object = json!({
        "apiVersion": "v1", "kind": "Secret", "type": "bootstrap.kubernetes.io/token",
        "metadata": {"name": name(case), "namespace": "kube-system"},
        "data": {"token-id": encode(id), "token-secret": encode(secret), "usage-bootstrap-authentication": encode("true")},
    });
    let fix = Fix::new(
        "Make a new bootstrap token",
        "There is no Secret for this token: it has expired and was cleaned up, or it belongs to another cluster.",
    );
    vec![fix.command("kubeadm token list").command(CREATE).edit(Edit::Object(object))]
}

pub fn usage(case: &Case, _: &Check) -> Vec<Fix> {
    let fix = Fix::new(
        "Allow the token for authentication",
        "A bootstrap token authenticates only if its Secret says usage-bootstrap-authentication: \"true\".",
    );
    let command = format!(
        "kubectl -n kube-system patch secret {} -p '{{\"stringData\":{{\"usage-bootstrap-authentication\":\"true\"}}}}'",
        name(case)
    );
    finish(fix.command(command), with(case, "usage-bootstrap-authentication", "true"))
}
