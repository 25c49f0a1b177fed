//! JSON Web Tokens: three templates, and the signature over whatever header and claims were typed.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::keys::{self, kid, public_pem, token_key};
use super::server::{
    self, ACCOUNT, CLIENT_ID, CLUSTER_ISSUER, LOGIN_ISSUER, NAMESPACE, NODE, POD, TOKEN_SECRET,
};
use super::{Algorithm, Kind, Minted, Paper, Problem, Seed, TokenWish};
use crate::crypto::{PrivateKey, PublicKey, jwt_provider};
use crate::golang::base64::encode_raw_url;
use crate::scenario::Scenario;

pub(super) fn template(kind: Kind, algorithm: Algorithm, seed: &Seed, now: DateTime<Utc>) -> TokenWish {
    let key = token_key(seed, algorithm, false);
    let header = json!({"alg": algorithm.name(), "kid": key_name(kind, &key), "demo": true});
    let claims = claims(kind, seed, now.timestamp());
    TokenWish { kind, algorithm, other_signer: false, header: pretty(&header), claims: pretty(&claims) }
}

/// The server computes the ids of its own keys; a provider names its keys as it likes.
fn key_name(kind: Kind, key: &PrivateKey) -> String {
    let id = kid(key);
    if kind == Kind::IdToken { format!("demo-{}", id.get(..8).unwrap_or_default()) } else { id }
}

fn claims(kind: Kind, seed: &Seed, now: i64) -> Value {
    match kind {
        Kind::LegacyServiceAccount => json!({
            "iss": "kubernetes/serviceaccount",
            "kubernetes.io/serviceaccount/namespace": NAMESPACE,
            "kubernetes.io/serviceaccount/secret.name": TOKEN_SECRET,
            "kubernetes.io/serviceaccount/service-account.name": ACCOUNT,
            "kubernetes.io/serviceaccount/service-account.uid": seed.uuid("account"),
            "sub": format!("system:serviceaccount:{NAMESPACE}:{ACCOUNT}"),
        }),
        Kind::IdToken => json!({
            "iss": LOGIN_ISSUER,
            "aud": CLIENT_ID,
            "sub": format!("demo-{}", seed.letters("subject", 8)),
            "email": "jane@demo.example",
            "email_verified": true,
            "groups": ["developers", "on-call"],
            "iat": now,
            "exp": now + 3600,
        }),
        _ => json!({
            "aud": [CLUSTER_ISSUER],
            "exp": now + 3600,
            "iat": now,
            "iss": CLUSTER_ISSUER,
            "jti": seed.uuid("token"),
            "kubernetes.io": {
                "namespace": NAMESPACE,
                "node": {"name": NODE, "uid": seed.uuid("node")},
                "pod": {"name": POD, "uid": seed.uuid("pod")},
                "serviceaccount": {"name": ACCOUNT, "uid": seed.uuid("account")},
            },
            "nbf": now,
            "sub": format!("system:serviceaccount:{NAMESPACE}:{ACCOUNT}"),
        }),
    }
}

pub(super) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

pub(super) fn mint(wish: &TokenWish, seed: &Seed, now: DateTime<Utc>) -> Result<Minted, Vec<Problem>> {
    let parts: Vec<Result<String, Problem>> =
        vec![compact("header", &wish.header), compact("claims", &wish.claims)];
    let problems: Vec<Problem> = parts.iter().filter_map(|part| part.clone().err()).collect();
    let [Ok(header), Ok(claims)] = &parts[..] else { return Err(problems) };
    let token = sign(header, claims, wish.algorithm, &token_key(seed, wish.algorithm, wish.other_signer));
    Ok(minted(wish.kind, wish.algorithm, token, seed, now))
}

/// A token and the server that trusts the lab's key for it.
pub(super) fn minted(
    kind: Kind,
    algorithm: Algorithm,
    token: String,
    seed: &Seed,
    now: DateTime<Utc>,
) -> Minted {
    let key = token_key(seed, algorithm, false);
    let name = key_name(kind, &key);
    let public = key.public().unwrap_or(PublicKey::Dsa);
    let mut scenario = match kind {
        Kind::IdToken => server::of_logins(&public, &name, algorithm, now),
        _ => server::of_service_accounts(kind, &public, seed, now),
    };
    if kind == Kind::LegacyServiceAccount {
        scenario.objects.push(server::token_secret(&token, seed));
    }
    server::send(&mut scenario, Some(&token));
    let papers = vec![
        Paper::new("The signer's public key", public_pem(&public)),
        Paper::new("The same as a key set (JWKS)", pretty(&keys::key_set(&public, &name, algorithm))),
    ];
    Minted { credential: token, papers, scenario: Box::new(scenario) }
}

/// A legacy token stands in its Secret, too; whoever changes one wants the other changed.
pub(super) fn replace(scenario: &mut Scenario, seed: &Seed, token: &str) {
    for object in &mut scenario.objects {
        if object["kind"] == "Secret" {
            *object = server::token_secret(token, seed);
        }
    }
    server::send(scenario, Some(token));
}

/// Header and payload as they are given, signed.
pub(super) fn sign(header: &str, payload: &str, algorithm: Algorithm, key: &PrivateKey) -> String {
    let input = format!("{}.{}", encode_raw_url(header.as_bytes()), encode_raw_url(payload.as_bytes()));
    // `jsonwebtoken` knows every algorithm of the server but ES512.
    let signature = match algorithm.name().parse() {
        Ok(algorithm) => jwt_provider::sign(algorithm, key, input.as_bytes()).ok(),
        Err(_) => key.sign(algorithm.scheme(), input.as_bytes()).map(|bytes| encode_raw_url(&bytes)),
    };
    format!("{input}.{}", signature.unwrap_or_default())
}

/// JSON without the white space between its tokens. What was typed stays otherwise: numbers, repeated keys, their order.
fn compact(field: &str, text: &str) -> Result<String, Problem> {
    let read: Result<serde::de::IgnoredAny, _> = serde_json::from_str(text);
    if let Err(error) = read {
        let said = error.to_string();
        let message = said.split(" at line ").next().unwrap_or_default().to_owned();
        return Err(Problem {
            line: Some(error.line()),
            column: Some(error.column()),
            ..Problem::new(field, message)
        });
    }
    let (mut quoted, mut escaped) = (false, false);
    let kept = |c: &char| {
        let keep = quoted || !c.is_ascii_whitespace();
        match c {
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = quoted && *c == '\\' && !escaped;
        keep
    };
    Ok(text.chars().filter(kept).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_signed_without_its_white_space() {
        let typed = "{\n  \"a b\": 1.50,\n  \"q\": \"\\\" x\\\\\",\n  \"a b\" : [ ]\n}";
        assert_eq!(compact("claims", typed).unwrap(), r#"{"a b":1.50,"q":"\" x\\","a b":[]}"#);
    }

    #[test]
    fn what_is_no_json_is_named_with_its_place() {
        let problem = compact("claims", "{\n  \"a\": 1,\n}").unwrap_err();
        assert_eq!((problem.line, problem.column), (Some(3), Some(1)));
        assert_eq!(problem.message, "key must be a string");
        assert_eq!(problem.field, "claims");
    }
}
