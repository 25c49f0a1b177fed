//! The webhook's answer, to be changed where it is shown; the verdict follows.

use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::{Html, InputEvent, TargetCast, html};

use super::Msg;
use super::answer::{Endpoint, Preset};
use super::page::Drawn;
use crate::scenario::RemoteAnswer;

pub fn view(drawn: &Drawn, endpoint: &Endpoint) -> Html {
    let say = &drawn.say;
    let current = endpoint.answer.clone();
    let body = current.as_ref().map_or("", |answer| answer.body.as_str()).to_owned();
    let status = current.as_ref().map_or(200, |answer| answer.status);
    let kept = current.clone();
    let on_body = say.reform(move |event: InputEvent| {
        let area: HtmlTextAreaElement = event.target_unchecked_into();
        let answer = kept.clone().or_else(|| Preset::No.answer("v1")).unwrap_or_else(nothing);
        Msg::Answer(Some(RemoteAnswer { body: area.value(), ..answer }))
    });
    let on_status = say.filter_reform(move |event: InputEvent| {
        let input: HtmlInputElement = event.target_unchecked_into();
        let status = input.value().parse().ok().filter(|status| (100..=999).contains(status))?;
        Some(Msg::Answer(Some(RemoteAnswer { status, ..current.clone().unwrap_or_else(nothing) })))
    });
    html! {
        <fieldset class="flow-editor">
            <legend>{ "Let the webhook answer" }</legend>
            <div class="flow-presets">
                { for Preset::ALL.into_iter().map(|preset| {
                    let answer = preset.answer(&endpoint.version);
                    let on = answer == endpoint.answer;
                    html! {
                        <button type="button" class="try" aria-pressed={on.to_string()} onclick={say.reform(move |_| Msg::Answer(answer.clone()))}>{ preset.title() }</button>
                    }
                }) }
            </div>
            <label class="flow-status"><span>{ "Status" }</span><input type="number" min="100" max="999" value={status.to_string()} oninput={on_status} /></label>
            <label><span class="sr-only">{ "Body of the webhook's answer" }</span>
                <textarea class="code" rows="11" spellcheck="false" autocapitalize="off" autocomplete="off"
                    placeholder="Nobody answers. Type an answer." value={body} oninput={on_body}></textarea>
            </label>
            <p class="quiet small">{ format!("remote · {}", endpoint.url) }</p>
        </fieldset>
    }
}

fn nothing() -> RemoteAnswer {
    RemoteAnswer { status: 200, headers: Default::default(), body: String::new() }
}
