//! Signature algorithms by the names and rules of `crypto/x509`.

use std::fmt;

use der::oid::ObjectIdentifier;
use der::oid::db::rfc5912::{
    DSA_WITH_SHA_1, ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ECDSA_WITH_SHA_512, ID_MGF_1, ID_RSASSA_PSS,
    ID_SHA_256, ID_SHA_384, ID_SHA_512, MD_5_WITH_RSA_ENCRYPTION, SHA_1_WITH_RSA_ENCRYPTION,
    SHA_256_WITH_RSA_ENCRYPTION, SHA_384_WITH_RSA_ENCRYPTION, SHA_512_WITH_RSA_ENCRYPTION,
};
use der::oid::db::rfc8410::ID_ED_25519;

use super::error::VerifyError;
use crate::crypto::der::{Der, SEQUENCE, context_constructed};
use crate::crypto::keys::{Algorithm, PublicKey};
use crate::crypto::rare::Rare;
use crate::crypto::signature::{Hash, Scheme, verify};

/// How a certificate is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// Nothing that Go knows.
    Unknown,
    Md5WithRsa,
    Sha1WithRsa,
    RsaPkcs1(Hash),
    RsaPss(Hash),
    DsaWithSha1,
    DsaWithSha256,
    EcdsaWithSha1,
    Ecdsa(Hash),
    Ed25519,
}

/// sha1WithRSA by ISO, which means the same.
const ISO_SHA_1_WITH_RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.14.3.2.29");
const DSA_WITH_SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.3.2");
const ECDSA_WITH_SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.1");

const BY_OID: [(ObjectIdentifier, SignatureAlgorithm); 12] = [
    (MD_5_WITH_RSA_ENCRYPTION, SignatureAlgorithm::Md5WithRsa),
    (SHA_1_WITH_RSA_ENCRYPTION, SignatureAlgorithm::Sha1WithRsa),
    (ISO_SHA_1_WITH_RSA, SignatureAlgorithm::Sha1WithRsa),
    (SHA_256_WITH_RSA_ENCRYPTION, SignatureAlgorithm::RsaPkcs1(Hash::Sha256)),
    (SHA_384_WITH_RSA_ENCRYPTION, SignatureAlgorithm::RsaPkcs1(Hash::Sha384)),
    (SHA_512_WITH_RSA_ENCRYPTION, SignatureAlgorithm::RsaPkcs1(Hash::Sha512)),
    (DSA_WITH_SHA_1, SignatureAlgorithm::DsaWithSha1),
    (DSA_WITH_SHA_256, SignatureAlgorithm::DsaWithSha256),
    (ECDSA_WITH_SHA_1, SignatureAlgorithm::EcdsaWithSha1),
    (ECDSA_WITH_SHA_256, SignatureAlgorithm::Ecdsa(Hash::Sha256)),
    (ECDSA_WITH_SHA_384, SignatureAlgorithm::Ecdsa(Hash::Sha384)),
    (ECDSA_WITH_SHA_512, SignatureAlgorithm::Ecdsa(Hash::Sha512)),
];

impl SignatureAlgorithm {
    pub(super) fn from_identifier(algorithm: &Algorithm<'_>) -> SignatureAlgorithm {
        let oid = &algorithm.oid;
        if *oid == ID_RSASSA_PSS {
            let hash = pss_hash(algorithm.parameters);
            return hash.map_or(SignatureAlgorithm::Unknown, SignatureAlgorithm::RsaPss);
        }
        if *oid == ID_ED_25519 && algorithm.parameters.is_empty() {
            return SignatureAlgorithm::Ed25519;
        }
        let known = BY_OID.iter().find(|(known, _)| oid == known);
        known.map_or(SignatureAlgorithm::Unknown, |(_, algorithm)| *algorithm)
    }

