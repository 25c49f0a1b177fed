//! Tokens of Secrets, the seed document's own among them.

use super::*;

const SA: &str = "kubernetes.io/serviceaccount/";

fn legacy_claims() -> Value {
    json!({
        "iss": "kubernetes/serviceaccount", "sub": "system:serviceaccount:ci:builder",
        "kubernetes.io/serviceaccount/namespace": "ci",
        "kubernetes.io/serviceaccount/secret.name": "builder-token",
        "kubernetes.io/serviceaccount/service-account.name": "builder",
        "kubernetes.io/serviceaccount/service-account.uid": "sa-1",
    })
}

fn secret(token: &str) -> Value {
    json!({
        "kind": "Secret", "type": "kubernetes.io/service-account-token",
        "metadata": {"name": "builder-token", "namespace": "ci", "uid": "secret-1"},
        "stringData": {"token": token},
    })
}

fn ask(objects: Vec<Value>, token: &str) -> Outcome {
    let mut server = Server::new();
    server.objects = objects;
    server.ask(&LEGACY_SERVICE_ACCOUNT, token)
}

#[test]
fn identity() {
    let token = signed(&legacy_claims());
    let outcome = ask(vec![secret(&token), account("sa-1")], &token);
    let response = outcome.response();
    assert_eq!(response.user.username, "system:serviceaccount:ci:builder");
    assert_eq!(response.user.uid, "sa-1");
    assert_eq!(response.user.groups, ["system:serviceaccounts", "system:serviceaccounts:ci"]);
    assert!(response.user.extra.is_empty());
    assert_eq!(response.audiences, [ISSUER], "a token without audiences is meant for the server");
    assert_eq!(response.provenance[1].source, "token#kubernetes.io/serviceaccount/service-account.uid");
    assert_eq!(
        outcome.messages(),
        ["Secret ci/builder-token?", "found, uid secret-1", "ServiceAccount ci/builder?", "found, uid sa-1"]
    );
    assert_eq!(
        outcome.log.notes,
        [
            "Audit annotation authentication.k8s.io/legacy-token: system:serviceaccount:ci:builder",
            "Audit annotation authentication.k8s.io/legacy-token-manual-secret: builder-token",
        ]
    );
    assert_eq!(
        outcome.log.effects,
        ["Secret ci/builder-token gets the label kubernetes.io/legacy-token-last-used: 2026-11-23"]
    );
}

#[test]
fn it_never_expires() {
    let mut claims = legacy_claims();
    claims["exp"] = json!(1);
    let token = signed(&claims);
    assert_eq!(ask(vec![secret(&token), account("sa-1")], &token).error(), None);
}

#[test]
fn claims_it_must_have() {
    for (claim, want) in [
        ("sub", "sub claim is missing"),
        ("kubernetes.io/serviceaccount/namespace", "namespace claim is missing"),
        ("kubernetes.io/serviceaccount/secret.name", "secretName claim is missing"),
        ("kubernetes.io/serviceaccount/service-account.name", "serviceAccountName claim is missing"),
        ("kubernetes.io/serviceaccount/service-account.uid", "serviceAccountUID claim is missing"),
    ] {
        let mut claims = legacy_claims();
        claims[claim] = json!("");
        let outcome = ask(vec![], &signed(&claims));
        assert_eq!((outcome.error().as_deref(), outcome.failed()), (Some(want), Some("required claims")));
    }
    for subject in ["system:serviceaccount:ci:other", "builder", "system:serviceaccount:ci:builder:x"] {
        let mut claims = legacy_claims();
        claims["sub"] = json!(subject);
        let outcome = ask(vec![], &signed(&claims));
        assert_eq!(outcome.error().as_deref(), Some("sub claim is invalid"), "{subject}");
    }
    let mut claims = legacy_claims();
    claims["sub"] = json!("system:serviceaccount:ci:Builder");
    claims[format!("{SA}service-account.name")] = json!("Builder");
    assert_eq!(ask(vec![], &signed(&claims)).error().as_deref(), Some("sub claim is invalid"));
}

