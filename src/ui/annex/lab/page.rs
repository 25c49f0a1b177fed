//! The lab as a page of its own: what is asked of the second worker, and what a reader does.

use yew::{Callback, Component, Context, Html, Properties, html};

use super::model::{Change, Memory};
use super::{faults, form, outcome};
use crate::engine::lab::{Answer, Question, Task};
use crate::lab::Kind;
use crate::ui::annex::bench::Bench;
use crate::ui::browser;
use crate::ui::components::icon::{self, icon};
use crate::ui::json::Json;
use crate::ui::link::Act;

const STRANGE: &str = "A part of the page is of another version. Reload it.";

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub memory: Memory,
    pub act: Callback<Act>,
    pub bench: Bench,
}

pub enum Msg {
    Do(Change),
    Resume,
    Heard(String, Box<Result<Answer, String>>),
}

pub struct Lab;

/// What the views can do.
#[derive(Clone)]
pub struct Hands {
    pub change: Callback<Change>,
    /// Shows a scenario in the explorer.
    pub explore: Callback<String>,
    pub copy: Callback<String>,
}

impl Component for Lab {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Lab>) -> Lab {
        let fresh = ctx.props().memory.0.borrow().seed.is_empty();
        ctx.link().send_message(match fresh {
            true => Msg::Do(Change::StartOver(browser::random_hex())),
            false => Msg::Resume,
        });
        Lab
    }

    fn update(&mut self, ctx: &Context<Lab>, msg: Msg) -> bool {
        let memory = &ctx.props().memory.0;
        let task = match msg {
            Msg::Do(change) => memory.borrow_mut().change(change),
            Msg::Resume => memory.borrow_mut().resume(),
            // Keys of a seed that is gone are of no use.
            Msg::Heard(seed, answer) => {
                let answer =
                    if seed == memory.borrow().seed { *answer } else { Ok(Answer::Problems(Vec::new())) };
                memory.borrow_mut().hear(answer)
            }
        };
        if let Some(task) = task {
            self.ask(ctx, task);
        }
        true
    }

    fn view(&self, ctx: &Context<Lab>) -> Html {
        let model = ctx.props().memory.0.borrow();
        let act = &ctx.props().act;
        let open = act.clone();
        let hands = Hands {
            change: ctx.link().callback(Msg::Do),
            explore: Callback::from(move |scenario: String| {
                open.emit(Act::Open(scenario));
                open.emit(Act::Go("/explore".to_owned()));
            }),
            copy: act.reform(Act::Copy),
        };
        html! {
            <div class="lab">
                <header class="lab-head">
                    <h2>{ "The lab" }</h2>
                    <p class="lead">{ "Mint a token or a certificate, change one thing, and see which check of the server finds it." }</p>
                    <p class="lab-demo">
                        { icon(icon::WARN) }
                        <span><b>{ "Demo keys." }</b>{ " They are made in this page, stay in its memory and are gone when you close it. What is minted here says so, and is worth nothing to a real cluster." }</span>
                    </p>
                </header>
                { kinds(model.kind, &hands) }
                if let Some(reason) = &model.failed { <p class="log" role="alert">{ reason }</p> }
                <div class="lab-columns">
                    { form::view(&model, &hands) }
                    { outcome::view(&model, &hands) }
                </div>
                { faults::view(&model, &hands) }
            </div>
        }
    }
}

fn kinds(chosen: Kind, hands: &Hands) -> Html {
    html! {
        <div class="lab-kinds" role="group" aria-label="What to mint">
            { for Kind::ALL.into_iter().map(|kind| html! {
                <button type="button" aria-pressed={(kind == chosen).to_string()}
                    onclick={hands.change.reform(move |_| Change::Kind(kind))}>
                    <b>{ kind.title() }</b><span>{ kind.about() }</span>
                </button>
            }) }
        </div>
    }
}

impl Lab {
    fn ask(&self, ctx: &Context<Lab>, task: Task) {
        let seed = ctx.props().memory.0.borrow().seed.clone();
        let question = Question { seed: seed.clone(), task };
        let body = serde_json::to_string(&question).ok().and_then(|text| Json::parse(&text));
        let link = ctx.link().clone();
        ctx.props().bench.ask("lab", body.unwrap_or(Json::Null), move |done| {
            let answer = done.and_then(|result| {
                let mut text = String::new();
                result.write(&mut text);
                serde_json::from_str(&text).map_err(|_| STRANGE.to_owned())
            });
            link.send_message(Msg::Heard(seed, Box::new(answer)));
        });
    }
}
