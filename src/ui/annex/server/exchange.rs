//! The scenario as a file to keep, and files of a real server to begin with.

use web_sys::HtmlInputElement;
use yew::{Html, TargetCast, html};

use super::area::Msg;
use super::frame::{Sight, card};
use crate::engine::protocol::Placed;
use crate::scenario::{Scenario, to_yaml};
use crate::ui::annex::scenario_of;
use crate::ui::components::icon::{self, icon};
use crate::ui::link::State;

/// What became of the last file: its name, and what it was taken for or why it was not taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    pub file: String,
    pub result: Result<Vec<Placed>, String>,
}

/// A file to save.
pub struct Export {
    pub name: String,
    pub text: String,
}

/// `None` before there is a scenario.
pub fn export(state: &State, leave_keys_out: bool) -> Option<Export> {
    let scenario = whole(state)?;
    let scenario = if leave_keys_out { scenario.without_private_keys() } else { scenario };
    Some(Export { name: format!("{}.yaml", scenario.metadata.name), text: to_yaml(&scenario) })
}

fn whole(state: &State) -> Option<Scenario> {
    scenario_of(&state.whole()?)
}

pub fn view(topic: usize, imported: &[Imported], leave_keys_out: bool, sight: &Sight) -> Html {
    let body = || {
        html! {
            <>
                <h3>{ "Import" }</h3>
                <p class="small quiet">{ "The manifest of a real kube-apiserver, its flags, an AuthenticationConfiguration, a token file, CAs, objects, or a scenario. The request stays; pasting into the box above does the same." }</p>
                <label class="chip server-pick">{ "Choose files" }
                    <input type="file" class="sr-only" multiple=true onchange={sight.say.reform(|event: yew::Event| Msg::Import(event.target_unchecked_into::<HtmlInputElement>()))} />
                </label>
                <div role="status">{ for imported.iter().map(result) }</div>
                <h3>{ "Export" }</h3>
                { exporting(leave_keys_out, sight) }
            </>
        }
    };
    card(topic, sight, Html::default(), body)
}

fn result(imported: &Imported) -> Html {
    match &imported.result {
        Err(reason) => html! {
            <p class="server-error">{ icon(icon::CROSS) }<span><b>{ &imported.file }</b>{ " was not taken. " }{ reason }</span></p>
        },
        Ok(placed) => html! {
            <ul class="server-imported">
                { for placed.iter().map(|one| html! {
                    <li>{ icon(icon::CHECK) }<span><b>{ &imported.file }</b>{ " holds " }{ &one.what }{ if one.to.is_empty() { "" } else { ", " } }{ &one.to }{ "." }
                        if !one.remark.is_empty() { { " " }{ &one.remark } }</span></li>
                }) }
            </ul>
        },
    }
}

fn exporting(leave_keys_out: bool, sight: &Sight) -> Html {
    let keys = whole(sight.state).map(|scenario| scenario.private_keys()).unwrap_or_default();
    html! {
        <>
            <p class="small quiet">{ "One YAML file with the server and the request, its credentials included. Paste it here, import it, or give it to " }<code>{ "authn explain" }</code>{ "." }</p>
            if !keys.is_empty() {
                <div class="secrets">
                    <p>{ icon(icon::WARN) }<b>{ "There is a private key in " }{ keys.join(", ") }{ "." }</b></p>
                    <label><input type="checkbox" checked={leave_keys_out} onchange={sight.say.reform(move |_| Msg::LeaveKeysOut(!leave_keys_out))} />{ " Leave it out of the file; nothing here needs it" }</label>
                </div>
            }
            <p class="server-buttons">
                <button type="button" class="chip" onclick={sight.say.reform(|_| Msg::Save)}>{ "Save as a file" }</button>
                <button type="button" class="link" onclick={sight.say.reform(|_| Msg::CopyFile)}>{ "Copy the YAML" }</button>
            </p>
        </>
    }
}
