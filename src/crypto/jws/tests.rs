//! Answers of go-jose v2.6.3.

use super::*;

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
        let refusal = Jws::parse(&token(header)).unwrap().verify(key).unwrap_err();
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
