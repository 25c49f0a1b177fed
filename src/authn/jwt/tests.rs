//! Tokens, configurations and answers of issuers as k8s.io/apiserver v0.37.2 judged them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::*;
use crate::apiserver::Config;
use crate::apiserver::Everything;
use crate::apiserver::authentication_configuration::{
    ClaimMappings, ClaimOrExpression, ClaimValidationRule, ExtraMapping, Issuer, PrefixedClaimOrExpression,
    UserValidationRule,
};
use crate::crypto::testing::TestKey;
use crate::golang::base64::encode_raw_url;
use crate::report::{CheckOutcome, User};
use crate::scenario::{RemoteAnswer, Version};

mod distributed;
mod expressions;
mod identity;
mod verification;

const ISSUER: &str = "https://login.example.com";
const DISCOVERY: &str = "https://login.example.com/.well-known/openid-configuration";
const KEYS: &str = "https://login.example.com/keys";

/// One authenticator, its surroundings and a token.
struct Case {
    config: Config,
    version: Version,
    now: DateTime<Utc>,
    remote: BTreeMap<String, RemoteAnswer>,
}

impl Case {
    /// Username from `sub` without a prefix, audience `kubernetes`, ES256; the issuer publishes two keys.
    fn new() -> Case {
        let authenticator = JwtAuthenticator {
            issuer: Issuer { url: ISSUER.into(), audiences: vec!["kubernetes".into()], ..Issuer::default() },
            claim_mappings: ClaimMappings { username: claim("sub", ""), ..ClaimMappings::default() },
            ..JwtAuthenticator::default()
        };
        let config = Config {
            jwt: vec![authenticator],
            jwt_source: "/etc/authn.yaml".into(),
            signing_algs: vec!["ES256".into()],
            ..Config::default()
        };
        let now = DateTime::parse_from_rfc3339("2026-11-23T12:00:00Z").unwrap().with_timezone(&Utc);
        let keys = json!({"keys": [jwk(TestKey::P256, "ec"), jwk(TestKey::Rsa, "rsa")]});
        Case { config, version: Version::NEWEST, now, remote: BTreeMap::new() }
            .answers(DISCOVERY, 200, &json!({"issuer": ISSUER, "jwks_uri": KEYS}).to_string())
            .answers(KEYS, 200, &keys.to_string())
    }

    fn with(mut self, change: impl FnOnce(&mut JwtAuthenticator)) -> Case {
        change(&mut self.config.jwt[0]);
        self
    }

    fn answers(mut self, url: &str, status: u16, body: &str) -> Case {
        let answer = RemoteAnswer { status, headers: BTreeMap::new(), body: body.into() };
        self.remote.insert(url.into(), answer);
        self
    }

    fn refuses(mut self, url: &str) -> Case {
        self.remote.remove(url);
        self
    }

    fn minor(mut self, minor: u32) -> Case {
        self.version = Version { minor };
        self
    }

    fn ask(&self, token: &str) -> (Answer, StepLog) {
        let files = BTreeMap::new();
        let world = World {
            now: self.now,
            version: self.version,
            files: &files,
            objects: &[],
            remote: &self.remote,
            faculties: &Everything,
        };
        let jwt = build(&Setup { config: &self.config, world: &world }).unwrap().unwrap();
        let mut log = StepLog::default();
        (jwt.authenticate(token, &world, &mut log), log)
    }

    fn user(&self, claims: &Value) -> User {
        match self.ask(&token(claims)).0 {
            Answer::Authenticated(response) => response.user,
            other => panic!("{other:?}"),
        }
    }

    fn error(&self, token: &str) -> String {
        match self.ask(token).0 {
            Answer::Rejected(error) => error.to_string(),
            other => panic!("{other:?}"),
        }
    }
}

fn claim(name: &str, prefix: &str) -> PrefixedClaimOrExpression {
    PrefixedClaimOrExpression { claim: name.into(), prefix: Some(prefix.into()), expression: String::new() }
}

fn jwk(key: TestKey, key_id: &str) -> Value {
    use crate::crypto::PublicKey;
    match key.public() {
        PublicKey::Ecdsa { point, .. } => {
            let (x, y) = point[1..].split_at(point.len() / 2);
            json!({"kty": "EC", "crv": "P-256", "kid": key_id, "x": encode_raw_url(x), "y": encode_raw_url(y)})
        }
        PublicKey::Rsa { n, .. } => {
            json!({"kty": "RSA", "kid": key_id, "n": encode_raw_url(&n), "e": "AQAB"})
        }
        other => panic!("{other:?}"),
    }
}

/// The claims of a good token, with `changes`; a change to `null` removes the claim.
fn claims(changes: Value) -> Value {
    let mut claims = json!({"iss": ISSUER, "aud": "kubernetes", "sub": "jane", "exp": 4_102_444_800_u64});
    for (name, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value.clone(),
        }
    }
    claims
}

fn token(claims: &Value) -> String {
    TestKey::P256.token("ec", claims)
}

/// A good token with members added to the text of its payload, where JSON values cannot say it.
fn token_with(members: &str) -> String {
    let payload = claims(json!({})).to_string();
    let payload = format!("{},{members}}}", payload.trim_end_matches('}'));
    TestKey::P256.mint(r#"{"alg":"ES256","kid":"ec"}"#, &payload)
}

#[test]
fn several_authenticators_are_asked_in_order() {
    let mut case = Case::new();
    let mut second = case.config.jwt[0].clone();
    second.issuer.url = "https://second.example.com".into();
    case.config.jwt.insert(0, second);
    assert_eq!(case.user(&claims(json!({}))).username, "jane");
    let (answer, log) = case.ask(&token(&claims(json!({"iss": "https://third.example.com"}))));
    assert_eq!(answer, Answer::NoOpinion);
    assert_eq!(log.checks.len(), 2);
    assert_eq!(
        log.checks[1].detail,
        "The token is from another issuer than jwt[1].issuer.url, compared letter by letter."
    );
    assert_eq!(log.checks[1].source.as_deref(), Some("token#iss"));
    assert_eq!(log.reason, "The token is from https://third.example.com, which no JWT authenticator trusts.");
}

/// The server is silent about what it cannot read an issuer from.
#[test]
fn other_tokens_are_none_of_its_business() {
    for token in ["opaque", "a.b", "a.!.c", "e30.W10.c", "{}", "a.b.c.d", ""] {
        let (answer, log) = Case::new().ask(token);
        assert_eq!(answer, Answer::NoOpinion, "{token}");
        assert!(!log.reason.is_empty() && log.messages.is_empty());
    }
}

#[test]
fn start_up_errors() {
    let start = |config: &Config| {
        let (files, remote) = (BTreeMap::new(), BTreeMap::new());
        let now = DateTime::UNIX_EPOCH;
        let world = World {
            now,
            version: Version::NEWEST,
            files: &files,
            objects: &[],
            remote: &remote,
            faculties: &Everything,
        };
        build(&Setup { config, world: &world }).map(|built| built.is_some())
    };
    let mut config = Case::new().config;
    config.jwt[0].issuer.egress_selector_type = "cluster".into();
    assert_eq!(
        start(&config),
        Err(StartupError("oidc: egress lookup required with egress selector type \"cluster\"".into()))
    );
    config.egress_selector = true;
    assert_eq!(start(&config), Ok(true));
    config.signing_algs = vec!["RS256".into(), "HS256".into()];
    assert_eq!(start(&config), Err(StartupError("oidc: unsupported signing alg: \"HS256\"".into())));
    assert_eq!(start(&Config::default()), Ok(false));
}
