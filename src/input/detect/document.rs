//! Documents in YAML or JSON → what they are to an API server. People paste what a cluster or an identity provider
//! printed: manifests, lists of them, configuration files, answers of an issuer.

use serde_json::Value;

use super::{Piece, Speaker, What, Whose, pem, sections, token_kind};
use crate::golang::{base64, yaml};

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
        // The tokens of a whole list are not all sent at once.
        let kept =
            |piece: &Piece| items.len() == 1 || !matches!(piece.what, What::Token(_) | What::Certificates(_));
        return Some(flat.flat_map(item).filter(kept).collect());
    }
    if let Some(found) = inner_pieces(&document, kind) {
        return Some(found);
    }
    let what = match (kind, version) {
        ("Pod" | "Deployment" | "StatefulSet" | "DaemonSet", _)
            if api_server_arguments(&document).is_some() =>
        {
            What::Manifest(api_server_arguments(&document).unwrap_or_default())
        }
        ("ClusterConfiguration", _) => What::Flags(extra_arguments(&document)?),
        ("", _) if document["kube-apiserver-arg"].is_array() => What::Flags(k3s_arguments(&document)),
        ("Status", _) if document["code"] == 401 => {
            What::Said(Speaker::Answer, document["message"].as_str().unwrap_or_default().to_owned())
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
    let spec = if pod["kind"] == "Pod" { &pod["spec"] } else { &pod["spec"]["template"]["spec"] };
    let containers = spec["containers"].as_array()?;
    containers.iter().find_map(|container| {
        let words = ["command", "args"].into_iter().filter_map(|field| container[field].as_array()).flatten();
        let words: Vec<&str> = words.filter_map(Value::as_str).collect();
        let program = words.iter().position(|word| word.rsplit('/').next() == Some("kube-apiserver"))?;
        Some(words.iter().skip(program + 1).map(|word| (*word).to_owned()).collect())
    })
}

/// `apiServer.extraArgs` of kubeadm: names and values, as a map until v1beta3.
fn extra_arguments(configuration: &Value) -> Option<Vec<String>> {
    let flag = |name: &str, value: &Value| format!("--{name}={}", plain(value));
    let flags: Vec<String> = match &configuration["apiServer"]["extraArgs"] {
        Value::Object(fields) => fields.iter().map(|(name, value)| flag(name, value)).collect(),
        Value::Array(items) => {
            items.iter().filter_map(|item| Some(flag(item["name"].as_str()?, &item["value"]))).collect()
        }
        _ => Vec::new(),
    };
    (!flags.is_empty()).then_some(flags)
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// `kube-apiserver-arg` of K3s: flags without their dashes.
fn k3s_arguments(configuration: &Value) -> Vec<String> {
    let items = configuration["kube-apiserver-arg"].as_array().into_iter().flatten();
    items.filter_map(Value::as_str).map(|flag| format!("--{}", flag.trim_start_matches("--"))).collect()
}

/// Manifests that hold other things: the token of a Secret, the certificate of a request for one, the files and flags
/// of a ConfigMap.
fn inner_pieces(document: &Value, kind: &str) -> Option<Vec<Piece>> {
    let pieces = match kind {
        "Secret" => secret(document),
        "CertificateSigningRequest" => pem_pieces(&decoded(&document["status"]["certificate"])?),
        "ConfigMap" => config_map(document),
        _ => Vec::new(),
    };
    (!pieces.is_empty()).then_some(pieces)
}

fn decoded(value: &Value) -> Option<String> {
    let encoded: String = value.as_str()?.split_whitespace().collect();
    String::from_utf8(base64::decode_std(&encoded).ok()?).ok()
}

fn pem_pieces(text: &str) -> Vec<Piece> {
    pem::pieces(&pem::blocks(text).0)
}

/// A Secret with a credential is an object of the server and what a client sends.
fn secret(document: &Value) -> Vec<Piece> {
    let field = |name: &str| {
        let plain = document["stringData"][name].as_str().map(str::to_owned);
        plain.or_else(|| decoded(&document["data"][name])).unwrap_or_default()
    };
    let token = match document["type"].as_str().unwrap_or_default() {
        "kubernetes.io/tls" => return pem_pieces(&format!("{}\n{}", field("tls.crt"), field("tls.key"))),
        "kubernetes.io/service-account-token" => field("token"),
        "bootstrap.kubernetes.io/token" => format!("{}.{}", field("token-id"), field("token-secret")),
        _ => return Vec::new(),
    };
    if token.starts_with('.') || token.ends_with('.') || token.is_empty() {
        return Vec::new();
    }
    let token =
        Piece::new(What::Token(token_kind(&token)), token).remarked("It is the token in that Secret.");
    vec![Piece::new(What::Object(document.clone()), ""), token]
}

/// `extension-apiserver-authentication` of kube-system holds what the server trusts; others hold files.
fn config_map(document: &Value) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut flags = Vec::new();
    for (key, value) in document["data"].as_object().into_iter().flatten() {
        let text = value.as_str().unwrap_or_default();
        let whose = match key.as_str() {
            "client-ca-file" => Some(Whose::Clients),
            "requestheader-client-ca-file" => Some(Whose::Proxies),
            _ => None,
        };
        if let Some(whose) = whose {
            pieces.push(Piece::new(What::Authorities(whose), text));
        } else if key.starts_with("requestheader-") {
            let names: Vec<String> = serde_json::from_str(text).unwrap_or_default();
            flags.push(format!("--{key}={}", names.join(",")));
        } else {
            pieces.extend(
                sections::split(text)
                    .0
                    .into_iter()
                    .map(|piece| piece.remarked(format!("It is {key} of a ConfigMap."))),
            );
        }
    }
    if !flags.is_empty() {
        pieces.push(Piece::new(What::Flags(flags), ""));
    }
    pieces
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
