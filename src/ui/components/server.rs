//! What the server knows: its flags, the files they name, its clock, and the objects it can look up.

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::{Callback, Event, Html, InputEvent, TargetCast, html};

use crate::report::Report;
use crate::ui::json::Json;
use crate::ui::state::{Action, Document, Model, ServerEdit};

pub fn view(model: &Model, act: &Callback<Action>) -> Html {
    let Some(scenario) = &model.server else {
        return html! { <div class="card"><p class="body quiet">{ "The first scenario is being loaded …" }</p></div> };
    };
    html! {
        <>
            if model.is_at_home() {
                <p class="small quiet">{ scenario.description() }</p>
            }
            <details class="card">
                <summary>
                    { "Flags" }<span class="quiet">{ model.report.as_ref().map(|report| flag_count(scenario, report)) }</span>
                </summary>
                <div class="body">
                    <label class="sr-only" for="flags">{ "kube-apiserver flags, one a line" }</label>
                    <textarea id="flags" class="code" rows="12" spellcheck="false" wrap="off" value={model.flags.clone()} oninput={act.reform(|event: InputEvent| {
                        Action::Server(ServerEdit::Flags(event.target_unchecked_into::<HtmlTextAreaElement>().value()))
                    })} />
                    <p class="small quiet">{ "One flag a line, as in the manifest. Flags that have nothing to do with authentication are accepted and ignored." }</p>
                </div>
            </details>
            <details class="card">
                <summary>{ "Files" }<span class="quiet">{ scenario.files().count() }</span></summary>
                <div class="body files">
                    { for scenario.files().map(|(path, text)| file(path, text, act)) }
                    { add_file(act) }
                </div>
            </details>
            <details class="card">
                <summary>{ "Objects" }<span class="quiet">{ scenario.objects().len() }</span></summary>
                <div class="body">{ objects(scenario.objects()) }</div>
            </details>
            { clock(scenario, act) }
        </>
    }
}

fn flag_count(scenario: &Document, report: &Report) -> String {
    let count = scenario.args().count();
    match report.ignored_flags.len() {
        0 => count.to_string(),
        ignored => format!("{count}, {ignored} of them not about authentication"),
    }
}

fn file(path: &str, text: &str, act: &Callback<Action>) -> Html {
    let (write, remove) = (path.to_owned(), path.to_owned());
    let oninput = act.reform(move |event: InputEvent| {
        let text = event.target_unchecked_into::<HtmlTextAreaElement>().value();
        Action::Server(ServerEdit::File { path: write.clone(), text })
    });
    let onclick = act.reform(move |_| Action::Server(ServerEdit::RemoveFile { path: remove.clone() }));
    html! {
        <details key={path.to_owned()}>
            <summary><code>{ path }</code></summary>
            <textarea class="code" rows="8" spellcheck="false" wrap="off" aria-label={format!("Text of {path}")} value={text.to_owned()} {oninput} />
            <button type="button" class="link" {onclick}>{ "remove this file" }</button>
        </details>
    }
}

fn add_file(act: &Callback<Action>) -> Html {
    let act = act.clone();
    let onchange = move |event: Event| {
        let input = event.target_unchecked_into::<HtmlInputElement>();
        let path = input.value().trim().to_owned();
        input.set_value("");
        if !path.is_empty() {
            act.emit(Action::Server(ServerEdit::File { path, text: String::new() }));
        }
    };
    html! {
        <label class="line">
            <span>{ "Add a file" }</span>
            <input type="text" spellcheck="false" autocomplete="off" placeholder="/etc/kubernetes/…" {onchange} />
        </label>
    }
}

fn objects(objects: &[Json]) -> Html {
    if objects.is_empty() {
        return html! { <p class="quiet">{ "None: no ServiceAccount, Pod or Secret exists." }</p> };
    }
    html! { <ul class="lines">{ for objects.iter().map(|object| html! { <li>{ object_name(object) }</li> }) }</ul> }
}

fn object_name(object: &Json) -> Html {
    let text = |path: &[&str]| object.at(path).and_then(Json::as_str);
    let name = text(&["metadata", "name"]).unwrap_or("?").to_owned();
    let kind = text(&["kind"]).unwrap_or("?").to_owned();
    let namespace = text(&["metadata", "namespace"]);
    html! {
        <>
            <span class="quiet">{ kind }{ " " }</span>
            <code>{ namespace.map_or(name.clone(), |namespace| format!("{namespace}/{name}")) }</code>
        </>
    }
}

fn clock(scenario: &Document, act: &Callback<Action>) -> Html {
    let onchange = act.reform(|event: Event| {
        Action::Server(ServerEdit::Clock(event.target_unchecked_into::<HtmlInputElement>().value()))
    });
    html! {
        <div class="card">
            <label class="body line">
                <span>{ "Clock" }</span>
                <input type="text" spellcheck="false" autocomplete="off" placeholder="yours, now (or 2026-11-23T12:00:00Z)"
                    value={scenario.clock().unwrap_or_default().to_owned()} {onchange} />
            </label>
        </div>
    }
}
