//! The walk, played: one station after the other, up to the one that decided.

use std::rc::Rc;

use gloo::timers::callback::Interval;
use yew::{Callback, Component, Context, Html, Properties, html};

use crate::ui::components::icon::icon;
use crate::ui::components::walk::station_id;
use crate::ui::link::{Act, State};
use crate::ui::state::{Station, Tone, stations};

use super::flows::reveal;

const EVERY_MS: u32 = 1_800;
pub const PLAY: &str = "M5 3.5v9l7-4.5z";
pub const PAUSE: &str = "M5.5 3.5v9M10.5 3.5v9";

#[derive(Properties, PartialEq)]
pub struct Props {
    pub state: Rc<State>,
    pub act: Callback<Act>,
}

pub enum Msg {
    Toggle,
    Tick,
}

#[derive(Default)]
pub struct Play {
    timer: Option<Interval>,
    /// The station that was opened last.
    at: Option<usize>,
}

impl Component for Play {
    type Message = Msg;
    type Properties = Props;

    fn create(_: &Context<Play>) -> Play {
        Play::default()
    }

    fn changed(&mut self, ctx: &Context<Play>, before: &Props) -> bool {
        let (old, new) = (&before.state, &ctx.props().state);
        let moved = open(new) != self.at && open(new) != open(old);
        if old.report != new.report || moved {
            self.timer = None;
        }
        true
    }

    fn update(&mut self, ctx: &Context<Play>, msg: Msg) -> bool {
        let state = &ctx.props().state;
        let line = stations(state.report.as_ref());
        match msg {
            Msg::Toggle if self.timer.take().is_some() => return true,
            Msg::Toggle => {
                let Some(first) = first(&line, open(state)) else { return false };
                self.go(ctx, first);
                let link = ctx.link().clone();
                self.timer = Some(Interval::new(EVERY_MS, move || link.send_message(Msg::Tick)));
            }
            Msg::Tick => match next(&line, self.at) {
                Some(next) => self.go(ctx, next),
                None => self.timer = None,
            },
        }
        true
    }

    fn rendered(&mut self, _: &Context<Play>, _: bool) {
        if let Some(at) = self.at.filter(|_| self.timer.is_some()) {
            reveal(&station_id(at));
        }
    }

    fn view(&self, ctx: &Context<Play>) -> Html {
        let playing = self.timer.is_some();
        let (path, word) = if playing { (PAUSE, "Pause") } else { (PLAY, "Play the walk") };
        let line = stations(ctx.props().state.report.as_ref());
        let said = self.at.filter(|_| playing).and_then(|at| line.get(at));
        html! {
            <>
                <button type="button" aria-label={word} title={word} onclick={ctx.link().callback(|_| Msg::Toggle)}>{ icon(path) }</button>
                <span class="sr-only" role="status">
                    if let Some(station) = said { { format!("{}: {}. {}", station.title, station.word, station.reason) } }
                </span>
            </>
        }
    }
}

impl Play {
    fn go(&mut self, ctx: &Context<Play>, station: usize) {
        self.at = Some(station);
        ctx.props().act.emit(Act::Station(station));
    }
}

fn open(state: &State) -> Option<usize> {
    stations(state.report.as_ref()).iter().position(|station| Some(station.key) == state.station)
}

/// The station that decided, or the last that was asked.
fn last(line: &[Station]) -> Option<usize> {
    let decided = line.iter().rposition(|station| station.tone == Tone::Good);
    decided.or_else(|| line.iter().rposition(|station| station.tone != Tone::Off))
}

/// Where it starts: behind the open station, or at the beginning when that is the last one.
fn first(line: &[Station], open: Option<usize>) -> Option<usize> {
    let last = last(line)?;
    Some(open.filter(|open| *open < last).map_or(0, |open| open + 1))
}

fn next(line: &[Station], at: Option<usize>) -> Option<usize> {
    let next = at? + 1;
    (next <= last(line)?).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Authenticator, Outcome, Report, Step, StepOutcome};

    fn played(outcomes: &[StepOutcome], open: Option<usize>) -> Vec<usize> {
        let steps = Authenticator::ALL.into_iter().zip(outcomes);
        let trace = steps.map(|(authenticator, outcome)| Step::new(authenticator, *outcome, "")).collect();
        let report = Report { trace, ..Report::new(Outcome::Unauthorized) };
        let line = stations(Some(&report));
        let mut at = first(&line, open);
        let mut seen = Vec::new();
        while let Some(station) = at {
            seen.push(station);
            at = next(&line, at);
        }
        seen
    }

    #[test]
    fn it_goes_from_the_first_station_to_the_one_that_decided() {
        use StepOutcome::{Authenticated, NoOpinion, NotConfigured, NotReached, Rejected};
        let walk = [NoOpinion, NotConfigured, Authenticated, NotReached];
        assert_eq!(played(&walk, None), [0, 1, 2]);
        assert_eq!(played(&walk, Some(2)), [0, 1, 2], "from the start when it is over");
        assert_eq!(played(&walk, Some(0)), [1, 2], "on from where the reader is");
        assert_eq!(played(&[Rejected, NoOpinion, NotConfigured], None), [0, 1]);
        assert_eq!(played(&[NotConfigured, NotReached], None), [0; 0]);
    }
}
