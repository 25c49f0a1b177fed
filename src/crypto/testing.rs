//! Keys and tokens for tests: minting through `jsonwebtoken`, which the engine itself never does.
//!
//! The private keys of `tests/fixtures/jose/keys` were made for this and are worth nothing.

use jsonwebtoken::crypto::JwtSigner;
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{Error, Signer};
use jsonwebtoken::{Algorithm, EncodingKey};
use rsa::signature::hazmat::PrehashSigner;
use rsa::{BoxedUint, Pkcs1v15Sign};
use serde_json::Value;
use sha2::Sha256;

use super::der::{Der, OCTET_STRING, SEQUENCE, magnitude};
use super::keys::PublicKey;
use super::rare::RareKeys;
use super::signature::Hash;
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
        let signature = match self.algorithm().parse::<Algorithm>() {
            Ok(algorithm) => {
                jwt_provider::install();
                let der = self.private_der();
                let key = match self {
                    TestKey::Rsa | TestKey::RsaOther => EncodingKey::from_rsa_der(&der),
                    TestKey::Ed25519 => EncodingKey::from_ed_der(&der),
                    _ => EncodingKey::from_ec_der(&der),
                };
                jsonwebtoken::crypto::sign(input.as_bytes(), &key, algorithm).unwrap()
            }
            Err(_) => encode_raw_url(&sign_p521(&self.private_der(), input.as_bytes())),
        };
        format!("{input}.{signature}")
    }

    /// A token whose header names the key's algorithm and `key_id`.
    pub fn token(self, key_id: &str, claims: &Value) -> String {
        let header = serde_json::json!({"alg": self.algorithm(), "kid": key_id});
        self.mint(&header.to_string(), &claims.to_string())
    }
}

/// One PEM block.
pub fn pem_block(label: &str, der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

struct TestSigner {
    algorithm: Algorithm,
    key: Vec<u8>,
}

/// The signer factory of the provider in tests.
pub fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    match algorithm {
        Algorithm::RS256 | Algorithm::ES256 | Algorithm::ES384 | Algorithm::EdDSA => {
            Ok(Box::new(TestSigner { algorithm: *algorithm, key: key.as_bytes().to_vec() }))
        }
        _ => Err(ErrorKind::UnsupportedAlgorithm.into()),
    }
}

impl JwtSigner for TestSigner {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl Signer<Vec<u8>> for TestSigner {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, Error> {
        Ok(match self.algorithm {
            Algorithm::RS256 => sign_rsa(&self.key, message),
            Algorithm::ES256 => {
                let key = p256::ecdsa::SigningKey::from_slice(&scalar(&self.key)).unwrap();
                let signature: p256::ecdsa::Signature =
                    key.sign_prehash(&Hash::Sha256.digest(message)).unwrap();
                signature.to_bytes().to_vec()
            }
            Algorithm::ES384 => {
                let key = p384::ecdsa::SigningKey::from_slice(&scalar(&self.key)).unwrap();
                let signature: p384::ecdsa::Signature =
                    key.sign_prehash(&Hash::Sha384.digest(message)).unwrap();
                signature.to_bytes().to_vec()
            }
            _ => {
                use ed25519_dalek::Signer as _;
                let seed: [u8; 32] = self.key[self.key.len() - 32..].try_into().unwrap();
                ed25519_dalek::SigningKey::from_bytes(&seed).sign(message).to_bytes().to_vec()
            }
        })
    }
}

fn sign_p521(der: &[u8], message: &[u8]) -> Vec<u8> {
    let key = p521::ecdsa::SigningKey::from_slice(&scalar(der)).unwrap();
    let signature: p521::ecdsa::Signature = key.sign_prehash(&Hash::Sha512.digest(message)).unwrap();
    signature.to_bytes().to_vec()
}

fn sign_rsa(der: &[u8], message: &[u8]) -> Vec<u8> {
    let mut key = Der(der).read(SEQUENCE).unwrap();
    key.int64().unwrap();
    let mut number = || BoxedUint::from_be_slice_vartime(magnitude(key.integer().unwrap()).unwrap());
    let (n, e, d, p, q) = (number(), number(), number(), number(), number());
    let key = rsa::PrivateKey::from_components(n, e, d, vec![p, q]).unwrap();
    key.sign(Pkcs1v15Sign::new::<Sha256>(), &Hash::Sha256.digest(message)).unwrap()
}

/// The private number of an `ECPrivateKey`.
fn scalar(der: &[u8]) -> Vec<u8> {
    let mut key = Der(der).read(SEQUENCE).unwrap();
    key.int64().unwrap();
    key.read(OCTET_STRING).unwrap().0.to_vec()
}
