//! All cases, and the search by what a log says.

use web_sys::HtmlTextAreaElement;
use yew::{Callback, Html, InputEvent, TargetCast, html};

use super::load::CaseShown;
use crate::learn::markdown::{Block, plain};
use crate::learn::{Case, search};

pub fn view(cases: &[CaseShown], query: &str, on_query: Callback<String>) -> Html {
    let found = found(cases, query);
    let oninput = Callback::from(move |event: InputEvent| {
        let area: HtmlTextAreaElement = event.target_unchecked_into();
        on_query.emit(area.value());
    });
    html! {
        <>
            <h2>{ "Gallery of failures" }</h2>
            <p class="lead">
                { "Cases that people reported, each with what they saw, what the server's log said, why, and what mends it." }
            </p>
            <label class="search">
                <span>{ "Paste a line of a log, or type a few words" }</span>
                <textarea id="gallery-search" class="code" rows="3" spellcheck="false" autocomplete="off" value={query.to_owned()}
                    placeholder={"err=\"oidc: authenticator not initialized\""} {oninput} />
            </label>
            <p class="found small quiet" role="status">{ count(query, found.len()) }</p>
            <ul class="cases">{ for found.into_iter().map(card) }</ul>
        </>
    }
}

/// What matches, best first; without a query all of them.
pub fn found<'c>(cases: &'c [CaseShown], query: &str) -> Vec<&'c CaseShown> {
    if query.trim().is_empty() {
        return cases.iter().collect();
    }
    let list: Vec<Case> = cases.iter().map(|shown| shown.case.clone()).collect();
    search::find(query, &list).into_iter().filter_map(|hit| cases.get(hit.index)).collect()
}

fn count(query: &str, found: usize) -> String {
    match (query.trim().is_empty(), found) {
        (true, found) => format!("{found} cases"),
        (_, 0) => "No case says this. Fewer words may find more.".to_owned(),
        (_, 1) => "1 case, by what it says".to_owned(),
        (_, found) => format!("{found} cases, the likeliest first"),
    }
}

fn card(shown: &CaseShown) -> Html {
    html! {
        <li class="card case" key={shown.name.clone()}>
            <h3><a href={format!("#/gallery/{}", shown.name)}>{ &shown.case.title }</a></h3>
            <p>{ opening(&shown.symptom) }</p>
            { for shown.case.log.first().map(|line| html! { <p class="log">{ error_of(line) }</p> }) }
        </li>
    }
}

/// The first paragraph.
fn opening(blocks: &[Block]) -> String {
    blocks
        .iter()
        .find_map(|block| match block {
            Block::Paragraph(text) => Some(plain(text)),
            _ => None,
        })
        .unwrap_or_default()
}

/// The part of a log line that says what went wrong, without the marks around it and the numbers of a certificate.
fn error_of(line: &str) -> String {
    let error = line.split_once("err=").map_or(line, |(_, error)| error);
    let error = match error.split_once(" failed: ") {
        Some((head, cause)) if head.contains("verifying certificate") => cause,
        _ => error,
    };
    error.trim_matches('"').replace("\\\"", "\"")
}
