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
            <div hidden={!model.explores()}>{ parts::view(model, act) }</div>
            { status::banner(model, act) }
            <div id="annex-lesson" hidden={!model.explores()}></div>
            <div hidden={!model.explores()}>{ status::about(model) }</div>
            <main id="annex-page" hidden={model.explores()}></main>
            <main class="columns" hidden={!model.explores()}>
                <section id="sent" class={part(Part::Sent)} aria-labelledby="h-sent">
                    <div class="part-head"><h2 id="h-sent">{ "What the client sent" }</h2><span id="annex-files" class="place"></span></div>
                    { paste::view(model, act) }
                    <div id="annex-inspect" class="place"></div>
                    <h2 id="h-server">{ "What the server knows" }</h2>
                    { server::view(model) }
                </section>
                <section id="walk" class={part(Part::Walk)} aria-labelledby="h-walk">
                    <h2 id="h-walk">{ "The walk through the API server" }</h2>
                    { walk::view(model, act) }
                    <div id="annex-flow" class="place"></div>
                </section>
                <section id="who" class={part(Part::Who)} aria-labelledby="h-who">
                    <h2 id="h-who">{ "Who you are" }</h2>
                    { identity::view(model, act) }
                    <div id="annex-answers" class="place"></div>
                    { identity::notes(model) }
                </section>
            </main>
            <div id="annex-dialog"></div>
            <p class="sr-only" role="status">{ &model.announced }</p>
        </>
    }
}
