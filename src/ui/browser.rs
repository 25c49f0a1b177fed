//! What the page wants from the browser beside its worker: files of its own site, clipboard, theme, focus.

use gloo::render::{AnimationFrame, request_animation_frame};
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ClipboardEvent, CustomEvent, CustomEventInit, Element, Event, HtmlElement, HtmlTextAreaElement, Response,
};
use yew::Callback;

use super::state::Theme;

const THEME_KEY: &str = "theme";

/// Reads a file of this site, by its path relative to the page.
///
/// # Errors
/// A sentence for the reader.
pub async fn fetch_text(path: &str) -> Result<String, String> {
    let failed = || format!("{path} could not be loaded. Is the site reachable?");
    let window = web_sys::window().ok_or_else(failed)?;
    let response = JsFuture::from(window.fetch_with_str(path)).await.map_err(|_| failed())?;
    let response: Response = response.dyn_into().map_err(|_| failed())?;
    if !response.ok() {
        return Err(format!("{path} could not be loaded: the site answers {}.", response.status()));
    }
    let text = JsFuture::from(response.text().map_err(|_| failed())?).await.map_err(|_| failed())?;
    text.as_string().ok_or_else(failed)
}

/// # Errors
/// A sentence for the reader.
pub async fn copy(text: &str) -> Result<(), String> {
    let failed = "The browser did not let the page copy. Select the text and copy it by hand.";
    let window = web_sys::window().ok_or(failed)?;
    let written = JsFuture::from(window.navigator().clipboard().write_text(text)).await;
    written.map(|_| ()).map_err(|_| failed.to_owned())
}

pub fn stored_theme() -> Theme {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
    let name = storage.and_then(|storage| storage.get_item(THEME_KEY).ok().flatten());
    name.map_or(Theme::System, |name| Theme::from_name(&name))
}

/// Shows a theme and remembers it; a browser that stores nothing shows it all the same.
pub fn use_theme(theme: Theme) {
    let Some(window) = web_sys::window() else { return };
    if let Some(root) = window.document().and_then(|document| document.document_element()) {
        let _ = root.set_attribute("data-theme", theme.name());
    }
    if let Ok(Some(storage)) = window.local_storage() {
        let _ = storage.set_item(THEME_KEY, theme.name());
    }
}

/// What the browser keeps of this site under a name; `None` where it keeps nothing.
pub fn stored(key: &str) -> Option<String> {
    web_sys::window()?.local_storage().ok()??.get_item(key).ok()?
}

/// Keeps a text, if the browser keeps anything.
pub fn store(key: &str, text: &str) {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok().flatten());
    if let Some(storage) = storage {
        let _ = storage.set_item(key, text);
    }
}

/// Opens the browser's dialog for printing.
pub fn print() {
    if let Some(window) = web_sys::window() {
        let _ = window.print();
    }
}

pub fn to_top() {
    if let Some(window) = web_sys::window() {
        window.scroll_to_with_x_and_y(0.0, 0.0);
    }
}

/// An element that is no part of the document yet, for a whole application.
pub fn root() -> Option<Element> {
    let root = web_sys::window()?.document()?.create_element("div").ok()?;
    root.set_class_name("place");
    Some(root)
}

pub fn replace_body(root: &Element) {
    if let Some(body) = web_sys::window().and_then(|window| window.document()?.body()) {
        body.set_text_content(None);
        let _ = body.append_child(root);
    }
}

/// Calls back behind the next frame, unless the answer is dropped before it.
pub fn after_paint(callback: Callback<()>) -> AnimationFrame {
    // The frame is drawn behind this call; what waits for it comes as a task of its own.
    request_animation_frame(move |_| {
        Timeout::new(0, move || callback.emit(())).forget();
    })
}

