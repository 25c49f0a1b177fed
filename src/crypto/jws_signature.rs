//! One signature under one key, as the verifiers of go-jose v2 judge it (`asymmetric.go`).

use jsonwebtoken::Algorithm;

use super::jwk::Key;
use super::jwt_provider;
use super::keys::{Curve, PublicKey, bit_length};
use super::rare::Rare;
use super::signature::{Hash, Scheme, verify};

/// Checks a signature over `input`.
///
/// # Errors
/// One sentence for a person; go-jose says the same for all of them.
pub fn check_signature(
    rare: &dyn Rare,
    key: &Key,
    algorithm: &str,
    input: &[u8],
    signature: &[u8],
) -> Result<(), String> {
    let Key::Public(public) = key else {
        return Err(unsuitable(key, algorithm));
    };
    let sound = match public {
        PublicKey::Rsa { n, .. } if bit_length(n) < 1024 => {
            return Err(format!(
                "Go verifies nothing with RSA keys under 1024 bits; this one is {}.",
                key.describe()
            ));
        }
        PublicKey::Rsa { .. } if algorithm.starts_with("RS") => {
            known(algorithm).map(|known| jwt_provider::verify(known, public, input, signature))
        }
        PublicKey::Rsa { .. } => pss(algorithm)
            .map(|hash| verify(rare, Scheme::RsaPssAnySalt(hash), public, input, signature).is_ok()),
        PublicKey::Ed25519(_) if algorithm == "EdDSA" => {
            Some(verify(rare, Scheme::Ed25519, public, input, signature).is_ok())
        }
        PublicKey::Ecdsa { curve, .. } => match ecdsa(algorithm) {
            Some((size, _)) if signature.len() != 2 * size => {
                return Err(format!(
                    "A signature with {algorithm} has {} bytes, this one has {}.",
                    2 * size,
                    signature.len()
                ));
            }
            Some((size, hash)) => {
                Some(verify_ecdsa(rare, algorithm, public, *curve, size, hash, input, signature))
            }
            None => None,
        },
        _ => None,
    };
    match sound {
        Some(true) => Ok(()),
        Some(false) => Err(format!(
            "The signature was not made with the private half of this key ({}), or the token was changed after it was signed.",
            key.describe()
        )),
        None => Err(unsuitable(key, algorithm)),
    }
}

fn unsuitable(key: &Key, algorithm: &str) -> String {
    let algorithm =
        if algorithm.is_empty() { "names no algorithm" } else { &format!("says alg {algorithm}") };
    let suitable = match key {
        Key::Public(PublicKey::Rsa { .. }) => "RS256, RS384, RS512, PS256, PS384 and PS512",
        Key::Public(PublicKey::Ecdsa { .. }) => "ES256, ES384 and ES512",
        Key::Public(PublicKey::Ed25519(_)) => "EdDSA",
        _ => "nothing that the server accepts",
    };
    format!("The token {algorithm}; with a key that is {} the server verifies {suitable}.", key.describe())
}

fn known(algorithm: &str) -> Option<Algorithm> {
    algorithm.parse().ok()
}

fn pss(algorithm: &str) -> Option<Hash> {
    match algorithm {
        "PS256" => Some(Hash::Sha256),
        "PS384" => Some(Hash::Sha384),
        "PS512" => Some(Hash::Sha512),
        _ => None,
    }
}

/// The size of `r` and of `s`, and the hash. go-jose takes them from the token, not from the key.
fn ecdsa(algorithm: &str) -> Option<(usize, Hash)> {
    match algorithm {
        "ES256" => Some((32, Hash::Sha256)),
        "ES384" => Some((48, Hash::Sha384)),
        "ES512" => Some((66, Hash::Sha512)),
        _ => None,
    }
}

#[expect(clippy::too_many_arguments, reason = "they are one signature, taken apart")]
fn verify_ecdsa(
    rare: &dyn Rare,
    algorithm: &str,
    key: &PublicKey,
    curve: Curve,
    size: usize,
    hash: Hash,
    input: &[u8],
    signature: &[u8],
) -> bool {
    let order = curve.order_size();
    if curve == Curve::P256
        && order == size
        && let Some(known) = known(algorithm)
    {
        return jwt_provider::verify(known, key, input, signature);
    }
    let Some(resized) =
        signature.chunks(size).map(|number| resize(number, order)).collect::<Option<Vec<_>>>()
    else {
        return false;
    };
    verify(rare, Scheme::EcdsaFixed(hash), key, input, &resized.concat()).is_ok()
}

/// The same number in another number of bytes, unless it does not fit.
fn resize(number: &[u8], size: usize) -> Option<Vec<u8>> {
    let surplus = number.len().saturating_sub(size);
    let (leading, rest) = number.split_at_checked(surplus)?;
    if leading.iter().any(|byte| *byte != 0) {
        return None;
    }
    let mut resized = vec![0; size - rest.len()];
    resized.extend_from_slice(rest);
    Some(resized)
}
