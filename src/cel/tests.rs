//! Expressions as an administrator writes them: what they give, and what the server says when they cannot.

use std::collections::HashMap;

use super::*;

fn claims() -> HashMap<String, Vec<u8>> {
    let claims = serde_json::json!({
        "sub": "jane", "email": "jane@example.com", "email_verified": true, "exp": 1_795_435_200,
        "roles": ["dev", "ops"], "org": {"id": "blue", "tags": ["a"]}, "nothing": null,
    });
    let claims = claims.as_object().unwrap();
    claims.iter().map(|(name, value)| (name.clone(), value.to_string().into_bytes())).collect()
}

fn value(expression: &str) -> Result<Outcome, Failure> {
    Cel.compile(expression, Variable::Claims, false).unwrap_or_else(|error| panic!("{expression}: {error}"));
    Cel.evaluate(expression, Input::Claims(&claims()), Version::NEWEST)
}

fn refused(expression: &str) -> String {
    Cel.compile(expression, Variable::Claims, false).unwrap_err()
}

#[test]
fn expressions_have_values() {
    let text = |text: &str| Outcome::String(text.to_owned());
    let list = |items: &[&str]| Outcome::Strings(items.iter().map(|item| (*item).to_owned()).collect());
    for (expression, expected) in [
        ("claims.sub", text("jane")),
        ("'oidc:' + claims.sub", text("oidc:jane")),
        ("claims.org.id", text("blue")),
        ("claims['org']['id']", text("blue")),
        ("claims.?nope.orValue('none')", text("none")),
        ("has(claims.nope) ? claims.nope : claims.sub", text("jane")),
        ("claims.email.split('@')[0]", text("jane")),
        ("claims.roles", list(&["dev", "ops"])),
        ("dyn(claims.roles).map(role, 'g:' + role)", list(&["g:dev", "g:ops"])),
        ("dyn(claims.roles).filter(role, role.startsWith('o'))", list(&["ops"])),
        ("dyn(claims.roles).exists(role, role == 'dev')", Outcome::Bool(true)),
        ("'dev' in claims.roles && size(claims.roles) == 2", Outcome::Bool(true)),
        ("claims.email.matches('^[a-z]+@example[.]com$')", Outcome::Bool(true)),
        ("claims.exp > 5", Outcome::Bool(true)),
        ("claims.nothing", Outcome::Null),
        ("claims.exp", Outcome::Other),
        ("[1, 2]", Outcome::Other),
    ] {
        assert_eq!(value(expression), Ok(expected), "{expression}");
    }
}

#[test]
fn what_fails_while_it_is_evaluated_names_the_expression() {
    for (expression, error) in [
        ("claims.nope", "no such key: nope"),
        ("claims.roles[2]", "index out of bounds: 2"),
        ("1 / (size(claims.roles) - 2) == 1", "division by zero"),
        ("1 + claims.exp == 2", "no such overload"),
    ] {
        let expected = format!("expression '{expression}' resulted in error: {error}");
        assert_eq!(value(expression), Err(Failure::Error(expected)));
    }
}

#[test]
fn what_does_not_compile_is_shown_with_its_place() {
    assert_eq!(
        refused("claim.sub"),
        "compilation failed: ERROR: <input>:1:1: undeclared reference to 'claim' (in container '')\n | claim.sub\n | ^"
    );
    assert_eq!(
        refused("claims.sub +"),
        "compilation failed: ERROR: <input>:1:13: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', \
         'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}\n | claims.sub +\n | ............^"
    );
    assert_eq!(
        refused("claims.roles.map(role, role)"),
        "compilation failed: ERROR: <input>:1:7: expression of type 'any' cannot be range of a comprehension (must be list, map, or \
         dynamic)\n | claims.roles.map(role, role)\n | ......^"
    );
    assert_eq!(
        refused("'a' + 1"),
        "compilation failed: ERROR: <input>:1:5: found no matching overload for '_+_' applied to '(string, int)'\n | 'a' + 1\n | ....^"
    );
}

#[test]
fn a_condition_is_a_truth_value() {
    assert_eq!(Cel.compile("'yes'", Variable::Claims, true), Err("must evaluate to bool".to_owned()));
    assert!(Cel.compile("claims.email_verified == true", Variable::Claims, true).is_ok());
}

#[test]
fn a_rule_about_the_user_knows_the_user_only() {
    let user = User {
        username: "jane".to_owned(),
        uid: "42".to_owned(),
        groups: vec!["dev".to_owned()],
        ..User::default()
    };
    let holds = |expression: &str| Cel.evaluate(expression, Input::User(&user), Version::NEWEST);
    assert_eq!(holds("!user.username.startsWith('system:')"), Ok(Outcome::Bool(true)));
    assert_eq!(holds("'admins' in user.groups"), Ok(Outcome::Bool(false)));
    let error = Cel.compile("claims.sub == ''", Variable::User, true).unwrap_err();
    assert!(error.contains("undeclared reference to 'claims'"), "{error}");
}

#[test]
fn the_claims_that_an_expression_names_are_found() {
    let uses = |expression: &str| Cel.compile(expression, Variable::Claims, false).unwrap();
    assert_eq!(uses("claims.email"), Uses { email: true, email_verified: false });
    assert_eq!(
        uses("claims.?email_verified.orValue(true) ? claims.email : ''"),
        Uses { email: true, email_verified: true }
    );
    assert_eq!(uses("claims['email']"), Uses::default(), "only by its name behind a dot");
}
