//! The frame of a certificate: `parseCertificate` of `crypto/x509/parser.go`.
//!
//! ```text
//! Certificate    ::= SEQUENCE { tbsCertificate, signatureAlgorithm AlgorithmIdentifier, signature BIT STRING }
//! TBSCertificate ::= SEQUENCE { version [0] INTEGER DEFAULT 0, serialNumber INTEGER, signature AlgorithmIdentifier,
//!                               issuer Name, validity SEQUENCE { Time, Time }, subject Name,
//!                               subjectPublicKeyInfo, issuerUniqueID [1], subjectUniqueID [2], extensions [3] }
//! ```

use super::error::ParseError;
use super::extensions;
use super::name::Name;
use super::time::{self, Time};
use super::{Certificate, Extension, SignatureAlgorithm};
use crate::crypto::PublicKey;
use crate::crypto::der::{Der, OCTET_STRING, SEQUENCE, context, context_constructed, magnitude};
use crate::crypto::keys::Algorithm;
use crate::golang::quote::quote;

fn malformed(text: &'static str) -> impl Fn() -> ParseError {
    move || ParseError::new(text)
}

pub(super) fn certificate(der: &[u8]) -> Result<Certificate, ParseError> {
    let whole = Der(der).element(SEQUENCE).ok_or_else(malformed("x509: malformed certificate"))?;
    let mut outer = Der(whole.content);
    let tbs = outer.element(SEQUENCE).ok_or_else(malformed("x509: malformed tbs certificate"))?;
    let mut inner = Der(tbs.content);

    let version = version(&mut inner)?;
    let serial = serial(&mut inner)?;
    let signature_algorithm = signature_algorithm(&mut inner, &mut outer)?;
    let (raw_issuer, issuer) = name(&mut inner)?;
    let (not_before, not_after) = validity(&mut inner)?;
    let (raw_subject, subject) = name(&mut inner)?;
    let (raw_spki, public_key) = public_key(&mut inner)?;

    let mut certificate = Certificate {
        raw: whole.whole.to_vec(),
        raw_tbs: tbs.whole.to_vec(),
        raw_subject: raw_subject.to_vec(),
        raw_issuer: raw_issuer.to_vec(),
        raw_spki: raw_spki.to_vec(),
        version,
        serial: serial.to_vec(),
        issuer,
        subject,
        not_before,
        not_after,
        public_key,
        signature_algorithm,
        signature: Vec::new(),
        extensions: Vec::new(),
        unhandled_critical_extensions: Vec::new(),
        key_usage: Default::default(),
        ext_key_usage: Vec::new(),
        unknown_ext_key_usage: Vec::new(),
        basic_constraints_valid: false,
        is_ca: false,
        max_path_len: None,
        subject_key_id: Vec::new(),
        authority_key_id: Vec::new(),
        dns_names: Vec::new(),
        email_addresses: Vec::new(),
        ip_addresses: Vec::new(),
        uris: Vec::new(),
        permitted: Default::default(),
        excluded: Default::default(),
        policies: Default::default(),
    };
    if version > 1 {
        inner.optional(context(1)).ok_or_else(malformed("x509: malformed issuerUniqueID"))?;
        inner.optional(context(2)).ok_or_else(malformed("x509: malformed subjectUniqueID"))?;
    }
    if version == 3 {
        certificate.extensions = extension_list(&mut inner)?;
        extensions::process(&mut certificate)?;
    }
    let signature = outer.bit_string().ok_or_else(malformed("x509: malformed signature"))?;
    certificate.signature = signature.right_aligned();
    if certificate.raw.len() != der.len() {
        return Err(ParseError::new("x509: trailing data"));
    }
    Ok(certificate)
}

/// The version as it is spoken of: one more than what is encoded.
fn version(inner: &mut Der<'_>) -> Result<i64, ParseError> {
    let malformed = malformed("x509: malformed version");
    let Some(mut explicit) = inner.optional(context_constructed(0)).ok_or_else(&malformed)? else {
        return Ok(1);
    };
    match explicit.int64().filter(|version| explicit.is_empty() && *version >= 0).ok_or_else(malformed)? {
        version @ 0..=2 => Ok(version + 1),
        _ => Err(ParseError::new("x509: invalid version")),
    }
}

