//! The reader's word on what a pasted text is, where the guess is wrong.

use serde::{Deserialize, Serialize};

/// How the reader wants a text to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reading {
    #[default]
    Automatic,
    BearerToken,
    HeaderLines,
    HttpRequest,
    ClientCertificate,
    /// Manifests, configuration files, key sets and discovery documents.
    Documents,
    ServerFlags,
    TokenFile,
}

impl Reading {
    /// As serialized.
    pub fn name(self) -> &'static str {
        match self {
            Reading::Automatic => "automatic",
            Reading::BearerToken => "bearerToken",
            Reading::HeaderLines => "headerLines",
            Reading::HttpRequest => "httpRequest",
            Reading::ClientCertificate => "clientCertificate",
            Reading::Documents => "documents",
            Reading::ServerFlags => "serverFlags",
            Reading::TokenFile => "tokenFile",
        }
    }
}