#[test]
fn what_revokes_it() {
    let token = signed(&legacy_claims());
    let with = |mut object: Value, pointer: &str, value: &str| {
        object["metadata"][pointer] = json!(value);
        object
    };
    let deleted = "2026-11-23T12:00:00Z";
    let mut empty = secret("");
    empty["stringData"] = json!({});
    for (what, objects, want, failed) in [
        ("no Secret", vec![account("sa-1")], "Token has been invalidated", "token's Secret"),
        (
            "Secret deleted",
            vec![with(secret(&token), "deletionTimestamp", deleted), account("sa-1")],
            "Token has been invalidated",
            "Secret not deleted",
        ),
        (
            "another token",
            vec![secret("x"), account("sa-1")],
            "Token does not match server's copy",
            "same token",
        ),
        ("no token", vec![empty, account("sa-1")], "Token does not match server's copy", "same token"),
        ("no account", vec![secret(&token)], r#"serviceaccounts "builder" not found"#, "service account"),
        (
            "account deleted",
            vec![secret(&token), with(account("sa-1"), "deletionTimestamp", deleted)],
            "ServiceAccount ci/builder has been deleted",
            "service account not deleted",
        ),
        (
            "account recreated",
            vec![secret(&token), account("sa-2")],
            "ServiceAccount UID (sa-2) does not match claim (sa-1)",
            "service account uid",
        ),
    ] {
        let outcome = ask(objects, &token);
        assert_eq!(outcome.error().as_deref(), Some(want), "{what}");
        assert_eq!(outcome.failed(), Some(failed), "{what}");
    }
}

#[test]
fn a_token_marked_as_unused() {
    let token = signed(&legacy_claims());
    let mut marked = secret(&token);
    marked["metadata"]["labels"] = json!({"kubernetes.io/legacy-token-invalid-since": "2026-01-01"});
    let outcome = ask(vec![marked, account("sa-1")], &token);
    assert_eq!(
        outcome.error().as_deref(),
        Some(
            "the token in secret ci/builder-token for service account ci/builder has been marked invalid. Use tokens from the TokenRequest API or manually created secret-based tokens, or remove the 'kubernetes.io/legacy-token-invalid-since' label from the secret to temporarily allow use of this token"
        )
    );
    assert_eq!(outcome.failed(), Some("token not marked invalid"));
    assert!(outcome.log.notes.contains(
        &"Audit annotation authentication.k8s.io/legacy-token-invalidated: builder-token/ci".to_owned()
    ));
    assert_eq!(outcome.log.effects.len(), 1);
}

#[test]
fn the_client_is_warned_of_tokens_that_a_controller_made() {
    let token = signed(&legacy_claims());
    let mut account = account("sa-1");
    account["secrets"] = json!([{"name": "builder-token"}]);
    let mut used_today = secret(&token);
    used_today["metadata"]["labels"] = json!({"kubernetes.io/legacy-token-last-used": "2026-11-23"});
    let outcome = ask(vec![used_today, account], &token);
    assert_eq!(
        outcome.log.warnings,
        [
            "Use tokens from the TokenRequest API or manually created secret-based tokens instead of auto-generated secret-based tokens."
        ]
    );
    assert_eq!(
        outcome.log.notes[1],
        "Audit annotation authentication.k8s.io/legacy-token-autogenerated-secret: builder-token"
    );
    assert!(outcome.log.effects.is_empty(), "the use of today is written down already");
}

#[test]
fn without_lookup_the_signature_is_enough() {
    let mut server = Server::new();
    server.config.service_accounts.lookup = false;
    let outcome = server.ask(&LEGACY_SERVICE_ACCOUNT, &signed(&legacy_claims()));
    assert_eq!(outcome.response().user.uid, "sa-1");
    assert!(outcome.messages().is_empty());
}

/// The token that the seed document prints, of a default service account of long ago.
const SEED: &str = concat!(
    "eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.eyJpc3MiOiJrdWJlcm5ldGVzL3NlcnZpY2VhY2NvdW50Iiwia3ViZXJuZXRlcy5pby9",
    "zZXJ2aWNlYWNjb3VudC9uYW1lc3BhY2UiOiJkZWZhdWx0Iiwia3ViZXJuZXRlcy5pby9zZXJ2aWNlYWNjb3VudC9zZWNyZXQubmF",
    "tZSI6ImRlZmF1bHQtdG9rZW4tcHh6ZjciLCJrdWJlcm5ldGVzLmlvL3NlcnZpY2VhY2NvdW50L3NlcnZpY2UtYWNjb3VudC5uYW1",
    "lIjoiZGVmYXVsdCIsImt1YmVybmV0ZXMuaW8vc2VydmljZWFjY291bnQvc2VydmljZS1hY2NvdW50LnVpZCI6ImUzMzFmNTU1LTA",
    "xOTktMTFlYS1hYTVhLTQyMDEwYTgwMDBhYSIsInN1YiI6InN5c3RlbTpzZXJ2aWNlYWNjb3VudDpkZWZhdWx0OmRlZmF1bHQifQ.",
    "I3jFqRd7ANj4BidzoW-v_YO1N_z2p33Ex1biaz_J97QK9CRlIFmK2KC1k0RbQux3zo72xsLhbPjNH40pBzqr2TzVjZKFD7T8-ihD",
    "j1Og5L_BAud-CtT4e-0zcvC5rTKcWzkUn5a64TUSwF5Q6I3KjeaE3pmDFwG4I6XLuODCVOwRkfn0V_LzjqLy3nXfUK8FpIkeBrRd",
    "9QN68PG9YFH9lKMgGZLvuG_m6K6EFxqBpVMec8SPsG77GGRezC9Mjsyxp2Wie-j8vUVb5et2o4ShKa8sp-Nqum4bpBxGQ9NBo3ql",
    "efuqYGYivGZBnL8dienBLFbO5swSHUL6vxTgaRg2kA",
);

#[test]
fn the_seed_documents_token_under_a_foreign_key() {
    let foreign = ask(vec![], SEED);
    assert_eq!(foreign.error().as_deref(), Some("go-jose/go-jose: error in cryptographic primitive"));
    assert_eq!(foreign.failed(), Some("signature"));
    let described: Vec<&str> = foreign.log.checks.iter().map(|check| check.name.as_str()).collect();
    assert_eq!(described, ["token form", "issuer", "key id", "signature", "signature"]);
    let other = Server::new().ask(&SERVICE_ACCOUNT, SEED);
    assert_eq!(other.answer, Answer::NoOpinion);
    assert_eq!(other.failed(), Some("issuer"));
}

/// The same claims under a key of ours, since nobody has the original's.
#[test]
fn the_seed_documents_claims_under_the_servers_key() {
    let payload = crate::golang::base64::decode_raw_url(SEED.split('.').nth(1).unwrap()).unwrap();
    let payload = String::from_utf8(payload).unwrap();
    let token = TestKey::Rsa.mint(r#"{"alg":"RS256","kid":""}"#, &payload);
    let uid = "e331f555-0199-11ea-aa5a-42010a8000aa";
    let account = json!({"kind": "ServiceAccount", "metadata": {"name": "default", "namespace": "default", "uid": uid}});
    let secret = json!({
        "kind": "Secret", "metadata": {"name": "default-token-pxzf7", "namespace": "default"},
        "stringData": {"token": token},
    });
    let valid = ask(vec![account.clone(), secret], &token);
    assert_eq!(valid.response().user.username, "system:serviceaccount:default:default");
    assert_eq!(valid.response().user.uid, uid);
    let without_secret = ask(vec![account], &token);
    assert_eq!(without_secret.error().as_deref(), Some("Token has been invalidated"));
}
