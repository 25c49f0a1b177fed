//! JSON Web Keys (RFC 7517) as go-jose v2 reads them (`jwk.go`), with its error texts.
//!
//! One key that cannot be read makes the whole set unreadable: that is how the server behaves. Private keys are
//! recognised but never kept; their numbers are not checked against each other.

use super::keys::{Curve, PublicKey, bit_length};
use crate::golang::base64::{decode_raw_url, decode_std};
use crate::golang::json::{Document, Kind, Value};
use crate::golang::unmarshal::{Jose, equal_fold, kind_name};

/// A key of a set, or embedded in a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    pub key: Key,
    /// `kid`, empty when absent.
    pub key_id: String,
    /// `alg`, empty when absent. go-jose does not hold a token to it.
    pub algorithm: String,
    /// `use`, empty when absent. go-jose does not hold a token to it.
    pub usage: String,
}

/// What go-jose's `newVerifier` is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    Public(PublicKey),
    Symmetric(Vec<u8>),
    /// Refused as a verification key.
    Private,
}

impl Key {
    /// Whether it is the public key of an asymmetric pair, and complete (`Valid` and `IsPublic`).
    pub fn is_valid_public(&self) -> bool {
        matches!(self, Key::Public(key) if !matches!(key, PublicKey::Rsa { e: 0, .. }))
    }

    /// What a person calls it: `RSA 2048-bit`, `EC P-256`.
    pub fn describe(&self) -> String {
        match self {
            Key::Public(key) => describe(key),
            Key::Symmetric(_) => "a shared secret".to_owned(),
            Key::Private => "a private key".to_owned(),
        }
    }
}

/// What a person calls a public key: `RSA 2048-bit`, `EC P-256`.
pub fn describe(key: &PublicKey) -> String {
    match key {
        PublicKey::Rsa { n, .. } => format!("RSA {}-bit", bit_length(n)),
        PublicKey::Ecdsa { curve, .. } => format!("EC {}", curve.name()),
        PublicKey::Ed25519(_) => "Ed25519".to_owned(),
        PublicKey::Dsa => "DSA".to_owned(),
        PublicKey::Unknown { algorithm } => format!("of the unknown kind {algorithm}"),
    }
}

/// The curves that JSON Web Keys may name.
fn curve_from_name(name: &str) -> Option<Curve> {
    [Curve::P256, Curve::P384, Curve::P521].into_iter().find(|curve| curve.name() == name)
}

/// Reads a key set as go-oidc does: `encoding/json` for the set, go-jose for each key.
///
/// # Errors
/// The text of the JSON error, or of the first key that go-jose refuses.
pub fn parse_set(text: &[u8]) -> Result<Vec<Jwk>, String> {
    let document = Document::scan(text)?;
    let root = document.root();
    match root.kind() {
        Kind::Null => return Ok(Vec::new()),
        Kind::Object => {}
        kind => {
            let kind = kind_name(kind);
            return Err(format!("json: cannot unmarshal {kind} into Go value of type jose.JSONWebKeySet"));
        }
    }
    let mut keys = Vec::new();
    let mut error: Option<String> = None;
    for (_, value) in root.members().into_iter().filter(|(key, _)| equal_fold(key, "keys")) {
        keys.clear();
        match value.kind() {
            Kind::Null => {}
            Kind::Array => {
                for element in value.elements() {
                    match Jwk::from_value(element) {
                        Ok(key) => keys.push(key),
                        Err(reason) => {
                            error.get_or_insert(reason);
                        }
                    }
                }
            }
            kind => {
                let kind = kind_name(kind);
                error.get_or_insert_with(|| {
                    format!(
                        "json: cannot unmarshal {kind} into Go struct field JSONWebKeySet.keys of type []jose.JSONWebKey"
                    )
                });
            }
        }
    }
    error.map_or(Ok(keys), Err)
}

