//! The chain: a union that does not stop at errors, the group adder, and anonymous behind them, assembled as
//! `kubernetes/pkg/kubeapiserver/authenticator/config.go` does and finished as
//! `apiserver/pkg/endpoints/filters/authentication.go` does.

use crate::apiserver::Config;
use crate::input::http::Request;
use crate::report::{Authenticator, Check, CheckOutcome, Step, StepLog, StepOutcome, TokenSource};

use super::anonymous::Anonymous;
use super::bearer::{self, Extraction, INVALID_TOKEN};
use super::client_certificate::ClientCertificate;
use super::request_header::RequestHeader;
use super::{
    Answer, AuthnError, RequestAuthenticator, Response, Setup, StartupError, TokenAuthenticator,
    TokenStrategy, World, group,
};

/// All authenticators of one configuration.
pub struct Chain<'a> {
    config: &'a Config,
    request_header: Option<RequestHeader<'a>>,
    client_certificate: Option<ClientCertificate<'a>>,
    tokens: Vec<(&'static TokenStrategy, Option<Box<dyn TokenAuthenticator>>)>,
}

/// What came of one request.
#[derive(Debug, Default)]
pub struct Walk {
    pub authenticated: Option<(Authenticator, Response)>,
    pub error: Option<AuthnError>,
    pub trace: Vec<Step>,
    pub token_sources: Vec<TokenSource>,
    pub warnings: Vec<String>,
    pub notes: Vec<String>,
    pub wanted: Vec<String>,
}

