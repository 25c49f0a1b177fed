//! The annex as one application: it hears the explorer's state and draws each area into its place.

use std::rc::Rc;

use web_sys::Element;
use yew::{Callback, Component, Context, Html, create_portal};

use super::areas::{Given, areas};
use super::bench::Bench;
use super::lab::Memory;
use super::server::blame::Place;
use crate::ui::browser::{self, Listener};
use crate::ui::link::{Act, State};

pub struct Annex {
    state: Rc<State>,
    act: Callback<Act>,
    bench: Bench,
    lab: Memory,
    /// What of the server's side the reader wants to see, counted.
    looked_for: (u32, Option<Place>),
    look: Callback<Place>,
    _listener: Listener,
}

impl Annex {
    /// Mounts the annex out of sight; what there is to see goes into the explorer's places.
    pub fn start() {
        let root = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.create_element("div").ok());
        if let Some(root) = root {
            yew::Renderer::<Annex>::with_root(root).render();
        }
    }
}

pub enum Msg {
    /// The explorer's state.
    Told(String),
    Look(Place),
}

impl Component for Annex {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Annex>) -> Annex {
        let listener = browser::listen(browser::FROM_EXPLORER, ctx.link().callback(Msg::Told));
        browser::tell(browser::FROM_ANNEX, "");
        Annex {
            state: Rc::new(State::default()),
            act: Callback::from(|act: Act| browser::tell(browser::FROM_ANNEX, &act.to_json())),
            bench: Bench::default(),
            lab: Memory::default(),
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
        };
        let state = State::parse(&told);
        let news = state.is_some();
        if let Some(state) = state {
            self.state = Rc::new(state);
        }
        news
    }

    fn view(&self, _: &Context<Annex>) -> Html {
        let Annex { state, act, bench, lab, looked_for, look, .. } = self;
        let given = Given { state, act, bench, lab, looked_for, look };
        areas(&given)
            .into_iter()
            .filter_map(|(place, html)| Some(create_portal(html, host(place)?)))
            .collect()
    }
}

/// A place that the explorer keeps free.
fn host(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}
