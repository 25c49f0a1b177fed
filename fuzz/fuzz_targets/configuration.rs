//! AuthenticationConfiguration files.
#![no_main]

use authn_explorer_fuzz::{CONFIGURATION, signed, tell, with_authorization};
use libfuzzer_sys::fuzz_target;

const CLAIMS: &[u8] = br#"{"iss":"https://login.example.com","aud":"kubernetes","exp":1795438800,"iat":1795435140,"sub":"248","name":"jane","groups":["dev"],"email":"jane@example.com","email_verified":true}"#;

fuzz_target!(|text: &str| {
    let mut scenario = with_authorization(&format!("Bearer {}", signed(CLAIMS)));
    scenario.api_server.files.insert(CONFIGURATION.to_owned(), text.to_owned());
    tell(&scenario);
});
