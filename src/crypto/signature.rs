//! Verifying signatures, for certificates and for JSON Web Signatures.
//!
//! Key sizes, exponents and encodings are accepted and refused as Go's `crypto/rsa`, `crypto/ecdsa` and
//! `crypto/ed25519` do. There is no signing here.

use std::fmt;

use ed25519_dalek::Verifier as _;
use rsa::signature::hazmat::PrehashVerifier;
use rsa::{BoxedUint, Pkcs1v15Sign, pss};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::der::{Der, SEQUENCE, magnitude};
use super::keys::{Curve, PublicKey};

/// The hash functions that certificates and tokens may be signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The hash of a message.
    pub fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Hash::Sha256 => sha256(message).to_vec(),
            Hash::Sha384 => sha384(message).to_vec(),
            Hash::Sha512 => sha512(message).to_vec(),
        }
    }

    /// Length of the hash in bytes.
    pub fn size(self) -> usize {
        match self {
            Hash::Sha256 => 32,
            Hash::Sha384 => 48,
            Hash::Sha512 => 64,
        }
    }
}

pub fn sha256(message: &[u8]) -> [u8; 32] {
    Sha256::digest(message).into()
}

pub fn sha384(message: &[u8]) -> [u8; 48] {
    Sha384::digest(message).into()
}

pub fn sha512(message: &[u8]) -> [u8; 64] {
    Sha512::digest(message).into()
}

/// What a signature is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5: `sha256WithRSAEncryption`, `RS256`.
    RsaPkcs1(Hash),
    /// RSASSA-PSS with a salt as long as the hash, as certificates have it.
    RsaPss(Hash),
    /// RSASSA-PSS with a salt of any length, as tokens have it: `PS256`.
    RsaPssAnySalt(Hash),
    /// ECDSA, `r` and `s` in a SEQUENCE, on any curve, as certificates have it.
    EcdsaAsn1(Hash),
    /// ECDSA, `r` and `s` concatenated, each as long as the curve's order, as tokens have it: `ES256`.
    EcdsaFixed(Hash),
    Ed25519,
}

/// Why a signature is not accepted. Prints what Go prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureError {
    /// `rsa.ErrVerification`.
    Rsa,
    /// An RSA modulus of fewer than 1024 bits.
    RsaKeyTooSmall {
        bits: usize,
    },
    RsaModulusEven,
    RsaExponentTooSmall,
    RsaExponentEven,
    RsaExponentTooLarge,
    Ecdsa,
    Ed25519,
    /// The key is not of the kind that the scheme needs.
    KeyMismatch,
    /// The server knows how to verify this and we do not: a P-224 key, or an RSA modulus beyond [`MAX_RSA_BITS`].
    Unsupported,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SignatureError::Rsa => "crypto/rsa: verification error",
            SignatureError::RsaKeyTooSmall { bits } => {
                let see = "https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size";
                return write!(f, "crypto/rsa: {bits}-bit keys are insecure (see {see})");
            }
            SignatureError::RsaModulusEven => "crypto/rsa: public modulus is even",
            SignatureError::RsaExponentTooSmall => "crypto/rsa: public exponent too small or negative",
            SignatureError::RsaExponentEven => "crypto/rsa: public exponent is even",
            SignatureError::RsaExponentTooLarge => "crypto/rsa: public exponent too large",
            SignatureError::Ecdsa => "x509: ECDSA verification failure",
            SignatureError::Ed25519 => "x509: Ed25519 verification failure",
            SignatureError::KeyMismatch => "the key is of another type than the signature algorithm",
            SignatureError::Unsupported => "this kind of key cannot be simulated",
        })
    }
}

impl std::error::Error for SignatureError {}

/// The longest RSA modulus that is computed with. Go knows no limit here; the time to verify grows with the square.
pub const MAX_RSA_BITS: usize = 16_384;

/// Verifies a signature over a message.
///
/// # Errors
/// Why it is not accepted, in Go's words.
pub fn verify(
    scheme: Scheme,
    key: &PublicKey,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    match (scheme, key) {
        (Scheme::RsaPkcs1(hash), PublicKey::Rsa { n, e }) => {
            let padding = match hash {
                Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
                Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
                Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
            };
            let verified = rsa_key(n, *e)?.verify(padding, &hash.digest(message), signature);
            verified.map_err(|_| SignatureError::Rsa)
        }
        (Scheme::RsaPss(hash), PublicKey::Rsa { n, e }) => {
            verify_pss(hash, rsa_key(n, *e)?, Some(hash.size()), message, signature)
        }
        (Scheme::RsaPssAnySalt(hash), PublicKey::Rsa { n, e }) => {
            verify_pss(hash, rsa_key(n, *e)?, None, message, signature)
        }
        (Scheme::EcdsaAsn1(hash), PublicKey::Ecdsa { curve, point }) => {
            let (r, s) = asn1_signature(signature).ok_or(SignatureError::Ecdsa)?;
            verify_ecdsa(*curve, point, &hash.digest(message), r, s)
        }
        (Scheme::EcdsaFixed(hash), PublicKey::Ecdsa { curve, point }) => {
            let size = curve.order_size();
            if signature.len() != 2 * size {
                return Err(SignatureError::Ecdsa);
            }
            let (r, s) = signature.split_at_checked(size).ok_or(SignatureError::Ecdsa)?;
            verify_ecdsa(*curve, point, &hash.digest(message), r, s)
        }
        (Scheme::Ed25519, PublicKey::Ed25519(key)) => {
            let signature = signature.try_into().map_err(|_| SignatureError::Ed25519)?;
            ed25519_dalek::VerifyingKey::from_bytes(key)
                .and_then(|key| key.verify(message, &ed25519_dalek::Signature::from_bytes(signature)))
                .map_err(|_| SignatureError::Ed25519)
        }
        _ => Err(SignatureError::KeyMismatch),
    }
}

