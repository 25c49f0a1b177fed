//! Certificates and certificate paths as Go's `crypto/x509` (Go 1.26) reads and verifies them: what it accepts, in
//! which order it looks, and the words of its errors.
//!
//! Not simulated: `GODEBUG` settings, host names (client certificates have no host to match), and the wording of a few
//! errors about IP addresses inside URIs.

mod algorithm;
mod bundle;
mod check;
mod constraints;
mod domain;
mod error;
mod extensions;
mod name;
mod parse;
mod policy;
mod pool;
mod subtree;
mod time;
mod uri;
mod usage;
mod verify;

use std::net::IpAddr;

use chrono::{DateTime, Utc};

pub use algorithm::SignatureAlgorithm;
pub use bundle::{PresentedError, certificates_from_pem, check_presented, presented_from_pem};
pub use constraints::NameConstraints;
pub use error::{Hint, InvalidReason, ParseError, VerifyError};
pub use name::{AttributeTypeAndValue, Name};
pub use pool::CertPool;
pub use subtree::IpRange;
pub use time::Time;
pub use uri::Uri;
pub use usage::{ExtKeyUsage, KeyUsage};
pub use verify::VerifyOptions;

use super::signature::sha256;
use super::{Oid, PublicKey};

/// A parsed certificate. Two are equal if their DER is.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// The DER that was parsed.
    pub raw: Vec<u8>,
    /// The signed part of `raw`.
    pub raw_tbs: Vec<u8>,
    pub raw_subject: Vec<u8>,
    pub raw_issuer: Vec<u8>,
    /// The `SubjectPublicKeyInfo`.
    pub raw_spki: Vec<u8>,
    /// 1, 2 or 3.
    pub version: i64,
    /// The serial number: big-endian, without leading zeroes.
    pub serial: Vec<u8>,
    pub issuer: Name,
    pub subject: Name,
    pub not_before: Time,
    pub not_after: Time,
    pub public_key: PublicKey,
    pub signature_algorithm: SignatureAlgorithm,
    pub signature: Vec<u8>,
    /// All extensions, in the order of the certificate.
    pub extensions: Vec<Extension>,
    /// Critical extensions that Go does not, or not fully, understand.
    pub unhandled_critical_extensions: Vec<Oid>,
    /// No bit set if the extension is absent.
    pub key_usage: KeyUsage,
    pub ext_key_usage: Vec<ExtKeyUsage>,
    pub unknown_ext_key_usage: Vec<Oid>,
    /// Whether the basic constraints extension is present.
    pub basic_constraints_valid: bool,
    pub is_ca: bool,
    /// How many intermediates may stand between this certificate and the leaf.
    pub max_path_len: Option<u64>,
    pub subject_key_id: Vec<u8>,
    pub authority_key_id: Vec<u8>,
    pub dns_names: Vec<String>,
    pub email_addresses: Vec<String>,
    pub ip_addresses: Vec<IpAddr>,
    pub uris: Vec<Uri>,
    pub permitted: NameConstraints,
    pub excluded: NameConstraints,
    policies: policy::Policies,
}

/// One extension, not interpreted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    pub oid: Oid,
    pub critical: bool,
    /// The content of the OCTET STRING: usually DER again.
    pub value: Vec<u8>,
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Certificate) -> bool {
        self.raw == other.raw
    }
}

impl Eq for Certificate {}

impl Certificate {
    /// Parses one certificate by the rules of `x509.ParseCertificate`.
    ///
    /// # Errors
    /// Go's text.
    pub fn parse(der: &[u8]) -> Result<Certificate, ParseError> {
        parse::certificate(der)
    }

    /// The SHA-256 hash of the DER.
    pub fn fingerprint_sha256(&self) -> [u8; 32] {
        sha256(&self.raw)
    }

    /// The serial number in decimal.
    pub fn serial_number(&self) -> String {
        decimal(&self.serial)
    }

    /// Whether a moment lies within the validity, both ends included.
    pub fn is_current(&self, now: DateTime<Utc>) -> bool {
        self.not_before.utc() <= now && now <= self.not_after.utc()
    }

    /// The value of the subject alternative name extension.
    fn subject_alt_name(&self) -> Option<&[u8]> {
        self.extension(extensions::SUBJECT_ALT_NAME)
    }

    fn has_name_constraints(&self) -> bool {
        self.extension(extensions::NAME_CONSTRAINTS).is_some()
    }

    fn extension(&self, oid: &[u8]) -> Option<&[u8]> {
        let found = self.extensions.iter().find(|extension| extension.oid.as_bytes() == oid);
        found.map(|extension| extension.value.as_slice())
    }
}

/// Beyond this many bytes a number is printed in hexadecimal: the time for decimal grows with the square.
const LONGEST_DECIMAL: usize = 16_384;

fn decimal(number: &[u8]) -> String {
    const CHUNK: u64 = 1_000_000_000;
    if number.len() > LONGEST_DECIMAL {
        return number.iter().fold("0x".to_owned(), |text, byte| text + &format!("{byte:02x}"));
    }
    // The digits in base 10⁹, the least significant first.
    let mut digits: Vec<u64> = vec![0];
    for byte in number {
        let mut carry = u64::from(*byte);
        for digit in &mut digits {
            let value = (*digit << 8) + carry;
            *digit = value % CHUNK;
            carry = value / CHUNK;
        }
        if carry > 0 {
            digits.push(carry);
        }
    }
    let (last, rest) = digits.split_last().unwrap_or((&0, &[]));
    rest.iter().rev().fold(last.to_string(), |text, digit| text + &format!("{digit:09}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_are_printed_in_decimal() {
        assert_eq!(decimal(&[0]), "0");
        assert_eq!(decimal(&[0x3b, 0x9a, 0xca, 0x00]), "1000000000");
        assert_eq!(decimal(&[0xff; 20]), "1461501637330902918203684832716283019655932542975");
    }
}
