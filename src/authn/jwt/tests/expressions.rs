//! Expressions that make an identity, and those that must hold.

use super::*;

fn username(expression: &str) -> Case {
    let mapping = PrefixedClaimOrExpression { expression: expression.to_owned(), ..Default::default() };
    Case::new().with(|jwt| jwt.claim_mappings.username = mapping)
}

fn groups(expression: &str) -> Case {
    let mapping = PrefixedClaimOrExpression { expression: expression.to_owned(), ..Default::default() };
    Case::new().with(|jwt| jwt.claim_mappings.groups = mapping)
}

fn extra(expressions: &[&str]) -> Case {
    let mappings = expressions.iter().enumerate().map(|(index, expression)| ExtraMapping {
        key: format!("example.com/{index}"),
        value_expression: (*expression).to_owned(),
    });
    let mappings = mappings.collect();
    Case::new().with(|jwt| jwt.claim_mappings.extra = mappings)
}

fn rule(expression: &str) -> Case {
    let rule = ClaimValidationRule {
        expression: expression.to_owned(),
        message: "no".to_owned(),
        ..Default::default()
    };
    Case::new().with(|jwt| jwt.claim_validation_rules.push(rule))
}

#[test]
fn expressions_make_an_identity() {
    let roles = claims(json!({"roles": ["a", "", "b"], "tenant": "blue"}));
    assert_eq!(username("'x:' + claims.tenant").user(&roles).username, "x:blue");
    assert_eq!(groups("claims.roles").user(&roles).groups, ["a", "b"]);
    assert_eq!(groups("claims.?nope.orValue([])").user(&roles).groups, [""; 0]);
    let user = extra(&["claims.tenant", "claims.roles", "''"]).user(&roles);
    assert_eq!(user.extra["example.com/0"], ["blue"]);
    assert_eq!(user.extra["example.com/1"], ["a", "b"]);
    assert!(!user.extra.contains_key("example.com/2"));
    let (answer, _) = username("claims.tenant").ask(&token(&roles));
    let Answer::Authenticated(response) = answer else { panic!("{answer:?}") };
    assert_eq!(response.provenance[0].origin, "expression claims.tenant over the claims of the token");
}

#[test]
fn expressions_that_refuse() {
    for (case, want) in [
        (
            username("claims.nope"),
            "oidc: error evaluating username claim expression: expression 'claims.nope' resulted in error: no such key: nope",
        ),
        (
            username("claims.exp"),
            "oidc: error evaluating username claim expression: username claim expression must return a string",
        ),
        (username("''"), "oidc: empty username via CEL expression is not allowed"),
        (
            groups("claims.exp"),
            "oidc: error evaluating group claim expression: expression must return a string or a list of strings",
        ),
        (extra(&["claims.nope"]), "expression 'claims.nope' resulted in error: no such key: nope"),
        (
            extra(&["1"]),
            "oidc: error evaluating extra claim expression: 1: expression must return a string or a list of strings",
        ),
        (
            rule("claims.sub == 'x'"),
            "oidc: error evaluating claim validation expression: validation expression 'claims.sub == 'x'' failed: no",
        ),
        (
            Case::new().with(|jwt| {
                let expression = "user.username == 'x'".to_owned();
                jwt.user_validation_rules.push(UserValidationRule { expression, message: "no".to_owned() });
            }),
            "oidc: error evaluating user info validation rule: validation expression 'user.username == 'x'' failed: no",
        ),
    ] {
        assert_eq!(case.error(&token(&claims(json!({})))), want);
    }
}

/// Until 1.33 whole numbers were integers.
#[test]
fn numbers_of_older_versions() {
    let case = |minor| {
        username("string(claims.number)").minor(minor).user(&claims(json!({"number": 1_795_435_140_i64})))
    };
    assert_eq!(case(33).username, "1795435140");
    assert_eq!(case(34).username, "1.79543514e+09");
}

#[test]
fn what_is_not_simulated_refuses_and_says_so() {
    let case = username("string(timestamp(0).getHours('Europe/Vienna'))");
    let (answer, log) = case.ask(&token(&claims(json!({}))));
    let Answer::Rejected(error) = answer else { panic!("{answer:?}") };
    assert!(error.to_string().starts_with("authn-explorer: username expression "), "{error}");
    assert!(error.to_string().ends_with(" is not simulated"), "{error}");
    assert_eq!(log.notes.len(), 1);
}
