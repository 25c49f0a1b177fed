//! What the editor wants from the browser: cards unfolded, lines selected, files read.

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, File, HtmlTextAreaElement};

use crate::ui::browser;

/// Unfolds whatever an element is folded away in, and puts the focus on it once the page has been drawn.
pub fn lead_to(id: String, line: Option<String>) {
    let lead = move || {
        let Some(element) = element(&id) else { return };
        let mut outer = Some(element.clone());
        while let Some(one) = outer {
            if one.tag_name() == "DETAILS" {
                let _ = one.set_attribute("open", "");
            }
            outer = one.parent_element();
        }
        browser::focus(&id);
        if let (Some(line), Some(area)) = (line, element.dyn_ref::<HtmlTextAreaElement>()) {
            select(area, &line);
        }
    };
    Timeout::new(0, lead).forget();
}

fn element(id: &str) -> Option<Element> {
    web_sys::window()?.document()?.get_element_by_id(id)
}

/// Selects the line that holds a text. The browser counts in UTF-16 units.
fn select(area: &HtmlTextAreaElement, wanted: &str) {
    let text = area.value();
    let Some(at) = text.find(wanted) else { return };
    let units = |text: &str| text.encode_utf16().count() as u32;
    let start = units(&text[..at]);
    let _ = area.set_selection_range(start, start + units(wanted));
}

/// The text of a file that the reader chose.
///
/// # Errors
/// A sentence for the reader.
pub async fn text_of(file: File) -> Result<String, String> {
    let failed = |_| format!("{} could not be read.", file.name());
    let text = JsFuture::from(file.text()).await.map_err(failed)?;
    Ok(text.as_string().unwrap_or_default())
}
