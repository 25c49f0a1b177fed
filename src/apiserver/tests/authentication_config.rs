//! What starting the server makes of `--authentication-config`.

use super::*;

const FILE: &str = "--authentication-config=/authn.yaml";
const LOGIN: &str = "jwt: [{issuer: {url: https://login.example.com, audiences: [a]}, \
                     claimMappings: {username: {claim: sub, prefix: \"\"}}}]\n";

fn start(minor: u32, body: &str, args: &[&str]) -> Result<Configured, StartupError> {
    let text =
        format!("apiVersion: apiserver.config.k8s.io/v1beta1\nkind: AuthenticationConfiguration\n{body}");
    configure_at(minor, &[&[FILE], args].concat(), &[("/authn.yaml", text.as_str())])
}

#[test]
fn the_file_configures_authenticators_and_anonymous() {
    let config =
        start(37, &format!("{LOGIN}anonymous: {{enabled: true, conditions: [{{path: /livez}}]}}"), &[])
            .unwrap()
            .config;
    assert_eq!(config.jwt[0].issuer.url, "https://login.example.com");
    assert_eq!((config.jwt_source.as_str(), config.signing_algs.len()), ("/authn.yaml", 9));
    assert!(config.anonymous.enabled);
    assert_eq!(config.anonymous.paths, ["/livez"]);
    assert_eq!(config.anonymous.source, "/authn.yaml");

    let config = start(37, "anonymous: {enabled: false}", &[]).unwrap().config;
    assert!(config.jwt.is_empty() && !config.anonymous.enabled);
}

#[test]
fn what_is_wrong_with_it_is_said_in_the_words_of_each_version() {
    const OVERLAP: &str = "issuer.url: Invalid value: \"https://login.example.com\": URL must not overlap with \
                           disallowed issuers: [https://kubernetes.default.svc https://login.example.com]";
    for (minor, body, args, message, field) in [
        (33, "foo: 1", &[][..], r#"strict decoding error: unknown field "foo""#, "/authn.yaml"),
        (
            34,
            "foo: 1",
            &[],
            r#"failed to load authentication configuration from file "/authn.yaml": strict decoding error: unknown field "foo""#,
            "/authn.yaml",
        ),
        (
            30,
            "anonymous: {enabled: true}",
            &[],
            r#"strict decoding error: unknown field "anonymous""#,
            "/authn.yaml",
        ),
        (
            31,
            "anonymous: {enabled: true}",
            &[],
            "anonymous: Forbidden: anonymous is not supported when AnonymousAuthConfigurableEnpoints feature gate is disabled",
            "/authn.yaml",
        ),
        (
            37,
            "anonymous: {enabled: true}",
            &["--anonymous-auth=true"],
            "anonymous: Forbidden: --anonymous-auth flag cannot be set when anonymous field is configured in \
             authentication configuration file",
            "--anonymous-auth",
        ),
        (
            33,
            "jwt: [{issuer: {url: https://a.example.com}}]",
            &[],
            "[jwt[0].issuer.audiences: Required value: at least one jwt[0].issuer.audiences is required, \
             jwt[0].claimMappings.username: Required value: claim or expression is required]",
            "/authn.yaml",
        ),
        (
            37,
            "anonymous: {conditions: [{path: /a}]}",
            &[],
            "invalid authentication configuration: anonymous.conditions: Invalid value: [{\"Path\":\"/a\"}]: \
             enabled should be set to true when conditions are defined",
            "/authn.yaml",
        ),
        (
            37,
            LOGIN,
            &[
                "--service-account-issuer=https://login.example.com",
                "--service-account-issuer=https://kubernetes.default.svc",
            ],
            OVERLAP,
            "/authn.yaml",
        ),
    ] {
        let error = start(minor, body, args).map(|configured| configured.config).unwrap_err();
        assert_eq!(error.message, message, "{body} at 1.{minor}");
        assert_eq!(error.field.as_deref(), Some(field), "{body} at 1.{minor}");
    }
}

#[test]
fn a_gate_opens_the_field_in_1_31() {
    let gate = "--feature-gates=AnonymousAuthConfigurableEndpoints=true";
    assert!(start(31, "anonymous: {enabled: true}", &[gate]).unwrap().config.anonymous.enabled);
}

#[test]
fn the_oidc_flags_are_validated_like_the_file() {
    const USERNAME: &str = "jwt[0].claimMappings.username: Required value: claim or expression is required";
    const SCHEME: &str = "jwt[0].issuer.url: Invalid value: \"http://a\": URL scheme must be https";
    for (minor, args, message) in [
        (33, &["--oidc-issuer-url=http://a", "--oidc-client-id=k"][..], SCHEME.to_owned()),
        (
            37,
            &["--oidc-issuer-url=http://a", "--oidc-client-id=k"],
            format!("invalid authentication configuration: {SCHEME}"),
        ),
        (
            37,
            &["--oidc-issuer-url=https://a", "--oidc-client-id=k", "--oidc-username-claim="],
            format!("invalid authentication configuration: {USERNAME}"),
        ),
        (
            30,
            &["--oidc-issuer-url=https://a", "--oidc-client-id=k", "--service-account-issuer=https://a"],
            "issuer.url: Invalid value: \"https://a\": URL must not overlap with disallowed issuers: [https://a]"
                .to_owned(),
        ),
    ] {
        let error = configure_at(minor, args, &[]).map(|configured| configured.config).unwrap_err();
        assert_eq!(error.message, message, "{args:?} at 1.{minor}");
        assert_eq!(error.field.as_deref(), Some("--oidc-issuer-url"), "{args:?} at 1.{minor}");
    }
}
