//! A report's outcome in a headline, a sentence and, when it is a refusal, its causes.

use crate::output::log;
use crate::report::{Authenticator, Check, CheckOutcome, Outcome, Report, StepOutcome};

use super::walk::{Tone, stations};

#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    pub tone: Tone,
    /// A few words: "Nobody · 401 Unauthorized".
    pub headline: &'static str,
    /// One or two: "401".
    pub short: &'static str,
    /// Who vouches, in a few words, or what the refusal means, in a sentence.
    pub sentence: String,
    /// What kube-apiserver writes to its log, or says before it exits.
    pub log: Option<String>,
    /// The last rejection first: it mostly is the credential that was meant.
    pub causes: Vec<Cause>,
    /// For a screen reader, when the outcome changes.
    pub announcement: String,
}

/// One authenticator's part in a refusal.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    pub station: &'static str,
    pub reason: String,
    pub failed: Vec<Check>,
}

pub fn verdict(report: &Report) -> Verdict {
    match report.outcome {
        Outcome::Authenticated => authenticated(report),
        Outcome::Unauthorized => unauthorized(report),
        Outcome::StartupError => Verdict {
            tone: Tone::Bad,
            headline: "The API server does not start",
            short: "No start",
            sentence: "kube-apiserver refuses this configuration and exits, so nobody gets in until it is put right."
                .to_owned(),
            log: report.error.clone(),
            causes: Vec::new(),
            announcement: format!("The API server does not start: {}", error(report)),
        },
        Outcome::InvalidScenario => Verdict {
            tone: Tone::Bad,
            headline: "The scenario cannot be read",
            short: "Unreadable",
            sentence: error(report).to_owned(),
            log: None,
            causes: Vec::new(),
            announcement: format!("The scenario cannot be read: {}", error(report)),
        },
    }
}

fn error(report: &Report) -> &str {
    report.error.as_deref().unwrap_or("no reason was given")
}

fn authenticated(report: &Report) -> Verdict {
    let username = report.user.as_ref().map_or("", |user| user.username.as_str());
    let by = report.authenticator.map_or_else(|| "an authenticator".to_owned(), within_a_sentence);
    let anonymous = report.authenticator == Some(Authenticator::Anonymous);
    let (headline, sentence) = if anonymous {
        ("Anonymous", "nothing says who sent this".to_owned())
    } else {
        ("Authenticated", format!("by {by}"))
    };
    Verdict {
        tone: if anonymous { Tone::Quiet } else { Tone::Good },
        announcement: format!("{headline} as {username}, by {by}"),
        short: headline,
        headline,
        sentence,
        log: None,
        causes: Vec::new(),
    }
}

/// The authenticator's title without its capital, unless that is a name's.
fn within_a_sentence(authenticator: Authenticator) -> String {
    let title = authenticator.title();
    if authenticator == Authenticator::Jwt { title.to_owned() } else { title.to_lowercase() }
}

fn unauthorized(report: &Report) -> Verdict {
    let line = stations(Some(report));
    let causes: Vec<Cause> = line
        .iter()
        .rev()
        .filter(|station| station.tone == Tone::Bad)
        .map(|station| Cause {
            station: station.title,
            reason: station.reason.to_owned(),
            failed: failed(station.checks),
        })
        .collect();
    let asked = report
        .trace
        .iter()
        .any(|step| matches!(step.outcome, StepOutcome::NoOpinion | StepOutcome::Rejected));
    let sentence = match (&report.error, causes.is_empty()) {
        (_, false) => "The client reads only “Unauthorized”. The reason stands in the server's log:",
        (Some(_), true) if asked => {
            "The client reads only “Unauthorized”. No authenticator recognised the credential; the log says:"
        }
        (Some(_), true) => "The client reads only “Unauthorized”. The server's log says:",
        (None, true) => {
            "No authenticator had an opinion and anonymous requests are not let in. The server logs nothing."
        }
    };
    Verdict {
        tone: Tone::Bad,
        headline: "Nobody · 401 Unauthorized",
        short: "401",
        sentence: sentence.to_owned(),
        log: report.error.as_ref().map(|_| log::line(report).text),
        announcement: match causes.first() {
            Some(cause) => format!("401 Unauthorized. {}: {}", cause.station, cause.reason),
            None => "401 Unauthorized".to_owned(),
        },
        causes,
    }
}

fn failed(checks: &[Check]) -> Vec<Check> {
    checks.iter().filter(|check| check.outcome == CheckOutcome::Failed).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Step, User};

    #[test]
    fn a_refusal_names_its_causes_and_their_failed_checks() {
        let mut rejected =
            Step::new(Authenticator::X509, StepOutcome::Rejected, "The certificate has expired.");
        rejected.checks = vec![Check::passed("chain", "fine"), Check::failed("validity", "over")];
        let report = Report {
            error: Some("x509: certificate has expired".to_owned()),
            trace: vec![
                Step::new(Authenticator::RequestHeader, StepOutcome::NoOpinion, "No headers."),
                rejected,
            ],
            ..Report::new(Outcome::Unauthorized)
        };
        let verdict = verdict(&report);
        assert_eq!(verdict.tone, Tone::Bad);
        assert_eq!(verdict.causes.len(), 1);
        assert_eq!(verdict.causes[0].station, "Client certificate");
        assert_eq!(verdict.causes[0].failed, [Check::failed("validity", "over")]);
        assert_eq!(
            verdict.announcement,
            "401 Unauthorized. Client certificate: The certificate has expired."
        );
    }

    #[test]
    fn each_outcome_has_its_headline() {
        let user = User { username: "jane".to_owned(), ..User::default() };
        let authenticated = |authenticator| Report {
            authenticator: Some(authenticator),
            user: Some(user.clone()),
            ..Report::new(Outcome::Authenticated)
        };
        let failed = |outcome| Report { error: Some("why".to_owned()), ..Report::new(outcome) };
        for (report, headline, log) in [
            (authenticated(Authenticator::TokenFile), "Authenticated", None),
            (authenticated(Authenticator::Anonymous), "Anonymous", None),
            (failed(Outcome::StartupError), "The API server does not start", Some("why".to_owned())),
            (failed(Outcome::InvalidScenario), "The scenario cannot be read", None),
            (
                failed(Outcome::Unauthorized),
                "Nobody · 401 Unauthorized",
                Some("\"Unable to authenticate the request\" err=\"why\"".to_owned()),
            ),
            (Report::new(Outcome::Unauthorized), "Nobody · 401 Unauthorized", None),
        ] {
            let verdict = verdict(&report);
            assert_eq!((verdict.headline, verdict.log), (headline, log));
        }
    }
}
