//! What the server's REST client makes of the webhook's HTTP answer: `Request.transformResponse` and `Result.Into`
//! of `k8s.io/client-go/rest`, `NewGenericServerResponse` of `k8s.io/apimachinery/pkg/api/errors`, and which
//! errors are tried again (`webhook.DefaultShouldRetry` of `k8s.io/apiserver`).

use crate::authn::remote;
use crate::golang::decode::{Decoder, Struct};
use crate::golang::mime;
use crate::golang::quote::quote;
use crate::scenario::RemoteAnswer;

use super::codec::{self, Kind};
use super::review::{self, Status};

/// Why there is no review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub error: String,
    /// The server asks again, five times in all.
    pub retried: bool,
}

impl Failure {
    pub fn once(error: String) -> Failure {
        Failure { error, retried: false }
    }
}

/// As much of an unstructured error's body as is read.
const MOST_TEXT: usize = 2048;

/// Reads the review out of an answer.
///
/// # Errors
/// The server's text, be it about the status, the content type or the body.
pub fn read(answer: &RemoteAnswer, api_version: &str) -> Result<Status, Failure> {
    let content_type = remote::header(answer, "Content-Type").unwrap_or("application/json");
    if let Err(error) = mime::parse_media_type(content_type) {
        return Err(Failure { error: format!("Internal error occurred: {error}"), retried: true });
    }
    if !(200..=206).contains(&answer.status) && answer.status != 101 {
        return Err(structured(&answer.body).unwrap_or_else(|| unstructured(answer)));
    }
    if answer.body.is_empty() {
        return Err(Failure::once(format!(
            "0-length response with status code: {} and content type: {content_type}",
            answer.status
        )));
    }
    review::answer(api_version, &answer.body).map_err(Failure::once)
}

/// An error told by its HTTP status.
fn unstructured(answer: &RemoteAnswer) -> Failure {
    let message = if is_text(answer) { head(&answer.body).trim() } else { "unknown" };
    let (error, reason) = match answer.status {
        409 => ("the server reported a conflict".to_owned(), ""),
        404 => ("the server could not find the requested resource".to_owned(), ""),
        400 => ("the server rejected our request for an unknown reason".to_owned(), ""),
        401 => ("the server has asked for the client to provide credentials".to_owned(), ""),
        406 if message.is_empty() || message == "unknown" => {
            ("the server was unable to respond with a content type that the client supports".to_owned(), "")
        }
        403 | 406 | 415 => (message.to_owned(), ""),
        405 => ("the server does not allow this method on the requested resource".to_owned(), ""),
        422 => ("the server rejected our request due to an error in our request".to_owned(), ""),
        503 => ("the server is currently unable to handle the request".to_owned(), "ServiceUnavailable"),
        504 => (
            "the server was unable to return a response in the time allotted, but may still be processing the request"
                .to_owned(),
            "Timeout",
        ),
        429 => (
            "the server has received too many requests and has asked us to try again later".to_owned(),
            "TooManyRequests",
        ),
        500.. => (
            format!("an error on the server ({}) has prevented the request from succeeding", quote(message)),
            "InternalError",
        ),
        status => (
            format!("the server responded with the status code {status} but did not return more information"),
            "",
        ),
    };
    let asked_to_wait = remote::header(answer, "Retry-After")
        .and_then(|seconds| seconds.parse::<i64>().ok())
        .is_some_and(|seconds| seconds > 0);
    Failure { error, retried: asked_to_wait || is_retried(reason) }
}

fn is_retried(reason: &str) -> bool {
    matches!(reason, "InternalError" | "Timeout" | "TooManyRequests" | "ServerTimeout")
}

fn is_text(answer: &RemoteAnswer) -> bool {
    remote::header(answer, "Content-Type")
        .is_none_or(|header| mime::parse_media_type(header).is_ok_and(|media| media.starts_with("text/")))
}

fn head(body: &str) -> &str {
    let mut end = body.len().min(MOST_TEXT);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    body.get(..end).unwrap_or_default()
}

const STATUS: Struct =
    Struct { name: "Status", go_type: "v1.Status", fields: &["status", "message", "reason"] };

