//! Points of the NIST curves: is this one on its curve, and which one belongs to a private key.
//!
//! Rules and texts: `crypto/ecdsa` and `crypto/internal/fips140/nistec` on amd64.

use std::borrow::Cow;

use p256::elliptic_curve::sec1::ToSec1Point as _;

use super::keys::Curve;

type Text = Cow<'static, str>;

/// Checks an uncompressed point.
///
/// # Errors
/// Go's text.
pub fn check(curve: Curve, point: &[u8]) -> Result<(), Text> {
    if point.first() != Some(&4) {
        return Err("ecdsa: invalid uncompressed public key".into());
    }
    let size = curve.order_size();
    let name = curve.name().replace('-', "");
    if point.len() != 1 + 2 * size {
        return Err(format!("invalid {name} point encoding").into());
    }
    let coordinates = point.get(1..).unwrap_or_default();
    if coordinates.chunks(size).any(|coordinate| words(coordinate).as_slice() >= prime(curve)) {
        let element = if curve == Curve::P256 { "P256 element".to_owned() } else { format!("{name}Element") };
        return Err(format!("invalid {element} encoding").into());
    }
    let on_curve = match curve {
        Curve::P224 => p224::PublicKey::from_sec1_bytes(point).is_ok(),
        Curve::P256 => p256::PublicKey::from_sec1_bytes(point).is_ok(),
        Curve::P384 => p384::PublicKey::from_sec1_bytes(point).is_ok(),
        Curve::P521 => p521::PublicKey::from_sec1_bytes(point).is_ok(),
    };
    if on_curve { Ok(()) } else { Err(format!("{name} point not on curve").into()) }
}

/// The uncompressed point of a private key, whose leading zeroes may be missing or too many.
///
/// # Errors
/// Go's text: the number is too long, zero, or not below the order.
pub fn of_private_key(curve: Curve, scalar: &[u8]) -> Result<Vec<u8>, Text> {
    let size = curve.order_size();
    let (excess, scalar) = scalar.split_at(scalar.len().saturating_sub(size));
    if excess.iter().any(|byte| *byte != 0) {
        return Err("x509: invalid private key length".into());
    }
    let mut padded = vec![0; size - scalar.len()];
    padded.extend_from_slice(scalar);
    let point = match curve {
        Curve::P224 => p224::SecretKey::from_slice(&padded)
            .map(|key| key.public_key().to_sec1_point(false).as_bytes().to_vec()),
        Curve::P256 => p256::SecretKey::from_slice(&padded)
            .map(|key| key.public_key().to_sec1_point(false).as_bytes().to_vec()),
        Curve::P384 => p384::SecretKey::from_slice(&padded)
            .map(|key| key.public_key().to_sec1_point(false).as_bytes().to_vec()),
        Curve::P521 => p521::SecretKey::from_slice(&padded)
            .map(|key| key.public_key().to_sec1_point(false).as_bytes().to_vec()),
    };
    point.map_err(|_| "ecdsa: invalid private key".into())
}

/// The prime of the field, in words from the most significant down (SEC 2).
fn prime(curve: Curve) -> &'static [u32] {
    const MAX: u32 = u32::MAX;
    match curve {
        Curve::P224 => &[MAX, MAX, MAX, MAX, 0, 0, 1],
        Curve::P256 => &[MAX, 1, 0, 0, 0, MAX, MAX, MAX],
        Curve::P384 => &[MAX, MAX, MAX, MAX, MAX, MAX, MAX, MAX - 1, MAX, 0, 0, MAX],
        Curve::P521 => {
            &[0x1ff, MAX, MAX, MAX, MAX, MAX, MAX, MAX, MAX, MAX, MAX, MAX, MAX, MAX, MAX, MAX, MAX]
        }
    }
}

fn words(coordinate: &[u8]) -> Vec<u32> {
    let word = |bytes: &[u8]| bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    let mut words: Vec<u32> = coordinate.rchunks(4).map(word).collect();
    words.reverse();
    words
}
