//! What the values of a certificate are: RFC 5280 §4.1. A value that begins with a named object identifier is
//! called by that name.

use super::Node;

const TBS: [&str; 7] =
    ["version", "serialNumber", "signature", "issuer", "validity", "subject", "subjectPublicKeyInfo"];

/// Names the values, if they are those of a certificate.
pub fn certificate(nodes: &mut [Node]) {
    let children = |parent: usize, nodes: &[Node]| -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = parent + 1;
        let end = at + nodes.get(parent).map_or(0, |node| node.inside);
        while at < end {
            found.push(at);
            at += 1 + nodes.get(at).map_or(0, |node| node.inside);
        }
        found
    };
    let top = children(0, nodes);
    if let [tbs, algorithm, signature] = top.as_slice() {
        let parts = children(*tbs, nodes);
        if parts.len() >= 6 {
            set(nodes, 0, "Certificate");
            set(nodes, *tbs, "tbsCertificate");
            set(nodes, *algorithm, "signatureAlgorithm");
            set(nodes, *signature, "signatureValue");
            of_tbs(nodes, &parts, &children);
        }
    }
    by_identifier(nodes);
}

fn of_tbs(nodes: &mut [Node], parts: &[usize], children: &dyn Fn(usize, &[Node]) -> Vec<usize>) {
    let versioned = parts.first().and_then(|at| nodes.get(*at)).is_some_and(|node| node.tag == "[0]");
    for (index, at) in parts.iter().enumerate() {
        let index = if versioned { index } else { index + 1 };
        let tag = nodes.get(*at).map(|node| node.tag.clone()).unwrap_or_default();
        let name = match (TBS.get(index), tag.as_str()) {
            (Some(name), _) => name,
            (None, "[1]") => "issuerUniqueID",
            (None, "[2]") => "subjectUniqueID",
            (None, "[3]") => "extensions",
            _ => "",
        };
        set(nodes, *at, name);
        let inner: &[&str] = match name {
            "validity" => &["notBefore", "notAfter"],
            "subjectPublicKeyInfo" => &["algorithm", "subjectPublicKey"],
            _ => &[],
        };
        for (child, name) in children(*at, nodes).into_iter().zip(inner) {
            set(nodes, child, name);
        }
    }
}

/// A SEQUENCE whose first value is a named identifier, and a SET around one.
fn by_identifier(nodes: &mut [Node]) {
    for at in (0..nodes.len()).rev() {
        let name = match (nodes.get(at), nodes.get(at + 1)) {
            (Some(node), Some(first)) if node.label.is_empty() && node.inside > 0 => {
                match (node.tag.as_str(), first.tag.as_str()) {
                    ("SEQUENCE", "OBJECT IDENTIFIER") => {
                        first.value.split_once(" (").map(|(_, name)| name.trim_end_matches(')').to_owned())
                    }
                    ("SET", "SEQUENCE") if first.inside + 1 == node.inside => Some(first.label.clone()),
                    _ => None,
                }
            }
            _ => None,
        };
        if let Some(name) = name {
            set(nodes, at, &name);
        }
    }
}

fn set(nodes: &mut [Node], at: usize, name: &str) {
    if let Some(node) = nodes.get_mut(at) {
        node.label = name.to_owned();
    }
}
