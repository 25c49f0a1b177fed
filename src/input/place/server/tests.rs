use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::json;

use super::super::super::detect::{Reading, recognise};
use super::super::{Placed, place};
use crate::scenario::Scenario;

const KUBERNETES: &str = "https://kubernetes.default.svc";

/// A scenario with these arguments, after these texts were pasted one after the other.
pub fn pasted(args: &[&str], texts: &[&str]) -> (Scenario, Vec<Placed>) {
    let mut scenario: Scenario = serde_json::from_value(json!({
        "apiVersion": "authn-explorer/v1", "kind": "Scenario", "metadata": {"name": "s"}, "apiServer": {"args": args}
    }))
    .unwrap();
    let mut said = Vec::new();
    for text in texts {
        let pieces = recognise(text, Reading::Automatic);
        (scenario, said) = place(&pieces, &scenario);
        assert_eq!(place(&pieces, &scenario).0, scenario, "placing again changes nothing: {text}");
    }
    (scenario, said)
}

pub fn jwt(claims: &serde_json::Value) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.c2ln", part(r#"{"alg":"RS256"}"#), part(&claims.to_string()))
}

#[test]
fn flags_replace_those_of_their_name() {
    let (scenario, said) = pasted(&["--a=1", "--b=2", "--a=3"], &["--a=9\n--client-ca-file=/ca.crt"]);
    assert_eq!(scenario.api_server.args, ["--b=2", "--a=9", "--client-ca-file=/ca.crt"]);
    assert_eq!(said[0].what, "2 kube-apiserver flags");
    assert_eq!(said[0].remark, "The text of /ca.crt is still missing: add it under Files.");
}

#[test]
fn a_manifest_replaces_all_flags() {
    let pod = "kind: Pod\napiVersion: v1\nspec:\n  containers:\n  - command: [kube-apiserver, --a=9]\n";
    let (scenario, said) = pasted(&["--b=2"], &[pod]);
    assert_eq!(scenario.api_server.args, ["--a=9"]);
    assert_eq!(said[0].what, "kube-apiserver's manifest or command with a kube-apiserver flag");
}

#[test]
fn an_authentication_configuration_excludes_flags() {
    let head = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";
    for (args, rest, left, remark) in [
        (
            vec!["--oidc-issuer-url=https://i", "--oidc-client-id", "k", "--anonymous-auth=true"],
            "jwt: []",
            vec![
                "--anonymous-auth=true",
                "--authentication-config=/etc/kubernetes/authentication-configuration.yaml",
            ],
            "The flag --authentication-config was added. A server does not start with both, so --oidc-issuer-url, --oidc-client-id were removed.",
        ),
        (
            vec!["--authentication-config=/a", "--anonymous-auth=true"],
            "anonymous: {enabled: true}",
            vec!["--authentication-config=/a"],
            "A server does not start with both, so --anonymous-auth was removed.",
        ),
    ] {
        let (scenario, said) = pasted(&args, &[&format!("{head}{rest}\n")]);
        assert_eq!(scenario.api_server.args, left);
        assert_eq!(scenario.api_server.files.values().next().unwrap(), &format!("{head}{rest}\n"));
        assert_eq!(
            (said[0].what.as_str(), said[0].remark.as_str()),
            ("an AuthenticationConfiguration (v1)", remark)
        );
    }
}

#[test]
fn a_token_file_gets_its_flag() {
    let (scenario, said) = pasted(&[], &["t1,jane,1\nt2,joe,2\n"]);
    assert_eq!(scenario.api_server.args, ["--token-auth-file=/etc/kubernetes/tokens.csv"]);
    assert_eq!(scenario.api_server.files["/etc/kubernetes/tokens.csv"], "t1,jane,1\nt2,joe,2\n");
    assert_eq!(said[0].what, "a token file with 2 lines");
}

#[test]
fn public_keys_verify_service_account_tokens() {
    let key = |text: &str| format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n");
    let token = jwt(&json!({"iss": KUBERNETES, "kubernetes.io": {}}));
    let (scenario, _) = pasted(&[], &[&token, &key("MFkw"), &key("MIIB")]);
    assert_eq!(
        scenario.api_server.args,
        [
            "--service-account-key-file=/etc/kubernetes/pki/sa-pasted.pub".to_owned(),
            format!("--service-account-issuer={KUBERNETES}"),
        ]
    );
    let file = &scenario.api_server.files["/etc/kubernetes/pki/sa-pasted.pub"];
    assert_eq!(file, &format!("{}{}", key("MFkw"), key("MIIB")));
}

