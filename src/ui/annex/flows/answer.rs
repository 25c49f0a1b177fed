//! The webhook's answer as something to try things out with: where it stands in the scenario, and answers to begin with.

use crate::report::{Party, Report};
use crate::scenario::{RemoteAnswer, Scenario};
use crate::ui::json::Json;
use crate::ui::state::Document;

/// The webhook that the server asked, and what it answers.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoint {
    /// As the scenario's `remote` names it.
    pub url: String,
    /// None: nobody answers there.
    pub answer: Option<RemoteAnswer>,
    /// Of the TokenReview: `v1` or `v1beta1`.
    pub version: String,
}

/// `None` when the server asked no webhook.
pub fn endpoint(scenario: &Scenario, report: &Report) -> Option<Endpoint> {
    let mut messages = report.trace.iter().flat_map(|step| &step.messages);
    let asked = messages.find(|message| message.to == Party::Webhook)?;
    let (_, address) = asked.label.split_once(' ')?;
    let bare = |url: &str| url.split('?').next().unwrap_or(url).trim_end_matches('/').to_owned();
    let known = scenario.remote.keys().find(|url| url.as_str() == address || bare(url) == bare(address));
    let wanted = || report.wanted.iter().find(|url| bare(url) == bare(address));
    let url = known.or_else(wanted).cloned().unwrap_or_else(|| bare(address));
    let version = ["v1", "v1beta1"]
        .into_iter()
        .find(|version| asked.payload.contains(&format!("authentication.k8s.io/{version}\"")));
    Some(Endpoint {
        answer: scenario.remote.get(&url).cloned(),
        url,
        version: version.unwrap_or("v1beta1").to_owned(),
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preset {
    Yes,
    No,
    Error,
    OtherAudience,
    Broken,
    Unreachable,
}

impl Preset {
    pub const ALL: [Preset; 6] =
        [Preset::Yes, Preset::No, Preset::Error, Preset::OtherAudience, Preset::Broken, Preset::Unreachable];

    pub fn title(self) -> &'static str {
        match self {
            Preset::Yes => "Yes",
            Preset::No => "No",
            Preset::Error => "Error",
            Preset::OtherAudience => "Other audience",
            Preset::Broken => "HTTP 500",
            Preset::Unreachable => "Not reachable",
        }
    }

    /// None: nobody answers.
    pub fn answer(self, version: &str) -> Option<RemoteAnswer> {
        const JANE: &str = r#""user": {
      "username": "jane",
      "uid": "42",
      "groups": ["developers"]
    }"#;
        let (status, says) = match self {
            Preset::Yes => (200, format!("\"authenticated\": true,\n    {JANE}")),
            Preset::No => (200, "\"authenticated\": false".to_owned()),
            Preset::Error => {
                (200, "\"authenticated\": false,\n    \"error\": \"the session was revoked\"".to_owned())
            }
            Preset::OtherAudience => {
                let audiences = "\"audiences\": [\"https://other.example.com\"]";
                (200, format!("\"authenticated\": true,\n    {JANE},\n    {audiences}"))
            }
            Preset::Broken => {
                return Some(answer(500, "text/plain", "upstream database is down\n".to_owned()));
            }
            Preset::Unreachable => return None,
        };
        let body = format!(
            "{{\n  \"apiVersion\": \"authentication.k8s.io/{version}\",\n  \"kind\": \"TokenReview\",\n  \"status\": {{\n    {says}\n  }}\n}}\n"
        );
        Some(answer(status, "application/json", body))
    }
}

fn answer(status: u16, content_type: &str, body: String) -> RemoteAnswer {
    RemoteAnswer { status, headers: [("Content-Type".to_owned(), content_type.to_owned())].into(), body }
}

/// The document with another answer at an address, or none.
pub fn with_answer(document: &Document, url: &str, answer: Option<&RemoteAnswer>) -> Option<Document> {
    let mut json = document.json().clone();
    let mut remote = json.get("remote").cloned().unwrap_or_else(|| Json::Object(Vec::new()));
    remote.set(url, answer.map(written));
    let remote = (!remote.fields().is_empty()).then_some(remote);
    json.set("remote", remote);
    Document::new(json)
}

pub fn written(answer: &RemoteAnswer) -> Json {
    let mut json = Json::field("status", Json::Number(answer.status.to_string()));
    if !answer.headers.is_empty() {
        let headers = answer.headers.iter().map(|(name, value)| (name.clone(), Json::text(value)));
        json.set("headers", Some(Json::Object(headers.collect())));
    }
    json.set("body", Some(Json::text(&answer.body)));
    json
}
