//! Below both columns: one thing broken at a time, and what finds it.

use yew::{Html, html};

use super::model::Model;
use super::outcome;
use super::page::Hands;
use crate::engine::lab::Fault;
use crate::lab::Kind;
use crate::ui::components::icon::{self, icon};

pub fn view(model: &Model, hands: &Hands) -> Html {
    if model.kind == Kind::Signing {
        return Html::default();
    }
    html! {
        <section class="lab-faults" aria-labelledby="lab-faults">
            <h3 id="lab-faults">{ "Break one thing" }</h3>
            <p class="quiet">{ "The same credential with a single fault each, sent to the same server." }</p>
            if model.faults.is_empty() {
                <p class="quiet small">{ if model.problems.is_empty() { "Breaking…" } else { "There is nothing to break before something is minted." } }</p>
            }
            <ol>{ for model.faults.iter().map(|one| fault(one, hands)) }</ol>
        </section>
    }
}

fn fault(fault: &Fault, hands: &Hands) -> Html {
    let verdict = &fault.verdict;
    let scenario = fault.scenario.clone();
    let other = verdict.check.as_ref().is_some_and(|check| check.name != fault.check);
    let refused = verdict.username.is_none();
    html! {
        <li class="card lab-fault">
            <div class="lab-fault-head">
                <span class={if refused { "bad" } else { "ok" }}>{ icon(if refused { icon::CROSS } else { icon::CHECK }) }</span>
                <h4>{ &fault.title }</h4>
            </div>
            <p class="quiet">{ &fault.change }</p>
            if other { <p class="lab-note">{ "What you changed above is found first." }</p> }
            if let Some(username) = &verdict.username {
                <p>{ "Authenticated all the same, as " }<code>{ username }</code></p>
            } else { { outcome::failed(verdict) } }
            <button type="button" class="link small" onclick={hands.explore.reform(move |_| scenario.clone())}>
                { "Look at it in the explorer" }<span class="sr-only">{ format!(": {}", fault.title) }</span>
            </button>
        </li>
    }
}
