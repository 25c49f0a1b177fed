//! Documents in YAML or JSON → what they are to an API server. People paste what a cluster or an identity provider
//! printed: manifests, lists of them, configuration files, answers of an issuer.

use serde_json::Value;

use super::{Piece, What, token_kind};
use crate::golang::yaml;

/// One document as a value; YAML is read as the server reads it.
pub fn parse(text: &str) -> Option<Value> {
    if text.trim_start().starts_with(['{', '['])
        && let Ok(value) = serde_json::from_str(text)
    {
        return Some(value);
    }
    serde_json::from_str(&yaml::to_json(text).ok()?.json).ok()
}

/// The pieces of one document; `None` when it is nothing that a server or a client would have.
pub fn pieces(document: Value, text: &str) -> Option<Vec<Piece>> {
    let Value::Object(fields) = &document else { return None };
    let kind = fields.get("kind").and_then(Value::as_str).unwrap_or_default();
    let version = fields.get("apiVersion").and_then(Value::as_str).unwrap_or_default();
    if kind.ends_with("List")
        && let Some(items) = fields.get("items").and_then(Value::as_array)
    {
        let item = |item: &Value| match item_kind(item, kind) {
            Some(what) => vec![Piece::new(what, "")],
            None => pieces(item.clone(), "").unwrap_or_default(),
        };
        // A list inside a list is no Kubernetes object.
        let flat = items.iter().filter(|inner| !inner["kind"].as_str().unwrap_or_default().ends_with("List"));
        return Some(flat.flat_map(item).collect());
    }
    let what = match (kind, version) {
        ("Pod", _) if api_server_arguments(&document).is_some() => {
            What::Manifest(api_server_arguments(&document).unwrap_or_default())
        }
        ("ServiceAccount" | "Secret" | "Pod" | "Node", "v1" | "") => What::Object(document),
        ("TokenReview", _) if document["status"].as_object().is_some_and(|status| !status.is_empty()) => {
            What::TokenReview(document)
        }
        ("AuthenticationConfiguration", _) => What::AuthenticationConfiguration(document),
        ("Config", _) if fields.contains_key("users") || fields.contains_key("clusters") => {
            What::Kubeconfig(document)
        }
        _ if kind.is_empty() && is_key_set(&document) => What::Keys,
        _ if document["issuer"].is_string() && document["jwks_uri"].is_string() => What::Discovery(document),
        _ => match token_inside(&document) {
            Some(token) => {
                return Some(vec![Piece::new(What::Token(token_kind(token)), token)]);
            }
            None if !kind.is_empty() && !version.is_empty() => What::OtherManifest(kind.to_owned()),
            None => return None,
        },
    };
    Some(vec![Piece::new(what, text)])
}

/// Items of typed lists (`SecretList`) carry no kind of their own.
fn item_kind(item: &Value, list: &str) -> Option<What> {
    let kind = list.strip_suffix("List").filter(|kind| !kind.is_empty())?;
    if !["ServiceAccount", "Secret", "Pod", "Node"].contains(&kind) || item["kind"].is_string() {
        return None;
    }
    let mut item = item.clone();
    let fields = item.as_object_mut()?;
    fields.insert("apiVersion".to_owned(), "v1".into());
    fields.insert("kind".to_owned(), kind.into());
    Some(What::Object(item))
}

/// The flags of a Pod that runs kube-apiserver.
fn api_server_arguments(pod: &Value) -> Option<Vec<String>> {
    let containers = pod["spec"]["containers"].as_array()?;
    containers.iter().find_map(|container| {
        let words = ["command", "args"].into_iter().filter_map(|field| container[field].as_array()).flatten();
        let words: Vec<&str> = words.filter_map(Value::as_str).collect();
        let program = words.iter().position(|word| word.rsplit('/').next() == Some("kube-apiserver"))?;
        Some(words.iter().skip(program + 1).map(|word| (*word).to_owned()).collect())
    })
}

/// RFC 7517 §5.
fn is_key_set(document: &Value) -> bool {
    document["keys"].as_array().is_some_and(|keys| keys.iter().all(|key| key["kty"].is_string()))
}

/// The token of an ExecCredential, a TokenRequest, a TokenReview that is still a question, or an issuer's token
/// response (RFC 6749 §5.1).
fn token_inside(document: &Value) -> Option<&str> {
    let kind = document["kind"].as_str().unwrap_or_default();
    let found = match kind {
        "ExecCredential" | "TokenRequest" => &document["status"]["token"],
        "TokenReview" => &document["spec"]["token"],
        "" if document["id_token"].is_string() => &document["id_token"],
        "" => &document["access_token"],
        _ => &Value::Null,
    };
    found.as_str().filter(|token| !token.is_empty())
}
