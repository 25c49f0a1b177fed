//! Signatures, keys and certificate paths, by the rules of Go's `crypto` packages.

mod curve_point;
mod der;
pub mod jwk;
pub mod jws;
mod jws_signature;
pub mod jwt_claims;
pub(crate) mod jwt_provider;
pub mod key_files;
pub mod keys;
pub mod pem;
pub mod private_key;
pub mod rare;
pub mod signature;
#[cfg(test)]
pub mod testing;
pub mod x509;

pub use der::Oid;
pub use keys::{Curve, PublicKey};
pub use private_key::PrivateKey;
