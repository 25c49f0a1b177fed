//! Answers of go-jose v2.6.3.

use super::*;
use crate::crypto::rare::RareKeys;
use crate::crypto::testing::TestKey;

fn token(header: &str) -> String {
    format!("{}.{}.AAAA", encode_raw_url(header.as_bytes()), encode_raw_url(b"{}"))
}

#[test]
fn headers() {
    for (header, want) in [
        (r#"{"alg":"RS256","kid":"k"}"#, Ok(("RS256", "k"))),
        (r#"{"alg":"RS256","KID":"k","x5u":"https://a"}"#, Ok(("RS256", ""))),
        ("null", Ok(("", ""))),
        ("", Ok(("", ""))),
        ("{}", Ok(("", ""))),
        (r#"{"kid":null,"alg":null}"#, Ok(("", ""))),
        (r#"{"nonce":"x","crit":["exp"]}"#, Ok(("", ""))),
        (r#"{"alg":"RS256","alg":"none"}"#, Err("json: duplicate key 'alg' in object")),
        ("[]", Err("json: cannot unmarshal array into Go value of type jose.rawHeader")),
        ("7", Err("json: cannot unmarshal number into Go value of type jose.rawHeader")),
        ("{", Err("unexpected end of JSON input")),
        (
            r#"{"alg":7}"#,
            Err(
                "failed to unmarshal algorithm: json: cannot unmarshal number into Go value of type string: \"7\"",
            ),
        ),
        (
            r#"{"kid":true}"#,
            Err(
                "failed to unmarshal key ID: json: cannot unmarshal bool into Go value of type string: \"true\"",
            ),
        ),
        (
            r#"{"jwk":{"kty":"oct","k":"AA"}}"#,
            Err("go-jose/go-jose: invalid embedded jwk, must be public key"),
        ),
        (
            r#"{"jwk":{"kty":"RSA","n":"AQAB","e":"AA"}}"#,
            Err("go-jose/go-jose: invalid embedded jwk, must be public key"),
        ),
        (
            r#"{"jwk":{"kty":"xx"}}"#,
            Err(
                r#"failed to unmarshal JWK: go-jose/go-jose: unknown json web key type 'xx': "{\"kty\":\"xx\"}""#,
            ),
        ),
        (
            r#"{"x5c":["A"]}"#,
            Err(r#"failed to unmarshal x5c header: illegal base64 data at input byte 0: "[\"A\"]""#),
        ),
        (
            r#"{"x5c":["AAAA"]}"#,
            Err(r#"failed to unmarshal x5c header: x509: malformed certificate: "[\"AAAA\"]""#),
        ),
        (
            r#"{"foo":{"a":1,"a":2}}"#,
            Err(r#"failed to unmarshal value: json: duplicate key 'a' in object: "{\"a\":1,\"a\":2}""#),
        ),
    ] {
        let got = Jws::parse(&token(header));
        let got = got.as_ref().map(|jws| (jws.header.algorithm.as_str(), jws.header.key_id.as_str()));
        assert_eq!(got.map_err(String::as_str), want, "{header}");
    }
}

#[test]
fn compact_form() {
    for (token, want) in [
        ("", Some("go-jose/go-jose: compact JWS format must have three parts")),
        ("a.b", Some("go-jose/go-jose: compact JWS format must have three parts")),
        ("a.b.c.d", Some("go-jose/go-jose: compact JWS format must have three parts")),
        ("!.e30.AA", Some("illegal base64 data at input byte 0")),
        ("e30.!.AA", Some("illegal base64 data at input byte 0")),
        ("e30.e30.A", Some("illegal base64 data at input byte 0")),
        ("e3 0.e 30.A\nA", None),
    ] {
        assert_eq!(Jws::parse(token).err().as_deref(), want, "{token:?}");
    }
}

#[test]
fn what_is_refused_before_any_key_is_tried() {
    let secret = Key::Symmetric(b"k".to_vec());
    for (header, key, error, reason) in [
        (
            r#"{"alg":"RS256"}"#,
            &Key::Private,
            UNSUPPORTED_KEY_TYPE,
            "A private key was given where a public key is needed.",
        ),
        (
            r#"{"crit":"exp"}"#,
            &secret,
            "json: cannot unmarshal string into Go value of type []string",
            "The header's crit is not a list of names.",
        ),
        (
            r#"{"crit":["b64","exp"]}"#,
            &secret,
            CRYPTO_FAILURE,
            "The header demands the extension \"exp\", which the server does not know.",
        ),
        ("", &secret, CRYPTO_FAILURE, "The token has no header."),
    ] {
        let refusal = Jws::parse(&token(header)).unwrap().verify(key, &RareKeys).unwrap_err();
        assert_eq!((refusal.error.as_str(), refusal.reason.as_str()), (error, reason), "{header}");
    }
}

#[test]
fn the_signed_bytes_are_encoded_anew() {
    // The last character of the header carries bits that are not looked at.
    let jws = Jws::parse("e31.e31.AA").unwrap();
    assert_eq!(jws.signing_input(), b"e30.e30");
    let unencoded = Jws::parse(&token(r#"{"b64":false}"#)).unwrap();
    assert!(unencoded.signing_input().ends_with(b".{}"));
}

#[test]
fn hostile_headers_neither_overflow_nor_stall() {
    let nested = format!("{{\"x\":{}{}}}", "[".repeat(300_000), "]".repeat(300_000));
    assert!(Jws::parse(&token(&nested)).is_ok());
    let many: String = (0..60_000).map(|i| format!("\"k{i}\":{i},")).collect();
    assert!(Jws::parse(&token(&format!("{{{many}\"alg\":\"ES256\"}}"))).is_ok());
    let objects = format!("{{\"x\":{}1{}}}", "{\"a\":".repeat(100_000), "}".repeat(100_000));
    assert!(Jws::parse(&token(&objects)).is_ok());
}

#[derive(serde::Deserialize)]
struct Verdict {
    name: String,
    token: String,
    accepts: Vec<String>,
    error: String,
}

/// What the real library says about tokens of every algorithm, and about forged ones, under each kind of key.
#[test]
fn signatures() {
    let verdicts: Vec<Verdict> =
        serde_json::from_str(include_str!("../../../tests/fixtures/jose/verdicts.json")).unwrap();
    assert_eq!(verdicts.len(), 32);
    for verdict in verdicts {
        let jws = Jws::parse(&verdict.token).unwrap();
        for key in TestKey::ALL {
            let got = jws.verify(&Key::Public(key.public()), &RareKeys).map_err(|refusal| refusal.error);
            let want = if verdict.accepts.iter().any(|name| name == key.name()) {
                Ok(())
            } else {
                Err(verdict.error.clone())
            };
            assert_eq!(got, want, "{} under {}", verdict.name, key.name());
        }
    }
}

#[test]
fn the_cause_is_told_in_plain_words() {
    let payload = r#"{"iss":"x"}"#;
    for (key, header, tried, want) in [
        (
            TestKey::Rsa,
            r#"{"alg":"HS256"}"#,
            TestKey::Rsa,
            "The token says alg HS256; with a key that is RSA 2048-bit the server verifies RS256, RS384, RS512, PS256, PS384 and PS512.",
        ),
        (
            TestKey::Rsa,
            "{}",
            TestKey::P384,
            "The token names no algorithm; with a key that is EC P-384 the server verifies ES256, ES384 and ES512.",
        ),
        (
            TestKey::Rsa,
            r#"{"alg":"ES256"}"#,
            TestKey::P256,
            "A signature with ES256 has 64 bytes, this one has 256.",
        ),
        (
            TestKey::Rsa,
            r#"{"alg":"RS256"}"#,
            TestKey::RsaOther,
            "The signature was not made with the private half of this key (RSA 2048-bit), or the token was changed after it was signed.",
        ),
    ] {
        let jws = Jws::parse(&key.mint(header, payload)).unwrap();
        assert_eq!(jws.verify(&Key::Public(tried.public()), &RareKeys).unwrap_err().reason, want);
    }
}

#[test]
fn every_test_key_signs_what_it_verifies() {
    for key in TestKey::ALL {
        let token = key.token("", &serde_json::json!({"iss": "x"}));
        assert_eq!(
            Jws::parse(&token).unwrap().verify(&Key::Public(key.public()), &RareKeys),
            Ok(()),
            "{key:?}"
        );
    }
}
