//! What the report tells, as messages: how the request arrived, what each station that was asked did, the answer.

use std::collections::BTreeMap;

use crate::report::{
    self, Authenticator, Check, Party, Report, Step, StepOutcome, TokenSource, TokenSourceName,
};

use super::{Kind, Message, Role, Station};

pub fn arrival(report: &Report, client: Role) -> Vec<Message> {
    let why = |message: &report::Message| match (message.from, message.label.starts_with("TLS")) {
        (_, true) => {
            "The API server asks for a client certificate and takes any, or none: who vouches for it is looked at later."
        }
        (Party::Client, _) if message.to == Party::Proxy => {
            "What the client itself said to the proxy is not known here, but for what the proxy passes on."
        }
        (Party::Proxy, _) => "The proxy passes the request on and says in headers for whom.",
        _ => "The request as the server reads it.",
    };
    report
        .received
        .iter()
        .map(|message| Message { why: why(message).to_owned(), ..real(message, client) })
        .collect()
}

pub fn answer(report: &Report, client: Role) -> Vec<Message> {
    report
        .answered
        .iter()
        .map(|message| {
            let why = match (message.from == message.to, message.failed) {
                (true, _) => {
                    "Credentials do not travel past authentication: nothing behind it can leak or reuse them."
                }
                (_, true) => "The client is never told why; the reason stands in the server's log only.",
                (_, false) => "Authentication is done. What the user may do is the authorizer's business.",
            };
            Message { why: why.to_owned(), ..real(message, client) }
        })
        .collect()
}

/// The stations that were asked, in the order of the walk.
pub fn walk(report: &Report, client: Role, wanted: impl Fn(Station) -> bool) -> Vec<Message> {
    let mut messages = Vec::new();
    let mut sources =
        Some(report.token_sources.iter().filter(|source| source.found || source.error.is_some()));
    let mut seen: BTreeMap<Authenticator, usize> = BTreeMap::new();
    for step in &report.trace {
        if step.authenticator >= Authenticator::TokenFile
            && let Some(sources) = sources.take()
        {
            messages.extend(sources.map(extraction).filter(|message| message.station.is_some_and(&wanted)));
        }
        let nth = seen.entry(step.authenticator).or_default();
        let station = Station::Step(step.authenticator, *nth);
        *nth += 1;
        let asked = !matches!(step.outcome, StepOutcome::NotConfigured | StepOutcome::NotReached);
        if asked && wanted(station) {
            messages.extend(asked_of(step, station, report, client));
        }
    }
    messages
}

/// What one station exchanged, its own look at it, and what it took out of the request.
fn asked_of(step: &Step, station: Station, report: &Report, client: Role) -> Vec<Message> {
    let arrived = |message: &report::Message| {
        report.received.iter().any(|other| {
            (&other.to, &other.payload) == (&message.to, &message.payload) && other.label == message.label
        })
    };
    let (after, before): (Vec<_>, Vec<_>) = step
        .messages
        .iter()
        .filter(|message| !arrived(message))
        .map(|message| real(message, client))
        .partition(|message| message.kind == Kind::Inner);
    let mut messages = before;
    let mut own = Vec::new();
    for check in &step.checks {
        match about(check, &messages) {
            Some(index) => messages[index].checks.push(check.clone()),
            None => own.push(check.clone()),
        }
    }
    for message in &mut messages {
        message.why = purpose(message).to_owned();
    }
    messages.push(Message {
        why: step.reason.clone(),
        payload: step.error.clone().unwrap_or_default(),
        failed: step.outcome == StepOutcome::Rejected,
        checks: own,
        real: true,
        ..Message::inner(Role::ApiServer, verdict(step, report))
    });
    messages.extend(after.into_iter().map(|message| {
        message.why("Identity headers are taken out once they are read, so that nothing behind can take them for its own.")
    }));
    for message in &mut messages {
        message.station = Some(station);
    }
    messages
}

fn verdict(step: &Step, report: &Report) -> String {
    let title = step.authenticator.title();
    match (&step.outcome, &report.user) {
        (StepOutcome::Authenticated, Some(user)) => format!("{title}: this is {}", user.username),
        (StepOutcome::Authenticated, None) => format!("{title}: authenticated"),
        (StepOutcome::Rejected, _) => format!("{title}: rejected"),
        _ => format!("{title}: no opinion"),
    }
}

/// The answer that a check is about: its source names the address or the object.
fn about(check: &Check, messages: &[Message]) -> Option<usize> {
    let source = check.source.as_deref()?;
    let asked = |label: &str| {
        let object = source.strip_prefix("objects ").map(|object| object.split('#').next().unwrap_or(object));
        let address = source.strip_prefix("remote ").map(|url| url.split('#').next().unwrap_or(url));
        object.is_some_and(|object| label.strip_suffix('?') == Some(object))
            || address
                .is_some_and(|url| label.split_once(' ').is_some_and(|(_, asked)| asked.starts_with(url)))
    };
    let question = messages.iter().rposition(|message| asked(&message.label))?;
    (question + 1 < messages.len()).then_some(question + 1)
}

fn purpose(message: &Message) -> &'static str {
    match (message.to, message.from, message.kind) {
        (Role::IdentityProvider, ..) if message.label.contains("/.well-known/") => {
            "Discovery: the issuer says where its keys are. The real server does this when it starts, not for every request."
        }
        (Role::IdentityProvider, ..) => {
            "The keys that the issuer signs with. The real server keeps them and asks again for a key id that it does not know."
        }
        (Role::Webhook, ..) => "The server asks whose token this is. Answers are cached, refusals too.",
        (_, Role::Webhook, _) => "The webhook's word is taken as it stands: username, groups and all.",
        (Role::Objects, ..) => {
            "Looked up in the server's own store, so that deleting the object revokes the token."
        }
        _ => "",
    }
}

fn extraction(source: &TokenSource) -> Message {
    let label = match (source.name, &source.error) {
        (TokenSourceName::AuthorizationHeader, _) => "takes the token from the Authorization header",
        (TokenSourceName::WebsocketProtocol, None) => "takes the token from Sec-WebSocket-Protocol",
        (TokenSourceName::WebsocketProtocol, Some(_)) => "Sec-WebSocket-Protocol holds no token it can use",
    };
    Message {
        why: source.reason.clone(),
        payload: source.error.clone().unwrap_or_default(),
        failed: source.error.is_some(),
        station: Some(Station::Source(source.name)),
        checks: source.checks.clone(),
        real: true,
        ..Message::inner(Role::ApiServer, label)
    }
}

fn real(message: &report::Message, client: Role) -> Message {
    let role = |party: Party| match party {
        Party::Client => client,
        Party::Proxy => Role::Proxy,
        Party::ApiServer => Role::ApiServer,
        Party::IdentityProvider => Role::IdentityProvider,
        Party::Webhook => Role::Webhook,
        Party::Objects => Role::Objects,
    };
    let (from, to) = (role(message.from), role(message.to));
    let asks = message.to == Party::ApiServer && matches!(message.from, Party::Client | Party::Proxy)
        || message.to == Party::Proxy && message.from == Party::Client
        || message.from == Party::ApiServer && !matches!(message.to, Party::Client | Party::Proxy);
    let kind = if from == to {
        Kind::Inner
    } else if asks {
        Kind::Call
    } else {
        Kind::Answer
    };
    Message {
        payload: message.payload.clone(),
        failed: message.failed,
        real: true,
        ..Message::new(kind, from, to, message.label.as_str())
    }
}
