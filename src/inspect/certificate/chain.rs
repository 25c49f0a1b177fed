//! From a leaf towards the authorities that the server is configured with, by names and key identifiers alone: the
//! way that a person would look for the issuer. Signatures, times and constraints are for the report.

use serde::{Deserialize, Serialize};

use super::title;
use crate::crypto::x509::{Certificate, certificates_from_pem};
use crate::input::place::flags;
use crate::scenario::{ApiServer, read_file};

/// From the leaf up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chain {
    /// `--client-ca-file`; empty when no file of authorities is configured.
    pub flag: String,
    pub file: String,
    /// What the file is for.
    pub purpose: String,
    pub links: Vec<Link>,
    pub end: ChainEnd,
}

/// One certificate of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    pub title: String,
    /// Which of the cards, when it was presented and not found in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<usize>,
    /// How it was recognised as the issuer of the one below: "name and key id match". Empty for the leaf.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChainEnd {
    /// The last link is in the file.
    Authority,
    /// Nobody of this name is there.
    Missing { issuer: String },
    /// The file cannot be read.
    Unreadable { error: String },
    /// No file is configured.
    NotConfigured,
}

const FLAGS: [(&str, &str); 2] = [
    ("client-ca-file", "authorities for client certificates"),
    ("requestheader-client-ca-file", "authorities for the proxy's certificate"),
];
const LONGEST: usize = 10;
const MOST_AUTHORITIES: usize = 1_000;

/// A chain for each configured file; one without an end when there is none.
pub fn to_authorities(presented: &[(usize, Certificate)], server: &ApiServer) -> Vec<Chain> {
    let Some(leaf) = presented.first() else { return Vec::new() };
    let mut chains = Vec::new();
    for (flag, purpose) in FLAGS {
        let Some(path) = flags::value(&server.args, flag) else { continue };
        let authorities = read_file(&server.files, path).and_then(certificates_from_pem);
        let (links, end) = match &authorities {
            Ok(authorities) => climb(leaf, presented, authorities),
            Err(error) => (vec![link(leaf.0, &leaf.1, "")], ChainEnd::Unreadable { error: error.clone() }),
        };
        chains.push(Chain {
            flag: format!("--{flag}"),
            file: path.to_owned(),
            purpose: purpose.to_owned(),
            links,
            end,
        });
    }
    if chains.is_empty() {
        let (links, end) = climb(leaf, presented, &[]);
        let end = if matches!(end, ChainEnd::Missing { .. }) { ChainEnd::NotConfigured } else { end };
        chains.push(Chain { flag: String::new(), file: String::new(), purpose: String::new(), links, end });
    }
    chains
}

fn link(card: usize, certificate: &Certificate, by: &str) -> Link {
    Link { title: title(&certificate.subject), card: Some(card), by: by.to_owned() }
}

type Presented = (usize, Certificate);

fn climb(leaf: &Presented, presented: &[Presented], authorities: &[Certificate]) -> (Vec<Link>, ChainEnd) {
    let authorities = authorities.get(..MOST_AUTHORITIES).unwrap_or(authorities);
    let mut links = vec![link(leaf.0, &leaf.1, "")];
    let mut seen = vec![leaf.0];
    let mut current = &leaf.1;
    loop {
        if authorities.contains(current) {
            if let Some(last) = links.last_mut() {
                last.card = None;
            }
            return (links, ChainEnd::Authority);
        }
        if let Some((authority, by)) = issuer(current, authorities.iter()) {
            links.push(Link { title: title(&authority.subject), card: None, by: by.to_owned() });
            return (links, ChainEnd::Authority);
        }
        let others = presented.iter().filter(|(card, _)| !seen.contains(card));
        let next = issuer(current, others.clone().map(|(_, certificate)| certificate));
        let found =
            next.and_then(|(parent, by)| Some((others.into_iter().find(|(_, one)| one == parent)?, by)));
        match found {
            Some(((card, parent), by)) if links.len() < LONGEST => {
                links.push(link(*card, parent, by));
                seen.push(*card);
                current = parent;
            }
            _ => return (links, ChainEnd::Missing { issuer: title(&current.issuer) }),
        }
    }
}

/// The best candidate by name, and what speaks for it.
fn issuer<'c>(
    child: &Certificate,
    candidates: impl Iterator<Item = &'c Certificate>,
) -> Option<(&'c Certificate, &'static str)> {
    let judged = candidates.filter(|candidate| candidate.raw_subject == child.raw_issuer).map(|candidate| {
        let (authority, subject) = (&child.authority_key_id, &candidate.subject_key_id);
        match (authority.is_empty() || subject.is_empty(), authority == subject) {
            (true, _) => (1, candidate, "name matches"),
            (false, true) => (0, candidate, "name and key id match"),
            (false, false) => (2, candidate, "name matches, key id differs"),
        }
    });
    judged.min_by_key(|(rank, ..)| *rank).map(|(_, candidate, by)| (candidate, by))
}
