//! Answers of go-jose v2.6.3 behind `encoding/json` of Go 1.26.

use super::*;

const X: &str = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
const Y: &str = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";

fn set_of(key: &str) -> Result<Vec<Jwk>, String> {
    parse_set(format!("{{\"keys\":[{key}]}}").as_bytes())
}

#[test]
fn keys() {
    let p256 = |rest: &str| format!(r#"{{"kty":"EC","crv":"P-256",{rest}}}"#);
    let oct = |rest: &str| format!(r#"{{"kty":"oct","k":"AA",{rest}}}"#);
    let hex = |digits: &str| crate::golang::base64::encode_raw_url(digits.repeat(20).as_bytes());
    for (key, want) in [
        (p256(&format!(r#""x":"{X}","y":"{Y}""#)), None),
        (
            p256(&format!(r#""x":"{Y}","y":"{X}""#)),
            Some("go-jose/go-jose: invalid EC key, X/Y are not on declared curve"),
        ),
        (p256(r#""x":null"#), Some("go-jose/go-jose: invalid EC key, missing x/y values")),
        (
            p256(&format!(r#""x":"AA","y":"{Y}""#)),
            Some("go-jose/go-jose: invalid EC public key, wrong length for x"),
        ),
        (
            p256(&format!(r#""x":"{X}","y":"AA""#)),
            Some("go-jose/go-jose: invalid EC public key, wrong length for y"),
        ),
        (
            p256(&format!(r#""x":"{X}","y":"{Y}","d":"AA""#)),
            Some("go-jose/go-jose: invalid EC private key, wrong length for d"),
        ),
        (p256(r#""d":"AA""#), Some("go-jose/go-jose: invalid EC private key, missing x/y/d values")),
        (r#"{"kty":"EC","crv":"P-224"}"#.into(), Some("go-jose/go-jose: unsupported elliptic curve 'P-224'")),
        (r#"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#.into(), None),
        (r#"{"kty":"RSA","n":"","e":""}"#.into(), None),
        (r#"{"kty":"RSA"}"#.into(), Some("go-jose/go-jose: invalid RSA key, missing n/e values")),
        (
            r#"{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AA"}"#.into(),
            Some("go-jose/go-jose: invalid RSA private key, missing P value(s)"),
        ),
        (r#"{"kty":"RSA","n":"A!","e":"AQAB"}"#.into(), Some("illegal base64 data at input byte 1")),
        (r#"{"kty":"RSA","n":"AQAB=","e":"AQAB"}"#.into(), Some("illegal base64 data at input byte 4")),
        (
            r#"{"kty":"RSA","n":5,"e":"AQAB"}"#.into(),
            Some("json: cannot unmarshal number into Go value of type string"),
        ),
        (r#"{"kty":"oct","k":"AA"}"#.into(), None),
        (r#"{"kty":"oct"}"#.into(), Some("go-jose/go-jose: invalid OCT (symmetric) key, missing k value")),
        (r#"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#.into(), None),
        (r#"{"kty":"OKP","crv":"X25519","x":"AA"}"#.into(), Some("go-jose/go-jose: unknown curve X25519'")),
        ("{}".into(), Some("go-jose/go-jose: unknown json web key type ''")),
        ("null".into(), Some("go-jose/go-jose: unknown json web key type ''")),
        ("[]".into(), Some("json: cannot unmarshal array into Go value of type jose.rawJSONWebKey")),
        (r#"{"kty":5}"#.into(), Some("json: cannot unmarshal number into Go value of type string")),
        (r#"{"kty":"oct","kty":"oct"}"#.into(), Some("json: duplicate key 'kty' in object")),
        (r#"{"KTY":"oct","k":"AA"}"#.into(), Some("go-jose/go-jose: unknown json web key type ''")),
        (oct(r#""x5u":"http://x""#), Some("json: cannot unmarshal string into Go value of type url.URL")),
        (oct(r#""x5u":null"#), None),
        (oct(r#""x5c":"x""#), Some("json: cannot unmarshal string into Go value of type []string")),
        (
            oct(r#""x5c":["!"]"#),
            Some("go-jose/go-jose: failed to unmarshal x5c field: illegal base64 data at input byte 0"),
        ),
        (oct(r#""x5t":"!""#), Some("go-jose/go-jose: invalid JWK, x5t header has invalid encoding")),
        (oct(r#""x5t":"AA""#), Some("go-jose/go-jose: invalid JWK, x5t header is of incorrect size")),
        (
            oct(r#""x5t#S256":"AA""#),
            Some("go-jose/go-jose: invalid JWK, x5t#S256 header is of incorrect size"),
        ),
        (oct(&format!(r#""x5t":"{}""#, hex("ab"))), None),
        (
            oct(&format!(r#""x5t":"{}""#, hex("zz"))),
            Some(
                "go-jose/go-jose: invalid JWK, unable to hex decode x5t: encoding/hex: invalid byte: U+007A 'z'",
            ),
        ),
    ] {
        assert_eq!(set_of(&key).err().as_deref(), want, "{key}");
    }
}

#[test]
fn sets() {
    for (text, want) in [
        (r#"{"keys":[{"kty":"oct","k":"AA","kid":"a"},{"kty":"oct","k":"AA","kid":"b"}]}"#, Ok(2)),
        (r#"{"KEYS":[]}"#, Ok(0)),
        (r#"{"keys":null}"#, Ok(0)),
        ("null", Ok(0)),
        (r#"{"keys":[{"kty":"oct","k":"AA"}],"keys":[]}"#, Ok(0)),
        (r#"{"keys":[{"kty":"xx"},{"kty":"yy"}]}"#, Err("go-jose/go-jose: unknown json web key type 'xx'")),
        (
            r#"{"keys":{}}"#,
            Err(
                "json: cannot unmarshal object into Go struct field JSONWebKeySet.keys of type []jose.JSONWebKey",
            ),
        ),
        ("[]", Err("json: cannot unmarshal array into Go value of type jose.JSONWebKeySet")),
        ("<html>", Err("invalid character '<' looking for beginning of value")),
    ] {
        let got = parse_set(text.as_bytes());
        assert_eq!(got.as_ref().map(Vec::len).map_err(String::as_str), want, "{text}");
    }
}

#[test]
fn members_that_people_look_at() {
    let keys = set_of(r#"{"kty":"RSA","n":"AIAA","e":"AQAB","kid":"k","alg":"RS256","use":"sig"}"#).unwrap();
    let key = &keys[0];
    assert_eq!((key.key_id.as_str(), key.algorithm.as_str(), key.usage.as_str()), ("k", "RS256", "sig"));
    assert_eq!(key.key, Key::Public(PublicKey::Rsa { n: vec![0x80, 0], e: 65537 }));
    assert_eq!(key.key.describe(), "RSA 16-bit");
}

#[test]
fn certificates_must_belong_to_the_key() {
    use crate::crypto::testing::TestKey;
    use crate::crypto::{pem, signature};
    use crate::golang::base64::encode_raw_url;
    use base64::Engine as _;

    let der = pem::decode(include_str!("../../../tests/fixtures/jose/keys/p384.crt")).unwrap().0.bytes;
    let x5c = base64::engine::general_purpose::STANDARD.encode(&der);
    let PublicKey::Ecdsa { point, .. } = TestKey::P384.public() else { panic!("an EC key") };
    let (x, y) = (encode_raw_url(&point[1..49]), encode_raw_url(&point[49..]));
    let key = |thumbprint: &[u8]| {
        let thumbprint = encode_raw_url(thumbprint);
        format!(
            r#"{{"kty":"EC","crv":"P-384","x":"{x}","y":"{y}","x5c":["{x5c}"],"x5t#S256":"{thumbprint}"}}"#
        )
    };
    assert_eq!(set_of(&key(&signature::sha256(&der))).map(|keys| keys.len()), Ok(1));
    assert_eq!(
        set_of(&key(&[7; 32])).unwrap_err(),
        "go-jose/go-jose: invalid JWK, x5c thumbprint does not match x5t#S256 value"
    );
    let other = format!(r#"{{"kty":"EC","crv":"P-256","x":"{X}","y":"{Y}","x5c":["{x5c}"]}}"#);
    assert_eq!(
        set_of(&other).unwrap_err(),
        "go-jose/go-jose: invalid JWK, public keys in key and x5c fields to not match"
    );
    assert_eq!(
        set_of(r#"{"kty":"RSA","n":"AQAB","e":"AQAB","x5c":["AAAA"]}"#).unwrap_err(),
        "go-jose/go-jose: failed to unmarshal x5c field: x509: malformed certificate"
    );
}
