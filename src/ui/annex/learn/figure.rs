//! A flow in a page: the drawing where there is room for it, the same in sentences where there is none and for whoever
//! cannot see it.

use std::rc::Rc;

use yew::{AttrValue, Callback, Html, html};

use crate::flow::{self, Facts, Flow, Theme};
use crate::learn::Figure;
use crate::report::Report;
use crate::scenario::Scenario;

/// As wide as the column of a page on a large screen.
const ROOM: i32 = 840;

/// A flow that is filled in, and the document that it is filled in from.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureShown {
    pub flow: Rc<Flow>,
    pub document: Rc<str>,
    /// Where it is walked through message by message.
    pub route: String,
}

impl FigureShown {
    /// Nothing where the document is no scenario.
    pub fn new(figure: &Figure, document: &str, report: &Report) -> Option<FigureShown> {
        let scenario: Scenario = serde_json::from_str(document).ok()?;
        let facts = Facts { scenario: &scenario, report };
        let (flow, route) = match figure.strategy {
            Some(strategy) => (flow::of(strategy, report, &facts), format!("/flows/{}", strategy.name())),
            None => (flow::this_request(report, &facts), "/flows".to_owned()),
        };
        Some(FigureShown { flow: Rc::new(flow), document: document.into(), route })
    }
}

/// `on_step` gets the document and the route.
pub fn view(shown: &FigureShown, on_step: &Callback<(Rc<str>, String)>) -> Html {
    let picture = AttrValue::from(flow::picture(&shown.flow, Theme::Page, ROOM));
    let step = {
        let (document, route) = (shown.document.clone(), shown.route.clone());
        on_step.reform(move |_| (document.clone(), route.clone()))
    };
    html! {
        <figure class="flow-figure card">
            <div class="picture" aria-hidden="true">{ Html::from_html_unchecked(picture) }</div>
            <ol class="sentences">
                { for (0..shown.flow.messages.len()).map(|index| html! {
                    <>
                        { for shown.flow.sections.iter().filter(|section| section.first == index).map(|section| html! {
                            <li class="part"><strong>{ &section.title }</strong></li>
                        }) }
                        <li class="message">{ flow::sentence(&shown.flow, index) }</li>
                    </>
                }) }
            </ol>
            <figcaption>
                <span>{ &shown.flow.lead }</span>
                <button type="button" class="link" onclick={step}>{ "Step through it" }</button>
            </figcaption>
        </figure>
    }
}
