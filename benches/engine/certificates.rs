//! Certificates for the benchmarks: just enough DER, signed with keys that are small numbers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use sha2::{Digest, Sha256};

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const UTF8_STRING: u8 = 0x0c;
const UTC_TIME: u8 = 0x17;
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const VERSION: u8 = 0xa0;
const EXTENSIONS: u8 = 0xa3;

const COMMON_NAME: &[u8] = &[0x06, 3, 0x55, 0x04, 0x03];
const ECDSA_WITH_SHA256: &[u8] = &[0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
const EC_PUBLIC_KEY: &[u8] = &[0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const P256: &[u8] = &[0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
const SHA256_WITH_RSA: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0];
const RSA_ENCRYPTION: &[u8] = &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0];
/// Basic constraints, critical, of an authority; and of nobody.
const AUTHORITY: &[u8] =
    &[0x30, 15, 0x06, 3, 0x55, 0x1d, 0x13, 0x01, 1, 0xff, 0x04, 5, 0x30, 3, 0x01, 1, 0xff];
const END_ENTITY: &[u8] = &[0x30, 12, 0x06, 3, 0x55, 0x1d, 0x13, 0x01, 1, 0xff, 0x04, 2, 0x30, 0];
/// Extended key usage: client authentication.
const FOR_CLIENTS: &[u8] = &[
    0x30, 19, 0x06, 3, 0x55, 0x1d, 0x25, 0x04, 12, 0x30, 10, 0x06, 8, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07,
    0x03, 0x02,
];

fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len();
    let mut der = vec![tag];
    match length {
        0..0x80 => der.push(length as u8),
        0x80..0x100 => der.extend([0x81, length as u8]),
        _ => der.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    der.extend(content);
    der
}

fn bits(bytes: &[u8]) -> Vec<u8> {
    element(BIT_STRING, &[&[0], bytes])
}

fn to_be_signed(
    algorithm: &[u8],
    issuer: &str,
    subject: &str,
    key: &[u8],
    identifiers: &[u8],
    usage: &[&[u8]],
) -> Vec<u8> {
    let name = |name: &str| {
        let common_name = element(SEQUENCE, &[COMMON_NAME, &element(UTF8_STRING, &[name.as_bytes()])]);
        element(SEQUENCE, &[&element(SET, &[&common_name])])
    };
    let moment = |moment: &str| element(UTC_TIME, &[moment.as_bytes()]);
    let validity = element(SEQUENCE, &[&moment("260101000000Z"), &moment("361231235959Z")]);
    let extensions = element(SEQUENCE, &[&usage.concat(), identifiers]);
    element(
        SEQUENCE,
        &[
            &element(VERSION, &[&[INTEGER, 1, 2]]),
            &[INTEGER, 1, 1],
            &element(SEQUENCE, &[algorithm]),
            &name(issuer),
            &validity,
            &name(subject),
            key,
            &element(EXTENSIONS, &[&extensions]),
        ],
    )
}

fn pem(signed: &[u8], algorithm: &[u8], signature: &[u8]) -> String {
    let der = element(SEQUENCE, &[signed, &element(SEQUENCE, &[algorithm]), &bits(signature)]);
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = (0..text.len()).step_by(64).map(|at| &text[at..text.len().min(at + 64)]).collect();
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"))
}

/// An authority with a 2048-bit RSA modulus of which nobody knows the factors; `number` makes it another one.
/// Trust anchors are not verified, so that its own signature is of no account. `key_id` is its subject key identifier.
pub fn authority(name: &str, number: usize, key_id: &[u8]) -> String {
    let mut modulus = vec![0; 1];
    for block in 0..8u8 {
        modulus.extend(Sha256::digest([&number.to_be_bytes()[..], &[block]].concat()));
    }
    modulus[1] |= 0x80;
    modulus[256] |= 1;
    let numbers = element(SEQUENCE, &[&element(INTEGER, &[&modulus]), &[INTEGER, 3, 1, 0, 1]]);
    let key = element(SEQUENCE, &[&element(SEQUENCE, &[RSA_ENCRYPTION]), &bits(&numbers)]);
    let key_id = element(OCTET_STRING, &[&element(OCTET_STRING, &[key_id])]);
    let key_id = element(SEQUENCE, &[&[0x06, 3, 0x55, 0x1d, 0x0e], &key_id]);
    pem(
        &to_be_signed(SHA256_WITH_RSA, name, name, &key, &key_id, &[AUTHORITY]),
        SHA256_WITH_RSA,
        &modulus[1..],
    )
}

fn signing_key(number: usize) -> SigningKey {
    let mut scalar = [0; 32];
    scalar[24..].copy_from_slice(&(number as u64 + 1).to_be_bytes());
    SigningKey::from_slice(&scalar).expect("a number below the order of the curve")
}

/// A client's certificate, `depth` − 1 intermediates that it comes through, and the root that signed the last of them.
pub fn chain(depth: usize) -> (String, String) {
    let certificate = |level: usize| {
        let (subject, issuer) = (format!("level {level}"), format!("level {}", (level + 1).min(depth)));
        let point = signing_key(level).verifying_key().to_sec1_point(false);
        let key = element(SEQUENCE, &[&element(SEQUENCE, &[EC_PUBLIC_KEY, P256]), &bits(point.as_bytes())]);
        let usage: &[&[u8]] = if level == 0 { &[END_ENTITY, FOR_CLIENTS] } else { &[AUTHORITY] };
        let signed = to_be_signed(ECDSA_WITH_SHA256, &issuer, &subject, &key, &[], usage);
        let signature: Signature = signing_key((level + 1).min(depth))
            .sign_prehash(&Sha256::digest(&signed))
            .expect("a digest of the right length");
        pem(&signed, ECDSA_WITH_SHA256, signature.to_der().as_bytes())
    };
    ((0..depth).map(certificate).collect(), certificate(depth))
}
