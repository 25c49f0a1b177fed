//! What the rules look at.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Map, Value};

use crate::golang::base64;
use crate::input::place::flags;
use crate::output::reviews::bearer_token;
use crate::report::Report;
use crate::scenario::Scenario;

pub struct Case<'a> {
    pub scenario: &'a Scenario,
    pub report: &'a Report,
    pub now: DateTime<Utc>,
    pub token: String,
    /// The token's claims, when it is a JWT.
    pub claims: Map<String, Value>,
}

impl<'a> Case<'a> {
    pub fn new(scenario: &'a Scenario, report: &'a Report, now: DateTime<Utc>) -> Case<'a> {
        let token = bearer_token(&scenario.request).unwrap_or_default();
        let claims = claims(&token).unwrap_or_default();
        Case { scenario, report, now: scenario.clock().ok().flatten().unwrap_or(now), token, claims }
    }

    pub fn claim(&self, name: &str) -> &str {
        self.claims.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A claim that is a time.
    pub fn time(&self, name: &str) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.claims.get(name)?.as_f64()? as i64, 0)
    }

    /// The `kubernetes.io` claim of a service account token: namespace, and name and uid of what it names.
    pub fn bound(&self, kind: &str) -> Option<Bound> {
        let private = self.claims.get("kubernetes.io")?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let object = private.get(kind)?;
        Some(Bound {
            namespace: text(&private["namespace"]),
            name: text(&object["name"]),
            uid: text(&object["uid"]),
        })
    }

    pub fn flag(&self, name: &str) -> Option<&str> {
        flags::value(&self.scenario.api_server.args, name)
    }

    pub fn flags(&self, name: &str) -> Vec<String> {
        flags::values(&self.scenario.api_server.args, name).into_iter().map(str::to_owned).collect()
    }

    pub fn object(&self, kind: &str, namespace: &str, name: &str) -> Option<&Value> {
        self.scenario.objects.iter().find(|object| {
            let meta = &object["metadata"];
            object["kind"] == kind
                && meta["name"] == name
                && (meta["namespace"] == namespace || meta["namespace"].is_null())
        })
    }
}

/// An object that a token names.
pub struct Bound {
    pub namespace: String,
    pub name: String,
    pub uid: String,
}

fn claims(token: &str) -> Option<Map<String, Value>> {
    let mut parts = token.split('.');
    let payload = parts.nth(1)?;
    parts.next()?;
    serde_json::from_slice(&base64::decode_raw_url(payload).ok()?).ok()
}

pub fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
