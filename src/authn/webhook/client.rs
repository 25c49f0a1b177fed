//! The HTTP client that kube-apiserver makes of the webhook's kubeconfig: `webhookutil.LoadKubeconfig`,
//! `clientcmd.ConfirmUsable` (`client_config.go`, `validation.go`), `rest.UnversionedRESTClientFor` and
//! `transport.TLSConfigFor` of `k8s.io/client-go`.
//!
//! Over plain HTTP the server uses none of the credentials and authorities of the file. Incomplete: a private key
//! is looked for but not held against its certificate, and a plugin that would fetch credentials is not run.

use crate::authn::{AuthnError, World};
use crate::golang::quote::quote;
use crate::golang::url;

use super::kubeconfig::{Cluster, Exec, Kubeconfig, User};
use super::tls;

/// Asked of every webhook; clientcmd has no flag for it.
const TIMEOUT: &str = "30s";

const EMPTY_CONFIG: &str =
    "no configuration has been provided, try setting KUBERNETES_MASTER environment variable";

/// `rest.Config`: what the kubeconfig says, checked as far as clientcmd checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    path: String,
    cluster: Cluster,
    user: User,
    /// How the server identifies itself to the webhook, for a person.
    identification: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// Where the review is posted.
    pub url: String,
    /// The same address as the kubeconfig writes it, and without the timeout.
    pub aliases: Vec<String>,
    /// How the server identifies itself to the webhook, for a person.
    pub identification: Option<String>,
}

impl Config {
    /// `webhookutil.LoadKubeconfig`.
    ///
    /// # Errors
    /// The message with which the server would refuse to start.
    pub fn load(world: &World, path: &str) -> Result<Config, String> {
        let Some(text) = world.files.get(path) else {
            return Err(format!("stat {path}: no such file or directory"));
        };
        let config = Kubeconfig::decode(text)
            .map_err(|error| format!("error loading config file \"{path}\": {error}"))?;
        let paths = Paths::new(world, path);
        let (cluster, user) = usable(&config, &paths)?;
        let secure = uses_tls(&cluster);
        let identification = if secure { identification(&user, &paths)? } else { None };
        Ok(Config { path: path.to_owned(), cluster, user, identification })
    }

    /// `rest.UnversionedRESTClientFor`.
    ///
    /// # Errors
    /// The message with which the server would refuse to start.
    pub fn client(self, world: &World) -> Result<Client, String> {
        let server = &self.cluster.server;
        let base = server_url(server)?;
        if uses_tls(&self.cluster) {
            check_provider(&self.user)?;
            tls::check(&self.cluster, &self.user, &Paths::new(world, &self.path))?;
        }
        let address = format!("{}://{}{}", base.scheme, base.host, clean(&base.path));
        let bare = address.trim_end_matches('/').to_owned();
        let aliases = if server.contains("://") {
            vec![server.clone(), address.clone(), bare]
        } else {
            vec![address.clone(), bare, server.clone()]
        };
        let path = clean(&base.path);
        let url = base.at(&path, &format!("timeout={TIMEOUT}")).to_string();
        Ok(Client { url, aliases, identification: self.identification })
    }
}

fn uses_tls(cluster: &Cluster) -> bool {
    server_url(&cluster.server).is_ok_and(|url| url.scheme == "https")
}

/// Files that the kubeconfig names, relative to its own folder.
pub(super) struct Paths<'p> {
    world: &'p World<'p>,
    folder: &'p str,
}

