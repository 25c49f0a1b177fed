//! Command lines that start, and what the authenticators get.

use super::*;

fn start(args: &[&str]) -> Configured {
    start_at(37, args)
}

fn start_at(minor: u32, args: &[&str]) -> Configured {
    configure_at(minor, args, &files()).unwrap()
}

const QUIET: [&str; 4] = [
    "--authorization-mode=Node,RBAC",
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    "--service-account-key-file=/sa.pub",
    "--service-account-signing-key-file=/etc/kubernetes/pki/sa.key",
];

#[test]
fn a_kubeadm_command_line() {
    let configured = start(&[
        "kube-apiserver",
        "--advertise-address=192.168.0.2",
        "--allow-privileged=true",
        "--authorization-mode=Node,RBAC",
        "--client-ca-file=/ca",
        "--enable-admission-plugins=NodeRestriction",
        "--enable-bootstrap-token-auth=true",
        "--etcd-servers=https://127.0.0.1:2379",
        "--requestheader-allowed-names=front-proxy-client",
        "--requestheader-client-ca-file=/proxy",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-username-headers=X-Remote-User",
        "--secure-port=6443",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        "--service-account-key-file=/sa.pub",
        "--service-account-signing-key-file=/etc/kubernetes/pki/sa.key",
        "--service-cluster-ip-range=10.96.0.0/12",
        "--tls-cert-file=/etc/kubernetes/pki/apiserver.crt",
    ]);
    assert!(configured.notes.is_empty(), "{:?}", configured.notes);
    assert_eq!(
        configured.ignored_flags,
        [
            "--advertise-address",
            "--allow-privileged",
            "--authorization-mode",
            "--enable-admission-plugins",
            "--etcd-servers",
            "--secure-port",
            "--service-cluster-ip-range",
            "--tls-cert-file",
        ]
    );
    let config = configured.config;
    assert!(config.anonymous.enabled && config.bootstrap_token);
    assert_eq!(config.client_ca.unwrap().pool.certificates().len(), 1);
    let proxy = config.request_header.unwrap();
    assert_eq!(proxy.ca.path, "/proxy");
    assert_eq!(proxy.allowed_names, ["front-proxy-client"]);
    assert_eq!(proxy.username_headers, ["X-Remote-User"]);
    assert_eq!(proxy.group_headers, ["X-Remote-Group"]);
    assert_eq!(proxy.extra_header_prefixes, ["X-Remote-Extra-"]);
    assert!(proxy.uid_headers.is_empty());
    assert_eq!(config.service_accounts.key_files, ["/sa.pub"]);
    assert!(config.service_accounts.lookup);
    assert_eq!(config.api_audiences, ["https://kubernetes.default.svc.cluster.local"]);
    assert!(config.jwt.is_empty() && config.webhook.is_none() && config.token_auth_file.is_none());
}

#[test]
fn nothing_at_all_starts_with_notes() {
    let Configured { config, notes, ignored_flags } = start(&[]);
    assert!(config.anonymous.enabled && config.service_accounts.lookup);
    assert!(config.client_ca.is_none() && config.api_audiences.is_empty() && ignored_flags.is_empty());
    assert_eq!(
        notes,
        [
            "Required service account flags are not given; kube-apiserver itself would not start: \
             [service-account-issuer is a required flag, either `--service-account-key-file` or \
             `--service-account-signing-endpoint` must be set, --service-account-signing-key-file and \
             --service-account-issuer are required flags]. That is left aside here, as flags are often pasted in part.",
            "Without --authorization-mode and --authorization-config, kube-apiserver would allow every request and \
             therefore switch anonymous requests off. They stay on here, as flags are often pasted in part.",
        ]
    );
}

#[test]
fn missing_flags_are_named_as_the_version_names_them() {
    let note = &start_at(31, &["--service-account-issuer=a", "--authorization-mode=RBAC"]).notes[0];
    assert!(
        note.contains(
            "[service-account-key-file is a required flag, --service-account-signing-key-file, \
             --service-account-issuer, and --api-audiences should be specified together]"
        ),
        "{note}"
    );
}

#[test]
fn an_empty_authorization_mode_allows_everything_and_therefore_nobody_is_anonymous() {
    let Configured { config, .. } = start(&["--authorization-mode="]);
    assert_eq!((config.anonymous.enabled, config.anonymous.source.as_str()), (false, "--authorization-mode"));
    let Configured { config, .. } = start(&["--authorization-mode=RBAC", "--authorization-mode="]);
    assert!(config.anonymous.enabled, "lists of flags grow");
}

#[test]
fn anonymous_requests() {
    for (args, enabled, source, notes) in [
        (&["--anonymous-auth=false"][..], false, "--anonymous-auth", 0),
        (&["--anonymous-auth"], true, "--anonymous-auth", 0),
        (&["--authorization-mode=AlwaysAllow"], false, "--authorization-mode", 1),
        (&["--authorization-mode=AlwaysAllow", "--anonymous-auth=false"], false, "--anonymous-auth", 0),
    ] {
        let Configured { config, notes: given, .. } = start(&[&QUIET, args].concat());
        assert_eq!(
            (config.anonymous.enabled, config.anonymous.source.as_str()),
            (enabled, source),
            "{args:?}"
        );
        assert_eq!(given.len(), notes, "{args:?}: {given:?}");
    }
}

#[test]
fn audiences_default_to_the_issuers() {
    for (args, audiences) in [
        (&["--service-account-issuer=a", "--service-account-issuer=b"][..], &["a", "b"][..]),
        (&["--service-account-issuer=a", "--api-audiences=x,y"], &["x", "y"]),
        (&["--api-audiences=x"], &["x"]),
    ] {
        assert_eq!(start(args).config.api_audiences, audiences, "{args:?}");
    }
}

