//! Expressions, compiled and run over claims and over a user.
#![no_main]

use std::collections::HashMap;

use authn_explorer::cel::{Cel, Expressions, Input, Variable};
use authn_explorer::report::User;
use authn_explorer::scenario::Version;
use libfuzzer_sys::fuzz_target;

const CLAIMS: [(&str, &str); 6] = [
    ("sub", r#""248""#),
    ("groups", r#"["dev", "ops", 7]"#),
    ("exp", "1795438800"),
    ("score", "1.5"),
    ("nothing", "null"),
    ("address", r#"{"country": "AT", "lines": [["a"], {"b": true}]}"#),
];

fuzz_target!(|text: &str| {
    let version = Version::NEWEST;
    if Cel.compile(text, Variable::Claims, false).is_ok() {
        let claims: HashMap<String, Vec<u8>> =
            CLAIMS.iter().map(|(name, json)| ((*name).to_owned(), json.as_bytes().to_vec())).collect();
        let _ = Cel.evaluate(text, Input::Claims(&claims), version);
    }
    if Cel.compile(text, Variable::User, true).is_ok() {
        let user = User { username: "jane".to_owned(), groups: vec!["dev".to_owned()], ..User::default() };
        let _ = Cel.evaluate(text, Input::User(&user), version);
    }
});
