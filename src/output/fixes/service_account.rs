//! Service account tokens, bound and legacy, and the objects they stand and fall with.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use chrono::Duration;
use serde_json::{Value, json};

use super::case::{Bound, Case, rfc3339};
use super::{Edit, Fix};
use crate::output::rbac::shell;
use crate::report::Check;

const LEGACY: &str = "kubernetes/serviceaccount";
const LEGACY_CLAIM: &str = "kubernetes.io/serviceaccount/";

/// Namespace and name of the service account that the token speaks for.
fn subject(case: &Case) -> (String, String) {
    let subject = case.claim("sub").strip_prefix("system:serviceaccount:").unwrap_or_default();
    let (namespace, name) = subject.split_once(':').unwrap_or(("NAMESPACE", "NAME"));
    (namespace.to_owned(), name.to_owned())
}

fn create_token(case: &Case) -> String {
    let (namespace, name) = subject(case);
    format!("kubectl create token {} --namespace={}", shell(&name), shell(&namespace))
}

pub fn key(_: &Case, _: &Check) -> Vec<Fix> {
    vec![
        Fix::new(
            "Get a token from this cluster",
            "No key of this server has signed the token. It comes from another cluster, from before the signing key was \
             changed, or from somebody who has no key of the cluster.",
        )
        .command("kubectl get --raw /openid/v1/jwks")
        .command("kubectl create token NAME --namespace=NAMESPACE"),
        Fix::new(
            "Or keep the old public key",
            "When the signing key is changed, the old public key stays in a second --service-account-key-file until the tokens \
             of the old key have run out.",
        ),
    ]
}

pub fn issuer(case: &Case, _: &Check) -> Vec<Fix> {
    let issuer = case.claim("iss");
    if issuer.is_empty() || issuer == LEGACY || !case.claims.contains_key("kubernetes.io") {
        return Vec::new();
    }
    vec![
        Fix::new(
            "Accept the old issuer as well",
            "The flag may be given several times: new tokens get the first issuer, tokens of all of them are accepted. Keep the \
             old one until every token has been renewed.",
        )
        .command("kubectl get --raw /.well-known/openid-configuration")
        .edit(Edit::FlagAgain("service-account-issuer", issuer.to_owned())),
    ]
}

pub fn audience(case: &Case, _: &Check) -> Vec<Fix> {
    let mut accepted = case.flags("api-audiences");
    if accepted.is_empty() {
        accepted = case.flags("service-account-issuer");
    }
    let first = case.claims.get("aud").map(|aud| aud[0].as_str().or(aud.as_str()).unwrap_or_default());
    let Some(audience) = first.filter(|audience| !audience.is_empty()) else { return Vec::new() };
    accepted.push(audience.to_owned());
    vec![
        Fix::new(
            "Ask for a token meant for the API server",
            "A token names those who may accept it. Leave the audience out, in kubectl create token or in a projected volume, \
             and it is the API server's.",
        )
        .command(create_token(case)),
        Fix::new(
            "Or accept this audience",
            format!("Every service that is given tokens for {audience} could then use them against the API server."),
        )
        .edit(Edit::Flag("api-audiences", accepted.join(","))),
    ]
}

pub fn expiry(case: &Case, _: &Check) -> Vec<Fix> {
    let fix = Fix::new(
        "Use a fresh token",
        "In a pod the kubelet renews the file before the token runs out; a client that reads the file once keeps the old one. \
         Everywhere else, ask for a new token. Here, the clock goes back to before the expiry.",
    )
    .command(create_token(case));
    let fix = match case.time("exp") {
        Some(end) => fix.edit(Edit::Clock(rfc3339(end - Duration::minutes(1)))),
        None => fix,
    };
    vec![fix]
}

pub fn account(case: &Case, _: &Check) -> Vec<Fix> {
    let legacy = |key: &str| case.claim(&format!("{LEGACY_CLAIM}{key}")).to_owned();
    let bound = case.bound("serviceaccount").unwrap_or_else(|| Bound {
        namespace: legacy("namespace"),
        name: legacy("service-account.name"),
        uid: legacy("service-account.uid"),
    });
    let show = format!(
        "kubectl get serviceaccount {} --namespace={} -o jsonpath='{{.metadata.uid}}'",
        shell(&bound.name),
        shell(&bound.namespace)
    );
    let fix = Fix::new(
        "Get a token of the service account that exists now",
        "A token is bound to the UID. Who deletes a service account and makes it again under the same name has made another \
         one; pods that run since before must be restarted to get its tokens. Here, the object gets the UID of the token.",
    );
    vec![fix.command(show).command(create_token(case)).edit(Edit::Object(object(
        case,
        "ServiceAccount",
        &bound,
    )))]
}

