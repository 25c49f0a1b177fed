//! Public keys: out of certificates, key files and key sets, and the public half of private keys.
//!
//! Rules: `crypto/x509` (`parser.go`, `pkcs1.go`, `pkcs8.go`, `sec1.go`), RFC 3279, RFC 5480, RFC 8410, RFC 5958.

use std::borrow::Cow;
use std::fmt;

use der::Encode as _;
use der::asn1::{AnyRef, BitStringRef, UintRef};
use der::oid::ObjectIdentifier;
use der::oid::db::rfc5912::{
    ID_DSA, ID_EC_PUBLIC_KEY, RSA_ENCRYPTION, SECP_224_R_1, SECP_256_R_1, SECP_384_R_1, SECP_521_R_1,
};
use der::oid::db::rfc8410::ID_ED_25519;
use x509_cert::spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};

use super::der::{Der, OCTET_STRING, Oid, SEQUENCE, context_constructed, magnitude};

/// A named curve of the certificates and tokens that Go verifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    P224,
    P256,
    P384,
    P521,
}

impl Curve {
    /// The length in bytes of the order, of a coordinate and of a private key.
    pub fn order_size(self) -> usize {
        match self {
            Curve::P224 => 28,
            Curve::P256 => 32,
            Curve::P384 => 48,
            Curve::P521 => 66,
        }
    }

    /// `P-256`, as JSON Web Keys and Go name it.
    pub fn name(self) -> &'static str {
        match self {
            Curve::P224 => "P-224",
            Curve::P256 => "P-256",
            Curve::P384 => "P-384",
            Curve::P521 => "P-521",
        }
    }

    fn oid(self) -> ObjectIdentifier {
        match self {
            Curve::P224 => SECP_224_R_1,
            Curve::P256 => SECP_256_R_1,
            Curve::P384 => SECP_384_R_1,
            Curve::P521 => SECP_521_R_1,
        }
    }

    fn from_oid(oid: &Oid) -> Option<Curve> {
        [Curve::P224, Curve::P256, Curve::P384, Curve::P521].into_iter().find(|curve| *oid == curve.oid())
    }
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PublicKey {
    /// The modulus, big-endian without leading zeroes, and the exponent.
    Rsa {
        n: Vec<u8>,
        e: u64,
    },
    /// The point, uncompressed: `04 ‖ x ‖ y`.
    Ecdsa {
        curve: Curve,
        point: Vec<u8>,
    },
    Ed25519([u8; 32]),
    /// Read, but Go verifies nothing with it.
    Dsa,
    /// Go has no name for it and leaves it unread.
    Unknown {
        algorithm: Oid,
    },
}

/// Why a key cannot be read. Prints what Go prints where Go's text is ever shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyError(Cow<'static, str>);

impl KeyError {
    const fn new(text: &'static str) -> KeyError {
        KeyError(Cow::Borrowed(text))
    }
}

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for KeyError {}

const MALFORMED_PUBLIC: KeyError = KeyError::new("x509: failed to parse public key");
const MALFORMED_PRIVATE: KeyError = KeyError::new("x509: failed to parse private key");

impl PublicKey {
    /// A point on a curve: `04 ‖ x ‖ y`.
    ///
    /// # Errors
    /// The point is not on the curve, or not encoded in this form.
    pub fn ecdsa(curve: Curve, point: &[u8]) -> Result<PublicKey, KeyError> {
        super::curve_point::check(curve, point).map_err(KeyError)?;
        Ok(PublicKey::Ecdsa { curve, point: point.to_vec() })
    }

    /// Reads a `SubjectPublicKeyInfo` (PEM type `PUBLIC KEY`), as `x509.ParsePKIXPublicKey` does.
    ///
    /// # Errors
    /// It is malformed, followed by other bytes, or of a kind that Go does not read.
    pub fn from_pkix_der(der: &[u8]) -> Result<PublicKey, KeyError> {
        let mut input = Der(der);
        let spki = input.read(SEQUENCE).ok_or(MALFORMED_PUBLIC)?;
        if !input.is_empty() {
            return Err(KeyError::new("x509: trailing data after ASN.1 of public-key"));
        }
        let (algorithm, bits) = split_spki(spki).ok_or(MALFORMED_PUBLIC)?;
        match PublicKey::from_parts(&algorithm, &bits)? {
            PublicKey::Unknown { .. } => Err(KeyError::new("x509: unknown public key algorithm")),
            key => Ok(key),
        }
    }

