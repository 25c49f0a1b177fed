//! The usual scenario, for the page's first worker: certificates, token files, service accounts and bootstrap tokens, on
//! keys that most clusters have. Whoever waits for a first verdict waits for every kilobyte of that worker, so that it
//! does not hold what few first verdicts need. It does not answer differently: it says that something is lacking, and the
//! second worker, which lacks nothing, is asked the same.

use std::cell::Cell;

use chrono::{DateTime, Utc};

use super::evaluate_with;
use crate::apiserver::Faculties;
use crate::apiserver::authentication_configuration::{AuthenticationConfiguration, JwtAuthenticator, Rules};
use crate::authn::USUAL_TOKEN_STRATEGIES;
use crate::cel::{Expressions, Failure, Input, Outcome, Uses, Variable};
use crate::crypto::keys::Curve;
use crate::crypto::rare::Rare;
use crate::crypto::signature::{Hash, RsaKey};
use crate::report::Report;
use crate::scenario::{Scenario, Version};

/// Evaluates a scenario as [`super::evaluate`] does; `None` when that takes more than is usual.
///
/// A program that evaluates by this function alone holds only what it needs.
pub fn evaluate(scenario: &Scenario, now: DateTime<Utc>) -> Option<Report> {
    let usual = Usual::default();
    let report = evaluate_with(&usual, USUAL_TOKEN_STRATEGIES, scenario, now);
    (!usual.lacks.get()).then_some(report)
}

/// Remembers that it was asked for something. What it answers then is of no account.
#[derive(Default)]
struct Usual {
    lacks: Cell<bool>,
}

impl Usual {
    fn lack<T>(&self, nothing: T) -> T {
        self.lacks.set(true);
        nothing
    }
}

impl Faculties for Usual {
    fn load(&self, _: &str, _: Rules) -> Result<AuthenticationConfiguration, String> {
        self.lack(Err(String::new()))
    }

    fn validate(&self, _: &AuthenticationConfiguration, _: Rules) -> Vec<String> {
        self.lack(Vec::new())
    }

    fn validate_authenticator(&self, _: &JwtAuthenticator, _: &[String], _: Rules) -> Vec<String> {
        self.lack(Vec::new())
    }

    fn lacks_strategy(&self) {
        self.lack(());
    }
}

impl Expressions for Usual {
    fn compile(&self, _: &str, _: Variable, _: bool) -> Result<Uses, String> {
        self.lack(Err(String::new()))
    }

    fn evaluate(&self, _: &str, _: Input, _: Version) -> Result<Outcome, Failure> {
        self.lack(Err(Failure::Error(String::new())))
    }
}

impl Rare for Usual {
    fn verify_pss(&self, _: Hash, _: RsaKey, _: Option<usize>, _: &[u8], _: &[u8]) -> bool {
        self.lack(false)
    }

    fn verify_ecdsa(&self, _: Curve, _: &[u8], _: &[u8], _: &[u8]) -> bool {
        self.lack(false)
    }

    fn verify_ed25519(&self, _: &[u8; 32], _: &[u8], _: &[u8]) -> bool {
        self.lack(false)
    }

    fn ed25519_public_key(&self, _: &[u8; 32]) -> [u8; 32] {
        self.lack([0; 32])
    }

    fn public_point(&self, _: Curve, _: &[u8]) -> Option<Vec<u8>> {
        self.lack(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;

    #[test]
    fn what_is_answered_is_what_the_whole_engine_answers() {
        let mut kinds = [0, 0];
        for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/static/gallery")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "yaml") {
                continue;
            }
            let scenario = scenario::parse(&std::fs::read_to_string(&path).unwrap()).unwrap();
            let report = evaluate(&scenario, DateTime::UNIX_EPOCH);
            let name = &scenario.metadata.name;
            let rare = ["oidc", "webhook", "authentication-configuration", "three-mistakes"];
            if rare.iter().any(|rare| name.starts_with(rare)) {
                assert_eq!(report, None, "{name}");
                kinds[0] += 1;
            } else if report.is_some() {
                assert_eq!(report, Some(super::super::evaluate(&scenario, DateTime::UNIX_EPOCH)), "{name}");
                kinds[1] += 1;
            }
        }
        assert!(kinds[0] > 10 && kinds[1] > 25, "{kinds:?}");
    }

    #[test]
    fn both_chains_have_the_same_stations() {
        let names = |strategies: &[crate::authn::TokenStrategy]| {
            strategies
                .iter()
                .map(|strategy| (strategy.authenticator, strategy.not_configured))
                .collect::<Vec<_>>()
        };
        assert_eq!(names(USUAL_TOKEN_STRATEGIES), names(crate::authn::TOKEN_STRATEGIES));
    }
}
