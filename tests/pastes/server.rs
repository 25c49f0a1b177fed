//! What belongs to the server, dropped files, and the reader's own word.

use authn_explorer::input::detect::recognise_with;

use super::*;

#[test]
fn a_secret_is_an_object_and_its_token_a_credential() {
    let token = jwt(r#"{"iss":"kubernetes/serviceaccount"}"#);
    let secret = format!(
        "apiVersion: v1\nkind: Secret\nmetadata: {{name: ci-token, namespace: ci}}\ntype: kubernetes.io/service-account-token\ndata:\n  token: {}\n",
        STANDARD.encode(&token)
    );
    let (scenario, placed) = pasted(&secret);
    assert_eq!(placed[0].what, "the Secret of a legacy service-account token, ci/ci-token");
    assert_eq!(placed[1].what, "a legacy service-account JWT");
    assert!(scenario.request.raw.contains(&token));
    let bootstrap = "apiVersion: v1\nkind: Secret\nmetadata: {name: bootstrap-token-abcdef, namespace: kube-system}\ntype: bootstrap.kubernetes.io/token\nstringData: {token-id: abcdef, token-secret: 0123456789abcdef}\n";
    sent(
        bootstrap,
        "GET /api/v1/namespaces/default/pods HTTP/1.1\nAuthorization: Bearer abcdef.0123456789abcdef",
    );
    let list = format!(
        "{{\"kind\":\"List\",\"apiVersion\":\"v1\",\"items\":[{0},{0}]}}",
        serde_json::json!({
            "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a"}, "type": "kubernetes.io/service-account-token",
            "data": {"token": STANDARD.encode(&token)},
        })
    );
    assert!(!pasted(&list).0.request.raw.contains("Bearer"), "no token of a whole list is sent");
    let tls = format!(
        "kind: Secret\napiVersion: v1\ntype: kubernetes.io/tls\nmetadata: {{name: t}}\ndata:\n  tls.crt: {}\n  tls.key: {}\n",
        STANDARD.encode(demo("jane.crt")),
        STANDARD.encode(demo("jane.key"))
    );
    assert_eq!(whats(&tls), [CERTIFICATE, "a private key"]);
}

#[test]
fn flags_wherever_they_are_written() {
    for text in [
        "--anonymous-auth=false --client-ca-file=/etc/kubernetes/pki/ca.crt",
        "    - --anonymous-auth=false\n    - --client-ca-file=/etc/kubernetes/pki/ca.crt\n",
        "—anonymous-auth=false\n—client-ca-file=/etc/kubernetes/pki/ca.crt",
        "$ ps aux | grep kube-apiserver\nroot  1234  3.2  7.1 1100000 290000 ?  Ssl  10:00  5:00 kube-apiserver --anonymous-auth=false --client-ca-file=/etc/kubernetes/pki/ca.crt\nroot  99  0 0 12 12 pts/0 S+ 10:01 0:00 grep kube-apiserver",
        "[Service]\nExecStart=/usr/local/bin/kube-apiserver \\\n  --anonymous-auth=false \\\n  --client-ca-file=/etc/kubernetes/pki/ca.crt\nRestart=always\n",
        "kube-apiserver\0--anonymous-auth=false\0--client-ca-file=/etc/kubernetes/pki/ca.crt\0",
        "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n  - name: anonymous-auth\n    value: \"false\"\n  - name: client-ca-file\n    value: /etc/kubernetes/pki/ca.crt\n",
        "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n    anonymous-auth: false\n    client-ca-file: /etc/kubernetes/pki/ca.crt\n",
        "kube-apiserver-arg:\n- anonymous-auth=false\n- client-ca-file=/etc/kubernetes/pki/ca.crt\n",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: kube-apiserver}\nspec:\n  template:\n    spec:\n      containers:\n      - command: [kube-apiserver, --anonymous-auth=false, --client-ca-file=/etc/kubernetes/pki/ca.crt]\n",
    ] {
        let (scenario, placed) = pasted(text);
        assert_eq!(
            scenario.api_server.args,
            ["--anonymous-auth=false", "--client-ca-file=/etc/kubernetes/pki/ca.crt"],
            "{text}: {placed:?}"
        );
    }
}

#[test]
fn a_config_map_holds_what_the_server_trusts() {
    let text = format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: extension-apiserver-authentication, namespace: kube-system}}\ndata:\n  client-ca-file: |\n{}  requestheader-allowed-names: '[\"front-proxy-client\"]'\n  requestheader-client-ca-file: |\n{}  requestheader-username-headers: '[\"X-Remote-User\"]'\n",
        indented(&demo("ca.crt")),
        indented(&demo("front-proxy-ca.crt"))
    );
    let (scenario, placed) = pasted(&text);
    assert_eq!(scenario.api_server.files.len(), 2, "{placed:?}");
    for flag in
        ["--requestheader-allowed-names=front-proxy-client", "--requestheader-username-headers=X-Remote-User"]
    {
        assert!(scenario.api_server.args.iter().any(|arg| arg == flag), "{:?}", scenario.api_server.args);
    }
    let inner = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: authn}\ndata:\n  config.yaml: |\n    apiVersion: apiserver.config.k8s.io/v1\n    kind: AuthenticationConfiguration\n    jwt: []\n";
    assert_eq!(whats(inner), ["an AuthenticationConfiguration (v1)"]);
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}\n")).collect()
}

#[test]
fn dropped_files_are_read_each_by_itself() {
    let text = format!(
        "# file: tokens.csv\nt1,jane,1\n# file: jane.crt\n{}# file: notes.txt\nhello world\n# file: jane.key\n{}",
        demo("jane.crt"),
        demo("jane.key")
    );
    let placed = pasted(&text).1;
    let seen: Vec<(&str, &str)> = placed.iter().map(|one| (one.file.as_str(), one.what.as_str())).collect();
    assert_eq!(
        seen,
        [
            ("tokens.csv", "a token file with 1 line"),
            ("jane.crt", CERTIFICATE),
            ("notes.txt", "nothing known"),
            ("jane.key", "a private key"),
        ]
    );
    let mut scenario = empty();
    scenario.api_server.args = vec!["--client-ca-file=/etc/kubernetes/pki/ca.crt".to_owned()];
    let pieces = recognise(&format!("# file: ca.crt\n{}", demo("ca.crt")), Reading::Automatic);
    let (scenario, placed) = place(&pieces, &scenario);
    assert_eq!(placed[0].to, "taken for the file /etc/kubernetes/pki/ca.crt, which has its name");
    assert_eq!(scenario.api_server.files["/etc/kubernetes/pki/ca.crt"], demo("ca.crt"));
}

#[test]
fn every_guess_that_can_be_wrong_can_be_overridden() {
    let text = format!("{}s3cret", demo("ca.crt"));
    let (_, placed) = pasted(&text);
    assert_eq!(placed[0].readings[0], Reading::BearerToken);
    assert_eq!(placed[1].readings[0], Reading::ClientAuthority);
    let wishes = [(1, Reading::ClientCertificate), (0, Reading::LeaveOut)];
    let (scenario, placed) = place(&recognise_with(&text, Reading::Automatic, &wishes), &empty());
    assert_eq!(scenario.request.client_certificates.as_deref(), Some(demo("ca.crt").as_str()));
    assert_eq!(scenario.request.raw, "");
    assert_eq!(placed[0].readings, [Reading::LeaveOut, Reading::BearerToken, Reading::Automatic]);
    assert_eq!(placed[1].readings.first(), Some(&Reading::ClientCertificate));
    assert_eq!(placed[1].readings.last(), Some(&Reading::Automatic));
}
