//! Where the engine's script lies. Its name carries a hash of its content, so that page and engine are always of
//! one build; `index.html` names it.

/// The engine's script, relative to the page, as `<meta name="engine">` tells it.
pub fn script() -> Option<String> {
    let document = web_sys::window()?.document()?;
    document.query_selector(r#"meta[name="engine"]"#).ok()??.get_attribute("content")
}
