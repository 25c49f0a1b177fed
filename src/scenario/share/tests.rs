use chrono::{DateTime, Utc};

use super::secrets::{alive, redacted};
use super::{Fragment, LinkError, MAX_BYTES, fragment, read};
use crate::golang::base64;
use crate::scenario::{Scenario, parse};

const HEAD: &str = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: shared}\n";

/// Never change these: they are in people's mails.
const LINKS: [(&str, &str); 2] = [
    (
        "#/s/1/FcxBCoAwDETRu2StiNteQ3AfdMSgphpbEUrvblz-eTCF-JQRdktUCsQ5rdriPfdosO7pqaFNdHYaJiibRF8OJJ45MYVCygdcF7E7UW3-uwH2wBw9DVeGi0f9AA",
        "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: first}\n",
    ),
    (
        "#/s/1/bVBBTsMwEPxKtGc7sVPowRIHkBAcKzXiAOVgkoW6Texgb0Kh6t9ZV8AJyZLlmZ3ZGR_Bju4BY3LBgwE70dZLPIx9iBirWYOAvfMdU-sWvY0uMDIg2c6SBXMEbwdkNmEbeEwAOeozsJmU6tqhzzdeTAQnAT58MFOreim1lvWi0bVRis8jCznHGuOMMbvOf4l0uVhmNr4lME8gJYU9epmDylfX41VFZZtmeBaQnymrfyADJHbWo9AbDyfeH1522FL2Of62WoXu_0IjK9gz4hAIM74lGpOpqkOJBzuMPZZtGDKRyNLEppdKCXgJ3SerfTgvjPg-YaI8FW3ufnfbFFVx3zSrSpcc65prhOi-LHFbU9yg5W8v6Jz3Gw",
        "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: second, title: Ümläut}\nnow: \"2026-11-23T12:00:00Z\"\napiServer:\n  version: \"1.36\"\n  args: [--token-auth-file=/t.csv]\n  files: {/t.csv: \"t,jane,1\\n\"}\nobjects: [{kind: Pod, metadata: {name: p}}]\nremote: {https://x.example.com: {status: 500, body: \"no\"}}\nrequest: {raw: \"GET / HTTP/1.1\\nAuthorization: Bearer t\\n\"}\n",
    ),
];

fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-23T12:00:00Z").unwrap().to_utc()
}

fn gallery() -> impl Iterator<Item = Scenario> {
    let folder = format!("{}/static/gallery", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| parse(&std::fs::read_to_string(path).unwrap()).unwrap())
}

fn opened(fragment: &str) -> Scenario {
    match read(fragment) {
        Fragment::Scenario(scenario) => *scenario,
        other => panic!("{other:?}"),
    }
}

fn packed(text: &[u8]) -> String {
    format!("#/s/1/{}", base64::encode_raw_url(&miniz_oxide::deflate::compress_to_vec(text, 6)))
}

#[test]
fn what_was_shared_is_what_is_opened() {
    for scenario in gallery() {
        let link = fragment(&scenario);
        assert_eq!(opened(&link), scenario);
        assert!(link.len() < 8000, "{}: {}", scenario.metadata.name, link.len());
        assert!(link[1..].bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'/' | b'-' | b'_')));
    }
}

#[test]
fn links_of_the_first_version_open_in_every_later_one() {
    for (link, yaml) in LINKS {
        assert_eq!(opened(link), parse(yaml).unwrap());
    }
}

#[test]
fn private_keys_do_not_travel() {
    let scenario = parse(&format!(
        "{HEAD}apiServer: {{files: {{/k: \"-----BEGIN PRIVATE KEY-----\\nc2VjcmV0\\n-----END PRIVATE KEY-----\"}}}}\n"
    ))
    .unwrap();
    assert_eq!(opened(&fragment(&scenario)).api_server.files["/k"], "private key left out");
}

#[test]
fn what_cannot_be_opened_says_why() {
    let whole = fragment(&Scenario::empty());
    let cut = &whole[..whole.len() - 9];
    for (link, error) in [
        ("#/s/2/abc", LinkError::Newer(2)),
        ("#/s/1", LinkError::Damaged),
        ("#/s/1/", LinkError::Damaged),
        ("#/s/0/abc", LinkError::Damaged),
        ("#/s/one/abc", LinkError::Damaged),
        ("#/s/1/§§§", LinkError::Damaged),
        ("#/s/1/AAAA", LinkError::Damaged),
        (cut, LinkError::Damaged),
        (&packed(&vec![b' '; MAX_BYTES + 1]), LinkError::TooLarge),
        (&packed(&[0xff, 0xfe]), LinkError::Damaged),
    ] {
        assert_eq!(read(link), Fragment::Broken(error.clone()), "{link:.40}");
        assert!(error.to_string().ends_with('.'));
    }
    assert!(matches!(read(&packed(b"{\"a\":1}")), Fragment::Broken(LinkError::NotAScenario(_))));
}

