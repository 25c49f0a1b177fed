//! The story of each strategy: how its credential comes about, its use, what happens to it later. The values are the
//! scenario's where it has them; what the report tells of the use stands in place of how it usually goes.

mod bootstrap;
mod certificate;
mod oidc;
mod pod;
mod proxy;
mod token;

use serde_json::Value;

use crate::report::{Authenticator, Report, Step, StepOutcome, TokenSourceName};

use super::{Facts, Flow, Message, Role, Station, current};

pub fn story(strategy: Authenticator, report: &Report, facts: &Facts) -> Flow {
    let flow = match strategy {
        Authenticator::RequestHeader => proxy::story(report, facts),
        Authenticator::X509 => certificate::story(report, facts),
        Authenticator::TokenFile => token::file(report, facts),
        Authenticator::LegacyServiceAccount => token::legacy(report, facts),
        Authenticator::ServiceAccount => pod::story(report, facts),
        Authenticator::BootstrapToken => bootstrap::story(report, facts),
        Authenticator::Jwt => oidc::story(report, facts),
        Authenticator::Webhook => token::webhook(report, facts),
        Authenticator::Anonymous => token::anonymous(report, facts),
    };
    flow.with_actors(facts)
}

/// The use of the credential: as the report has it where the strategy had something to do with the request.
fn used(
    flow: &mut Flow,
    strategy: Authenticator,
    report: &Report,
    client: Role,
    usually: impl FnOnce() -> Vec<Message>,
) {
    if !report.trace.iter().any(|step| step.authenticator == strategy && took_part(step)) {
        flow.section("Its use, as it usually goes", usually());
        return;
    }
    let of_a_token = (Authenticator::TokenFile..=Authenticator::Webhook).contains(&strategy);
    let mut messages = current::arrival(report, client);
    messages.extend(current::walk(report, client, |station| match station {
        Station::Source(TokenSourceName::AuthorizationHeader | TokenSourceName::WebsocketProtocol) => {
            of_a_token
        }
        Station::Step(other, _) => other == strategy,
    }));
    messages.extend(current::answer(report, client));
    flow.section("Its use: this request", messages);
}

fn took_part(step: &Step) -> bool {
    match step.outcome {
        StepOutcome::Authenticated | StepOutcome::Rejected => true,
        StepOutcome::NoOpinion => {
            let looks_at_everything =
                matches!(step.authenticator, Authenticator::TokenFile | Authenticator::Anonymous);
            looks_at_everything || !step.messages.is_empty()
        }
        StepOutcome::NotConfigured | StepOutcome::NotReached => false,
    }
}

/// A bearer request with the usual answer, for strategies that the report tells nothing of.
fn bearer(client: Role, line: &str, token: &str, between: Vec<Message>, username: &str) -> Vec<Message> {
    let mut messages = vec![
        Message::call(client, Role::ApiServer, line)
            .payload(format!("{line} HTTP/1.1\nAuthorization: Bearer {token}\n"))
            .why("The token travels with every request; whoever has it is its user."),
    ];
    messages.extend(between);
    messages.push(
        Message::answer(
            Role::ApiServer,
            client,
            format!("200 OK if {username} is authorized, otherwise 403 Forbidden"),
        )
        .why("Authentication is done. What the user may do is the authorizer's business."),
    );
    messages
}

/// An HTTP message, with a JSON body or none.
fn http(start: &str, headers: &[(&str, &str)], body: Option<&Value>) -> String {
    let mut text = format!("{start}\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    if let Some(body) = body {
        text.push_str(&format!("Content-Type: application/json\n\n{body}\n"));
    }
    text
}
