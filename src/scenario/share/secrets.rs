//! Tokens in a scenario that may still open a door, and how to make them useless before it is shared.
//!
//! A JWT looks alive unless it has expired or belongs to this site's demonstrations; any other token cannot tell, and
//! counts when it looks as if it had been made by chance.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::golang::base64;
use crate::scenario::Scenario;
use crate::scenario::strings::rewrite;

/// Key ids of `static/demo`, with which this site's own tokens are signed.
const DEMO_KEYS: [&str; 2] =
    ["MJWYIE3YdbOJNRowvMxlhmBxvOPyeRLfLc5rIGtHAMY", "n0gTXcPaNqcUjPiWZkL7J8RlqFaPzm5LmmK5ZkZLVlg"];

/// What stands for a signature that was taken out: still base64url, so that only its check fails.
const REDACTED: &str = "REDACTED";

/// Keys of YAML and JSON, headers and flags whose value is a secret.
const SECRET_KEYS: [&str; 7] =
    ["token", "password", "id-token", "refresh-token", "client-secret", "access-token", "token-secret"];

/// A token that may be alive.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Secret {
    text: String,
    jwt: bool,
    /// For a person: what it is, whose, until when. Never the token itself.
    pub what: String,
}

/// Every token that looks alive. `now` is the reader's clock, not the scenario's.
pub fn alive(scenario: &Scenario, now: DateTime<Utc>) -> Vec<Secret> {
    let mut found = BTreeSet::new();
    let mut collect = |key: &str, text: &str| -> Option<String> {
        for token in jwts(text) {
            if let Some(what) = live_jwt(token, now) {
                found.insert(Secret { text: token.to_owned(), jwt: true, what });
            }
        }
        let whole = SECRET_KEYS.contains(&key).then_some(text.trim());
        for token in opaque(text).chain(whole).filter(|token| looks_random(token)) {
            let what = format!("a secret of {} characters that cannot be read", token.chars().count());
            found.insert(Secret { text: token.to_owned(), jwt: false, what });
        }
        None
    };
    rewrite(scenario, &mut collect);
    found.into_iter().collect()
}

/// The scenario without what makes the tokens work: signatures of JWTs, all of the others.
pub fn redacted(scenario: &Scenario, secrets: &[Secret]) -> Scenario {
    rewrite(scenario, &mut |_, text| {
        let after = secrets
            .iter()
            .fold(text.to_owned(), |text, secret| text.replace(&secret.text, &secret.stand_in()));
        (after != text).then_some(after)
    })
}

impl Secret {
    fn stand_in(&self) -> String {
        match self.text.rsplit_once('.').filter(|_| self.jwt) {
            Some((signed, _)) => format!("{signed}.{REDACTED}"),
            None => self.text.chars().map(|_| '.').collect(),
        }
    }
}

/// Words that are three parts of base64url with a JSON header.
fn jwts(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.'))
        .filter(|word| word.starts_with("eyJ") && word.split('.').count() == 3 && !word.ends_with('.'))
}

fn part(text: &str) -> Option<Value> {
    serde_json::from_slice(&base64::decode_raw_url(text).ok()?).ok()
}

fn live_jwt(token: &str, now: DateTime<Utc>) -> Option<String> {
    let mut parts = token.split('.');
    let (header, claims) = (part(parts.next()?)?, part(parts.next()?)?);
    if parts.next()? == REDACTED {
        return None;
    }
    let issuer = claims["iss"].as_str().unwrap_or_default();
    if DEMO_KEYS.iter().any(|key| header["kid"] == *key) || is_example(issuer) {
        return None;
    }
    let end = claims["exp"].as_f64().and_then(|end| DateTime::from_timestamp(end as i64, 0));
    if end.is_some_and(|end| end < now) {
        return None;
    }
    let whose = claims["sub"].as_str().map(|subject| format!(" for {subject}")).unwrap_or_default();
    let from = if issuer.is_empty() { String::new() } else { format!(" of {issuer}") };
    let until = match end {
        Some(end) => format!("valid until {} UTC", end.format("%-d %B %Y, %H:%M")),
        None => "without an expiry".to_owned(),
    };
    Some(format!("a signed token{from}{whose}, {until}"))
}

/// Names that are set apart for examples (RFC 2606).
fn is_example(issuer: &str) -> bool {
    let host = issuer.split("://").last().unwrap_or_default().split(['/', ':']).next().unwrap_or_default();
    let last_two: Vec<&str> = host.rsplit('.').take(2).collect();
    matches!(
        last_two.as_slice(),
        ["example" | "test" | "invalid" | "localhost", ..] | ["com" | "org" | "net", "example"]
    )
}

/// Values of headers and keys that hold secrets, and the first column of token files.
fn opaque(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| {
        let line = line.trim();
        let lower = line.to_ascii_lowercase();
        let mut words: Vec<&str> = Vec::new();
        if let Some((_, value)) = line.split_once(':') {
            let key = lower.split(':').next().unwrap_or_default().trim_matches(['"', '-', ' ', '\'']);
            if key == "authorization" {
                words.extend(value.split_whitespace().skip(1));
            } else if SECRET_KEYS.contains(&key) {
                words.push(value.trim().trim_end_matches(',').trim_matches(['"', '\'']));
            }
        }
        if line.split(',').count() >= 3 && !line.contains(['{', ':']) {
            words.extend(line.split(',').next().map(|token| token.trim_matches('"')));
        }
        words
    })
}

/// Long, of letters and digits, and no words in it: not `jane-demo-token`.
fn looks_random(token: &str) -> bool {
    let digits = token.chars().filter(char::is_ascii_digit).count();
    let letters = token.chars().filter(char::is_ascii_alphabetic).count();
    let documented = token.contains("0123456789") || token.contains("example") || token.contains("demo");
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '/' | '=' | '~');
    let jwt = token.starts_with("eyJ") && token.contains('.');
    token.chars().count() >= 16
        && digits >= 3
        && letters >= 3
        && token.chars().all(plain)
        && !documented
        && !jwt
}
