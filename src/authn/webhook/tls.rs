//! The TLS files of the webhook's client, as `transport.TLSConfigFor` of `k8s.io/client-go` and Go's
//! `tls.X509KeyPair` check them when the server starts.

use crate::crypto::pem::{self, Block};
use crate::crypto::x509::Certificate;

use super::client::Paths;
use super::kubeconfig::{Cluster, User};

/// Checks authority and client certificate.
///
/// # Errors
/// The message with which the server would refuse to start.
pub(super) fn check(cluster: &Cluster, user: &User, paths: &Paths) -> Result<(), String> {
    let has_authority =
        !cluster.certificate_authority.is_empty() || !cluster.certificate_authority_data.is_empty();
    if has_authority && cluster.insecure_skip_tls_verify {
        return Err("specifying a root certificates file with the insecure flag is not allowed".to_owned());
    }
    let authority = data_or_file(&cluster.certificate_authority_data, &cluster.certificate_authority, paths)?;
    let certificate = data_or_file(&user.client_certificate_data, &user.client_certificate, paths)?;
    let key = data_or_file(&user.client_key_data, &user.client_key, paths)?;
    if !authority.is_empty() {
        check_roots(&authority).map_err(|error| format!("unable to load root certificates: {error}"))?;
    }
    // A certificate and a key that both come from files are read at every handshake instead.
    let from_files = user.client_certificate_data.is_empty() && user.client_key_data.is_empty();
    if certificate.is_empty() || key.is_empty() || from_files {
        return Ok(());
    }
    check_pair(&certificate, &key)
}

fn data_or_file(data: &[u8], path: &str, paths: &Paths) -> Result<String, String> {
    if !data.is_empty() || path.is_empty() {
        return Ok(String::from_utf8_lossy(data).into_owned());
    }
    paths.read(path).map(str::to_owned)
}

/// `rootCertPool`: one certificate that can be read is enough.
fn check_roots(text: &str) -> Result<(), String> {
    let mut error = None;
    let mut rest = text;
    while !rest.is_empty() {
        let Some((block, behind)) = pem::decode(rest) else {
            error.get_or_insert("unable to parse bytes as PEM block".to_owned());
            break;
        };
        rest = behind;
        if block.label != "CERTIFICATE" || !block.headers.is_empty() {
            continue;
        }
        match parse_certificate(&block) {
            Ok(()) => return Ok(()),
            Err(reason) => drop(error.get_or_insert(format!("failed to parse certificate: {reason}"))),
        }
    }
    Err(error.unwrap_or_else(|| "no valid certificate authority data seen".to_owned()))
}

fn parse_certificate(block: &Block) -> Result<(), String> {
    Certificate::parse(&block.bytes).map(drop).map_err(|error| error.to_string())
}

/// `tls.X509KeyPair`, as far as it goes without the private key's numbers.
fn check_pair(certificate: &str, key: &str) -> Result<(), String> {
    let blocks: Vec<Block> = pem::blocks(certificate).collect();
    let Some(leaf) = blocks.iter().find(|block| block.label == "CERTIFICATE") else {
        let skipped: Vec<&str> = blocks.iter().map(|block| block.label.as_str()).collect();
        return Err(match skipped.as_slice() {
            [] => "tls: failed to find any PEM data in certificate input".to_owned(),
            [one] if one.ends_with("PRIVATE KEY") => "tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched".to_owned(),
            several => format!(
                "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM blocks of the following types: [{}]",
                several.join(" ")
            ),
        });
    };
    let labels: Vec<String> = pem::blocks(key).map(|block| block.label).collect();
    if !labels.iter().any(|label| label == "PRIVATE KEY" || label.ends_with(" PRIVATE KEY")) {
        return Err(match labels.as_slice() {
            [] => "tls: failed to find any PEM data in key input".to_owned(),
            [one] if one == "CERTIFICATE" => {
                "tls: found a certificate rather than a key in the PEM for the private key".to_owned()
            }
            several => format!(
                "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after skipping PEM blocks of the following types: [{}]",
                several.join(" ")
            ),
        });
    }
    parse_certificate(leaf)
}
