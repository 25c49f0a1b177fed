//! The way between the two documents: scenario text in, report out. The terminal and the worker call only this.

pub mod protocol;

use chrono::{DateTime, Utc};

use crate::report::{Outcome, Report};
use crate::scenario::{self, Scenario};

/// Evaluates a scenario document. `now` is the reader's clock, used when the scenario sets none.
pub fn evaluate_text(text: &str, now: DateTime<Utc>) -> Report {
    match scenario::parse(text) {
        Ok(scenario) => evaluate(&scenario, now),
        Err(error) => invalid(error.to_string()),
    }
}

/// Evaluates a scenario. `now` is the reader's clock, used when the scenario sets none.
pub fn evaluate(_scenario: &Scenario, _now: DateTime<Utc>) -> Report {
    Report::new(Outcome::Unauthorized)
}

fn invalid(error: String) -> Report {
    Report { error: Some(error), ..Report::new(Outcome::InvalidScenario) }
}
