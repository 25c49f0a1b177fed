//! JSON Web Keys (RFC 7517) as go-jose v2 reads them (`jwk.go`), with its error texts.
//!
//! One key that cannot be read makes the whole set unreadable: that is how the server behaves. Private keys are
//! recognised but never kept; their numbers are not checked against each other. A SHA-1 thumbprint (`x5t`) is not
//! compared with the certificate, one with SHA-256 is.

use super::keys::{Curve, PublicKey, bit_length};
use super::x509::Certificate;
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
        let certificates = parse_certificates(&raw.x5c)
            .map_err(|error| format!("go-jose/go-jose: failed to unmarshal x5c field: {error}"))?;
        let (key, public) = raw.key()?;
        let leaf = certificates.first();
        if let (Some(leaf), Some(public)) = (leaf, &public)
            && leaf.public_key != *public
        {
            return Err(
                "go-jose/go-jose: invalid JWK, public keys in key and x5c fields to not match".to_owned()
            );
        }
        raw.check_thumbprints(leaf)?;
        Ok(Jwk { key, key_id: raw.kid, algorithm: raw.alg, usage: raw.usage })
    }
}

/// What a key is to go-jose, and its public half, also that of a private key where it is told.
type Parsed = (Key, Option<PublicKey>);

fn parsed(key: PublicKey, private: bool) -> Parsed {
    if private { (Key::Private, Some(key)) } else { (Key::Public(key.clone()), Some(key)) }
}

impl Raw {
    fn key(&self) -> Result<Parsed, String> {
        match self.kty.as_str() {
            "EC" => self.ec(),
            "RSA" => self.rsa(),
            "oct" => self.symmetric(),
            "OKP" => self.okp(),
            other => Err(format!("go-jose/go-jose: unknown json web key type '{other}'")),
        }
    }

    fn rsa(&self) -> Result<Parsed, String> {
        let private = self.number("d").is_some();
        let missing = ["n", "e", "d", "p", "q"].into_iter().find(|name| self.number(name).is_none());
        if let Some(name) = missing.filter(|_| private) {
            let name = name.to_uppercase();
            return Err(format!("go-jose/go-jose: invalid RSA private key, missing {name} value(s)"));
        }
        match (self.number("n"), self.number("e")) {
            (Some(modulus), Some(exponent)) => {
                let leading = modulus.iter().take_while(|byte| **byte == 0).count();
                let n = modulus.get(leading..).unwrap_or_default().to_vec();
                Ok(parsed(PublicKey::Rsa { n, e: low_64_bits(exponent) }, private))
            }
            _ => Err("go-jose/go-jose: invalid RSA key, missing n/e values".to_owned()),
        }
    }

    fn ec(&self) -> Result<Parsed, String> {
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
        let key = PublicKey::ecdsa(curve, &[&[4], x, y].concat())
            .map_err(|_| "go-jose/go-jose: invalid EC key, X/Y are not on declared curve".to_owned())?;
        Ok(parsed(key, private.is_some()))
    }

    fn symmetric(&self) -> Result<Parsed, String> {
        if !self.x5c.is_empty() {
            return Err(
                "go-jose/go-jose: invalid JWK, found 'oct' (symmetric) key with cert chain".to_owned()
            );
        }
        self.number("k")
            .map(|secret| (Key::Symmetric(secret.to_vec()), None))
            .ok_or_else(|| "go-jose/go-jose: invalid OCT (symmetric) key, missing k value".to_owned())
    }

    fn okp(&self) -> Result<Parsed, String> {
        let Some(x) = self.number("x").filter(|_| self.crv == "Ed25519") else {
            return Err(format!("go-jose/go-jose: unknown curve {}'", self.crv));
        };
        let mut key = [0; 32];
        key.iter_mut().zip(x).for_each(|(to, from)| *to = *from);
        Ok(parsed(PublicKey::Ed25519(key), self.number("d").is_some()))
    }

    fn check_thumbprints(&self, leaf: Option<&Certificate>) -> Result<(), String> {
        for (name, text, size) in [("x5t", &self.x5t, 20), ("x5t#S256", &self.x5t_s256, 32)] {
            let mut bytes = decode_raw_url(text)
                .map_err(|_| format!("go-jose/go-jose: invalid JWK, {name} header has invalid encoding"))?;
            if bytes.len() == 2 * size {
                bytes = from_hex(&bytes).map_err(|error| {
                    format!("go-jose/go-jose: invalid JWK, unable to hex decode {name}: {error}")
                })?;
            }
            if !bytes.is_empty() && bytes.len() != size {
                return Err(format!("go-jose/go-jose: invalid JWK, {name} header is of incorrect size"));
            }
            let other = |leaf: &Certificate| leaf.fingerprint_sha256().as_slice() != bytes;
            if bytes.len() == 32 && leaf.is_some_and(other) {
                return Err(
                    "go-jose/go-jose: invalid JWK, x5c thumbprint does not match x5t#S256 value".to_owned()
                );
            }
        }
        Ok(())
    }
}

/// `parseCertificateChain`.
///
/// # Errors
/// Go's text about the first one that is not base64, or no certificate.
pub(super) fn parse_certificates(chain: &[String]) -> Result<Vec<Certificate>, String> {
    chain
        .iter()
        .map(|text| Certificate::parse(&decode_std(text)?).map_err(|error| error.to_string()))
        .collect()
}

/// `encoding/hex` on text of even length.
fn from_hex(text: &[u8]) -> Result<Vec<u8>, String> {
    let digit = |byte: u8| {
        let value = char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok());
        value.ok_or_else(|| format!("encoding/hex: invalid byte: {}", go_rune(byte)))
    };
    let digits = text.iter().map(|byte| digit(*byte)).collect::<Result<Vec<u8>, String>>()?;
    Ok(digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect())
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
