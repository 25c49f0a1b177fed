//! Certificates, keys, tokens and kubeconfigs, in every encoding.

use super::*;

#[test]
fn certificates_in_any_encoding() {
    let pem = demo("jane.crt");
    let bytes = der("jane.crt");
    let plain = STANDARD.encode(&bytes);
    let lines = |text: &str, width: usize| {
        text.as_bytes()
            .chunks(width)
            .map(|line| String::from_utf8_lossy(line).into_owned())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let offsets = |group: usize| {
        let line = |(at, line): (usize, &[u8])| {
            let words: Vec<String> = line.chunks(group).map(|word| hex(word, "")).collect();
            format!("{:08x}: {}  ..0.........", at * 16, words.join(" "))
        };
        bytes.chunks(16).enumerate().map(line).collect::<Vec<_>>().join("\n")
    };
    for text in [
        pem.clone(),
        pem.replace('\n', " "),
        pem.replace('\n', "\r\n"),
        format!("    {}", pem.replace('\n', "\n    ")),
        format!("\"{}\"", pem.replace('\n', "\\n")),
        pem.lines().map(|line| format!("> {line}\n")).collect(),
        pem.lines().enumerate().map(|(at, line)| format!("{:>4} | {line}\n", at + 1)).collect(),
        format!("```\n{pem}```"),
        plain.clone(),
        lines(&plain, 64),
        lines(&plain, 76),
        URL_SAFE_NO_PAD.encode(&bytes),
        STANDARD.encode(&pem),
        lines(&STANDARD.encode(&pem), 76),
        format!("client-certificate-data: {}", STANDARD.encode(&pem)),
        format!("    client-certificate-data: {}\n", STANDARD.encode(&pem)),
        hex(&bytes, ""),
        hex(&bytes, ":"),
        hex(&bytes, " "),
        hex(&bytes, ", 0x"),
        format!("0x{}", hex(&bytes, "")),
        hex(&bytes, "").to_uppercase(),
        lines(&hex(&bytes, ":"), 60),
        offsets(2),
        offsets(1),
    ] {
        let (scenario, placed) = pasted(&text);
        let [only] = placed.as_slice() else { panic!("{placed:?} in {text}") };
        assert_eq!(
            (only.what.as_str(), only.to.as_str()),
            (CERTIFICATE, "presented in the TLS handshake"),
            "{text}"
        );
        assert_eq!(scenario.request.client_certificates.unwrap().trim(), pem.trim(), "{text}");
    }
}

#[test]
fn keys_and_authorities_are_told_from_certificates() {
    for (text, expected) in [
        (demo("ca.crt"), "the certificate of an authority of client certificates"),
        (demo("front-proxy-ca.crt"), "the certificate of an authority of authenticating proxies"),
        (STANDARD.encode(der("ca.crt")), "the certificate of an authority of client certificates"),
        (demo("jane.key"), "a private key"),
        (STANDARD.encode(der("jane.key")), "a private key"),
        (hex(&der("sa.key"), ":"), "a private key"),
        (STANDARD.encode(der("sa.pub")), "a public key"),
    ] {
        assert_eq!(whats(&text), [expected], "{text}");
    }
    assert_eq!(
        whats(&format!("{}{}", demo("jane.crt"), demo("ca.crt"))),
        ["a client certificate and one more to build its chain"]
    );
}

#[test]
fn tokens_in_the_text_that_they_are_copied_with() {
    let user = jwt(r#"{"iss":"https://login.example.com","sub":"jane"}"#);
    for (text, expected) in [
        (format!("{user}\u{200b}\n"), "a JWT issued by https://login.example.com"),
        (format!("“{user}”"), "a JWT issued by https://login.example.com"),
        (format!("export TOKEN={user}"), "a JWT issued by https://login.example.com"),
        (format!("https://app.example.com/cb#id_token={user}&state=x"), "a JWT issued by https://login.example.com"),
        (format!("jane@host:~$ kubectl create token ci\n{user}\njane@host:~$"), "a JWT issued by https://login.example.com"),
        (STANDARD.encode(&user), "a JWT issued by https://login.example.com"),
        (format!("data:\n  token: {}\n", STANDARD.encode(&user)), "a JWT issued by https://login.example.com"),
        ("$ cat token\ns3cret-of-mine\n".to_owned(), OPAQUE),
        ("users:\n- name: jane\n  user:\n    token: s3cret\n".to_owned(), OPAQUE),
        ("kubectl --token=s3cret get pods".to_owned(), OPAQUE),
        ("kubectl get pods --token s3cret -A".to_owned(), OPAQUE),
        (
            "kubeadm join 192.168.56.10:6443 --token abcdef.0123456789abcdef \\\n\t--discovery-token-ca-cert-hash sha256:0123\n"
                .to_owned(),
            "a bootstrap token",
        ),
        (
            "TOKEN                     TTL         EXPIRES                USAGES\nabcdef.0123456789abcdef   23h   2026-11-24T12:00:00Z   authentication,signing\n"
                .to_owned(),
            "a bootstrap token",
        ),
    ] {
        assert_eq!(whats(&text), [expected], "{text}");
    }
}

#[test]
fn what_kubectl_hides_is_said() {
    let config = "apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    certificate-authority-data: DATA+OMITTED\n    server: https://k:6443\n  name: k\ncontexts:\n- context: {cluster: k, user: admin}\n  name: a\ncurrent-context: a\nusers:\n- name: admin\n  user:\n    client-certificate-data: DATA+OMITTED\n    client-key-data: DATA+OMITTED\n";
    let (scenario, placed) = pasted(config);
    assert!(placed[0].remark.contains("--raw"), "{placed:?}");
    assert_eq!(scenario.request.client_certificates, None);
}

#[test]
fn the_real_cluster_of_the_demonstration_takes_what_is_pasted() {
    let kubeconfig = format!(
        "apiVersion: v1\nkind: Config\nclusters:\n- name: k\n  cluster: {{server: 'https://k:6443', certificate-authority-data: {}}}\ncontexts:\n- name: c\n  context: {{cluster: k, user: jane}}\ncurrent-context: c\nusers:\n- name: jane\n  user:\n    client-certificate-data: {}\n    client-key-data: {}\n    token: s3cret\n",
        STANDARD.encode(demo("ca.crt")),
        STANDARD.encode(demo("jane.crt")),
        STANDARD.encode(demo("jane.key"))
    );
    for text in [
        kubeconfig.clone(),
        kubeconfig.replace('\n', "\r\n"),
        format!("```yaml\n{kubeconfig}```"),
        STANDARD.encode(&kubeconfig),
    ] {
        let (scenario, placed) = pasted(&text);
        assert_eq!(placed[0].what, "a kubeconfig with the user \"jane\"", "{text}");
        assert_eq!(scenario.request.client_certificates.as_deref(), Some(demo("jane.crt").as_str()));
        assert!(scenario.request.raw.contains("Bearer s3cret"));
    }
    let both = format!("POST /x HTTP/1.1\nHost: k\nAuthorization: Bearer s3cret\n\n{}", demo("jane.crt"));
    assert_eq!(whats(&both), ["an HTTP request with an opaque bearer token", CERTIFICATE]);
}
