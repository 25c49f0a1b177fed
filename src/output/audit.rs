//! The audit event (`apiserver/pkg/apis/audit/v1`), with what authentication puts into it and what the request tells.

use serde_json::{Map, Value, json};

use crate::golang::base64;
use crate::input::http::{self, Request};
use crate::report::{Outcome, Report};
use crate::scenario;

use super::http::is_negotiable;
use super::request_info::{RequestInfo, Resource, request_info};
use super::{Shown, user_info};

/// How strategies note an annotation in their report.
const ANNOTATION: &str = "Audit annotation ";

/// The event in the field order of the audit log, indented.
pub fn event(report: &Report, request: &scenario::Request) -> Shown {
    let refused = report.outcome == Outcome::Unauthorized;
    if !refused && report.outcome != Outcome::Authenticated {
        return Shown::default();
    }
    let Ok(request) = http::parse(&request.raw) else { return Shown::default() };
    let text = serde_json::to_string_pretty(&fields(report, &request)).unwrap_or_default();
    let shown = Shown::new(escape_html(&text)).note(
        "At level Metadata, in the order of the log. Left out, because no scenario knows them: auditID, sourceIPs and the \
         timestamps. The log writes it in one line.",
    );
    if refused {
        return shown
            .note("A refused request has an empty user, and the reason is not in the event either.")
            .note("Only servers with --audit-policy-file write events.");
    }
    shown.note("impersonatedUser is absent: impersonation is looked at after authentication. A response status follows.")
}

/// What authentication itself adds, by key.
pub fn annotations(report: &Report) -> Vec<(&str, &str)> {
    report.notes.iter().filter_map(|note| note.strip_prefix(ANNOTATION)?.split_once(": ")).collect()
}

fn fields(report: &Report, request: &Request) -> Value {
    let refused = report.outcome == Outcome::Unauthorized;
    let RequestInfo { verb, resource } = request_info(request);
    let mut event = Map::new();
    let mut put = |key: &str, value: Value| {
        event.insert(key.to_owned(), value);
    };
    put("kind", "Event".into());
    put("apiVersion", "audit.k8s.io/v1".into());
    put("level", "Metadata".into());
    put("stage", if refused { "ResponseStarted" } else { "ResponseComplete" }.into());
    put("requestURI", request.target.clone().into());
    put("verb", verb.into());
    put("user", report.user.as_ref().map_or_else(|| json!({}), user_info));
    let agent = request.headers.get("User-Agent");
    if !agent.is_empty() {
        put("userAgent", agent.into());
    }
    if let Some(resource) = resource {
        put("objectRef", object_ref(&resource));
    }
    if refused {
        put("responseStatus", response_status(request));
    }
    let annotations: Map<String, Value> =
        annotations(report).into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
    if !annotations.is_empty() {
        put("annotations", Value::Object(annotations));
    }
    Value::Object(event)
}

/// The Status of the answer; where that could not be written as the client asked, the attempts alone.
fn response_status(request: &Request) -> Value {
    if !is_negotiable(request) {
        return json!({"metadata": {}, "message": attempted(request), "code": 401});
    }
    json!({"metadata": {}, "status": "Failure", "message": "Unauthorized", "reason": "Unauthorized", "code": 401})
}

/// `getAuthMethods` of `filters/authn_audit.go`.
fn attempted(request: &Request) -> String {
    let header = request.headers.get("Authorization").trim();
    let scheme = header.split(' ').next().unwrap_or_default().to_lowercase();
    let query = request.target.split_once('?').map_or("", |(_, query)| query);
    let basic = || {
        header.get(6..).and_then(|value| base64::decode_std(value).ok()).is_some_and(|v| v.contains(&b':'))
    };
    let mut methods = Vec::new();
    if scheme == "basic" && basic() {
        methods.push("basic");
    }
    if scheme == "bearer" && header.contains(' ') {
        methods.push("bearer");
    }
    if query.split('&').any(|pair| pair.strip_prefix("access_token=").is_some_and(|token| !token.is_empty()))
    {
        methods.push("access_token");
    }
    if !request.peer_certificates.is_empty() {
        methods.push("x509");
    }
    if methods.is_empty() {
        return "Authentication failed, no credentials provided".to_owned();
    }
    format!("Authentication failed, attempted: {}", methods.join(", "))
}

fn object_ref(resource: &Resource) -> Value {
    let fields = [
        ("resource", &resource.resource),
        ("namespace", &resource.namespace),
        ("name", &resource.name),
        ("apiGroup", &resource.group),
        ("apiVersion", &resource.version),
        ("subresource", &resource.subresource),
    ];
    let present = fields.into_iter().filter(|(_, value)| !value.is_empty());
    Value::Object(present.map(|(key, value)| (key.to_owned(), value.as_str().into())).collect())
}

/// Go's JSON writes these characters escaped. They stand inside strings only.
fn escape_html(json: &str) -> String {
    json.replace('&', "\\u0026")
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}
