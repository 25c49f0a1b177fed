//! `#/flows`: a sequence diagram of this request and of each strategy, in step with the walk; what was sent behind every
//! message; the webhook's answer to be changed.

pub mod answer;
mod browser;
mod diagram;
mod editor;
mod list;
mod message;
pub mod model;
mod page;

pub use browser::reveal;

use std::rc::Rc;

use gloo::timers::callback::Interval;
use yew::{Callback, Component, Context, Html, NodeRef, Properties};

use super::download::download;
use crate::flow::{layout, narrowest, to_mermaid, to_svg};
use crate::scenario::RemoteAnswer;
use crate::ui::browser::{Listener, listen};
use crate::ui::link::{Act, State};
use model::{Shown, View};

const PLAY_EVERY_MS: u32 = 1_600;
const WIDTH_AT_FIRST: i32 = 760;

#[derive(Properties, PartialEq, Clone)]
pub struct Props {
    pub state: Rc<State>,
    pub act: Callback<Act>,
    /// Below the walk, where there is little room and the reader sees the rest anyway.
    pub beside: bool,
}

pub enum Msg {
    Measure,
    /// A message, or the one that is chosen already: then none.
    Choose(usize),
    Step(i32),
    Close,
    Play,
    Tick,
    CopyMermaid,
    SavePicture,
    Answer(Option<RemoteAnswer>),
}

pub struct Flows {
    view: View,
    stage: NodeRef,
    width: i32,
    chosen: Option<usize>,
    playing: Option<Interval>,
    /// The message that the focus goes to once it is drawn.
    focus: Option<usize>,
    _resized: Listener,
}

impl Component for Flows {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Flows>) -> Flows {
        Flows {
            view: view_of(ctx.props()),
            stage: NodeRef::default(),
            width: WIDTH_AT_FIRST,
            chosen: None,
            playing: None,
            focus: None,
            _resized: listen("resize", ctx.link().callback(|_| Msg::Measure)),
        }
    }

    fn changed(&mut self, ctx: &Context<Flows>, before: &Props) -> bool {
        if ctx.props().state == before.state {
            return false;
        }
        let shown = self.view.shown;
        self.view = view_of(ctx.props());
        if self.view.shown != shown {
            self.chosen = None;
            self.playing = None;
        }
        self.chosen = self.chosen.filter(|chosen| *chosen < self.view.flow.messages.len());
        true
    }

    fn update(&mut self, ctx: &Context<Flows>, msg: Msg) -> bool {
        match msg {
            Msg::Measure => {
                let width = browser::width(&self.stage).unwrap_or(self.width);
                return std::mem::replace(&mut self.width, width) != width;
            }
            Msg::Choose(index) => {
                self.playing = None;
                let chosen = (self.chosen != Some(index)).then_some(index);
                self.choose(ctx, chosen);
            }
            Msg::Step(by) => {
                self.playing = None;
                let next = self.view.step(self.chosen, by);
                self.focus = next;
                self.choose(ctx, next);
            }
            Msg::Close => {
                self.focus = self.chosen;
                self.chosen = None;
            }
            Msg::Play => self.play(ctx),
            Msg::Tick => self.tick(ctx),
            Msg::CopyMermaid => ctx.props().act.emit(Act::Copy(to_mermaid(&self.view.flow))),
            Msg::SavePicture => self.save(ctx),
            Msg::Answer(answer) => self.answer(ctx, answer.as_ref()),
        }
        true
    }

    fn view(&self, ctx: &Context<Flows>) -> Html {
        let props = ctx.props();
        let drawn = page::Drawn {
            view: &self.view,
            state: &props.state,
            act: &props.act,
            layout: (self.width >= narrowest(&self.view.flow)).then(|| layout(&self.view.flow, self.width)),
            chosen: self.chosen,
            playing: self.playing.is_some(),
            beside: props.beside,
            say: ctx.link().callback(|msg| msg),
        };
        page::view(&drawn, &self.stage)
    }

    fn rendered(&mut self, ctx: &Context<Flows>, _: bool) {
        if let Some(index) = self.focus.take() {
            browser::focus(&message::id(index));
        }
        if browser::width(&self.stage).is_some_and(|width| width != self.width) {
            ctx.link().send_message(Msg::Measure);
        }
    }
}

fn view_of(props: &Props) -> View {
    if props.beside { View::of(Shown::Request, &props.state) } else { View::new(&props.state) }
}

impl Flows {
    /// Opens a message, and the station that it belongs to.
    fn choose(&mut self, ctx: &Context<Flows>, chosen: Option<usize>) {
        self.chosen = chosen;
        let place = chosen.and_then(|index| self.view.places.get(index).copied().flatten());
        if let Some(place) = place.filter(|place| Some(*place) != self.view.open) {
            ctx.props().act.emit(Act::Station(place));
        }
    }

    fn play(&mut self, ctx: &Context<Flows>) {
        if self.playing.take().is_some() {
            return;
        }
        if self.chosen.is_none_or(|chosen| chosen + 1 >= self.view.flow.messages.len()) {
            self.choose(ctx, (!self.view.flow.messages.is_empty()).then_some(0));
        }
        let link = ctx.link().clone();
        self.playing = Some(Interval::new(PLAY_EVERY_MS, move || link.send_message(Msg::Tick)));
    }

    fn tick(&mut self, ctx: &Context<Flows>) {
        let next = self.chosen.map_or(0, |chosen| chosen + 1);
        if next < self.view.flow.messages.len() {
            self.choose(ctx, Some(next));
            browser::reveal(&message::id(next));
        } else {
            self.playing = None;
        }
    }

    fn save(&self, ctx: &Context<Flows>) {
        let picture = to_svg(&self.view.flow, browser::theme());
        if download(&model::file_name(&self.view), "image/svg+xml", &picture).is_none() {
            ctx.props().act.emit(Act::Notice("The browser did not let the page save a file.".to_owned()));
        }
    }

    fn answer(&self, ctx: &Context<Flows>, new: Option<&RemoteAnswer>) {
        let Props { state, act, .. } = ctx.props();
        let endpoint = state.report.as_ref().and_then(|report| answer::endpoint(&self.view.scenario, report));
        if let (Some(endpoint), Some(document)) = (endpoint, &state.scenario)
            && let Some(document) = answer::with_answer(document, &endpoint.url, new)
        {
            act.emit(Act::SetScenario(document));
        }
    }
}

#[cfg(test)]
mod tests;
