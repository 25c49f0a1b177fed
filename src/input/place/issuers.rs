//! Which issuers the scenario's server knows, told from its flags and files, and what that says about a token.

use super::super::{detect, jwt_kind};
use super::{flags, shortened};
use crate::scenario::Scenario;

/// An issuer of JWTs that the server is told to trust.
pub struct Issuer {
    pub url: String,
    /// Where an AuthenticationConfiguration says to discover it, if not below its own URL.
    pub discovery_url: Option<String>,
}

impl Issuer {
    /// Where the server looks for the discovery document.
    pub fn discovery(&self) -> String {
        let own = || format!("{}/.well-known/openid-configuration", self.url.trim_end_matches('/'));
        self.discovery_url.clone().unwrap_or_else(own)
    }
}

/// The issuers of `--oidc-issuer-url` or of the AuthenticationConfiguration.
pub fn of_users(scenario: &Scenario) -> Vec<Issuer> {
    let args = &scenario.api_server.args;
    let mut issuers = of_flags(args);
    let file =
        flags::value(args, "authentication-config").and_then(|path| scenario.api_server.files.get(path));
    let document = file.and_then(|text| detect::document_value(text)).unwrap_or_default();
    for authenticator in document["jwt"].as_array().into_iter().flatten() {
        let issuer = &authenticator["issuer"];
        if let Some(url) = issuer["url"].as_str() {
            let discovery_url = issuer["discoveryURL"].as_str().filter(|url| !url.is_empty());
            issuers.push(Issuer { url: url.to_owned(), discovery_url: discovery_url.map(str::to_owned) });
        }
    }
    issuers
}

/// The issuer of `--oidc-issuer-url`.
pub fn of_flags(args: &[String]) -> Vec<Issuer> {
    let url = flags::value(args, "oidc-issuer-url");
    url.map(|url| Issuer { url: url.to_owned(), discovery_url: None }).into_iter().collect()
}

/// The issuer of the token that the scenario's request carries.
pub fn of_request(scenario: &Scenario) -> Option<String> {
    bearer(&scenario.request.raw).and_then(jwt_kind::issuer)
}

/// What the server's configuration says about the token in a text, as a sentence; mostly empty.
pub fn remark(text: &str, scenario: &Scenario, users: fn(&Scenario) -> Vec<Issuer>) -> String {
    let Some(token) = bearer(text) else { return String::new() };
    let args = &scenario.api_server.args;
    match jwt_kind::of(token) {
        Some(jwt_kind::JwtKind::Encrypted) => {
            "No authenticator of kube-apiserver decrypts tokens.".to_owned()
        }
        Some(jwt_kind::JwtKind::BoundServiceAccount(_)) => {
            let known = flags::values(args, "service-account-issuer");
            match jwt_kind::issuer(token) {
                Some(issuer) if !known.is_empty() && !known.contains(&issuer.as_str()) => format!(
                    "Its issuer {} is not one of this server's own: --service-account-issuer is {}.",
                    shortened(&issuer),
                    shortened(&known.join(" and "))
                ),
                _ => String::new(),
            }
        }
        Some(jwt_kind::JwtKind::IssuedBy(issuer)) => of_issuer(&issuer, scenario, users),
        None if detect::is_bootstrap(token)
            && !["true", "1", "t", "T", "TRUE", "True"].contains(&bootstrap_flag(args)) =>
        {
            "This server does not take any: --enable-bootstrap-token-auth is not set.".to_owned()
        }
        _ => String::new(),
    }
}

/// A boolean flag never takes the next argument.
fn bootstrap_flag(args: &[String]) -> &str {
    let is_it = |arg: &&String| flags::name_of(arg).as_deref() == Some("enable-bootstrap-token-auth");
    let given = args.iter().rev().find(is_it);
    given.map_or("false", |arg| arg.split_once('=').map_or("true", |(_, value)| value))
}

fn of_issuer(issuer: &str, scenario: &Scenario, users: fn(&Scenario) -> Vec<Issuer>) -> String {
    if flags::values(&scenario.api_server.args, "service-account-issuer").contains(&issuer) {
        return "That is this server's issuer of service-account tokens, but the claims are not a service account's."
            .to_owned();
    }
    if users(scenario).iter().any(|known| known.url == issuer) {
        return "This server is configured to take its tokens.".to_owned();
    }
    "No flag and no authentication configuration of this server names this issuer.".to_owned()
}

/// The bearer token of a text: a token alone, an Authorization value, or the header of that name.
pub fn bearer(text: &str) -> Option<&str> {
    fn of_value(value: &str) -> Option<&str> {
        let (scheme, token) = value.trim().split_once([' ', '\t'])?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }
    let header = |line| {
        let (name, value): (&str, &str) = str::split_once(line, ':')?;
        name.trim().eq_ignore_ascii_case("authorization").then(|| of_value(value))?
    };
    let alone = || {
        let text = text.trim();
        (!text.contains(char::is_whitespace)).then_some(text)
    };
    text.lines()
        .take_while(|line| !line.trim().is_empty())
        .find_map(header)
        .or_else(|| of_value(text))
        .or_else(alone)
}
