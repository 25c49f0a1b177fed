//! Keys from a seed: who holds which, and what the server calls them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::crypto::key_files::key_id;
use crate::crypto::signature::{Hash, Scheme, sha256};
use crate::crypto::{Curve, PrivateKey, PublicKey, pem};
use crate::golang::base64::encode_raw_url;

/// Bytes that nobody else has. Every key of the lab is made from them.
#[derive(Clone, PartialEq, Eq)]
pub struct Seed(Vec<u8>);

impl Seed {
    /// The shortest seed that is taken, in bytes.
    pub const SHORTEST: usize = 16;

    /// `None` when there are too few bytes.
    pub fn new(bytes: &[u8]) -> Option<Seed> {
        (bytes.len() >= Seed::SHORTEST).then(|| Seed(bytes.to_vec()))
    }

    /// Reads hexadecimal digits.
    pub fn from_hex(digits: &str) -> Option<Seed> {
        let bytes: Option<Vec<u8>> = digits
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect();
        Seed::new(&bytes?)
    }

    /// Bytes for one purpose; another purpose gives others.
    pub fn bytes(&self, purpose: &str, count: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        for block in 0u32.. {
            if bytes.len() >= count {
                break;
            }
            bytes.extend(sha256(&[&self.0[..], purpose.as_bytes(), &[0], &block.to_be_bytes()].concat()));
        }
        bytes.truncate(count);
        bytes
    }

    /// Digits and lower-case letters.
    pub fn letters(&self, purpose: &str, count: usize) -> String {
        const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        self.bytes(purpose, count).iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()
    }

    /// A UUID that says what it is: it begins with `de300000`.
    pub fn uuid(&self, purpose: &str) -> String {
        let hex: String = self.bytes(purpose, 8).iter().map(|byte| format!("{byte:02x}")).collect();
        format!("de300000-0000-4000-8{}-{}", &hex[..3], &hex[3..15])
    }
}

/// The algorithms that the server takes signed tokens with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    ES256,
    ES384,
    ES512,
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
}

impl Algorithm {
    pub const ALL: [Algorithm; 9] = [
        Algorithm::ES256,
        Algorithm::ES384,
        Algorithm::ES512,
        Algorithm::RS256,
        Algorithm::RS384,
        Algorithm::RS512,
        Algorithm::PS256,
        Algorithm::PS384,
        Algorithm::PS512,
    ];

