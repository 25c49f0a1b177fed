//! The same flow from top to bottom, for screens that are too narrow for lifelines side by side.

use yew::{Html, classes, html};

use super::model::tone;
use super::page::Drawn;
use super::{Msg, message};
use crate::flow::Kind;
use crate::ui::components::icon::{self, icon};

pub fn view(drawn: &Drawn) -> Html {
    let flow = &drawn.view.flow;
    html! {
        <ol class="flow-list">
            { for (0..flow.messages.len()).map(|index| html! {
                <>
                    { for flow.sections.iter().filter(|section| section.first == index).map(|section| html! {
                        <li class={classes!("flow-section", section.real.then_some("real"))}><h3>{ &section.title }</h3></li>
                    }) }
                    { item(drawn, index) }
                    { for flow.notes.iter().filter(|note| note.after == index).map(|note| html! {
                        <li class="flow-note">{ &note.text }</li>
                    }) }
                </>
            }) }
        </ol>
    }
}

fn item(drawn: &Drawn, index: usize) -> Html {
    let flow = &drawn.view.flow;
    let message = &flow.messages[index];
    let chosen = drawn.chosen == Some(index);
    let class = classes!(
        "flow-item",
        tone(message).class(),
        chosen.then_some("on"),
        drawn.view.lit(index).then_some("lit"),
        (!message.real).then_some("usual"),
    );
    let details = format!("{}-details", message::id(index));
    let way = match message.kind {
        Kind::Inner => flow.actor(message.from).to_owned(),
        Kind::Call => format!("{} → {}", flow.actor(message.from), flow.actor(message.to)),
        Kind::Answer => format!("{} ⇠ {}", flow.actor(message.to), flow.actor(message.from)),
    };
    html! {
        <li {class}>
            <button type="button" id={message::id(index)} aria-expanded={chosen.to_string()} aria-controls={chosen.then(|| details.clone())}
                onclick={drawn.say.reform(move |_| Msg::Choose(index))}>
                <span class="disc">{ index + 1 }</span>
                <span class="flow-words"><span class="flow-way">{ way }</span><span class="flow-label">{ &message.label }</span></span>
                <span class="chevron">{ icon(icon::RIGHT) }</span>
            </button>
            if chosen { <div id={details} class="flow-panel">{ message::body(drawn, index) }</div> }
        </li>
    }
}
