use serde_json::json;

use super::super::server::tests::{jwt, pasted};

const REVIEW: &str =
    r#"{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","status":{"authenticated":true}}"#;
const KEYS: &str = r#"{"keys":[{"kty":"RSA","kid":"a"}]}"#;
const WELL_KNOWN: &str = "https://i/.well-known/openid-configuration";

#[test]
fn a_token_review_turns_a_webhook_on() {
    let (scenario, said) = pasted(&[], &[REVIEW]);
    assert_eq!(
        scenario.api_server.args,
        [
            "--authentication-token-webhook-config-file=/etc/kubernetes/webhook.kubeconfig",
            "--authentication-token-webhook-version=v1",
        ]
    );
    assert_eq!(scenario.remote["https://webhook.example.com/authenticate"].body, REVIEW);
    assert_eq!(said[0].to, "taken for what https://webhook.example.com/authenticate answers");
    assert!(said[0].remark.starts_with("No webhook was configured, so "), "{}", said[0].remark);
}

#[test]
fn a_token_review_is_the_answer_of_the_webhook_there_is() {
    let args = ["--authentication-token-webhook-config-file=/hook"];
    let config = "apiVersion: v1\nkind: Config\nclusters: [{name: c, cluster: {server: 'https://hook/x'}}]\n\
                  users: [{name: u, user: {}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n";
    let (scenario, said) = pasted(&args, &[config, REVIEW]);
    assert_eq!(scenario.api_server.files["/hook"], config);
    assert_eq!(scenario.remote.keys().collect::<Vec<_>>(), ["https://hook/x"]);
    assert_eq!(said[0].remark, "The server asks for v1beta1, though, and this is v1.");
    let (scenario, said) = pasted(&args, &[REVIEW]);
    assert!(scenario.api_server.files["/hook"].contains("webhook.example.com"));
    assert_eq!(scenario.api_server.args, args);
    assert!(!said[0].to.is_empty());
}

#[test]
fn discovery_and_keys_go_where_the_server_asks() {
    let discovery = r#"{"issuer":"https://i","jwks_uri":"https://elsewhere/k"}"#;
    for (texts, urls) in [
        (vec![discovery, KEYS], vec!["https://elsewhere/k", WELL_KNOWN]),
        (vec![KEYS], vec![WELL_KNOWN, "https://i/keys"]),
    ] {
        for joined in [false, true] {
            let together = texts.iter().rev().copied().collect::<Vec<_>>().join("\n");
            let pastes = if joined { vec![&*together] } else { texts.clone() };
            let (scenario, _) = pasted(&["--oidc-issuer-url=https://i"], &pastes);
            assert_eq!(scenario.remote.keys().collect::<Vec<_>>(), urls);
        }
    }
    let (scenario, said) = pasted(&[], &[discovery]);
    assert_eq!(scenario.remote.keys().collect::<Vec<_>>(), [WELL_KNOWN]);
    assert_eq!(
        said[0].remark,
        "No flag and no authentication configuration of this server names this issuer. \
         Its keys are at https://elsewhere/k: paste them, too."
    );
}

#[test]
fn keys_belong_to_the_issuer_of_the_token() {
    let config = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n\
                  jwt:\n- issuer: {url: 'https://a'}\n- issuer: {url: 'https://b', discoveryURL: 'https://c/d'}\n";
    let token = jwt(&json!({"iss": "https://b"}));
    let (scenario, _) = pasted(&[], &[config, &format!("{KEYS}\n{token}")]);
    assert_eq!(scenario.remote.keys().collect::<Vec<_>>(), ["https://b/keys", "https://c/d"]);
    assert_eq!(scenario.remote["https://c/d"].body, r#"{"issuer":"https://b","jwks_uri":"https://b/keys"}"#);
    let (scenario, said) = pasted(&[], &[KEYS]);
    assert!(scenario.remote.is_empty());
    assert_eq!(said[0].to, "");
}
