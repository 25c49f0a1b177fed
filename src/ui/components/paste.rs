//! The box that takes anything, what it was taken for, and what can be tried in it.

use web_sys::{HtmlSelectElement, HtmlTextAreaElement};
use yew::{Callback, Event, Html, InputEvent, TargetCast, classes, html};

use super::icon::{self, icon};
use crate::engine::protocol::{Placed, Reading};
use crate::ui::browser;
use crate::ui::state::{Action, Model, tint};

/// Longer texts are not drawn twice.
const HUGE: usize = 64 * 1024;

pub fn view(model: &Model, act: &Callback<Action>) -> Html {
    html! {
        <div class="card">
            { area(model, act) }
            if !model.text.is_empty() || model.can_undo() {
                <div class="recognised">
                    { for model.placed.iter().map(one_placed) }
                    <div class="tools">
                        if !model.text.is_empty() {
                            { reading(model.reading, act) }
                            <span class="grow"></span>
                            { copy(model, act) }
                            <button type="button" class="link" onclick={act.reform(|_| Action::Replaced(String::new()))}>{ "clear" }</button>
                        } else {
                            <span class="grow"></span>
                        }
                        if model.can_undo() {
                            <button type="button" class="link" onclick={act.reform(|_| Action::Undo)}>{ icon(icon::UNDO) }{ "undo" }</button>
                        }
                    </div>
                </div>
            }
            { examples(model, act) }
        </div>
    }
}

/// A text area over its own coloured copy: the copy gives it its height, and its colours where there is a JWT.
fn area(model: &Model, act: &Callback<Action>) -> Html {
    let runs = tint(&model.text);
    let huge = model.text.len() > HUGE;
    let oninput = act.reform(|event: InputEvent| {
        Action::Typed(event.target_unchecked_into::<HtmlTextAreaElement>().value())
    });
    let onpaste = act.reform(|event: Event| {
        browser::select_for_paste(&event.target_unchecked_into::<HtmlTextAreaElement>());
        Action::Remember
    });
    html! {
        <div class={classes!("paste", runs.is_some().then_some("tinted"), huge.then_some("huge"))}>
            <pre aria-hidden="true">
                if let Some(runs) = runs {
                    { for runs.into_iter().map(|(shade, text)| html! { <span class={shade.class()}>{ text }</span> }) }
                } else if !huge {
                    { &model.text }
                }
                { "\n" }
            </pre>
            <textarea id="paste" aria-label="Paste a token, certificate, header lines or request" spellcheck="false"
                autocomplete="off" autocapitalize="off" placeholder="Paste a token, a certificate, a request, a manifest, flags or a configuration file"
                value={model.text.clone()} {oninput} {onpaste} />
        </div>
    }
}

fn one_placed(placed: &Placed) -> Html {
    let left_out = placed.to.is_empty();
    html! {
        <p class={left_out.then_some("left-out")}>
            { if left_out { icon(icon::WARN) } else { icon(icon::CHECK) } }
            <span>
                { "Looks like " }<b>{ &placed.what }</b>
                if !left_out {
                    { ", " }{ &placed.to }
                }
                { "." }
                if !placed.remark.is_empty() {
                    { " " }{ &placed.remark }
                }
            </span>
        </p>
    }
}

const READINGS: [(Reading, &str); 8] = [
    (Reading::Automatic, "automatically"),
    (Reading::BearerToken, "as a bearer token"),
    (Reading::HeaderLines, "as header lines"),
    (Reading::HttpRequest, "as an HTTP request"),
    (Reading::ClientCertificate, "as a client certificate"),
    (Reading::Documents, "as manifests or other documents"),
    (Reading::ServerFlags, "as kube-apiserver flags"),
    (Reading::TokenFile, "as a token file"),
];

fn reading(current: Reading, act: &Callback<Action>) -> Html {
    let onchange = act.reform(|event: Event| {
        let value = event.target_unchecked_into::<HtmlSelectElement>().value();
        let found = READINGS.iter().find(|(reading, _)| reading.name() == value);
        Action::Read(found.map_or(Reading::Automatic, |(reading, _)| *reading))
    });
    html! {
        <label class="reading">
            { "Read " }
            <select {onchange}>
                { for READINGS.iter().map(|(reading, words)| html! {
                    <option value={reading.name()} selected={*reading == current}>{ *words }</option>
                }) }
            </select>
        </label>
    }
}

fn copy(model: &Model, act: &Callback<Action>) -> Html {
    let text = model.text.clone();
    let word = if model.copied.as_ref() == Some(&text) { "copied" } else { "copy" };
    html! {
        <button type="button" class="link" onclick={act.reform(move |_| Action::Copy(text.clone()))}>{ word }</button>
    }
}

fn examples(model: &Model, act: &Callback<Action>) -> Html {
    // They are made for the cluster that the page starts with.
    if model.gallery.examples.is_empty() || !model.is_at_home() {
        return Html::default();
    }
    html! {
        <div class="examples">
            <span>{ "Try" }</span>
            { for model.gallery.examples.iter().enumerate().map(|(index, example)| html! {
                <button type="button" class="try" onclick={act.reform(move |_| Action::ExampleChosen(index))}>{ &example.title }</button>
            }) }
        </div>
    }
}

/// The request after everything was put into its place.
pub fn request(model: &Model) -> Html {
    let Some(request) = &model.request else { return Html::default() };
    let certificates = request.client_certificates.as_deref().unwrap_or("").matches("-----BEGIN").count();
    let handshake = match certificates {
        0 => "no client certificate in the TLS handshake".to_owned(),
        1 => "a client certificate in the TLS handshake".to_owned(),
        more => format!("{more} certificates in the TLS handshake"),
    };
    let end = request.raw.char_indices().nth(HUGE).map_or(request.raw.len(), |(end, _)| end);
    html! {
        <details class="card">
            <summary>{ "The request as the server sees it" }</summary>
            <div class="body">
                <pre class="raw" tabindex="0" aria-label="Request">{ request.raw[..end].trim_end() }if end < request.raw.len() { { " …" } }</pre>
                <p class="quiet small">{ "With " }{ handshake }{ "." }</p>
            </div>
        </details>
    }
}
