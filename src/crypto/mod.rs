//! Signatures, keys and certificate paths, by the rules of Go's `crypto` packages.

mod curve_point;
mod der;
pub mod keys;
pub mod pem;
pub mod signature;
pub mod x509;

pub use der::Oid;
pub use keys::{Curve, PublicKey};
