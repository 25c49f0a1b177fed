//! The inspectors: what was pasted, taken apart beside the verdict. The second worker takes it apart
//! ([`crate::inspect`]); the report says what the server made of each part.

mod bytes;
mod certificate;
mod chain;
mod frame;
mod judge;
mod jwt;
mod kubeconfig;
mod look;
mod request;
mod tree;

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use yew::{Callback, Component, Context, Html, Properties, html};

use self::frame::Sight;
use self::judge::Judge;
use self::look::{Change, Look};
use super::bench::{Bench, Done};
use crate::inspect::{Inspection, Item};
use crate::ui::browser;
use crate::ui::components::icon::{self, icon};
use crate::ui::json::Json;
use crate::ui::link::{Act, State};

/// For how long a copy button says that it has copied.
const COPIED_MS: u32 = 1_600;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub state: Rc<State>,
    pub act: Callback<Act>,
    pub bench: Bench,
}

pub enum Msg {
    Answered(Done),
    Again,
    Change(Change),
    Act(Act),
    Copy { name: String, text: String },
    CopyShown,
}

/// What there is to show.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Shown {
    /// Nothing was asked yet.
    #[default]
    Nothing,
    Waiting,
    There(Inspection),
    Failed(String),
}

#[derive(Default)]
pub struct Inspector {
    shown: Shown,
    look: Look,
    /// The last question, and whether its answer is still to come.
    asked: String,
    under_way: bool,
    /// The card in whose tree the focus is to follow.
    follow: Option<usize>,
    /// Whether what is marked has to come into sight.
    reveals: bool,
    copied: Option<Timeout>,
}

impl Component for Inspector {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Inspector>) -> Inspector {
        let mut inspector = Inspector::default();
        inspector.ask(ctx);
        inspector
    }

    fn changed(&mut self, ctx: &Context<Inspector>, _: &Props) -> bool {
        self.ask(ctx);
        true
    }

    fn update(&mut self, ctx: &Context<Inspector>, msg: Msg) -> bool {
        match msg {
            Msg::Answered(done) => {
                self.under_way = false;
                self.hear(done);
                self.ask(ctx);
            }
            Msg::Again => {
                self.asked.clear();
                self.shown = Shown::Waiting;
                self.ask(ctx);
            }
            Msg::Change(change) => {
                let Shown::There(inspection) = &self.shown else { return false };
                let card = match change {
                    Change::Step(card, _) | Change::Along(card, _) | Change::Select(card, _) => Some(card),
                    _ => None,
                };
                // What is under the pointer must not move away from it.
                self.reveals = !matches!(change, Change::Point(..));
                let before = self.look.clone();
                let focus = self.look.change(change, inspection);
                if focus {
                    self.follow = card;
                }
                return before != self.look;
            }
            Msg::Act(act) => {
                ctx.props().act.emit(act);
                return false;
            }
            Msg::Copy { name, text } => {
                ctx.props().act.emit(Act::Copy(text));
                self.look.copied = Some(name);
                let link = ctx.link().clone();
                self.copied = Some(Timeout::new(COPIED_MS, move || link.send_message(Msg::CopyShown)));
            }
            Msg::CopyShown => self.look.copied = None,
        }
        true
    }

    fn rendered(&mut self, _: &Context<Inspector>, _: bool) {
        if let Some(card) = self.follow.take()
            && let Some(tree) = self.look.trees.get(&card)
        {
            browser::focus(&bytes::item_id(card, tree.selected));
        }
        if std::mem::take(&mut self.reveals) {
            self.look.trees.keys().for_each(|card| bytes::reveal(*card));
        }
    }

    fn view(&self, ctx: &Context<Inspector>) -> Html {
        let Props { state, .. } = ctx.props();
        let judge = Judge { report: state.report.as_ref(), lit: state.lit.as_deref() };
        let send = ctx.link().callback(|msg| msg);
        view(&self.shown, !state.text.trim().is_empty(), &Sight { judge, look: &self.look, send: &send })
    }
}

impl Inspector {
    /// One question at a time: while one is answered, only the newest of those that come is remembered, by the
    /// state itself.
    fn ask(&mut self, ctx: &Context<Inspector>) {
        let Props { state, bench, .. } = ctx.props();
        let Some(question) = question(state).filter(|_| !self.under_way) else { return };
        let mut text = String::new();
        question.write(&mut text);
        if text == self.asked {
            return;
        }
        if self.shown == Shown::Nothing {
            self.shown = Shown::Waiting;
        }
        self.asked = text;
        self.under_way = true;
        let link = ctx.link().clone();
        bench.ask("inspect", question, move |done| link.send_message(Msg::Answered(done)));
    }

    fn hear(&mut self, done: Done) {
        let read = |json: Json| {
            let mut text = String::new();
            json.write(&mut text);
            serde_json::from_str::<Inspection>(&text).map_err(|error| error.to_string())
        };
        match done.and_then(read) {
            Ok(inspection) => {
                let same = matches!(&self.shown, Shown::There(before) if *before == inspection);
                if !same {
                    self.look.forget();
                }
                self.shown = Shown::There(inspection);
            }
            Err(sorry) => self.shown = Shown::Failed(sorry),
        }
    }
}

/// [`crate::inspect::InspectQuestion`]; none before the first evaluation.
fn question(state: &State) -> Option<Json> {
    let request = state.request.as_ref()?;
    let mut sent = Json::field("raw", Json::text(&request.raw));
    sent.set("clientCertificates", request.client_certificates.as_deref().map(Json::text));
    let mut question = Json::field("text", Json::text(&state.text));
    question.set("request", Some(sent));
    question.set("scenario", state.scenario.as_ref().map(|scenario| scenario.json().clone()));
    Some(question)
}

/// `pasted`: whether there is anything in the paste box.
fn view(shown: &Shown, pasted: bool, sight: &Sight) -> Html {
    match shown {
        Shown::Nothing | Shown::Waiting if !pasted => html! { <div class="coming-card"></div> },
        Shown::Nothing | Shown::Waiting => {
            html! { <p class="inspect-hint" role="status">{ "Taking it apart…" }</p> }
        }
        Shown::There(Inspection { items, .. }) if items.is_empty() && !pasted => Html::default(),
        Shown::There(Inspection { items, .. }) if items.is_empty() => {
            html! { <p class="inspect-hint">{ "No token, certificate, request or kubeconfig in here to take apart." }</p> }
        }
        Shown::There(Inspection { items, clock }) => html! {
            <div class="inspectors">
                { for items.iter().enumerate().map(|(index, one)| item(one, pasted && index == 0, sight)) }
                if pasted { <p class="inspect-hint">{ "Times are seen from " }{ clock }{ ", the scenario's clock." }</p> }
            </div>
        },
        Shown::Failed(sorry) => {
            let again = sight.send.reform(|_| Msg::Again);
            html! {
                <section class="card inspector failed" aria-label="Inspector">
                    <p class="fault">{ icon(icon::WARN) }<span>{ "What was pasted could not be taken apart. " }{ sorry }</span></p>
                    <button type="button" class="link" onclick={again}>{ "Try again" }</button>
                </section>
            }
        }
    }
}

/// `first`: the most telling of what was pasted.
fn item(item: &Item, first: bool, sight: &Sight) -> Html {
    match item {
        Item::Kubeconfig(config) => kubeconfig::view(config, sight),
        Item::Jwt(token) => jwt::view(token, sight),
        Item::Token(token) => jwt::plain(token, sight),
        Item::Certificates(certificates) => certificate::view(certificates, sight),
        Item::Request(one) => request::view(one, first, sight),
    }
}

#[cfg(test)]
mod tests;