#[test]
fn a_link_may_bring_what_stood_around_it() {
    let link = fragment(&Scenario::empty());
    assert_eq!(opened(&format!("{link}).")), Scenario::empty());
}

#[test]
fn tokens_arrive_in_the_ways_of_other_pages() {
    for (text, token) in [
        ("#token=a.b.c", "a.b.c"),
        ("#access_token=x&token_type=Bearer&id_token=a.b.c", "a.b.c"),
        ("#id_token=a%2Eb", "a.b"),
        ("access_token=100%", "100%"),
    ] {
        assert_eq!(read(text), Fragment::Token(token.to_owned()));
    }
    for text in ["", "#", "#/", "#/learn", "#token=", "#walk", "#state=x"] {
        assert_eq!(read(text), Fragment::Other);
    }
}

fn jwt(claims: &str, kid: &str) -> String {
    let header = format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#);
    let encode = |text: &str| base64::encode_raw_url(text.as_bytes());
    format!("{}.{}.c2lnbmF0dXJl", encode(&header), encode(claims))
}

fn with_token(token: &str) -> Scenario {
    let mut scenario = Scenario::empty();
    scenario.request.raw = format!("GET / HTTP/1.1\nAuthorization: Bearer {token}\n");
    scenario
}

#[test]
fn tokens_that_may_still_work_are_found() {
    let found =
        |token: &str| alive(&with_token(token), now()).into_iter().map(|s| s.what).collect::<Vec<_>>();
    let live = jwt(r#"{"iss":"https://login.corp.org","sub":"jane","exp":1795449600}"#, "k");
    assert_eq!(
        found(&live),
        ["a signed token of https://login.corp.org for jane, valid until 23 November 2026, 16:00 UTC"]
    );
    assert_eq!(found(&jwt("{}", "k")), ["a signed token, without an expiry"]);
    assert_eq!(found("Zk3v9QpL0sXw7TtR"), ["a secret of 16 characters that cannot be read"]);
    assert_eq!(found("07401b.f395accd246ae52d"), ["a secret of 23 characters that cannot be read"]);
    for harmless in [
        jwt(r#"{"iss":"https://login.corp.org","exp":1700000000}"#, "k"),
        jwt(r#"{"iss":"https://login.example.com"}"#, "k"),
        jwt("{}", "MJWYIE3YdbOJNRowvMxlhmBxvOPyeRLfLc5rIGtHAMY"),
        "jane-demo-token".into(),
        "abcdef.0123456789abcdef".into(),
    ] {
        assert_eq!(found(&harmless), [""; 0], "{harmless}");
    }
}

/// But for two tokens that no demo key signed: a real one out of an old tutorial, which never expires, and one that its
/// case minted with a key of its own.
#[test]
fn the_gallery_shares_without_a_warning() {
    let foreign = ["legacy-service-account-seed", "service-account-self-minted"];
    for scenario in gallery().filter(|scenario| !foreign.contains(&scenario.metadata.name.as_str())) {
        let names: Vec<String> = alive(&scenario, now()).into_iter().map(|secret| secret.what).collect();
        assert!(names.is_empty(), "{}: {names:?}", scenario.metadata.name);
    }
}

#[test]
fn tokens_hide_in_files_and_secrets() {
    let secret = "apiVersion: v1, kind: Secret, metadata: {name: s}, data: {token: WmszdjlRcEwwc1h3N1R0Ug==}";
    let scenario = parse(&format!(
        "{HEAD}apiServer:\n  files:\n    /t.csv: 'Zk3v9QpL0sXw7Tt1,jane,1'\n    /w: |\n      users:\n      - user:\n          token: Zk3v9QpL0sXw7Tt2\nobjects:\n- {{{secret}}}\n"
    ))
    .unwrap();
    assert_eq!(alive(&scenario, now()).len(), 3);
    let safe = redacted(&scenario, &alive(&scenario, now()));
    assert!(alive(&safe, now()).is_empty());
    assert_eq!(safe.api_server.files["/t.csv"], "................,jane,1");
}

#[test]
fn a_redacted_token_keeps_everything_but_its_power() {
    let token = jwt(r#"{"iss":"https://login.corp.org","sub":"jane"}"#, "k");
    let scenario = with_token(&token);
    let safe = redacted(&scenario, &alive(&scenario, now()));
    let expected = token.replace("c2lnbmF0dXJl", "REDACTED");
    assert_eq!(safe.request.raw, format!("GET / HTTP/1.1\nAuthorization: Bearer {expected}\n"));
    assert!(alive(&safe, now()).is_empty());
}
