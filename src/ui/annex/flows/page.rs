//! The Flows view as a whole: choice of the flow, verdict, tools, diagram or list, what is behind the chosen message.

use yew::{Callback, Event, Html, KeyboardEvent, NodeRef, TargetCast, classes, html};

use super::model::{Shown, View, choices};
use super::{Msg, diagram, list, message};
use crate::flow::{Layout, to_text};
use crate::ui::annex::play::{PAUSE, PLAY};
use crate::ui::components::icon::{self, icon};
use crate::ui::link::{Act, State};
use crate::ui::state::{Tone, stations, verdict};

const COPY: &str = "M6 5.5h7v8H6zM10 5.5v-3H3v8h3";
const SAVE: &str = "M8 2.5v7.5M4.8 7L8 10.2 11.2 7M3 13.3h10";

/// What there is to draw, and whom to tell.
pub struct Drawn<'a> {
    pub view: &'a View,
    pub state: &'a State,
    pub act: &'a Callback<Act>,
    /// None where there is too little room for a diagram.
    pub layout: Option<Layout>,
    pub chosen: Option<usize>,
    pub playing: bool,
    /// Below the walk, not on a page of its own.
    pub beside: bool,
    pub say: Callback<Msg>,
}

pub fn view(drawn: &Drawn, stage: &NodeRef) -> Html {
    let Drawn { view, say, .. } = drawn;
    let keys = say.clone();
    let onkeydown = move |event: KeyboardEvent| {
        let msg = match event.key().as_str() {
            "ArrowRight" | "ArrowDown" => Msg::Step(1),
            "ArrowLeft" | "ArrowUp" => Msg::Step(-1),
            "Home" => Msg::Step(i32::MIN),
            "End" => Msg::Step(i32::MAX),
            "Escape" => Msg::Close,
            _ => return,
        };
        event.prevent_default();
        keys.emit(msg);
    };
    let empty = view.flow.messages.is_empty();
    if drawn.beside {
        return if empty { Html::default() } else { beside(drawn, stage, onkeydown) };
    }
    html! {
        <div class="flows">
            { choice(drawn) }
            <section class="card flow" aria-labelledby="flow-title">
                <header>
                    <div class="flow-head">
                        <h2 id="flow-title">{ &view.flow.title }</h2>
                        <p>{ &view.flow.lead }</p>
                    </div>
                    { outcome(drawn) }
                </header>
                { tools(drawn) }
                { walk(drawn) }
                <div class={classes!("flow-body", drawn.layout.is_none().then_some("narrow"))}>
                    <div class="flow-stage" ref={stage} {onkeydown}>
                        if empty {
                            <p class="flow-empty">{ "Nothing was exchanged: there is no request to look at while the server does not start or the scenario cannot be read. The other flows tell how it usually goes." }</p>
                        } else if let Some(layout) = &drawn.layout {
                            { diagram::view(drawn, layout) }
                        } else {
                            { list::view(drawn) }
                        }
                    </div>
                    if drawn.layout.is_some() && !empty {
                        <aside class="flow-panel" aria-label="The chosen message">{ panel(drawn) }</aside>
                    }
                </div>
                if !empty {
                    <details class="flow-text">
                        <summary>{ "The same in sentences" }</summary>
                        <div class="body" tabindex="0" role="region" aria-label="The flow in sentences"><pre>{ to_text(&view.flow) }</pre></div>
                    </details>
                }
            </section>
        </div>
    }
}

/// The flow of this request in step with the walk above it.
fn beside(drawn: &Drawn, stage: &NodeRef, onkeydown: impl Fn(KeyboardEvent) + 'static) -> Html {
    html! {
        <section class="card flow beside" aria-labelledby="flow-title">
            <header><h3 id="flow-title">{ "As messages" }</h3><span class="grow"></span><a class="link small" href="#/flows">{ "all flows" }</a></header>
            { tools(drawn) }
            <div class="flow-body narrow">
                <div class="flow-stage" ref={stage} {onkeydown}>
                    if let Some(layout) = &drawn.layout { { diagram::view(drawn, layout) } } else { { list::view(drawn) } }
                </div>
                if let Some(chosen) = drawn.chosen.filter(|_| drawn.layout.is_some()) {
                    <div class="flow-panel" role="region" aria-label="The chosen message">{ message::view(drawn, chosen) }</div>
                }
            </div>
        </section>
    }
}

fn choice(drawn: &Drawn) -> Html {
    let report = drawn.state.report.as_ref();
    let all = choices(report);
    let go = drawn.act.reform(|event: Event| {
        let select: web_sys::HtmlSelectElement = event.target_unchecked_into();
        Act::Go(select.value())
    });
    html! {
        <>
            <nav class="flow-tabs" aria-label="Flows">
                { for all.iter().map(|shown| {
                    let tone = shown.tone(report);
                    html! {
                        <a href={format!("#{}", shown.route())} aria-current={(*shown == drawn.view.shown).then_some("page")}>
                            if tone != Tone::Off {
                                <span class={tone.class()}>{ icon::of_tone(tone) }<span class="sr-only">{ word(tone) }</span></span>
                            }
                            { shown.title() }
                        </a>
                    }
                }) }
            </nav>
            <label class="flow-pick">
                <span>{ "Flow" }</span>
                <select onchange={go}>
                    { for all.iter().map(|shown| {
                        let tone = shown.tone(report);
                        let mark = if tone == Tone::Off { String::new() } else { format!(" · {}", word(tone)) };
                        html! { <option value={shown.route()} selected={*shown == drawn.view.shown}>{ format!("{}{mark}", shown.title()) }</option> }
                    }) }
                </select>
            </label>
        </>
    }
}

