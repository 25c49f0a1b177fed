//! Keys and tokens for tests: minting through `jsonwebtoken`, which the engine itself never does.
//!
//! The private keys of `tests/fixtures/jose/keys` were made for this and are worth nothing.

use jsonwebtoken::Algorithm;
use serde_json::Value;

use super::keys::PublicKey;
pub use super::pem::encode as pem_block;
use super::private_key::PrivateKey;
use super::rare::RareKeys;
use super::signature::{Hash, Scheme};
use super::{jwt_provider, pem};
use crate::golang::base64::encode_raw_url;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestKey {
    Rsa,
    RsaOther,
    P256,
    P256Other,
    P384,
    P521,
    Ed25519,
}

impl TestKey {
    pub const ALL: [TestKey; 7] = [
        TestKey::Rsa,
        TestKey::RsaOther,
        TestKey::P256,
        TestKey::P256Other,
        TestKey::P384,
        TestKey::P521,
        TestKey::Ed25519,
    ];

    /// The name of its file.
    pub fn name(self) -> &'static str {
        match self {
            TestKey::Rsa => "rsa",
            TestKey::RsaOther => "rsa-other",
            TestKey::P256 => "p256",
            TestKey::P256Other => "p256-other",
            TestKey::P384 => "p384",
            TestKey::P521 => "p521",
            TestKey::Ed25519 => "ed25519",
        }
    }

    /// The private key as openssl writes it.
    pub fn private_pem(self) -> &'static str {
        match self {
            TestKey::Rsa => include_str!("../../tests/fixtures/jose/keys/rsa.pem"),
            TestKey::RsaOther => include_str!("../../tests/fixtures/jose/keys/rsa-other.pem"),
            TestKey::P256 => include_str!("../../tests/fixtures/jose/keys/p256.pem"),
            TestKey::P256Other => include_str!("../../tests/fixtures/jose/keys/p256-other.pem"),
            TestKey::P384 => include_str!("../../tests/fixtures/jose/keys/p384.pem"),
            TestKey::P521 => include_str!("../../tests/fixtures/jose/keys/p521.pem"),
            TestKey::Ed25519 => include_str!("../../tests/fixtures/jose/keys/ed25519.pem"),
        }
    }

    fn private_der(self) -> Vec<u8> {
        pem::decode(self.private_pem()).unwrap().0.bytes
    }

    pub fn public(self) -> PublicKey {
        let der = self.private_der();
        match self {
            TestKey::Rsa | TestKey::RsaOther => PublicKey::from_pkcs1_private_der(&der),
            TestKey::Ed25519 => PublicKey::from_pkcs8_private_der(&der, &RareKeys),
            _ => PublicKey::from_sec1_private_der(&der, &RareKeys),
        }
        .unwrap()
    }

    /// The public key as `openssl … -pubout` writes it.
    pub fn public_pem(self) -> String {
        pem_block("PUBLIC KEY", &self.public().to_spki_der().unwrap())
    }

    /// Its customary algorithm.
    pub fn algorithm(self) -> &'static str {
        match self {
            TestKey::Rsa | TestKey::RsaOther => "RS256",
            TestKey::P256 | TestKey::P256Other => "ES256",
            TestKey::P384 => "ES384",
            TestKey::P521 => "ES512",
            TestKey::Ed25519 => "EdDSA",
        }
    }

    /// A token with this header and payload, signed with the key's customary algorithm whatever the header says.
    pub fn mint(self, header: &str, payload: &str) -> String {
        let input = format!("{}.{}", encode_raw_url(header.as_bytes()), encode_raw_url(payload.as_bytes()));
        let key = PrivateKey::from_pem(self.private_pem()).unwrap();
        let signature = match self.algorithm().parse::<Algorithm>() {
            Ok(algorithm) => jwt_provider::sign(algorithm, &key, input.as_bytes()).unwrap(),
            Err(_) => encode_raw_url(&key.sign(Scheme::EcdsaFixed(Hash::Sha512), input.as_bytes()).unwrap()),
        };
        format!("{input}.{signature}")
    }

    /// A token whose header names the key's algorithm and `key_id`.
    pub fn token(self, key_id: &str, claims: &Value) -> String {
        let header = serde_json::json!({"alg": self.algorithm(), "kid": key_id});
        self.mint(&header.to_string(), &claims.to_string())
    }
}
