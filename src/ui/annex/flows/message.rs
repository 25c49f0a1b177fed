//! What is behind one message: what it is for, what was looked at, what was sent.

use yew::{Html, classes, html};

use super::answer::endpoint;
use super::model::tone;
use super::page::Drawn;
use super::{Msg, editor};
use crate::flow::payload::{Part, parts, pretty};
use crate::flow::{Kind, Role};
use crate::ui::components::icon::{self, icon};
use crate::ui::components::walk;
use crate::ui::link::Act;

/// Longer payloads are shown without colours, which cost an element each.
const MOST_COLOURED: usize = 30_000;

pub fn id(index: usize) -> String {
    format!("flow-message-{}", index + 1)
}

/// With its heading, beside the diagram.
pub fn view(drawn: &Drawn, index: usize) -> Html {
    let flow = &drawn.view.flow;
    let message = &flow.messages[index];
    let way = match message.kind {
        Kind::Inner => flow.actor(message.from).to_owned(),
        Kind::Call => format!("{} → {}", flow.actor(message.from), flow.actor(message.to)),
        Kind::Answer => format!("{} answers {}", flow.actor(message.from), flow.actor(message.to)),
    };
    html! {
        <>
            <header class={classes!("flow-title", tone(message).class())}>
                <span class="disc">{ index + 1 }</span>
                <div>
                    <p class="flow-way">{ way }</p>
                    <h3>{ &message.label }</h3>
                </div>
                <button type="button" class="flow-close" aria-label="Close" title="Close (Esc)" onclick={drawn.say.reform(|_| Msg::Close)}>{ icon(icon::CROSS) }</button>
            </header>
            { body(drawn, index) }
        </>
    }
}

pub fn body(drawn: &Drawn, index: usize) -> Html {
    let message = &drawn.view.flow.messages[index];
    let text = pretty(&message.payload);
    let shown = text.clone();
    let of_webhook = message.real && message.from == Role::Webhook;
    let endpoint = drawn.state.report.as_ref().filter(|_| of_webhook).and_then(|report| endpoint(&drawn.view.scenario, report));
    html! {
        <>
            if !message.why.is_empty() { <p class="flow-why">{ &message.why }</p> }
            if !message.real { <p class="flow-usual">{ "How it usually goes. What stands as … is not known here." }</p> }
            if let Some(endpoint) = endpoint {
                { editor::view(drawn, &endpoint) }
            }
            { walk::checks(&message.checks) }
            if !text.is_empty() {
                <div class="flow-payload">
                    <div class="flow-payload-head">
                        <span>{ kind_of(&message.payload) }</span>
                        <button type="button" class="link small" onclick={drawn.act.reform(move |_| Act::Copy(text.clone()))}>{ "Copy" }</button>
                    </div>
                    <pre tabindex="0" role="region" aria-label="What was sent">{ coloured(&shown) }</pre>
                </div>
            }
        </>
    }
}

fn kind_of(payload: &str) -> &'static str {
    let first = payload.lines().next().unwrap_or_default();
    if first.starts_with("HTTP/") {
        "HTTP answer"
    } else if first.ends_with("HTTP/1.1") {
        "HTTP request"
    } else if first.starts_with("Subject:") {
        "Certificate"
    } else if first.starts_with('{') {
        "JSON"
    } else {
        "Text"
    }
}

fn coloured(text: &str) -> Html {
    if text.len() > MOST_COLOURED {
        return html! { { text } };
    }
    let class = |part: Part| match part {
        Part::Plain => "",
        Part::Start => "p-start",
        Part::Name => "p-name",
        Part::Text => "p-text",
        Part::Literal => "p-literal",
        Part::JwtHead => "jwt-head",
        Part::JwtBody => "jwt-body",
        Part::JwtSign => "jwt-sign",
    };
    parts(text)
        .into_iter()
        .map(|(part, piece)| match part {
            Part::Plain => html! { { piece } },
            part => html! { <span class={class(part)}>{ piece }</span> },
        })
        .collect()
}
