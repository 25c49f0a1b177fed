//! What the diagram wants from the browser: how much room there is, the theme, the focus.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, SvgElement};
use yew::NodeRef;

use crate::flow::Theme;

pub fn width(place: &NodeRef) -> Option<i32> {
    Some(place.cast::<Element>()?.client_width()).filter(|width| *width > 0)
}

fn element(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}

pub fn focus(id: &str) {
    let Some(element) = element(id) else { return };
    if let Some(html) = element.dyn_ref::<HtmlElement>() {
        let _ = html.focus();
    } else if let Some(svg) = element.dyn_ref::<SvgElement>() {
        let _ = svg.focus();
    }
}

/// Scrolls no further than needed.
pub fn reveal(id: &str) {
    let (Some(element), Some(window)) = (element(id), web_sys::window()) else { return };
    let place = element.get_bounding_client_rect();
    let height = window.inner_height().ok().and_then(|height| height.as_f64()).unwrap_or(f64::MAX);
    if place.top() < 0.0 || place.bottom() > height {
        element.scroll_into_view();
    }
}

/// The theme that is shown, chosen or the system's.
pub fn theme() -> Theme {
    let dark = || {
        let window = web_sys::window()?;
        let root = window.document()?.document_element()?;
        Some(match root.get_attribute("data-theme").as_deref() {
            Some("dark") => true,
            Some("light") => false,
            _ => window.match_media("(prefers-color-scheme: dark)").ok()??.matches(),
        })
    };
    if dark() == Some(true) { Theme::Dark } else { Theme::Light }
}
