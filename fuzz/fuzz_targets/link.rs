//! Links that somebody sent: fragments of the page's address, and packed documents behind `#/s/1/`.
#![no_main]

use authn_explorer::scenario::share::{self, Fragment, secrets};
use authn_explorer_fuzz::{base64_url, tell};
use chrono::DateTime;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _ = share::read(text);
    }
    if let Fragment::Scenario(scenario) = share::read(&format!("#/s/1/{}", base64_url(bytes))) {
        tell(&scenario);
        secrets::redacted(&scenario, &secrets::alive(&scenario, DateTime::UNIX_EPOCH));
        let again = share::read(&share::fragment(&scenario));
        assert!(matches!(again, Fragment::Scenario(_)), "{again:?}");
    }
});