    /// Reads the bits of a `SubjectPublicKeyInfo` by its algorithm.
    ///
    /// # Errors
    /// Go's text about what is malformed. An algorithm that Go does not know is no error.
    pub(super) fn from_parts(algorithm: &Algorithm<'_>, bits: &[u8]) -> Result<PublicKey, KeyError> {
        let oid = &algorithm.oid;
        if *oid == RSA_ENCRYPTION {
            if algorithm.parameters != [5, 0] {
                return Err(KeyError::new("x509: RSA key missing NULL parameters"));
            }
            rsa_public_key(bits)
        } else if *oid == ID_EC_PUBLIC_KEY {
            let curve = Der(algorithm.parameters).oid();
            let curve = curve.ok_or(KeyError::new("x509: invalid ECDSA parameters"))?;
            let curve = Curve::from_oid(&curve).ok_or(KeyError::new("x509: unsupported elliptic curve"))?;
            PublicKey::ecdsa(curve, bits)
        } else if *oid == ID_ED_25519 {
            if !algorithm.parameters.is_empty() {
                return Err(KeyError::new("x509: Ed25519 key encoded with illegal parameters"));
            }
            let key = bits.try_into().map_err(|_| KeyError::new("x509: wrong Ed25519 public key size"))?;
            Ok(PublicKey::Ed25519(key))
        } else if *oid == ID_DSA {
            dsa_public_key(algorithm.parameters, bits)
        } else {
            Ok(PublicKey::Unknown { algorithm: oid.clone() })
        }
    }

    /// Reads an `RSAPublicKey` (PEM type `RSA PUBLIC KEY`), as `x509.ParsePKCS1PublicKey` does.
    ///
    /// # Errors
    /// It is malformed, or a number is not positive or too large.
    pub fn from_pkcs1_public_der(der: &[u8]) -> Result<PublicKey, KeyError> {
        let mut input = Der(der);
        let mut key = input.read(SEQUENCE).filter(|_| input.is_empty()).ok_or(MALFORMED_PUBLIC)?;
        let (n, e) = key.integer().zip(key.int64()).ok_or(MALFORMED_PUBLIC)?;
        let not_positive = KeyError::new("x509: public key contains zero or negative value");
        match (positive(n), e) {
            (None, _) | (_, ..=0) => Err(not_positive),
            (_, 0x8000_0000..) => Err(KeyError::new("x509: public key contains large public exponent")),
            (Some(n), e) => Ok(PublicKey::Rsa { n: n.to_vec(), e: e.unsigned_abs() }),
        }
    }

    /// The public half of an `RSAPrivateKey` (PEM type `RSA PRIVATE KEY`). That the numbers belong together is not
    /// checked.
    ///
    /// # Errors
    /// It is malformed, or a number is not positive.
    pub fn from_pkcs1_private_der(der: &[u8]) -> Result<PublicKey, KeyError> {
        let mut input = Der(der);
        let mut key = input.read(SEQUENCE).filter(|_| input.is_empty()).ok_or(MALFORMED_PRIVATE)?;
        if key.int64().ok_or(MALFORMED_PRIVATE)? > 1 {
            return Err(KeyError::new("x509: unsupported private key version"));
        }
        let not_positive = KeyError::new("x509: private key contains zero or negative value");
        let n = key.integer().ok_or(MALFORMED_PRIVATE)?;
        let e = key.int64().ok_or(MALFORMED_PRIVATE)?;
        for _ in ["d", "p", "q"] {
            positive(key.integer().ok_or(MALFORMED_PRIVATE)?).ok_or(not_positive.clone())?;
        }
        match positive(n) {
            Some(n) if e > 0 => Ok(PublicKey::Rsa { n: n.to_vec(), e: e.unsigned_abs() }),
            _ => Err(not_positive),
        }
    }

