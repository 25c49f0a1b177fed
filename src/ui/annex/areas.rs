//! Which view goes into which of the explorer's places.

use std::rc::Rc;

use yew::{Callback, Html, html};

use super::answers::Answers;
use super::bench::Bench;
use super::flows::Flows;
use super::inspect::Inspector;
use super::lab::{Lab, Memory};
use super::learn::{LearnPage, LessonPanel, Place};
use super::paste::{self, Files};
use super::play::Play;
use super::server::blame::Place as Guilty;
use super::server::{Culprits, Server};
use super::share::Share;
use crate::ui::link::{Act, State};

/// What every area gets.
pub struct Given<'a> {
    pub state: &'a Rc<State>,
    pub act: &'a Callback<Act>,
    pub bench: &'a Bench,
    pub lab: &'a Memory,
    /// What of the server's side the reader wants to see, with a number of its own; and how to ask for it.
    pub looked_for: &'a (u32, Option<Guilty>),
    pub look: &'a Callback<Guilty>,
}

/// A place of the explorer's page, by its id, and what draws into it.
pub type Area = (&'static str, fn(&Given) -> Html);

/// In the order in which they are filled.
pub const AREAS: [Area; 11] = [
    ("annex-page", page),
    ("annex-lesson", lesson),
    ("annex-files", files),
    ("annex-recognised", |given| paste::pieces(given.state, given.act)),
    ("annex-reading", |given| paste::whole(given.state, given.act)),
    ("annex-inspect", inspectors),
    ("annex-play", play),
    ("annex-flow", flow),
    ("annex-answers", answers),
    ("annex-share", share),
    ("annex-server", server),
];
/// How many of them, from the first, make sense where the explorer is out of sight.
pub const AREAS_AWAY: usize = 3;

fn files(given: &Given) -> Html {
    let away = !matches!(given.state.page(), "" | "explore" | "s" | "flows");
    html! { <Files act={given.act.clone()} {away} /> }
}

fn play(given: &Given) -> Html {
    html! { <Play state={given.state.clone()} act={given.act.clone()} /> }
}

/// Below the walk; on a page of its own it is [`page`].
fn flow(given: &Given) -> Html {
    if given.state.page() == "flows" {
        return Html::default();
    }
    html! { <Flows state={given.state.clone()} act={given.act.clone()} beside=true /> }
}

fn server(given: &Given) -> Html {
    let Given { state, act, bench, looked_for, .. } = given;
    html! { <Server state={Rc::clone(state)} act={(*act).clone()} bench={(*bench).clone()} look={(*looked_for).clone()} /> }
}

fn answers(given: &Given) -> Html {
    html! {
        <>
            <Culprits state={given.state.clone()} look={given.look.clone()} />
            <Answers state={given.state.clone()} act={given.act.clone()} bench={given.bench.clone()} />
        </>
    }
}

fn share(given: &Given) -> Html {
    html! { <Share state={given.state.clone()} act={given.act.clone()} /> }
}

/// A page of its own, where the explorer is out of sight.
fn page(given: &Given) -> Html {
    match given.state.page() {
        "" | "explore" | "s" => Html::default(),
        "flows" => html! { <Flows state={given.state.clone()} act={given.act.clone()} beside=false /> },
        "lab" => {
            html! { <Lab memory={given.lab.clone()} act={given.act.clone()} bench={given.bench.clone()} /> }
        }
        "learn" | "gallery" | "workshop" => learn(given),
        _ if !given.state.route.starts_with('/') => Html::default(),
        _ => missing(),
    }
}

fn learn(given: &Given) -> Html {
    match Place::of(&given.state.route) {
        None | Some(Place::Lesson { .. }) => Html::default(),
        Some(place) => {
            html! { <LearnPage {place} act={given.act.clone()} bench={given.bench.clone()} /> }
        }
    }
}

/// The lesson above the explorer.
fn lesson(given: &Given) -> Html {
    let Some(Place::Lesson { name, trainer }) = Place::of(&given.state.route) else { return Html::default() };
    let Given { state, act, bench, .. } = given;
    html! { <LessonPanel {name} {trainer} state={Rc::clone(state)} act={(*act).clone()} bench={(*bench).clone()} /> }
}

/// Below the paste box.
fn inspectors(given: &Given) -> Html {
    html! { <Inspector state={given.state.clone()} act={given.act.clone()} bench={given.bench.clone()} /> }
}

fn missing() -> Html {
    html! {
        <section class="card missing">
            <h2>{ "There is no such page" }</h2>
            <p>{ "The link may be of another version of this site. " }<a class="link" href="#/explore">{ "Go to the explorer" }</a></p>
        </section>
    }
}
