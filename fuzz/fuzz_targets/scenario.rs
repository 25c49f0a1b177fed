//! Scenario documents, from the text to everything that is said about the answer.
#![no_main]

use authn_explorer::scenario;
use authn_explorer_fuzz::tell;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(scenario) = scenario::parse(text) else { return };
    tell(&scenario);
    let written = scenario::to_yaml(&scenario);
    assert_eq!(scenario::parse(&written).as_ref(), Ok(&scenario), "{written}");
});