#[test]
fn oidc_flags_make_one_authenticator() {
    let issuer = ["--oidc-issuer-url=https://login.example.com", "--oidc-client-id=kubernetes"];
    for (args, claim, prefix) in [
        (&[][..], "sub", "https://login.example.com#"),
        (&["--oidc-username-claim=email"], "email", ""),
        (&["--oidc-username-claim=email", "--oidc-username-prefix=oidc:"], "email", "oidc:"),
        (&["--oidc-username-claim=name", "--oidc-username-prefix=-"], "name", ""),
        (&["--oidc-username-prefix="], "sub", "https://login.example.com#"),
    ] {
        let config = start(&[&issuer, args].concat()).config;
        let username = &config.jwt[0].claim_mappings.username;
        assert_eq!((username.claim.as_str(), username.prefix.as_deref()), (claim, Some(prefix)), "{args:?}");
        assert_eq!(config.jwt[0].issuer.audiences, ["kubernetes"]);
        assert_eq!(config.jwt[0].claim_mappings.groups, Default::default());
        assert_eq!(
            (config.signing_algs, config.jwt_source.as_str()),
            (vec!["RS256".into()], "--oidc-issuer-url")
        );
    }
}

#[test]
fn oidc_flags_carry_everything_else() {
    let config = start(&[
        "--oidc-issuer-url=https://login.example.com",
        "--oidc-client-id=kubernetes",
        "--oidc-groups-claim=groups",
        "--oidc-groups-prefix=oidc:",
        "--oidc-ca-file=/ca",
        "--oidc-signing-algs=RS256,ES512",
        "--oidc-required-claim=tenant=b",
        "--oidc-required-claim=hd=example.com",
    ])
    .config;
    let authenticator = &config.jwt[0];
    let groups = &authenticator.claim_mappings.groups;
    assert_eq!((groups.claim.as_str(), groups.prefix.as_deref()), ("groups", Some("oidc:")));
    assert_eq!(authenticator.issuer.certificate_authority, pki::CLIENT_CA);
    let rules: Vec<_> = authenticator
        .claim_validation_rules
        .iter()
        .map(|rule| (rule.claim.as_str(), rule.required_value.as_str()))
        .collect();
    assert_eq!(rules, [("hd", "example.com"), ("tenant", "b")]);
    assert_eq!(config.signing_algs, ["RS256", "ES512"]);
}

#[test]
fn webhook_flags() {
    let file = "--authentication-token-webhook-config-file=/webhook.yaml";
    for (args, version, ttl, warned) in [
        (&[][..], "v1beta1", 120, false),
        (&["--authentication-token-webhook-version=v1"], "v1", 120, false),
        (&["--authentication-token-webhook-cache-ttl=0"], "v1beta1", 0, false),
        (&["--authentication-token-webhook-cache-ttl=-5s"], "v1beta1", 0, false),
        (&["--authentication-token-webhook-cache-ttl=10s"], "v1beta1", 10, false),
        (&["--authentication-token-webhook-cache-ttl=1500ms"], "v1beta1", 2, true),
    ] {
        let Configured { config, notes, .. } = start(&[&QUIET[..], &[file], args].concat());
        let webhook = config.webhook.unwrap();
        assert_eq!((webhook.version.as_str(), webhook.cache_ttl), (version, ttl), "{args:?}");
        let warning = "the webhook cache ttl of 1.5s is shorter than the overall cache ttl of 10s";
        assert_eq!(notes.iter().any(|note| note.contains(warning)), warned, "{args:?}: {notes:?}");
    }
    assert!(start(&["--authentication-token-webhook-version=v1"]).config.webhook.is_none());
}

#[test]
fn authorities_may_overlap_with_allowed_names_or_before_1_35() {
    let same = ["--client-ca-file=/ca", "--requestheader-client-ca-file=/ca"];
    start_at(34, &same);
    start(&[&same[..], &["--requestheader-allowed-names=front-proxy-client"]].concat());
    start(&["--client-ca-file=/ca", "--requestheader-client-ca-file=/proxy"]);
}

#[test]
fn values_of_other_versions_are_tolerated() {
    start_at(30, &["--service-account-max-token-expiration=1m"]);
    start(&["--service-account-jwks-uri=https://a/keys", "--service-account-issuer=no url but no colon"]);
    start(&["--requestheader-uid-headers=x-remote-uid", "--requestheader-username-headers=x-remote-user"]);
}

#[test]
fn warnings_and_unsimulated_flags_are_noted() {
    for (args, part) in [
        (&["--requestheader-username-headers=X-User"][..], "the standard X-Remote-User header"),
        (&["--requestheader-group-headers=X-Group"], "the standard X-Remote-Group header"),
        (&["--requestheader-extra-headers-prefix=X-"], "the standard X-Remote-Extra- header prefix"),
        (&["--feature-gates=Foo=true,Bar=false"], "left aside: Bar, Foo."),
        (&["--help"], "prints its help"),
        (&["--version"], "prints its version"),
        (&["--emulated-version=1.35"], "--emulated-version is left aside"),
        (&["--service-account-signing-endpoint=@signer"], "the signer at @signer"),
    ] {
        let notes = start(&[&QUIET[..1], args].concat()).notes;
        assert!(notes.iter().any(|note| note.contains(part)), "{args:?}: {notes:?}");
    }
}

#[test]
fn a_very_long_command_line_gets_its_answer() {
    let args: Vec<String> = (0..100_000).map(|n| format!("--service-account-issuer=:{n}")).collect();
    let api_server = ApiServer { version: None, args, files: Default::default() };
    let error = configure(&api_server, Version::NEWEST, &Cel).unwrap_err();
    assert!(error.message.ends_with("parse \":99999\": missing protocol scheme]"));
}
