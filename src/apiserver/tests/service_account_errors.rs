//! The same table for the service account flags.

use super::startup_errors::check;

#[test]
fn service_account_issuers() {
    check(&[
        (
            37,
            &["--service-account-issuer="],
            "service-account-issuer should not be an empty string",
            "--service-account-issuer",
        ),
        (
            37,
            &["--service-account-issuer=https://kubernetes.default.svc:x"],
            r#"service-account-issuer "https://kubernetes.default.svc:x" contained a ':' but was not a valid URL: parse "https://kubernetes.default.svc:x": invalid port ":x" after host"#,
            "--service-account-issuer",
        ),
        (
            37,
            &["--service-account-issuer=:a"],
            r#"service-account-issuer ":a" contained a ':' but was not a valid URL: parse ":a": missing protocol scheme"#,
            "--service-account-issuer",
        ),
        (
            37,
            &["--service-account-issuer=a", "--service-account-issuer=a"],
            r#"service-account-issuer "a" is already specified"#,
            "--service-account-issuer",
        ),
        (
            37,
            &["--service-account-issuer=a", "--service-account-issuer=", "--service-account-issuer=a"],
            r#"[service-account-issuer should not be an empty string, service-account-issuer "a" is already specified]"#,
            "--service-account-issuer",
        ),
        (
            37,
            &["--service-account-jwks-uri=http://a/keys"],
            "service-account-jwks-uri requires https scheme, parsed as: http://a/keys",
            "--service-account-jwks-uri",
        ),
        (
            37,
            &["--service-account-jwks-uri=https://a:b/"],
            r#"service-account-jwks-uri must be a valid URL: parse "https://a:b/": invalid port ":b" after host"#,
            "--service-account-jwks-uri",
        ),
        (
            31,
            &["--feature-gates=ServiceAccountTokenNodeBindingValidation=false"],
            r#"the "ServiceAccountTokenNodeBinding" feature gate can only be enabled if the "ServiceAccountTokenNodeBindingValidation" feature gate is also enabled"#,
            "--feature-gates",
        ),
    ]);
}

#[test]
fn service_account_keys() {
    const EXPIRATION: &str =
        "the service-account-max-token-expiration must be between 1 hour and 2^32 seconds";
    check(&[
        (
            37,
            &["--service-account-key-file=/sa.pub", "--service-account-key-file=/nope"],
            "open /nope: no such file or directory",
            "--service-account-key-file",
        ),
        (
            37,
            &["--service-account-key-file=/text"],
            "error reading public key file /text: data does not contain any valid RSA or ECDSA public keys",
            "/text",
        ),
        (
            37,
            &["--service-account-key-file=/empty"],
            "error reading public key file /empty: data does not contain any valid RSA or ECDSA public keys",
            "/empty",
        ),
        (
            37,
            &["--service-account-issuer=a", "--service-account-signing-key-file=/text"],
            "failed to parse service-account-issuer-key-file: error reading private key file /text: data does not contain a valid RSA or ECDSA private key",
            "/text",
        ),
        (
            37,
            &["--service-account-issuer=a", "--service-account-signing-key-file=/sa.pub"],
            "failed to parse service-account-issuer-key-file: error reading private key file /sa.pub: data does not contain a valid RSA or ECDSA private key",
            "/sa.pub",
        ),
        (
            37,
            &["--service-account-max-token-expiration=59m"],
            EXPIRATION,
            "--service-account-max-token-expiration",
        ),
        (
            31,
            &["--service-account-max-token-expiration=-1h"],
            EXPIRATION,
            "--service-account-max-token-expiration",
        ),
        (
            30,
            &[
                "--service-account-max-token-expiration=4294967297s",
                "--service-account-issuer=a",
                "--service-account-signing-key-file=/sa.key",
            ],
            EXPIRATION,
            "--service-account-max-token-expiration",
        ),
        // Completion comes before validation.
        (
            37,
            &["--service-account-max-token-expiration=1m", "--service-account-issuer="],
            EXPIRATION,
            "--service-account-max-token-expiration",
        ),
    ]);
}

#[test]
fn external_signer() {
    check(&[
        (
            37,
            &[
                "--service-account-issuer=a",
                "--service-account-signing-key-file=/sa.key",
                "--service-account-signing-endpoint=/signer.sock",
            ],
            "service-account-signing-key-file and service-account-signing-endpoint are mutually exclusive and cannot be set at the same time",
            "--service-account-signing-endpoint",
        ),
        (
            37,
            &["--service-account-key-file=/sa.pub", "--service-account-signing-endpoint=@a..b"],
            "[can't set `--service-account-signing-key-file` and/or `--service-account-key-file` with `--service-account-signing-endpoint` (They are mutually exclusive), \
             invalid value \"@a..b\" passed for `--service-account-signing-endpoint`, when prefixed with @ must be a valid abstract socket name]",
            "--service-account-signing-endpoint",
        ),
        (
            33,
            &["--service-account-signing-endpoint=signer.sock"],
            "[setting `--service-account-signing-endpoint` requires enabling ExternalServiceAccountTokenSigner feature gate, \
             invalid value \"signer.sock\" passed for `--service-account-signing-endpoint`, should be a valid location on the filesystem or must be prefixed with @ to name UDS in abstract namespace]",
            "--service-account-signing-endpoint",
        ),
        (
            31,
            &["--service-account-signing-endpoint=/signer.sock"],
            "unknown flag: --service-account-signing-endpoint",
            "--service-account-signing-endpoint",
        ),
    ]);
}
