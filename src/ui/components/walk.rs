//! The chain as a line of stations. One can be open; ← and → go along the line.

use yew::{Callback, Html, KeyboardEvent, classes, html};

use super::icon::{self, icon};
use crate::report::{Check, CheckOutcome, Message, Party};
use crate::ui::state::{Action, Model, Phase, Station, Tone, stations, verdict};

pub fn station_id(index: usize) -> String {
    format!("station-{index}")
}

pub fn view(model: &Model, act: &Callback<Action>) -> Html {
    let line = stations(model.report.as_deref());
    let decided = line.iter().rposition(|station| station.tone == Tone::Good);
    let last_asked = line.iter().rposition(|station| station.tone != Tone::Off);
    let reached = decided.or(last_asked);
    let go = act.reform(Action::Go);
    let onkeydown = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowLeft" => go.emit(-1),
        "ArrowRight" => go.emit(1),
        _ => (),
    };
    html! {
        <div class="card" {onkeydown}>
            <header>
                { outcome(model, &line) }
                <span class="stepper">
                    <button type="button" aria-label="Previous station" title="Previous station (←)" onclick={act.reform(|_| Action::Go(-1))}>{ icon(icon::LEFT) }</button>
                    <span id="annex-play" class="place"></span>
                    <button type="button" aria-label="Next station" title="Next station (→)" onclick={act.reform(|_| Action::Go(1))}>{ icon(icon::RIGHT) }</button>
                </span>
            </header>
            <ol class={classes!("walk", model.report.is_none().then_some("coming"))}>
                { for line.iter().enumerate().map(|(index, station)| {
                    let passed = match reached {
                        Some(reached) if index < reached => Some("seen"),
                        Some(reached) if index == reached => Some("reached"),
                        _ => None,
                    };
                    view_station(index, station, passed, model.open == Some(station.key), act)
                }) }
            </ol>
        </div>
    }
}

fn outcome(model: &Model, line: &[Station]) -> Html {
    let Some(report) = &model.report else {
        let word = match model.phase {
            Phase::Loading | Phase::Working => "The engine is being loaded …",
            Phase::Idle | Phase::Failed(_) => "Nothing evaluated yet",
        };
        return html! { <span class="quiet">{ word }</span> };
    };
    let verdict = verdict(report);
    let at = line.iter().position(|station| station.tone == Tone::Good);
    html! {
        <>
            <span class={classes!("badge", verdict.tone.class())}>{ icon::of_tone(verdict.tone) }{ verdict.headline }</span>
            if let Some(at) = at {
                <span class="quiet at">{ format!("station {} of {}", at + 1, line.len()) }</span>
            }
        </>
    }
}

fn view_station(
    index: usize,
    station: &Station,
    passed: Option<&'static str>,
    open: bool,
    act: &Callback<Action>,
) -> Html {
    let id = station_id(index);
    let details = format!("{id}-details");
    let key = station.key;
    let opens = station.opens();
    let here = open.then_some("open");
    let open = open && opens;
    html! {
        <li class={classes!("station", station.tone.class(), passed, here)}>
            <span class="dot">{ icon::of_tone(station.tone) }</span>
            <div class="what">
                <h3>
                    <button type="button" {id} class="title" aria-expanded={opens.then(|| open.to_string())}
                        aria-controls={open.then(|| details.clone())} onclick={act.reform(move |_| Action::Toggle(key))}>
                        <span class="words">
                            <b>{ station.title }</b>
                            <span class={classes!("badge", station.tone.class())}>{ station.word }</span>
                        </span>
                        if opens { <span class="chevron">{ icon(icon::RIGHT) }</span> }
                    </button>
                </h3>
                if !station.reason.is_empty() { <p>{ station.reason }</p> }
                if open { <div id={details}>{ view_details(station) }</div> }
            </div>
        </li>
    }
}

fn view_details(station: &Station) -> Html {
    html! {
        <>
            { checks(station.checks) }
            if let Some(error) = station.error {
                <p class="log"><span class="sr-only">{ "Error: " }</span>{ error }</p>
            }
            if !station.messages.is_empty() {
                <ol class="messages">{ for station.messages.iter().map(message) }</ol>
            }
            if !station.effects.is_empty() {
                <ul class="effects">{ for station.effects.iter().map(|effect| html! { <li>{ effect }</li> }) }</ul>
            }
        </>
    }
}

pub fn checks(checks: &[Check]) -> Html {
    if checks.is_empty() {
        return Html::default();
    }
    html! { <ul class="checks">{ for checks.iter().map(check) }</ul> }
}

fn check(check: &Check) -> Html {
    let (class, word, path) = match check.outcome {
        CheckOutcome::Passed => ("ok", "passed", icon::CHECK),
        CheckOutcome::Failed => ("bad", "failed", icon::CROSS),
        CheckOutcome::Skipped => ("quiet", "skipped", icon::DASH),
    };
    let value = |word: &'static str, value: &Option<String>| {
        value.as_ref().map(|value| html! { <><dt>{ word }</dt><dd>{ value }</dd></> })
    };
    html! {
        <li>
            <span class={class}>{ icon(path) }<span class="sr-only">{ word }</span></span>
            <div>
                <span class="check-name">{ &check.name }</span>{ " " }<span class="detail">{ &check.detail }</span>
                if check.expected.is_some() || check.actual.is_some() {
                    <dl class="ea">{ value("expected", &check.expected) }{ value("found", &check.actual) }</dl>
                }
                if let Some(source) = &check.source {
                    <span class="source">{ source }</span>
                }
            </div>
        </li>
    }
}

fn message(message: &Message) -> Html {
    let name = |party: Party| match party {
        Party::Client => "client",
        Party::Proxy => "proxy",
        Party::ApiServer => "API server",
        Party::IdentityProvider => "identity provider",
        Party::Webhook => "webhook",
        Party::Objects => "objects",
    };
    html! {
        <li>
            <span class="quiet">{ format!("{} → {} ", name(message.from), name(message.to)) }</span>
            <span class={message.failed.then_some("bad")}>{ &message.label }</span>
        </li>
    }
}
