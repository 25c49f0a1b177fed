//! Narrow places where parts of other rooms are plugged in: certificates and the authentication configuration.

use x509_cert::der::Decode as _;

use crate::crypto::pem;
use crate::crypto::x509::Certificate;

use crate::scenario::Version;

use super::authentication_configuration::AuthenticationConfiguration;

pub(super) fn certificates_from_pem(text: &str) -> Result<Vec<Certificate>, String> {
    let mut certificates = Vec::new();
    for block in pem::blocks(text).filter(|block| block.label == "CERTIFICATE" && block.headers.is_empty()) {
        if x509_cert::Certificate::from_der(&block.bytes).is_err() {
            return Err("x509: malformed certificate".into());
        }
        certificates.push(Certificate { raw: block.bytes });
    }
    if certificates.is_empty() {
        return Err("data does not contain any valid RSA or ECDSA certificates".into());
    }
    Ok(certificates)
}

pub(super) fn load(text: &str, _version: Version) -> Result<AuthenticationConfiguration, String> {
    if text.is_empty() { Err("empty config data".into()) } else { Ok(AuthenticationConfiguration::default()) }
}

pub(super) fn validate(
    _file: &AuthenticationConfiguration,
    _disallowed_issuers: &[String],
    _version: Version,
) -> Option<String> {
    None
}