/// The object as the token has it: what is known of it, with the token's UID.
fn object(case: &Case, kind: &str, bound: &Bound) -> Value {
    let namespace = if kind == "Node" { "" } else { bound.namespace.as_str() };
    let mut object = case
        .object(kind, namespace, &bound.name)
        .cloned()
        .unwrap_or_else(|| json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": bound.name}}));
    object["metadata"]["uid"] = bound.uid.clone().into();
    if !namespace.is_empty() {
        object["metadata"]["namespace"] = namespace.into();
    }
    if let Some(metadata) = object["metadata"].as_object_mut() {
        metadata.remove("deletionTimestamp");
    }
    object
}

pub fn bound(case: &Case, check: &Check) -> Vec<Fix> {
    let lower = check.name.rsplit(' ').find(|word| matches!(*word, "pod" | "secret" | "node"));
    let Some((lower, bound)) = lower.and_then(|kind| Some((kind, case.bound(kind)?))) else {
        return Vec::new();
    };
    let kind = match lower {
        "pod" => "Pod",
        "secret" => "Secret",
        _ => "Node",
    };
    let place =
        if kind == "Node" { String::new() } else { format!(" --namespace={}", shell(&bound.namespace)) };
    let fix = Fix::new(
        format!("Use a token of something that still exists, or add the {kind}"),
        format!(
            "The token is bound to this {kind} and ends with it, whatever its expiry says. Inside a pod, take the mounted file; \
             elsewhere, ask for a token without a binding. Here, the {kind} is added with the UID of the token."
        ),
    );
    vec![
        fix.command(format!(
            "kubectl get {lower} {}{place} -o jsonpath='{{.metadata.uid}}'",
            shell(&bound.name)
        ))
        .command(create_token(case))
        .edit(Edit::Object(object(case, kind, &bound))),
    ]
}

pub fn legacy_secret(case: &Case, _: &Check) -> Vec<Fix> {
    let claim = |key: &str| case.claim(&format!("{LEGACY_CLAIM}{key}")).to_owned();
    let (namespace, name) = (claim("namespace"), claim("secret.name"));
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
        "metadata": {
            "name": name, "namespace": namespace,
            "annotations": {
                "kubernetes.io/service-account.name": claim("service-account.name"),
                "kubernetes.io/service-account.uid": claim("service-account.uid"),
            },
        },
        "data": {"token": BASE64_STANDARD.encode(&case.token)},
    });
    let fix = Fix::new(
        "Replace the token",
        "A legacy token lives as long as its Secret holds it: deleting the Secret revokes it, and so does a new token in it. \
         Better than a new Secret is a token that expires. Here, the Secret is put back.",
    );
    vec![
        fix.command(format!("kubectl get secret {} --namespace={}", shell(&name), shell(&namespace)))
            .command(create_token(case))
            .edit(Edit::Object(secret)),
    ]
}

pub fn legacy_unused(case: &Case, _: &Check) -> Vec<Fix> {
    let claim = |key: &str| case.claim(&format!("{LEGACY_CLAIM}{key}")).to_owned();
    let label = "kubernetes.io/legacy-token-invalid-since";
    let (namespace, name) = (claim("namespace"), claim("secret.name"));
    let fix = Fix::new(
        "Take the mark off, then replace the token",
        "Nobody used the token for a year, so the clean-up marked its Secret and will delete it.",
    )
    .command(format!("kubectl label secret {} --namespace={} {label}-", shell(&name), shell(&namespace)))
    .command(create_token(case));
    let Some(mut secret) = case.object("Secret", &namespace, &name).cloned() else { return vec![fix] };
    if let Some(labels) = secret["metadata"]["labels"].as_object_mut() {
        labels.remove(label);
    }
    vec![fix.edit(Edit::Object(secret))]
}
