//! JSON of the worker and of the gallery → the documents, and questions → JSON, without serde's derived readers: they
//! would make the page's own module a quarter heavier, and whoever waits for the page waits for every kilobyte. Each
//! struct is written out in full, so that a new field does not compile until it is read; a test reads everything back that
//! the worker can write.

use std::collections::BTreeMap;

use super::json::Json;
use super::state::{Answer, Document, Example, Gallery, Group, Listed, Question, Reply, Task};
use crate::engine::protocol::{Confidence, Placed, Reading};
use crate::report::{
    Authenticator, Check, CheckOutcome, Message, Outcome, Party, Provenance, Report, Step, StepOutcome,
    TokenSource, TokenSourceName, User,
};
use crate::scenario::Request;

/// What the worker posted; `None` when it is of another build.
pub fn reply(text: &str) -> Option<Reply> {
    reply_of(&Json::parse(text)?)
}

/// The same, of a value that is read already.
pub fn reply_of(value: &Json) -> Option<Reply> {
    if value.as_str() == Some("ready") {
        return Some(Reply::Ready);
    }
    let (kind, body) = value.fields().first()?;
    Some(match kind.as_str() {
        "answered" => Reply::Answered { id: number(body, "id")?, answer: answer(body.get("answer")?)? },
        "misunderstood" => Reply::Misunderstood { message: text_of(body, "message") },
        "crashed" => Reply::Crashed { message: text_of(body, "message") },
        _ => return None,
    })
}

/// What the worker is posted.
pub fn question(question: &Question) -> String {
    let task = match &question.task {
        Task::Open { text } => Json::field("open", Json::field("text", Json::text(text))),
        Task::Explore { text, reading, wishes, scenario } => {
            let mut body = Json::field("text", Json::text(text));
            body.set("reading", Some(Json::text(reading.name())));
            let wish = |(index, reading): &(usize, Reading)| {
                Json::List(vec![Json::Number(index.to_string()), Json::text(reading.name())])
            };
            body.set("wishes", Some(Json::List(wishes.iter().map(wish).collect())));
            body.set("scenario", Some(scenario.json().clone()));
            Json::field("explore", body)
        }
    };
    let mut body = Json::field("id", Json::Number(question.id.to_string()));
    body.set("task", Some(task));
    let mut text = String::new();
    body.write(&mut text);
    text
}

/// `gallery/index.json`.
pub fn gallery(text: &str) -> Option<Gallery> {
    let value = Json::parse(text)?;
    Some(Gallery {
        scenario: text_of(&value, "scenario"),
        json: text_of(&value, "json"),
        examples: list(&value, "examples", |value| {
            Some(Example {
                title: text_of(value, "title"),
                text: text_of(value, "text"),
                files: texts(value, "files"),
            })
        })?,
        groups: list(&value, "groups", |value| {
            Some(Group {
                title: text_of(value, "title"),
                scenarios: list(value, "scenarios", |value| {
                    Some(Listed { file: text_of(value, "file"), title: text_of(value, "title") })
                })?,
            })
        })?,
    })
}

fn answer(value: &Json) -> Option<Answer> {
    if value.as_str() == Some("needsMore") {
        return Some(Answer::NeedsMore);
    }
    let (kind, body) = value.fields().first()?;
    Some(match kind.as_str() {
        "opened" => Answer::Opened {
            scenario: Document::new(body.get("scenario")?.clone())?,
            text: text_of(body, "text"),
        },
        "unreadable" => Answer::Unreadable {
            message: text_of(body, "message"),
            line: number(body, "line").map(|line| line as usize),
        },
        "explored" => Answer::Explored {
            placed: list(body, "placed", placed)?,
            request: Box::new(request(body.get("request")?)),
            server: body.get("server").cloned().and_then(Document::new),
            report: Box::new(report(body.get("report")?)?),
        },
        _ => return None,
    })
}

fn placed(value: &Json) -> Option<Placed> {
    let readings = texts(value, "readings");
    Some(Placed {
        what: text_of(value, "what"),
        to: text_of(value, "to"),
        remark: text_of(value, "remark"),
        confidence: match value.get("confidence")?.as_str()? {
            "likely" => Confidence::Likely,
            "guess" => Confidence::Guess,
            _ => Confidence::Sure,
        },
        readings: readings.iter().filter_map(|name| Reading::from_name(name)).collect(),
        file: text_of(value, "file"),
        look_for: text_of(value, "lookFor"),
    })
}

fn request(value: &Json) -> Request {
    Request { raw: text_of(value, "raw"), client_certificates: maybe(value, "clientCertificates") }
}