fn serial<'a>(inner: &mut Der<'a>) -> Result<&'a [u8], ParseError> {
    let serial = inner.integer().ok_or_else(malformed("x509: malformed serial number"))?;
    magnitude(serial).ok_or_else(malformed("x509: negative serial number"))
}

fn signature_algorithm(inner: &mut Der<'_>, outer: &mut Der<'_>) -> Result<SignatureAlgorithm, ParseError> {
    let signed =
        inner.read(SEQUENCE).ok_or_else(malformed("x509: malformed signature algorithm identifier"))?;
    let unsigned = outer.read(SEQUENCE).ok_or_else(malformed("x509: malformed algorithm identifier"))?;
    if signed.0 != unsigned.0 {
        let text = "x509: inner and outer signature algorithm identifiers don't match";
        return Err(ParseError::new(text));
    }
    Ok(SignatureAlgorithm::from_identifier(&algorithm(signed)?))
}

fn algorithm(mut content: Der<'_>) -> Result<Algorithm<'_>, ParseError> {
    let oid = content.oid().ok_or_else(malformed("x509: malformed OID"))?;
    let parameters = if content.is_empty() {
        &[]
    } else {
        content.any().ok_or_else(malformed("x509: malformed parameters"))?.whole
    };
    Ok(Algorithm { oid, parameters })
}

/// Issuer or subject: Go calls both the issuer when the frame is broken.
fn name<'a>(inner: &mut Der<'a>) -> Result<(&'a [u8], Name), ParseError> {
    let raw = inner.element(SEQUENCE).ok_or_else(malformed("x509: malformed issuer"))?.whole;
    Ok((raw, Name::parse(raw)?))
}

fn validity(inner: &mut Der<'_>) -> Result<(Time, Time), ParseError> {
    let mut validity = inner.read(SEQUENCE).ok_or_else(malformed("x509: malformed validity"))?;
    Ok((time::read(&mut validity)?, time::read(&mut validity)?))
}

fn public_key<'a>(inner: &mut Der<'a>) -> Result<(&'a [u8], PublicKey), ParseError> {
    let spki = inner.element(SEQUENCE).ok_or_else(malformed("x509: malformed spki"))?;
    let mut content = Der(spki.content);
    let identifier = content.read(SEQUENCE);
    let identifier = identifier.ok_or_else(malformed("x509: malformed public key algorithm identifier"))?;
    let algorithm = algorithm(identifier)?;
    let bits = content.bit_string().ok_or_else(malformed("x509: malformed subjectPublicKey"))?;
    Ok((spki.whole, PublicKey::from_parts(&algorithm, &bits.right_aligned())?))
}

fn extension_list(inner: &mut Der<'_>) -> Result<Vec<Extension>, ParseError> {
    let malformed_list = malformed("x509: malformed extensions");
    let Some(mut explicit) = inner.optional(context_constructed(3)).ok_or_else(&malformed_list)? else {
        return Ok(Vec::new());
    };
    let mut list = explicit.read(SEQUENCE).ok_or_else(malformed_list)?;
    let mut extensions: Vec<Extension> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    while !list.is_empty() {
        let content = list.read(SEQUENCE).ok_or_else(malformed("x509: malformed extension"))?;
        let extension = extension(content)?;
        if !seen.insert(extension.oid.clone()) {
            let oid = quote(&extension.oid.to_string());
            return Err(format!("x509: certificate contains duplicate extension with OID {oid}").into());
        }
        extensions.push(extension);
    }
    Ok(extensions)
}

/// ```text
/// Extension ::= SEQUENCE { extnID OBJECT IDENTIFIER, critical BOOLEAN DEFAULT FALSE, extnValue OCTET STRING }
/// ```
fn extension(mut content: Der<'_>) -> Result<Extension, ParseError> {
    let oid = content.oid().ok_or_else(malformed("x509: malformed extension OID field"))?;
    let critical = if content.next_is(crate::crypto::der::BOOLEAN) {
        content.boolean().ok_or_else(malformed("x509: malformed extension critical field"))?
    } else {
        false
    };
    let value = content.read(OCTET_STRING);
    let value = value.ok_or_else(malformed("x509: malformed extension value field"))?.0.to_vec();
    Ok(Extension { oid, critical, value })
}
