//! Kubeconfigs, answers and errors as k8s.io/apiserver v0.37.2 took, gave and worded them.

use std::collections::BTreeMap;

use super::*;
use crate::apiserver::Config as ServerConfig;
use crate::apiserver::Everything;
use crate::scenario::{RemoteAnswer, Version};

const KUBECONFIG: &str = "
apiVersion: v1
kind: Config
current-context: webhook
clusters: [{name: authn, cluster: {server: https://authn.example.com/review}}]
contexts: [{name: webhook, context: {cluster: authn, user: apiserver}}]
users: [{name: apiserver, user: {}}]
";
const URL: &str = "https://authn.example.com/review";

struct Case {
    files: BTreeMap<String, String>,
    remote: BTreeMap<String, RemoteAnswer>,
    config: ServerConfig,
}

impl Case {
    fn new(kubeconfig: &str, version: &str, audiences: &[&str]) -> Case {
        let config = ServerConfig {
            api_audiences: audiences.iter().map(|audience| (*audience).to_owned()).collect(),
            webhook: Some(Config {
                config_file: "/etc/webhook/kubeconfig".into(),
                version: version.into(),
                cache_ttl: 120,
            }),
            ..ServerConfig::default()
        };
        let files = BTreeMap::from([("/etc/webhook/kubeconfig".into(), kubeconfig.into())]);
        Case { files, remote: BTreeMap::new(), config }
    }

    fn answers(mut self, url: &str, status: u16, body: &str) -> Case {
        let headers = BTreeMap::from([("Content-Type".into(), "application/json".into())]);
        self.remote.insert(url.into(), RemoteAnswer { status, headers, body: body.into() });
        self
    }

    fn with_world<T>(&self, use_it: impl FnOnce(&World) -> T) -> T {
        use_it(&World {
            now: chrono::DateTime::UNIX_EPOCH,
            version: Version::NEWEST,
            files: &self.files,
            objects: &[],
            remote: &self.remote,
            faculties: &Everything,
        })
    }

    fn startup_error(&self) -> Option<String> {
        self.with_world(|world| build(&Setup { config: &self.config, world }).err().map(|error| error.0))
    }

    fn ask(&self) -> (Answer, StepLog) {
        self.with_world(|world| {
            let webhook = build(&Setup { config: &self.config, world }).unwrap().unwrap();
            let mut log = StepLog::default();
            (webhook.authenticate("secret-token", world, &mut log), log)
        })
    }
}

fn review(version: &str, status: &str) -> String {
    format!(r#"{{"apiVersion":"authentication.k8s.io/{version}","kind":"TokenReview","status":{status}}}"#)
}

const JANE: &str =
    r#"{"authenticated":true,"user":{"username":"jane","uid":"42","groups":["dev"],"extra":{"k":["v"]}}}"#;

#[test]
fn yes() {
    for version in ["v1", "v1beta1"] {
        let (answer, log) =
            Case::new(KUBECONFIG, version, &["api"]).answers(URL, 200, &review(version, JANE)).ask();
        let Answer::Authenticated(response) = answer else { panic!("{answer:?}") };
        assert_eq!(response.user.username, "jane");
        assert_eq!(response.user.uid, "42");
        assert_eq!(response.user.groups, ["dev"]);
        assert_eq!(response.user.extra["k"], ["v"]);
        assert_eq!(response.audiences, ["api"]);
        let fields: Vec<&str> = response.provenance.iter().map(|from| from.field.as_str()).collect();
        assert_eq!(fields, ["username", "uid", "groups[0]", "extra[k][0]"]);
        assert_eq!(response.provenance[0].source, format!("remote {URL}#status.user.username"));
        assert_eq!(log.messages[0].label, format!("POST {URL}?timeout=30s"));
        assert!(log.messages[0].payload.contains(r#""spec":{"token":"secret-token","audiences":["api"]}"#));
        assert_eq!(log.messages[1].label, "200 OK");
        assert!(log.checks.iter().all(|check| !check.detail.contains("secret-token")));
    }
}

#[test]
fn no_without_and_with_an_error() {
    let refused =
        |status: &str| Case::new(KUBECONFIG, "v1", &["api"]).answers(URL, 200, &review("v1", status)).ask().0;
    assert_eq!(refused(r#"{"authenticated":false}"#), Answer::NoOpinion);
    assert_eq!(refused("null"), Answer::NoOpinion);
    assert_eq!(
        refused(r#"{"authenticated":false,"error":"token revoked"}"#),
        Answer::rejected("token revoked")
    );
}

#[test]
fn audiences_are_intersected_in_the_order_of_the_answer() {
    for (accepted, answered, want) in [
        (&["api", "b"][..], r#"["x","b","api"]"#, Some(vec!["b", "api"])),
        (&["api"], "[]", Some(vec!["api"])),
        (&["api"], r#"["other"]"#, None),
        (&[], r#"["other"]"#, Some(vec![])),
    ] {
        let status = format!(r#"{{"authenticated":true,"audiences":{answered}}}"#);
        let (answer, log) =
            Case::new(KUBECONFIG, "v1", accepted).answers(URL, 200, &review("v1", &status)).ask();
        match want {
            None => {
                assert_eq!(answer, Answer::NoOpinion);
                assert_eq!(
                    log.reason,
                    "The webhook answers for a token that is meant for other audiences than this server."
                );
            }
            Some(want) => {
                let Answer::Authenticated(response) = answer else { panic!("{answer:?}") };
                assert_eq!(response.audiences, want);
            }
        }
    }
}

#[test]
fn another_audience_silences_the_error_too() {
    let status = r#"{"authenticated":false,"error":"token revoked","audiences":["other"]}"#;
    let case = Case::new(KUBECONFIG, "v1", &["api"]).answers(URL, 200, &review("v1", status));
    assert_eq!(case.ask().0, Answer::NoOpinion);
}

#[test]
fn http_errors_and_answers_in_the_wrong_version() {
    for (status, body, want) in [
        (
            500,
            "{}".to_owned(),
            "an error on the server (\"unknown\") has prevented the request from succeeding",
        ),
        (401, String::new(), "the server has asked for the client to provide credentials"),
        (
            200,
            review("v1beta1", JANE),
            "converting (v1beta1.TokenReview) to (v1.TokenReview): unknown conversion",
        ),
    ] {
        let (answer, log) = Case::new(KUBECONFIG, "v1", &[]).answers(URL, status, &body).ask();
        assert_eq!(answer, Answer::rejected(want));
        assert_eq!(
            log.checks.iter().filter(|check| check.outcome == crate::report::CheckOutcome::Failed).count(),
            1
        );
    }
}

#[test]
fn not_reachable() {
    let (answer, log) = Case::new(KUBECONFIG, "v1", &[]).ask();
    assert_eq!(
        answer,
        Answer::rejected(
            "Post \"https://authn.example.com/review?timeout=30s\": dial tcp authn.example.com:443: connect: connection refused"
        )
    );
    assert_eq!(log.wanted, [URL]);
    assert_eq!(log.reason, "The webhook cannot be reached, so nobody can say whose token this is.");
}

#[test]
fn the_address_may_be_written_in_several_ways() {
    for (server, posted, known_as) in [
        ("https://h", "https://h/?timeout=30s", "https://h"),
        ("https://h", "https://h/?timeout=30s", "https://h/"),
        ("https://h/a//b/../c/", "https://h/a/c?timeout=30s", "https://h/a//b/../c/"),
        ("https://h/a?x=1#f", "https://h/a?timeout=30s", "https://h/a"),
        ("h:8080", "http://h:8080/?timeout=30s", "http://h:8080"),
    ] {
        let kubeconfig = KUBECONFIG.replace(URL, &format!("\"{server}\""));
        let (answer, log) =
            Case::new(&kubeconfig, "v1", &[]).answers(known_as, 200, &review("v1", JANE)).ask();
        assert!(matches!(answer, Answer::Authenticated(_)), "{server}: {answer:?}");
        assert_eq!(log.messages[0].label, format!("POST {posted}"));
    }
}

#[test]
fn start_up_errors_of_the_kubeconfig() {
    let with = |from: &str, to: &str| KUBECONFIG.replace(from, to);
    let cluster =
        |more: &str| with("server: https://authn.example.com/review", &format!("server: {URL}, {more}"));
    let user = |fields: &str| with("user: {}", &format!("user: {{{fields}}}"));
    let empty = "invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable";
    for (kubeconfig, want) in [
        (String::new(), empty),
        ("{}".into(), empty),
        (with("current-context: webhook", ""), empty),
        (with("cluster: authn,", "cluster: other,"), empty),
        (
            with("kind: Config", "kind: Pod"),
            "error loading config file \"/etc/webhook/kubeconfig\": no kind \"Pod\" is registered for version \"v1\" in scheme \"k8s.io/client-go/tools/clientcmd/api/latest/latest.go:50\"",
        ),
        (
            "just text".into(),
            r#"error loading config file "/etc/webhook/kubeconfig": couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }"#,
        ),
        (
            "a: b: c".into(),
            "error loading config file \"/etc/webhook/kubeconfig\": yaml: mapping values are not allowed in this context",
        ),
        (
            "a: {b: c".into(),
            "error loading config file \"/etc/webhook/kubeconfig\": yaml: line 1: did not find expected ',' or '}'",
        ),
        (
            with("current-context: webhook", "current-context: *x"),
            "error loading config file \"/etc/webhook/kubeconfig\": yaml: unknown anchor 'x' referenced",
        ),
        (
            with(URL, "5"),
            "error loading config file \"/etc/webhook/kubeconfig\": json: cannot unmarshal number into Go struct field Cluster.clusters.cluster.server of type string",
        ),
        (
            with("users: [", "users: [{name: apiserver, user: {token: secret}}, "),
            "error loading config file \"/etc/webhook/kubeconfig\": error converting *[]NamedAuthInfo into *map[string]*api.AuthInfo: duplicate name \"apiserver\" in list",
        ),
        (
            with("current-context: webhook", "current-context: other"),
            "invalid configuration: [context was not found for specified context: other, cluster has no server defined]",
        ),
        (with(URL, "''"), "invalid configuration: no server found for cluster \"authn\""),
        (
            cluster("certificate-authority: ca.crt"),
            "invalid configuration: unable to read certificate-authority /etc/webhook/ca.crt for authn due to open /etc/webhook/ca.crt: no such file or directory",
        ),
        (
            cluster("certificate-authority-data: YWJj"),
            "unable to load root certificates: unable to parse bytes as PEM block",
        ),
        (
            cluster("certificate-authority-data: YWJj, insecure-skip-tls-verify: true"),
            "specifying a root certificates file with the insecure flag is not allowed",
        ),
        (
            cluster("proxy-url: ftp://proxy"),
            "invalid configuration: invalid 'proxy-url' \"ftp://proxy\" for cluster \"authn\": unsupported scheme \"ftp\", must be http, https, or socks5",
        ),
        (
            user("client-certificate: ../tls.crt, client-key: /tls.key"),
            "invalid configuration: [unable to read client-cert /etc/tls.crt for apiserver due to open /etc/tls.crt: no such file or directory, unable to read client-key /tls.key for apiserver due to open /tls.key: no such file or directory]",
        ),
        (
            user("client-certificate-data: YWJj"),
            "invalid configuration: client-key-data or client-key must be specified for apiserver to use the clientCert authentication method.",
        ),
        (
            user("client-certificate-data: YWJj, client-key-data: YWJj"),
            "tls: failed to find any PEM data in certificate input",
        ),
        (user("tokenFile: token"), "open /etc/webhook/token: no such file or directory"),
        (
            user("token: a, username: b"),
            "invalid configuration: more than one authentication method found for apiserver; found [token basicAuth], only one is allowed",
        ),
        (
            user("as-groups: [a]"),
            "invalid configuration: requesting uid, groups or user-extra for apiserver without impersonating a user",
        ),
        (
            user("exec: {}"),
            "invalid configuration: [command must be specified for apiserver to use exec authentication plugin, apiVersion must be specified for apiserver to use exec authentication plugin, interactiveMode must be specified for apiserver to use exec authentication plugin]",
        ),
        (user("auth-provider: {name: other}"), "no Auth Provider found for name \"other\""),
        (with(URL, "foo/bar"), "host must be a URL or a host:port pair: \"foo/bar\""),
        (with(URL, "'https://h/%zz'"), "parse \"http://https://h/%zz\": invalid URL escape \"%zz\""),
    ] {
        assert_eq!(Case::new(&kubeconfig, "v1", &[]).startup_error().as_deref(), Some(want), "{kubeconfig}");
    }
}

#[test]
fn start_up_errors_of_the_flags() {
    let mut case = Case::new(KUBECONFIG, "v2", &[]);
    assert_eq!(
        case.startup_error().as_deref(),
        Some("unsupported authentication webhook version \"v2\", supported versions are \"v1\", \"v1beta1\"")
    );
    case.files.clear();
    assert_eq!(
        case.startup_error().as_deref(),
        Some("stat /etc/webhook/kubeconfig: no such file or directory")
    );
}

/// Over plain HTTP neither the authority nor the user's files are looked into.
#[test]
fn plain_http_uses_no_credentials() {
    let kubeconfig = KUBECONFIG.replace(URL, "http://h/x, certificate-authority-data: YWJj").replace(
        "user: {}",
        "user: {tokenFile: token, client-certificate-data: YWJj, client-key-data: YWJj}",
    );
    assert_eq!(Case::new(&kubeconfig, "v1", &[]).startup_error(), None);
}

#[test]
fn a_missing_user_and_an_unknown_field_are_no_error() {
    let kubeconfig = KUBECONFIG.replace("user: apiserver", "user: other").replace("kind: Config", "x: y");
    assert_eq!(Case::new(&kubeconfig, "v1", &[]).startup_error(), None);
}