pub fn focus(id: &str) {
    let element = web_sys::window().and_then(|window| window.document()?.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// What is pasted while the focus is in no field: the page takes it for its box.
pub fn stray_paste(event: &ClipboardEvent) -> Option<String> {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let in_field =
        target.is_some_and(|target| matches!(target.tag_name().as_str(), "TEXTAREA" | "INPUT" | "SELECT"));
    if in_field {
        return None;
    }
    let text = event.clipboard_data()?.get_data("text").ok()?;
    (!text.trim().is_empty()).then_some(text)
}

/// A paste replaces what is in the box, unless something is selected or the caret stands on a line of its own:
/// then it is added. A scenario document is always replaced. The selection is made for the browser to paste over, so that its own undo goes on working.
pub fn select_for_paste(area: &HtmlTextAreaElement) {
    let (Ok(Some(start)), Ok(Some(end))) = (area.selection_start(), area.selection_end()) else { return };
    let value = area.value();
    // The browser counts in UTF-16 units.
    let units: Vec<u16> = value.encode_utf16().collect();
    let at = |index: usize| units.get(index).copied().unwrap_or(u16::from(b'\n'));
    let start = start as usize;
    let own_line = start > 0 && at(start - 1) == u16::from(b'\n') && at(start) == u16::from(b'\n');
    let scenario = value.contains("authn-explorer/");
    if start == end as usize && (scenario || !own_line) {
        area.select();
    }
}

/// What the explorer's events to the annex are called, and those the other way.
pub const FROM_EXPLORER: &str = "explorer-says";
pub const FROM_ANNEX: &str = "annex-says";
/// Tells the service worker's client to start anew with the newer build.
pub const TAKE_NEW_BUILD: &str = "explorer-takes-build";

/// Hears an event of the window for as long as it lives.
pub struct Listener {
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let heard = self.closure.as_ref().unchecked_ref();
            let _ = window.remove_event_listener_with_callback(self.name, heard);
        }
    }
}

/// Listens to an event of the window; the callback gets its text, empty where it has none.
pub fn listen(name: &'static str, heard: Callback<String>) -> Listener {
    let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let detail = event.dyn_ref::<CustomEvent>().and_then(|event| event.detail().as_string());
        heard.emit(detail.unwrap_or_default());
    });
    if let Some(window) = web_sys::window() {
        let _ = window.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
    }
    Listener { name, closure }
}

/// Sends such an event.
pub fn tell(name: &str, text: &str) {
    let Some(window) = web_sys::window() else { return };
    let said = CustomEventInit::new();
    said.set_detail(&JsValue::from_str(text));
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &said) {
        let _ = window.dispatch_event(&event);
    }
}

/// What the address holds behind its `#`.
pub fn route() -> String {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

pub fn go(route: &str) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().set_hash(route);
    }
}

/// The reader's clock.
pub fn clock() -> chrono::DateTime<chrono::Utc> {
    chrono::DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default()
}

/// 32 random bytes in hexadecimal digits; empty where the browser gives none.
pub fn random_hex() -> String {
    let mut bytes = [0; 32];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    match crypto.map(|crypto| crypto.get_random_values_with_u8_array(&mut bytes)) {
        Some(Ok(_)) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        _ => String::new(),
    }
}

/// The page's address without what is behind its `#`.
pub fn address() -> String {
    let location = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    location.split('#').next().unwrap_or_default().to_owned()
}

/// Takes what is behind the `#` out of the address and out of the history, and has the page notice.
pub fn forget_route() {
    let Some(window) = web_sys::window() else { return };
    let history = window.history();
    let _ = history.and_then(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&address())));
    if let Ok(event) = Event::new("hashchange") {
        let _ = window.dispatch_event(&event);
    }
}

/// What `<meta name=…>` of the page holds: the addresses of the modules that are not loaded with it.
pub fn meta(name: &str) -> Option<String> {
    let document = web_sys::window()?.document()?;
    document.query_selector(&format!("meta[name=\"{name}\"]")).ok()??.get_attribute("content")
}

/// Loads the annex, which says so itself once it is there.
pub fn load_annex(failed: Callback<String>) {
    let added = || {
        let document = web_sys::window()?.document()?;
        let script = document.create_element("script").ok()?;
        script.set_attribute("type", "module").ok()?;
        script.set_attribute("src", &meta("annex")?).ok()?;
        let on_error = Closure::once_into_js(move || {
            failed.emit("A part of the page could not be loaded. Is the site reachable?".to_owned());
        });
        script.add_event_listener_with_callback("error", on_error.unchecked_ref()).ok()?;
        document.head()?.append_child(&script).ok()
    };
    added();
}