fn report(value: &Json) -> Option<Report> {
    Some(Report {
        outcome: match value.get("outcome")?.as_str()? {
            "authenticated" => Outcome::Authenticated,
            "unauthorized" => Outcome::Unauthorized,
            "startupError" => Outcome::StartupError,
            "invalidScenario" => Outcome::InvalidScenario,
            _ => return None,
        },
        authenticator: value.get("authenticator").and_then(authenticator),
        user: value.get("user").filter(|user| **user != Json::Null).map(user),
        audiences: texts(value, "audiences"),
        error: maybe(value, "error"),
        warnings: texts(value, "warnings"),
        notes: texts(value, "notes"),
        trace: list(value, "trace", step)?,
        scenario: maybe(value, "scenario"),
        version: text_of(value, "version"),
        token_sources: list(value, "tokenSources", token_source)?,
        ignored_flags: texts(value, "ignoredFlags"),
        provenance: list(value, "provenance", provenance)?,
        wanted: texts(value, "wanted"),
        effects: texts(value, "effects"),
        received: list(value, "received", message)?,
        answered: list(value, "answered", message)?,
    })
}

fn authenticator(value: &Json) -> Option<Authenticator> {
    let name = value.as_str()?;
    Authenticator::ALL.into_iter().find(|authenticator| authenticator.name() == name)
}

fn user(value: &Json) -> User {
    User {
        username: text_of(value, "username"),
        uid: text_of(value, "uid"),
        groups: texts(value, "groups"),
        extra: extra(value),
    }
}

/// Inserted one by one: collecting would bring a sorting algorithm along.
fn extra(value: &Json) -> BTreeMap<String, Vec<String>> {
    let mut extra = BTreeMap::new();
    for (key, values) in value.get("extra").map_or(&[][..], Json::fields) {
        extra.insert(key.clone(), strings(values));
    }
    extra
}

fn step(value: &Json) -> Option<Step> {
    Some(Step {
        authenticator: authenticator(value.get("authenticator")?)?,
        outcome: match value.get("outcome")?.as_str()? {
            "notConfigured" => StepOutcome::NotConfigured,
            "noOpinion" => StepOutcome::NoOpinion,
            "rejected" => StepOutcome::Rejected,
            "authenticated" => StepOutcome::Authenticated,
            "notReached" => StepOutcome::NotReached,
            _ => return None,
        },
        error: maybe(value, "error"),
        reason: text_of(value, "reason"),
        checks: list(value, "checks", check)?,
        effects: texts(value, "effects"),
        messages: list(value, "messages", message)?,
    })
}

fn token_source(value: &Json) -> Option<TokenSource> {
    Some(TokenSource {
        name: match value.get("name")?.as_str()? {
            "authorizationHeader" => TokenSourceName::AuthorizationHeader,
            "websocketProtocol" => TokenSourceName::WebsocketProtocol,
            _ => return None,
        },
        found: flag(value, "found"),
        error: maybe(value, "error"),
        reason: text_of(value, "reason"),
        checks: list(value, "checks", check)?,
        effects: texts(value, "effects"),
    })
}

fn check(value: &Json) -> Option<Check> {
    Some(Check {
        name: text_of(value, "name"),
        outcome: match value.get("outcome")?.as_str()? {
            "passed" => CheckOutcome::Passed,
            "failed" => CheckOutcome::Failed,
            "skipped" => CheckOutcome::Skipped,
            _ => return None,
        },
        detail: text_of(value, "detail"),
        expected: maybe(value, "expected"),
        actual: maybe(value, "actual"),
        source: maybe(value, "source"),
    })
}

fn message(value: &Json) -> Option<Message> {
    Some(Message {
        from: party(value.get("from")?)?,
        to: party(value.get("to")?)?,
        label: text_of(value, "label"),
        payload: text_of(value, "payload"),
        failed: flag(value, "failed"),
    })
}

fn party(value: &Json) -> Option<Party> {
    Some(match value.as_str()? {
        "client" => Party::Client,
        "proxy" => Party::Proxy,
        "apiServer" => Party::ApiServer,
        "identityProvider" => Party::IdentityProvider,
        "webhook" => Party::Webhook,
        "objects" => Party::Objects,
        _ => return None,
    })
}

fn provenance(value: &Json) -> Option<Provenance> {
    Some(Provenance {
        field: text_of(value, "field"),
        value: text_of(value, "value"),
        origin: text_of(value, "origin"),
        source: text_of(value, "source"),
    })
}

fn maybe(value: &Json, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned)
}

fn text_of(value: &Json, key: &str) -> String {
    maybe(value, key).unwrap_or_default()
}

fn number(value: &Json, key: &str) -> Option<u32> {
    value.get(key)?.as_u32()
}

fn flag(value: &Json, key: &str) -> bool {
    value.get(key) == Some(&Json::Bool(true))
}

fn strings(value: &Json) -> Vec<String> {
    value.items().iter().filter_map(Json::as_str).map(str::to_owned).collect()
}

fn texts(value: &Json, key: &str) -> Vec<String> {
    value.get(key).map(strings).unwrap_or_default()
}

/// An absent list is empty; one that holds something unreadable is not a list of these.
fn list<T>(value: &Json, key: &str, read: fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    value.get(key).map_or(&[][..], Json::items).iter().map(read).collect()
}

#[cfg(test)]
mod tests;
