//! What the annex asks about the lab: something is minted, looked at by a server that trusts the lab, and every fault of
//! it likewise.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::crypto::x509::{Certificate, presented_from_pem};
use crate::lab::{self, Algorithm, Kind, Minted, Paper, Problem, Seed, Wish};
use crate::report::{Check, CheckOutcome, Outcome, Report, Step, StepOutcome};

/// `seed` is random, in hexadecimal digits: whatever keys are needed come from it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    pub seed: String,
    pub task: Task,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Task {
    /// A wish that authenticates as it stands.
    Template {
        kind: Kind,
        algorithm: Algorithm,
    },
    Mint(Wish),
    /// Everything that can be broken about it, one at a time.
    Break(Wish),
    /// The private key that belongs to it.
    PrivateKey(Wish),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    Template(Wish),
    Minted(Box<Shown>),
    Problems(Vec<Problem>),
    Broken(Vec<Fault>),
    /// Empty where there is none.
    PrivateKey(String),
}

/// A credential, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Shown {
    pub credential: String,
    /// Of certificates: what they say, each in a line of its own.
    pub facts: Vec<(String, String)>,
    pub papers: Vec<Paper>,
    /// The scenario whose request carries the credential, in JSON.
    pub scenario: String,
    pub verdict: Verdict,
}

/// One fault, and what finds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    pub name: String,
    pub title: String,
    pub change: String,
    /// The check that is there to find it.
    pub check: String,
    pub scenario: String,
    pub verdict: Verdict,
}

/// What the server makes of a credential.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Who it is; `None` when nobody.
    pub username: Option<String>,
    pub groups: Vec<String>,
    /// What a person calls the authenticator that decided.
    pub authenticator: Option<String>,
    /// The check that failed.
    pub check: Option<Check>,
    /// What the server logs.
    pub error: Option<String>,
}

impl Verdict {
    /// Of a report, the part that matters to whoever minted.
    pub fn of(report: &Report) -> Verdict {
        let user = report.user.as_ref().filter(|_| report.outcome == Outcome::Authenticated);
        let failing = if user.is_none() { failing(report) } else { None };
        let authenticator = report.authenticator.or(failing.map(|(step, _)| step.authenticator));
        Verdict {
            username: user.map(|user| user.username.clone()),
            groups: user.map(|user| user.groups.clone()).unwrap_or_default(),
            authenticator: authenticator.map(|name| name.title().to_owned()),
            check: failing.map(|(_, check)| check.clone()),
            error: report.error.clone(),
        }
    }
}

/// The first failed check of whoever refused, or of whoever had no opinion when nobody refused.
fn failing(report: &Report) -> Option<(&Step, &Check)> {
    let failed = |wanted: StepOutcome| {
        report.trace.iter().filter(|step| step.outcome == wanted).find_map(|step| {
            let check = step.checks.iter().find(|check| check.outcome == CheckOutcome::Failed)?;
            Some((step, check))
        })
    };
    failed(StepOutcome::Rejected).or_else(|| failed(StepOutcome::NoOpinion))
}

/// Answers one question. `now` is the reader's clock; what is minted is evaluated at that time.
///
/// # Errors
/// The seed is none.
pub fn answer(question: Question, now: DateTime<Utc>) -> Result<Answer, String> {
    let seed = Seed::from_hex(&question.seed).ok_or("The lab needs random bytes to make keys of.")?;
    Ok(match question.task {
        Task::Template { kind, algorithm } => Answer::Template(lab::template(kind, algorithm, &seed, now)),
        Task::Mint(wish) => match lab::mint(&wish, &seed, now) {
            Ok(minted) => Answer::Minted(Box::new(shown(minted, now))),
            Err(problems) => Answer::Problems(problems),
        },
        Task::Break(wish) => {
            Answer::Broken(lab::broken(&wish, &seed, now).into_iter().map(|one| fault(one, now)).collect())
        }
        Task::PrivateKey(wish) => Answer::PrivateKey(lab::private_key(&wish, &seed).unwrap_or_default()),
    })
}

