//! What the server knows. The annex draws it; until that is there, its closed cards hold the room.

use yew::{Html, html};

/// The cards, from top to bottom.
pub const TOPICS: [&str; 8] = [
    "Strategies",
    "Flags",
    "Files",
    "Objects",
    "Remote answers",
    "Version and clock",
    "Changes",
    "Import and export",
];

/// `annex-server` is the annex's place.
pub fn view() -> Html {
    html! {
        <>
            <div id="annex-server" class="place"></div>
            <div class="server waiting">{ for TOPICS.iter().map(|topic| html! { <p class="card">{ *topic }</p> }) }</div>
        </>
    }
}
