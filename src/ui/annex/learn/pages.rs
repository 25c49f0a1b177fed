//! The pages about strategies, and the navigation that all of this area shares.

use std::rc::Rc;

use yew::{Callback, Html, html};

use super::load::{Load, PageShown};
use super::place::Place;
use super::{figure, text};
use crate::learn::markdown::Block;
use crate::learn::{Figure, Page};

/// What is on its way or failed, in words; else what is there.
pub fn shown<T>(load: &Load<T>, view: impl FnOnce(&T) -> Html) -> Html {
    match load {
        Load::Waiting => html! { <p class="quiet" role="status">{ "One moment…" }</p> },
        Load::Failed(reason) => html! { <p class="log" role="alert">{ reason }</p> },
        Load::There(item) => view(item),
    }
}

pub fn nav(pages: &Load<Vec<Page>>, place: &Place) -> Html {
    let link = |to: String, word: &str, here: bool| {
        html! { <li><a href={format!("#/{to}")} aria-current={here.then_some("page")}>{ word }</a></li> }
    };
    let pages = match pages {
        Load::There(pages) => pages.as_slice(),
        _ => &[],
    };
    html! {
        <nav class="learn-nav" aria-label="Learn">
            <ul>
                { link("learn".to_owned(), "Overview", *place == Place::Page(String::new())) }
                { for pages.iter().map(|page| {
                    link(format!("learn/{}", page.name), &page.title, *place == Place::Page(page.name.clone()))
                }) }
            </ul>
            <ul>
                { link("gallery".to_owned(), "Gallery of failures", matches!(place, Place::Case(_))) }
                { link("workshop".to_owned(), "Workshop", matches!(place, Place::Workshop { .. })) }
            </ul>
        </nav>
    }
}

pub fn overview(pages: &[Page]) -> Html {
    html! {
        <>
            <h2>{ "Learn" }</h2>
            <p class="lead">
                { "How kube-apiserver decides who sends a request: one page for each way to say who you are, with what goes \
                   wrong and scenarios to try." }
            </p>
            <ul class="shelf">
                { for pages.iter().map(|page| html! {
                    <li class="card"><a href={format!("#/learn/{}", page.name)}>
                        <strong>{ &page.title }</strong><span>{ &page.summary }</span>
                    </a></li>
                }) }
            </ul>
            <h3>{ "From reading to doing" }</h3>
            <ul class="shelf">
                <li class="card"><a href="#/gallery">
                    <strong>{ "Gallery of failures" }</strong>
                    <span>{ "Twenty real cases. Paste a line of your log and see which of them says the same." }</span>
                </a></li>
                <li class="card"><a href="#/workshop">
                    <strong>{ "Workshop" }</strong>
                    <span>{ "Lessons with tasks that check themselves, alone or in a group." }</span>
                </a></li>
            </ul>
        </>
    }
}

/// One page, and the ways to its neighbours.
pub fn page(shown: &PageShown, pages: &[Page], name: &str, on_step: &Callback<(Rc<str>, String)>) -> Html {
    let at = pages.iter().position(|page| page.name == name);
    let neighbour = |page: Option<&Page>, word: &str, class: &'static str| {
        let link = |page: &Page| {
            html! {
                <a {class} href={format!("#/learn/{}", page.name)}><span>{ word }</span>{ &page.title }</a>
            }
        };
        page.map(link).unwrap_or_default()
    };
    html! {
        <>
            { blocks(shown, on_step) }
            <nav class="neighbours" aria-label="Neighbouring pages">
                { neighbour(at.and_then(|at| pages.get(at.checked_sub(1)?)), "Before", "before") }
                { neighbour(at.and_then(|at| pages.get(at + 1)), "Next", "next") }
            </nav>
        </>
    }
}

/// The text, with the figures in their places.
fn blocks(shown: &PageShown, on_step: &Callback<(Rc<str>, String)>) -> Html {
    let mut figures = shown.figures.iter();
    let one = |block: &Block| match Figure::of(block) {
        Some(_) => figures.next().map(|shown| figure::view(shown, on_step)).unwrap_or_default(),
        None => text::blocks(std::slice::from_ref(block), 1),
    };
    shown.blocks.iter().map(one).collect()
}
