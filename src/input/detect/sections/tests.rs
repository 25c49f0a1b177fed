use serde_json::json;

use super::super::*;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  namespace: n\n  uid: u\n";
const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: n}\ndata:\n  ca.crt: |\n    -----BEGIN CERTIFICATE-----\n";
const HEADER: &str = "eyJhbGciOiJSUzI1NiJ9";

fn found(text: &str) -> Vec<Piece> {
    recognise(text, Reading::Automatic)
}

fn names(text: &str) -> Vec<String> {
    found(text).iter().map(|piece| name(&piece.what)).collect()
}

fn name(what: &What) -> String {
    match what {
        What::Object(object) => object["kind"].as_str().unwrap_or("?").to_owned(),
        What::Flags(flags) => flags.join(" "),
        What::Manifest(flags) => format!("kube-apiserver {}", flags.join(" ")),
        What::OtherManifest(kind) => format!("other {kind}"),
        other => format!("{other:?}").split(['(', ' ']).next().unwrap_or_default().to_owned(),
    }
}

#[test]
fn documents_are_found_however_they_were_copied() {
    let json = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}});
    let numbered: String =
        POD.lines().enumerate().map(|(at, line)| format!("{:6}\t{line}\n", at + 1)).collect();
    for text in [
        POD.to_owned(),
        POD.replace('\n', "\r\n"),
        format!("```yaml\n{POD}```\n"),
        POD.lines().map(|line| format!("    {line}\n")).collect(),
        numbered,
        format!("---\n{POD}...\n"),
        format!("$ kubectl get pod p -o yaml\n{POD}"),
        json.to_string(),
        format!("{json:#}"),
        format!("'{json}'"),
        format!("$ kubectl get pod p -o json\n{json:#}\n$"),
        format!("\u{feff}  {json}"),
    ] {
        assert_eq!(names(&text), ["Pod"], "{text}");
    }
}