/// `rawJSONWebKey`: the members of a key that go-jose looks at.
#[derive(Default)]
struct Raw {
    usage: String,
    kty: String,
    kid: String,
    crv: String,
    alg: String,
    /// `k`, `x`, `y`, `n`, `e`, `d`, `p`, `q`, `dp`, `dq`, `qi`: `None` when absent or null.
    numbers: Vec<(&'static str, Vec<u8>)>,
    x5c: Vec<String>,
    x5t: String,
    x5t_s256: String,
}

const NUMBERS: [&str; 11] = ["k", "x", "y", "n", "e", "d", "p", "q", "dp", "dq", "qi"];

impl Raw {
    fn number(&self, name: &str) -> Option<&[u8]> {
        self.numbers.iter().find(|(known, _)| *known == name).map(|(_, bytes)| bytes.as_slice())
    }

    fn read(jose: &mut Jose, value: Value) -> Result<Raw, String> {
        let mut raw = Raw::default();
        jose.object(value, "jose.rawJSONWebKey", &mut |jose, key, value| match key {
            "use" => jose.string(value, &mut raw.usage),
            "kty" => jose.string(value, &mut raw.kty),
            "kid" => jose.string(value, &mut raw.kid),
            "crv" => jose.string(value, &mut raw.crv),
            "alg" => jose.string(value, &mut raw.alg),
            "x5c" => jose.strings(value, &mut raw.x5c),
            "x5u" => url(jose, value),
            "x5t" => jose.string(value, &mut raw.x5t),
            "x5t#S256" => jose.string(value, &mut raw.x5t_s256),
            other => match NUMBERS.iter().find(|known| **known == other) {
                Some(name) => {
                    if let Some(bytes) = byte_buffer(value)? {
                        raw.numbers.push((name, bytes));
                    }
                    Ok(())
                }
                None => Ok(()),
            },
        })?;
        Ok(raw)
    }
}

/// `x5u` is a `*url.URL` in go-jose v2, which no JSON string can fill.
fn url(jose: &mut Jose, value: Value) -> Result<(), String> {
    jose.object(value, "url.URL", &mut |_, _, _| Ok(()))
}

/// `byteBuffer.UnmarshalJSON`: unpadded base64url text; its error stops the reading of the key.
fn byte_buffer(value: Value) -> Result<Option<Vec<u8>>, String> {
    if value.kind() == Kind::Null {
        return Ok(None);
    }
    let mut text = String::new();
    Jose::unmarshal_value(value, &mut |jose, value| jose.string(value, &mut text))?;
    decode_raw_url(&text).map(Some)
}

impl Jwk {
    /// `JSONWebKey.UnmarshalJSON`.
    ///
    /// # Errors
    /// go-jose's text for a key that it refuses.
    pub fn from_value(value: Value) -> Result<Jwk, String> {
        let mut raw = Raw::default();
        Jose::unmarshal_value(value, &mut |jose, value| {
            raw = Raw::read(jose, value)?;
            Ok(())
        })?;
        for certificate in &raw.x5c {
            decode_std(certificate)
                .map_err(|error| format!("go-jose/go-jose: failed to unmarshal x5c field: {error}"))?;
        }
        let key = raw.key()?;
        raw.check_thumbprints()?;
        Ok(Jwk { key, key_id: raw.kid, algorithm: raw.alg, usage: raw.usage })
    }
}

impl Raw {
    fn key(&self) -> Result<Key, String> {
        match self.kty.as_str() {
            "EC" => self.ec(),
            "RSA" => self.rsa(),
            "oct" => self.symmetric(),
            "OKP" => self.okp(),
            other => Err(format!("go-jose/go-jose: unknown json web key type '{other}'")),
        }
    }

    fn rsa(&self) -> Result<Key, String> {
        if self.number("d").is_some() {
            let missing = ["n", "e", "d", "p", "q"].into_iter().find(|name| self.number(name).is_none());
            return match missing {
                None => Ok(Key::Private),
                Some(name) => Err(format!(
                    "go-jose/go-jose: invalid RSA private key, missing {} value(s)",
                    name.to_uppercase()
                )),
            };
        }
        match (self.number("n"), self.number("e")) {
            (Some(modulus), Some(exponent)) => {
                let leading = modulus.iter().take_while(|byte| **byte == 0).count();
                let n = modulus.get(leading..).unwrap_or_default().to_vec();
                Ok(Key::Public(PublicKey::Rsa { n, e: low_64_bits(exponent) }))
            }
            _ => Err("go-jose/go-jose: invalid RSA key, missing n/e values".to_owned()),
        }
    }

