//! The file of `--service-account-signing-key-file`: `keyutil.PrivateKeyFromFile` of client-go, and what
//! `JWTTokenGenerator` of `pkg/serviceaccount/jwt.go` says about the key in it.
//!
//! The server only signs with this key. A scenario need not hold it, and should not; a wrong file is an error all
//! the same.

use crate::crypto::keys::{Curve, PublicKey};
use crate::crypto::pem;
use crate::crypto::rare::Rare;

/// Checks the text of the file.
///
/// # Errors
/// The server's error behind which it ends.
pub(super) fn check(path: &str, text: &str, rare: &dyn Rare) -> Result<(), String> {
    let Some(public_half) = pem::blocks(text).find_map(|block| public_half(&block, rare)) else {
        return Err(format!(
            "failed to parse service-account-issuer-key-file: error reading private key file {path}: data does not \
             contain a valid RSA or ECDSA private key"
        ));
    };
    let reason = match public_half {
        PublicKey::Rsa { .. } => return Ok(()),
        PublicKey::Ecdsa { curve: Curve::P224, .. } => {
            "could not generate signer for ECDSA keypair: unknown private key curve, must be 256, 384, or 521"
        }
        PublicKey::Ecdsa { .. } => return Ok(()),
        _ => {
            "unknown private key type ed25519.PrivateKey, must be *rsa.PrivateKey, *ecdsa.PrivateKey, or \
             jose.OpaqueSigner"
        }
    };
    Err(format!("failed to build token generator: {reason}"))
}

/// Here, unlike for public keys, the label decides how a block is read.
fn public_half(block: &pem::Block, rare: &dyn Rare) -> Option<PublicKey> {
    match block.label.as_str() {
        "EC PRIVATE KEY" => PublicKey::from_sec1_private_der(&block.bytes, rare).ok(),
        "RSA PRIVATE KEY" => PublicKey::from_pkcs1_private_der(&block.bytes).ok(),
        "PRIVATE KEY" => PublicKey::from_pkcs8_private_der(&block.bytes, rare).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::rare::RareKeys;
    use crate::crypto::testing::{TestKey, pem_block};

    #[test]
    fn keys_that_sign_service_account_tokens() {
        for key in [TestKey::Rsa, TestKey::P256, TestKey::P384, TestKey::P521] {
            assert_eq!(check("/sa.key", key.private_pem(), &RareKeys), Ok(()), "{}", key.name());
        }
    }

    #[test]
    fn keys_that_do_not() {
        let none = "failed to parse service-account-issuer-key-file: error reading private key file /sa.key: data does \
                    not contain a valid RSA or ECDSA private key";
        let ed25519 = "failed to build token generator: unknown private key type ed25519.PrivateKey, must be \
                       *rsa.PrivateKey, *ecdsa.PrivateKey, or jose.OpaqueSigner";
        for (text, error) in [
            (String::new(), none),
            (TestKey::Rsa.public_pem(), none),
            (pem_block("PRIVATE KEY", b"abc"), none),
            (TestKey::Ed25519.private_pem().to_owned(), ed25519),
        ] {
            assert_eq!(check("/sa.key", &text, &RareKeys), Err(error.to_owned()), "{text}");
        }
    }
}
