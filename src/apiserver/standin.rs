//! Narrow places where parts of other rooms are plugged in: certificates, keys and the authentication configuration.

use x509_cert::der::Decode as _;

use crate::crypto::x509::Certificate;
use crate::golang::base64::decode_std;
use crate::scenario::Version;

use super::authentication_configuration::AuthenticationConfiguration;

struct Block<'t> {
    label: &'t str,
    bytes: Vec<u8>,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("-----BEGIN ") {
        let Some((label, body)) = behind.split_once("-----") else { break };
        let Some((body, after)) = body.split_once("-----END ") else { break };
        let body: String = body.split_whitespace().collect();
        if let Ok(bytes) = decode_std(&body) {
            blocks.push(Block { label, bytes });
        }
        rest = after;
    }
    blocks
}

pub(super) fn certificates_from_pem(text: &str) -> Result<Vec<Certificate>, String> {
    let mut certificates = Vec::new();
    for block in blocks(text).into_iter().filter(|block| block.label == "CERTIFICATE") {
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

pub(super) fn public_keys_from_pem(text: &str) -> Result<(), String> {
    let key = blocks(text).iter().any(|block| {
        block.label.ends_with("PRIVATE KEY")
            || block.label.ends_with("PUBLIC KEY")
            || x509_cert::Certificate::from_der(&block.bytes).is_ok()
    });
    if key { Ok(()) } else { Err("data does not contain any valid RSA or ECDSA public keys".into()) }
}

pub(super) fn private_key_from_pem(text: &str) -> Result<(), String> {
    let labels = ["EC PRIVATE KEY", "RSA PRIVATE KEY", "PRIVATE KEY"];
    if blocks(text).iter().any(|block| labels.contains(&block.label)) {
        Ok(())
    } else {
        Err("data does not contain a valid RSA or ECDSA private key".into())
    }
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
