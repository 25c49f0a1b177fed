//! Discovery, keys, signature, issuer, audience and times.

use super::*;

const FORGED: &str = "oidc: verify token: failed to verify signature: failed to verify id token signature";

fn good() -> String {
    token(&claims(json!({})))
}

#[test]
fn a_good_token() {
    let (answer, log) = Case::new().ask(&good());
    assert!(matches!(answer, Answer::Authenticated(_)), "{answer:?}");
    let names: Vec<&str> = log.checks.iter().map(|check| check.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "issuer",
            "discovery",
            "signature algorithm",
            "signing key",
            "signature",
            "audience",
            "expiry",
            "username"
        ]
    );
    let labels: Vec<&str> = log.messages.iter().map(|message| message.label.as_str()).collect();
    assert_eq!(labels, [&format!("GET {DISCOVERY}")[..], "200 OK", &format!("GET {KEYS}"), "200 OK"]);
}

#[test]
fn algorithms() {
    let hostile = |header: &str| TestKey::P256.mint(header, &claims(json!({})).to_string());
    let rs256 = |mut case: Case| {
        case.config.signing_algs.clear();
        case
    };
    for (case, token, got) in [
        (rs256(Case::new()), good(), "[\"RS256\"] got \"ES256\""),
        (Case::new(), hostile(r#"{"alg":"none"}"#), "[\"ES256\"] got \"none\""),
        (Case::new(), hostile(r#"{"alg":"HS256"}"#), "[\"ES256\"] got \"HS256\""),
        (Case::new(), hostile("{}"), "[\"ES256\"] got \"\""),
    ] {
        let want =
            format!("oidc: verify token: oidc: id token signed with unsupported algorithm, expected {got}");
        assert_eq!(case.error(&token), want);
    }
    let rsa = TestKey::Rsa.token("rsa", &claims(json!({})));
    assert!(matches!(rs256(Case::new()).ask(&rsa).0, Answer::Authenticated(_)));
}

#[test]
fn headers_that_go_jose_refuses() {
    let payload = claims(json!({})).to_string();
    for (header, want) in [
        (r#"{"alg":"ES256","alg":"ES256"}"#, "json: duplicate key 'alg' in object"),
        (r#"{"alg""#, "unexpected end of JSON input"),
    ] {
        let token = TestKey::P256.mint(header, &payload);
        assert_eq!(Case::new().error(&token), format!("oidc: verify token: oidc: malformed jwt: {want}"));
    }
    let bare = encode_raw_url(payload.as_bytes());
    for token in [format!("!.{bare}.c"), format!("e30.{bare}.!")] {
        assert_eq!(
            Case::new().error(&token),
            "oidc: verify token: oidc: malformed jwt: illegal base64 data at input byte 0"
        );
    }
}

#[test]
fn keys_are_chosen_by_their_id() {
    let signed = |key: TestKey, header: &str| key.mint(header, &claims(json!({})).to_string());
    let case = Case::new();
    assert!(matches!(case.ask(&signed(TestKey::P256, r#"{"alg":"ES256"}"#)).0, Answer::Authenticated(_)));
    for (token, check) in [
        (signed(TestKey::P256, r#"{"alg":"ES256","kid":"other"}"#), "signing key"),
        (signed(TestKey::P256, r#"{"alg":"ES256","kid":"rsa"}"#), "signature"),
        (signed(TestKey::P256Other, r#"{"alg":"ES256","kid":"ec"}"#), "signature"),
        (signed(TestKey::P256Other, r#"{"alg":"ES256"}"#), "signature"),
        (signed(TestKey::P256, r#"{"alg":"ES256","kid":"ec","crit":["x"]}"#), "signature"),
    ] {
        let (answer, log) = case.ask(&token);
        assert_eq!(answer, Answer::rejected(FORGED));
        let failed = log.checks.iter().find(|check| check.outcome == CheckOutcome::Failed).unwrap();
        assert_eq!(failed.name, check);
    }
}

#[test]
fn discovery_that_fails_leaves_the_authenticator_uninitialized() {
    let metadata = |value: Value| value.to_string();
    for (case, logged) in [
        (
            Case::new().refuses(DISCOVERY),
            "Get \"https://login.example.com/.well-known/openid-configuration\": dial tcp login.example.com:443: connect: connection refused".to_owned(),
        ),
        (Case::new().answers(DISCOVERY, 404, "nope"), "404 Not Found: nope".to_owned()),
        (
            Case::new().answers(DISCOVERY, 200, "<x>"),
            "oidc: failed to decode provider discovery object: expected Content-Type = application/json, got \"\": invalid character '<' looking for beginning of value".to_owned(),
        ),
        (
            Case::new().answers(DISCOVERY, 200, &metadata(json!({"issuer": "https://login.example.com/"}))),
            "oidc: issuer did not match the issuer returned by provider, expected \"https://login.example.com\" got \"https://login.example.com/\"".to_owned(),
        ),
        (
            Case::new().answers(DISCOVERY, 200, &metadata(json!({"issuer": ISSUER}))),
            "provider did not return JWKS URL".to_owned(),
        ),
        (
            Case::new().answers(DISCOVERY, 200, &metadata(json!({"issuer": ISSUER, "jwks_uri": 5}))),
            "oidc: failed to decode provider discovery object: expected Content-Type = application/json, got \"\": json: cannot unmarshal number into Go struct field providerJSON.jwks_uri of type string".to_owned(),
        ),
    ] {
        let (answer, log) = case.ask(&good());
        assert_eq!(answer, Answer::rejected("oidc: authenticator not initialized"));
        let failed = log.checks.last().unwrap();
        assert_eq!((failed.name.as_str(), failed.actual.as_deref()), ("discovery", Some(logged.as_str())));
    }
    assert_eq!(Case::new().refuses(DISCOVERY).ask(&good()).1.wanted, [DISCOVERY]);
}

#[test]
fn keys_that_cannot_be_read() {
    for (case, want) in [
        (
            Case::new().refuses(KEYS),
            "get keys failed Get \"https://login.example.com/keys\": dial tcp login.example.com:443: connect: connection refused",
        ),
        (Case::new().answers(KEYS, 404, "nope"), "get keys failed: 404 Not Found nope"),
        (
            Case::new().answers(KEYS, 200, "<x>"),
            "failed to decode keys: expected Content-Type = application/json, got \"\": invalid character '<' looking for beginning of value <x>",
        ),
        (
            Case::new().answers(KEYS, 200, "[]"),
            "failed to decode keys: expected Content-Type = application/json, got \"\": json: cannot unmarshal array into Go value of type jose.JSONWebKeySet []",
        ),
        (
            Case::new().answers(KEYS, 200, r#"{"keys":[{"kty":"XX"}]}"#),
            "failed to decode keys: expected Content-Type = application/json, got \"\": go-jose/go-jose: unknown json web key type 'XX' {\"keys\":[{\"kty\":\"XX\"}]}",
        ),
    ] {
        let want = format!("oidc: verify token: failed to verify signature: fetching keys oidc: {want}");
        assert_eq!(case.error(&good()), want);
    }
    assert_eq!(Case::new().answers(KEYS, 200, "{}").error(&good()), FORGED);
    // Before 1.35 nothing insisted on a key set.
    let none = Case::new().answers(DISCOVERY, 200, &json!({"issuer": ISSUER}).to_string()).minor(34);
    assert_eq!(
        none.error(&good()),
        "oidc: verify token: failed to verify signature: fetching keys oidc: get keys failed Get \"\": unsupported protocol scheme \"\""
    );
}

#[test]
fn discovery_may_be_elsewhere() {
    let elsewhere = "https://metadata.example.com/oidc";
    let case = Case::new()
        .with(|jwt| jwt.issuer.discovery_url = elsewhere.into())
        .refuses(DISCOVERY)
        .answers(elsewhere, 200, &json!({"issuer": ISSUER, "jwks_uri": KEYS}).to_string());
    assert_eq!(case.user(&claims(json!({}))).username, "jane");
}

#[test]
fn the_former_issuer_of_google() {
    let google = "https://accounts.google.com";
    let case = Case::new().with(|jwt| jwt.issuer.url = google.into()).answers(
        "https://accounts.google.com/.well-known/openid-configuration",
        200,
        &json!({"issuer": google, "jwks_uri": KEYS}).to_string(),
    );
    assert_eq!(case.user(&claims(json!({"iss": "accounts.google.com"}))).username, "jane");
}

#[test]
fn audiences() {
    let two = || Case::new().with(|jwt| jwt.issuer.audiences = vec!["b".into(), "a".into()]);
    assert_eq!(two().user(&claims(json!({"aud": ["x", "a"]}))).username, "jane");
    for (case, aud, want) in [
        (Case::new(), json!("other"), "\"kubernetes\" got [\"other\"]"),
        (Case::new(), json!(["x", "y\"z"]), "\"kubernetes\" got [\"x\" \"y\\\"z\"]"),
        (Case::new(), Value::Null, "\"kubernetes\" got []"),
        (two(), json!(["x", "y"]), "in [\"a\" \"b\"] got [\"x\" \"y\"]"),
        (two(), Value::Null, "in [\"a\" \"b\"] got []"),
    ] {
        let (answer, log) = case.ask(&token(&claims(json!({"aud": aud}))));
        assert_eq!(answer, Answer::rejected(format!("oidc: verify token: oidc: expected audience {want}")));
        assert_eq!(log.reason, "The token is meant for another audience than this server.");
    }
    assert_eq!(
        Case::new().error(&token_with(r#""aud":null"#)),
        "oidc: verify token: oidc: expected audience \"kubernetes\" got [\"\"]"
    );
}

#[test]
fn times() {
    for (changes, want) in [
        (
            json!({"exp": 1_795_435_199}),
            Some("oidc: token is expired (Token Expiry: 2026-11-23 11:59:59 +0000 UTC)"),
        ),
        (json!({"exp": 1_795_435_200}), None),
        (json!({"exp": "1795435201"}), None),
        (json!({"exp": null}), Some("oidc: token is expired (Token Expiry: 0001-01-01 00:00:00 +0000 UTC)")),
        (json!({"nbf": 1_795_435_260}), None),
        (
            json!({"nbf": 1_795_435_261}),
            Some(
                "oidc: current time 2026-11-23 12:00:00 +0000 UTC before the nbf (not before) time: 2026-11-23 12:01:01 +0000 UTC",
            ),
        ),
    ] {
        let want = want.map(|error| format!("oidc: verify token: {error}"));
        let got = match Case::new().ask(&token(&claims(changes))).0 {
            Answer::Rejected(error) => Some(error.to_string()),
            Answer::Authenticated(_) => None,
            Answer::NoOpinion => panic!(),
        };
        assert_eq!(got, want);
    }
}

/// Until 1.35 the claims came before the signature.
#[test]
fn a_foreign_signature_hides_the_rest_since_1_36() {
    let token = TestKey::P256Other.token("ec", &claims(json!({"aud": "other"})));
    assert_eq!(Case::new().minor(36).error(&token), FORGED);
    assert_eq!(
        Case::new().minor(35).error(&token),
        "oidc: verify token: oidc: expected audience \"kubernetes\" got [\"other\"]"
    );
    let token = TestKey::P256Other.token("ec", &claims(json!({})));
    assert_eq!(Case::new().minor(35).error(&token), FORGED);
}

#[test]
fn the_issuer_is_compared_again_once_it_is_verified() {
    // The gate takes the last of equal claims in any case, and so does the verifier.
    assert_eq!(Case::new().ask(&token_with(r#""ISS":"https://other""#)).0, Answer::NoOpinion);
    assert_eq!(Case::new().ask(&token_with(r#""iss":"https://other""#)).0, Answer::NoOpinion);
}
