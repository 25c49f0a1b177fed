//! Signatures and keys made by Go, verified and read here: same verdict, same text.

use authn_explorer::crypto::PublicKey;
use authn_explorer::crypto::rare::RareKeys;
use authn_explorer::crypto::signature::{Hash, Scheme, verify};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixtures {
    signatures: Vec<Signature>,
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Signature {
    name: String,
    scheme: String,
    spki: String,
    message: String,
    signature: String,
    error: String,
}

#[derive(Deserialize)]
struct Key {
    name: String,
    form: String,
    der: String,
    spki: String,
}

fn fixtures() -> Fixtures {
    serde_json::from_str(include_str!("fixtures/x509/signatures.json")).unwrap()
}

fn bytes(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap()
}

fn scheme(name: &str) -> Scheme {
    let hash = match name.rsplit('-').next() {
        Some("256") => Hash::Sha256,
        Some("384") => Hash::Sha384,
        _ => Hash::Sha512,
    };
    match name.split('-').next() {
        Some("pkcs1") => Scheme::RsaPkcs1(hash),
        Some("pss") => Scheme::RsaPss(hash),
        Some("pssany") => Scheme::RsaPssAnySalt(hash),
        Some("ecdsa") => Scheme::EcdsaAsn1(hash),
        Some("fixed") => Scheme::EcdsaFixed(hash),
        Some("ed25519") => Scheme::Ed25519,
        _ => panic!("{name}"),
    }
}

#[test]
fn verdicts_on_signatures_are_those_of_go() {
    for case in fixtures().signatures {
        let key = PublicKey::from_pkix_der(&bytes(&case.spki)).unwrap();
        let verdict =
            verify(&RareKeys, scheme(&case.scheme), &key, &bytes(&case.message), &bytes(&case.signature));
        let text = verdict.err().map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(text, case.error, "{} {} {}", case.name, case.scheme, case.spki);
    }
}

#[test]
fn public_keys_survive_the_way_through_spki() {
    for case in fixtures().signatures {
        let spki = bytes(&case.spki);
        assert_eq!(PublicKey::from_pkix_der(&spki).unwrap().to_spki_der().unwrap(), spki, "{}", case.name);
    }
}

#[test]
fn private_keys_give_their_public_key() {
    for case in fixtures().keys {
        let der = bytes(&case.der);
        let key = match case.form.as_str() {
            "pkcs1" => PublicKey::from_pkcs1_private_der(&der),
            "pkcs1pub" => PublicKey::from_pkcs1_public_der(&der),
            "pkcs8" => PublicKey::from_pkcs8_private_der(&der, &RareKeys),
            "sec1" => PublicKey::from_sec1_private_der(&der, &RareKeys),
            other => panic!("{other}"),
        };
        let spki = key.unwrap().to_spki_der().unwrap();
        assert_eq!(STANDARD.encode(spki), case.spki, "{} {}", case.name, case.form);
    }
}
