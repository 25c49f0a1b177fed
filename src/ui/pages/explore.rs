//! Explore: what the client sent, the walk through the server, who the server takes the client for. Three
//! columns, or one of them at a time where there is no room.

use yew::{Callback, Html, classes, html};

use crate::ui::components::{header, identity, parts, paste, server, status, walk};
use crate::ui::state::{Action, Model, Part};

pub use crate::ui::components::walk::station_id;

pub fn view(model: &Model, act: &Callback<Action>) -> Html {
    let part = |part: Part| classes!("part", (model.part != part).then_some("elsewhere"));
    html! {
        <>
            { header::view(model, act) }
            { parts::view(model, act) }
            { status::banner(model, act) }
            { status::about(model) }
            <main class="columns">
                <section id="sent" class={part(Part::Sent)} aria-labelledby="h-sent">
                    <h2 id="h-sent">{ "What the client sent" }</h2>
                    { paste::view(model, act) }
                    { paste::request(model) }
                    <h2 id="h-server">{ "What the server knows" }</h2>
                    { server::view(model, act) }
                </section>
                <section id="walk" class={part(Part::Walk)} aria-labelledby="h-walk">
                    <h2 id="h-walk">{ "The walk through the API server" }</h2>
                    { walk::view(model, act) }
                </section>
                <section id="who" class={part(Part::Who)} aria-labelledby="h-who">
                    <h2 id="h-who">{ "Who you are" }</h2>
                    { identity::view(model, act) }
                </section>
            </main>
            <p class="sr-only" role="status">{ &model.announced }</p>
        </>
    }
}
