//! The reader's word on what a pasted text, or one piece of it, is, where the guess is wrong.

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
    /// Certificates that vouch for clients.
    ClientAuthority,
    /// Certificates that vouch for authenticating proxies.
    ProxyAuthority,
    /// A kubeconfig whose user sends the request.
    Credentials,
    /// A kubeconfig with which the server asks a webhook.
    WebhookConfig,
    /// A TokenReview with which a webhook answers.
    WebhookAnswer,
    LeaveOut,
}

impl Reading {
    pub const ALL: [Reading; 14] = [
        Reading::Automatic,
        Reading::BearerToken,
        Reading::HeaderLines,
        Reading::HttpRequest,
        Reading::ClientCertificate,
        Reading::Documents,
        Reading::ServerFlags,
        Reading::TokenFile,
        Reading::ClientAuthority,
        Reading::ProxyAuthority,
        Reading::Credentials,
        Reading::WebhookConfig,
        Reading::WebhookAnswer,
        Reading::LeaveOut,
    ];

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
            Reading::ClientAuthority => "clientAuthority",
            Reading::ProxyAuthority => "proxyAuthority",
            Reading::Credentials => "credentials",
            Reading::WebhookConfig => "webhookConfig",
            Reading::WebhookAnswer => "webhookAnswer",
            Reading::LeaveOut => "leaveOut",
        }
    }

    pub fn from_name(name: &str) -> Option<Reading> {
        Reading::ALL.into_iter().find(|reading| reading.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_protocol() {
        for reading in Reading::ALL {
            assert_eq!(serde_json::to_value(reading).unwrap(), reading.name());
            assert_eq!(Reading::from_name(reading.name()), Some(reading));
        }
    }
}
