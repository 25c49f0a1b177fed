//! What the server can look up: ServiceAccounts, Secrets, Pods and Nodes, each as its manifest.

use yew::{Html, html};

use super::area::Msg;
use super::diff::yaml;
use super::draft::Field;
use super::edit::Edit;
use super::files::rows;
use super::frame::{Sight, card, problem, typed};
use crate::ui::components::icon::{self, icon};
use crate::ui::json::Json;

pub const NEW_ID: &str = "server-new-object";

pub fn view(topic: usize, sight: &Sight) -> Html {
    let objects = sight.scenario.objects();
    let broken =
        (0..objects.len()).filter(|index| sight.drafts.problem(Field::Object(*index)).is_some()).count();
    let note = match broken {
        0 => html! { { objects.len() } },
        _ => html! { <span class="badge bad">{ icon(icon::CROSS) }{ "cannot be read" }</span> },
    };
    let body = || {
        html! {
            <>
                if objects.is_empty() { <p class="quiet">{ "None: no ServiceAccount, Secret, Pod or Node exists." }</p> }
                <div class="server-items">{ for objects.iter().enumerate().map(|(index, object)| one(index, object, sight)) }</div>
                { add(sight) }
            </>
        }
    };
    card(topic, sight, note, body)
}

/// `Pod ci/job-7`
pub fn name(object: &Json) -> (String, String) {
    let text = |path: &[&str]| object.at(path).and_then(Json::as_str);
    let name = text(&["metadata", "name"]).unwrap_or("?").to_owned();
    let whole =
        text(&["metadata", "namespace"]).map_or(name.clone(), |namespace| format!("{namespace}/{name}"));
    (text(&["kind"]).unwrap_or("?").to_owned(), whole)
}

fn one(index: usize, object: &Json, sight: &Sight) -> Html {
    let field = Field::Object(index);
    let (kind, name) = name(object);
    let text = sight.drafts.text(field, || yaml(object));
    let said = sight.drafts.problem(field);
    let error_id = format!("server-object-{index}-error");
    let remove = sight.say.reform(move |_| Msg::Change(Edit::Object(index, None)));
    html! {
        <details class="server-item">
            <summary>
                <span class="server-name"><code>{ &name }</code><span class="quiet">{ &kind }</span></span>
                if said.is_some() { <span class="badge bad">{ icon(icon::CROSS) }{ "cannot be read" }</span> }
            </summary>
            if let Some(said) = said {
                { problem(&error_id, &format!("{said} Until it can be read, the object stays as it was.")) }
            }
            <textarea id={format!("server-object-{index}")} class="code" rows={rows(&text)} spellcheck="false" wrap="off" aria-label={format!("Manifest of {kind} {name}")}
                aria-invalid={said.map(|_| "true")} aria-describedby={said.map(|_| error_id.clone())}
                value={text.clone()} oninput={sight.say.reform(move |event| Msg::Type(field, typed(&event)))}
                onblur={sight.say.reform(|_| Msg::Leave)} />
            <p class="server-buttons">
                <button type="button" class="link" onclick={remove} aria-label={format!("Remove {kind} {name}")}>{ "Remove this object" }</button>
                if said.is_some() {
                    <button type="button" class="link" onclick={sight.say.reform(move |_| Msg::Forget(field))}>{ "Back to what can be read" }</button>
                }
            </p>
        </details>
    }
}

fn add(sight: &Sight) -> Html {
    let field = Field::NewObject;
    let text = sight.drafts.text(field, String::new);
    let said = sight.drafts.problem(field);
    html! {
        <div class="server-new">
            <label for={NEW_ID}>{ "Add manifests" }</label>
            <textarea id={NEW_ID} class="code" rows="4" spellcheck="false" wrap="off" placeholder={"apiVersion: v1\nkind: Pod\nmetadata: …"}
                aria-invalid={said.map(|_| "true")} aria-describedby={said.map(|_| "server-new-object-error")}
                value={text.clone()} oninput={sight.say.reform(move |event| Msg::Type(field, typed(&event)))} />
            if let Some(said) = said { { problem("server-new-object-error", said) } }
            <button type="button" class="chip" disabled={text.trim().is_empty()} onclick={sight.say.reform(|_| Msg::AddObjects)}>{ "Add to the objects" }</button>
        </div>
    }
}
