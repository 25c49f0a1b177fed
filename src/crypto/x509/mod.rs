//! Certificates and certificate paths as Go's `crypto/x509` reads and verifies them.

mod pool;

pub use pool::CertPool;

/// A parsed certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The DER that was parsed.
    pub raw: Vec<u8>,
}
