//! The request line by line, with a word on what the server does with each header.

use yew::{Html, classes, html};

use super::frame::{Sight, fault};
use crate::inspect::request::{HeaderLine, Mark, RequestView};

/// Characters of a header that may not fit into its lines.
const LONG: usize = 120;

/// `pasted`: whether the reader gave the request itself, not only what goes into it.
pub fn view(request: &RequestView, pasted: bool, sight: &Sight) -> Html {
    let telling = request.headers.iter().filter(|header| header.mark != Mark::Neutral).count();
    let about = match (request.headers.len(), telling) {
        (0, _) => "no headers".to_owned(),
        (all, 0) => format!("{all} headers, none of them about authentication"),
        (1, _) => "1 header".to_owned(),
        (all, telling) => format!("{all} headers, {telling} to look at"),
    };
    let body = html! {
        <>
            if !request.error.is_empty() { { fault(error(request)) } }
            <p class="request-line"><b>{ &request.method }</b>{ " " }<span>{ &request.target }</span>{ " " }<span class="quiet">{ &request.version }</span></p>
            <ol class="header-lines">{ for request.headers.iter().map(|header| line(header, sight)) }</ol>
            if !request.remark.is_empty() { <p class="nothing">{ &request.remark }</p> }
        </>
    };
    if pasted {
        return sight.card("Request", &about, Some(("the request", &text(request))), body);
    }
    html! {
        <details class="card inspector">
            <summary><h3>{ "Request" }</h3><span class="quiet">{ about }</span></summary>
            { body }
        </details>
    }
}

fn error(request: &RequestView) -> Html {
    let line = request.error_line.map(|line| format!("Line {line}: ")).unwrap_or_default();
    html! { <>{ "The server answers before it authenticates anybody. " }{ line }<code>{ &request.error }</code></> }
}

/// As it is copied.
pub fn text(request: &RequestView) -> String {
    let mut text = format!("{} {} {}\n", request.method, request.target, request.version);
    for header in &request.headers {
        text.push_str(&format!("{}: {}\n", header.name, header.value));
    }
    text
}

fn line(header: &HeaderLine, sight: &Sight) -> Html {
    let class = match header.mark {
        Mark::Credential | Mark::Identity => "telling",
        Mark::NotAuthentication => "apart",
        Mark::Neutral => "neutral",
    };
    let fields = sight.judge.fields(&header.source);
    // A long one scrolls, which takes the focus to do from the keyboard.
    let scrolls = header.value.len() > LONG;
    html! {
        <li class={classes!("header-line", class, sight.lit(&header.source))}>
            <div class="value">
                <p class="header-text" tabindex={scrolls.then_some("0")} role={scrolls.then_some("group")} aria-label={scrolls.then(|| header.name.clone())}><b>{ &header.name }</b>{ ": " }<code>{ &header.value }</code></p>
                { sight.copy(&header.name, &header.value) }
            </div>
            if !header.mark.word().is_empty() || !header.meaning.is_empty() {
                <p class="meaning">
                    if !header.mark.word().is_empty() { <span class="tag">{ header.mark.word() }</span>{ " " } }
                    { &header.meaning }
                </p>
            }
            if !header.oddity.is_empty() { { fault(html! { <>{ &header.oddity }</> }) } }
            if header.mark != Mark::Neutral { { sight.checks(&header.source) } }
            if !fields.is_empty() { <p class="gives">{ sight.origins(&header.source) }</p> }
        </li>
    }
}
