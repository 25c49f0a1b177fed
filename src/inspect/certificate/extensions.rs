//! The extensions of a certificate in words: RFC 5280 §4.2.

use serde::{Deserialize, Serialize};

use super::super::asn1;
use super::super::oid;
use super::super::text::{colons, shortened};
use super::PRESENTED;
use crate::crypto::x509::{Certificate, ExtKeyUsage, Extension, NameConstraints};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExtensionView {
    /// "extended key usage", or the object identifier.
    pub name: String,
    pub oid: String,
    pub critical: bool,
    pub values: Vec<String>,
    /// What it is for, or what the server makes of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub meaning: String,
    /// Critical, and Go does not understand it: no chain with this certificate is accepted.
    pub refused: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
}

const MOST_VALUES: usize = 60;
const LONGEST_VALUE: usize = 400;

pub fn of(certificate: &Certificate, leaf: bool) -> Vec<ExtensionView> {
    certificate.extensions.iter().take(60).map(|extension| one(certificate, extension, leaf)).collect()
}

fn one(certificate: &Certificate, extension: &Extension, leaf: bool) -> ExtensionView {
    let dotted = extension.oid.to_string();
    let refused = certificate.unhandled_critical_extensions.contains(&extension.oid);
    let (name, mut values, meaning) = match dotted.as_str() {
        "2.5.29.14" => {
            ("subject key id", vec![colons(&certificate.subject_key_id)], "Names this certificate's key.")
        }
        "2.5.29.35" => ("authority key id", authority(certificate), "Names the key that signed it."),
        "2.5.29.15" => (
            "key usage",
            certificate.key_usage.names().map(str::to_owned).collect(),
            "What the key may do. To sign certificates takes keyCertSign.",
        ),
        "2.5.29.37" => ("extended key usage", usages(certificate), usage_meaning(certificate)),
        "2.5.29.17" => (
            "alternative names",
            names(certificate),
            "Names of a server. They say nothing about a client's user.",
        ),
        "2.5.29.19" => ("basic constraints", vec![constraints(certificate)], ""),
        "2.5.29.30" => (
            "name constraints",
            name_constraints(certificate),
            "Limits the alternative names of certificates below this authority.",
        ),
        other => (oid::name(other).unwrap_or(other), generic(extension), ""),
    };
    let more = values.len().saturating_sub(MOST_VALUES);
    values.truncate(MOST_VALUES);
    values.iter_mut().for_each(|value| *value = shortened(value, LONGEST_VALUE));
    if more > 0 {
        values.push(format!("{more} more"));
    }
    let meaning = if refused {
        "Critical, and Go does not understand it: no chain with it is accepted."
    } else {
        meaning
    };
    let usage = leaf && dotted == "2.5.29.37";
    ExtensionView {
        name: name.to_owned(),
        critical: extension.critical,
        values,
        meaning: meaning.to_owned(),
        refused,
        source: if usage { format!("{PRESENTED}#extendedKeyUsage") } else { String::new() },
        oid: dotted,
    }
}

fn authority(certificate: &Certificate) -> Vec<String> {
    match certificate.authority_key_id.as_slice() {
        [] => vec!["no key id".to_owned()],
        id => vec![colons(id)],
    }
}

fn usages(certificate: &Certificate) -> Vec<String> {
    let known = certificate.ext_key_usage.iter().map(ToString::to_string);
    known.chain(certificate.unknown_ext_key_usage.iter().map(ToString::to_string)).collect()
}

fn usage_meaning(certificate: &Certificate) -> &'static str {
    let allows = |usage| certificate.ext_key_usage.contains(&usage);
    if certificate.is_ca {
        "Certificates below may only have usages that are listed here."
    } else if allows(ExtKeyUsage::ClientAuth) || allows(ExtKeyUsage::Any) {
        "clientAuth lets it authenticate a client."
    } else {
        "Without clientAuth it authenticates no client."
    }
}

fn names(certificate: &Certificate) -> Vec<String> {
    let dns = certificate.dns_names.iter().map(|name| format!("DNS {name}"));
    let ip = certificate.ip_addresses.iter().map(|address| format!("IP {address}"));
    let email = certificate.email_addresses.iter().map(|address| format!("e-mail {address}"));
    let uri = certificate.uris.iter().map(|uri| format!("URI {uri}"));
    dns.chain(ip).chain(email).chain(uri).collect()
}

fn constraints(certificate: &Certificate) -> String {
    match (certificate.is_ca, certificate.max_path_len) {
        (false, _) => "no certificate authority".to_owned(),
        (true, None) => "certificate authority".to_owned(),
        (true, Some(0)) => "certificate authority for leaves only".to_owned(),
        (true, Some(1)) => "certificate authority with at most 1 intermediate below".to_owned(),
        (true, Some(most)) => format!("certificate authority with at most {most} intermediates below"),
    }
}

fn name_constraints(certificate: &Certificate) -> Vec<String> {
    let list = |word: &str, names: &NameConstraints| {
        let dns = names.dns.iter().map(|name| format!("{word} DNS {name}"));
        let ip = names.ip.iter().map(|range| format!("{word} IP {range}"));
        let email = names.email.iter().map(|name| format!("{word} e-mail {name}"));
        let uri = names.uri.iter().map(|name| format!("{word} URI {name}"));
        dns.chain(ip).chain(email).chain(uri).collect::<Vec<_>>()
    };
    let mut all = list("permitted", &certificate.permitted);
    all.extend(list("excluded", &certificate.excluded));
    all
}

/// The primitive values inside.
fn generic(extension: &Extension) -> Vec<String> {
    let nodes = asn1::inspect(&extension.value).nodes;
    let values: Vec<String> =
        nodes.into_iter().map(|node| node.value).filter(|value| !value.is_empty()).collect();
    if values.is_empty() { vec![colons(&extension.value)] } else { values }
}
