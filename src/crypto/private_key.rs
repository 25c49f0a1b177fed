//! Private keys and signatures made with them, for whoever mints: the lab and the tests. The engine never signs, and
//! nothing here is linked into it.
//!
//! No randomness is taken from anywhere: ECDSA follows RFC 6979, the salt of RSASSA-PSS is a hash of key and message.
//! That is good enough for demonstrations and for nothing else.

use std::convert::Infallible;

use der::Encode as _;
use der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use ed25519_dalek::Signer as _;
use rsa::rand_core::{TryCryptoRng, TryRng};
use rsa::signature::hazmat::PrehashSigner;
use rsa::traits::SignatureScheme as _;
use rsa::{BoxedUint, Pkcs1v15Sign, Pss};
use sha2::{Sha256, Sha384, Sha512};

use super::der::{Der, OCTET_STRING, SEQUENCE, magnitude};
use super::keys::{Curve, PublicKey};
use super::pem;
use super::rare::RareKeys;
use super::signature::{Hash, Scheme, sha256};

/// A private key.
#[derive(Clone, PartialEq, Eq)]
pub enum PrivateKey {
    /// An `RSAPrivateKey`.
    Rsa(Vec<u8>),
    Ecdsa {
        curve: Curve,
        scalar: Vec<u8>,
    },
    Ed25519([u8; 32]),
}

impl PrivateKey {
    /// Reads a `PRIVATE KEY`, `RSA PRIVATE KEY` or `EC PRIVATE KEY`. `None` for anything else.
    pub fn from_pem(text: &str) -> Option<PrivateKey> {
        let block = pem::decode(text)?.0;
        match block.label.as_str() {
            "RSA PRIVATE KEY" => Some(PrivateKey::Rsa(block.bytes)),
            "EC PRIVATE KEY" => PrivateKey::from_sec1(&block.bytes),
            "PRIVATE KEY" => PrivateKey::from_pkcs8(&block.bytes),
            _ => None,
        }
    }

    /// Reads a `PrivateKeyInfo`.
    pub fn from_pkcs8(der: &[u8]) -> Option<PrivateKey> {
        let public = PublicKey::from_pkcs8_private_der(der, &RareKeys).ok()?;
        let mut info = Der(der).read(SEQUENCE)?;
        info.int64()?;
        info.read(SEQUENCE)?;
        let inner = info.read(OCTET_STRING)?.0;
        match public {
            PublicKey::Rsa { .. } => Some(PrivateKey::Rsa(inner.to_vec())),
            PublicKey::Ecdsa { curve, .. } => PrivateKey::ecdsa(curve, scalar(inner)?),
            PublicKey::Ed25519(_) => {
                Some(PrivateKey::Ed25519(Der(inner).read(OCTET_STRING)?.0.try_into().ok()?))
            }
            _ => None,
        }
    }

    /// Reads an `ECPrivateKey` that names its curve (RFC 5915).
    pub fn from_sec1(der: &[u8]) -> Option<PrivateKey> {
        let PublicKey::Ecdsa { curve, .. } = PublicKey::from_sec1_private_der(der, &RareKeys).ok()? else {
            return None;
        };
        PrivateKey::ecdsa(curve, scalar(der)?)
    }

    /// `None` when the number is none of the curve's.
    pub fn ecdsa(curve: Curve, scalar: &[u8]) -> Option<PrivateKey> {
        let key = PrivateKey::Ecdsa { curve, scalar: scalar.to_vec() };
        key.point().map(|_| key.clone())
    }

    fn point(&self) -> Option<Vec<u8>> {
        let PrivateKey::Ecdsa { curve, scalar } = self else { return None };
        super::curve_point::of_private_key(*curve, scalar, &RareKeys).ok()
    }

    /// The public half; `None` when the key is broken.
    pub fn public(&self) -> Option<PublicKey> {
        match self {
            PrivateKey::Rsa(der) => PublicKey::from_pkcs1_private_der(der).ok(),
            PrivateKey::Ecdsa { curve, .. } => PublicKey::ecdsa(*curve, &self.point()?).ok(),
            PrivateKey::Ed25519(seed) => {
                let key = ed25519_dalek::SigningKey::from_bytes(seed);
                Some(PublicKey::Ed25519(key.verifying_key().to_bytes()))
            }
        }
    }