fn shown(minted: Minted, now: DateTime<Utc>) -> Shown {
    let verdict = Verdict::of(&super::evaluate(&minted.scenario, now));
    Shown {
        facts: facts(&minted.credential),
        scenario: serde_json::to_string(&minted.scenario).unwrap_or_default(),
        credential: minted.credential,
        papers: minted.papers,
        verdict,
    }
}

fn fault(broken: lab::Broken, now: DateTime<Utc>) -> Fault {
    Fault {
        verdict: Verdict::of(&super::evaluate(&broken.minted.scenario, now)),
        scenario: serde_json::to_string(&broken.minted.scenario).unwrap_or_default(),
        name: broken.name,
        title: broken.title,
        change: broken.change,
        check: broken.check,
    }
}

fn facts(credential: &str) -> Vec<(String, String)> {
    if !credential.contains("-----BEGIN") {
        return Vec::new();
    }
    let certificates = presented_from_pem(credential).unwrap_or_default();
    certificates.iter().flat_map(facts_of).map(|(name, value)| (name.to_owned(), value)).collect()
}

fn facts_of(certificate: &Certificate) -> Vec<(&'static str, String)> {
    let usages: Vec<String> = certificate.ext_key_usage.iter().map(ToString::to_string).collect();
    vec![
        ("Subject", certificate.subject.to_string()),
        ("Issuer", certificate.issuer.to_string()),
        ("Valid", format!("{} to {}", certificate.not_before, certificate.not_after)),
        ("Extended key usage", if usages.is_empty() { "none".to_owned() } else { usages.join(", ") }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone as _;

    fn asked(task: Task) -> Answer {
        let now = Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).unwrap();
        answer(Question { seed: "07".repeat(32), task }, now).unwrap()
    }

    fn template(kind: Kind) -> Wish {
        let Answer::Template(wish) = asked(Task::Template { kind, algorithm: Algorithm::ES256 }) else {
            panic!()
        };
        wish
    }

    #[test]
    fn a_template_is_minted_broken_and_its_key_is_told() {
        let wish = template(Kind::Certificate);
        let Answer::Minted(shown) = asked(Task::Mint(wish.clone())) else { panic!() };
        assert_eq!(shown.verdict.username.as_deref(), Some("jane"));
        assert_eq!(shown.verdict.authenticator.as_deref(), Some("Client certificate"));
        assert_eq!(shown.facts[1].1, "CN=Demo lab CA,OU=demo");
        let Answer::Broken(faults) = asked(Task::Break(wish.clone())) else { panic!() };
        let expired = faults.iter().find(|fault| fault.name == "expired").unwrap();
        assert_eq!(expired.verdict.check.as_ref().map(|check| check.name.as_str()), Some("validity"));
        let Answer::PrivateKey(key) = asked(Task::PrivateKey(wish)) else { panic!() };
        assert!(key.starts_with("-----BEGIN EC PRIVATE KEY-----"));
        assert_eq!(asked(Task::PrivateKey(template(Kind::Bootstrap))), Answer::PrivateKey(String::new()));
    }

    #[test]
    fn what_cannot_be_minted_names_its_fields() {
        let Wish::Certificate(mut wish) = template(Kind::Certificate) else { panic!() };
        wish.not_after = "tomorrow".to_owned();
        wish.names = "IP:nowhere".to_owned();
        let Answer::Problems(problems) = asked(Task::Mint(Wish::Certificate(wish))) else { panic!() };
        let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
        assert_eq!(fields, ["notAfter", "names"]);
    }

    #[test]
    fn without_random_bytes_there_is_no_key() {
        let task = Task::Template { kind: Kind::IdToken, algorithm: Algorithm::ES256 };
        assert!(answer(Question { seed: "07".to_owned(), task }, DateTime::UNIX_EPOCH).is_err());
    }
}
