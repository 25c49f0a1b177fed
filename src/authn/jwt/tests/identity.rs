//! Claims that become an identity, and those that are required.

use super::*;

fn email() -> Case {
    Case::new().with(|jwt| jwt.claim_mappings.username = claim("email", ""))
}

fn groups() -> Case {
    Case::new().with(|jwt| jwt.claim_mappings.groups = claim("groups", "oidc:"))
}

#[test]
fn the_default_prefix_of_the_flags() {
    let mut case =
        Case::new().with(|jwt| jwt.claim_mappings.username = claim("sub", "https://login.example.com#"));
    case.config.jwt_source = "--oidc-issuer-url".into();
    let (answer, log) = case.ask(&token(&claims(json!({}))));
    let Answer::Authenticated(response) = answer else { panic!("{answer:?}") };
    assert_eq!(response.user.username, "https://login.example.com#jane");
    assert_eq!(response.provenance[0].source, "token#sub");
    assert_eq!(
        response.provenance[0].origin,
        "claim sub of the token behind the prefix https://login.example.com#"
    );
    let audience = log.checks.iter().find(|check| check.name == "audience").unwrap();
    assert_eq!(audience.detail, "The token is meant for an audience of --oidc-client-id.");
    assert_eq!(audience.source.as_deref(), Some("token#aud"));
}

#[test]
fn usernames() {
    assert_eq!(Case::new().user(&claims(json!({"SUB": "bob"}))).username, "jane");
    assert_eq!(
        Case::new().error(&token(&claims(json!({"sub": null})))),
        "oidc: parse username claims \"sub\": claim not present"
    );
    assert_eq!(
        Case::new().error(&token(&claims(json!({"sub": 5})))),
        "oidc: verify token: oidc: failed to unmarshal claims: json: cannot unmarshal number into Go struct field idToken.sub of type string"
    );
    let name = Case::new().with(|jwt| jwt.claim_mappings.username = claim("name", "p:"));
    assert_eq!(
        name.error(&token(&claims(json!({"name": ["a"]})))),
        "oidc: parse username claims \"name\": json: cannot unmarshal array into Go value of type string"
    );
    let last = Case::new().ask(&token_with(r#""sub":"bob""#)).0;
    assert!(matches!(last, Answer::Authenticated(response) if response.user.username == "bob"));
    let null = Case::new().ask(&token_with(r#""sub":null"#)).0;
    assert!(matches!(null, Answer::Authenticated(response) if response.user.username.is_empty()));
}

#[test]
fn an_email_address_must_not_be_unverified() {
    for (changes, want) in [
        (json!({"email": "a@b"}), None),
        (json!({"email": "a@b", "email_verified": true}), None),
        (json!({"email": "a@b", "email_verified": false}), Some("oidc: email not verified")),
        (
            json!({"email": "a@b", "email_verified": "true"}),
            Some(
                "oidc: parse 'email_verified' claim: json: cannot unmarshal string into Go value of type bool",
            ),
        ),
        (json!({"email_verified": false}), Some("oidc: parse username claims \"email\": claim not present")),
    ] {
        let answer = email().ask(&token(&claims(changes))).0;
        match want {
            Some(want) => assert_eq!(answer, Answer::rejected(want)),
            None => assert!(
                matches!(&answer, Answer::Authenticated(response) if response.user.username == "a@b"),
                "{answer:?}"
            ),
        }
    }
    let null = token_with(r#""email":"a@b","email_verified":null"#);
    assert_eq!(email().error(&null), "oidc: email not verified");
    // Another claim as username makes nothing of the address.
    assert_eq!(Case::new().user(&claims(json!({"email_verified": false}))).username, "jane");
}

#[test]
fn groups_are_a_list_or_a_string() {
    for (changes, want) in [
        (json!({"groups": ["a", "b"]}), &["oidc:a", "oidc:b"][..]),
        (json!({"groups": "a"}), &["oidc:a"]),
        (json!({"groups": []}), &[]),
        (json!({}), &[]),
    ] {
        assert_eq!(groups().user(&claims(changes)).groups, want);
    }
    let null = groups().ask(&token_with(r#""groups":["a",null]"#)).0;
    assert!(matches!(null, Answer::Authenticated(response) if response.user.groups == ["oidc:a", "oidc:"]));
    for (groups_claim, kind) in
        [(json!(5), "number"), (json!(["a", 5]), "array"), (json!({}), "object"), (json!(true), "bool")]
    {
        assert_eq!(
            groups().error(&token(&claims(json!({"groups": groups_claim})))),
            format!(
                "oidc: parse groups claim \"groups\": json: cannot unmarshal {kind} into Go value of type string"
            )
        );
    }
}

#[test]
fn uid() {
    let case = Case::new().with(|jwt| {
        jwt.claim_mappings.uid = ClaimOrExpression { claim: "oid".into(), expression: String::new() };
    });
    assert_eq!(case.user(&claims(json!({"oid": "42"}))).uid, "42");
    assert_eq!(case.error(&token(&claims(json!({})))), "oidc: parse uid claim \"oid\": claim not present");
    assert_eq!(
        case.error(&token(&claims(json!({"oid": 42})))),
        "oidc: parse uid claim \"oid\": json: cannot unmarshal number into Go value of type string"
    );
}

#[test]
fn the_token_id_is_the_credential_id_since_1_32() {
    let key = "authentication.kubernetes.io/credential-id";
    let with_id = claims(json!({"jti": "abc"}));
    assert_eq!(Case::new().user(&with_id).extra[key], ["JTI=abc"]);
    assert!(Case::new().minor(31).user(&with_id).extra.is_empty());
    for id in [json!(5), json!("")] {
        assert!(Case::new().user(&claims(json!({"jti": id}))).extra.is_empty());
    }
}

#[test]
fn required_claims() {
    let case = Case::new().with(|jwt| {
        let rule = ClaimValidationRule {
            claim: "hd".into(),
            required_value: "example.com".into(),
            ..ClaimValidationRule::default()
        };
        jwt.claim_validation_rules.push(rule);
    });
    assert_eq!(case.user(&claims(json!({"hd": "example.com"}))).username, "jane");
    for (changes, want) in [
        (json!({}), "oidc: required claim hd not present in ID token"),
        (
            json!({"hd": "other"}),
            "oidc: required claim hd value does not match. Got = other, want = example.com",
        ),
        (
            json!({"hd": 5}),
            "oidc: parse claim hd: json: cannot unmarshal number into Go value of type string",
        ),
    ] {
        assert_eq!(case.error(&token(&claims(changes))), want);
    }
}

#[test]
fn hostile_payloads_neither_overflow_nor_stall() {
    let deep = format!(r#""groups":{}{}"#, "[".repeat(9_000), "]".repeat(9_000));
    assert_eq!(
        groups().error(&token_with(&deep)),
        "oidc: parse groups claim \"groups\": json: cannot unmarshal array into Go value of type string"
    );
    let deeper = format!(r#""x":{}{}"#, "[".repeat(10_001), "]".repeat(10_001));
    assert_eq!(Case::new().ask(&token_with(&deeper)).0, Answer::NoOpinion);
    let many: Vec<String> = (0..10_000).map(|index| format!(r#""c{index}":{index}"#)).collect();
    assert!(matches!(Case::new().ask(&token_with(&many.join(","))).0, Answer::Authenticated(_)));
}
