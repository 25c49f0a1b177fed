//! What the scenario knows that a flow can be filled in with: addresses, names, the claims of the token that was sent.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::report::{Party, Report, User};
use crate::scenario::Scenario;

use super::{Actor, Role};

/// A view of a scenario and its report.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    pub scenario: &'a Scenario,
    pub report: &'a Report,
}

impl<'a> Facts<'a> {
    /// The value of a flag, `--a=b` or `--a`, `b`; the last one stands.
    pub fn flag(&self, name: &str) -> Option<&'a str> {
        let args = &self.scenario.api_server.args;
        args.iter().enumerate().rev().find_map(|(index, arg)| {
            let rest = arg.strip_prefix("--")?.strip_prefix(name)?;
            match rest.strip_prefix('=') {
                Some(value) => Some(value),
                None if rest.is_empty() => args.get(index + 1).map(String::as_str),
                None => None,
            }
        })
    }

    /// The value of a header of the request, as sent.
    pub fn header(&self, name: &str) -> Option<&'a str> {
        let lines = self.scenario.request.raw.trim_start().lines().skip(1);
        lines.take_while(|line| !line.trim().is_empty()).find_map(|line| {
            let (field, value) = line.split_once(':')?;
            field.trim().eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    /// `GET /api/v1/pods`
    pub fn request_line(&self) -> String {
        let line = self.scenario.request.raw.trim_start().lines().next().unwrap_or_default();
        let mut words = line.split(' ');
        match (words.next().filter(|word| !word.is_empty()), words.next()) {
            (Some(method), Some(target)) => format!("{method} {target}"),
            _ => "GET /api/v1/namespaces/default/pods".to_owned(),
        }
    }

    pub fn host(&self) -> &'a str {
        self.header("Host").filter(|host| !host.is_empty()).unwrap_or("kubernetes.example.com:6443")
    }

    pub fn token(&self) -> Option<&'a str> {
        let mut words = self.header("Authorization")?.split_whitespace();
        words.next().filter(|scheme| scheme.eq_ignore_ascii_case("bearer"))?;
        words.next()
    }

    /// The claims of the token, unverified.
    pub fn claims(&self) -> Option<Value> {
        let mut parts = self.token()?.split('.');
        let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?).ok()
    }

    /// A text claim, by its path.
    pub fn claim(&self, path: &[&str]) -> Option<String> {
        let mut value = self.claims()?;
        for key in path {
            value = value.get_mut(*key)?.take();
        }
        match value {
            Value::String(text) => Some(text),
            Value::Number(number) => Some(number.to_string()),
            Value::Array(values) => Some(values.first()?.as_str()?.to_owned()),
            _ => None,
        }
    }

    pub fn user(&self) -> Option<&'a User> {
        self.report.user.as_ref()
    }

    /// The presented leaf's subject.
    pub fn subject(&self) -> Option<&'a str> {
        self.report
            .received
            .iter()
            .find_map(|message| message.label.strip_prefix("TLS handshake · certificate "))
    }

    /// One relative distinguished name of the presented leaf.
    pub fn subject_part(&self, name: &str) -> Option<&'a str> {
        let parts = self.subject()?.split([',', '+']);
        parts.into_iter().find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='))
    }

    /// The first address that the server called there.
    pub fn called(&self, party: Party) -> Option<&'a str> {
        let mut messages = self.report.trace.iter().flat_map(|step| &step.messages);
        let label = messages.find(|message| message.to == party)?.label.as_str();
        label.split_once(' ').map(|(_, url)| url)
    }

    /// The body of what another party answers at an address, as JSON.
    pub fn remote(&self, url: &str) -> Option<Value> {
        serde_json::from_str(&self.scenario.remote.get(url)?.body).ok()
    }

    /// The identity provider's issuer: configured, or the token's.
    pub fn issuer(&self) -> String {
        let configured = self.flag("oidc-issuer-url").map(str::to_owned);
        let discovered = || {
            let url = self.called(Party::IdentityProvider)?;
            url.strip_suffix("/.well-known/openid-configuration").map(str::to_owned)
        };
        configured
            .or_else(discovered)
            .or_else(|| self.claim(&["iss"]).filter(|issuer| issuer.starts_with("https://")))
            .unwrap_or_else(|| "https://login.example.com".to_owned())
    }

    pub fn client_name(&self) -> String {
        let agent = self.header("User-Agent").unwrap_or_default();
        let program = agent.split(['/', ' ']).next().unwrap_or_default();
        match program {
            "kubectl" | "curl" | "kubelet" | "helm" | "argocd" => program.to_owned(),
            _ => "Client".to_owned(),
        }
    }

    /// Who plays a role, as far as the scenario tells.
    pub fn actor(&self, role: Role) -> Actor {
        let (name, detail) = match role {
            Role::Client => (self.client_name(), self.client_detail()),
            role => (role.name().to_owned(), self.detail(role)),
        };
        Actor { role, name, detail }
    }

    fn client_detail(&self) -> String {
        let account = ["kubernetes.io", "serviceaccount", "name"];
        let pod = self.claim(&["kubernetes.io", "pod", "name"]);
        match (pod, self.claim(&account)) {
            (Some(pod), _) => format!("with the token of Pod {pod}"),
            (None, Some(account)) => format!("with the token of {account}"),
            (None, None) => String::new(),
        }
    }

    /// Which one of a role it is.
    fn detail(&self, role: Role) -> String {
        let host = |url: &str| {
            let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
            rest.split(['/', '?']).next().unwrap_or_default().to_owned()
        };
        match role {
            Role::ApiServer => self.header("Host").unwrap_or_default().to_owned(),
            Role::IdentityProvider => host(&self.issuer()),
            Role::Webhook => self.called(Party::Webhook).map(host).unwrap_or_default(),
            Role::Proxy => self.subject_part("CN").unwrap_or_default().to_owned(),
            _ => String::new(),
        }
    }
}
