//! The cards as they are drawn.

use yew::html::Scope;
use yew::{Callback, Html, KeyboardEvent, html};

use super::pages::{Block, Origin, Page, moved, shown};
use super::tried::Tried;
use super::{Answers, Msg, Props};
use crate::output::fixes::{Edit, Fix};
use crate::ui::link::Act;

pub const UNDO_ID: &str = "fix-undo";

pub fn tab_id(key: &str) -> String {
    format!("answer-tab-{key}")
}

fn panel_id(key: &str) -> String {
    format!("answer-page-{key}")
}

fn copy(text: &str, what: &str, copied: Option<&str>, on_copy: &Callback<String>) -> Html {
    let word = if copied == Some(text) { "copied" } else { "copy" };
    let label = format!("{word} {what}");
    let text = text.to_owned();
    html! {
        <button type="button" class="link" aria-label={label} onclick={on_copy.reform(move |_| text.clone())}>{ word }</button>
    }
}

pub fn tried(tried: Option<&Tried>, undo: &Callback<()>) -> Html {
    let Some(tried) = tried else { return Html::default() };
    html! {
        <section class="card tried" aria-label="What you tried">
            <p><b>{ "Tried: " }</b>{ &tried.title }{ "." }</p>
            <button id={UNDO_ID} type="button" class="chip" onclick={undo.reform(|_| ())}>{ "Undo" }</button>
        </section>
    }
}

pub fn fixes(
    fixes: &[Fix],
    copied: Option<&str>,
    on_try: &Callback<usize>,
    on_copy: &Callback<String>,
) -> Html {
    if fixes.is_empty() {
        return Html::default();
    }
    html! {
        <section class="card" aria-labelledby="h-fixes">
            <header><h3 id="h-fixes">{ "What to do" }</h3></header>
            <ol class="body fixes">
                { for fixes.iter().enumerate().map(|(index, fix)| html! {
                    <li>
                        <p><b class="fix-title">{ &fix.title }</b>{ " " }<span class="quiet">{ &fix.sentence }</span></p>
                        if !fix.commands.is_empty() {
                            <ul class="commands">
                                { for fix.commands.iter().map(|command| html! {
                                    <li><code>{ command }</code>{ copy(command, "the command", copied, on_copy) }</li>
                                }) }
                            </ul>
                        }
                        if !fix.edits.is_empty() {
                            <p class="trial">
                                <button type="button" class="try" aria-label={format!("Try it: {}", fix.title)} onclick={on_try.reform(move |_| index)}>{ "Try it" }</button>
                                <code>{ for fix.edits.iter().map(Edit::label) }</code>
                            </p>
                        }
                    </li>
                }) }
            </ol>
        </section>
    }
}

pub fn tabs(
    pages: &[Page],
    chosen: &str,
    copied: Option<&str>,
    props: &Props,
    link: &Scope<Answers>,
) -> Html {
    let Some(page) = shown(pages, chosen) else { return Html::default() };
    let keys = {
        let (pages, from, link) = (pages.to_vec(), page.key, link.clone());
        Callback::from(move |event: KeyboardEvent| {
            if let Some(to) = moved(&pages, from, &event.key()) {
                event.prevent_default();
                link.send_message(Msg::Choose(to, true));
            }
        })
    };
    let on_copy = link.callback(Msg::Copy);
    html! {
        <section class="card answers" aria-labelledby="h-answers">
            <header><h3 id="h-answers">{ "In the words of the tools" }</h3></header>
            <div class="tabs" role="tablist" aria-labelledby="h-answers" onkeydown={keys}>
                { for pages.iter().map(|other| {
                    let (key, here) = (other.key, other.key == page.key);
                    html! {
                        <button type="button" role="tab" id={tab_id(key)} aria-selected={here.to_string()} aria-controls={here.then(|| panel_id(key))}
                            tabindex={if here { "0" } else { "-1" }} onclick={link.callback(move |_| Msg::Choose(key, false))}>{ other.tab }</button>
                    }
                }) }
            </div>
            <div class="body" role="tabpanel" id={panel_id(page.key)} aria-labelledby={tab_id(page.key)} tabindex="0">
                if !page.origins.is_empty() {
                    { origins(&page.origins, props.state.lit.as_deref(), &props.act, copied, &on_copy) }
                }
                { for page.blocks.iter().map(|block| text(block, copied, &on_copy)) }
            </div>
        </section>
    }
}

fn text(block: &Block, copied: Option<&str>, on_copy: &Callback<String>) -> Html {
    let text = &block.shown.text;
    html! {
        <div class="answer">
            <div class="label"><h4>{ &block.title }</h4><span class="grow"></span>
                if !text.is_empty() { { copy(text, &block.title, copied, on_copy) } }
            </div>
            if !text.is_empty() { <pre>{ text }</pre> }
            if !block.shown.notes.is_empty() {
                <ul class="notes">{ for block.shown.notes.iter().map(|note| html! { <li>{ note }</li> }) }</ul>
            }
        </div>
    }
}

/// Each value with its origin; pointing at one lights it wherever else it is shown.
fn origins(
    origins: &[Origin],
    lit: Option<&str>,
    act: &Callback<Act>,
    copied: Option<&str>,
    on_copy: &Callback<String>,
) -> Html {
    html! {
        <dl class="origins">
            { for origins.iter().map(|origin| {
                let on = act.clone();
                let field = origin.field.clone();
                let light = Callback::from(move |()| on.emit(Act::Light(Some(field.clone()))));
                let off = act.reform(|_: ()| Act::Light(None));
                let here = lit == Some(origin.field.as_str());
                html! {
                    <div class={here.then_some("lit")} onmouseenter={light.reform(|_| ())} onmouseleave={off.reform(|_| ())}
                        onfocusin={light.reform(|_| ())} onfocusout={off.reform(|_| ())}>
                        <dt>{ &origin.name }</dt>
                        <dd><span class="value">{ &origin.value }</span>{ copy(&origin.value, &origin.name, copied, on_copy) }</dd>
                        if !origin.from.is_empty() {
                            <dd class="from">{ "from " }{ &origin.from }</dd>
                            <dd class="source">{ &origin.source }</dd>
                        }
                    </div>
                }
            }) }
        </dl>
    }
}
