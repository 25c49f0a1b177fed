//! Below the identity: for a refusal what to do about it, then the answer in the words of each tool.

mod cards;
mod pages;
mod tried;

use std::rc::Rc;

use chrono::{DateTime, SecondsFormat, Utc};
use gloo::timers::callback::Timeout;
use yew::{Callback, Component, Context, Html, Properties, html};

use super::bench::Bench;
use super::scenario_of;
use crate::output::fixes::{Fix, propose};
use crate::output::reviews;
use crate::report::Report;
use crate::scenario::Scenario;
use crate::ui::browser;
use crate::ui::json::Json;
use crate::ui::link::{Act, State};

use pages::{Page, Subject, pages};
use tried::{Now, Tried, attempt};

const COPIED_FOR_MS: u32 = 2000;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub state: Rc<State>,
    pub act: Callback<Act>,
    pub bench: Bench,
}

pub enum Msg {
    Choose(&'static str, bool),
    Copy(String),
    Forget,
    Try(usize),
    Undo,
    /// The report of the token alone, and the scenario that it is of.
    Reviewed(String, Box<Report>),
}

#[derive(Default)]
pub struct Answers {
    pages: Vec<Page>,
    fixes: Vec<Fix>,
    chosen: &'static str,
    copied: Option<String>,
    forget: Option<Timeout>,
    tried: Option<Tried>,
    focus: Option<String>,
    /// The last evaluation of a token alone.
    alone: Option<(String, Box<Report>)>,
}

impl Component for Answers {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Answers>) -> Answers {
        let mut answers = Answers::default();
        answers.look(ctx);
        answers
    }

    fn changed(&mut self, ctx: &Context<Answers>, _: &Props) -> bool {
        self.look(ctx);
        true
    }

    fn update(&mut self, ctx: &Context<Answers>, msg: Msg) -> bool {
        let Props { state, act, .. } = ctx.props();
        match msg {
            Msg::Choose(key, by_key) => {
                self.chosen = key;
                self.focus = by_key.then(|| cards::tab_id(key));
            }
            Msg::Copy(text) => {
                self.copied = Some(text.clone());
                let link = ctx.link().clone();
                self.forget = Some(Timeout::new(COPIED_FOR_MS, move || link.send_message(Msg::Forget)));
                act.emit(Act::Copy(text));
            }
            Msg::Forget => self.copied = None,
            Msg::Try(index) => {
                let Some(scenario) = without_credentials(state) else { return false };
                let now = Now { scenario: &scenario, text: &state.text };
                if let Some((doing, tried)) = self.fixes.get(index).and_then(|fix| attempt(fix, &now)) {
                    self.tried = Some(tried);
                    self.focus = Some(cards::UNDO_ID.to_owned());
                    act.emit(doing);
                }
            }
            Msg::Undo => {
                self.tried = None;
                act.emit(Act::Undo);
            }
            Msg::Reviewed(scenario, report) => {
                self.alone = Some((scenario, report));
                self.look(ctx);
            }
        }
        true
    }

    fn rendered(&mut self, _: &Context<Answers>, _: bool) {
        if let Some(id) = self.focus.take() {
            browser::focus(&id);
        }
    }

    fn view(&self, ctx: &Context<Answers>) -> Html {
        let link = ctx.link();
        html! {
            <>
                { cards::tried(self.tried.as_ref(), &link.callback(|()| Msg::Undo)) }
                { cards::fixes(&self.fixes, self.copied.as_deref(), &link.callback(Msg::Try), &link.callback(Msg::Copy)) }
                { cards::tabs(&self.pages, self.chosen, self.copied.as_deref(), ctx.props(), link) }
            </>
        }
    }
}

impl Answers {
    /// Makes everything anew from the explorer's state.
    fn look(&mut self, ctx: &Context<Answers>) {
        let state = &ctx.props().state;
        let (Some(report), Some(request)) = (&state.report, &state.request) else {
            self.pages.clear();
            self.fixes.clear();
            return;
        };
        let Some(whole) = state.whole().as_ref().and_then(scenario_of) else { return };
        let reader = browser::clock();
        let now = whole.clock().ok().flatten().unwrap_or(reader);
        self.fixes = propose(&whole, report, now);
        let token_alone =
            if reviews::is_token_alone(request) { Some(report) } else { self.ask_alone(ctx, &whole) };
        self.pages = pages(&Subject { report, request, token_alone, now: seconds(now) });
        if let (Some(tried), Some(scenario)) = (&mut self.tried, without_credentials(state))
            && !tried.stands(&Now { scenario: &scenario, text: &state.text })
        {
            self.tried = None;
        }
    }

    /// The report of the token without what came with it; asked for where it is not at hand.
    fn ask_alone(&self, ctx: &Context<Answers>, whole: &Scenario) -> Option<&Report> {
        let alone = reviews::token_alone(whole)?;
        let text = serde_json::to_string(&alone).ok()?;
        if let Some((asked, report)) = &self.alone
            && *asked == text
        {
            return Some(report);
        }
        let link = ctx.link().clone();
        let body = Json::field("scenario", Json::text(&text));
        ctx.props().bench.ask("evaluate", body, move |done| {
            let mut json = String::new();
            if let Ok(result) = done {
                result.write(&mut json);
            }
            if let Ok(report) = serde_json::from_str(&json) {
                link.send_message(Msg::Reviewed(text, report));
            }
        });
        None
    }
}

fn without_credentials(state: &State) -> Option<Scenario> {
    state.scenario.as_ref().and_then(scenario_of)
}

fn seconds(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}
