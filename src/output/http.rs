//! The HTTP answer to a refused request (`filters.Unauthorized`, `responsewriters.ErrorNegotiated`), as far as
//! authentication decides it.

use serde_json::{Value, json};

use crate::golang::yaml;
use crate::input::http::{self, Request};
use crate::report::{Authenticator, Outcome, Report};
use crate::scenario;

use super::Shown;
use super::request_info::is_pretty;

const JSON: &str = "application/json";
const YAML: &str = "application/yaml";
const PROTOBUF: &str = "application/vnd.kubernetes.protobuf";

pub fn answer(report: &Report, request: &scenario::Request) -> Shown {
    match report.outcome {
        Outcome::Unauthorized => {
            http::parse(&request.raw).map(|request| unauthorized(report, &request)).unwrap_or_default()
        }
        Outcome::Authenticated => passed_on(report),
        Outcome::StartupError => Shown::default().note("No answer: the server does not start."),
        Outcome::InvalidScenario => Shown::default(),
    }
}

fn unauthorized(report: &Report, request: &Request) -> Shown {
    let (media_type, body) = body(request);
    let mut head = vec!["HTTP/1.1 401 Unauthorized".to_owned()];
    head.push("Cache-Control: no-cache, private".to_owned());
    head.push(format!("Content-Type: {media_type}"));
    head.extend(report.warnings.iter().map(|warning| format!("Warning: {warning}")));
    let shown = Shown::new(format!("{}\n\n{body}", head.join("\n")))
        .note("The body is the same for every refusal; only the server's log tells them apart.")
        .note("Left out, because they differ from one request to the next: Audit-Id, Date, Content-Length.");
    if media_type == PROTOBUF {
        return shown.note("The body is the same Status in protobuf, which is not readable as text.");
    }
    shown
}

fn passed_on(report: &Report) -> Shown {
    let warnings: String = report.warnings.iter().map(|warning| format!("Warning: {warning}\n")).collect();
    let mut shown = Shown::new(warnings).note(
        "Authentication answers nothing itself. The request goes on to authorization, which may still refuse it with 403 \
         Forbidden, then to admission and to the resource.",
    );
    if report.authenticator == Some(Authenticator::Anonymous) {
        shown =
            shown.note("An anonymous request that authorization refuses is answered with 403, not with 401.");
    }
    if !shown.text.is_empty() {
        shown = shown.note("Whatever the answer is, it carries the warnings above.");
    }
    shown
}

/// The Status in the representation that the client asked for.
fn body(request: &Request) -> (&'static str, String) {
    let status = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
        "message": "Unauthorized", "reason": "Unauthorized", "code": 401,
    });
    let (media_type, pretty) = accepted(request);
    let body = match media_type {
        Some(PROTOBUF) => String::new(),
        Some(YAML) => yaml::emit(&status),
        Some(_) if !pretty => format!("{status}\n"),
        // Nothing the client accepts: written as it is.
        None | Some(_) => indented(&status),
    };
    (media_type.unwrap_or(JSON), body)
}

fn indented(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// The first acceptable of the server's media types, and whether it is written for a person.
fn accepted(request: &Request) -> (Option<&'static str>, bool) {
    let header = request.headers.values("Accept").first().map(String::as_str).unwrap_or_default();
    let pretty = is_pretty(request);
    if header.trim().is_empty() {
        return (Some(JSON), pretty);
    }
    for (clause, parameters) in clauses(header) {
        let media_type = match clause.as_str() {
            JSON | "*/*" | "application/*" => JSON,
            YAML => YAML,
            PROTOBUF => PROTOBUF,
            _ => continue,
        };
        return (Some(media_type), pretty || parameters.contains("pretty=1"));
    }
    (None, true)
}

/// Whether the server has a representation that the client accepts.
pub(super) fn is_negotiable(request: &Request) -> bool {
    accepted(request).0.is_some()
}

/// Media ranges with their parameters, the most wanted first.
fn clauses(header: &str) -> Vec<(String, String)> {
    let mut clauses: Vec<(f32, String, String)> = header
        .split(',')
        .map(|clause| {
            let (range, parameters) = clause.split_once(';').unwrap_or((clause, ""));
            let quality = parameters.split(';').find_map(|parameter| parameter.trim().strip_prefix("q="));
            let quality = quality.and_then(|quality| quality.parse().ok()).unwrap_or(1.0);
            (quality, range.trim().to_lowercase(), parameters.to_owned())
        })
        .collect();
    clauses.sort_by(|(a, ..), (b, ..)| b.total_cmp(a));
    clauses.into_iter().map(|(_, range, parameters)| (range, parameters)).collect()
}
