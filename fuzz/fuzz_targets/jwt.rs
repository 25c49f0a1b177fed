//! Bearer tokens. Lines are the parts of a JWT before they are encoded, a single line is a token as it is sent.
#![no_main]

use authn_explorer_fuzz::{base64_url, inspect, tell, with_authorization};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let token = match text.contains('\n') {
        true => text.split('\n').map(base64_url).collect::<Vec<_>>().join("."),
        false => text.to_owned(),
    };
    tell(&with_authorization(&format!("Bearer {token}")));
    inspect(&token);
});
