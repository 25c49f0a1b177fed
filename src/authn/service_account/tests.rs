//! The walk that both kinds of token share, with a pinned clock.

mod bound;
mod legacy;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::*;
use crate::apiserver::Config;
use crate::apiserver::Everything;
use crate::authn::Response;
use crate::crypto::key_files::key_id;
use crate::crypto::testing::TestKey;
use crate::report::CheckOutcome;

pub const ISSUER: &str = "https://kubernetes.default.svc.cluster.local";
pub const NOW: i64 = 1_795_435_200; // 2026-11-23T12:00:00Z

pub struct Server {
    pub config: Config,
    pub files: BTreeMap<String, String>,
    pub objects: Vec<Value>,
    pub version: Version,
}

pub struct Outcome {
    pub answer: Answer,
    pub log: StepLog,
}

impl Server {
    /// Accepts tokens of [`ISSUER`] and legacy ones, signed with the keys P256 and Rsa.
    pub fn new() -> Server {
        let mut config = Config::default();
        config.service_accounts.issuers = vec![ISSUER.to_owned()];
        config.service_accounts.key_files = vec!["/pki/sa.pub".to_owned(), "/pki/old.pub".to_owned()];
        config.service_accounts.lookup = true;
        config.api_audiences = vec![ISSUER.to_owned()];
        let files = BTreeMap::from([
            ("/pki/sa.pub".to_owned(), TestKey::P256.public_pem()),
            ("/pki/old.pub".to_owned(), TestKey::Rsa.private_pem().to_owned()),
        ]);
        Server { config, files, objects: Vec::new(), version: Version::NEWEST }
    }

    pub fn built(&self, strategy: &TokenStrategy) -> Built<dyn TokenAuthenticator> {
        let remote = BTreeMap::new();
        (strategy.build)(&Setup { config: &self.config, world: &self.world(&remote) })
    }

    fn world<'a>(&'a self, remote: &'a BTreeMap<String, crate::scenario::RemoteAnswer>) -> World<'a> {
        World {
            now: now(),
            version: self.version,
            files: &self.files,
            objects: &self.objects,
            remote,
            faculties: &Everything,
        }
    }

    pub fn ask(&self, strategy: &TokenStrategy, token: &str) -> Outcome {
        let authenticator = self.built(strategy).unwrap().unwrap();
        let mut log = StepLog::default();
        let remote = BTreeMap::new();
        let answer = authenticator.authenticate(token, &self.world(&remote), &mut log);
        Outcome { answer, log }
    }
}

impl Outcome {
    pub fn error(&self) -> Option<String> {
        match &self.answer {
            Answer::Rejected(error) => Some(error.to_string()),
            _ => None,
        }
    }

    pub fn response(&self) -> &Response {
        match &self.answer {
            Answer::Authenticated(response) => response,
            other => panic!("{other:?} because {}", self.log.reason),
        }
    }

    /// The name of the check that ended the walk.
    pub fn failed(&self) -> Option<&str> {
        let failed = self.log.checks.iter().find(|check| check.outcome == CheckOutcome::Failed);
        failed.map(|check| check.name.as_str())
    }

    pub fn messages(&self) -> Vec<&str> {
        self.log.messages.iter().map(|message| message.label.as_str()).collect()
    }
}

pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(NOW, 0).unwrap()
}

/// A token of the P256 key that names it.
pub fn signed(claims: &Value) -> String {
    TestKey::P256.token(&key_id(&TestKey::P256.public()).unwrap(), claims)
}

pub fn account(uid: &str) -> Value {
    json!({"kind": "ServiceAccount", "metadata": {"name": "builder", "namespace": "ci", "uid": uid}})
}

pub fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": [ISSUER], "sub": "system:serviceaccount:ci:builder", "jti": "0a1b",
        "iat": NOW - 600, "nbf": NOW - 600, "exp": NOW + 3000,
        "kubernetes.io": {"namespace": "ci", "serviceaccount": {"name": "builder", "uid": "sa-1"}},
    })
}

#[test]
fn what_is_none_of_its_business_is_passed_over_in_silence() {
    let server = Server::new();
    let foreign = signed(&json!({"iss": "https://login.example.com"}));
    let own_payload = signed(&claims()).split('.').nth(1).unwrap().to_owned();
    for (token, failed) in [
        ("", "token form"),
        ("07401b.f395accd246ae52d", "token form"),
        ("a.!.c", "token form"),
        ("a.e30x.c", "token form"),
        ("{\"payload\":\"e30\"}", "token form"),
        ("e30.e30.", "issuer"),
        (&foreign, "issuer"),
        (&format!("!.{own_payload}.AAAA"), "token header"),
        (&format!("W10.{own_payload}.AAAA"), "token header"),
        (&format!("e30.{own_payload}.A"), "token header"),
    ] {
        let outcome = server.ask(&SERVICE_ACCOUNT, token);
        assert_eq!(outcome.answer, Answer::NoOpinion, "{token}");
        assert_eq!(outcome.failed(), Some(failed), "{token}");
        assert!(!outcome.log.reason.is_empty(), "{token}");
    }
}

