//! What belongs together on the server's side: flags and the files they name, addresses that were asked and what could
//! answer there.

use super::blame::PATHS;
use super::switch::{KEY_FILE, answer};
use super::template as t;
use crate::report::Report;
use crate::scenario::flags;
use crate::ui::annex::flows::answer::{Preset, endpoint, written};
use crate::ui::annex::scenario_of;
use crate::ui::json::Json;
use crate::ui::state::Document;

/// The flags of a scenario that name a file, without their dashes.
pub fn named_by(path: &str, scenario: &Document) -> Vec<String> {
    let args: Vec<String> = scenario.args().map(str::to_owned).collect();
    let names = args.iter().filter_map(|arg| flags::name_of(arg));
    let mut naming: Vec<String> = names.filter(|name| flags::values(&args, name).contains(&path)).collect();
    naming.dedup();
    naming
}

/// Files that a flag names and that are not there, with the flag.
pub fn missing(scenario: &Document) -> Vec<(String, &'static str)> {
    let args: Vec<String> = scenario.args().map(str::to_owned).collect();
    let mut missing: Vec<(String, &'static str)> = Vec::new();
    for flag in PATHS {
        for path in flags::values(&args, flag) {
            let known = scenario.file(path).is_some() || missing.iter().any(|(other, _)| other == path);
            if !known && path.starts_with('/') {
                missing.push((path.to_owned(), flag));
            }
        }
    }
    missing
}

/// What a file of a flag begins with.
pub fn file_template(flag: &str) -> &'static str {
    match flag {
        "client-ca-file" => t::CLIENT_CA,
        "requestheader-client-ca-file" => t::PROXY_CA,
        "service-account-key-file" => t::SERVICE_ACCOUNT_KEY,
        "token-auth-file" => t::TOKENS,
        "authentication-token-webhook-config-file" => t::WEBHOOK_CONFIG,
        "authentication-config" => {
            "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt: []\n"
        }
        _ => "",
    }
}

/// What could stand in a file that is added by its path alone.
pub fn new_file(path: &str, scenario: &Document) -> String {
    let flag = missing(scenario).into_iter().find(|(missing, _)| missing == path).map(|(_, flag)| flag);
    match flag {
        Some(flag) => file_template(flag).to_owned(),
        None if path == KEY_FILE => t::SERVICE_ACCOUNT_KEY.to_owned(),
        None => String::new(),
    }
}

/// An answer to begin with, of the kind that was asked for.
pub fn wanted_answer(url: &str, scenario: &Document, report: &Report) -> Json {
    let webhook = scenario_of(scenario).and_then(|scenario| endpoint(&scenario, report));
    if let Some(review) = webhook.filter(|webhook| webhook.url == url) {
        return Preset::Yes.answer(&review.version).map_or(Json::Null, |answer| written(&answer));
    }
    if let Some(issuer) = url.strip_suffix("/.well-known/openid-configuration") {
        return answer(&format!("{{\"issuer\": \"{issuer}\", \"jwks_uri\": \"{issuer}/keys\"}}"));
    }
    answer(t::LOGIN_KEYS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Outcome;

    fn scenario() -> Document {
        let text = r#"{"apiVersion":"authn-explorer/v1","kind":"Scenario","metadata":{"name":"n"},"apiServer":{
            "args":["--client-ca-file=/ca","--oidc-ca-file=/ca","--token-auth-file","/tokens","--tls-cert-file=/tls"],
            "files":{"/ca":"x"}}}"#;
        Document::new(Json::parse(text).unwrap()).unwrap()
    }

    #[test]
    fn a_file_knows_its_flags_and_a_flag_its_missing_file() {
        assert_eq!(named_by("/ca", &scenario()), ["client-ca-file", "oidc-ca-file"]);
        assert_eq!(named_by("/nothing", &scenario()), Vec::<String>::new());
        assert_eq!(missing(&scenario()), [("/tokens".to_owned(), "token-auth-file")], "/tls is not read");
        assert_eq!(new_file("/tokens", &scenario()), t::TOKENS);
        assert_eq!(new_file("/x", &scenario()), "");
    }

    #[test]
    fn an_address_is_answered_in_its_own_kind() {
        let report = Report::new(Outcome::Unauthorized);
        let body = |url: &str| {
            let answer = wanted_answer(url, &scenario(), &report);
            answer.get("body").and_then(Json::as_str).unwrap().to_owned()
        };
        assert!(body("https://i/.well-known/openid-configuration").contains("\"https://i/keys\""));
        assert!(body("https://i/keys").contains("\"keys\""));
    }
}
