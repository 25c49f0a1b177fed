//! Kubeconfigs: the one with which the server asks its webhook, and one that a person pastes.
#![no_main]

use authn_explorer_fuzz::{WEBHOOK, inspect, tell, with_file};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    tell(&with_file(WEBHOOK, text));
    inspect(text);
});
