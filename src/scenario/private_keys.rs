//! Private keys are never needed to simulate a server. Where one is found, the reader is told, and share links
//! leave it out.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::Scenario;
use super::strings::rewrite;

/// What stands where a key was. In PEM files, text between the blocks means nothing.
const LEFT_OUT: &str = "private key left out";
const BEGIN: &str = "-----BEGIN ";
const KEY: &str = "PRIVATE KEY-----";
/// PEM in base64 begins so.
const ENCODED_BEGIN: &str = "LS0tLS1CRUdJTi";
/// The private members of a JSON Web Key (RFC 7518 §6).
const JWK_PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "oth"];

impl Scenario {
    /// Where the scenario holds what looks like a private key, as pointers into the document.
    pub fn private_keys(&self) -> Vec<String> {
        let mut places = Vec::new();
        let mut look = |place: String, holds: bool| {
            if holds {
                places.push(place);
            }
        };
        let holds = |text: &str| without(text).is_some();
        for (path, text) in &self.api_server.files {
            look(format!("apiServer.files {path}"), holds(text));
        }
        for (index, object) in self.objects.iter().enumerate() {
            let alone = Scenario { objects: vec![object.clone()], ..Scenario::empty() };
            look(format!("objects[{index}]"), alone.without_private_keys() != alone);
        }
        for (url, answer) in &self.remote {
            look(format!("remote {url}"), holds(&answer.body));
        }
        look("request.raw".into(), holds(&self.request.raw));
        let certificates = self.request.client_certificates.as_deref().unwrap_or_default();
        look("request.clientCertificates".into(), holds(certificates));
        places
    }

    /// The scenario with every private key left out.
    pub fn without_private_keys(&self) -> Scenario {
        rewrite(self, &mut |_, text| without(text))
    }
}

/// The text without its private keys; none when it holds none.
fn without(text: &str) -> Option<String> {
    let after = pem(text);
    let after = key_data(after.as_deref().unwrap_or(text)).or(after);
    let after = encoded(after.as_deref().unwrap_or(text)).or(after);
    jwk(after.as_deref().unwrap_or(text)).or(after)
}

/// PEM blocks whose label ends with PRIVATE KEY; one without an end reaches to the end of the text.
fn pem(text: &str) -> Option<String> {
    if !text.contains(KEY) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(begin) = rest.find(BEGIN) {
        let block = &rest[begin..];
        let label = &block[BEGIN.len()..];
        let is_key = label.find("-----").is_some_and(|end| label[..end].ends_with("PRIVATE KEY"));
        if !is_key {
            out.push_str(&rest[..begin + BEGIN.len()]);
            rest = label;
            continue;
        }
        out.push_str(&rest[..begin]);
        out.push_str(LEFT_OUT);
        rest = block.find("-----END ").map_or("", |end| {
            let tail = &block[end + 9..];
            tail.find("-----").map_or("", |end| &tail[end + 5..])
        });
    }
    out.push_str(rest);
    (out != text).then_some(out)
}

/// `client-key-data: …` of a kubeconfig, in YAML or JSON.
fn key_data(text: &str) -> Option<String> {
    if !text.contains("client-key-data") {
        return None;
    }
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| match line.find("client-key-data") {
            Some(at) => {
                let tail = &line[at + "client-key-data".len()..];
                let value = tail.trim_start_matches(['"', '\'', ':', ' ']);
                let end = value.find(['"', '\'', ',', '}', ' ', '\r']).unwrap_or(value.len());
                format!("{}{}", &line[..line.len() - value.len()], &value[end..])
            }
            None => line.to_owned(),
        })
        .collect();
    let after = lines.join("\n");
    (after != text).then_some(after)
}

/// A word that is PEM in base64, such as a value of a Secret.
fn encoded(text: &str) -> Option<String> {
    if !text.contains(ENCODED_BEGIN) {
        return None;
    }
    let mut after = text.to_owned();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '/' | '='));
    for word in words.filter(|word| word.starts_with(ENCODED_BEGIN)) {
        let decoded = BASE64_STANDARD.decode(word).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        if let Some(kept) = decoded.and_then(|decoded| pem(&decoded)) {
            after = after.replace(word, &BASE64_STANDARD.encode(kept));
        }
    }
    (after != text).then_some(after)
}

/// Private members of JSON Web Keys.
fn jwk(text: &str) -> Option<String> {
    if !text.contains("\"kty\"") || !text.contains("\"d\"") {
        return None;
    }
    let mut value: Value = serde_json::from_str(text).ok()?;
    let before = value.clone();
    strip(&mut value);
    (value != before).then(|| value.to_string())
}

fn strip(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(strip),
        Value::Object(fields) => {
            if fields.contains_key("kty") {
                JWK_PRIVATE.iter().for_each(|name| {
                    fields.shift_remove(*name);
                });
            }
            fields.values_mut().for_each(strip);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;

    use super::without;
    use crate::scenario::parse;

    const HEAD: &str = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: keys}\n";

    #[test]
    fn every_place_with_a_private_key_is_named() {
        let scenario = parse(&format!(
            "{HEAD}apiServer:\n  files:\n    /sa.pub: '-----BEGIN PUBLIC KEY-----'\n    /sa.key: '-----BEGIN EC PRIVATE KEY-----'\n\
             request:\n  clientCertificates: '-----BEGIN PRIVATE KEY-----'\n",
        ))
        .unwrap();
        assert_eq!(scenario.private_keys(), ["apiServer.files /sa.key", "request.clientCertificates"]);
    }

    #[test]
    fn only_the_key_is_left_out() {
        let pem = "a\n-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n\
                   -----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----\nb\n";
        let kept =
            "a\n-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\nprivate key left out\nb\n";
        assert_eq!(without(pem).as_deref(), Some(kept));
        assert_eq!(without(kept), None);
        assert_eq!(without("-----BEGIN PRIVATE KEY-----\nc2VjcmV0").as_deref(), Some("private key left out"));
    }

    #[test]
    fn keys_hide_in_kubeconfigs_secrets_and_json() {
        for (text, kept) in [
            ("    client-key-data: c2VjcmV0\n    token: t", "    client-key-data: \n    token: t"),
            (r#"{"client-key-data":"c2VjcmV0","token":"t"}"#, r#"{"client-key-data":"","token":"t"}"#),
            (r#"{"kty":"EC","x":"AA","d":"c2VjcmV0"}"#, r#"{"kty":"EC","x":"AA"}"#),
            (r#"{"keys":[{"kty":"RSA","n":"AA","d":"B","p":"C"}]}"#, r#"{"keys":[{"kty":"RSA","n":"AA"}]}"#),
        ] {
            assert_eq!(without(text).as_deref(), Some(kept));
        }
        let key =
            BASE64_STANDARD.encode("-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
        let secret =
            format!("{{apiVersion: v1, kind: Secret, metadata: {{name: s}}, data: {{tls.key: {key}}}}}");
        let scenario = parse(&format!("{HEAD}objects:\n- {secret}\n")).unwrap();
        assert_eq!(scenario.private_keys(), ["objects[0]"]);
        let kept = scenario.without_private_keys().objects[0]["data"]["tls.key"].as_str().unwrap().to_owned();
        assert_eq!(BASE64_STANDARD.decode(kept).unwrap(), b"private key left out\n");
    }

    #[test]
    fn public_things_stay_as_they_are() {
        for text in
            ["", "-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----", r#"{"kty":"RSA","n":"AA"}"#]
        {
            assert_eq!(without(text), None);
        }
    }
}
