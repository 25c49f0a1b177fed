//! Keys and signatures that the server knows and few clusters have: ECDSA on P-224, P-384 and P-521, Ed25519, RSASSA-PSS. Each
//! brings an arithmetic of its own. They are asked of an object, so that a program which never names [`RareKeys`] does not
//! hold them.

use ed25519_dalek::Verifier as _;
use p384::elliptic_curve::sec1::ToSec1Point as _;
use rsa::pss;
use rsa::signature::hazmat::PrehashVerifier as _;
use sha2::{Sha256, Sha384, Sha512};

use super::keys::Curve;
use super::signature::{Hash, RsaKey, verified};

pub trait Rare {
    /// RSASSA-PSS, with a salt of that length or of any.
    fn verify_pss(
        &self,
        hash: Hash,
        key: RsaKey,
        salt: Option<usize>,
        message: &[u8],
        signature: &[u8],
    ) -> bool;

    /// ECDSA on another curve than P-256. `r` and `s` are each as long as the curve's order.
    fn verify_ecdsa(&self, curve: Curve, point: &[u8], digest: &[u8], signature: &[u8]) -> bool;

    fn verify_ed25519(&self, key: &[u8; 32], message: &[u8], signature: &[u8]) -> bool;

    /// The public half of a private key.
    fn ed25519_public_key(&self, seed: &[u8; 32]) -> [u8; 32];

    /// The uncompressed point of a private key on another curve than P-256; `None` when the number is not below the order.
    fn public_point(&self, curve: Curve, scalar: &[u8]) -> Option<Vec<u8>>;
}

/// All of them.
#[derive(Debug, Clone, Copy, Default)]
pub struct RareKeys;

impl Rare for RareKeys {
    fn verify_pss(
        &self,
        hash: Hash,
        key: RsaKey,
        salt: Option<usize>,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let Ok(signature) = pss::Signature::try_from(signature) else { return false };
        let digest = hash.digest(message);
        match hash {
            Hash::Sha256 => pss_key::<Sha256>(key, salt).verify_prehash(&digest, &signature),
            Hash::Sha384 => pss_key::<Sha384>(key, salt).verify_prehash(&digest, &signature),
            Hash::Sha512 => pss_key::<Sha512>(key, salt).verify_prehash(&digest, &signature),
        }
        .is_ok()
    }

    fn verify_ecdsa(&self, curve: Curve, point: &[u8], digest: &[u8], signature: &[u8]) -> bool {
        match curve {
            Curve::P224 => verified(
                p224::ecdsa::VerifyingKey::from_sec1_bytes(point),
                p224::ecdsa::Signature::from_slice(signature),
                digest,
            ),
            Curve::P256 => false,
            Curve::P384 => verified(
                p384::ecdsa::VerifyingKey::from_sec1_bytes(point),
                p384::ecdsa::Signature::from_slice(signature),
                digest,
            ),
            Curve::P521 => verified(
                p521::ecdsa::VerifyingKey::from_sec1_bytes(point),
                p521::ecdsa::Signature::from_slice(signature),
                digest,
            ),
        }
    }

    fn verify_ed25519(&self, key: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
        let Ok(signature) = signature.try_into() else { return false };
        ed25519_dalek::VerifyingKey::from_bytes(key)
            .is_ok_and(|key| key.verify(message, &ed25519_dalek::Signature::from_bytes(signature)).is_ok())
    }

    fn ed25519_public_key(&self, seed: &[u8; 32]) -> [u8; 32] {
        ed25519_dalek::SigningKey::from_bytes(seed).verifying_key().to_bytes()
    }

    fn public_point(&self, curve: Curve, scalar: &[u8]) -> Option<Vec<u8>> {
        match curve {
            Curve::P224 => {
                let key = p224::SecretKey::from_slice(scalar).ok()?;
                Some(key.public_key().to_sec1_point(false).as_bytes().to_vec())
            }
            Curve::P256 => None,
            Curve::P384 => {
                let key = p384::SecretKey::from_slice(scalar).ok()?;
                Some(key.public_key().to_sec1_point(false).as_bytes().to_vec())
            }
            Curve::P521 => {
                let key = p521::SecretKey::from_slice(scalar).ok()?;
                Some(key.public_key().to_sec1_point(false).as_bytes().to_vec())
            }
        }
    }
}

fn pss_key<D: sha2::Digest>(key: RsaKey, salt: Option<usize>) -> pss::VerifyingKey<D> {
    match salt {
        Some(length) => pss::VerifyingKey::new_with_salt_len(key, length),
        None => pss::VerifyingKey::new_with_auto_salt_len(key),
    }
}
