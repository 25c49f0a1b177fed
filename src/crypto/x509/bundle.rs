//! Several certificates in one text: files of certificate authorities, and what a client presents.

use std::fmt;

use super::Certificate;
use super::error::ParseError;
use crate::crypto::PublicKey;
use crate::crypto::keys::bit_length;
use crate::crypto::pem;

/// The certificates of a PEM file, as `cert.ParseCertsPEM` of client-go reads it: blocks of another type or with
/// headers are skipped.
///
/// # Errors
/// The error of the first certificate that cannot be parsed, or that there is none.
pub fn certificates_from_pem(text: &str) -> Result<Vec<Certificate>, String> {
    let parsed: Result<Vec<Certificate>, ParseError> =
        certificate_blocks(text).map(|der| Certificate::parse(&der)).collect();
    match parsed {
        Ok(certificates) if certificates.is_empty() => {
            Err("data does not contain any valid RSA or ECDSA certificates".to_owned())
        }
        Ok(certificates) => Ok(certificates),
        Err(error) => Err(error.to_string()),
    }
}

fn certificate_blocks(text: &str) -> impl Iterator<Item = Vec<u8>> {
    let certificates = |block: &pem::Block| block.label == "CERTIFICATE" && block.headers.is_empty();
    pem::blocks(text).filter(certificates).map(|block| block.bytes)
}

/// Why the handshake ends over the certificates that a client presents. The server logs it; no request is seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PresentedError {
    /// The text holds no certificate.
    Empty,
    Malformed {
        /// Which certificate, counted from 0.
        index: usize,
        error: ParseError,
    },
    RsaKeyTooLarge {
        index: usize,
    },
    UnsupportedKey {
        go_type: &'static str,
    },
}

/// The longest RSA modulus that Go's TLS accepts from a client, in bits.
const MAX_RSA_BITS: usize = 8192;

impl fmt::Display for PresentedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PresentedError::Empty => f.write_str("there is no certificate in PEM here"),
            PresentedError::Malformed { error, .. } => {
                write!(f, "tls: failed to parse client certificate: {error}")
            }
            PresentedError::RsaKeyTooLarge { .. } => {
                write!(f, "tls: client sent certificate containing RSA key larger than {MAX_RSA_BITS} bits")
            }
            PresentedError::UnsupportedKey { go_type } => {
                write!(f, "tls: client certificate contains an unsupported public key of type {go_type}")
            }
        }
    }
}

impl std::error::Error for PresentedError {}

/// The certificates that a client presents in the handshake: the leaf first, then its intermediates.
///
/// # Errors
/// What makes Go's TLS end the handshake.
pub fn presented_from_pem(text: &str) -> Result<Vec<Certificate>, PresentedError> {
    let mut certificates = Vec::new();
    for (index, der) in certificate_blocks(text).enumerate() {
        let certificate = Certificate::parse(&der);
        certificates.push(certificate.map_err(|error| PresentedError::Malformed { index, error })?);
    }
    check_presented(&certificates)?;
    Ok(certificates)
}

/// The checks of `processCertsFromClient` of `crypto/tls` behind the parser.
///
/// # Errors
/// What makes Go's TLS end the handshake.
pub fn check_presented(certificates: &[Certificate]) -> Result<(), PresentedError> {
    let leaf = certificates.first().ok_or(PresentedError::Empty)?;
    for (index, certificate) in certificates.iter().enumerate() {
        if let PublicKey::Rsa { n, .. } = &certificate.public_key
            && bit_length(n) > MAX_RSA_BITS
        {
            return Err(PresentedError::RsaKeyTooLarge { index });
        }
    }
    match &leaf.public_key {
        key @ (PublicKey::Dsa | PublicKey::Unknown { .. }) => {
            Err(PresentedError::UnsupportedKey { go_type: key.go_type() })
        }
        _ => Ok(()),
    }
}
