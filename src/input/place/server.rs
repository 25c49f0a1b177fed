//! Flags and the files that they name.

use serde_json::Value;

use super::super::detect::{Piece, What, Whose};
use super::super::jwt_kind::{self, JwtKind};
use super::{Placed, flags, issuers, shortened, text};
use crate::scenario::Scenario;

const ARGUMENTS: &str = "taken for the API server's flags";

/// Flags of files without which the server does not start, or not as it is meant to.
const FILES: [&str; 7] = [
    "authentication-config",
    "authentication-token-webhook-config-file",
    "client-ca-file",
    "oidc-ca-file",
    "requestheader-client-ca-file",
    "service-account-key-file",
    "token-auth-file",
];

/// A whole command takes the place of the one there.
pub fn command(args: &[String], scenario: &mut Scenario) -> Placed {
    scenario.api_server.args = args.to_vec();
    let what = format!("kube-apiserver's manifest or command with {}", count(args));
    Placed::new(what, ARGUMENTS, missing_files(args, scenario))
}

/// Single flags take the place of those of their names.
pub fn some_flags(args: &[String], scenario: &mut Scenario) -> Placed {
    let names: Vec<String> = args.iter().filter_map(|arg| flags::name_of(arg)).collect();
    let server = &mut scenario.api_server;
    flags::remove(&mut server.args, |name| names.iter().any(|new| new == name));
    server.args.extend(args.iter().cloned());
    let to = "put among the API server's flags, in the place of those of the same name";
    Placed::new(count(args), to, missing_files(args, scenario))
}

fn count(args: &[String]) -> String {
    match args.iter().filter(|arg| arg.starts_with("--")).count() {
        1 => "a kube-apiserver flag".to_owned(),
        several => format!("{several} kube-apiserver flags"),
    }
}

fn missing_files(args: &[String], scenario: &Scenario) -> String {
    let mut missing: Vec<&str> = Vec::new();
    for path in FILES.iter().flat_map(|name| flags::values(args, name)) {
        if !path.is_empty() && !scenario.api_server.files.contains_key(path) && !missing.contains(&path) {
            missing.push(path);
        }
    }
    match missing.as_slice() {
        [] => String::new(),
        [one] => format!("The text of {} is still missing: add it under Files.", shortened(one)),
        several => format!("The texts of {} are still missing: add them under Files.", several.join(", ")),
    }
}

/// The file of a flag and the flag itself; says what was added.
fn write(scenario: &mut Scenario, flag: &str, default: &str, content: &str) -> (String, bool) {
    let server = &mut scenario.api_server;
    let given = flags::value(&server.args, flag).map(str::to_owned);
    let path = given.clone().unwrap_or_else(|| default.to_owned());
    if given.is_none() {
        flags::set(&mut server.args, flag, &path);
    }
    server.files.insert(path.clone(), format!("{}\n", content.trim_end()));
    (path, given.is_none())
}

/// The configuration file and its flag, without the flags that it excludes
/// (`pkg/kubeapiserver/options/authentication.go`, `Validate`).
pub fn authentication_configuration(document: &Value, pasted: &str, scenario: &mut Scenario) -> Placed {
    let pasted = if pasted.is_empty() { document.to_string() } else { pasted.to_owned() };
    let (path, added) = write(
        scenario,
        "authentication-config",
        "/etc/kubernetes/authentication-configuration.yaml",
        &pasted,
    );
    let anonymous = !document["anonymous"].is_null();
    let removed = flags::remove(&mut scenario.api_server.args, |name| {
        name.starts_with("oidc-") || (anonymous && name == "anonymous-auth")
    });
    let mut remarks = Vec::new();
    if added {
        remarks.push("The flag --authentication-config was added.".to_owned());
    }
    if !removed.is_empty() {
        remarks.push(format!("A server does not start with both, so {} removed.", were(&removed)));
    }
    let version = text(document, "apiVersion").rsplit('/').next().unwrap_or_default();
    let what = format!("an AuthenticationConfiguration ({})", shortened(version));
    Placed::new(what, &format!("taken for the file {path}"), remarks.join(" "))
}

fn were(flags: &[String]) -> String {
    match flags {
        [one] => format!("{one} was"),
        several => format!("{} were", several.join(", ")),
    }
}

pub fn token_file(pasted: &str, scenario: &mut Scenario) -> Placed {
    let (path, added) = write(scenario, "token-auth-file", "/etc/kubernetes/tokens.csv", pasted);
    let remark = if added { "The flag --token-auth-file was added." } else { "" };
    let users =
        pasted.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).count();
    let what = format!("a token file with {users} {}", if users == 1 { "line" } else { "lines" });
    Placed::new(what, &format!("taken for the file {path}"), remark)
}

