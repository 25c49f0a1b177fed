//! The box that takes anything, and what can be tried in it.

use web_sys::HtmlTextAreaElement;
use yew::{Callback, Event, Html, InputEvent, TargetCast, classes, html};

use super::icon::{self, icon};
use crate::ui::browser;
use crate::ui::state::{Action, Model, tint};

/// Longer texts are not drawn twice.
const HUGE: usize = 64 * 1024;

/// The annex's places in it are there from the start, also where nothing is to be seen in them yet.
pub fn view(model: &Model, act: &Callback<Action>) -> Html {
    html! {
        <div class={classes!("card", model.server.is_none().then_some("examples-coming"))}>
            { area(model, act) }
            <div class="recognised" hidden={model.text.is_empty() && !model.can_undo()}>
                <div id="annex-recognised" class="place"></div>
                <div class="tools">
                    <span id="annex-reading" class="grow"></span>
                    if !model.text.is_empty() {
                        { copy(model, act) }
                        <button type="button" class="link" onclick={act.reform(|_| Action::Replaced(String::new()))}>{ "clear" }</button>
                    }
                    if model.can_undo() {
                        <button type="button" class="link" onclick={act.reform(|_| Action::Undo)}>{ icon(icon::UNDO) }{ "undo" }</button>
                    }
                </div>
            </div>
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