fn word(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "authenticated",
        Tone::Bad => "rejected",
        Tone::Quiet | Tone::Off => "",
    }
}

fn outcome(drawn: &Drawn) -> Html {
    let Some(report) = &drawn.state.report else { return Html::default() };
    let verdict = verdict(report);
    let who = report.user.as_ref().map(|user| user.username.as_str()).or(report.error.as_deref());
    html! {
        <p class="flow-outcome" data-testid="flow-outcome">
            <span class={classes!("badge", verdict.tone.class())}>{ icon::of_tone(verdict.tone) }{ verdict.short }</span>
            if let Some(who) = who { <span class="flow-who">{ who }</span> }
        </p>
    }
}

fn tools(drawn: &Drawn) -> Html {
    let say = &drawn.say;
    let count = drawn.view.flow.messages.len();
    if count == 0 {
        return Html::default();
    }
    let at = drawn
        .chosen
        .map_or_else(|| format!("{count} messages"), |chosen| format!("{} of {count}", chosen + 1));
    let (path, play) = if drawn.playing { (PAUSE, "Pause") } else { (PLAY, "Play") };
    html! {
        <div class="flow-tools">
            <span class="stepper">
                <button type="button" aria-label="Previous message" title="Previous message (←)" onclick={say.reform(|_| Msg::Step(-1))}>{ icon(icon::LEFT) }</button>
                <button type="button" aria-label={play} title={play} aria-pressed={drawn.playing.to_string()} onclick={say.reform(|_| Msg::Play)}>{ icon(path) }</button>
                <button type="button" aria-label="Next message" title="Next message (→)" onclick={say.reform(|_| Msg::Step(1))}>{ icon(icon::RIGHT) }</button>
            </span>
            <span class="quiet small">{ at }</span>
            <span class="grow"></span>
            <button type="button" class="link small" onclick={say.reform(|_| Msg::CopyMermaid)}>{ icon(COPY) }{ "Copy as Mermaid" }</button>
            <button type="button" class="link small" onclick={say.reform(|_| Msg::SavePicture)}>{ icon(SAVE) }{ "Save as SVG" }</button>
        </div>
    }
}

/// The stations that have messages in this flow: to open one here is to open it in the walk.
fn walk(drawn: &Drawn) -> Html {
    let line = stations(drawn.state.report.as_ref());
    let has = |place: usize| drawn.view.places.contains(&Some(place));
    let shown: Vec<usize> = (0..line.len()).filter(|place| has(*place)).collect();
    if shown.is_empty() {
        return Html::default();
    }
    html! {
        <ul class="flow-stations" aria-label="Stations of the walk">
            { for shown.into_iter().map(|place| {
                let station = &line[place];
                let open = drawn.view.open == Some(place);
                html! {
                    <li>
                        <button type="button" class={classes!("flow-station", station.tone.class())} aria-pressed={open.to_string()}
                            onclick={drawn.act.reform(move |_| Act::Station(place))}>
                            { icon::of_tone(station.tone) }<span>{ station.title }</span><span class="sr-only">{ station.word }</span>
                        </button>
                    </li>
                }
            }) }
        </ul>
    }
}

fn panel(drawn: &Drawn) -> Html {
    if let Some(chosen) = drawn.chosen {
        return message::view(drawn, chosen);
    }
    html! {
        <div class="flow-hint">
            <h3>{ "Choose a message" }</h3>
            <p>{ "Click one, or step through them with ← and →. What was sent, what was looked at and why stands here then." }</p>
            <dl>
                <dt><svg viewBox="0 0 44 12" aria-hidden="true"><path class="solid" d="M1 6h36M37 2l6 4-6 4z" /></svg></dt><dd>{ "asks" }</dd>
                <dt><svg viewBox="0 0 44 12" aria-hidden="true"><path class="dashed" d="M1 6h36" /><path class="solid" d="M37 2l6 4-6 4z" /></svg></dt><dd>{ "answers" }</dd>
                <dt><svg viewBox="0 0 44 12" aria-hidden="true"><rect x="4" y="1" width="36" height="10" rx="3" /></svg></dt><dd>{ "looks at it itself" }</dd>
            </dl>
            if drawn.view.shown != Shown::Request && drawn.view.flow.sections.iter().all(|section| !section.real) {
                <p>{ "This strategy has no part in the present request: the flow shows how it usually goes, with the scenario's values where it has them." }</p>
            }
        </div>
    }
}
