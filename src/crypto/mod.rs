//! Signatures and certificate paths, by the rules of Go's `crypto` packages.

pub mod jwk;
pub mod jws;
mod jws_signature;
pub mod jwt_claims;
pub mod x509;