    /// The DER of the form that OpenSSL's traditional commands and Go read: PKCS #1, SEC 1, or PKCS #8 for Ed25519.
    pub fn to_der(&self) -> Option<Vec<u8>> {
        let sequence = |content: &[u8]| AnyRef::new(der::Tag::Sequence, content)?.to_der();
        match self {
            PrivateKey::Rsa(der) => Some(der.clone()),
            PrivateKey::Ecdsa { curve, scalar } => {
                let point = self.point()?;
                let explicit = |tag: u8, content: Vec<u8>| {
                    let mut framed = vec![0xa0 | tag];
                    let length = u8::try_from(content.len()).ok()?;
                    if length > 127 {
                        framed.push(0x81);
                    }
                    framed.push(length);
                    framed.extend(content);
                    Some(framed)
                };
                let mut content = 1u8.to_der().ok()?;
                content.extend(OctetStringRef::new(scalar).and_then(|scalar| scalar.to_der()).ok()?);
                content.extend(explicit(0, curve.oid().to_der().ok()?)?);
                let point = BitStringRef::from_bytes(&point).and_then(|point| point.to_der()).ok()?;
                content.extend(explicit(1, point)?);
                sequence(&content).ok()
            }
            PrivateKey::Ed25519(seed) => {
                let inner = OctetStringRef::new(seed).and_then(|seed| seed.to_der()).ok()?;
                let mut content = 0u8.to_der().ok()?;
                let algorithm = der::oid::db::rfc8410::ID_ED_25519.to_der().ok()?;
                content.extend(sequence(&algorithm).ok()?);
                content.extend(OctetStringRef::new(&inner).and_then(|inner| inner.to_der()).ok()?);
                sequence(&content).ok()
            }
        }
    }

    pub fn to_pem(&self) -> Option<String> {
        let label = match self {
            PrivateKey::Rsa(_) => "RSA PRIVATE KEY",
            PrivateKey::Ecdsa { .. } => "EC PRIVATE KEY",
            PrivateKey::Ed25519(_) => "PRIVATE KEY",
        };
        Some(pem::encode(label, &self.to_der()?))
    }

    /// Signs a message. `None` when the key is of another kind than the scheme needs.
    pub fn sign(&self, scheme: Scheme, message: &[u8]) -> Option<Vec<u8>> {
        match (scheme, self) {
            (Scheme::RsaPkcs1(hash), PrivateKey::Rsa(der)) => {
                let padding = match hash {
                    Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
                    Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
                    Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
                };
                rsa_key(der)?.sign(padding, &hash.digest(message)).ok()
            }
            (Scheme::RsaPss(hash) | Scheme::RsaPssAnySalt(hash), PrivateKey::Rsa(der)) => {
                let key = rsa_key(der)?;
                let mut salt = Salt::new(der, message);
                let digest = hash.digest(message);
                match hash {
                    Hash::Sha256 => Pss::<Sha256>::new().sign(Some(&mut salt), &key, &digest),
                    Hash::Sha384 => Pss::<Sha384>::new().sign(Some(&mut salt), &key, &digest),
                    Hash::Sha512 => Pss::<Sha512>::new().sign(Some(&mut salt), &key, &digest),
                }
                .ok()
            }
            (Scheme::EcdsaFixed(hash), PrivateKey::Ecdsa { curve, scalar }) => {
                sign_ecdsa(*curve, scalar, &hash.digest(message))
            }
            (Scheme::EcdsaAsn1(hash), PrivateKey::Ecdsa { curve, scalar }) => {
                let fixed = sign_ecdsa(*curve, scalar, &hash.digest(message))?;
                let (r, s) = fixed.split_at_checked(curve.order_size())?;
                let mut content = der::asn1::UintRef::new(r).and_then(|r| r.to_der()).ok()?;
                content.extend(der::asn1::UintRef::new(s).and_then(|s| s.to_der()).ok()?);
                AnyRef::new(der::Tag::Sequence, &content).and_then(|both| both.to_der()).ok()
            }
            (Scheme::Ed25519, PrivateKey::Ed25519(seed)) => {
                Some(ed25519_dalek::SigningKey::from_bytes(seed).sign(message).to_bytes().to_vec())
            }
            _ => None,
        }
    }
}

/// The private number of an `ECPrivateKey`.
fn scalar(der: &[u8]) -> Option<&[u8]> {
    let mut key = Der(der).read(SEQUENCE)?;
    key.int64()?;
    Some(key.read(OCTET_STRING)?.0)
}

