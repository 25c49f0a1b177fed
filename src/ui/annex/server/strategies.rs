//! Switches for whole strategies, with what each of them writes.

use yew::{Html, html};

use super::area::Msg;
use super::configuration::Anonymous;
use super::edit::Edit;
use super::frame::{Sight, card};
use super::switch::Switch;
use crate::ui::link::Act;

pub fn view(topic: usize, sight: &Sight) -> Html {
    let on = Switch::ALL.iter().filter(|switch| switch.is_on(sight.scenario)).count();
    let anonymous = match Anonymous::of(sight.scenario) {
        Anonymous::Everywhere => ", anonymous too",
        Anonymous::Health => ", anonymous for health checks",
        Anonymous::Nowhere => "",
    };
    let body = || {
        html! {
            <>
                <ul class="server-switches">{ for Switch::ALL.into_iter().map(|switch| one(switch, sight)) }</ul>
                { anonymity(sight) }
            </>
        }
    };
    card(topic, sight, html! { { format!("{on} on{anonymous}") } }, body)
}

fn one(switch: Switch, sight: &Sight) -> Html {
    let on = switch.is_on(sight.scenario);
    let id = format!("server-switch-{switch:?}").to_lowercase();
    let turn = sight.say.reform(move |_| Msg::Change(Edit::Turn(switch, !on)));
    let paste = sight.say.reform(move |_| Msg::Act(Act::Replace(switch.credential())));
    html! {
        <li class={on.then_some("on")}>
            <button type="button" role="switch" class="server-switch" aria-checked={on.to_string()} aria-labelledby={id.clone()} aria-describedby={format!("{id}-about")} onclick={turn}>
                <span class="server-track" aria-hidden="true"></span>
                <b {id}>{ switch.title() }</b>
                <span class="server-state" aria-hidden="true">{ if on { "on" } else { "off" } }</span>
            </button>
            <div class="server-about" id={format!("server-switch-{switch:?}-about").to_lowercase()}>
                <p>{ switch.about() }</p>
                if !on { <p class="server-writes">{ "Writes " }{ writes(switch) }</p> }
            </div>
            if on && switch.is_as_written(sight.scenario) {
                <p class="server-about"><button type="button" class="link" onclick={paste} aria-label={format!("Paste a credential for {}", switch.title())}>{ "Paste a credential that it takes" }</button></p>
            }
        </li>
    }
}

fn writes(switch: Switch) -> Html {
    let all = switch.writes();
    let last = all.len().saturating_sub(1);
    all.into_iter()
        .enumerate()
        .map(|(index, text)| {
            let is_code = text.starts_with(['-', '/']);
            html! {
                <>
                    if is_code { <code>{ text }</code> } else { { text } }
                    if index < last { { ", " } }
                </>
            }
        })
        .collect()
}

fn anonymity(sight: &Sight) -> Html {
    let now = Anonymous::of(sight.scenario);
    html! {
        <fieldset class="server-anonymous">
            <legend>{ "Anonymous requests" }</legend>
            <p class="server-about">{ "Whoever sends nothing may come in as system:anonymous." }</p>
            { for Anonymous::ALL.into_iter().map(|anonymous| html! {
                <label>
                    <input type="radio" name="server-anonymous" checked={anonymous == now}
                        onchange={sight.say.reform(move |_| Msg::Change(Edit::Anonymous(anonymous)))} />
                    { anonymous.name() }
                </label>
            }) }
            <p class="server-writes">
                { "“Everywhere” is what a server does by itself; “nowhere” writes " }<code>{ "--anonymous-auth=false" }</code>
                { "; “for health checks only” needs a file that " }<code>{ "--authentication-config" }</code>{ " names." }
            </p>
        </fieldset>
    }
}
