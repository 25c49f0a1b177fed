//! What the cards have in common: their frame, and what they see.

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::{Callback, Event, Html, InputEvent, TargetCast, html};

use super::area::Msg;
use super::blame::{Blame, Place};
use super::draft::Drafts;
use crate::ui::components::icon::{self, icon};
use crate::ui::components::server::TOPICS;
use crate::ui::link::State;
use crate::ui::state::Document;

/// What a card is drawn from.
pub struct Sight<'a> {
    pub state: &'a State,
    pub scenario: &'a Document,
    pub drafts: &'a Drafts,
    pub blame: Option<&'a Blame>,
    /// Which cards have been unfolded. What stands in the others is not drawn: most readers never look.
    pub unfolded: &'a [bool; TOPICS.len()],
    pub say: &'a Callback<Msg>,
}

impl Sight<'_> {
    pub fn blames(&self, guilty: impl Fn(&Place) -> bool) -> bool {
        self.blame.is_some_and(|blame| blame.places.iter().any(guilty))
    }

    /// The server's words, beside what caused them.
    pub fn error(&self, id: String) -> Html {
        let Some(blame) = self.blame else { return Html::default() };
        html! {
            <p class="server-error" {id}>{ icon(icon::CROSS) }<span><b>{ "kube-apiserver does not start:" }</b>{ " " }<code>{ &blame.error }</code></span></p>
        }
    }
}

/// One of [`TOPICS`], by its place among them.
pub fn card(topic: usize, sight: &Sight, note: Html, body: impl FnOnce() -> Html) -> Html {
    let unfolded = sight.unfolded[topic];
    html! {
        <details class="card" ontoggle={sight.say.reform(move |_| Msg::Unfold(topic))}>
            <summary><span class="server-topic">{ TOPICS[topic] }</span><span class="server-note">{ note }</span></summary>
            <div class="body server-body">if unfolded { { body() } }</div>
        </details>
    }
}

pub fn count(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// For a card that holds the cause of a start-up error.
pub fn error_badge() -> Html {
    html! { <span class="badge bad">{ icon(icon::CROSS) }{ "start-up error" }</span> }
}

/// A sentence about something that wants doing, and a button for it.
pub fn offer(text: Html, button: &'static str, label: String, onclick: Callback<yew::MouseEvent>) -> Html {
    html! {
        <p class="server-offer">{ icon(icon::WARN) }<span>{ text }</span>
            <button type="button" class="try" aria-label={label} {onclick}>{ button }</button></p>
    }
}

pub fn problem(id: &str, text: &str) -> Html {
    html! { <p class="server-error" id={id.to_owned()} role="status">{ icon(icon::CROSS) }<span>{ text }</span></p> }
}

pub fn typed(event: &InputEvent) -> String {
    event.target_unchecked_into::<HtmlTextAreaElement>().value()
}

pub fn input_of(event: &Event) -> HtmlInputElement {
    event.target_unchecked_into()
}

pub fn entered(event: &Event) -> String {
    input_of(event).value()
}
