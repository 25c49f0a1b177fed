//! The Scenario document: everything the simulation may know, in the formats that Kubernetes people already
//! have at hand. The page edits it, share links carry it, the gallery is made of it, the terminal takes it.

mod files;
pub mod flags;
mod parse;
mod private_keys;
pub mod share;
mod strings;
mod version;
mod write;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use files::read_file;
pub use parse::{ParseError, parse, parse_json, values};
pub use version::Version;
pub use write::{to_yaml, yaml};

pub const API_VERSION: &str = "authn-explorer/v1";
pub const KIND: &str = "Scenario";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Scenario {
    pub api_version: String,
    pub kind: String,
    pub metadata: Metadata,
    /// RFC 3339; absent: the reader's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<String>,
    #[serde(default)]
    pub api_server: ApiServer,
    /// Manifests the server can look up: ServiceAccount, Secret, Pod, Node.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<serde_json::Value>,
    /// What other parties answer, by exact URL.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub remote: BTreeMap<String, RemoteAnswer>,
    #[serde(default)]
    pub request: Request,
}

impl Scenario {
    /// A server that knows nothing, and no request.
    pub fn empty() -> Scenario {
        Scenario {
            api_version: API_VERSION.into(),
            kind: KIND.into(),
            metadata: Metadata { name: "scenario".into(), ..Metadata::default() },
            now: None,
            api_server: ApiServer::default(),
            objects: Vec::new(),
            remote: BTreeMap::new(),
            request: Request::default(),
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metadata {
    /// DNS label, unique in its folder.
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Where the case comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiServer {
    /// Kubernetes minor version whose rules apply; absent: the newest known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// kube-apiserver flags; `[--a, b]` inside the list is the same as `--a`, `b`.
    #[serde(default, deserialize_with = "parse::args", skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<String>,
    /// Text of every file that a flag (or another file) names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub files: BTreeMap<String, String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemoteAnswer {
    #[serde(default = "ok")]
    pub status: u16,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
}

fn ok() -> u16 {
    200
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Request {
    /// HTTP/1.1 text: request line and header lines; a body is ignored.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub raw: String,
    /// PEM, leaf first, as presented in the TLS handshake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_certificates: Option<String>,
}