#[test]
fn every_kind_of_document_is_told() {
    for (text, expected) in [
        ("apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}", "ServiceAccount"),
        ("kind: Node\napiVersion: v1\nmetadata: {name: a}", "Node"),
        ("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}", "other Deployment"),
        (
            "apiVersion: authentication.k8s.io/v1\nkind: TokenReview\nstatus:\n  authenticated: true",
            "TokenReview",
        ),
        (
            r#"{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{"token":"t"},"status":{}}"#,
            "Token",
        ),
        (
            r#"{"kind":"TokenRequest","apiVersion":"authentication.k8s.io/v1","status":{"token":"t"}}"#,
            "Token",
        ),
        (
            r#"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"t"}}"#,
            "Token",
        ),
        (r#"{"access_token":"a","id_token":"i","token_type":"Bearer"}"#, "Token"),
        (
            "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n- issuer:\n    url: https://i",
            "AuthenticationConfiguration",
        ),
        ("apiVersion: v1\nkind: Config\nclusters: []\nusers: []", "Kubeconfig"),
        (r#"{"keys":[{"kty":"RSA","n":"AQAB"}]}"#, "Keys"),
        ("keys:\n- kty: RSA\n", "Keys"),
        (r#"{"issuer":"https://i","jwks_uri":"https://i/k"}"#, "Discovery"),
        ("--anonymous-auth=false", "--anonymous-auth=false"),
        ("    - --a=b\n    - \"--c=d e\"\n    - '--f'\n", "--a=b --c=d e --f"),
        ("kube-apiserver --a=b \\\n  --c d --e", "kube-apiserver --a=b --c=d --e"),
        ("- command:\n  - kube-apiserver\n  - --a=b", "kube-apiserver --a=b"),
        (
            "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - command:\n    - kube-apiserver\n    - --a=b\n",
            "kube-apiserver --a=b",
        ),
        ("t1,jane,1,\"a,b\"\nt2,joe,2\n", "TokenFile"),
        ("curl -k -H 'Authorization: Bearer t' https://k:6443/api", "HttpRequest"),
    ] {
        assert_eq!(names(text), [expected], "{text}");
    }
}

#[test]
fn the_id_token_is_the_one_that_a_cluster_takes() {
    for text in [r#"{"access_token":"a","id_token":"i"}"#, "access_token: a\nid_token: i\n"] {
        assert_eq!(found(text)[0].text, "i", "{text}");
    }
}

#[test]
fn curl_becomes_a_request() {
    let text = "$ curl -sk --cert a.pem \\\n -X POST -H \"Authorization: Bearer t\" --header='Accept: x' https://k:6443/api?a=b";
    assert_eq!(
        found(text)[0].text,
        "POST /api?a=b HTTP/1.1\nHost: k:6443\nAuthorization: Bearer t\nAccept: x"
    );
}

#[test]
fn several_documents_and_what_stands_around_them() {
    let token = format!("{HEADER}.eyJpc3MiOiJpIn0.c2ln");
    let list = json!({"kind": "List", "apiVersion": "v1", "items": [
        {"kind": "Secret", "apiVersion": "v1"}, {"kind": "Event", "apiVersion": "v1"}, 7,
        {"kind": "List", "apiVersion": "v1", "items": []},
    ]});
    for (text, expected) in [
        (format!("{POD}---\n{SECRET}---\n{POD}"), vec!["Pod", "Secret", "Pod"]),
        (format!("{POD}\n{token}\n"), vec!["Pod", "Token"]),
        (format!("{token}\n{POD}"), vec!["Pod", "Token"]),
        (format!("{POD}---\n{token}"), vec!["Pod", "Token"]),
        (format!("{POD}\nAuthorization: Bearer {token}\n"), vec!["Pod", "Headers"]),
        (format!("GET /api HTTP/1.1\nAuthorization: Bearer {token}\n\n{POD}"), vec!["Pod", "HttpRequest"]),
        (format!("{POD}{}", json!({"keys": [{"kty": "EC"}]})), vec!["Pod", "Keys"]),
        (list.to_string(), vec!["Secret", "other Event"]),
        (
            json!({"kind": "SecretList", "apiVersion": "v1", "items": [{"metadata": {}}]}).to_string(),
            vec!["Secret"],
        ),
    ] {
        assert_eq!(names(&text), expected, "{text}");
    }
}

#[test]
fn what_is_no_document_is_read_as_before() {
    for (text, expected) in [
        ("token: abc", "Token"),
        ("{\"a\": 1}", "Unknown"),
        ("x-remote-user: jane\nx-remote-group: dev", "Headers"),
        ("note: two words\nmore words", "Unknown"),
        ("a,b,c", "TokenFile"),
        ("see this, that, and those\nand, then, more", "Unknown"),
        ("kind: [", "Headers"),
        ("kind: [\nand words", "Unknown"),
    ] {
        assert_eq!(names(text), [expected], "{text}");
    }
}

#[test]
fn the_reader_may_know_better() {
    for (text, reading, expected) in [
        ("a,b,c", Reading::TokenFile, "TokenFile"),
        ("--a=b", Reading::ServerFlags, "--a=b"),
        ("no flags", Reading::ServerFlags, "Unknown"),
        (POD, Reading::Documents, "Pod"),
        ("kind: {", Reading::Documents, "Unknown"),
        ("? kind\n: Pod\n", Reading::Documents, "Pod"),
    ] {
        let pieces = recognise(text, reading);
        assert_eq!(pieces.iter().map(|piece| name(&piece.what)).collect::<Vec<_>>(), [expected], "{text}");
    }
}

#[test]
fn a_text_cut_anywhere_is_answered() {
    let text = format!(
        "```\n{POD}---\n{SECRET}{}\n--a=b\nt,u,1\ncurl -H 'a: b' https://é/\n{HEADER}.e30.c2ln",
        json!({"issuer": "i", "jwks_uri": "é\"\\"})
    );
    for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
        for reading in [Reading::Automatic, Reading::Documents, Reading::ServerFlags] {
            recognise(&text[..end], reading);
            recognise(&text[end..], reading);
        }
    }
}

#[test]
fn hostile_texts_are_answered_at_once() {
    let mut state = 1u32;
    let noise: String = (0..5_000_000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            char::from(b' ' + (state >> 24) as u8 % 95)
        })
        .collect();
    let deep = 200_000;
    for text in [
        noise,
        format!("{}1", "{\"kind\":".repeat(deep / 2)),
        format!("kind: {}", "[".repeat(deep)),
        (0..600).fold("kind: a\n".to_owned(), |text, depth| text + &" ".repeat(depth) + "a:\n"),
        "---\n".repeat(deep),
        "a:\n".repeat(deep),
        "{\n".repeat(deep),
        "--a ".repeat(deep),
        (1..deep).fold(String::new(), |text, number| text + &number.to_string() + "\n"),
    ] {
        assert_ne!(found(&text), []);
    }
}
