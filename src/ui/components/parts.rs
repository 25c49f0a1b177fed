//! Which column a narrow screen shows, with the outcome in sight from each of them.

use yew::{Callback, Html, html};

use super::icon;
use crate::ui::state::{Action, Model, Part};

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
        </nav>
    }
}
