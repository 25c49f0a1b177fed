//! Signatures and certificate paths, by the rules of Go's `crypto` packages.

pub mod x509;
