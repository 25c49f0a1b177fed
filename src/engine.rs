//! The way between the two documents: scenario text in, report out. The terminal and the worker call only this.

pub mod editing;
pub mod lab;
pub mod protocol;
pub mod teach;
mod usual;
pub mod workbench;

use std::rc::Rc;

use chrono::{DateTime, Utc};

use crate::apiserver::{self, Config, Configured, Everything, Faculties};
use crate::authn::chain::{Chain, Walk};
use crate::authn::{IdentityHeaders, Setup, TOKEN_STRATEGIES, TokenStrategy, World, wire};
use crate::crypto::x509;
use crate::input::http::{self, Request};
use crate::report::{Authenticator, Outcome, Report, Step, StepOutcome};
use crate::scenario::{self, Scenario};

pub use usual::evaluate as evaluate_usual;

/// Evaluates a scenario document. `now` is the reader's clock, used when the scenario sets none.
pub fn evaluate_text(text: &str, now: DateTime<Utc>) -> Report {
    match scenario::parse(text) {
        Ok(scenario) => evaluate(&scenario, now),
        Err(error) => invalid(error.to_string()),
    }
}

/// Evaluates a scenario. `now` is the reader's clock, used when the scenario sets none.
pub fn evaluate(scenario: &Scenario, now: DateTime<Utc>) -> Report {
    evaluate_with(&Everything, TOKEN_STRATEGIES, scenario, now)
}

fn evaluate_with(
    faculties: &dyn Faculties,
    strategies: &'static [TokenStrategy],
    scenario: &Scenario,
    now: DateTime<Utc>,
) -> Report {
    let report = answer(faculties, strategies, scenario, now).unwrap_or_else(|refusal| match refusal {
        Refusal::Document(error) => invalid(error),
        Refusal::Start(error) => refused_start(error),
    });
    let version = scenario.version().map(|version| version.to_string()).unwrap_or_default();
    Report { scenario: Some(scenario.metadata.name.clone()), version, ..report }
}

/// Why there is no request to authenticate.
enum Refusal {
    Document(String),
    Start(String),
}

fn answer(
    faculties: &dyn Faculties,
    strategies: &'static [TokenStrategy],
    scenario: &Scenario,
    now: DateTime<Utc>,
) -> Result<Report, Refusal> {
    let document = |error: scenario::ParseError| Refusal::Document(error.to_string());
    let version = scenario.version().map_err(document)?;
    let now = scenario.clock().map_err(document)?.unwrap_or(now);
    let mut request = request(&scenario.request).map_err(Refusal::Document)?;
    let Configured { config, mut notes, ignored_flags } =
        apiserver::configure(&scenario.api_server, version, faculties)
            .map_err(|error| Refusal::Start(error.message))?;
    let world = World {
        now,
        version,
        files: &scenario.api_server.files,
        objects: &scenario.objects,
        remote: &scenario.remote,
        faculties,
    };
    let chain = Chain::new(&Setup { config: &config, world: &world }, strategies)
        .map_err(|error| Refusal::Start(error.0))?;
    let received = wire::arrival(&request, config.request_header.as_ref());
    let as_sent = request.headers.clone();
    let walk = chain.run(&mut request, &world);
    for place in scenario.private_keys() {
        notes.push(format!(
            "{place} holds a private key. It is never needed here, and share links leave it out."
        ));
    }
    notes.extend(walk.notes.iter().cloned());
    let report = Report { notes, ignored_flags, received, ..Report::new(Outcome::Unauthorized) };
    let report = conclude(report, walk, &config, &mut request);
    let answered = wire::answer(&report, &as_sent, &request);
    Ok(Report { answered, ..report })
}

/// What the server's handler makes of the chain's answer (`filters/authentication.go`).
fn conclude(mut report: Report, walk: Walk, config: &Config, request: &mut Request) -> Report {
    report.trace = walk.trace;
    report.token_sources = walk.token_sources;
    report.warnings = walk.warnings;
    report.wanted = walk.wanted;
    let Some((authenticator, response)) = walk.authenticated else {
        report.error = walk.error.map(|error| error.to_string());
        return report;
    };
    let accepted = &config.api_audiences;
    let audiences = &response.audiences;
    if !accepted.is_empty() && !audiences.is_empty() && !audiences.iter().any(|one| accepted.contains(one)) {
        report.error = Some(format!(
            "unable to match the audience: [{}] , accepted: [{}]",
            audiences.join(" "),
            accepted.join(" ")
        ));
        return report;
    }
    report.outcome = Outcome::Authenticated;
    report.authenticator = Some(authenticator);
    report.user = Some(response.user);
    report.audiences = response.audiences;
    report.provenance = response.provenance;
    report.effects = strip_credentials(config, request);
    report
}

/// Credentials and identity headers do not travel past authentication.
fn strip_credentials(config: &Config, request: &mut Request) -> Vec<String> {
    let names = |name: &str| [name.to_owned()];
    let (username, uid, group, extra) =
        (names("X-Remote-User"), names("X-Remote-Uid"), names("X-Remote-Group"), names("X-Remote-Extra-"));
    let standard = IdentityHeaders { username: &username, uid: &uid, group: &group, extra_prefixes: &extra };
    let mut removed = Vec::new();
    if request.headers.remove("Authorization") {
        removed.push("Authorization".to_owned());
    }
    removed.extend(standard.clear(&mut request.headers));
    if let Some(proxy) = &config.request_header {
        removed.extend(proxy.identity_headers().clear(&mut request.headers));
    }
    removed.into_iter().map(|name| format!("{name} header removed from the request")).collect()
}

fn request(document: &scenario::Request) -> Result<Request, String> {
    let mut request = http::parse(&document.raw).map_err(|error| format!("request.raw: {error}"))?;
    if let Some(pem) = document.client_certificates.as_deref().filter(|pem| !pem.trim().is_empty()) {
        request.peer_certificates = x509::presented_from_pem(pem)
            .map_err(|error| format!("request.clientCertificates: {error}"))?
            .into_iter()
            .map(Rc::new)
            .collect();
    }
    Ok(request)
}

fn invalid(error: String) -> Report {
    Report { error: Some(error), ..Report::new(Outcome::InvalidScenario) }
}

fn refused_start(error: String) -> Report {
    let reason = "The server does not start with this configuration.";
    let trace = Authenticator::ALL.map(|name| Step::new(name, StepOutcome::NotReached, reason)).to_vec();
    Report { error: Some(error), trace, ..Report::new(Outcome::StartupError) }
}

#[cfg(test)]
mod tests;
