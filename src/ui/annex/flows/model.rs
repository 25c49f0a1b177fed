//! What the Flows view shows, without Yew: which flow, in step with which station, and the marks that go with it.

use std::rc::Rc;

use crate::flow::{self, Facts, Flow, Message, Station};
use crate::report::{Authenticator, Outcome, Report, StepOutcome};
use crate::scenario::Scenario;
use crate::ui::link::State;
use crate::ui::state::{Document, StationKey, Tone, stations};

/// Which flow is chosen, by the route: `#/flows` or `#/flows/<strategy>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Request,
    Story(Authenticator),
}

impl Shown {
    pub fn of_route(route: &str) -> Shown {
        let slug = route.trim_matches('/').split(['/', '?']).nth(1).unwrap_or_default();
        let strategy = Authenticator::ALL.into_iter().find(|strategy| strategy.name() == slug);
        strategy.map_or(Shown::Request, Shown::Story)
    }

    pub fn route(self) -> String {
        match self {
            Shown::Request => "/flows".to_owned(),
            Shown::Story(strategy) => format!("/flows/{}", strategy.name()),
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Shown::Request => "This request",
            Shown::Story(strategy) => strategy.title(),
        }
    }

    /// What the report says of it.
    pub fn tone(self, report: Option<&Report>) -> Tone {
        let Shown::Story(strategy) = self else { return Tone::Off };
        let steps = report.map(|report| report.trace.as_slice()).unwrap_or_default();
        let of_it = || steps.iter().filter(|step| step.authenticator == strategy).map(|step| step.outcome);
        if of_it().any(|outcome| outcome == StepOutcome::Authenticated) {
            Tone::Good
        } else if of_it().any(|outcome| outcome == StepOutcome::Rejected) {
            Tone::Bad
        } else {
            Tone::Off
        }
    }
}

/// All flows there are: this request, then the strategies, the one that decided first.
pub fn choices(report: Option<&Report>) -> Vec<Shown> {
    let mut choices = vec![Shown::Request];
    choices.extend(flow::order(report).into_iter().map(Shown::Story));
    choices
}

/// The scenario that the flow is filled in from; an empty one where the document cannot be read as one.
pub fn scenario_of(document: Option<&Document>) -> Scenario {
    let mut text = String::new();
    if let Some(document) = document {
        document.json().write(&mut text);
    }
    serde_json::from_str(&text).unwrap_or_else(|_| Scenario {
        api_version: String::new(),
        kind: String::new(),
        metadata: Default::default(),
        now: None,
        api_server: Default::default(),
        objects: Vec::new(),
        remote: Default::default(),
        request: Default::default(),
    })
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    pub shown: Shown,
    pub flow: Rc<Flow>,
    pub scenario: Rc<Scenario>,
    /// Of each message: its station's place in the walk.
    pub places: Vec<Option<usize>>,
    /// The open station's place.
    pub open: Option<usize>,
}

impl View {
    /// The flow that the route chooses.
    pub fn new(state: &State) -> View {
        View::of(Shown::of_route(&state.route), state)
    }

    pub fn of(shown: Shown, state: &State) -> View {
        let scenario = scenario_of(state.whole().as_ref());
        let none = Report::new(Outcome::InvalidScenario);
        let report = state.report.as_ref().unwrap_or(&none);
        let facts = Facts { scenario: &scenario, report };
        let flow = match shown {
            Shown::Request => flow::this_request(report, &facts),
            Shown::Story(strategy) => flow::of(strategy, report, &facts),
        };
        let line: Vec<StationKey> =
            stations(state.report.as_ref()).iter().map(|station| station.key).collect();
        let place = |key: StationKey| line.iter().position(|other| *other == key);
        let places =
            flow.messages.iter().map(|message| message.station.and_then(|one| place(key(one)))).collect();
        View {
            shown,
            places,
            open: state.station.and_then(place),
            flow: Rc::new(flow),
            scenario: Rc::new(scenario),
        }
    }

    /// Whether a message belongs to the station that is open.
    pub fn lit(&self, index: usize) -> bool {
        self.open.is_some() && self.places.get(index).copied().flatten() == self.open
    }

    /// The message to go to from the chosen one; with none chosen, the first of the open station.
    pub fn step(&self, chosen: Option<usize>, by: i32) -> Option<usize> {
        let last = self.flow.messages.len().checked_sub(1)?;
        let Some(chosen) = chosen.or(match by {
            i32::MIN => Some(0),
            i32::MAX => Some(last),
            _ => None,
        }) else {
            let first = (0..=last).find(|index| self.lit(*index));
            return Some(first.unwrap_or(if by < 0 { last } else { 0 }));
        };
        Some(chosen.saturating_add_signed(by as isize).min(last))
    }
}

fn key(station: Station) -> StationKey {
    match station {
        Station::Source(name) => StationKey::Source(name),
        Station::Step(authenticator, nth) => StationKey::Step(authenticator, nth),
    }
}

/// How a message looks: a success, a refusal, or neither.
pub fn tone(message: &Message) -> Tone {
    if message.failed {
        Tone::Bad
    } else if message.succeeded() {
        Tone::Good
    } else {
        Tone::Quiet
    }
}

/// The name under which a picture of the flow is saved.
pub fn file_name(view: &View) -> String {
    let scenario = view.scenario.metadata.name.as_str();
    let scenario: String = scenario.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let flow = match view.shown {
        Shown::Request => "request",
        Shown::Story(strategy) => strategy.name(),
    };
    if scenario.is_empty() { format!("{flow}.svg") } else { format!("{scenario}-{flow}.svg") }
}