impl<'a> Chain<'a> {
    /// Builds every configured authenticator, in the server's order. `strategies` are [`super::TOKEN_STRATEGIES`] or
    /// stand for them.
    ///
    /// # Errors
    /// The first error with which the server would refuse to start.
    pub fn new(setup: &Setup<'a>, strategies: &'static [TokenStrategy]) -> Result<Chain<'a>, StartupError> {
        let config = setup.config;
        let tokens = strategies
            .iter()
            .map(|strategy| Ok((strategy, (strategy.build)(setup)?)))
            .collect::<Result<Vec<_>, StartupError>>()?;
        Ok(Chain {
            config,
            request_header: config.request_header.as_ref().map(|config| RequestHeader { config }),
            client_certificate: config.client_ca.as_ref().map(|ca| ClientCertificate {
                ca,
                parse_uid: config.feature_gates.allow_parsing_user_uid_from_cert_auth,
            }),
            tokens,
        })
    }

    /// Authenticates the request; what the server takes out of it on success is taken out.
    pub fn run(&self, request: &mut Request, world: &World) -> Walk {
        let mut walk = Walk::default();
        let mut errors = Vec::new();
        walk.ask(
            Authenticator::RequestHeader,
            self.request_header.as_ref().map(|proxy| proxy as &dyn RequestAuthenticator),
            "--requestheader-client-ca-file is not set.",
            (request, world),
            &mut errors,
        );
        if let Some((Authenticator::RequestHeader, response)) = &mut walk.authenticated {
            response.audiences = self.config.api_audiences.clone();
        }
        walk.ask(
            Authenticator::X509,
            self.client_certificate.as_ref().map(|x509| x509 as &dyn RequestAuthenticator),
            "--client-ca-file is not set.",
            (request, world),
            &mut errors,
        );
        self.ask_tokens(&mut walk, request, world, &mut errors);
        if let Some((_, response)) = &mut walk.authenticated {
            group::add_authenticated(response);
        }
        walk.error = AuthnError::aggregate(errors);
        self.ask_anonymous(&mut walk, request, world);
        walk
    }

    fn ask_tokens(
        &self,
        walk: &mut Walk,
        request: &mut Request,
        world: &World,
        errors: &mut Vec<AuthnError>,
    ) {
        let mut stations: Vec<Station> = self.tokens.iter().map(|_| Station::default()).collect();
        let mut asked = 0;
        for take in [bearer::from_header, bearer::from_websocket] {
            if walk.authenticated.is_some() {
                break;
            }
            let Extraction { token, warning, mut source } = take(request);
            walk.warnings.extend(warning.map(warning_header));
            errors.extend(source.error.as_deref().map(AuthnError::new));
            if let Some(token) = token {
                let answer = self.ask_union(&token, world, &mut stations, asked > 0);
                asked += 1;
                match answer {
                    Ok(Some((authenticator, response))) => {
                        if asked == 1 && request.headers.remove("Authorization") {
                            source.effects.push("Authorization header removed from the request".into());
                        } else {
                            bearer::strip_websocket_token(request);
                            source
                                .effects
                                .push("token removed from the Sec-WebSocket-Protocol header".into());
                        }
                        walk.authenticated = Some((authenticator, response));
                    }
                    Ok(None) => errors.push(AuthnError::new(INVALID_TOKEN)),
                    Err(error) => errors.push(error),
                }
            }
            walk.token_sources.push(source);
        }
        let winner = walk.authenticated.as_ref().map(|(authenticator, _)| *authenticator);
        for ((strategy, authenticator), station) in self.tokens.iter().zip(stations) {
            let step = match (authenticator, station.outcome) {
                (None, _) => {
                    Step::new(strategy.authenticator, StepOutcome::NotConfigured, strategy.not_configured)
                }
                (Some(_), None) => {
                    let reason = match winner {
                        Some(winner) => already(winner),
                        None => "Not asked: the request carries no bearer token.".to_owned(),
                    };
                    Step::new(strategy.authenticator, StepOutcome::NotReached, reason)
                }
                (Some(_), Some(outcome)) => {
                    walk.absorb(strategy.authenticator, outcome, station.error, station.log)
                }
            };
            walk.trace.push(step);
        }
    }

    /// The token union: the first success wins, errors are collected.
    fn ask_union(
        &self,
        token: &str,
        world: &World,
        stations: &mut [Station],
        second: bool,
    ) -> Result<Option<(Authenticator, Response)>, AuthnError> {
        let mut errors = Vec::new();
        for ((strategy, authenticator), station) in self.tokens.iter().zip(stations) {
            let Some(authenticator) = authenticator else { continue };
            let mut log = StepLog::default();
            let answer = match authenticator.authenticate(token, world, &mut log) {
                Answer::Authenticated(response) if strategy.audience_agnostic => {
                    self.with_audiences(response)
                }
                answer => answer,
            };
            match station.record(answer, log, second) {
                Answer::NoOpinion => {}
                Answer::Rejected(error) => errors.push(error),
                Answer::Authenticated(response) => return Ok(Some((strategy.authenticator, response))),
            }
        }
        AuthnError::aggregate(errors).map_or(Ok(None), Err)
    }

    /// `authenticator.WrapAudienceAgnosticToken`: such answers hold for all audiences of the server.
    fn with_audiences(&self, mut response: Response) -> Answer {
        if !self.config.api_audiences.is_empty() {
            response.audiences = self.config.api_audiences.clone();
        }
        Answer::Authenticated(response)
    }

    fn ask_anonymous(&self, walk: &mut Walk, request: &mut Request, world: &World) {
        let name = Authenticator::Anonymous;
        let anonymous =
            Anonymous { config: &self.config.anonymous, api_audiences: &self.config.api_audiences };
        if !self.config.anonymous.enabled {
            let reason = "Anonymous requests are switched off (--anonymous-auth=false).";
            walk.trace.push(Step::new(name, StepOutcome::NotConfigured, reason));
        } else if walk.authenticated.is_none() && walk.error.is_some() {
            let reason = "Not asked: a credential was wrong, and a wrong credential never becomes anonymous.";
            walk.trace.push(Step::new(name, StepOutcome::NotReached, reason));
        } else {
            walk.ask(name, Some(&anonymous), "", (request, world), &mut Vec::new());
        }
    }
}