#[test]
fn objects_are_stored_as_the_server_would() {
    let secret = "kind: Secret\napiVersion: v1\nmetadata: {name: s}\ntype: bootstrap.kubernetes.io/token\n";
    let (scenario, said) = pasted(&[], &[secret, &format!("{secret}stringData: {{token-id: abcdef}}\n")]);
    let [stored] = scenario.objects.as_slice() else { panic!("{:?}", scenario.objects) };
    assert_eq!(stored["data"]["token-id"], STANDARD.encode("abcdef"));
    assert_eq!(stored["metadata"]["namespace"], "default");
    assert_eq!(said[0].what, "the Secret of a bootstrap token, default/s");
    assert_eq!(said[0].to, "put in the place of the object of that name");
    let node = "kind: Node\napiVersion: v1\nmetadata: {name: worker, uid: u}\n";
    let legacy = "kind: Secret\napiVersion: v1\nmetadata: {name: s, namespace: a}\ntype: kubernetes.io/service-account-token\n";
    let (scenario, said) = pasted(&[], &[&format!("{node}---\n{legacy}")]);
    assert_eq!(scenario.objects.len(), 2);
    assert_eq!((said[0].what.as_str(), said[0].remark.as_str()), ("the Node worker", ""));
    assert_eq!(said[1].what, "the Secret of a legacy service-account token, a/s");
}

#[test]
fn a_kubeconfig_sends_what_its_user_has() {
    let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    let config = json!({
        "kind": "Config", "apiVersion": "v1", "current-context": "c",
        "contexts": [{"name": "c", "context": {"user": "jane", "cluster": "k"}}],
        "users": [
            {"name": "joe", "user": {"token": "other"}},
            {"name": "jane", "user": {"client-certificate-data": STANDARD.encode(certificate), "client-key-data": "S0VZ", "token": "s3cret"}},
        ],
    });
    let (scenario, said) = pasted(&[], &[&config.to_string()]);
    assert_eq!(scenario.request.client_certificates.as_deref(), Some(certificate));
    assert!(scenario.request.raw.ends_with("Authorization: Bearer s3cret\n"));
    assert_eq!(said[0].what, "a kubeconfig with the user \"jane\"");
    assert_eq!(said[0].remark, "Its private key is not needed and left out.");
    let nothing = config.to_string().replace("\"current-context\":\"c\"", "\"current-context\":\"x\"");
    let (scenario, said) = pasted(&[], &[&nothing]);
    assert_eq!((scenario.request.raw.as_str(), said[0].to.as_str()), ("", ""));
}

#[test]
fn a_token_is_seen_against_the_server() {
    let i = "https://i";
    let bound = jwt(&json!({"iss": i, "kubernetes.io": {}}));
    let user = jwt(&json!({"iss": i}));
    for (args, token, remark) in [
        (vec![], &*user, "No flag and no authentication configuration of this server names this issuer."),
        (vec!["--oidc-issuer-url=https://i"], &user, "This server is configured to take its tokens."),
        (vec!["--service-account-issuer", i], &bound, ""),
        (
            vec!["--service-account-issuer=https://k"],
            &bound,
            "Its issuer https://i is not one of this server's own: --service-account-issuer is https://k.",
        ),
        (vec!["--enable-bootstrap-token-auth"], "abcdef.0123456789abcdef", ""),
        (
            vec![],
            "abcdef.0123456789abcdef",
            "This server does not take any: --enable-bootstrap-token-auth is not set.",
        ),
    ] {
        for text in [token.to_owned(), format!("Authorization: Bearer {token}")] {
            assert_eq!(pasted(&args, &[&text]).1[0].remark, remark, "{args:?} {text}");
        }
    }
    let config = "kind: AuthenticationConfiguration\napiVersion: apiserver.config.k8s.io/v1\njwt: [{issuer: {url: 'https://i'}}]\n";
    assert_eq!(pasted(&[], &[config, &user]).1[0].remark, "This server is configured to take its tokens.");
}
