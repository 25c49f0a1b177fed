//! What the server knows. The annex draws it; until that is there, its closed cards hold the room.

use yew::{Html, html};

use crate::ui::state::Model;

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
pub fn view(model: &Model) -> Html {
    html! {
        <>
            if let Some(scenario) = model.server.as_ref().filter(|_| model.is_at_home()) {
                <p class="small quiet">{ scenario.description() }</p>
            }
            <div id="annex-server" class="place"></div>
            <div class="server waiting">{ for TOPICS.iter().map(|topic| html! { <p class="card">{ *topic }</p> }) }</div>
        </>
    }
}