    /// The public half of a `PrivateKeyInfo` (PEM type `PRIVATE KEY`).
    ///
    /// # Errors
    /// It is malformed, or of a kind that Go does not read.
    pub fn from_pkcs8_private_der(der: &[u8]) -> Result<PublicKey, KeyError> {
        let mut info = Der(der).read(SEQUENCE).ok_or(MALFORMED_PRIVATE)?;
        info.int64().ok_or(MALFORMED_PRIVATE)?;
        let algorithm = info.read(SEQUENCE).and_then(Algorithm::parse).ok_or(MALFORMED_PRIVATE)?;
        let inner = info.read(OCTET_STRING).ok_or(MALFORMED_PRIVATE)?.0;
        if algorithm.oid == RSA_ENCRYPTION {
            PublicKey::from_pkcs1_private_der(inner)
        } else if algorithm.oid == ID_EC_PUBLIC_KEY {
            let curve = Der(algorithm.parameters).oid();
            ec_private_key(curve.as_ref(), inner)
        } else if algorithm.oid == ID_ED_25519 {
            if !algorithm.parameters.is_empty() {
                return Err(KeyError::new("x509: invalid Ed25519 private key parameters"));
            }
            let seed = Der(inner).read(OCTET_STRING).and_then(|seed| seed.0.try_into().ok());
            let seed = seed.ok_or(KeyError::new("x509: invalid Ed25519 private key"))?;
            Ok(PublicKey::Ed25519(ed25519_dalek::SigningKey::from_bytes(seed).verifying_key().to_bytes()))
        } else {
            let text = "x509: PKCS#8 wrapping contained private key with unknown algorithm: ";
            Err(KeyError(format!("{text}{}", algorithm.oid).into()))
        }
    }

    /// The public half of an `ECPrivateKey` (PEM type `EC PRIVATE KEY`).
    ///
    /// # Errors
    /// It is malformed, or on a curve that is not supported.
    pub fn from_sec1_private_der(der: &[u8]) -> Result<PublicKey, KeyError> {
        ec_private_key(None, der)
    }

    /// The `SubjectPublicKeyInfo`, as `x509.MarshalPKIXPublicKey` writes it. `None` for keys that Go cannot write.
    pub fn to_spki_der(&self) -> Option<Vec<u8>> {
        let (oid, curve, bits) = match self {
            PublicKey::Rsa { n, e } => {
                let mut numbers = UintRef::new(n).and_then(|n| n.to_der()).ok()?;
                numbers.extend(e.to_der().ok()?);
                let key = AnyRef::new(der::Tag::Sequence, &numbers).and_then(|key| key.to_der()).ok()?;
                (RSA_ENCRYPTION, None, key)
            }
            PublicKey::Ecdsa { curve, point } => (ID_EC_PUBLIC_KEY, Some(curve.oid()), point.clone()),
            PublicKey::Ed25519(key) => (ID_ED_25519, None, key.to_vec()),
            PublicKey::Dsa | PublicKey::Unknown { .. } => return None,
        };
        let parameters = match &curve {
            Some(curve) => Some(AnyRef::from(curve)),
            None => (oid == RSA_ENCRYPTION).then_some(AnyRef::NULL),
        };
        let subject_public_key = BitStringRef::from_bytes(&bits).ok()?;
        let algorithm = AlgorithmIdentifierRef { oid, parameters };
        SubjectPublicKeyInfoRef { algorithm, subject_public_key }.to_der().ok()
    }

    /// The name of the Go type, as `%T` prints it in the server's errors.
    pub fn go_type(&self) -> &'static str {
        match self {
            PublicKey::Rsa { .. } => "*rsa.PublicKey",
            PublicKey::Ecdsa { .. } => "*ecdsa.PublicKey",
            PublicKey::Ed25519(_) => "ed25519.PublicKey",
            PublicKey::Dsa => "*dsa.PublicKey",
            PublicKey::Unknown { .. } => "<nil>",
        }
    }
}

/// An `AlgorithmIdentifier`.
///
/// ```text
/// AlgorithmIdentifier ::= SEQUENCE { algorithm OBJECT IDENTIFIER, parameters ANY OPTIONAL }
/// ```
#[derive(Debug, Clone)]
pub(super) struct Algorithm<'a> {
    pub oid: Oid,
    /// With their framing; empty when absent.
    pub parameters: &'a [u8],
}

