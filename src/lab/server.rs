//! The servers of the lab: each trusts what the lab mints of one kind, and nothing else.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::keys::{Seed, key_set, public_pem};
use super::{Algorithm, Kind, rfc3339};
use crate::crypto::PublicKey;
use crate::golang::base64::encode_std;
use crate::scenario::{RemoteAnswer, Scenario};

pub(super) const CLUSTER_ISSUER: &str = "https://kubernetes.default.svc.cluster.local";
pub(super) const LOGIN_ISSUER: &str = "https://login.demo.example";
pub(super) const CLIENT_ID: &str = "kubernetes";
pub(super) const NAMESPACE: &str = "demo";
pub(super) const ACCOUNT: &str = "robot";
pub(super) const POD: &str = "robot-0";
pub(super) const NODE: &str = "demo-node-1";
pub(super) const TOKEN_SECRET: &str = "robot-token";
pub(super) const CLIENT_CA_FILE: &str = "/etc/kubernetes/pki/ca.crt";
const SA_KEY_FILE: &str = "/etc/kubernetes/pki/sa.pub";

/// A server with nothing but these flags, and a request without a credential. Nobody is anonymous here: what is
/// refused is to be seen as refused.
fn bare(kind: Kind, now: DateTime<Utc>, args: &[String]) -> Scenario {
    let mut scenario = Scenario::empty();
    scenario.metadata.name = "lab".to_owned();
    scenario.metadata.title = format!("From the lab (demo): {}", kind.title().to_lowercase());
    scenario.metadata.description =
        Some("Minted in the lab with keys made for it. They are worth nothing elsewhere.".to_owned());
    scenario.now = Some(rfc3339(now));
    scenario.api_server.args = args.to_vec();
    scenario.api_server.args.push("--anonymous-auth=false".to_owned());
    send(&mut scenario, None);
    scenario
}

/// Puts a bearer token into the request, or none.
pub(super) fn send(scenario: &mut Scenario, token: Option<&str>) {
    let mut raw = "GET /api/v1/namespaces/demo/pods HTTP/1.1\nHost: kubernetes.demo.example:6443\n\
                   User-Agent: kubectl/v1.37.2\nAccept: application/json\n"
        .to_owned();
    if let Some(token) = token {
        raw.push_str(&format!("Authorization: Bearer {token}\n"));
    }
    scenario.request.raw = raw;
}

/// Trusts a key for the tokens of service accounts.
pub(super) fn of_service_accounts(kind: Kind, key: &PublicKey, seed: &Seed, now: DateTime<Utc>) -> Scenario {
    let args = [
        format!("--service-account-issuer={CLUSTER_ISSUER}"),
        format!("--service-account-key-file={SA_KEY_FILE}"),
    ];
    let mut scenario = bare(kind, now, &args);
    scenario.api_server.files.insert(SA_KEY_FILE.to_owned(), public_pem(key));
    scenario.objects.push(json!({
        "apiVersion": "v1", "kind": "ServiceAccount",
        "metadata": {"name": ACCOUNT, "namespace": NAMESPACE, "uid": seed.uuid("account")},
    }));
    if kind == Kind::ServiceAccount {
        scenario.objects.push(json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": POD, "namespace": NAMESPACE, "uid": seed.uuid("pod")},
            "spec": {"serviceAccountName": ACCOUNT, "nodeName": NODE},
        }));
        scenario.objects.push(json!({
            "apiVersion": "v1", "kind": "Node", "metadata": {"name": NODE, "uid": seed.uuid("node")},
        }));
    }
    scenario
}

/// The Secret that holds a legacy token.
pub(super) fn token_secret(token: &str, seed: &Seed) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
        "metadata": {
            "name": TOKEN_SECRET, "namespace": NAMESPACE,
            "annotations": {
                "kubernetes.io/service-account.name": ACCOUNT,
                "kubernetes.io/service-account.uid": seed.uuid("account"),
            },
        },
        "data": {"token": encode_std(token.as_bytes())},
    })
}

/// Trusts an identity provider that publishes this key.
pub(super) fn of_logins(key: &PublicKey, id: &str, algorithm: Algorithm, now: DateTime<Utc>) -> Scenario {
    let algorithms: Vec<&str> = Algorithm::ALL.iter().map(|algorithm| algorithm.name()).collect();
    let args = [
        format!("--oidc-issuer-url={LOGIN_ISSUER}"),
        format!("--oidc-client-id={CLIENT_ID}"),
        "--oidc-username-claim=email".to_owned(),
        "--oidc-groups-claim=groups".to_owned(),
        format!("--oidc-signing-algs={}", algorithms.join(",")),
    ];
    let mut scenario = bare(Kind::IdToken, now, &args);
    let mut answer = |url: String, body: Value| {
        let headers = [("Content-Type".to_owned(), "application/json".to_owned())].into();
        scenario.remote.insert(url, RemoteAnswer { status: 200, headers, body: body.to_string() });
    };
    let keys = format!("{LOGIN_ISSUER}/keys");
    answer(
        format!("{LOGIN_ISSUER}/.well-known/openid-configuration"),
        json!({"issuer": LOGIN_ISSUER, "jwks_uri": keys}),
    );
    answer(keys, key_set(key, id, algorithm));
    scenario
}

/// Takes bootstrap tokens.
pub(super) fn of_bootstrap_tokens(now: DateTime<Utc>) -> Scenario {
    bare(Kind::Bootstrap, now, &["--enable-bootstrap-token-auth=true".to_owned()])
}

/// Trusts the authorities of a bundle.
pub(super) fn of_certificates(kind: Kind, bundle: &str, presented: &str, now: DateTime<Utc>) -> Scenario {
    let mut scenario = bare(kind, now, &[format!("--client-ca-file={CLIENT_CA_FILE}")]);
    scenario.api_server.files.insert(CLIENT_CA_FILE.to_owned(), bundle.to_owned());
    scenario.request.client_certificates = Some(presented.to_owned());
    scenario
}
