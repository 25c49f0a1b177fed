//! What to do about a refusal, or about an identity that surprises: a table from failed checks to proposals. Each
//! proposal says what a person does on a real cluster and, where the scenario can show it, the edits that
//! try it here.

mod bootstrap_token;
mod case;
mod certificate;
mod credential;
mod edit;
mod jwt;
mod service_account;
mod startup;
mod webhook;

use chrono::{DateTime, Utc};

use crate::report::{Authenticator, Check, CheckOutcome, Outcome, Report, Step, StepOutcome};
use crate::scenario::Scenario;

pub use edit::{Edit, apply};

use case::Case;

/// One thing to do.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Fix {
    /// In the imperative.
    pub title: String,
    pub sentence: String,
    /// What a person runs on a real cluster, in order.
    pub commands: Vec<String>,
    /// What tries it in the scenario; empty where the scenario cannot show it.
    pub edits: Vec<Edit>,
}

impl Fix {
    fn new(title: impl Into<String>, sentence: impl Into<String>) -> Fix {
        Fix { title: title.into(), sentence: sentence.into(), ..Fix::default() }
    }

    fn command(mut self, command: impl Into<String>) -> Fix {
        self.commands.push(command.into());
        self
    }

    fn edit(mut self, edit: Edit) -> Fix {
        self.edits.push(edit);
        self
    }
}

type Rule = fn(&Case, &Check) -> Vec<Fix>;

/// Which check, failed in which authenticator, leads where.
const RULES: [(Authenticator, &str, Rule); 44] = {
    use Authenticator::*;
    [
        (RequestHeader, "validity", certificate::validity),
        (RequestHeader, "extended key usage", certificate::usage),
        (RequestHeader, "certificate path", certificate::proxy_path),
        (RequestHeader, "allowed name", certificate::allowed_name),
        (RequestHeader, "client certificate presented", certificate::proxy_without_certificate),
        (X509, "validity", certificate::validity),
        (X509, "extended key usage", certificate::usage),
        (X509, "certificate path", certificate::path),
        (X509, "common name", certificate::common_name),
        (TokenFile, "token listed", credential::token_listed),
        (LegacyServiceAccount, "signature", service_account::key),
        (LegacyServiceAccount, "key id", service_account::key),
        (LegacyServiceAccount, "token's Secret", service_account::legacy_secret),
        (LegacyServiceAccount, "same token", service_account::legacy_secret),
        (LegacyServiceAccount, "token not marked invalid", service_account::legacy_unused),
        (LegacyServiceAccount, "service account", service_account::account),
        (LegacyServiceAccount, "service account uid", service_account::account),
        (ServiceAccount, "signature", service_account::key),
        (ServiceAccount, "key id", service_account::key),
        (ServiceAccount, "issuer", service_account::issuer),
        (ServiceAccount, "audience", service_account::audience),
        (ServiceAccount, "expiry", service_account::expiry),
        (ServiceAccount, "not before", credential::not_before),
        (ServiceAccount, "service account", service_account::account),
        (ServiceAccount, "service account uid", service_account::account),
        (ServiceAccount, "bound", service_account::bound),
        (BootstrapToken, "expiration", bootstrap_token::expiration),
        (BootstrapToken, "token secret", bootstrap_token::secret),
        (BootstrapToken, "Secret", bootstrap_token::missing),
        (BootstrapToken, "usage", bootstrap_token::usage),
        (Jwt, "issuer", jwt::issuer),
        (Jwt, "discovery", jwt::discovery),
        (Jwt, "signature", jwt::signature),
        (Jwt, "audience", jwt::audience),
        (Jwt, "expiry", jwt::expiry),
        (Jwt, "not before", credential::not_before),
        (Jwt, "email verified", jwt::email),
        (Jwt, "username", jwt::username),
        (Jwt, "username expression", jwt::expression),
        (Jwt, "groups expression", jwt::expression),
        (Jwt, "UID expression", jwt::expression),
        (Jwt, "extra", jwt::expression),
        (Jwt, "claim validation expression", jwt::rule),
        (Jwt, "user validation expression", jwt::rule),
    ]
};

/// Proposals, the most likely first. `now` is the clock of the evaluation.
pub fn propose(scenario: &Scenario, report: &Report, now: DateTime<Utc>) -> Vec<Fix> {
    let case = Case::new(scenario, report, now);
    let mut fixes = match report.outcome {
        Outcome::StartupError => startup::fixes(&case),
        Outcome::Unauthorized => refused(&case),
        Outcome::Authenticated if report.authenticator == Some(Authenticator::Anonymous) => {
            let mut fixes = credential::header(&case);
            fixes.extend(refused(&case));
            fixes
        }
        Outcome::Authenticated => jwt::surprises(&case),
        Outcome::InvalidScenario => Vec::new(),
    };
    let mut titles: Vec<String> = Vec::new();
    fixes.retain(|fix| {
        let new = !titles.contains(&fix.title);
        titles.push(fix.title.clone());
        new
    });
    fixes
}

/// The last rejection first: it mostly is the credential that was meant.
fn refused(case: &Case) -> Vec<Fix> {
    let steps =
        |outcome: StepOutcome| case.report.trace.iter().rev().filter(move |step| step.outcome == outcome);
    let mut fixes: Vec<Fix> = steps(StepOutcome::Rejected)
        .chain(steps(StepOutcome::NoOpinion))
        .flat_map(|step| of(case, step))
        .collect();
    if case.report.outcome == Outcome::Unauthorized {
        fixes.extend(credential::header(case));
        fixes.extend(credential::nothing_sent(case));
    }
    fixes
}

fn of(case: &Case, step: &Step) -> Vec<Fix> {
    if step.authenticator == Authenticator::Webhook {
        return webhook::fixes(case, step);
    }
    let failed = step.checks.iter().filter(|check| check.outcome == CheckOutcome::Failed);
    failed
        .filter_map(|check| rule(step.authenticator, &check.name).map(|rule| rule(case, check)))
        .flatten()
        .collect()
}

/// The rule of the check's own name, or of the name with which it begins: `bound pod`, `expiry (exp)`.
fn rule(authenticator: Authenticator, check: &str) -> Option<Rule> {
    let check = check.strip_prefix("websocket token: ").unwrap_or(check);
    let of = || RULES.iter().filter(move |(owner, ..)| *owner == authenticator);
    of().find(|(_, name, _)| *name == check)
        .or_else(|| {
            of().find(|(_, name, _)| check.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')))
        })
        .map(|(.., rule)| *rule)
}
