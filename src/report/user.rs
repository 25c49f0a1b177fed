//! The identity, and where each of its values came from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// `user.Info` of the server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    pub username: String,
    pub uid: String,
    /// In the server's order.
    pub groups: Vec<String>,
    pub extra: BTreeMap<String, Vec<String>>,
}

/// One value of the identity and the input that produced it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// `username`, `uid`, `groups[0]`, `extra[key][0]`.
    pub field: String,
    pub value: String,
    /// For a person: "common name (CN) of the client certificate".
    pub origin: String,
    /// Pointer into the scenario or the credential: `request.clientCertificates#subject.CN`, `token#kubernetes.io.pod.name`.
    pub source: String,
}

impl Provenance {
    pub fn new(
        field: impl Into<String>,
        value: impl Into<String>,
        origin: impl Into<String>,
        source: impl Into<String>,
    ) -> Provenance {
        Provenance { field: field.into(), value: value.into(), origin: origin.into(), source: source.into() }
    }
}
