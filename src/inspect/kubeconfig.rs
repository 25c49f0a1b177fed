//! A kubeconfig for people: its contexts, what each would send, and the text with another context chosen
//! (`k8s.io/client-go/tools/clientcmd/api/v1`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::moment::Moment;
use super::text::shortened;
use crate::crypto::x509::certificates_from_pem;
use crate::input::jwt_kind;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kubeconfig {
    /// Empty when none is set.
    pub current: String,
    pub contexts: Vec<Context>,
    pub users: Vec<User>,
    pub clusters: Vec<Cluster>,
    /// Sentences about names that lead nowhere, and what is not shown.
    pub faults: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Context {
    pub name: String,
    pub cluster: String,
    pub user: String,
    pub namespace: String,
    /// Address of the cluster's server.
    pub server: String,
    pub current: bool,
    /// What a person would paste to have this context instead.
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    pub name: String,
    pub credentials: Vec<Credential>,
}

/// One way in which a user proves who they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Credential {
    /// "client certificate"
    pub kind: String,
    /// "CN=jane, expires in 3 days"
    pub detail: String,
    /// Whether it can be tried here as it stands.
    pub usable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cluster {
    pub name: String,
    pub server: String,
    /// How the server's own certificate is verified.
    pub authority: String,
}

const MOST: usize = 60;

/// `text` is the document, `pasted` the whole text that it stands in.
pub fn inspect(document: &Value, text: &str, pasted: &str, now: DateTime<Utc>) -> Kubeconfig {
    let current = string(document, "current-context");
    let mut faults = Vec::new();
    let users = entries(document, "users", &mut faults);
    let clusters = entries(document, "clusters", &mut faults);
    let contexts = entries(document, "contexts", &mut faults);
    let clusters: Vec<Cluster> = clusters.into_iter().map(cluster).collect();
    let users: Vec<User> = users.into_iter().map(|entry| user(entry, now)).collect();
    let contexts: Vec<Context> = contexts
        .into_iter()
        .map(|entry| {
            let name = string(entry, "name");
            let inner = &entry["context"];
            let cluster = string(inner, "cluster");
            let server = clusters.iter().find(|known| known.name == cluster);
            Context {
                current: name == current,
                user: string(inner, "user"),
                namespace: string(inner, "namespace"),
                server: server.map(|known| known.server.clone()).unwrap_or_default(),
                text: chosen(document, text, pasted, &name),
                cluster,
                name,
            }
        })
        .collect();
    for context in &contexts {
        for (kind, name, known) in [
            ("user", &context.user, users.iter().any(|user| user.name == context.user)),
            ("cluster", &context.cluster, clusters.iter().any(|cluster| cluster.name == context.cluster)),
        ] {
            if !name.is_empty() && !known {
                faults.push(format!(
                    "The context {:?} names the {kind} {name:?}, which is not in the file.",
                    context.name
                ));
            }
        }
    }
    if current.is_empty() {
        faults.push("No current-context is set: kubectl would use none of the users.".to_owned());
    } else if !contexts.iter().any(|context| context.current) {
        faults.push(format!("The current context {current:?} is not in the file."));
    }
    Kubeconfig { current, contexts, users, clusters, faults }
}

/// Long names make no difference between entries and are cut.
fn string(value: &Value, field: &str) -> String {
    shortened(value[field].as_str().unwrap_or_default(), 200)
}

fn entries<'d>(document: &'d Value, list: &str, faults: &mut Vec<String>) -> Vec<&'d Value> {
    let all: Vec<&Value> = document[list].as_array().into_iter().flatten().collect();
    if all.len() > MOST {
        faults.push(format!("Only the first {MOST} of {} {list} are shown.", all.len()));
    }
    all.into_iter().take(MOST).collect()
}

fn cluster(entry: &Value) -> Cluster {
    let inner = &entry["cluster"];
    let given = |field: &str| inner[field].as_str().is_some_and(|text| !text.is_empty());
    let authority = if inner["insecure-skip-tls-verify"].as_bool() == Some(true) {
        "not verified (insecure-skip-tls-verify)".to_owned()
    } else if given("certificate-authority-data") {
        "CA in the file".to_owned()
    } else if given("certificate-authority") {
        format!("CA in {}", string(inner, "certificate-authority"))
    } else {
        "the system's CAs".to_owned()
    };
    Cluster { name: string(entry, "name"), server: string(inner, "server"), authority }
}

