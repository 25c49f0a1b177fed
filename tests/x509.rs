//! Certificates and paths that Go's `crypto/x509` judged: same verdict, same text, same chains.

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use authn_explorer::crypto::PublicKey;
use authn_explorer::crypto::rare::RareKeys;
use authn_explorer::crypto::x509::{
    CertPool, Certificate, ExtKeyUsage, KeyUsage, NameConstraints, VerifyOptions,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde::de::DeserializeOwned;

fn fixture<T: DeserializeOwned>(name: &str) -> T {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/x509").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn bytes(text: &str) -> Vec<u8> {
    STANDARD.decode(text).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[derive(Deserialize)]
struct ParseCase {
    name: String,
    der: String,
    #[serde(default)]
    error: String,
    parsed: Option<Parsed>,
}

/// What Go read, as Go prints it; what is empty is left out of the fixtures.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
struct Parsed {
    version: i64,
    serial: String,
    subject: String,
    issuer: String,
    cn: String,
    o: Vec<String>,
    names: Vec<(String, String)>,
    not_before: String,
    not_after: String,
    ku: u32,
    eku: Vec<String>,
    unknown_eku: Vec<String>,
    bc: bool,
    ca: bool,
    path: Option<u64>,
    skid: String,
    akid: String,
    dns: Vec<String>,
    email: Vec<String>,
    ip: Vec<String>,
    uri: Vec<String>,
    nc: Vec<String>,
    unhandled: Vec<String>,
    sigalg: String,
    key: String,
}

fn strings<T: ToString>(list: &[T]) -> Vec<String> {
    list.iter().map(T::to_string).collect()
}

fn key_usage_bits(usage: KeyUsage) -> u32 {
    const NAMES: [&str; 9] = [
        "digitalSignature",
        "contentCommitment",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];
    usage.names().map(|name| 1 << NAMES.iter().position(|known| *known == name).unwrap()).sum()
}

fn described(certificate: &Certificate) -> Parsed {
    let constraints = |part: fn(&NameConstraints) -> Vec<String>| {
        [part(&certificate.permitted).join(" "), part(&certificate.excluded).join(" ")]
    };
    let constraints = [
        constraints(|names| names.dns.clone()),
        constraints(|names| strings(&names.ip)),
        constraints(|names| names.email.clone()),
        constraints(|names| names.uri.clone()),
    ]
    .concat();
    Parsed {
        version: certificate.version,
        serial: certificate.serial_number(),
        subject: certificate.subject.to_string(),
        issuer: certificate.issuer.to_string(),
        cn: certificate.subject.common_name.clone(),
        o: certificate.subject.organization.clone(),
        names: certificate
            .subject
            .names
            .iter()
            .map(|attribute| (attribute.oid.to_string(), attribute.value.clone()))
            .collect(),
        not_before: certificate.not_before.to_string(),
        not_after: certificate.not_after.to_string(),
        ku: key_usage_bits(certificate.key_usage),
        eku: strings(&certificate.ext_key_usage),
        unknown_eku: strings(&certificate.unknown_ext_key_usage),
        bc: certificate.basic_constraints_valid,
        ca: certificate.is_ca,
        path: certificate.max_path_len,
        skid: hex(&certificate.subject_key_id),
        akid: hex(&certificate.authority_key_id),
        dns: certificate.dns_names.clone(),
        email: certificate.email_addresses.clone(),
        ip: certificate.ip_addresses.iter().map(|address| address.to_canonical().to_string()).collect(),
        uri: strings(&certificate.uris),
        nc: if constraints.iter().all(String::is_empty) { Vec::new() } else { constraints },
        unhandled: strings(&certificate.unhandled_critical_extensions),
        sigalg: certificate.signature_algorithm.to_string(),
        key: match &certificate.public_key {
            PublicKey::Rsa { n, e } => format!("rsa {} {e}", hex(n)),
            PublicKey::Ecdsa { curve, .. } => format!("ecdsa {}", curve.name()),
            PublicKey::Ed25519(_) => "ed25519".to_owned(),
            PublicKey::Dsa => "dsa".to_owned(),
            PublicKey::Unknown { .. } => "<nil>".to_owned(),
        },
    }
}

#[test]
fn certificates_are_read_as_go_reads_them() {
    let mut different = Vec::new();
    for case in fixture::<Vec<ParseCase>>("parse.json") {
        let parsed = Certificate::parse(&bytes(&case.der));
        let (error, parsed) = match parsed {
            Ok(certificate) => (String::new(), Some(described(&certificate))),
            Err(error) => (error.to_string(), None),
        };
        if error != case.error || parsed != case.parsed {
            different.push(format!(
                "{}: {}\n  Go:   {:?} {:?}\n  here: {error:?} {parsed:?}",
                case.name, case.der, case.error, case.parsed
            ));
        }
    }
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}

#[derive(Deserialize)]
struct Paths {
    certificates: HashMap<String, String>,
    paths: Vec<PathCase>,
}

#[derive(Deserialize)]
struct PathCase {
    name: String,
    leaf: String,
    intermediates: Vec<String>,
    roots: Vec<String>,
    now: DateTime<Utc>,
    usages: Vec<String>,
    #[serde(default)]
    error: String,
    #[serde(default)]
    chains: Vec<Vec<String>>,
}

fn usage(name: &str) -> ExtKeyUsage {
    match name {
        "any" => ExtKeyUsage::Any,
        "server" => ExtKeyUsage::ServerAuth,
        "client" => ExtKeyUsage::ClientAuth,
        "code" => ExtKeyUsage::CodeSigning,
        other => panic!("{other}"),
    }
}

#[test]
fn paths_are_built_as_go_builds_them() {
    let Paths { certificates, paths } = fixture("paths.json");
    let certificates: HashMap<String, Rc<Certificate>> = certificates
        .into_iter()
        .map(|(id, der)| (id, Rc::new(Certificate::parse(&bytes(&der)).unwrap())))
        .collect();
    let pool = |ids: &[String]| ids.iter().map(|id| Rc::clone(&certificates[id])).collect::<CertPool>();
    let mut different = Vec::new();
    for case in paths {
        let (roots, intermediates) = (pool(&case.roots), pool(&case.intermediates));
        let key_usages: Vec<ExtKeyUsage> = case.usages.iter().map(|name| usage(name)).collect();
        let options = VerifyOptions {
            roots: &roots,
            intermediates: Some(&intermediates),
            now: case.now,
            key_usages: &key_usages,
            rare: &RareKeys,
        };
        let verdict = certificates[&case.leaf].verify(&options);
        let id = |certificate: &Rc<Certificate>| hex(&certificate.fingerprint_sha256()[..6]);
        let (error, chains) = match verdict {
            Ok(chains) => {
                (String::new(), chains.iter().map(|chain| chain.iter().map(id).collect()).collect())
            }
            Err(error) => (error.to_string(), Vec::<Vec<String>>::new()),
        };
        if error != case.error || chains != case.chains {
            different.push(format!(
                "{} (leaf {})\n  Go:   {:?} {:?}\n  here: {error:?} {chains:?}",
                case.name, case.leaf, case.error, case.chains
            ));
        }
    }
    assert!(different.is_empty(), "{} differ:\n{}", different.len(), different.join("\n"));
}

/// The longest certificate of the fixtures that Go accepts.
fn long_certificate() -> Vec<u8> {
    let cases = fixture::<Vec<ParseCase>>("parse.json");
    let rich = cases.iter().find(|case| case.name == "rich").unwrap();
    bytes(&rich.der)
}

#[test]
fn a_certificate_cut_at_any_byte_is_malformed() {
    let der = long_certificate();
    for length in 0..der.len() {
        let error = Certificate::parse(&der[..length]).unwrap_err();
        assert_eq!(error.to_string(), "x509: malformed certificate", "{length}");
    }
}

#[test]
fn a_certificate_with_any_byte_changed_is_read_or_refused() {
    let der = long_certificate();
    let now = DateTime::<Utc>::from_timestamp(1_795_000_000, 0).unwrap();
    for at in 0..der.len() {
        for byte in [0, 0xff, der[at] ^ 1, der[at] ^ 0x80, 0x30] {
            let mut changed = der.clone();
            changed[at] = byte;
            match Certificate::parse(&changed) {
                Err(error) => assert!(!error.to_string().is_empty()),
                Ok(certificate) => {
                    assert_eq!(certificate.raw, changed);
                    let roots = CertPool::from_iter([Rc::new(certificate.clone())]);
                    let options = VerifyOptions {
                        roots: &roots,
                        intermediates: Some(&roots),
                        now,
                        key_usages: &[ExtKeyUsage::Any],
                        rare: &RareKeys,
                    };
                    let chains = certificate.verify(&options).map(|chains| chains.len());
                    assert!(matches!(chains, Ok(1) | Err(_)), "{at} {byte}");
                }
            }
        }
    }
}
