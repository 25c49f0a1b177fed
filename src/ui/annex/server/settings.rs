//! Which Kubernetes version's rules apply, and what time it is for the server.

use chrono::{DateTime, Utc};
use web_sys::HtmlSelectElement;
use yew::{Html, TargetCast, html};

use super::area::Msg;
use super::blame::Place;
use super::clock;
use super::draft::Field;
use super::edit::Edit;
use super::frame::{Sight, card, error_badge, problem};
use crate::ui::state::version_choices;

pub const VERSION_ID: &str = "server-version";
pub const CLOCK_ID: &str = "server-clock";
const SAID_ID: &str = "server-clock-said";

const HOUR: i64 = 3600;
const STEPS: [(&str, &str, i64); 6] = [
    ("−30 d", "Thirty days back", -720 * HOUR),
    ("−1 d", "A day back", -24 * HOUR),
    ("−1 h", "An hour back", -HOUR),
    ("+1 h", "An hour on", HOUR),
    ("+1 d", "A day on", 24 * HOUR),
    ("+30 d", "Thirty days on", 720 * HOUR),
];

pub fn view(topic: usize, sight: &Sight, now: DateTime<Utc>) -> Html {
    let guilty = sight.blames(|place| matches!(place, Place::Version | Place::Clock));
    let newest = version_choices().next().unwrap_or_default();
    let version = sight.scenario.version().filter(|version| !version.is_empty()).unwrap_or(&newest);
    let note = if guilty {
        error_badge()
    } else {
        html! { { format!("{version}, {}", sight.scenario.clock().unwrap_or("your clock")) } }
    };
    let body = || {
        html! {
            <>
                { version_choice(sight) }
                { the_clock(sight, now) }
            </>
        }
    };
    card(topic, sight, note, body)
}

fn version_choice(sight: &Sight) -> Html {
    let chosen = sight.scenario.version().unwrap_or_default().to_owned();
    let known = chosen.is_empty() || version_choices().any(|version| version == chosen);
    let guilty = sight.blames(|place| *place == Place::Version);
    let onchange = sight.say.reform(|event: yew::Event| {
        let version = event.target_unchecked_into::<HtmlSelectElement>().value();
        Msg::Change(Edit::Version((!version.is_empty()).then_some(version)))
    });
    html! {
        <>
            <label class="line" for={VERSION_ID}><span>{ "Rules of Kubernetes" }</span>
                <select id={VERSION_ID} {onchange} aria-invalid={guilty.then_some("true")}>
                    <option value="" selected={chosen.is_empty()}>{ format!("newest, {}", version_choices().next().unwrap_or_default()) }</option>
                    if !known { <option value={chosen.clone()} selected=true>{ &chosen }</option> }
                    { for version_choices().map(|version| html! {
                        <option value={version.clone()} selected={version == chosen}>{ version.clone() }</option>
                    }) }
                </select>
            </label>
            if guilty { { sight.error("server-version-error".to_owned()) } }
        </>
    }
}

fn the_clock(sight: &Sight, now: DateTime<Utc>) -> Html {
    let written = sight.scenario.clock().unwrap_or_default();
    let text = sight.drafts.text(Field::Clock, || written.to_owned());
    let said = sight.drafts.problem(Field::Clock);
    let guilty = sight.blames(|place| *place == Place::Clock);
    let oninput = sight.say.reform(|event: yew::InputEvent| {
        Msg::Type(Field::Clock, event.target_unchecked_into::<web_sys::HtmlInputElement>().value())
    });
    let step = |(word, label, seconds): (&'static str, &'static str, i64)| {
        let moved = clock::moved(written, now, seconds);
        html! {
            <button type="button" class="try" aria-label={label} title={label} disabled={moved.is_none()}
                onclick={sight.say.reform(move |_| Msg::Change(Edit::Clock(moved.clone())))}>{ word }</button>
        }
    };
    html! {
        <div class="server-clock">
            <label class="line"><span>{ "Clock" }</span>
                <input id={CLOCK_ID} type="text" spellcheck="false" autocomplete="off" placeholder={clock::written(now)}
                    aria-invalid={(said.is_some() || guilty).then_some("true")} aria-describedby={SAID_ID}
                    value={text} {oninput} onblur={sight.say.reform(|_| Msg::Leave)} />
            </label>
            <div class="server-steps" role="group" aria-label="Move the clock">
                { for STEPS.into_iter().map(step) }
                <button type="button" class="try" disabled={written.is_empty() && said.is_none()} onclick={sight.say.reform(|_| Msg::Change(Edit::Clock(None)))}>{ "yours, now" }</button>
            </div>
            if let Some(said) = said {
                { problem(SAID_ID, said) }
            } else if guilty {
                { sight.error(SAID_ID.to_owned()) }
            } else {
                <p id={SAID_ID} class="small quiet">{ distance(written, now) }</p>
            }
        </div>
    }
}

fn distance(written: &str, now: DateTime<Utc>) -> String {
    match clock::read(written, now) {
        _ if written.is_empty() => "It goes with your clock.".to_owned(),
        Ok(time) => match clock::distance(time, now).as_str() {
            "now" => "It stands still, at your time.".to_owned(),
            distance => format!("It stands still, {distance} by your clock."),
        },
        Err(problem) => problem,
    }
}
