//! The extensions that Go understands: `processExtensions` of `crypto/x509/parser.go`, RFC 5280 section 4.2.
//!
//! Extensions that decide nothing here are read all the same, since a malformed one spoils the certificate.

use std::net::IpAddr;

use super::constraints::{self, NameConstraints};
use super::error::ParseError;
use super::policy;
use super::uri::Uri;
use super::usage::{ExtKeyUsage, KeyUsage};
use super::{Certificate, Extension};
use crate::crypto::der::{BOOLEAN, Der, INTEGER, OCTET_STRING, SEQUENCE, context, context_constructed};

/// id-ce-subjectAltName: 2.5.29.17
pub(super) const SUBJECT_ALT_NAME: &[u8] = &[0x55, 0x1d, 17];
/// id-ce-nameConstraints: 2.5.29.30
pub(super) const NAME_CONSTRAINTS: &[u8] = &[0x55, 0x1d, 30];
/// id-pe-authorityInfoAccess: 1.3.6.1.5.5.7.1.1
const AUTHORITY_INFO_ACCESS: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 1, 1];

type Result<T> = std::result::Result<T, ParseError>;

/// Reads the extensions of a certificate into its fields.
pub(super) fn process(certificate: &mut Certificate) -> Result<()> {
    let extensions = std::mem::take(&mut certificate.extensions);
    let processed = extensions.iter().try_for_each(|extension| {
        let handled = one(certificate, extension)?;
        if extension.critical && !handled {
            certificate.unhandled_critical_extensions.push(extension.oid.clone());
        }
        Ok(())
    });
    certificate.extensions = extensions;
    processed
}