fn user(entry: &Value, now: DateTime<Utc>) -> User {
    let inner = &entry["user"];
    let given = |field: &str| inner[field].as_str().filter(|text| !text.is_empty());
    let mut credentials = Vec::new();
    let mut add = |kind: &str, detail: String, usable: bool| {
        credentials.push(Credential { kind: kind.to_owned(), detail, usable });
    };
    if let Some(data) = given("client-certificate-data") {
        let (detail, usable) = certificate(data, now);
        add("client certificate", detail, usable);
    } else if given("client-certificate").is_some() {
        add("client certificate", format!("in the file {}", string(inner, "client-certificate")), false);
    }
    if let Some(token) = given("token") {
        add("token", token_detail(token), true);
    }
    if given("tokenFile").is_some() {
        let wins = if given("token").is_some() { ", which wins over token" } else { "" };
        add("token file", format!("{}{wins}", string(inner, "tokenFile")), false);
    }
    if inner["exec"].is_object() {
        let command = string(&inner["exec"], "command");
        let arguments = inner["exec"]["args"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let line = arguments.take(30).fold(command, |line, argument| format!("{line} {argument}"));
        add("command", shortened(&line, 300), false);
    }
    let provider = &inner["auth-provider"];
    if provider.is_object() {
        let token = provider["config"]["id-token"].as_str().filter(|token| !token.is_empty());
        let name = string(provider, "name");
        let detail = match name.as_str() {
            "gcp" | "azure" => format!("{name}, removed from kubectl in 1.26"),
            _ => name,
        };
        add("auth provider", detail, token.is_some());
    }
    if given("username").is_some() {
        let detail = format!("{}: kube-apiserver takes no passwords since 1.19", string(inner, "username"));
        add("user name and password", detail, false);
    }
    if given("as").is_some() {
        add("impersonation", format!("as {}, after authentication", string(inner, "as")), false);
    }
    User { name: string(entry, "name"), credentials }
}

fn certificate(data: &str, now: DateTime<Utc>) -> (String, bool) {
    let bare: String = data.split_whitespace().collect();
    let pem = STANDARD.decode(bare).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(pem) = pem else { return ("its base64 is broken".to_owned(), false) };
    match certificates_from_pem(&pem) {
        Ok(certificates) => match certificates.first() {
            Some(leaf) => {
                let end = Moment::new(leaf.not_after.utc().timestamp(), now);
                let verb = if end.past { "expired" } else { "expires" };
                (format!("{}, {verb} {}", shortened(&leaf.subject.to_string(), 200), end.relative), true)
            }
            None => ("holds no certificate".to_owned(), false),
        },
        Err(error) => (error, false),
    }
}

fn token_detail(token: &str) -> String {
    match jwt_kind::of(token.trim()) {
        Some(_) => match jwt_kind::issuer(token.trim()) {
            Some(issuer) => format!("a JWT of {}", shortened(&issuer, 120)),
            None => "a JWT".to_owned(),
        },
        None => "opaque".to_owned(),
    }
}

/// The pasted text with another current context: the line alone is changed where there is one.
fn chosen(document: &Value, text: &str, pasted: &str, name: &str) -> String {
    let replaced = if text.trim_start().starts_with('{') {
        let mut document = document.clone();
        if let Some(fields) = document.as_object_mut() {
            fields.insert("current-context".to_owned(), name.into());
        }
        serde_json::to_string_pretty(&document).unwrap_or_default()
    } else {
        let line = format!("current-context: {}", serde_json::to_string(name).unwrap_or_default());
        let is_it =
            |line: &str| line.starts_with("current-context:") || line.starts_with("\"current-context\":");
        if text.lines().any(is_it) {
            let lines: Vec<&str> =
                text.lines().map(|old| if is_it(old) { line.as_str() } else { old }).collect();
            lines.join("\n")
        } else {
            format!("{}\n{line}", text.trim_end())
        }
    };
    if !text.is_empty() && pasted.contains(text) {
        pasted.replacen(text, &replaced, 1)
    } else {
        replaced + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::detect::{Reading, What, recognise};

    const CONFIG: &str = "apiVersion: v1
kind: Config
current-context: dev
contexts:
- {name: dev, context: {cluster: k, user: jane, namespace: shop}}
- {name: prod, context: {cluster: gone, user: bot}}
clusters:
- {name: k, cluster: {server: 'https://k:6443', insecure-skip-tls-verify: true}}
users:
- {name: jane, user: {token: s3cret, tokenFile: /t, username: jane, password: p}}
- {name: bot, user: {exec: {command: aws, args: [eks, get-token]}}}
";

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_435_200, 0).unwrap()
    }

    fn read(pasted: &str) -> Kubeconfig {
        let piece = recognise(pasted, Reading::Automatic).into_iter().next().unwrap();
        let What::Kubeconfig(document) = &piece.what else { panic!("{piece:?}") };
        inspect(document, &piece.text, pasted, now())
    }

    fn kinds(user: &User) -> Vec<&str> {
        user.credentials.iter().map(|credential| credential.kind.as_str()).collect()
    }

    #[test]
    fn contexts_users_and_clusters_are_listed() {
        let config = read(CONFIG);
        assert_eq!(config.current, "dev");
        let context = &config.contexts[0];
        assert_eq!(
            (context.user.as_str(), context.namespace.as_str(), context.server.as_str()),
            ("jane", "shop", "https://k:6443")
        );
        assert!(context.current && !config.contexts[1].current);
        assert_eq!(kinds(&config.users[0]), ["token", "token file", "user name and password"]);
        assert_eq!(config.users[1].credentials[0].detail, "aws eks get-token");
        assert_eq!(config.clusters[0].authority, "not verified (insecure-skip-tls-verify)");
        assert_eq!(
            config.faults,
            ["The context \"prod\" names the cluster \"gone\", which is not in the file."]
        );
    }

    #[test]
    fn choosing_a_context_changes_its_line_alone() {
        let around = format!("$ kubectl config view --raw\n{CONFIG}");
        for pasted in [CONFIG, &around] {
            let chosen = &read(pasted).contexts[1].text;
            assert_eq!(*chosen, pasted.replace("current-context: dev", "current-context: \"prod\""));
            assert_eq!(read(chosen).current, "prod");
        }
        let without = CONFIG.replace("current-context: dev\n", "");
        assert_eq!(read(&read(&without).contexts[0].text).current, "dev");
    }

    #[test]
    fn a_context_is_chosen_in_json_too() {
        let piece = recognise(CONFIG, Reading::Automatic).into_iter().next().unwrap();
        let What::Kubeconfig(document) = &piece.what else { panic!() };
        assert_eq!(read(&read(&document.to_string()).contexts[1].text).current, "prod");
    }

    #[test]
    fn a_certificate_is_told_by_name_and_end() {
        let pem = STANDARD.encode(include_str!("../../static/demo/jane.crt"));
        for (data, start, usable) in [
            (pem.as_str(), "CN=jane", true),
            ("!", "its base64", false),
            ("eA==", "data does not contain", false),
        ] {
            let entry = serde_json::json!({"name": "u", "user": {"client-certificate-data": data}});
            let credential = user(&entry, now()).credentials.remove(0);
            assert!(credential.detail.starts_with(start), "{credential:?}");
            assert_eq!(credential.usable, usable);
        }
    }

    #[test]
    fn names_that_lead_nowhere_are_said() {
        let config = read(&CONFIG.replace("current-context: dev", "current-context: test"));
        assert!(config.faults.contains(&"The current context \"test\" is not in the file.".to_owned()));
        let many: String = (0..200).map(|n| format!("- {{name: u{n}, user: {{}}}}\n")).collect();
        let config = read(&format!("apiVersion: v1\nkind: Config\nusers:\n{many}"));
        assert_eq!(config.users.len(), MOST);
        assert!(config.faults[0].starts_with("Only the first 60 of 200 users"));
    }
}
