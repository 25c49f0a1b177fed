//! A report's trace as stations of a line: one look, one word and one sentence each.

use crate::report::{Authenticator, Check, Message, Report, Step, StepOutcome, TokenSource, TokenSourceName};

/// How a station looks. The word and the icon say the same, so that colour is never alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Good,
    Bad,
    /// Asked, and nothing to say.
    Quiet,
    /// Not asked.
    Off,
}

impl Tone {
    pub fn class(self) -> &'static str {
        match self {
            Tone::Good => "ok",
            Tone::Bad => "bad",
            Tone::Quiet => "quiet",
            Tone::Off => "off",
        }
    }
}

/// Identifies a station across reports, so that an opened one stays open while the reader types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StationKey {
    /// A token's extraction from the request.
    Source(TokenSourceName),
    /// An authenticator; the number tells several of a kind apart.
    Step(Authenticator, usize),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Station<'a> {
    pub key: StationKey,
    pub title: &'static str,
    pub tone: Tone,
    pub word: &'static str,
    pub reason: &'a str,
    pub error: Option<&'a str>,
    pub checks: &'a [Check],
    pub effects: &'a [String],
    pub messages: &'a [Message],
}

impl Station<'_> {
    /// Whether there is more to see than the sentence.
    pub fn opens(&self) -> bool {
        !(self.checks.is_empty()
            && self.effects.is_empty()
            && self.messages.is_empty()
            && self.error.is_none())
    }
}

/// The line of stations, in the server's order; without a report, the authenticators alone.
pub fn stations(report: Option<&Report>) -> Vec<Station<'_>> {
    let Some(report) = report.filter(|report| !report.trace.is_empty()) else {
        return Authenticator::ALL.into_iter().map(unasked).collect();
    };
    let mut line = Vec::new();
    let mut sources = Some(report.token_sources.iter().filter(|source| worth_a_station(source)));
    for (index, step) in report.trace.iter().enumerate() {
        if step.authenticator >= Authenticator::TokenFile
            && let Some(sources) = sources.take()
        {
            line.extend(sources.map(source_station));
        }
        let nth =
            report.trace[..index].iter().filter(|other| other.authenticator == step.authenticator).count();
        line.push(step_station(step, nth));
    }
    line
}

/// The header is always looked at; a websocket protocol is worth a word only when there is one.
fn worth_a_station(source: &TokenSource) -> bool {
    source.name == TokenSourceName::AuthorizationHeader || source.found || source.error.is_some()
}

fn unasked(authenticator: Authenticator) -> Station<'static> {
    Station {
        key: StationKey::Step(authenticator, 0),
        title: authenticator.title(),
        tone: Tone::Off,
        word: "not asked yet",
        reason: "",
        error: None,
        checks: &[],
        effects: &[],
        messages: &[],
    }
}

fn step_station(step: &Step, nth: usize) -> Station<'_> {
    let (tone, word) = match step.outcome {
        StepOutcome::Authenticated => (Tone::Good, "authenticated"),
        StepOutcome::Rejected => (Tone::Bad, "rejected"),
        StepOutcome::NoOpinion => (Tone::Quiet, "no opinion"),
        StepOutcome::NotConfigured => (Tone::Off, "not configured"),
        StepOutcome::NotReached => (Tone::Off, "not reached"),
    };
    Station {
        key: StationKey::Step(step.authenticator, nth),
        title: step.authenticator.title(),
        tone,
        word,
        reason: &step.reason,
        error: step.error.as_deref(),
        checks: &step.checks,
        effects: &step.effects,
        messages: &step.messages,
    }
}

fn source_station(source: &TokenSource) -> Station<'_> {
    let (tone, word) = match (&source.error, source.found) {
        (Some(_), _) => (Tone::Bad, "rejected"),
        (None, true) => (Tone::Quiet, "token found"),
        (None, false) => (Tone::Quiet, "no token"),
    };
    Station {
        key: StationKey::Source(source.name),
        title: match source.name {
            TokenSourceName::AuthorizationHeader => "Bearer token",
            TokenSourceName::WebsocketProtocol => "Bearer token in a WebSocket protocol",
        },
        tone,
        word,
        reason: &source.reason,
        error: source.error.as_deref(),
        checks: &source.checks,
        effects: &source.effects,
        messages: &[],
    }
}

/// The station at which a reader wants to look first: the one that authenticated, else the last that rejected, else the
/// last that was asked.
pub fn deciding(line: &[Station]) -> Option<StationKey> {
    let tone = [Tone::Good, Tone::Bad, Tone::Quiet]
        .into_iter()
        .find(|tone| line.iter().any(|station| station.tone == *tone))?;
    let last = line.iter().rev().find(|station| station.tone == tone && station.opens());
    last.map(|station| station.key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Outcome;

    fn step(authenticator: Authenticator, outcome: StepOutcome) -> Step {
        let mut step = Step::new(authenticator, outcome, "because");
        step.checks.push(Check::passed("a", "b"));
        step
    }

    fn source(name: TokenSourceName, found: bool) -> TokenSource {
        TokenSource { name, found, error: None, reason: String::new(), checks: vec![], effects: vec![] }
    }

    fn report(steps: Vec<Step>, token_sources: Vec<TokenSource>) -> Report {
        Report { trace: steps, token_sources, ..Report::new(Outcome::Unauthorized) }
    }

    #[test]
    fn before_the_first_report_the_line_is_there_already() {
        let line = stations(None);
        assert_eq!(line.len(), Authenticator::ALL.len());
        assert!(line.iter().all(|station| station.tone == Tone::Off && !station.opens()));
    }

    #[test]
    fn the_token_is_looked_for_between_certificates_and_token_authenticators() {
        use Authenticator::{Jwt, RequestHeader, TokenFile, X509};
        let steps = [RequestHeader, X509, TokenFile, Jwt, Jwt].map(|name| step(name, StepOutcome::NoOpinion));
        let report = report(
            steps.to_vec(),
            vec![
                source(TokenSourceName::AuthorizationHeader, true),
                source(TokenSourceName::WebsocketProtocol, false),
            ],
        );
        let keys: Vec<StationKey> = stations(Some(&report)).iter().map(|station| station.key).collect();
        assert_eq!(
            keys,
            [
                StationKey::Step(RequestHeader, 0),
                StationKey::Step(X509, 0),
                StationKey::Source(TokenSourceName::AuthorizationHeader),
                StationKey::Step(TokenFile, 0),
                StationKey::Step(Jwt, 0),
                StationKey::Step(Jwt, 1),
            ]
        );
    }

    #[test]
    fn the_deciding_station_is_the_success_else_the_last_rejection_else_the_last_that_was_asked() {
        use Authenticator::{RequestHeader, TokenFile, X509};
        for (outcomes, expected) in [
            (
                vec![(X509, StepOutcome::Rejected), (TokenFile, StepOutcome::Authenticated)],
                Some(StationKey::Step(TokenFile, 0)),
            ),
            (
                vec![(RequestHeader, StepOutcome::Rejected), (X509, StepOutcome::Rejected)],
                Some(StationKey::Step(X509, 0)),
            ),
            (
                vec![(X509, StepOutcome::NoOpinion), (TokenFile, StepOutcome::NotConfigured)],
                Some(StationKey::Step(X509, 0)),
            ),
            (vec![(X509, StepOutcome::NotConfigured)], None),
        ] {
            let report =
                report(outcomes.into_iter().map(|(name, outcome)| step(name, outcome)).collect(), vec![]);
            assert_eq!(deciding(&stations(Some(&report))), expected);
        }
    }
}
