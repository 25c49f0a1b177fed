//! HTTP requests as they are sent, with and without a proxy's certificate.
#![no_main]

use authn_explorer_fuzz::{server, tell};
use libfuzzer_sys::fuzz_target;

const PROXY: &str = include_str!("../../static/demo/front-proxy-client.crt");

fuzz_target!(|text: &str| {
    let mut scenario = server();
    scenario.request.raw = text.to_owned();
    tell(&scenario);
    scenario.request.client_certificates = Some(PROXY.to_owned());
    tell(&scenario);
});
