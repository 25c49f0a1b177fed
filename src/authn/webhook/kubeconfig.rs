//! The file of `--authentication-token-webhook-config-file`, decoded as `k8s.io/client-go/tools/clientcmd` decodes a
//! kubeconfig (`loader.go`, `api/v1/{types,conversion,defaults}.go`): not strictly, so an unknown field is no error.
//!
//! Of a cluster, user or context that is listed twice the server prints the whole list; here the message ends
//! where the list would stand, because a list of users holds their secrets.

use std::collections::BTreeMap;

use crate::golang::decode::{Decoder, Struct};
use crate::golang::json::Value;
use crate::golang::quote::quote;
use crate::golang::yaml;

use super::codec;

/// Where the registry of the kinds is made (1.37): error texts name it.
const REGISTRY: &str = "k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50";

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kubeconfig {
    pub current_context: String,
    pub clusters: BTreeMap<String, Cluster>,
    pub users: BTreeMap<String, User>,
    pub contexts: BTreeMap<String, Context>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cluster {
    pub server: String,
    pub insecure_skip_tls_verify: bool,
    /// Path of a PEM file.
    pub certificate_authority: String,
    pub certificate_authority_data: Vec<u8>,
    pub proxy_url: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct User {
    pub client_certificate: String,
    pub client_certificate_data: Vec<u8>,
    pub client_key: String,
    pub client_key_data: Vec<u8>,
    pub token: String,
    pub token_file: String,
    pub impersonate: String,
    /// Something else than a user is to be impersonated.
    pub impersonates_more: bool,
    pub username: String,
    pub password: String,
    /// Name of the provider.
    pub auth_provider: Option<String>,
    pub exec: Option<Exec>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exec {
    pub command: String,
    pub api_version: String,
    pub interactive_mode: String,
    pub env_names: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    pub cluster: String,
    pub user: String,
}

const CONFIG: Struct = Struct {
    name: "Config",
    go_type: "v1.Config",
    fields: &["kind", "apiVersion", "clusters", "users", "contexts", "current-context"],
};
const NAMED_CLUSTER: Struct =
    Struct { name: "NamedCluster", go_type: "v1.NamedCluster", fields: &["name", "cluster"] };
const CLUSTER: Struct = Struct {
    name: "Cluster",
    go_type: "v1.Cluster",
    fields: &[
        "server",
        "tls-server-name",
        "insecure-skip-tls-verify",
        "certificate-authority",
        "certificate-authority-data",
        "proxy-url",
        "disable-compression",
    ],
};
const NAMED_USER: Struct =
    Struct { name: "NamedAuthInfo", go_type: "v1.NamedAuthInfo", fields: &["name", "user"] };
const USER: Struct = Struct {
    name: "AuthInfo",
    go_type: "v1.AuthInfo",
    fields: &[
        "client-certificate",
        "client-certificate-data",
        "client-key",
        "client-key-data",
        "token",
        "tokenFile",
        "as",
        "as-uid",
        "as-groups",
        "as-user-extra",
        "username",
        "password",
        "auth-provider",
        "exec",
    ],
};
const AUTH_PROVIDER: Struct =
    Struct { name: "AuthProviderConfig", go_type: "v1.AuthProviderConfig", fields: &["name"] };
const EXEC: Struct = Struct {
    name: "ExecConfig",
    go_type: "v1.ExecConfig",
    fields: &["command", "args", "env", "apiVersion", "interactiveMode"],
};
const EXEC_ENV: Struct = Struct { name: "ExecEnvVar", go_type: "v1.ExecEnvVar", fields: &["name", "value"] };
const NAMED_CONTEXT: Struct =
    Struct { name: "NamedContext", go_type: "v1.NamedContext", fields: &["name", "context"] };
const CONTEXT: Struct =
    Struct { name: "Context", go_type: "v1.Context", fields: &["cluster", "user", "namespace"] };

impl Kubeconfig {
    /// `clientcmd.Load`. An empty file is an empty configuration.
    ///
    /// # Errors
    /// What follows `error loading config file "…": `.
    pub fn decode(text: &str) -> Result<Kubeconfig, String> {
        if text.is_empty() {
            return Ok(Kubeconfig::default());
        }
        let json = yaml::to_json(text)?.json;
        let kind = codec::interpret(&json)?.or(&codec::Kind::new("", "v1", "Config"));
        if kind != codec::Kind::new("", "v1", "Config") {
            return Err(kind.not_registered(REGISTRY));
        }
        let mut lists = Lists::default();
        Decoder::case_sensitive(json.as_bytes(), &mut |decoder, value| lists.read(decoder, value))?;
        lists.into_maps()
    }
}

/// The configuration as version v1 writes it, with lists of named things.
#[derive(Default)]
struct Lists {
    current_context: String,
    clusters: Vec<(String, Cluster)>,
    users: Vec<(String, User)>,
    contexts: Vec<(String, Context)>,
}

impl Lists {
    fn read(&mut self, decoder: &mut Decoder, value: Value) {
        decoder.object(value, &CONFIG, &mut |decoder, field, value| match field {
            "clusters" => {
                self.clusters = named(decoder, value, "[]v1.NamedCluster", &NAMED_CLUSTER, Cluster::read)
            }
            "users" => self.users = named(decoder, value, "[]v1.NamedAuthInfo", &NAMED_USER, User::read),
            "contexts" => {
                self.contexts = named(decoder, value, "[]v1.NamedContext", &NAMED_CONTEXT, Context::read)
            }
            "current-context" => decoder.string(value, &mut self.current_context),
            _ => decoder.string(value, &mut String::new()),
        });
    }

    fn into_maps(self) -> Result<Kubeconfig, String> {
        Ok(Kubeconfig {
            current_context: self.current_context,
            clusters: unique(self.clusters, "NamedCluster", "Cluster")?,
            users: unique(self.users, "NamedAuthInfo", "AuthInfo")?,
            contexts: unique(self.contexts, "NamedContext", "Context")?,
        })
    }
}

fn named<T: Default>(
    decoder: &mut Decoder,
    value: Value,
    list_type: &str,
    item: &Struct,
    read: fn(&mut T, &mut Decoder, Value),
) -> Vec<(String, T)> {
    let mut items = Vec::new();
    decoder.list(value, list_type, &mut |decoder, element| {
        let (mut name, mut content) = (String::new(), T::default());
        decoder.object(element, item, &mut |decoder, field, value| match field {
            "name" => decoder.string(value, &mut name),
            _ => read(&mut content, decoder, value),
        });
        items.push((name, content));
    });
    items
}

fn unique<T>(items: Vec<(String, T)>, list: &str, item: &str) -> Result<BTreeMap<String, T>, String> {
    let mut map = BTreeMap::new();
    for (name, content) in items {
        if map.contains_key(&name) {
            return Err(format!(
                "error converting *[]{list} into *map[string]*api.{item}: duplicate name {} in list",
                quote(&name)
            ));
        }
        map.insert(name, content);
    }
    Ok(map)
}

impl Cluster {
    fn read(&mut self, decoder: &mut Decoder, value: Value) {
        decoder.object(value, &CLUSTER, &mut |decoder, field, value| match field {
            "server" => decoder.string(value, &mut self.server),
            "insecure-skip-tls-verify" => decoder.boolean(value, &mut self.insecure_skip_tls_verify),
            "certificate-authority" => decoder.string(value, &mut self.certificate_authority),
            "certificate-authority-data" => decoder.bytes(value, &mut self.certificate_authority_data),
            "proxy-url" => decoder.string(value, &mut self.proxy_url),
            "disable-compression" => decoder.boolean(value, &mut false),
            _ => decoder.string(value, &mut String::new()),
        });
    }
}

impl User {
    fn read(&mut self, decoder: &mut Decoder, value: Value) {
        decoder.object(value, &USER, &mut |decoder, field, value| match field {
            "client-certificate" => decoder.string(value, &mut self.client_certificate),
            "client-certificate-data" => decoder.bytes(value, &mut self.client_certificate_data),
            "client-key" => decoder.string(value, &mut self.client_key),
            "client-key-data" => decoder.bytes(value, &mut self.client_key_data),
            "token" => decoder.string(value, &mut self.token),
            "tokenFile" => decoder.string(value, &mut self.token_file),
            "as" => decoder.string(value, &mut self.impersonate),
            "as-uid" | "as-groups" | "as-user-extra" => self.read_impersonation(decoder, field, value),
            "username" => decoder.string(value, &mut self.username),
            "password" => decoder.string(value, &mut self.password),
            "auth-provider" => {
                let mut name = String::new();
                decoder
                    .object(value, &AUTH_PROVIDER, &mut |decoder, _, value| decoder.string(value, &mut name));
                self.auth_provider = present(value).then_some(name);
            }
            _ => {
                let mut exec = Exec::default();
                exec.read(decoder, value);
                self.exec = present(value).then_some(exec);
            }
        });
    }

    fn read_impersonation(&mut self, decoder: &mut Decoder, field: &str, value: Value) {
        match field {
            "as-uid" => {
                let mut uid = String::new();
                decoder.string(value, &mut uid);
                self.impersonates_more |= !uid.is_empty();
            }
            "as-groups" => {
                let mut groups = Vec::new();
                decoder.strings(value, "[]string", &mut groups);
                self.impersonates_more |= !groups.is_empty();
            }
            _ => decoder.map(value, "map[string][]string", &mut |decoder, _, value| {
                decoder.strings(value, "[]string", &mut Vec::new());
                self.impersonates_more = true;
            }),
        }
    }
}

fn present(value: Value) -> bool {
    value.kind() != crate::golang::json::Kind::Null
}

impl Exec {
    fn read(&mut self, decoder: &mut Decoder, value: Value) {
        decoder.object(value, &EXEC, &mut |decoder, field, value| match field {
            "command" => decoder.string(value, &mut self.command),
            "args" => decoder.strings(value, "[]string", &mut Vec::new()),
            "apiVersion" => decoder.string(value, &mut self.api_version),
            "interactiveMode" => decoder.string(value, &mut self.interactive_mode),
            _ => decoder.list(value, "[]v1.ExecEnvVar", &mut |decoder, element| {
                let mut name = String::new();
                decoder.object(element, &EXEC_ENV, &mut |decoder, field, value| match field {
                    "name" => decoder.string(value, &mut name),
                    _ => decoder.string(value, &mut String::new()),
                });
                self.env_names.push(name);
            }),
        });
        let old = matches!(
            self.api_version.as_str(),
            "client.authentication.k8s.io/v1beta1" | "client.authentication.k8s.io/v1alpha1"
        );
        if self.interactive_mode.is_empty() && old {
            self.interactive_mode = "IfAvailable".to_owned();
        }
    }
}

impl Context {
    fn read(&mut self, decoder: &mut Decoder, value: Value) {
        decoder.object(value, &CONTEXT, &mut |decoder, field, value| match field {
            "cluster" => decoder.string(value, &mut self.cluster),
            "user" => decoder.string(value, &mut self.user),
            _ => decoder.string(value, &mut String::new()),
        });
    }
}
