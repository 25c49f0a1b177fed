//! Each case: version, arguments, the server's message, and the flag or file that is blamed.

use super::*;

pub type Case = (u32, &'static [&'static str], &'static str, &'static str);

pub fn check(cases: &[Case]) {
    for (minor, args, message, field) in cases {
        let error = match configure_at(*minor, args, &files()) {
            Ok(_) => panic!("{args:?} at 1.{minor} should not start"),
            Err(error) => error,
        };
        assert_eq!(error.message, *message, "{args:?} at 1.{minor}");
        assert_eq!(error.field.as_deref(), Some(*field), "{args:?} at 1.{minor}");
    }
}

#[test]
fn certificate_authorities() {
    check(&[
        (37, &["--client-ca-file=/nope"], "open /nope: no such file or directory", "--client-ca-file"),
        (
            37,
            &["--client-ca-file=/empty"],
            r#"missing content for CA bundle "client-ca-bundle::/empty""#,
            "/empty",
        ),
        (
            37,
            &["--client-ca-file=/text"],
            r#"error loading CA bundle for "client-ca-bundle::/text": data does not contain any valid RSA or ECDSA certificates"#,
            "/text",
        ),
        (
            37,
            &["--client-ca-file=/sa.pub"],
            r#"error loading CA bundle for "client-ca-bundle::/sa.pub": data does not contain any valid RSA or ECDSA certificates"#,
            "/sa.pub",
        ),
        (
            37,
            &["--client-ca-file=/broken"],
            r#"error loading CA bundle for "client-ca-bundle::/broken": x509: malformed certificate"#,
            "/broken",
        ),
        (
            37,
            &["--requestheader-client-ca-file=/nope"],
            "open /nope: no such file or directory",
            "--requestheader-client-ca-file",
        ),
        (
            37,
            &["--requestheader-client-ca-file=/empty"],
            r#"missing content for CA bundle "request-header::/empty""#,
            "/empty",
        ),
        (
            30,
            &["--requestheader-client-ca-file=/text"],
            r#"error loading CA bundle for "request-header::/text": data does not contain any valid RSA or ECDSA certificates"#,
            "/text",
        ),
        // The client CA is loaded first.
        (
            37,
            &["--requestheader-client-ca-file=/nope", "--client-ca-file=/empty"],
            r#"missing content for CA bundle "client-ca-bundle::/empty""#,
            "/empty",
        ),
    ]);
}

const OVERLAP: &str = "--requestheader-client-ca-file and --client-ca-file contain overlapping certificates; \
    --requestheader-allowed-names must be specified to ensure regular client certificates cannot set authenticating \
    proxy headers for arbitrary users";

#[test]
fn request_header() {
    check(&[
        (
            37,
            &["--requestheader-username-headers=X-Remote-User, "],
            r#"empty value in "requestheader-username-headers""#,
            "--requestheader-username-headers",
        ),
        (
            37,
            &["--requestheader-group-headers=,X-Remote-Group"],
            r#"empty value in "requestheader-group-headers""#,
            "--requestheader-group-headers",
        ),
        (
            37,
            &["--requestheader-extra-headers-prefix= "],
            r#"empty value in "requestheader-extra-headers-prefix""#,
            "--requestheader-extra-headers-prefix",
        ),
        (
            37,
            &["--requestheader-allowed-names=front-proxy-client,"],
            r#"empty value in "requestheader-allowed-names""#,
            "--requestheader-allowed-names",
        ),
        (
            37,
            &["--requestheader-uid-headers=X-Uid"],
            "--requestheader-uid-headers is set without specifying the standard X-Remote-Uid header - API aggregation will not work",
            "--requestheader-uid-headers",
        ),
        (
            37,
            &["--requestheader-uid-headers= "],
            r#"[empty value in "requestheader-uid-headers", --requestheader-uid-headers is set without specifying the standard X-Remote-Uid header - API aggregation will not work]"#,
            "--requestheader-uid-headers",
        ),
        (
            32,
            &["--requestheader-uid-headers=X-Remote-Uid"],
            r#"--requestheader-uid-headers requires the "RemoteRequestHeaderUID" feature to be enabled"#,
            "--requestheader-uid-headers",
        ),
        (
            37,
            &["--feature-gates=RemoteRequestHeaderUID=false", "--requestheader-uid-headers=X-Remote-Uid"],
            r#"--requestheader-uid-headers requires the "RemoteRequestHeaderUID" feature to be enabled"#,
            "--requestheader-uid-headers",
        ),
        (
            37,
            &["--requestheader-group-headers=,a", "--requestheader-username-headers=,a"],
            r#"[empty value in "requestheader-username-headers", empty value in "requestheader-group-headers"]"#,
            "--requestheader-username-headers",
        ),
        (
            37,
            &["--client-ca-file=/ca", "--requestheader-client-ca-file=/ca"],
            OVERLAP,
            "--requestheader-client-ca-file",
        ),
    ]);
}

