//! Groups that the token says are kept elsewhere.

use super::*;

const ENDPOINT: &str = "https://groups.example.com/jane";

fn case() -> Case {
    Case::new().with(|jwt| jwt.claim_mappings.groups = claim("groups", "oidc:"))
}

fn elsewhere(changes: Value) -> String {
    let mut pointing = json!({
        "_claim_names": {"groups": "directory"},
        "_claim_sources": {"directory": {"endpoint": ENDPOINT, "access_token": "f005ba11"}},
    });
    for (name, value) in changes.as_object().unwrap() {
        pointing[name] = value.clone();
    }
    token(&claims(pointing))
}

fn answer(changes: Value) -> String {
    token(&claims(changes))
}

#[test]
fn they_are_fetched_with_the_access_token() {
    for groups in [json!(["a"]), json!("a")] {
        let case = case().answers(ENDPOINT, 200, &answer(json!({"groups": groups})));
        let (answer, log) = case.ask(&elsewhere(json!({})));
        let Answer::Authenticated(response) = answer else { panic!("{answer:?}") };
        assert_eq!(response.user.groups, ["oidc:a"]);
        assert_eq!(response.provenance[1].source, format!("{ENDPOINT}#groups"));
        assert_eq!(log.messages[4].label, format!("GET {ENDPOINT}"));
        assert!(log.messages[4].payload.contains("Authorization: Bearer f005ba11\n"));
    }
}

#[test]
fn a_claim_in_the_token_itself_comes_first() {
    let (answer, log) = case().ask(&elsewhere(json!({"groups": ["own"]})));
    assert!(matches!(answer, Answer::Authenticated(response) if response.user.groups == ["oidc:own"]));
    assert_eq!(log.messages.len(), 4);
}

#[test]
fn other_claims_and_aggregated_ones_are_left_alone() {
    for changes in [
        json!({"_claim_names": {"address": "directory"}}),
        json!({"_claim_sources": {"directory": {"JWT": "a.b.c"}}}),
    ] {
        let (answer, log) = case().ask(&elsewhere(changes));
        assert!(matches!(answer, Answer::Authenticated(response) if response.user.groups.is_empty()));
        assert_eq!(log.messages.len(), 4);
    }
    let (answer, _) = Case::new().ask(&elsewhere(json!({})));
    assert!(matches!(answer, Answer::Authenticated(_)), "no groups claim is configured");
}

#[test]
fn sources_that_are_of_no_use() {
    for (status, body, want) in [
        (
            404,
            String::new(),
            "while getting distributed claim \"groups\": error while getting distributed claim JWT: 404 Not Found",
        ),
        (
            200,
            "xxx".into(),
            "getting untrusted issuer from endpoint https://groups.example.com/jane failed for claim \"groups\": malformed token",
        ),
        (
            200,
            "{}".into(),
            "getting untrusted issuer from endpoint https://groups.example.com/jane failed for claim \"groups\": token is not compact JWT",
        ),
        (
            200,
            answer(json!({})),
            "jwt returned by distributed claim endpoint \"https://groups.example.com/jane\" did not contain claim: groups",
        ),
        (
            200,
            answer(json!({"iss": "https://other"})),
            "verifying untrusted issuer https://other failed: verifier not initialized for issuer: \"https://other\"",
        ),
        (
            200,
            answer(json!({"aud": "other"})),
            "verify distributed claim token: oidc: expected audience \"kubernetes\" got [\"other\"]",
        ),
        (
            200,
            answer(json!({"exp": 5})),
            "verify distributed claim token: oidc: token is expired (Token Expiry: 1970-01-01 00:00:05 +0000 UTC)",
        ),
    ] {
        let want = format!("oidc: could not expand distributed claims: {want}");
        assert_eq!(case().answers(ENDPOINT, status, &body).error(&elsewhere(json!({}))), want);
    }
    let (answer, log) = case().ask(&elsewhere(json!({})));
    assert_eq!(
        answer,
        Answer::rejected(
            "oidc: could not expand distributed claims: while getting distributed claim \"groups\": Get \"https://groups.example.com/jane\": dial tcp groups.example.com:443: connect: connection refused"
        )
    );
    assert_eq!(log.wanted, [ENDPOINT]);
}

#[test]
fn endpoints_that_cannot_be_asked() {
    for (endpoint, access_token, want) in [
        ("::", "", "while calling ::: parse \"::\": missing protocol scheme"),
        ("ftp://a/b", "", "Get \"ftp://a/b\": unsupported protocol scheme \"ftp\""),
        (
            ENDPOINT,
            "a\nb",
            "Get \"https://groups.example.com/jane\": net/http: invalid header field value for \"Authorization\"",
        ),
    ] {
        let sources = json!({"directory": {"endpoint": endpoint, "access_token": access_token}});
        assert_eq!(
            case().error(&elsewhere(json!({"_claim_sources": sources}))),
            format!(
                "oidc: could not expand distributed claims: while getting distributed claim \"groups\": {want}"
            )
        );
    }
}

#[test]
fn the_pointers_themselves_must_be_whole() {
    for (changes, want) in [
        (json!({"_claim_names": {"groups": ""}}), "oidc: failed to obtain source from claim name"),
        (json!({"_claim_names": {"groups": "other"}}), "oidc: source does not exist"),
    ] {
        assert_eq!(case().error(&elsewhere(changes)), format!("oidc: verify token: {want}"));
    }
}
