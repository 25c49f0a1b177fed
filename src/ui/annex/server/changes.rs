//! What is different from the scenario that was opened, and the way back.

use yew::{Html, classes, html};

use super::area::Msg;
use super::diff::{self, Kind, Line};
use super::edit::Edit;
use super::frame::{Sight, card};
use crate::ui::state::Document;

/// Longer comparisons are cut.
const MOST_LINES: usize = 400;

pub fn view(topic: usize, lines: &[Line], opened: Option<&Document>, sight: &Sight) -> Html {
    let (added, removed) = diff::counts(lines);
    let note = if lines.is_empty() {
        html! { { "none" } }
    } else {
        html! { <><span class="sr-only">{ format!("{added} lines added, {removed} removed") }</span><span class="server-counts" aria-hidden="true"><b class="ok">{ format!("+{added}") }</b><b class="bad">{ format!("−{removed}") }</b></span></> }
    };
    let title = sight.scenario.title();
    let body = || match opened.filter(|_| !lines.is_empty()) {
        None => html! { <p class="quiet">{ "The server is as “" }{ title }{ "” has it." }</p> },
        Some(opened) => {
            let all = opened.clone();
            html! {
                <>
                    <p class="small quiet">{ "Compared with “" }{ title }{ "” as it was opened:" }</p>
                    <pre class="server-diff" tabindex="0" aria-label="Changes, line by line">{ for lines.iter().take(MOST_LINES).map(line) }</pre>
                    if lines.len() > MOST_LINES { <p class="small quiet">{ format!("… and {} lines more.", lines.len() - MOST_LINES) }</p> }
                    if sight.state.without_box.is_some() { <p class="small quiet">{ "A part of it stands in the paste box, and goes when the box is cleared." }</p> }
                    <p class="server-buttons">
                        <button type="button" class="chip" onclick={sight.say.reform(move |_| Msg::Change(Edit::All(all.clone())))}>{ "Start over" }</button>
                        <button type="button" class="link" onclick={sight.say.reform(|_| Msg::Act(crate::ui::link::Act::Undo))}>{ "Undo the last change" }</button>
                    </p>
                </>
            }
        }
    };
    card(topic, sight, note, body)
}

fn line(line: &Line) -> Html {
    let class = match line.kind {
        Kind::Added => Some("added"),
        Kind::Removed => Some("removed"),
        Kind::Gap => Some("gap"),
        Kind::Same => None,
    };
    html! { <span class={classes!("server-change", class)}>{ line.kind.sign() }{ " " }{ &line.text }{ "\n" }</span> }
}
