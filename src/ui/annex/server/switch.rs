//! Turning a way to authenticate on and off: which flags, files, objects and answers of other parties belong to it.

use super::configuration;
use super::template as t;
use crate::scenario::flags;
use crate::ui::json::Json;
use crate::ui::state::Document;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    Proxy,
    ClientCertificates,
    TokenFile,
    ServiceAccounts,
    BootstrapTokens,
    Oidc,
    Configuration,
    Webhook,
}

/// What belongs to a switch.
struct Parts {
    title: &'static str,
    about: &'static str,
    /// The flag without which it is off.
    flag: &'static str,
    flags: &'static [(&'static str, &'static str)],
    files: &'static [(&'static str, &'static str)],
    objects: &'static [&'static str],
    remote: &'static [(&'static str, &'static str)],
    credential: &'static [&'static str],
}

const NOTHING: Parts = Parts {
    title: "",
    about: "",
    flag: "",
    flags: &[],
    files: &[],
    objects: &[],
    remote: &[],
    credential: &[],
};

pub const KEY_FILE: &str = "/etc/kubernetes/pki/sa.pub";

impl Switch {
    pub const ALL: [Switch; 8] = [
        Switch::Proxy,
        Switch::ClientCertificates,
        Switch::TokenFile,
        Switch::ServiceAccounts,
        Switch::BootstrapTokens,
        Switch::Oidc,
        Switch::Configuration,
        Switch::Webhook,
    ];

    fn parts(self) -> Parts {
        match self {
            Switch::Proxy => Parts {
                title: "Authenticating proxy",
                about: "A proxy with a certificate of its own CA says in headers who the client is.",
                flag: "requestheader-client-ca-file",
                flags: &[
                    ("requestheader-client-ca-file", "/etc/kubernetes/pki/front-proxy-ca.crt"),
                    ("requestheader-allowed-names", "front-proxy-client"),
                    ("requestheader-username-headers", "X-Remote-User"),
                    ("requestheader-group-headers", "X-Remote-Group"),
                    ("requestheader-extra-headers-prefix", "X-Remote-Extra-"),
                ],
                files: &[("/etc/kubernetes/pki/front-proxy-ca.crt", t::PROXY_CA)],
                credential: &[t::PROXY_REQUEST, t::PROXY_CERTIFICATE],
                ..NOTHING
            },
            Switch::ClientCertificates => Parts {
                title: "Client certificates",
                about: "Who has a certificate of this CA is who the certificate says.",
                flag: "client-ca-file",
                flags: &[("client-ca-file", "/etc/kubernetes/pki/ca.crt")],
                files: &[("/etc/kubernetes/pki/ca.crt", t::CLIENT_CA)],
                credential: &[t::CLIENT_CERTIFICATE],
                ..NOTHING
            },
            Switch::TokenFile => Parts {
                title: "Static token file",
                about: "Tokens and their users, one a line, in a file that is read once.",
                flag: "token-auth-file",
                flags: &[("token-auth-file", "/etc/kubernetes/pki/tokens.csv")],
                files: &[("/etc/kubernetes/pki/tokens.csv", t::TOKENS)],
                credential: &["Authorization: Bearer jane-demo-token"],
                ..NOTHING
            },
            Switch::ServiceAccounts => Parts {
                title: "Service accounts",
                about: "Tokens that the cluster signs for its Pods.",
                flag: "service-account-key-file",
                flags: &[
                    ("service-account-issuer", "https://kubernetes.default.svc.cluster.local"),
                    ("service-account-key-file", KEY_FILE),
                ],
                files: &[(KEY_FILE, t::SERVICE_ACCOUNT_KEY)],
                objects: &t::BUILDER,
                credential: &[t::POD_TOKEN],
                ..NOTHING
            },
            Switch::BootstrapTokens => Parts {
                title: "Bootstrap tokens",
                about: "Short-lived tokens for nodes that join, each in a Secret of kube-system.",
                flag: "enable-bootstrap-token-auth",
                flags: &[("enable-bootstrap-token-auth", "true")],
                objects: &[t::BOOTSTRAP_SECRET],
                credential: &["abcdef.0123456789abcdef"],
                ..NOTHING
            },
            Switch::Oidc => Parts {
                title: "OpenID Connect by flags",
                about: "ID tokens of one issuer.",
                flag: "oidc-issuer-url",
                flags: &[
                    ("oidc-issuer-url", t::LOGIN),
                    ("oidc-client-id", "kubernetes"),
                    ("oidc-username-claim", "email"),
                    ("oidc-groups-claim", "groups"),
                ],
                remote: &[(t::LOGIN_WELL_KNOWN, t::LOGIN_DISCOVERY), (t::LOGIN_KEYS_URL, t::LOGIN_KEYS)],
                credential: &[t::LOGIN_TOKEN],
                ..NOTHING
            },
            Switch::Configuration => Parts {
                title: "AuthenticationConfiguration",
                about: "A file in place of the OpenID Connect flags: several issuers, rules, conditions.",
                flag: configuration::FLAG,
                remote: &[(t::LOGIN_WELL_KNOWN, t::LOGIN_DISCOVERY), (t::LOGIN_KEYS_URL, t::LOGIN_KEYS)],
                credential: &[t::LOGIN_TOKEN],
                ..NOTHING
            },
            Switch::Webhook => Parts {
                title: "Webhook",
                about: "A service is asked about every token that nobody else knows.",
                flag: "authentication-token-webhook-config-file",
                flags: &[
                    ("authentication-token-webhook-config-file", "/etc/kubernetes/webhook.kubeconfig"),
                    ("authentication-token-webhook-version", "v1"),
                ],
                files: &[("/etc/kubernetes/webhook.kubeconfig", t::WEBHOOK_CONFIG)],
                remote: &[(t::WEBHOOK_URL, t::WEBHOOK_ANSWER)],
                credential: &["Authorization: Bearer a-token-of-the-webhook"],
                ..NOTHING
            },
        }
    }

