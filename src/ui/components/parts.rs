//! Which column a narrow screen shows, with the outcome in sight from each of them.

use yew::{Callback, Html, classes, html};

use super::icon;
use crate::ui::state::{Action, Model, Part, verdict};

pub fn view(model: &Model, act: &Callback<Action>) -> Html {
    let button = |part: Part, word: &'static str, mark: Html| {
        html! {
            <button type="button" aria-current={(model.part == part).then_some("true")} onclick={act.reform(move |_| Action::Show(part))}>
                { word }{ mark }
            </button>
        }
    };
    let tone = model.tone();
    let mark = html! { <span class={tone.class()}>{ icon::of_tone(tone) }</span> };
    html! {
        <nav class="parts" aria-label="Parts of the page">
            { button(Part::Sent, "Sent", Html::default()) }
            { button(Part::Walk, "Walk", Html::default()) }
            { button(Part::Who, "Who", mark) }
            { strip(model, act) }
        </nav>
    }
}

/// The answer in one line, while another part is shown.
fn strip(model: &Model, act: &Callback<Action>) -> Html {
    if model.part == Part::Who {
        return Html::default();
    }
    let Some(report) = &model.report else {
        return html! { <p class="strip">{ "The answer appears here." }</p> };
    };
    let verdict = verdict(report);
    let who = report.user.as_ref().map(|user| user.username.as_str());
    let detail =
        who.or(verdict.causes.first().map(|cause| cause.reason.as_str())).or(report.error.as_deref());
    html! {
        <button type="button" class="strip" onclick={act.reform(|_| Action::Show(Part::Who))}>
            <span class={classes!("badge", verdict.tone.class())}>{ icon::of_tone(verdict.tone) }{ verdict.short }</span>
            <span class={classes!("strip-detail", who.map(|_| "mono"))}>{ detail }</span>
            { icon::icon(icon::RIGHT) }
        </button>
    }
}