    /// Verifies a signature of a certificate, as `Certificate.CheckSignatureFrom` does once the issuer may sign.
    pub(super) fn check(
        self,
        key: &PublicKey,
        signed: &[u8],
        signature: &[u8],
        rare: &dyn Rare,
    ) -> Result<(), VerifyError> {
        let (scheme, expected) = match self {
            SignatureAlgorithm::Unknown => return Err(VerifyError::UnsupportedAlgorithm),
            SignatureAlgorithm::Md5WithRsa
            | SignatureAlgorithm::Sha1WithRsa
            | SignatureAlgorithm::DsaWithSha1
            | SignatureAlgorithm::EcdsaWithSha1 => return Err(VerifyError::InsecureAlgorithm(self)),
            SignatureAlgorithm::RsaPkcs1(hash) => (Some(Scheme::RsaPkcs1(hash)), "RSA"),
            SignatureAlgorithm::RsaPss(hash) => (Some(Scheme::RsaPss(hash)), "RSA"),
            SignatureAlgorithm::DsaWithSha256 => (None, "DSA"),
            SignatureAlgorithm::Ecdsa(hash) => (Some(Scheme::EcdsaAsn1(hash)), "ECDSA"),
            SignatureAlgorithm::Ed25519 => (Some(Scheme::Ed25519), "Ed25519"),
        };
        let actual = match key {
            PublicKey::Rsa { .. } => "RSA",
            PublicKey::Ecdsa { .. } => "ECDSA",
            PublicKey::Ed25519(_) => "Ed25519",
            PublicKey::Dsa | PublicKey::Unknown { .. } => return Err(VerifyError::UnsupportedAlgorithm),
        };
        match scheme {
            Some(scheme) if expected == actual => {
                verify(rare, scheme, key, signed, signature).map_err(VerifyError::Signature)
            }
            _ => Err(VerifyError::AlgorithmMismatch { expected, actual: key.go_type() }),
        }
    }
}

/// The hash of RSASSA-PSS parameters, if they are one of the three sets that Go accepts: MGF1 with the same hash, a
/// salt as long as the hash.
///
/// ```text
/// RSASSA-PSS-params ::= SEQUENCE { hash [0] AlgorithmIdentifier, mgf [1] AlgorithmIdentifier,
///                                  saltLength [2] INTEGER, trailerField [3] INTEGER DEFAULT 1 }
/// ```
fn pss_hash(parameters: &[u8]) -> Option<Hash> {
    let mut parameters = Der(parameters).read(SEQUENCE)?;
    let hash = Algorithm::parse(parameters.read(context_constructed(0))?.read(SEQUENCE)?)?;
    let mgf = Algorithm::parse(parameters.read(context_constructed(1))?.read(SEQUENCE)?)?;
    let salt_length = parameters.read(context_constructed(2))?.int64()?;
    let trailer = match parameters.optional(context_constructed(3))? {
        Some(mut trailer) => trailer.int64()?,
        None => 1,
    };
    let mgf_hash = Algorithm::parse(Der(mgf.parameters).read(SEQUENCE)?)?;
    let plain = |algorithm: &Algorithm<'_>| matches!(algorithm.parameters, [] | [5, 0]);
    if !plain(&hash) || !plain(&mgf_hash) || mgf.oid != ID_MGF_1 || mgf_hash.oid != hash.oid || trailer != 1 {
        return None;
    }
    let hashes =
        [(ID_SHA_256, Hash::Sha256, 32), (ID_SHA_384, Hash::Sha384, 48), (ID_SHA_512, Hash::Sha512, 64)];
    let found = hashes.into_iter().find(|(oid, _, salt)| hash.oid == *oid && salt_length == *salt);
    found.map(|(_, hash, _)| hash)
}

/// Prints Go's names.
impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hash, suffix) = match self {
            SignatureAlgorithm::Unknown => return f.write_str("0"),
            SignatureAlgorithm::Md5WithRsa => return f.write_str("MD5-RSA"),
            SignatureAlgorithm::Sha1WithRsa => return f.write_str("SHA1-RSA"),
            SignatureAlgorithm::DsaWithSha1 => return f.write_str("DSA-SHA1"),
            SignatureAlgorithm::DsaWithSha256 => return f.write_str("DSA-SHA256"),
            SignatureAlgorithm::EcdsaWithSha1 => return f.write_str("ECDSA-SHA1"),
            SignatureAlgorithm::Ed25519 => return f.write_str("Ed25519"),
            SignatureAlgorithm::Ecdsa(hash) => return write!(f, "ECDSA-SHA{}", hash.size() * 8),
            SignatureAlgorithm::RsaPkcs1(hash) => (hash, "RSA"),
            SignatureAlgorithm::RsaPss(hash) => (hash, "RSAPSS"),
        };
        write!(f, "SHA{}-{suffix}", hash.size() * 8)
    }
}