    pub fn title(self) -> &'static str {
        self.parts().title
    }

    pub fn about(self) -> &'static str {
        self.parts().about
    }

    /// What turning it on puts in, for a reader: flags, files, and what else.
    pub fn writes(self) -> Vec<String> {
        let parts = self.parts();
        let mut writes: Vec<String> = parts.flags.iter().map(|(name, _)| format!("--{name}")).collect();
        writes.extend(parts.files.iter().map(|(path, _)| (*path).to_owned()));
        if self == Switch::Configuration {
            writes = vec![format!("--{}", parts.flag), configuration::FILE.to_owned()];
        }
        let counted = |count: usize, one: &str, several: &str| match count {
            0 => None,
            1 => Some(one.to_owned()),
            count => Some(format!("{count} {several}")),
        };
        writes.extend(counted(parts.objects.len(), "an object", "objects"));
        writes.extend(counted(parts.remote.len(), "a remote answer", "remote answers"));
        writes
    }

    /// Whether it stands as the switch writes it, so that it takes [`Switch::credential`].
    pub fn is_as_written(self, scenario: &Document) -> bool {
        let mut again = scenario.clone();
        for (path, text) in self.parts().files {
            if again.file(path).is_some_and(|there| there.trim_end() != text.trim_end()) {
                return false;
            }
        }
        let args: Vec<String> = scenario.args().map(str::to_owned).collect();
        let as_set = |(name, value): &(&str, &str)| flags::value(&args, name) == Some(*value);
        self.turn(true, &mut again);
        again == *scenario && self.is_on(scenario) && self.parts().flags.iter().all(as_set)
    }

    /// Something to paste that this strategy takes, if the switch itself has set it up.
    pub fn credential(self) -> String {
        self.parts().credential.concat()
    }

    pub fn is_on(self, scenario: &Document) -> bool {
        let args: Vec<String> = scenario.args().map(str::to_owned).collect();
        match self {
            Switch::BootstrapTokens => flag_is_true(&args, self.parts().flag, false),
            _ => flags::value(&args, self.parts().flag).is_some(),
        }
    }

    pub fn turn(self, on: bool, scenario: &mut Document) {
        if on { self.turn_on(scenario) } else { self.turn_off(scenario) }
    }

    fn turn_on(self, scenario: &mut Document) {
        let parts = self.parts();
        match self {
            // A server does not start with both.
            Switch::Oidc => Switch::Configuration.turn_off(scenario),
            Switch::Configuration => configuration::from_flags(scenario),
            _ => {}
        }
        let mut args: Vec<String> = scenario.args().map(str::to_owned).collect();
        for (name, value) in parts.flags {
            let sets_itself = *name == parts.flag;
            if sets_itself || flags::value(&args, name).is_none() {
                flags::set(&mut args, name, value);
            }
        }
        scenario.set_args(args);
        for (path, text) in parts.files {
            if scenario.file(path).is_none() {
                scenario.set_file(path, Some((*text).to_owned()));
            }
        }
        let mut objects = scenario.objects().to_vec();
        for object in parts.objects.iter().filter_map(|text| Json::parse(text)) {
            if !objects.iter().any(|other| identity(other) == identity(&object)) {
                objects.push(object);
            }
        }
        scenario.set_objects(objects);
        for (url, body) in parts.remote {
            if !scenario.remote().any(|(known, _)| known == *url) {
                scenario.set_remote(url, Some(answer(body)));
            }
        }
    }

    fn turn_off(self, scenario: &mut Document) {
        let parts = self.parts();
        let mut args: Vec<String> = scenario.args().map(str::to_owned).collect();
        let own = |name: &str| match self {
            Switch::Proxy => name.starts_with("requestheader-"),
            Switch::Oidc => name.starts_with("oidc-"),
            Switch::Webhook => name.starts_with("authentication-token-webhook"),
            Switch::ServiceAccounts => name.starts_with("service-account-") || name == "api-audiences",
            _ => name == parts.flag,
        };
        let named: Vec<String> = args
            .iter()
            .filter_map(|arg| Some((flags::name_of(arg)?, arg)))
            .filter(|(name, _)| own(name))
            .flat_map(|(name, _)| {
                flags::values(&args, &name).into_iter().map(str::to_owned).collect::<Vec<_>>()
            })
            .collect();
        flags::remove(&mut args, own);
        for path in named {
            // Another flag may name the same file.
            if !args.iter().any(|arg| arg.contains(&path)) {
                scenario.set_file(&path, None);
            }
        }
        scenario.set_args(args);
        let template: Vec<Json> = parts.objects.iter().filter_map(|text| Json::parse(text)).collect();
        let objects =
            scenario.objects().iter().filter(|object| !template.contains(object)).cloned().collect();
        scenario.set_objects(objects);
        let shared =
            [Switch::Oidc, Switch::Configuration].iter().any(|other| *other != self && other.is_on(scenario));
        for (url, _) in parts.remote.iter().filter(|_| !shared) {
            scenario.set_remote(url, None);
        }
    }
}

/// Kind, namespace and name.
fn identity(object: &Json) -> [&str; 3] {
    let text = |path: &[&str]| object.at(path).and_then(Json::as_str).unwrap_or_default();
    [text(&["kind"]), text(&["metadata", "namespace"]), text(&["metadata", "name"])]
}

/// An answer of 200 with a JSON body.
pub fn answer(body: &str) -> Json {
    let mut answer = Json::field("status", Json::Number("200".to_owned()));
    answer.set("headers", Some(Json::field("Content-Type", Json::text("application/json"))));
    answer.set("body", Some(Json::text(body.trim_end())));
    answer
}

/// A boolean flag never takes the next argument.
pub fn flag_is_true(args: &[String], flag: &str, default: bool) -> bool {
    let given = args.iter().rev().find(|arg| flags::name_of(arg).as_deref() == Some(flag));
    given.map_or(default, |arg| {
        arg.split_once('=').is_none_or(|(_, value)| ["true", "1", "t", "T", "TRUE", "True"].contains(&value))
    })
}

#[cfg(test)]
mod tests;