/// A dropped file that has the name of one that a flag names takes its place.
pub fn awaited_file(piece: &Piece, scenario: &mut Scenario) -> Option<Placed> {
    let file = piece.file.as_deref()?;
    let (what, flags): (_, &[&str]) = match &piece.what {
        What::Certificates(_) | What::Authorities(_) => (
            "certificates of authorities",
            &["client-ca-file", "requestheader-client-ca-file", "oidc-ca-file"],
        ),
        What::OtherPem(label) if label.ends_with("PUBLIC KEY") => {
            ("a public key", &["service-account-key-file"])
        }
        What::Kubeconfig(_) => ("a kubeconfig", &["authentication-token-webhook-config-file"]),
        _ => return None,
    };
    let server = &mut scenario.api_server;
    let named = |path: &&str| path.rsplit('/').next() == Some(file);
    let path = flags.iter().flat_map(|flag| flags::values(&server.args, flag)).find(named)?.to_owned();
    server.files.insert(path.clone(), format!("{}\n", piece.text.trim_end()));
    Some(Placed::new(what, &format!("taken for the file {path}, which has its name"), ""))
}

/// Certificates of authorities join those that the server trusts already.
pub fn authorities(pem: &str, whose: Whose, scenario: &mut Scenario) -> Placed {
    let (flag, default, what) = match whose {
        Whose::Clients => ("client-ca-file", "/etc/kubernetes/pki/ca-pasted.crt", "of client certificates"),
        Whose::Proxies => (
            "requestheader-client-ca-file",
            "/etc/kubernetes/pki/front-proxy-ca-pasted.crt",
            "of authenticating proxies",
        ),
    };
    let count = pem.matches("-----BEGIN").count();
    let what = match count {
        0 | 1 => format!("the certificate of an authority {what}"),
        several => format!("{several} certificates of authorities {what}"),
    };
    let server = &mut scenario.api_server;
    let given = flags::value(&server.args, flag).map(str::to_owned);
    let path = given.clone().unwrap_or_else(|| default.to_owned());
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    if given.is_some() && server.files.get(&path).is_some_and(|text| bare(text).contains(&bare(pem))) {
        return Placed::new(what, &format!("already in {path}, the file of --{flag}"), "");
    }
    let mut remark = String::new();
    if given.is_none() {
        flags::set(&mut server.args, flag, &path);
        remark = format!("The flag --{flag} was added.");
    }
    let file = server.files.entry(path.clone()).or_default();
    if !file.is_empty() && !file.ends_with('\n') {
        file.push('\n');
    }
    file.push_str(pem.trim());
    file.push('\n');
    Placed::new(what, &format!("added to {path}, the file of --{flag}"), remark)
}

const KEY_FILE: &str = "/etc/kubernetes/pki/sa-pasted.pub";
const ISSUER: &str = "https://kubernetes.default.svc.cluster.local";

/// A public key is one that service-account tokens are verified with, beside those there.
pub fn service_account_key(pem: &str, scenario: &mut Scenario) -> Placed {
    const WHAT: &str = "a public key";
    let issuer = own_issuer(scenario);
    let server = &mut scenario.api_server;
    let bare = |text: &str| text.split_whitespace().collect::<String>();
    let paths = flags::values(&server.args, "service-account-key-file");
    let holds = |path: &&&str| server.files.get(**path).is_some_and(|text| bare(text).contains(&bare(pem)));
    if let Some(path) = paths.iter().find(holds) {
        return Placed::new(WHAT, &format!("already among the service-account keys of {path}"), "");
    }
    let mut remarks = Vec::new();
    if !paths.contains(&KEY_FILE) {
        server.args.push(format!("--service-account-key-file={KEY_FILE}"));
        remarks.push("The flag --service-account-key-file was added.".to_owned());
    }
    let file = server.files.entry(KEY_FILE.to_owned()).or_default();
    file.push_str(pem.trim());
    file.push('\n');
    if flags::values(&server.args, "service-account-issuer").is_empty() {
        flags::set(&mut server.args, "service-account-issuer", &issuer);
        remarks.push(format!(
            "No issuer was configured: --service-account-issuer={} was added.",
            shortened(&issuer)
        ));
    }
    Placed::new(WHAT, &format!("added to the service-account keys, in {KEY_FILE}"), remarks.join(" "))
}

/// The issuer of the service-account token that the request carries, or the one that kubeadm sets.
fn own_issuer(scenario: &Scenario) -> String {
    let token = issuers::bearer(&scenario.request.raw);
    let bound = token.filter(|token| matches!(jwt_kind::of(token), Some(JwtKind::BoundServiceAccount(_))));
    let plain = |issuer: &String| !issuer.is_empty() && !issuer.contains(char::is_whitespace);
    bound.and_then(jwt_kind::issuer).filter(plain).unwrap_or_else(|| ISSUER.to_owned())
}

#[cfg(test)]
pub mod tests;