impl<'a> Algorithm<'a> {
    pub fn parse(mut content: Der<'a>) -> Option<Algorithm<'a>> {
        let oid = content.oid()?;
        let parameters = if content.is_empty() { &[] } else { content.any()?.whole };
        Some(Algorithm { oid, parameters })
    }
}

/// ```text
/// SubjectPublicKeyInfo ::= SEQUENCE { algorithm AlgorithmIdentifier, subjectPublicKey BIT STRING }
/// ```
fn split_spki(mut content: Der<'_>) -> Option<(Algorithm<'_>, Vec<u8>)> {
    let algorithm = Algorithm::parse(content.read(SEQUENCE)?)?;
    Some((algorithm, content.bit_string()?.right_aligned()))
}

/// ```text
/// RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }
/// ```
fn rsa_public_key(bits: &[u8]) -> Result<PublicKey, KeyError> {
    let mut key = Der(bits).read(SEQUENCE).ok_or(KeyError::new("x509: invalid RSA public key"))?;
    let n = key.integer().ok_or(KeyError::new("x509: invalid RSA modulus"))?;
    let e = key.int64().ok_or(KeyError::new("x509: invalid RSA public exponent"))?;
    let n = positive(n).ok_or(KeyError::new("x509: RSA modulus is not a positive number"))?;
    if e <= 0 {
        return Err(KeyError::new("x509: RSA public exponent is not a positive number"));
    }
    Ok(PublicKey::Rsa { n: n.to_vec(), e: e.unsigned_abs() })
}

/// ```text
/// Dss-Parms ::= SEQUENCE { p INTEGER, q INTEGER, g INTEGER }        DSAPublicKey ::= INTEGER
/// ```
fn dsa_public_key(parameters: &[u8], bits: &[u8]) -> Result<PublicKey, KeyError> {
    let y = Der(bits).integer().ok_or(KeyError::new("x509: invalid DSA public key"))?;
    let invalid = KeyError::new("x509: invalid DSA parameters");
    let mut parameters = Der(parameters).read(SEQUENCE).ok_or(invalid.clone())?;
    let mut numbers = vec![y];
    for _ in ["p", "q", "g"] {
        numbers.push(parameters.integer().ok_or(invalid.clone())?);
    }
    if numbers.into_iter().any(|number| positive(number).is_none()) {
        return Err(KeyError::new("x509: zero or negative DSA parameter"));
    }
    Ok(PublicKey::Dsa)
}

/// ```text
/// ECPrivateKey ::= SEQUENCE { version INTEGER (1), privateKey OCTET STRING,
///                             parameters [0] OBJECT IDENTIFIER OPTIONAL, publicKey [1] BIT STRING OPTIONAL }
/// ```
fn ec_private_key(curve: Option<&Oid>, der: &[u8]) -> Result<PublicKey, KeyError> {
    let malformed = KeyError::new("x509: failed to parse EC private key");
    let mut key = Der(der).read(SEQUENCE).ok_or(malformed.clone())?;
    let version = key.int64().ok_or(malformed.clone())?;
    if version != 1 {
        return Err(KeyError(format!("x509: unknown EC private key version {version}").into()));
    }
    let scalar = key.read(OCTET_STRING).ok_or(malformed.clone())?.0;
    let own = key.optional(context_constructed(0)).ok_or(malformed)?.and_then(|mut own| own.oid());
    let curve = curve.or(own.as_ref()).and_then(Curve::from_oid);
    let curve = curve.ok_or(KeyError::new("x509: unknown elliptic curve"))?;
    let point = super::curve_point::of_private_key(curve, scalar).map_err(KeyError)?;
    Ok(PublicKey::Ecdsa { curve, point })
}

fn positive(integer: &[u8]) -> Option<&[u8]> {
    magnitude(integer).filter(|number| *number != [0])
}

/// The number of bits of a big-endian number without leading zeroes.
pub(super) fn bit_length(number: &[u8]) -> usize {
    match number.first() {
        Some(first) => number.len() * 8 - first.leading_zeros() as usize,
        None => 0,
    }
}
