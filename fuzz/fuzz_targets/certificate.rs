//! Certificates: DER, or PEM as it is sent. What can be parsed is shown to the server, as a client's and as an authority's.
#![no_main]

use authn_explorer::crypto::x509::{Certificate, certificates_from_pem};
use authn_explorer_fuzz::{CLIENT_CA, inspect, pem, server, tell};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) if text.contains("-----BEGIN") => text.to_owned(),
        _ => pem(bytes),
    };
    let parsed = Certificate::parse(bytes).is_ok();
    inspect(&text);
    if parsed || certificates_from_pem(&text).is_ok() {
        let mut scenario = server();
        scenario.request.client_certificates = Some(text.clone());
        tell(&scenario);
        scenario.api_server.files.insert(CLIENT_CA.to_owned(), text);
        tell(&scenario);
    }
});