/// What became of one token authenticator, which may be asked twice: for the header's token and the websocket's.
#[derive(Default)]
struct Station {
    outcome: Option<StepOutcome>,
    error: Option<AuthnError>,
    log: StepLog,
}

impl Station {
    fn record(&mut self, answer: Answer, mut log: StepLog, second: bool) -> Answer {
        if second {
            for check in &mut log.checks {
                check.name = format!("websocket token: {}", check.name);
            }
        }
        let (outcome, error) = outcome_of(&answer);
        self.error = error.or(self.error.take());
        self.outcome = match (self.outcome, outcome) {
            (Some(StepOutcome::Rejected), StepOutcome::NoOpinion) => Some(StepOutcome::Rejected),
            _ => {
                self.log.reason = log.reason;
                Some(outcome)
            }
        };
        self.log.checks.append(&mut log.checks);
        self.log.effects.append(&mut log.effects);
        self.log.messages.append(&mut log.messages);
        self.log.notes.append(&mut log.notes);
        self.log.wanted.append(&mut log.wanted);
        self.log.warnings.append(&mut log.warnings);
        answer
    }
}

fn outcome_of(answer: &Answer) -> (StepOutcome, Option<AuthnError>) {
    match answer {
        Answer::NoOpinion => (StepOutcome::NoOpinion, None),
        Answer::Rejected(error) => (StepOutcome::Rejected, Some(error.clone())),
        Answer::Authenticated(_) => (StepOutcome::Authenticated, None),
    }
}

fn already(winner: Authenticator) -> String {
    format!("Not asked: {} had already authenticated the request.", winner.name())
}

impl Walk {
    /// Asks one authenticator of the request union, unless somebody before it has already answered.
    fn ask(
        &mut self,
        name: Authenticator,
        authenticator: Option<&dyn RequestAuthenticator>,
        not_configured: &str,
        (request, world): (&mut Request, &World),
        errors: &mut Vec<AuthnError>,
    ) {
        let step = match (authenticator, &self.authenticated) {
            (None, _) => Step::new(name, StepOutcome::NotConfigured, not_configured),
            (Some(_), Some((winner, _))) => Step::new(name, StepOutcome::NotReached, already(*winner)),
            (Some(authenticator), None) => {
                let mut log = StepLog::default();
                let answer = authenticator.authenticate(request, world, &mut log);
                let (outcome, error) = outcome_of(&answer);
                match answer {
                    Answer::NoOpinion => {}
                    Answer::Rejected(error) => errors.push(error),
                    Answer::Authenticated(response) => self.authenticated = Some((name, response)),
                }
                self.absorb(name, outcome, error, log)
            }
        };
        self.trace.push(step);
    }

    fn absorb(
        &mut self,
        authenticator: Authenticator,
        outcome: StepOutcome,
        error: Option<AuthnError>,
        log: StepLog,
    ) -> Step {
        self.notes.extend(log.notes);
        self.warnings.extend(log.warnings.iter().map(|warning| warning_header(warning)));
        for url in log.wanted {
            if !self.wanted.contains(&url) {
                self.wanted.push(url);
            }
        }
        let reason = if log.reason.is_empty() { first_failure(&log.checks) } else { log.reason };
        Step {
            authenticator,
            outcome,
            error: error.map(|error| error.to_string()),
            reason,
            checks: log.checks,
            effects: log.effects,
            messages: log.messages,
        }
    }
}

/// The value of a `Warning` header (RFC 7234 §5.5), as `apimachinery/pkg/util/net` writes it.
fn warning_header(text: &str) -> String {
    format!("299 - \"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn first_failure(checks: &[Check]) -> String {
    checks
        .iter()
        .find(|check| check.outcome == CheckOutcome::Failed)
        .map(|check| check.detail.clone())
        .unwrap_or_default()
}