    fn ec(&self) -> Result<Key, String> {
        let curve = curve_from_name(&self.crv)
            .ok_or_else(|| format!("go-jose/go-jose: unsupported elliptic curve '{}'", self.crv))?;
        let private = self.number("d");
        let kind = if private.is_some() { "private" } else { "public" };
        let (Some(x), Some(y)) = (self.number("x"), self.number("y")) else {
            return Err(if private.is_some() {
                "go-jose/go-jose: invalid EC private key, missing x/y/d values".to_owned()
            } else {
                "go-jose/go-jose: invalid EC key, missing x/y values".to_owned()
            });
        };
        for (name, bytes) in [("x", Some(x)), ("y", Some(y)), ("d", private)] {
            if bytes.is_some_and(|bytes| bytes.len() != curve.order_size()) {
                return Err(format!("go-jose/go-jose: invalid EC {kind} key, wrong length for {name}"));
            }
        }
        let point = [&[4], x, y].concat();
        let key = PublicKey::ecdsa(curve, &point)
            .map_err(|_| "go-jose/go-jose: invalid EC key, X/Y are not on declared curve".to_owned())?;
        Ok(if private.is_some() { Key::Private } else { Key::Public(key) })
    }

    fn symmetric(&self) -> Result<Key, String> {
        if !self.x5c.is_empty() {
            return Err(
                "go-jose/go-jose: invalid JWK, found 'oct' (symmetric) key with cert chain".to_owned()
            );
        }
        self.number("k")
            .map(|secret| Key::Symmetric(secret.to_vec()))
            .ok_or_else(|| "go-jose/go-jose: invalid OCT (symmetric) key, missing k value".to_owned())
    }

    fn okp(&self) -> Result<Key, String> {
        let Some(x) = self.number("x").filter(|_| self.crv == "Ed25519") else {
            return Err(format!("go-jose/go-jose: unknown curve {}'", self.crv));
        };
        if self.number("d").is_some() {
            return Ok(Key::Private);
        }
        let mut key = [0; 32];
        key.iter_mut().zip(x).for_each(|(to, from)| *to = *from);
        Ok(Key::Public(PublicKey::Ed25519(key)))
    }

    fn check_thumbprints(&self) -> Result<(), String> {
        for (name, text, size) in [("x5t", &self.x5t, 20), ("x5t#S256", &self.x5t_s256, 32)] {
            let bytes = decode_raw_url(text)
                .map_err(|_| format!("go-jose/go-jose: invalid JWK, {name} header has invalid encoding"))?;
            let length = if bytes.len() == 2 * size {
                hex_length(&bytes).map_err(|error| {
                    format!("go-jose/go-jose: invalid JWK, unable to hex decode {name}: {error}")
                })?
            } else {
                bytes.len()
            };
            if length > 0 && length != size {
                return Err(format!("go-jose/go-jose: invalid JWK, {name} header is of incorrect size"));
            }
        }
        Ok(())
    }
}

/// `encoding/hex` on text of even length: the number of bytes that it stands for.
fn hex_length(text: &[u8]) -> Result<usize, String> {
    match text.iter().find(|byte| !byte.is_ascii_hexdigit()) {
        Some(byte) => Err(format!("encoding/hex: invalid byte: {}", go_rune(*byte))),
        None => Ok(text.len() / 2),
    }
}

/// `%#U` of a byte.
fn go_rune(byte: u8) -> String {
    let c = char::from(byte);
    if c.is_control() { format!("U+{:04X}", byte) } else { format!("U+{:04X} '{c}'", byte) }
}

/// `int(new(big.Int).SetBytes(bytes).Int64())`; what is negative there is refused like zero.
fn low_64_bits(bytes: &[u8]) -> u64 {
    let low = bytes.iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    i64::try_from(low).map_or(0, i64::unsigned_abs)
}

#[cfg(test)]
mod tests;
