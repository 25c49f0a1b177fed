//! What people really paste, in the shapes in which programs print it, and what the page takes it for.

mod credentials;
mod requests;
mod server;

use std::fs;

use authn_explorer::input::detect::{Reading, recognise};
use authn_explorer::input::place::{Placed, place};
use authn_explorer::scenario::{self, Scenario};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

fn demo(name: &str) -> String {
    fs::read_to_string(format!("{}/static/demo/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn empty() -> Scenario {
    scenario::parse("apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: empty}\n").unwrap()
}

fn pasted(text: &str) -> (Scenario, Vec<Placed>) {
    place(&recognise(text, Reading::Automatic), &empty())
}

fn whats(text: &str) -> Vec<String> {
    pasted(text).1.into_iter().map(|placed| placed.what).collect()
}

fn jwt(claims: &str) -> String {
    format!(
        "{}.{}.c2lnbmF0dXJl",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"RS256"}"#),
        URL_SAFE_NO_PAD.encode(claims)
    )
}

fn der(name: &str) -> Vec<u8> {
    let pem = demo(name);
    let body: String = pem.lines().filter(|line| !line.starts_with("-----")).collect();
    STANDARD.decode(body).unwrap()
}

fn hex(bytes: &[u8], separator: &str) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(separator)
}

const CERTIFICATE: &str = "a client certificate";
const OPAQUE: &str = "an opaque bearer token";
const REQUEST: &str = "an HTTP request";

#[track_caller]
fn sent(text: &str, expected: &str) {
    assert_eq!(pasted(text).0.request.raw.trim_end(), expected, "{text}");
}
