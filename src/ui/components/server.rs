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
            { about(model) }
            <div id="annex-server" class="place"></div>
            <div class="server waiting">{ for TOPICS.iter().map(|topic| html! { <p class="card">{ *topic }</p> }) }</div>
        </>
    }
}

/// Of the scenario that the page starts with; its room is kept until it is there.
fn about(model: &Model) -> Html {
    match &model.server {
        None => html! { <p class="small quiet about-coming"></p> },
        Some(scenario) if model.is_at_home() => {
            html! { <p class="small quiet">{ scenario.description() }</p> }
        }
        Some(_) => Html::default(),
    }
}
