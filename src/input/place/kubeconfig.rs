//! A kubeconfig → what its current context's user would send (`k8s.io/client-go/tools/clientcmd`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{AUTHORIZATION, HANDSHAKE, Placed, flags, issuers, set_headers, shortened, text};
use crate::scenario::Scenario;

const WEBHOOK: &str = "authentication-token-webhook-config-file";

pub fn place(document: &Value, yaml: &str, scenario: &mut Scenario) -> Placed {
    let (name, user) = current_user(document);
    let certificate = decoded(user, "client-certificate-data");
    let token = [text(user, "token"), text(&user["auth-provider"]["config"], "id-token")]
        .into_iter()
        .find(|token| !token.is_empty() && !token.contains("REDACTED"));
    let what = format!("a kubeconfig with the user {:?}", shortened(name));
    let mut remarks = Vec::new();
    const HIDDEN: [&str; 3] = ["DATA+OMITTED", "REDACTED", "<REDACTED>"];
    let hidden = |field: &str| HIDDEN.contains(&text(user, field));
    if hidden("client-certificate-data") || hidden("token") {
        remarks.push("kubectl config view hides its credentials: print it with --raw.".to_owned());
    } else if !text(user, "client-key-data").is_empty() {
        remarks.push("Its private key is not needed and left out.".to_owned());
    }
    for field in ["client-certificate", "tokenFile"] {
        if !text(user, field).is_empty() {
            remarks.push(format!("Its {field} names a file: paste that file's text, too."));
        }
    }
    if user["exec"].is_object() {
        remarks.push("It runs a command for its credentials: paste what that prints.".to_owned());
    }
    if !text(user, "username").is_empty() {
        remarks.push("kube-apiserver does not take user names with passwords any more.".to_owned());
    }
    let to = match (&certificate, token) {
        (Some(_), Some(_)) => {
            "its certificate presented in the TLS handshake and its token sent in the Authorization header"
        }
        (Some(_), None) => HANDSHAKE,
        (None, Some(_)) => AUTHORIZATION,
        (None, None) => return without_credentials(what, remarks, yaml, scenario),
    };
    if let Some(certificate) = certificate {
        scenario.request.client_certificates = Some(certificate);
    }
    if let Some(token) = token {
        remarks.push(issuers::remark(token, scenario, issuers::of_users));
        set_headers(&mut scenario.request.raw, &format!("Authorization: Bearer {}", token.trim()));
    }
    remarks.retain(|remark| !remark.is_empty());
    Placed::new(what, to, remarks.join(" "))
}

/// The file of the webhook, because the reader says so.
pub fn place_webhook(yaml: &str, scenario: &mut Scenario) -> Placed {
    let server = &mut scenario.api_server;
    let given = flags::value(&server.args, WEBHOOK).map(str::to_owned);
    let path = given.clone().unwrap_or_else(|| "/etc/kubernetes/webhook.kubeconfig".to_owned());
    let mut remark = String::new();
    if given.is_none() {
        flags::set(&mut server.args, WEBHOOK, &path);
        remark = format!("The flag --{WEBHOOK} was added.");
    }
    server.files.insert(path.clone(), format!("{}\n", yaml.trim_end()));
    Placed::new("the kubeconfig of a webhook", &format!("taken for {path}"), remark)
}

/// A user without credentials is what the kubeconfig of a webhook mostly has.
fn without_credentials(
    what: String,
    mut remarks: Vec<String>,
    yaml: &str,
    scenario: &mut Scenario,
) -> Placed {
    let server = &mut scenario.api_server;
    if let Some(path) = flags::value(&server.args, WEBHOOK)
        && server.files.get(path).is_none_or(|text| text.trim() == yaml.trim())
    {
        let to = format!("taken for {path}, the file that --{WEBHOOK} names");
        server.files.insert(path.to_owned(), format!("{}\n", yaml.trim_end()));
        return Placed::new("a kubeconfig without credentials", &to, "");
    }
    if remarks.is_empty() {
        remarks.push("Its current context's user has no credentials to send.".to_owned());
    }
    Placed::new(what, "", remarks.join(" "))
}

/// The user of the current context; without one, the only user there is.
fn current_user(document: &Value) -> (&str, &Value) {
    let context = named(document, "contexts", text(document, "current-context"));
    let user = context.and_then(|context| named(document, "users", text(&context["context"], "user")));
    let only = || match document["users"].as_array().map(Vec::as_slice) {
        Some([only]) => Some(only),
        _ => None,
    };
    user.or_else(only).map_or(("", &Value::Null), |entry| (text(entry, "name"), &entry["user"]))
}

/// The server of the current context's cluster.
pub fn server(document: &Value) -> Option<&str> {
    let context = named(document, "contexts", text(document, "current-context"))?;
    let cluster = named(document, "clusters", text(&context["context"], "cluster"))?;
    cluster["cluster"]["server"].as_str().filter(|url| !url.is_empty())
}

fn named<'d>(document: &'d Value, list: &str, name: &str) -> Option<&'d Value> {
    document[list].as_array()?.iter().find(|entry| text(entry, "name") == name)
}

fn decoded(user: &Value, field: &str) -> Option<String> {
    let encoded: String = user[field].as_str()?.split_whitespace().collect();
    let text = String::from_utf8(STANDARD.decode(encoded).ok()?).ok()?;
    (!text.trim().is_empty()).then_some(text)
}
