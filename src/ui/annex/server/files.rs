//! The files of the server's host that its flags, or other files, name.

use yew::{Callback, Html, html};

use super::area::Msg;
use super::blame::Place;
use super::edit::Edit;
use super::frame::{Sight, card, count, entered, error_badge, input_of, offer, typed};
use super::lookup::{file_template, missing, named_by, new_file};
use super::{flags, settings};
use crate::ui::state::Document;

pub fn view(topic: usize, sight: &Sight) -> Html {
    let files: Vec<(&str, &str)> = sight.scenario.files().collect();
    let missing = missing(sight.scenario);
    let note = if files.iter().any(|(path, _)| is_guilty(path, sight)) {
        error_badge()
    } else if missing.is_empty() {
        html! { { files.len() } }
    } else {
        html! { { format!("{}, {} missing", files.len(), missing.len()) } }
    };
    let body = || {
        html! {
            <>
                if files.is_empty() && missing.is_empty() { <p class="quiet">{ "None. Files are added here, or offered here once a flag names them." }</p> }
                <div class="server-items">{ for files.iter().enumerate().map(|(index, (path, text))| file(index, path, text, sight)) }</div>
                { for missing.into_iter().map(|(path, flag)| missing_file(path, flag, sight)) }
                { add(sight) }
            </>
        }
    };
    card(topic, sight, note, body)
}

fn is_guilty(path: &str, sight: &Sight) -> bool {
    sight.blames(|place| matches!(place, Place::File(guilty, _) if guilty == path))
}

fn file(index: usize, path: &str, text: &str, sight: &Sight) -> Html {
    let guilty = is_guilty(path, sight);
    let named = named_by(path, sight.scenario);
    let note = if named.is_empty() {
        "no flag names it".to_owned()
    } else {
        named.iter().map(|name| format!("--{name}")).collect::<Vec<_>>().join(", ")
    };
    let error_id = format!("server-file-{index}-error");
    let write = path.to_owned();
    let oninput =
        sight.say.reform(move |event| Msg::TypeEdit(Edit::File(write.clone(), Some(typed(&event)))));
    let gone = path.to_owned();
    let remove = sight.say.reform(move |_| Msg::Change(Edit::File(gone.clone(), None)));
    html! {
        <details key={path.to_owned()} class="server-item">
            <summary>
                <span class="server-name"><code>{ path }</code><span class="quiet">{ note }</span></span>
                if guilty { { error_badge() } } else { <span class="quiet server-size">{ count(text.lines().count(), "line") }</span> }
            </summary>
            if guilty { { sight.error(error_id.clone()) }{ field(path, sight) } }
            <textarea id={format!("server-file-{index}")} class="code" rows={rows(text)} spellcheck="false" wrap="off" aria-label={format!("Text of {path}")}
                aria-invalid={guilty.then_some("true")} aria-describedby={guilty.then_some(error_id)}
                value={text.to_owned()} {oninput} onblur={sight.say.reform(|_| Msg::Leave)} />
            <button type="button" class="link" onclick={remove} aria-label={format!("Remove {path}")}>{ "Remove this file" }</button>
        </details>
    }
}

/// As high as the text, within reason.
pub fn rows(text: &str) -> String {
    (text.lines().count() + 1).clamp(3, 16).to_string()
}

/// Where in the file the error says it is.
fn field(path: &str, sight: &Sight) -> Html {
    let places = sight.blame.map_or(&[][..], |blame| &blame.places);
    let named = places.iter().find_map(|place| match place {
        Place::File(guilty, Some(field)) if guilty == path => Some(field),
        _ => None,
    });
    match named {
        Some(field) => {
            html! { <p class="small">{ "It is about the field " }<code>{ field }</code>{ "." }</p> }
        }
        None => Html::default(),
    }
}

fn missing_file(path: String, flag: &'static str, sight: &Sight) -> Html {
    let label = format!("Add {path}");
    let text = html! { <><code>{ &path }</code>{ " is named by " }<code>{ "--" }{ flag }</code>{ " and does not exist." }</> };
    let add = sight.say.reform(move |_| {
        let edit = Edit::File(path.clone(), Some(file_template(flag).to_owned()));
        Msg::ChangeAndLook(edit, Place::File(path.clone(), None))
    });
    offer(text, "Add it", label, add)
}

fn add(sight: &Sight) -> Html {
    let scenario = sight.scenario.clone();
    let say = sight.say.clone();
    let onchange = Callback::from(move |event: yew::Event| {
        let path = entered(&event).trim().to_owned();
        if path.is_empty() {
            return;
        }
        input_of(&event).set_value("");
        let place = Place::File(path.clone(), None);
        if scenario.file(&path).is_some() {
            return say.emit(Msg::Look(place));
        }
        let text = new_file(&path, &scenario);
        say.emit(Msg::ChangeAndLook(Edit::File(path, Some(text)), place));
    });
    html! {
        <label class="line server-add">
            <span>{ "Add a file" }</span>
            <input type="text" spellcheck="false" autocomplete="off" autocapitalize="off" placeholder="/etc/kubernetes/… and Enter" {onchange} />
        </label>
    }
}

/// The field that a place of the server's side is edited in.
pub fn place_id(place: &Place, scenario: &Document) -> String {
    match place {
        Place::Flag(_) => flags::ID.to_owned(),
        // A file that does not exist is a matter of the flag that names it.
        Place::File(path, _) => match scenario.files().position(|(other, _)| other == path) {
            Some(index) => format!("server-file-{index}"),
            None => flags::ID.to_owned(),
        },
        Place::Version => settings::VERSION_ID.to_owned(),
        Place::Clock => settings::CLOCK_ID.to_owned(),
    }
}
