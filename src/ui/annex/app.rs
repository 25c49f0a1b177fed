//! The annex as one application: it hears the explorer's state and draws each area into its place.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use web_sys::Element;
use yew::{Callback, Component, Context, Html, create_portal};

use super::areas::{AREAS, AREAS_AWAY, Area, Given};
use super::bench::Bench;
use super::lab::Memory;
use super::server::blame::Place;
use crate::ui::browser::{self, Listener};
use crate::ui::link::{Act, State, explores};

pub struct Annex {
    state: Rc<State>,
    is_told: bool,
    act: Callback<Act>,
    bench: Bench,
    lab: Memory,
    /// What the areas are drawn into, as far as they are drawn; one more a task, so that the page answers in between.
    stages: Vec<Element>,
    next: Option<Timeout>,
    /// What of the server's side the reader wants to see, counted.
    looked_for: (u32, Option<Place>),
    look: Callback<Place>,
    _listener: Listener,
}

impl Annex {
    /// Mounts the annex out of sight; what there is to see goes into the explorer's places.
    pub fn start() {
        if let Some(root) = browser::root() {
            yew::Renderer::<Annex>::with_root(root).render();
        }
    }
}

pub enum Msg {
    /// The explorer's state.
    Told(String),
    Look(Place),
    DrawNext,
}

impl Component for Annex {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Annex>) -> Annex {
        let listener = browser::listen(browser::FROM_EXPLORER, ctx.link().callback(Msg::Told));
        browser::tell(browser::FROM_ANNEX, "");
        Annex {
            state: Rc::new(State::default()),
            is_told: false,
            act: Callback::from(|act: Act| browser::tell(browser::FROM_ANNEX, &act.to_json())),
            bench: Bench::default(),
            lab: Memory::default(),
            stages: Vec::new(),
            next: None,
            looked_for: (0, None),
            look: ctx.link().callback(Msg::Look),
            _listener: listener,
        }
    }

    fn update(&mut self, _: &Context<Annex>, msg: Msg) -> bool {
        let told = match msg {
            Msg::Told(told) => told,
            Msg::Look(place) => {
                self.looked_for = (self.looked_for.0 + 1, Some(place));
                return true;
            }
            Msg::DrawNext => {
                self.stages.extend(AREAS.get(self.stages.len()).and_then(|(id, _)| stage(id)));
                return true;
            }
        };
        let state = State::parse(&told);
        let news = state.is_some();
        if let Some(state) = state {
            self.state = Rc::new(state);
            self.is_told = true;
        }
        news
    }

    fn rendered(&mut self, ctx: &Context<Annex>, _: bool) {
        for ((id, _), stage) in AREAS.iter().zip(&self.stages) {
            if let Some(place) = place(id)
                && stage.parent_element().as_ref() != Some(&place)
            {
                let _ = place.append_child(stage);
            }
        }
        let wanted = if explores(&self.state.route) { AREAS.len() } else { AREAS_AWAY };
        if self.is_told && self.stages.len() < wanted {
            let link = ctx.link().clone();
            self.next = Some(Timeout::new(0, move || link.send_message(Msg::DrawNext)));
        }
    }

    fn view(&self, _: &Context<Annex>) -> Html {
        let Annex { state, act, bench, lab, looked_for, look, .. } = self;
        let given = Given { state, act, bench, lab, looked_for, look };
        // What is not drawn yet has its place in the list all the same: a portal that moves up in it loses its events.
        let stages = self.stages.iter().map(Some).chain(std::iter::repeat(None));
        let area = |((_, draw), stage): (&Area, Option<&Element>)| {
            stage.map_or_else(Html::default, |stage| create_portal(draw(&given), stage.clone()))
        };
        AREAS.iter().zip(stages).map(area).collect()
    }
}

/// A place that the explorer keeps free.
fn place(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}

/// What goes into a place once it is drawn: an area joins the page as a whole, not element by element.
fn stage(id: &str) -> Option<Element> {
    let kind = if place(id).is_some_and(|place| place.tag_name() == "SPAN") { "span" } else { "div" };
    let stage = web_sys::window()?.document()?.create_element(kind).ok()?;
    stage.set_class_name("place");
    Some(stage)
}
