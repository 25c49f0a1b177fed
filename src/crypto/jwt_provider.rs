//! Our signature checks as the cryptography of the `jsonwebtoken` crate, whose own would bring second copies of the
//! curves. It is asked for what most tokens are signed with: PKCS #1
//! v1.5 and P-256. The rest ([`super::rare`]) goes past it, as ES512 must, which it does not know.

use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result};
use jsonwebtoken::signature::{Error, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind};

use super::keys::{Curve, PublicKey};
use super::signature::{Hash, Scheme};
use crate::golang::base64::encode_raw_url;

static PROVIDER: CryptoProvider = CryptoProvider {
    #[cfg(not(test))]
    signer_factory: |_, _| Err(ErrorKind::UnsupportedAlgorithm.into()),
    #[cfg(test)]
    signer_factory: super::testing::signer,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

/// Installs the provider; once is enough, more do no harm.
pub fn install() {
    // The only error is that one is installed already, and nobody else installs any.
    let _ = PROVIDER.install_default();
}

/// Whether a signature holds.
pub fn verify(algorithm: Algorithm, key: &PublicKey, input: &[u8], signature: &[u8]) -> bool {
    install();
    let key = match key {
        PublicKey::Rsa { n, e } => DecodingKey::from_rsa_raw_components(n, &e.to_be_bytes()),
        PublicKey::Ecdsa { point, .. } => DecodingKey::from_ec_der(point),
        PublicKey::Ed25519(_) | PublicKey::Dsa | PublicKey::Unknown { .. } => return false,
    };
    jsonwebtoken::crypto::verify(&encode_raw_url(signature), input, &key, algorithm).unwrap_or(false)
}

struct OurVerifier {
    algorithm: Algorithm,
    scheme: Scheme,
    key: PublicKey,
}

impl JwtVerifier for OurVerifier {
    fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl Verifier<Vec<u8>> for OurVerifier {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> std::result::Result<(), Error> {
        super::signature::verify_usual(self.scheme, &self.key, message, signature).map_err(Error::from_source)
    }
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    let scheme = scheme(*algorithm).ok_or(ErrorKind::UnsupportedAlgorithm)?;
    let key = public_key(key).ok_or(ErrorKind::InvalidKeyFormat)?;
    Ok(Box::new(OurVerifier { algorithm: *algorithm, scheme, key }))
}

fn scheme(algorithm: Algorithm) -> Option<Scheme> {
    Some(match algorithm {
        Algorithm::RS256 => Scheme::RsaPkcs1(Hash::Sha256),
        Algorithm::RS384 => Scheme::RsaPkcs1(Hash::Sha384),
        Algorithm::RS512 => Scheme::RsaPkcs1(Hash::Sha512),
        Algorithm::ES256 => Scheme::EcdsaFixed(Hash::Sha256),
        _ => return None,
    })
}

fn public_key(key: &DecodingKey) -> Option<PublicKey> {
    match (key.family(), key.kind()) {
        (AlgorithmFamily::Rsa, DecodingKeyKind::RsaModulusExponent { n, e }) => {
            Some(PublicKey::Rsa { n: n.clone(), e: u64::from_be_bytes(e.as_slice().try_into().ok()?) })
        }
        (AlgorithmFamily::Ec, DecodingKeyKind::SecretOrDer(point)) => {
            Some(PublicKey::Ecdsa { curve: Curve::P256, point: point.clone() })
        }
        _ => None,
    }
}