impl<'p> Paths<'p> {
    fn new(world: &'p World<'p>, kubeconfig: &'p str) -> Paths<'p> {
        Paths { world, folder: kubeconfig.rsplit_once('/').map_or(".", |(folder, _)| folder) }
    }

    fn absolute(&self, path: &str) -> String {
        if path.starts_with('/') {
            return path.to_owned();
        }
        let joined = clean(&format!("{}/{path}", self.folder));
        if self.folder.starts_with('/') { joined } else { joined.trim_start_matches('/').to_owned() }
    }

    pub(super) fn read(&self, path: &str) -> Result<&str, String> {
        self.world.read_file(&self.absolute(path))
    }
}

/// `path.Clean` of a rooted path.
fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// `DirectClientConfig.ConfirmUsable`: the cluster and the user of the current context. A name that leads nowhere is
/// the same as an empty cluster or user.
fn usable(config: &Kubeconfig, paths: &Paths) -> Result<(Cluster, User), String> {
    let mut errors = Vec::new();
    let context = config.contexts.get(&config.current_context);
    if context.is_none() && !config.current_context.is_empty() {
        errors.push(format!("context was not found for specified context: {}", config.current_context));
    }
    let context = context.cloned().unwrap_or_default();
    let user = config.users.get(&context.user).cloned().unwrap_or_default();
    errors.extend(user_errors(&context.user, &user, paths));
    let cluster = config.clusters.get(&context.cluster);
    match cluster {
        Some(cluster) => errors.extend(cluster_errors(&context.cluster, cluster, paths)),
        None if errors.is_empty() => errors.push(EMPTY_CONFIG.to_owned()),
        None => errors.push("cluster has no server defined".to_owned()),
    }
    match AuthnError::aggregate(errors.into_iter().map(AuthnError::new).collect()) {
        None => Ok((cluster.cloned().unwrap_or_default(), user)),
        Some(error) => Err(format!("invalid configuration: {error}")),
    }
}

fn cluster_errors(name: &str, cluster: &Cluster, paths: &Paths) -> Vec<String> {
    let mut errors = Vec::new();
    if cluster.server.is_empty() {
        errors.push(match name {
            "" => "default cluster has no server defined".to_owned(),
            name => format!("no server found for cluster {}", quote(name)),
        });
    }
    if let Some(reason) = proxy_error(&cluster.proxy_url) {
        let proxy = quote(&cluster.proxy_url);
        errors.push(format!("invalid 'proxy-url' {proxy} for cluster {}: {reason}", quote(name)));
    }
    if cluster.certificate_authority.is_empty() {
        return errors;
    }
    if !cluster.certificate_authority_data.is_empty() {
        errors.push(format!(
            "certificate-authority-data and certificate-authority are both specified for {name}. certificate-authority-data will override."
        ));
    }
    if let Err(error) = paths.read(&cluster.certificate_authority) {
        let path = paths.absolute(&cluster.certificate_authority);
        errors.push(format!("unable to read certificate-authority {path} for {name} due to {error}"));
    }
    errors
}

fn proxy_error(proxy: &str) -> Option<String> {
    if proxy.is_empty() {
        return None;
    }
    match url::parse(proxy) {
        Err(_) => Some(format!("could not parse: {proxy}")),
        Ok(url) if ["http", "https", "socks5"].contains(&url.scheme.as_str()) => None,
        Ok(url) => Some(format!("unsupported scheme {}, must be http, https, or socks5", quote(&url.scheme))),
    }
}

fn user_errors(name: &str, user: &User, paths: &Paths) -> Vec<String> {
    let mut errors = certificate_errors(name, user, paths);
    if let Some(exec) = &user.exec {
        errors.extend(exec_errors(name, exec, user.auth_provider.is_some()));
    }
    let has_basic = !user.username.is_empty() || !user.password.is_empty();
    if !user.token.is_empty() && has_basic {
        errors.push(format!(
            "more than one authentication method found for {name}; found [token basicAuth], only one is allowed"
        ));
    }
    if user.impersonates_more && user.impersonate.is_empty() {
        errors.push(format!("requesting uid, groups or user-extra for {name} without impersonating a user"));
    }
    errors
}

fn certificate_errors(name: &str, user: &User, paths: &Paths) -> Vec<String> {
    let mut errors = Vec::new();
    let (certificate, key) = (&user.client_certificate, &user.client_key);
    if certificate.is_empty() && user.client_certificate_data.is_empty() {
        return errors;
    }
    if !certificate.is_empty() && !user.client_certificate_data.is_empty() {
        errors.push(format!(
            "client-cert-data and client-cert are both specified for {name}. client-cert-data will override."
        ));
    }
    if !key.is_empty() && !user.client_key_data.is_empty() {
        errors.push(format!(
            "client-key-data and client-key are both specified for {name}; client-key-data will override"
        ));
    }
    if key.is_empty() && user.client_key_data.is_empty() {
        errors.push(format!(
            "client-key-data or client-key must be specified for {name} to use the clientCert authentication method."
        ));
    }
    for (what, path) in [("client-cert", certificate), ("client-key", key)] {
        if !path.is_empty()
            && let Err(error) = paths.read(path)
        {
            errors.push(format!("unable to read {what} {} for {name} due to {error}", paths.absolute(path)));
        }
    }
    errors
}

fn exec_errors(name: &str, exec: &Exec, has_provider: bool) -> Vec<String> {
    let mut errors = Vec::new();
    if has_provider {
        errors.push(format!("authProvider cannot be provided in combination with an exec plugin for {name}"));
    }
    let missing_env = exec.env_names.iter().filter(|variable| variable.is_empty());
    let missing = [(&exec.command, "command"), (&exec.api_version, "apiVersion")]
        .into_iter()
        .filter_map(|(value, what)| value.is_empty().then_some(what))
        .chain(missing_env.map(|_| "env variable name"))
        .chain(exec.interactive_mode.is_empty().then_some("interactiveMode"));
    errors.extend(
        missing.map(|what| format!("{what} must be specified for {name} to use exec authentication plugin")),
    );
    if !["", "Never", "IfAvailable", "Always"].contains(&exec.interactive_mode.as_str()) {
        errors.push(format!("invalid interactiveMode for {name}: {}", quote(&exec.interactive_mode)));
    }
    errors
}

/// `rest.DefaultServerURL`: a URL, or a host with an optional port, which is asked without TLS.
fn server_url(server: &str) -> Result<url::Url, String> {
    if let Ok(url) = url::parse(server)
        && !url.scheme.is_empty()
        && !url.host.is_empty()
    {
        return Ok(url);
    }
    let url = url::parse(&format!("http://{server}"))?;
    match url.path.as_str() {
        "" | "/" => Ok(url),
        _ => Err(format!("host must be a URL or a host:port pair: {}", quote(server))),
    }
}

/// `getUserIdentificationPartialConfig`, told to a person without the secrets.
fn identification(user: &User, paths: &Paths) -> Result<Option<String>, String> {
    if user.token.is_empty() && !user.token_file.is_empty() {
        paths.read(&user.token_file)?;
    }
    let has_token = !user.token.is_empty() || !user.token_file.is_empty();
    let has_certificate = !user.client_certificate.is_empty() || !user.client_certificate_data.is_empty();
    let what = match (has_token, has_certificate) {
        (true, _) => "the bearer token of its kubeconfig",
        (false, true) => "the client certificate of its kubeconfig",
        (false, false) if user.exec.is_some() => "what the exec plugin of its kubeconfig fetches",
        (false, false) if !user.username.is_empty() => "the user name and password of its kubeconfig",
        (false, false) => return Ok(None),
    };
    Ok(Some(what.to_owned()))
}

/// `rest.GetAuthProvider`: the providers that kube-apiserver is compiled with, of which two say only that they are gone.
fn check_provider(user: &User) -> Result<(), String> {
    let gone = |plugin: &str, instead: &str, link: &str| {
        Err(format!(
            "The {plugin} auth plugin has been removed.\nPlease use the {instead} kubectl/client-go credential plugin instead.\nSee {link} for further details"
        ))
    };
    match user.auth_provider.as_deref() {
        None | Some("oidc") => Ok(()),
        Some("azure") => gone(
            "azure",
            "https://github.com/Azure/kubelogin",
            "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins",
        ),
        Some("gcp") => gone(
            "gcp",
            "\"gke-gcloud-auth-plugin\"",
            "https://cloud.google.com/blog/products/containers-kubernetes/kubectl-auth-changes-in-gke",
        ),
        Some(other) => Err(format!("no Auth Provider found for name {}", quote(other))),
    }
}
