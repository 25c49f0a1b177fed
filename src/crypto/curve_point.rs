//! Points of the NIST curves: is this one on its curve, and which one belongs to a private key.
//!
//! Rules and texts: `crypto/ecdsa` and `crypto/internal/fips140/nistec` on amd64.

use std::borrow::Cow;

use p256::elliptic_curve::bigint::{ConcatenatingMul as _, ConcatenatingSquare as _};
use p256::elliptic_curve::sec1::ToSec1Point as _;
use rsa::BoxedUint;

use super::keys::Curve;
use super::rare::Rare;

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
        Curve::P224 => is_on(coordinates, size, prime(curve), &P224_B),
        Curve::P256 => p256::PublicKey::from_sec1_bytes(point).is_ok(),
        Curve::P384 => is_on(coordinates, size, prime(curve), &P384_B),
        Curve::P521 => is_on(coordinates, size, prime(curve), &P521_B),
    };
    if on_curve { Ok(()) } else { Err(format!("{name} point not on curve").into()) }
}

/// The uncompressed point of a private key, whose leading zeroes may be missing or too many.
///
/// # Errors
/// Go's text: the number is too long, zero, or not below the order.
pub fn of_private_key(curve: Curve, scalar: &[u8], rare: &dyn Rare) -> Result<Vec<u8>, Text> {
    let size = curve.order_size();
    let (excess, scalar) = scalar.split_at(scalar.len().saturating_sub(size));
    if excess.iter().any(|byte| *byte != 0) {
        return Err("x509: invalid private key length".into());
    }
    let mut padded = vec![0; size - scalar.len()];
    padded.extend_from_slice(scalar);
    let point = match curve {
        Curve::P256 => p256::SecretKey::from_slice(&padded)
            .ok()
            .map(|key| key.public_key().to_sec1_point(false).as_bytes().to_vec()),
        _ => rare.public_point(curve, &padded),
    };
    point.ok_or_else(|| "ecdsa: invalid private key".into())
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

/// The constant of y² = x³ - 3x + b (SEC 2), in words from the most significant down.
const P224_B: [u32; 7] =
    [0xb405_0a85, 0x0c04_b3ab, 0xf541_3256, 0x5044_b0b7, 0xd7bf_d8ba, 0x270b_3943, 0x2355_ffb4];
const P384_B: [u32; 12] = [
    0xb331_2fa7,
    0xe23e_e7e4,
    0x988e_056b,
    0xe3f8_2d19,
    0x181d_9c6e,
    0xfe81_4112,
    0x0314_088f,
    0x5013_875a,
    0xc656_398d,
    0x8a2e_d19d,
    0x2a85_c8ed,
    0xd3ec_2aef,
];
const P521_B: [u32; 17] = [
    0x51,
    0x953e_b961,
    0x8e1c_9a1f,
    0x929a_21a0,
    0xb685_40ee,
    0xa2da_725b,
    0x99b3_15f3,
    0xb8b4_8991,
    0x8ef1_09e1,
    0x5619_3951,
    0xec7e_937b,
    0x1652_c0bd,
    0x3bb1_bf07,
    0x3573_df88,
    0x3d2c_34f1,
    0xef45_1fd4,
    0x6b50_3f00,
];

/// Whether y² = x³ - 3x + b, with the arithmetic that RSA brings along; that of the curve itself would weigh more.
fn is_on(coordinates: &[u8], size: usize, prime: &[u32], b: &[u32]) -> bool {
    let number = |words: &[u32]| {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        BoxedUint::from_be_slice_vartime(&bytes)
    };
    let Some(prime) = Option::from(number(prime).to_nz()) else { return false };
    let (x, y) = coordinates.split_at(size);
    let (x, y) = (number(&words(x)), number(&words(y)));
    let reduced = |product: BoxedUint| product.rem_vartime(&prime);
    let cube = reduced(reduced(x.concatenating_square()).concatenating_mul(&x));
    let three_x = x.concatenating_add(&x).concatenating_add(&x);
    reduced(y.concatenating_square().concatenating_add(&three_x))
        == reduced(cube.concatenating_add(number(b)))
}

fn words(coordinate: &[u8]) -> Vec<u32> {
    let word = |bytes: &[u8]| bytes.iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
    let mut words: Vec<u32> = coordinate.rchunks(4).map(word).collect();
    words.reverse();
    words
}