/// Go's checks of an RSA public key, in Go's order.
fn rsa_key(n: &[u8], e: u64) -> Result<rsa::PublicKey, SignatureError> {
    let bits = super::keys::bit_length(n);
    if bits < 1024 {
        return Err(SignatureError::RsaKeyTooSmall { bits });
    }
    if n.last().is_none_or(|byte| byte & 1 == 0) {
        return Err(SignatureError::RsaModulusEven);
    }
    match e {
        0..2 => return Err(SignatureError::RsaExponentTooSmall),
        _ if e & 1 == 0 => return Err(SignatureError::RsaExponentEven),
        0x8000_0000.. => return Err(SignatureError::RsaExponentTooLarge),
        _ => {}
    }
    let precision = u32::try_from(n.len().saturating_mul(8)).map_err(|_| SignatureError::Unsupported)?;
    let n = BoxedUint::from_be_slice(n, precision).map_err(|_| SignatureError::Unsupported)?;
    rsa::PublicKey::new_with_size_limits(n, BoxedUint::from(e), 1024..=MAX_RSA_BITS)
        .map_err(|_| SignatureError::Unsupported)
}

fn verify_pss(
    hash: Hash,
    key: rsa::PublicKey,
    salt: Option<usize>,
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    let signature = pss::Signature::try_from(signature).map_err(|_| SignatureError::Rsa)?;
    let digest = hash.digest(message);
    let verified = match hash {
        Hash::Sha256 => pss_key::<Sha256>(key, salt).verify_prehash(&digest, &signature),
        Hash::Sha384 => pss_key::<Sha384>(key, salt).verify_prehash(&digest, &signature),
        Hash::Sha512 => pss_key::<Sha512>(key, salt).verify_prehash(&digest, &signature),
    };
    verified.map_err(|_| SignatureError::Rsa)
}

fn pss_key<D: sha2::Digest>(key: rsa::PublicKey, salt: Option<usize>) -> pss::VerifyingKey<D> {
    match salt {
        Some(length) => pss::VerifyingKey::new_with_salt_len(key, length),
        None => pss::VerifyingKey::new_with_auto_salt_len(key),
    }
}

/// ```text
/// ECDSA-Sig-Value ::= SEQUENCE { r INTEGER, s INTEGER }
/// ```
fn asn1_signature(signature: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut outer = Der(signature);
    let mut inner = outer.read(SEQUENCE)?;
    let r = magnitude(inner.integer()?)?;
    let s = magnitude(inner.integer()?)?;
    (outer.is_empty() && inner.is_empty()).then_some((r, s))
}

fn verify_ecdsa(curve: Curve, point: &[u8], digest: &[u8], r: &[u8], s: &[u8]) -> Result<(), SignatureError> {
    let size = curve.order_size();
    let fixed = [left_padded(r, size), left_padded(s, size)].concat();
    let verified = match curve {
        Curve::P224 => verified(
            p224::ecdsa::VerifyingKey::from_sec1_bytes(point),
            p224::ecdsa::Signature::from_slice(&fixed),
            digest,
        ),
        Curve::P256 => verified(
            p256::ecdsa::VerifyingKey::from_sec1_bytes(point),
            p256::ecdsa::Signature::from_slice(&fixed),
            digest,
        ),
        Curve::P384 => verified(
            p384::ecdsa::VerifyingKey::from_sec1_bytes(point),
            p384::ecdsa::Signature::from_slice(&fixed),
            digest,
        ),
        Curve::P521 => verified(
            p521::ecdsa::VerifyingKey::from_sec1_bytes(point),
            p521::ecdsa::Signature::from_slice(&fixed),
            digest,
        ),
    };
    if verified { Ok(()) } else { Err(SignatureError::Ecdsa) }
}

fn verified<V: PrehashVerifier<S>, S, E>(key: Result<V, E>, signature: Result<S, E>, digest: &[u8]) -> bool {
    match (key, signature) {
        (Ok(key), Ok(signature)) => key.verify_prehash(digest, &signature).is_ok(),
        _ => false,
    }
}

/// A number of at least `size` bytes. One that is longer stays longer, and is refused for that.
fn left_padded(number: &[u8], size: usize) -> Vec<u8> {
    let mut padded = vec![0; size.saturating_sub(number.len())];
    padded.extend_from_slice(number);
    padded
}
