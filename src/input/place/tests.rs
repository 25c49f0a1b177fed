use super::super::detect::{Reading, recognise};
use super::*;
use crate::scenario::{API_VERSION, ApiServer, KIND, Metadata, Request};

fn scenario(raw: &str) -> Scenario {
    Scenario {
        api_version: API_VERSION.to_owned(),
        kind: KIND.to_owned(),
        metadata: Metadata { name: "s".to_owned(), ..Metadata::default() },
        now: None,
        api_server: ApiServer::default(),
        objects: Vec::new(),
        remote: Default::default(),
        request: Request { raw: raw.to_owned(), client_certificates: None },
    }
}

fn pasted(text: &str, raw: &str) -> (Request, Vec<Placed>) {
    let (scenario, placed) = place(&recognise(text, Reading::Automatic), &scenario(raw));
    (scenario.request, placed)
}

const GET: &str = "GET /api HTTP/1.1\nHost: k\n";

#[test]
fn a_token_becomes_the_authorization_header() {
    for (text, raw, expected, what) in [
        (
            "s3cret",
            "",
            "GET /api/v1/namespaces/default/pods HTTP/1.1\nAuthorization: Bearer s3cret\n",
            "an opaque bearer token",
        ),
        (
            "s3cret",
            GET,
            "GET /api HTTP/1.1\nHost: k\nAuthorization: Bearer s3cret\n",
            "an opaque bearer token",
        ),
        (
            "abcdef.0123456789abcdef",
            "GET /api HTTP/1.1\nauthorization: Bearer old\n",
            "GET /api HTTP/1.1\nAuthorization: Bearer abcdef.0123456789abcdef\n",
            "a bootstrap token",
        ),
        (
            "bearer  s3cret",
            GET,
            "GET /api HTTP/1.1\nHost: k\nAuthorization: bearer  s3cret\n",
            "an opaque bearer token",
        ),
    ] {
        let (request, placed) = pasted(text, raw);
        assert_eq!(request.raw, expected);
        assert_eq!((placed[0].what.as_str(), placed[0].to.as_str()), (what, AUTHORIZATION));
    }
}

#[test]
fn service_account_tokens_are_named() {
    let header = "eyJhbGciOiJSUzI1NiJ9"; // {"alg":"RS256"}
    for (claims, what) in [
        ("eyJpc3MiOiJrdWJlcm5ldGVzL3NlcnZpY2VhY2NvdW50In0", "a legacy service-account JWT"),
        ("eyJrdWJlcm5ldGVzLmlvIjp7fX0", "a bound service-account JWT"),
        ("eyJrdWJlcm5ldGVzLmlvIjp7InBvZCI6e319fQ", "a service-account JWT bound to a Pod"),
        ("eyJpc3MiOiJodHRwczovL2xvZ2luIn0", "a JWT issued by https://login"),
    ] {
        let (_, placed) = pasted(&format!("{header}.{claims}.c2ln"), GET);
        assert_eq!(placed[0].what, what);
    }
}

#[test]
fn header_lines_replace_those_of_their_name_and_keep_their_spelling() {
    let (request, placed) =
        pasted("host: other\nX-Remote-User: jane\nX-Remote-Group: a\nX-Remote-Group: b", GET);
    assert_eq!(
        request.raw,
        "GET /api HTTP/1.1\nhost: other\nX-Remote-User: jane\nX-Remote-Group: a\nX-Remote-Group: b\n"
    );
    assert_eq!((placed[0].what.as_str(), placed[0].to.as_str()), ("header lines", HEADERS));
}

#[test]
fn a_request_replaces_the_request() {
    let (request, placed) = pasted("POST /x HTTP/1.1\nAuthorization: Bearer s3cret", GET);
    assert_eq!(request.raw, "POST /x HTTP/1.1\nAuthorization: Bearer s3cret");
    assert_eq!(placed, [Placed::new("an HTTP request with an opaque bearer token", REQUEST, "")]);
}

#[test]
fn certificates_go_into_the_handshake_and_keys_nowhere() {
    let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    let key = "-----BEGIN PRIVATE KEY-----\nMHcC\n-----END PRIVATE KEY-----\n";
    let (request, placed) = pasted(&format!("{certificate}{certificate}{key}"), GET);
    assert_eq!(request.client_certificates, Some(format!("{certificate}{certificate}")));
    assert_eq!(request.raw, GET, "the request itself is untouched");
    assert_eq!(placed[0].what, "a client certificate and one more to build its chain");
    assert_eq!(placed[0].to, HANDSHAKE);
    assert_eq!((placed[1].what.as_str(), placed[1].to.as_str()), ("a private key", ""));
}

#[test]
fn text_that_is_nothing_is_not_sent_and_said() {
    let (request, placed) = pasted("hello world", GET);
    assert_eq!(request, Request { raw: GET.to_owned(), client_certificates: None });
    assert_eq!(placed[0].to, "");
    assert!(placed[0].remark.contains("nothing of it is sent"));
}

#[test]
fn lifting_is_the_inverse_of_placing() {
    let certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    let with_token = format!("{GET}Authorization: Bearer s3cret\n");
    for (raw, certificates, text) in [
        (GET, None, String::new()),
        ("", None, String::new()),
        (GET, Some(certificate), certificate.to_owned()),
        (&with_token, None, with_token.clone()),
        (&with_token, Some(certificate), format!("{with_token}\n{certificate}")),
    ] {
        let mut scenario = scenario(raw);
        scenario.request.client_certificates = certificates.map(str::to_owned);
        let before = scenario.request.clone();
        assert_eq!(lift(&mut scenario), text);
        assert!(!scenario.request.raw.contains("Bearer"));
        assert_eq!(scenario.request.client_certificates, None);
        let (again, _) = place(&recognise(&text, Reading::Automatic), &scenario);
        assert_eq!(again.request.raw.trim(), before.raw.trim());
        assert_eq!(again.request.client_certificates, before.client_certificates);
    }
}
