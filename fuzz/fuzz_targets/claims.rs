//! Claims behind a good signature: of service accounts, and of issuers with and without expressions.
#![no_main]

use authn_explorer_fuzz::{signed, tell, with_authorization};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|claims: &[u8]| {
    tell(&with_authorization(&format!("Bearer {}", signed(claims))));
});