/// An error told by a `Status` in the body, as Kubernetes servers do.
fn structured(body: &str) -> Option<Failure> {
    let json = review::to_json(body).ok().filter(|_| !body.is_empty())?;
    let kind = codec::interpret(&json).ok()?.or(&Kind::new("", "v1", ""));
    if kind != Kind::new("", "v1", "Status") {
        return None;
    }
    let (mut status, mut message, mut reason) = (String::new(), String::new(), String::new());
    Decoder::case_sensitive(json.as_bytes(), &mut |decoder, value| {
        decoder.object(value, &STATUS, &mut |decoder, field, value| match field {
            "status" => decoder.string(value, &mut status),
            "message" => decoder.string(value, &mut message),
            _ => decoder.string(value, &mut reason),
        });
    })
    .ok()?;
    (status == "Failure").then(|| Failure { error: message, retried: is_retried(&reason) })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn failure(status: u16, content_type: &str, body: &str) -> (String, bool) {
        let headers = match content_type {
            "" => BTreeMap::new(),
            value => BTreeMap::from([("Content-Type".to_owned(), value.to_owned())]),
        };
        let answer = RemoteAnswer { status, headers, body: body.to_owned() };
        let failure = read(&answer, "v1").unwrap_err();
        (failure.error, failure.retried)
    }

    /// Answers of k8s.io/apiserver v0.37.2.
    #[test]
    fn http_errors_are_worded_as_the_client_words_them() {
        for (status, want, retried) in [
            (300, "the server responded with the status code 300 but did not return more information", false),
            (400, "the server rejected our request for an unknown reason", false),
            (401, "the server has asked for the client to provide credentials", false),
            (403, "some text", false),
            (404, "the server could not find the requested resource", false),
            (405, "the server does not allow this method on the requested resource", false),
            (406, "some text", false),
            (409, "the server reported a conflict", false),
            (410, "the server responded with the status code 410 but did not return more information", false),
            (415, "some text", false),
            (422, "the server rejected our request due to an error in our request", false),
            (429, "the server has received too many requests and has asked us to try again later", true),
            (500, "an error on the server (\"some text\") has prevented the request from succeeding", true),
            (502, "an error on the server (\"some text\") has prevented the request from succeeding", true),
            (503, "the server is currently unable to handle the request", false),
            (
                504,
                "the server was unable to return a response in the time allotted, but may still be processing the request",
                true,
            ),
            (207, "the server responded with the status code 207 but did not return more information", false),
        ] {
            assert_eq!(failure(status, "text/plain", "some text\n"), (want.to_owned(), retried), "{status}");
        }
    }

    #[test]
    fn a_body_that_is_no_text_is_not_quoted() {
        let prevented = |text: &str| {
            format!("an error on the server ({}) has prevented the request from succeeding", quote(text))
        };
        for (status, content_type, body, want) in [
            (500, "application/json", "{\"x\":1}", prevented("unknown")),
            (500, "", "{\"x\":1}", prevented("{\"x\":1}")),
            (500, "", "", prevented("")),
            (403, "application/json", "{\"x\":1}", "unknown".to_owned()),
            (403, "text/html; charset=utf-8", "<b>no</b>", "<b>no</b>".to_owned()),
        ] {
            assert_eq!(failure(status, content_type, body).0, want);
        }
    }

    #[test]
    fn a_status_in_the_body_speaks_for_itself() {
        for (body, want, retried) in [
            (
                r#"{"apiVersion":"v1","kind":"Status","status":"Failure","message":"boo","reason":"Forbidden"}"#,
                "boo",
                false,
            ),
            (r#"{"kind":"Status","status":"Failure","message":"boo","reason":"InternalError"}"#, "boo", true),
            (r#"{"kind":"Status","status":"Failure"}"#, "", false),
            (
                r#"{"apiVersion":"v1","kind":"Status","status":"Success","message":"boo"}"#,
                "an error on the server (\"unknown\") has prevented the request from succeeding",
                true,
            ),
        ] {
            assert_eq!(failure(500, "application/json", body), (want.to_owned(), retried), "{body}");
        }
    }

    #[test]
    fn an_empty_body_and_a_broken_content_type() {
        for (content_type, want, retried) in [
            ("", "0-length response with status code: 200 and content type: application/json", false),
            ("text/html", "0-length response with status code: 200 and content type: text/html", false),
            ("a/b/c", "Internal error occurred: mime: unexpected content after media subtype", true),
        ] {
            assert_eq!(failure(200, content_type, ""), (want.to_owned(), retried));
        }
    }
}
