//! A task of a lesson, and its answer.

use yew::{Callback, Html, classes, html};

use super::load::TaskShown;
use super::text;
use crate::learn::Task;
use crate::ui::components::icon::{self, icon};

/// How a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Done,
    Current,
    Later,
}

pub struct Hands {
    pub on_hint: Callback<()>,
    /// Puts a file of the site into the box.
    pub on_give: Callback<String>,
    /// Applies the answer; there for the trainer only.
    pub on_answer: Option<Callback<()>>,
}

pub fn view(shown: &TaskShown, task: &Task, standing: Standing, hints: usize, hands: &Hands) -> Html {
    let (class, word) = match standing {
        Standing::Done => ("done", "Done: "),
        Standing::Current => ("current", "Now: "),
        Standing::Later => ("later", "Later: "),
    };
    let open = standing == Standing::Current;
    html! {
        <li class={classes!("task", class)} aria-current={open.then_some("step")}>
            <span class="box" aria-hidden="true">{ for (standing == Standing::Done).then(|| icon(icon::CHECK)) }</span>
            <div>
                <span class="sr-only">{ word }</span>
                { text::blocks(&shown.text, 3) }
                { for (open && !task.give.is_empty()).then(|| html! {
                    <p class="row">
                        { for task.give.iter().map(|file| {
                            let path = file.clone();
                            html! {
                                <button type="button" class="action" onclick={hands.on_give.reform(move |_| path.clone())}>
                                    { "Put " }<code>{ name(file) }</code>{ " into the box" }
                                </button>
                            }
                        }) }
                    </p>
                }) }
                { for open.then(|| help(shown, hints, hands)) }
                { for hands.on_answer.as_ref().map(|on_answer| html! {
                    <>
                        { answer(shown, task) }
                        { for open.then(|| html! {
                            <button type="button" class="action" onclick={on_answer.reform(|_| ())}>{ "Apply the answer" }</button>
                        }) }
                    </>
                }) }
            </div>
        </li>
    }
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn help(shown: &TaskShown, hints: usize, hands: &Hands) -> Html {
    let left = shown.hints.len().saturating_sub(hints);
    let word = if hints == 0 { "Show a hint" } else { "Show one more hint" };
    html! {
        <>
            { for (hints > 0).then(|| html! {
                <ol class="hints" aria-label="Hints">
                    { for shown.hints.iter().take(hints).map(|hint| html! { <li>{ text::blocks(hint, 3) }</li> }) }
                </ol>
            }) }
            { for (left > 0).then(|| html! {
                <button type="button" class="link small" onclick={hands.on_hint.reform(|_| ())}>{ format!("{word} ({left} left)") }</button>
            }) }
        </>
    }
}

/// The answer in words, and what it puts where.
pub fn answer(shown: &TaskShown, task: &Task) -> Html {
    let answer = &task.answer;
    let paste = answer.paste.as_deref().map(|text| if text.is_empty() { "(nothing)" } else { text });
    let patch = answer.patch.as_ref().map(|patch| format!("{patch:#}"));
    html! {
        <div class="answer">
            <p class="small"><strong>{ "Answer" }</strong></p>
            { text::blocks(&shown.answer, 3) }
            { for paste.map(|text| html! { <pre class="listing" tabindex="0" aria-label="Into the box"><code>{ text }</code></pre> }) }
            { for answer.files.iter().map(|file| html! { <p class="small"><code>{ file }</code>{ " into the box" }</p> }) }
            { for patch.map(|patch| html! {
                <details class="screen"><summary>{ "Change of the scenario" }</summary><pre class="listing" tabindex="0" aria-label="Patch"><code>{ patch }</code></pre></details>
            }) }
        </div>
    }
}