#[test]
fn oidc_flags() {
    const TOGETHER: &str =
        "oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set";
    check(&[
        (37, &["--oidc-issuer-url=https://login.example.com"], TOGETHER, "--oidc-issuer-url"),
        (30, &["--oidc-client-id=kubernetes"], TOGETHER, "--oidc-client-id"),
        (37, &["--oidc-username-claim=email"], TOGETHER, "--oidc-username-claim"),
        (37, &["--oidc-required-claim=a=b"], TOGETHER, "--oidc-required-claim"),
        (37, &["--oidc-signing-algs="], TOGETHER, "--oidc-signing-algs"),
        (37, &["--oidc-issuer-url=", "--oidc-client-id="], TOGETHER, "--oidc-issuer-url"),
        (
            37,
            &["--oidc-issuer-url=https://login.example.com", "--oidc-client-id=k", "--oidc-ca-file=/nope"],
            "open /nope: no such file or directory",
            "--oidc-ca-file",
        ),
        (
            37,
            &["--authentication-config=/text", "--oidc-issuer-url=https://login.example.com"],
            "authentication-config file and oidc-* flags are mutually exclusive",
            "--oidc-issuer-url",
        ),
        (
            30,
            &["--authentication-config=/text", "--feature-gates=StructuredAuthenticationConfiguration=false"],
            "set --feature-gates=StructuredAuthenticationConfiguration=true to use authentication-config file",
            "--feature-gates",
        ),
        (
            33,
            &[
                "--oidc-client-id=k",
                "--authentication-config=/text",
                "--feature-gates=StructuredAuthenticationConfiguration=false",
            ],
            "[set --feature-gates=StructuredAuthenticationConfiguration=true to use authentication-config file, \
             authentication-config file and oidc-* flags are mutually exclusive]",
            "--feature-gates",
        ),
    ]);
}

#[test]
fn authentication_config_file() {
    check(&[
        (
            37,
            &["--authentication-config=/nope"],
            r#"failed to load authentication configuration from file "/nope": open /nope: no such file or directory"#,
            "--authentication-config",
        ),
        (
            33,
            &["--authentication-config=/nope"],
            "open /nope: no such file or directory",
            "--authentication-config",
        ),
        (
            37,
            &["--authentication-config=/empty"],
            r#"failed to load authentication configuration from file "/empty": empty config data"#,
            "/empty",
        ),
        (30, &["--authentication-config=/empty"], "empty config data", "/empty"),
        // Client certificates come before it.
        (
            37,
            &["--authentication-config=/empty", "--client-ca-file=/nope"],
            "open /nope: no such file or directory",
            "--client-ca-file",
        ),
    ]);
}

#[test]
fn everything_wrong_with_the_flags_is_said_at_once_and_before_files_are_read() {
    check(&[(
        37,
        &[
            "--client-ca-file=/nope",
            "--oidc-client-id=k",
            "--service-account-issuer=",
            "--service-account-jwks-uri=http://a",
            "--requestheader-allowed-names=,",
        ],
        "[oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set, \
         service-account-issuer should not be an empty string, \
         service-account-jwks-uri requires https scheme, parsed as: http://a, \
         empty value in \"requestheader-allowed-names\"]",
        "--oidc-client-id",
    )]);
}

#[test]
fn feature_gates_come_before_validation() {
    check(&[(
        37,
        &["--oidc-client-id=k", "--feature-gates=ServiceAccountTokenJTI=false"],
        "cannot set feature gate ServiceAccountTokenJTI to false, feature is locked to true",
        "--feature-gates",
    )]);
}
