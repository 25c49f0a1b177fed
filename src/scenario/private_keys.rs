//! Private keys are never needed to simulate a server. Where one is found, the reader is told, and share links
//! leave it out.

use super::Scenario;

const MARKERS: [&str; 2] = ["PRIVATE KEY-----", "client-key-data:"];

impl Scenario {
    /// Where the scenario holds what looks like a private key, as pointers into the document.
    pub fn private_keys(&self) -> Vec<String> {
        let mut places = Vec::new();
        let mut look = |place: String, text: &str| {
            if MARKERS.iter().any(|marker| text.contains(marker)) {
                places.push(place);
            }
        };
        for (path, text) in &self.api_server.files {
            look(format!("apiServer.files {path}"), text);
        }
        for (index, object) in self.objects.iter().enumerate() {
            look(format!("objects[{index}]"), &object.to_string());
        }
        for (url, answer) in &self.remote {
            look(format!("remote {url}"), &answer.body);
        }
        look("request.raw".into(), &self.request.raw);
        look(
            "request.clientCertificates".into(),
            self.request.client_certificates.as_deref().unwrap_or_default(),
        );
        places
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::parse;

    #[test]
    fn every_place_with_a_private_key_is_named() {
        let scenario = parse(
            "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: keys}\n\
             apiServer:\n  files:\n    /sa.pub: '-----BEGIN PUBLIC KEY-----'\n    /sa.key: '-----BEGIN EC PRIVATE KEY-----'\n\
             request:\n  clientCertificates: '-----BEGIN PRIVATE KEY-----'\n",
        )
        .unwrap();
        assert_eq!(scenario.private_keys(), ["apiServer.files /sa.key", "request.clientCertificates"]);
    }
}
