//! The least that a Yew page can be.

use yew::{Html, component, html};

#[component]
fn Empty() -> Html {
    html! { <main id="empty">{ "Nothing" }</main> }
}

fn main() {
    yew::Renderer::<Empty>::new().render();
}