#[test]
fn keys_and_signatures() {
    let crypto = "go-jose/go-jose: error in cryptographic primitive";
    let id = |key: TestKey| key_id(&key.public()).unwrap();
    let claims = claims();
    for (what, token, want, failed) in [
        ("the key named", TestKey::P256.token(&id(TestKey::P256), &claims), None, None),
        ("no key named", TestKey::P256.token("", &claims), None, None),
        ("no key named, the second fits", TestKey::Rsa.token("", &claims), None, None),
        (
            "an unknown key",
            TestKey::P384.token(&id(TestKey::P384), &claims),
            Some("invalid signature, no keys found"),
            Some("key id"),
        ),
        ("no key named, none fits", TestKey::P384.token("", &claims), Some(crypto), Some("signature")),
        (
            "the name of another key",
            TestKey::P256Other.token(&id(TestKey::P256), &claims),
            Some(crypto),
            Some("signature"),
        ),
        (
            "alg none",
            TestKey::P256.mint(r#"{"alg":"none"}"#, &claims.to_string()),
            Some(crypto),
            Some("signature"),
        ),
        (
            "an unknown critical header",
            TestKey::P256.mint(r#"{"alg":"ES256","crit":["x"],"x":1}"#, &claims.to_string()),
            Some(crypto),
            Some("signature"),
        ),
        (
            "critical is no list",
            TestKey::P256.mint(r#"{"alg":"ES256","crit":"x"}"#, &claims.to_string()),
            Some("json: cannot unmarshal string into Go value of type []string"),
            Some("signature"),
        ),
    ] {
        let mut server = Server::new();
        server.objects.push(account("sa-1"));
        let outcome = server.ask(&SERVICE_ACCOUNT, &token);
        assert_eq!(outcome.error().as_deref(), want, "{what}");
        assert_eq!(outcome.failed(), failed, "{what}");
    }
}

#[test]
fn different_errors_of_several_keys_are_listed() {
    let server = Server::new();
    let payload = claims().to_string().replace("\"sub\":", "\"sub\":7,\"sub\":");
    let token = TestKey::Rsa.mint(r#"{"alg":"RS256"}"#, &payload);
    assert_eq!(
        server.ask(&SERVICE_ACCOUNT, &token).error().as_deref(),
        Some(
            "[go-jose/go-jose: error in cryptographic primitive, json: cannot unmarshal number into Go value of type string]"
        )
    );
}

#[test]
fn the_public_key_is_no_shared_secret() {
    let mut server = Server::new();
    let verdicts: Value =
        serde_json::from_str(include_str!("../../../tests/fixtures/jose/verdicts.json")).unwrap();
    let forged = verdicts
        .as_array()
        .unwrap()
        .iter()
        .find(|verdict| verdict["name"] == "HS256 keyed with the public key");
    server.config.service_accounts.issuers = vec!["https://issuer".to_owned()];
    let outcome = server.ask(&SERVICE_ACCOUNT, forged.unwrap()["token"].as_str().unwrap());
    assert_eq!(outcome.error().as_deref(), Some("go-jose/go-jose: error in cryptographic primitive"));
    assert!(outcome.log.checks.iter().any(|check| check.detail.starts_with("The token says alg HS256")));
}

#[test]
fn claims_that_the_server_does_not_read() {
    let mut server = Server::new();
    server.objects.push(account("sa-1"));
    let audience = "go-jose/go-jose/jwt: expected string or array value to unmarshal to Audience";
    let date = "go-jose/go-jose/jwt: expected number value to unmarshal NumericDate";
    let reference = "json: cannot unmarshal string into Go value of type serviceaccount.ref";
    for (member, value, want) in [
        ("aud", json!(7), audience),
        ("aud", json!(["a", 7]), audience),
        ("exp", json!("tomorrow"), date),
        ("sub", json!(1), "json: cannot unmarshal number into Go value of type string"),
        ("sub", json!(["a"]), "json: cannot unmarshal array into Go value of type string"),
        ("kubernetes.io", json!({"pod": "p"}), reference),
    ] {
        let mut claims = claims();
        claims[member] = value;
        let outcome = server.ask(&SERVICE_ACCOUNT, &signed(&claims));
        assert_eq!((outcome.error().as_deref(), outcome.failed()), (Some(want), Some("claims")), "{member}");
    }
    let twice = claims().to_string().replace("\"jti\"", "\"iss\":\"x\",\"jti\"");
    let token = TestKey::P256.mint(r#"{"alg":"ES256"}"#, &twice);
    let outcome = server.ask(&SERVICE_ACCOUNT, &token);
    assert_eq!(outcome.failed(), Some("issuer"), "the gate takes the last of two issuers");
    let twice = claims().to_string().replacen('{', "{\"iss\":\"x\",", 1);
    let outcome = server.ask(&SERVICE_ACCOUNT, &TestKey::P256.mint(r#"{"alg":"ES256"}"#, &twice));
    assert_eq!(
        outcome.error().as_deref(),
        Some("[json: duplicate key 'iss' in object, go-jose/go-jose: error in cryptographic primitive]")
    );
}

#[test]
fn an_issuer_in_another_spelling_passes_the_gate_and_no_further() {
    let server = Server::new();
    let payload = claims().to_string().replace("\"iss\"", "\"Iss\"");
    let token = TestKey::P256.mint(r#"{"alg":"ES256"}"#, &payload);
    let outcome = server.ask(&SERVICE_ACCOUNT, &token);
    assert_eq!(outcome.error().as_deref(), Some("token issuer \"\" is invalid"));
    assert_eq!(outcome.failed(), Some("verified issuer"));
}

#[test]
fn audiences() {
    let vault = || vec!["vault".to_owned()];
    for (audience, api_audiences, want, error) in [
        (json!([ISSUER]), vec![ISSUER.to_owned()], vec![ISSUER], None),
        (json!(ISSUER), vec![ISSUER.to_owned()], vec![ISSUER], None),
        (json!(["b", "a"]), vec!["a".to_owned(), "b".to_owned(), "c".to_owned()], vec!["a", "b"], None),
        (json!([]), vault(), vec!["vault"], None),
        (json!(["x"]), Vec::new(), vec![], None),
        (
            json!(["vault", "other"]),
            vec![ISSUER.to_owned(), "api".to_owned()],
            vec![],
            Some(
                r#"token audiences ["vault" "other"] is invalid for the target audiences ["https://kubernetes.default.svc.cluster.local" "api"]"#,
            ),
        ),
    ] {
        let mut server = Server::new();
        server.objects.push(account("sa-1"));
        server.config.api_audiences = api_audiences;
        let mut claims = claims();
        claims["aud"] = audience;
        let outcome = server.ask(&SERVICE_ACCOUNT, &signed(&claims));
        assert_eq!(outcome.error().as_deref(), error);
        if error.is_none() {
            assert_eq!(outcome.response().audiences, want);
        } else {
            assert_eq!(outcome.failed(), Some("audience"));
        }
    }
}

#[test]
fn every_issuer_is_accepted() {
    let mut server = Server::new();
    server.config.service_accounts.issuers.push("https://old.example.com".to_owned());
    server.objects.push(account("sa-1"));
    let mut claims = claims();
    claims["iss"] = json!("https://old.example.com");
    assert_eq!(server.ask(&SERVICE_ACCOUNT, &signed(&claims)).error(), None);
}

#[test]
fn what_switches_them_on() {
    let mut server = Server::new();
    let on = |server: &Server, strategy| server.built(strategy).unwrap().is_some();
    assert!(on(&server, &LEGACY_SERVICE_ACCOUNT) && on(&server, &SERVICE_ACCOUNT));
    server.config.service_accounts.issuers.clear();
    assert!(on(&server, &LEGACY_SERVICE_ACCOUNT) && !on(&server, &SERVICE_ACCOUNT));
    server.config.service_accounts.key_files.clear();
    assert!(!on(&server, &LEGACY_SERVICE_ACCOUNT) && !on(&server, &SERVICE_ACCOUNT));
}

#[test]
fn key_files_that_stop_the_server() {
    let mut server = Server::new();
    server.config.service_accounts.key_files = vec!["/none".to_owned()];
    let error = |server: &Server| server.built(&SERVICE_ACCOUNT).err().unwrap().0;
    assert_eq!(error(&server), "open /none: no such file or directory");
    server.files.insert("/none".to_owned(), "nothing".to_owned());
    assert_eq!(
        error(&server),
        "error reading public key file /none: data does not contain any valid RSA or ECDSA public keys"
    );
}

#[test]
fn hostile_tokens_neither_overflow_nor_stall() {
    let server = Server::new();
    let header = crate::golang::base64::encode_raw_url(br#"{"alg":"ES256"}"#);
    let token = |payload: String| {
        format!("{header}.{}.AAAA", crate::golang::base64::encode_raw_url(payload.as_bytes()))
    };
    let deep =
        |levels: usize| format!(r#"{{"iss":"{ISSUER}","x":{}{}}}"#, "[".repeat(levels), "]".repeat(levels));
    let many: String = (0..50_000).map(|i| format!("\"a{i}\":{i},")).collect();
    for (token, rejected) in [
        (token(deep(9_000)), true),
        (token(deep(300_000)), false),
        (token(format!("{{{many}\"iss\":\"{ISSUER}\"}}")), true),
        (".".repeat(1_000_000), false),
        ("A".repeat(1_000_000), false),
    ] {
        assert_eq!(server.ask(&SERVICE_ACCOUNT, &token).error().is_some(), rejected);
    }
}
