//! What the targets share: a server that knows every strategy, and everything that is made of an evaluation.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use authn_explorer::flow::{self, Facts};
use authn_explorer::inspect::{self, InspectQuestion};
use authn_explorer::output::{audit, fixes, http, log, reviews, whoami};
use authn_explorer::report::{Authenticator, Report};
use authn_explorer::scenario::{self, RemoteAnswer, Scenario};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::DateTime;
use p256::PublicKey;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::{EncodePublicKey, LineEnding};

/// Files of the server that targets replace.
pub const CLIENT_CA: &str = "/pki/ca.crt";
pub const CONFIGURATION: &str = "/etc/kubernetes/authn.yaml";
pub const WEBHOOK: &str = "/etc/kubernetes/webhook.yaml";

/// The key of service accounts and of every issuer.
fn signing_key() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).expect("a number below the curve's order")
}

/// A server with every strategy switched on.
pub fn server() -> Scenario {
    static SERVER: LazyLock<Scenario> = LazyLock::new(every_strategy);
    SERVER.clone()
}

fn every_strategy() -> Scenario {
    let mut scenario = scenario::parse(include_str!("server.yaml")).expect("server.yaml is a scenario");
    let key = *signing_key().verifying_key();
    let point = key.to_sec1_point(false);
    let (x, y) = point.as_bytes()[1..].split_at(32);
    let keys =
        serde_json::json!({"keys": [{"kty": "EC", "crv": "P-256", "x": base64_url(x), "y": base64_url(y)}]});
    let answer = RemoteAnswer { status: 200, headers: BTreeMap::new(), body: keys.to_string() };
    scenario.remote.insert("https://login.example.com/keys".to_owned(), answer);
    let files = &mut scenario.api_server.files;
    let public = PublicKey::from(key).to_public_key_pem(LineEnding::LF).expect("a key in PEM");
    files.insert("/pki/sa.pub".to_owned(), public);
    files.insert(CLIENT_CA.to_owned(), include_str!("../../static/demo/ca.crt").to_owned());
    let proxies = include_str!("../../static/demo/front-proxy-ca.crt");
    files.insert("/pki/front-proxy-ca.crt".to_owned(), proxies.to_owned());
    scenario
}

/// The server, asked with these credentials as they are.
pub fn with_authorization(value: &str) -> Scenario {
    let mut scenario = server();
    scenario.request.raw = format!("GET /api HTTP/1.1\nAuthorization: {value}\n");
    scenario
}

pub fn with_file(path: &str, text: &str) -> Scenario {
    let mut scenario = with_authorization("Bearer opaque");
    scenario.api_server.files.insert(path.to_owned(), text.to_owned());
    scenario
}

/// A token whose signature is good.
pub fn signed(claims: &[u8]) -> String {
    let content = format!("{}.{}", base64_url(r#"{"alg":"ES256"}"#), base64_url(claims));
    let signature: Signature = signing_key().sign(content.as_bytes());
    format!("{content}.{}", base64_url(signature.to_bytes()))
}

/// Evaluates, and draws and says everything that the page makes of the answer.
pub fn tell(scenario: &Scenario) -> Report {
    let now = DateTime::UNIX_EPOCH;
    let report = authn_explorer::engine::evaluate(scenario, now);
    let facts = Facts { scenario, report: &report };
    let stories = Authenticator::ALL.map(|strategy| flow::of(strategy, &report, &facts));
    for flow in stories.iter().chain([&flow::this_request(&report, &facts)]) {
        flow::to_mermaid(flow);
        flow::to_text(flow);
        flow::to_svg(flow, flow::Theme::Light);
    }
    let request = &scenario.request;
    (audit::event(&report, request), http::answer(&report, request), log::line(&report));
    whoami::whoami(&report, request);
    if let Some(token) = reviews::bearer_token(request) {
        reviews::token_review(&token, &report);
    }
    for fix in fixes::propose(scenario, &report, now) {
        fixes::apply(&fix.edits, scenario);
    }
    report
}

/// Takes a text apart for a person.
pub fn inspect(text: &str) {
    let scenario = server();
    let request = scenario.request.clone();
    let question = InspectQuestion { text: text.to_owned(), request, scenario: Some(Box::new(scenario)) };
    inspect::inspect(&question, DateTime::UNIX_EPOCH);
}

pub fn base64_url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub fn pem(der: &[u8]) -> String {
    format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(der))
}