fn rsa_key(der: &[u8]) -> Option<rsa::PrivateKey> {
    let mut key = Der(der).read(SEQUENCE)?;
    key.int64()?;
    let mut number = || Some(BoxedUint::from_be_slice_vartime(magnitude(key.integer()?)?));
    let (n, e, d, p, q) = (number()?, number()?, number()?, number()?, number()?);
    rsa::PrivateKey::from_components(n, e, d, vec![p, q]).ok()
}

fn sign_ecdsa(curve: Curve, scalar: &[u8], digest: &[u8]) -> Option<Vec<u8>> {
    Some(match curve {
        Curve::P224 => return None,
        Curve::P256 => {
            let key = p256::ecdsa::SigningKey::from_slice(scalar).ok()?;
            let signature: p256::ecdsa::Signature = key.sign_prehash(digest).ok()?;
            signature.to_bytes().to_vec()
        }
        Curve::P384 => {
            let key = p384::ecdsa::SigningKey::from_slice(scalar).ok()?;
            let signature: p384::ecdsa::Signature = key.sign_prehash(digest).ok()?;
            signature.to_bytes().to_vec()
        }
        Curve::P521 => {
            let key = p521::ecdsa::SigningKey::from_slice(scalar).ok()?;
            let signature: p521::ecdsa::Signature = key.sign_prehash(digest).ok()?;
            signature.to_bytes().to_vec()
        }
    })
}

/// Bytes that depend on key and message only, where the `rsa` crate asks for random ones.
struct Salt {
    state: [u8; 32],
    used: usize,
}

impl Salt {
    fn new(key: &[u8], message: &[u8]) -> Salt {
        Salt { state: sha256(&[&sha256(key)[..], &sha256(message)].concat()), used: 0 }
    }

    fn byte(&mut self) -> u8 {
        if self.used == self.state.len() {
            self.state = sha256(&self.state);
            self.used = 0;
        }
        self.used += 1;
        self.state[self.used - 1]
    }
}

impl TryRng for Salt {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes([self.byte(), self.byte(), self.byte(), self.byte()]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from(self.try_next_u32()?) << 32 | u64::from(self.try_next_u32()?))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        bytes.fill_with(|| self.byte());
        Ok(())
    }
}

impl TryCryptoRng for Salt {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::signature::verify;
    use crate::crypto::testing::TestKey;

    #[test]
    fn what_is_signed_can_be_verified() {
        for key in TestKey::ALL {
            let private = PrivateKey::from_pem(key.private_pem()).unwrap();
            let public = private.public().unwrap();
            assert_eq!(public, key.public());
            let mut signed = 0;
            for hash in [Hash::Sha256, Hash::Sha384, Hash::Sha512] {
                for scheme in [
                    Scheme::RsaPkcs1(hash),
                    Scheme::RsaPss(hash),
                    Scheme::RsaPssAnySalt(hash),
                    Scheme::EcdsaAsn1(hash),
                    Scheme::EcdsaFixed(hash),
                    Scheme::Ed25519,
                ] {
                    let Some(signature) = private.sign(scheme, b"a message") else { continue };
                    assert_eq!(
                        verify(&RareKeys, scheme, &public, b"a message", &signature),
                        Ok(()),
                        "{key:?} {scheme:?}"
                    );
                    assert!(
                        verify(&RareKeys, scheme, &public, b"another", &signature).is_err(),
                        "{key:?} {scheme:?}"
                    );
                    signed += 1;
                }
            }
            assert!(signed >= 3, "{key:?}");
        }
    }

    #[test]
    fn a_key_survives_its_file() {
        for key in TestKey::ALL {
            let private = PrivateKey::from_pem(key.private_pem()).unwrap();
            assert!(PrivateKey::from_pem(&private.to_pem().unwrap()) == Some(private), "{key:?}");
        }
        let pkcs8 = include_str!("../../tests/fixtures/jose/keys/p256-pkcs8.pem");
        assert_eq!(PrivateKey::from_pem(pkcs8).unwrap().public(), Some(TestKey::P256.public()));
        assert!(PrivateKey::from_pem(&TestKey::P256.public_pem()).is_none());
    }

    #[test]
    fn zero_is_no_key() {
        assert!(PrivateKey::ecdsa(Curve::P256, &[0; 32]).is_none());
    }
}