/// Answers whether the extension was understood in full.
fn one(certificate: &mut Certificate, extension: &Extension) -> Result<bool> {
    let value = Der(&extension.value);
    match extension.oid.as_bytes() {
        // id-ce: 2.5.29
        [0x55, 0x1d, number] => match number {
            14 => certificate.subject_key_id = subject_key_id(extension)?,
            15 => certificate.key_usage = key_usage(value)?,
            17 => return subject_alt_name(certificate, value),
            19 => basic_constraints(certificate, value)?,
            30 => return name_constraints(certificate, value),
            31 => crl_distribution_points(value)?,
            32 => certificate.policies.identifiers = policy::identifiers(value)?,
            33 => certificate.policies.mappings = policy::mappings(value)?,
            35 => certificate.authority_key_id = authority_key_id(extension)?,
            36 => policy::constraints(&mut certificate.policies, value)?,
            37 => ext_key_usage(certificate, value)?,
            54 => certificate.policies.inhibit_any_policy = policy::inhibit_any_policy(value)?,
            _ => return Ok(false),
        },
        AUTHORITY_INFO_ACCESS => authority_info_access(extension)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn subject_key_id(extension: &Extension) -> Result<Vec<u8>> {
    if extension.critical {
        return Err(ParseError::new("x509: subject key identifier incorrectly marked critical"));
    }
    let id = Der(&extension.value).read(OCTET_STRING);
    Ok(id.ok_or(ParseError::new("x509: invalid subject key identifier"))?.0.to_vec())
}

/// ```text
/// AuthorityKeyIdentifier ::= SEQUENCE { keyIdentifier [0] OCTET STRING OPTIONAL, … }
/// ```
fn authority_key_id(extension: &Extension) -> Result<Vec<u8>> {
    if extension.critical {
        return Err(ParseError::new("x509: authority key identifier incorrectly marked critical"));
    }
    let sequence = Der(&extension.value).read(SEQUENCE);
    let id = sequence.and_then(|mut sequence| sequence.optional(context(0)));
    let id = id.ok_or(ParseError::new("x509: invalid authority key identifier"))?;
    Ok(id.map(|id| id.0.to_vec()).unwrap_or_default())
}

fn key_usage(mut value: Der<'_>) -> Result<KeyUsage> {
    let bits = value.bit_string().ok_or(ParseError::new("x509: invalid key usage"))?;
    Ok(KeyUsage::from_bits(|index| bits.bit(index)))
}

/// ```text
/// BasicConstraints ::= SEQUENCE { cA BOOLEAN DEFAULT FALSE, pathLenConstraint INTEGER OPTIONAL }
/// ```
fn basic_constraints(certificate: &mut Certificate, mut value: Der<'_>) -> Result<()> {
    const INVALID: ParseError = ParseError::new("x509: invalid basic constraints");
    let mut sequence = value.read(SEQUENCE).ok_or(INVALID)?;
    if sequence.next_is(BOOLEAN) {
        certificate.is_ca = sequence.boolean().ok_or(INVALID)?;
    }
    if sequence.next_is(INTEGER) {
        let length = sequence.uint64().filter(|length| i64::try_from(*length).is_ok());
        certificate.max_path_len = Some(length.ok_or(INVALID)?);
    }
    certificate.basic_constraints_valid = true;
    Ok(())
}

fn ext_key_usage(certificate: &mut Certificate, mut value: Der<'_>) -> Result<()> {
    const INVALID: ParseError = ParseError::new("x509: invalid extended key usages");
    let mut sequence = value.read(SEQUENCE).ok_or(INVALID)?;
    while !sequence.is_empty() {
        let oid = sequence.oid().ok_or(INVALID)?;
        match ExtKeyUsage::from_oid(&oid) {
            Some(usage) => certificate.ext_key_usage.push(usage),
            None => certificate.unknown_ext_key_usage.push(oid),
        }
    }
    Ok(())
}

/// ```text
/// SubjectAltName ::= SEQUENCE OF GeneralName      ; [1] e-mail, [2] DNS name, [6] URI, [7] IP address
/// ```
fn subject_alt_name(certificate: &mut Certificate, mut value: Der<'_>) -> Result<bool> {
    let sequence = value.read(SEQUENCE);
    let mut sequence = sequence.ok_or(ParseError::new("x509: invalid subject alternative names"))?;
    while !sequence.is_empty() {
        let name = sequence.any();
        let name = name.ok_or(ParseError::new("x509: invalid subject alternative name"))?;
        if name.tag == context(1) {
            let email = ia5_string(name.content);
            let email = email.ok_or(ParseError::new("x509: SAN rfc822Name is malformed"))?;
            certificate.email_addresses.push(email);
        } else if name.tag == context(2) {
            let dns = ia5_string(name.content);
            certificate.dns_names.push(dns.ok_or(ParseError::new("x509: SAN dNSName is malformed"))?);
        } else if name.tag == context(6) {
            let text = ia5_string(name.content);
            let text = text.ok_or(ParseError::new("x509: SAN uniformResourceIdentifier is malformed"))?;
            certificate.uris.push(Uri::parse(&text)?);
        } else if name.tag == context(7) {
            certificate.ip_addresses.push(ip_address(name.content)?);
        }
    }
    Ok(!(certificate.dns_names.is_empty()
        && certificate.email_addresses.is_empty()
        && certificate.ip_addresses.is_empty()
        && certificate.uris.is_empty()))
}

fn ip_address(content: &[u8]) -> Result<IpAddr> {
    if let Ok(v4) = <[u8; 4]>::try_from(content) {
        Ok(v4.into())
    } else if let Ok(v6) = <[u8; 16]>::try_from(content) {
        Ok(v6.into())
    } else {
        Err(format!("x509: cannot parse IP address of length {}", content.len()).into())
    }
}

/// A string of ASCII characters.
pub(super) fn ia5_string(content: &[u8]) -> Option<String> {
    content.is_ascii().then(|| content.iter().map(|byte| char::from(*byte)).collect())
}

/// ```text
/// NameConstraints ::= SEQUENCE { permittedSubtrees [0] GeneralSubtrees OPTIONAL,
///                                excludedSubtrees  [1] GeneralSubtrees OPTIONAL }
/// ```
fn name_constraints(certificate: &mut Certificate, mut value: Der<'_>) -> Result<bool> {
    const INVALID: ParseError = ParseError::new("x509: invalid NameConstraints extension");
    let mut sequence = value.read(SEQUENCE).filter(|_| value.is_empty()).ok_or(INVALID)?;
    let permitted = sequence.optional(context_constructed(0)).ok_or(INVALID)?;
    let excluded = sequence.optional(context_constructed(1)).ok_or(INVALID)?;
    if !sequence.is_empty() {
        return Err(INVALID);
    }
    let (permitted, excluded) = (permitted.unwrap_or(Der(&[])), excluded.unwrap_or(Der(&[])));
    if permitted.is_empty() && excluded.is_empty() {
        return Err(ParseError::new("x509: empty name constraints extension"));
    }
    let mut handled = true;
    let mut read = |subtrees| -> Result<NameConstraints> {
        let (names, all) = constraints::subtrees(subtrees)?;
        handled &= all;
        Ok(names)
    };
    certificate.permitted = read(permitted)?;
    certificate.excluded = read(excluded)?;
    Ok(handled)
}

/// ```text
/// DistributionPoint ::= SEQUENCE { distributionPoint [0] { fullName [0] GeneralNames, … } OPTIONAL, … }
/// ```
fn crl_distribution_points(mut value: Der<'_>) -> Result<()> {
    const INVALID: ParseError = ParseError::new("x509: invalid CRL distribution point");
    let points = value.read(SEQUENCE);
    let mut points = points.ok_or(ParseError::new("x509: invalid CRL distribution points"))?;
    while !points.is_empty() {
        let mut point = points.read(SEQUENCE).ok_or(INVALID)?;
        let Some(mut name) = point.optional(context_constructed(0)).ok_or(INVALID)? else { continue };
        let mut names = name.read(context_constructed(0)).ok_or(INVALID)?;
        while names.next_is(context(6)) {
            names.read(context(6)).ok_or(INVALID)?;
        }
    }
    Ok(())
}

/// ```text
/// AuthorityInfoAccessSyntax ::= SEQUENCE OF SEQUENCE { accessMethod OBJECT IDENTIFIER, accessLocation GeneralName }
/// ```
fn authority_info_access(extension: &Extension) -> Result<()> {
    if extension.critical {
        return Err(ParseError::new("x509: authority info access incorrectly marked critical"));
    }
    const INVALID: ParseError = ParseError::new("x509: invalid authority info access");
    let mut list = Der(&extension.value).read(SEQUENCE).ok_or(INVALID)?;
    while !list.is_empty() {
        let mut description = list.read(SEQUENCE).ok_or(INVALID)?;
        description.oid().ok_or(INVALID)?;
        description.optional(context(6)).ok_or(INVALID)?;
    }
    Ok(())
}
