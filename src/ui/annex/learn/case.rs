//! One case: symptom, log, cause, and fixes to try on the spot.

use yew::{Callback, Html, classes, html};

use super::load::{CaseShown, Load};
use super::{text, verdict};
use crate::report::Report;

/// What was tried last: a fix, or nothing yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Tried {
    pub fix: Option<usize>,
    /// The document as evaluated.
    pub scenario: String,
    pub report: Report,
}

pub struct Hands {
    /// A fix, or back to how it was.
    pub on_try: Callback<Option<usize>>,
    /// Shows a document in the explorer.
    pub on_open: Callback<String>,
}

pub fn view(shown: &CaseShown, tried: &Load<Tried>, hands: &Hands) -> Html {
    let case = &shown.case;
    html! {
        <>
            <p class="crumbs"><a href="#/gallery">{ "Gallery of failures" }</a></p>
            <h2>{ &case.title }</h2>
            <h3>{ "What you see" }</h3>
            { text::blocks(&shown.symptom, 3) }
            { log(&case.log) }
            <h3>{ "Why" }</h3>
            { text::blocks(&shown.why, 3) }
            <h3>{ "Mend it" }</h3>
            { outcome(shown, tried, hands) }
            <ol class="fixes">
                { for case.fixes.iter().enumerate().map(|(at, fix)| {
                    let on = matches!(tried, Load::There(tried) if tried.fix == Some(at));
                    let on_try = hands.on_try.reform(move |_| (!on).then_some(at));
                    html! {
                        <li class={classes!("card", "fix", on.then_some("on"))}>
                            <h4>{ &fix.title }</h4>
                            { text::blocks(shown.fixes.get(at).map_or(&[][..], Vec::as_slice), 4) }
                            <button type="button" class="action" aria-pressed={on.to_string()} onclick={on_try}>
                                { if on { "Take it back" } else { "Apply this fix" } }
                            </button>
                        </li>
                    }
                }) }
            </ol>
            { sources(&case.sources) }
        </>
    }
}

fn log(lines: &[String]) -> Html {
    let Some((first, more)) = lines.split_first() else {
        return html! { <p class="quiet">{ "The server's log has no line about it." }</p> };
    };
    html! {
        <>
            <h3>{ "What the log says" }</h3>
            <p class="log">{ first }</p>
            { for (!more.is_empty()).then(|| html! {
                <><p class="small quiet">{ "Also seen, at other verbosity or in older versions:" }</p>
                { for more.iter().map(|line| html! { <p class="log faded">{ line }</p> }) }</>
            }) }
        </>
    }
}

fn outcome(shown: &CaseShown, tried: &Load<Tried>, hands: &Hands) -> Html {
    let inner = super::pages::shown(tried, |tried| {
        let mended = tried.fix.is_some_and(|fix| mended(shown, fix, tried));
        let scenario = tried.scenario.clone();
        html! {
            <>
                { verdict::view(&tried.report, mended) }
                <button type="button" class="link" onclick={hands.on_open.reform(move |_| scenario.clone())}>
                    { "Open this in the explorer" }
                </button>
            </>
        }
    });
    html! { <div class="card body outcome-now" aria-live="polite">{ inner }</div> }
}

fn mended(shown: &CaseShown, fix: usize, tried: &Tried) -> bool {
    let Ok(scenario) = serde_json::from_str::<serde_json::Value>(&tried.scenario) else { return false };
    let args: Vec<String> = serde_json::from_value(scenario["apiServer"]["args"].clone()).unwrap_or_default();
    let request = scenario["request"]["raw"].as_str().unwrap_or_default();
    let subject = crate::learn::Subject { report: &tried.report, args: &args, request };
    shown.case.fixes.get(fix).is_some_and(|fix| fix.after.holds(subject))
}

fn sources(sources: &[String]) -> Html {
    html! {
        <>
            <h3>{ "Where it was reported" }</h3>
            <ul class="sources">
                { for sources.iter().map(|source| html! {
                    <li><a href={source.clone()} target="_blank" rel="noopener noreferrer">{ source.trim_start_matches("https://") }</a></li>
                }) }
            </ul>
        </>
    }
}