    /// As headers have it.
    pub fn name(self) -> &'static str {
        match self {
            Algorithm::ES256 => "ES256",
            Algorithm::ES384 => "ES384",
            Algorithm::ES512 => "ES512",
            Algorithm::RS256 => "RS256",
            Algorithm::RS384 => "RS384",
            Algorithm::RS512 => "RS512",
            Algorithm::PS256 => "PS256",
            Algorithm::PS384 => "PS384",
            Algorithm::PS512 => "PS512",
        }
    }

    pub fn from_name(name: &str) -> Option<Algorithm> {
        Algorithm::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    pub(super) fn scheme(self) -> Scheme {
        match self {
            Algorithm::ES256 => Scheme::EcdsaFixed(Hash::Sha256),
            Algorithm::ES384 => Scheme::EcdsaFixed(Hash::Sha384),
            Algorithm::ES512 => Scheme::EcdsaFixed(Hash::Sha512),
            Algorithm::RS256 => Scheme::RsaPkcs1(Hash::Sha256),
            Algorithm::RS384 => Scheme::RsaPkcs1(Hash::Sha384),
            Algorithm::RS512 => Scheme::RsaPkcs1(Hash::Sha512),
            Algorithm::PS256 => Scheme::RsaPssAnySalt(Hash::Sha256),
            Algorithm::PS384 => Scheme::RsaPssAnySalt(Hash::Sha384),
            Algorithm::PS512 => Scheme::RsaPssAnySalt(Hash::Sha512),
        }
    }

    fn key_kind(self) -> KeyKind {
        match self {
            Algorithm::ES256 => KeyKind::P256,
            Algorithm::ES384 => KeyKind::P384,
            Algorithm::ES512 => KeyKind::P521,
            _ => KeyKind::Rsa,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyKind {
    P256,
    P384,
    P521,
    Ed25519,
    Rsa,
}

impl KeyKind {
    pub const ALL: [KeyKind; 5] =
        [KeyKind::P256, KeyKind::P384, KeyKind::P521, KeyKind::Ed25519, KeyKind::Rsa];

    /// What a person calls it.
    pub fn title(self) -> &'static str {
        match self {
            KeyKind::P256 => "ECDSA P-256",
            KeyKind::P384 => "ECDSA P-384",
            KeyKind::P521 => "ECDSA P-521",
            KeyKind::Ed25519 => "Ed25519",
            KeyKind::Rsa => "RSA 2048, a published demo key",
        }
    }

    /// Whether the key is one of the site's, which everybody knows, and none of the lab's own.
    pub fn published(self) -> bool {
        self == KeyKind::Rsa
    }
}

/// The key of the site's demo service accounts, and that of its demo authority: see `static/demo/README.md`.
const DEMO_SA_KEY: &str = include_str!("../../static/demo/sa.key");
pub(super) const DEMO_CA_KEY: &str = include_str!("../../static/demo/ca.key");
pub(super) const DEMO_CA: &str = include_str!("../../static/demo/ca.crt");

/// The key of a purpose. RSA keys are read, all others made.
fn key(seed: &Seed, kind: KeyKind, purpose: &str, rsa: &str) -> PrivateKey {
    let curve = match kind {
        KeyKind::P256 => Curve::P256,
        KeyKind::P384 => Curve::P384,
        KeyKind::P521 => Curve::P521,
        KeyKind::Ed25519 => return PrivateKey::Ed25519(sha256(&seed.bytes(purpose, 32))),
        KeyKind::Rsa => return published(rsa),
    };
    // Nearly every number is one of the curve's; the next one is tried where one is not.
    (0u32..)
        .find_map(|attempt| {
            let mut scalar = seed.bytes(&format!("{purpose} {} {attempt}", curve.name()), curve.order_size());
            if curve == Curve::P521 {
                scalar[0] &= 1;
            }
            PrivateKey::ecdsa(curve, &scalar)
        })
        .expect("one of 2^32 numbers")
}

/// A key of the site.
pub(super) fn published(pem: &str) -> PrivateKey {
    PrivateKey::from_pem(pem).expect("a private key of static/demo")
}

/// The key that signs tokens: the one that the server trusts, or another of the same kind.
pub(super) fn token_key(seed: &Seed, algorithm: Algorithm, other: bool) -> PrivateKey {
    let (purpose, rsa) = if other { ("another signer", DEMO_CA_KEY) } else { ("token signer", DEMO_SA_KEY) };
    key(seed, algorithm.key_kind(), purpose, rsa)
}

/// The key of a certificate's subject.
pub(super) fn subject_key(seed: &Seed, kind: KeyKind) -> PrivateKey {
    key(seed, kind, "subject", DEMO_SA_KEY)
}

/// The key of a certificate authority.
pub(super) fn authority_key(seed: &Seed, name: &str) -> PrivateKey {
    key(seed, KeyKind::P256, name, DEMO_CA_KEY)
}

pub(super) fn public_pem(key: &PublicKey) -> String {
    pem::encode("PUBLIC KEY", &key.to_spki_der().unwrap_or_default())
}

/// The id under which the server knows a key.
pub(super) fn kid(key: &PrivateKey) -> String {
    key.public().and_then(|key| key_id(&key).ok()).unwrap_or_default()
}

/// A key set that holds this key.
pub(super) fn key_set(key: &PublicKey, id: &str, algorithm: Algorithm) -> Value {
    let mut jwk = json!({"kid": id, "use": "sig", "alg": algorithm.name()});
    let more = match key {
        PublicKey::Rsa { n, e } => {
            let e: Vec<u8> = e.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
            json!({"kty": "RSA", "n": encode_raw_url(n), "e": encode_raw_url(&e)})
        }
        PublicKey::Ecdsa { curve, point } => {
            let (x, y) = point[1..].split_at(curve.order_size());
            json!({"kty": "EC", "crv": curve.name(), "x": encode_raw_url(x), "y": encode_raw_url(y)})
        }
        PublicKey::Ed25519(key) => json!({"kty": "OKP", "crv": "Ed25519", "x": encode_raw_url(key)}),
        PublicKey::Dsa | PublicKey::Unknown { .. } => Value::Null,
    };
    if let (Value::Object(jwk), Value::Object(more)) = (&mut jwk, more) {
        jwk.extend(more);
    }
    json!({"keys": [jwk]})
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::jwk::{Key, parse_set};

    fn seed() -> Seed {
        Seed::new(&[7; 32]).unwrap()
    }

    #[test]
    fn a_seed_gives_the_same_keys_and_another_gives_others() {
        let other = Seed::new(&[8; 32]).unwrap();
        for algorithm in [Algorithm::ES256, Algorithm::ES384, Algorithm::ES512] {
            let key = |seed: &Seed, other| token_key(seed, algorithm, other);
            assert!(key(&seed(), false) == key(&seed(), false));
            assert!(key(&seed(), false) != key(&seed(), true));
            assert!(key(&seed(), false) != key(&other, false));
        }
    }

    #[test]
    fn a_short_seed_is_none() {
        assert!(Seed::new(&[1; 15]).is_none());
        assert!(Seed::from_hex("zz").is_none());
        assert!(Seed::from_hex(&"ab".repeat(32)).is_some());
    }

    #[test]
    fn a_key_set_holds_what_it_was_made_of() {
        for kind in KeyKind::ALL {
            let key = subject_key(&seed(), kind).public().unwrap();
            let set = key_set(&key, "one", Algorithm::ES256).to_string();
            let read = parse_set(set.as_bytes()).unwrap();
            assert_eq!(read[0].key, Key::Public(key), "{kind:?}");
            assert_eq!(read[0].key_id, "one");
        }
    }

    #[test]
    fn names_and_ids_say_that_they_are_for_demonstrations() {
        assert!(seed().uuid("pod").starts_with("de300000-0000-4000-8"));
        assert_eq!(seed().uuid("pod").len(), 36);
        assert_eq!(seed().letters("secret", 16).len(), 16);
    }
}
