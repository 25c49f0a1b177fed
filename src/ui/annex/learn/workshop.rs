//! The overview of the lessons, for those who learn and for the one who teaches.

use yew::{Callback, Html, classes, html};

use super::load::LessonShown;
use super::{task, text};
use crate::learn::Progress;
use crate::ui::components::icon::{self, icon};

pub struct Hands {
    pub on_reset: Callback<()>,
    pub on_large: Callback<()>,
    /// With the answers or without.
    pub on_print: Callback<bool>,
}

pub fn view(lessons: &[LessonShown], progress: &Progress, hands: &Hands) -> Html {
    let minutes: u32 = lessons.iter().map(|shown| shown.lesson.minutes).sum();
    html! {
        <>
            <h2>{ "Workshop" }</h2>
            <p class="lead">
                { format!("{} lessons, about {minutes} minutes together; each works on its own. A lesson opens in the explorer, with its tasks \
                           above. A task ticks itself as soon as the verdict is what it asks for.", lessons.len()) }
            </p>
            { start(lessons, progress) }
            <ol class="lessons">{ for lessons.iter().enumerate().map(|(at, shown)| card(at, shown, progress)) }</ol>
            <p class="row small quiet">
                <span class="grow">{ "What you have done is kept in this browser, as numbers of tasks. No credential is kept." }</span>
                <button type="button" class="link" disabled={progress.is_empty()} onclick={hands.on_reset.reform(|_| ())}>{ "Reset progress" }</button>
                <a class="link" href="#/workshop?trainer">{ "Trainer's view" }</a>
            </p>
        </>
    }
}

/// Where to go on, and how far one is.
fn start(lessons: &[LessonShown], progress: &Progress) -> Html {
    let done_of = |shown: &LessonShown| progress.done(&shown.name).min(shown.lesson.tasks.len());
    let (done, all) = (
        lessons.iter().map(done_of).sum::<usize>(),
        lessons.iter().map(|shown| shown.lesson.tasks.len()).sum::<usize>(),
    );
    let next = lessons.iter().position(|shown| done_of(shown) < shown.lesson.tasks.len());
    html! {
        <p class="row start">
            { match next.and_then(|at| Some((at, lessons.get(at)?))) {
                Some((at, shown)) => html! {
                    <a class="action primary" href={format!("#/workshop/{}", shown.name)}>
                        { if done == 0 { "Start with lesson 1".to_owned() } else { format!("Go on with lesson {}", at + 1) } }
                    </a>
                },
                None => html! { <strong>{ "All lessons are done." }</strong> },
            } }
            { meter(done, all, "Tasks of all lessons") }
            <span class="small quiet">{ format!("{done} of {all} tasks done") }</span>
        </p>
    }
}

/// A bar; the numbers stand beside it in words.
pub fn meter(done: usize, all: usize, of: &'static str) -> Html {
    html! { <progress class="meter" value={done.to_string()} max={all.to_string()} aria-label={of}></progress> }
}

fn card(at: usize, shown: &LessonShown, progress: &Progress) -> Html {
    let lesson = &shown.lesson;
    let (done, all) = (progress.done(&shown.name).min(lesson.tasks.len()), lesson.tasks.len());
    let state = match done {
        0 => format!("{all} tasks"),
        done if done == all => "Done".to_owned(),
        done => format!("{done} of {all} tasks"),
    };
    let finished = done == all;
    html! {
        <li class={classes!("card", "lesson", finished.then_some("done"))} key={shown.name.clone()}>
            <span class="number" aria-hidden="true">{ if finished { icon(icon::CHECK) } else { html! { { at + 1 } } } }</span>
            <div>
                <h3><a href={format!("#/workshop/{}", shown.name)}>{ &lesson.title }</a></h3>
                <p>{ &lesson.goal }</p>
                <p class="small quiet">{ format!("{} min · {state}", lesson.minutes) }</p>
            </div>
        </li>
    }
}

/// Every lesson with its answers, to teach from or to print.
pub fn trainer(lessons: &[LessonShown], large: bool, site: &str, hands: &Hands) -> Html {
    let minutes_of = |lessons: &[LessonShown]| lessons.iter().map(|shown| shown.lesson.minutes).sum::<u32>();
    let tasks: usize = lessons.iter().map(|shown| shown.tasks.len()).sum();
    html! {
        <>
            <h2 class="screen">{ "Workshop, trainer's view" }</h2>
            <h2 class="paper">{ "Workshop" }</h2>
            <p class="lead screen">
                { "All texts, tasks and answers. In a lesson opened from here, a button applies each answer." }
            </p>
            <p class="row screen">
                <button type="button" class="action" aria-pressed={large.to_string()} onclick={hands.on_large.reform(|_| ())}>{ "Projector size" }</button>
                <button type="button" class="action" onclick={hands.on_print.reform(|_| false)}>{ "Print the sheets" }</button>
                <button type="button" class="action" onclick={hands.on_print.reform(|_| true)}>{ "Print with the answers" }</button>
                <button type="button" class="link" onclick={hands.on_reset.reform(|_| ())}>{ "Reset progress" }</button>
                <a class="link" href="#/workshop">{ "Participants' view" }</a>
            </p>
            <table class="plan">
                <thead><tr><th scope="col">{ "Lesson" }</th><th scope="col">{ "Begins" }</th><th scope="col">{ "Minutes" }</th><th scope="col">{ "Tasks" }</th></tr></thead>
                <tbody>
                    { for lessons.iter().enumerate().map(|(at, shown)| html! {
                        <tr>
                            <th scope="row"><a href={format!("#/workshop/{}?trainer", shown.name)}>{ &shown.lesson.title }</a></th>
                            <td>{ hours(minutes_of(lessons.get(..at).unwrap_or_default())) }</td>
                            <td>{ shown.lesson.minutes }</td><td>{ shown.tasks.len() }</td>
                        </tr>
                    }) }
                </tbody>
                <tfoot><tr><th scope="row">{ "Together" }</th><td></td><td>{ minutes_of(lessons) }</td><td>{ tasks }</td></tr></tfoot>
            </table>
            { for lessons.iter().enumerate().map(|(at, shown)| script(at, shown, site)) }
        </>
    }
}

/// 65 → `1:05`.
fn hours(minutes: u32) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

fn script(at: usize, shown: &LessonShown, site: &str) -> Html {
    html! {
        <section class="script" key={shown.name.clone()}>
            <h3>{ format!("{}. {}", at + 1, shown.lesson.title) }</h3>
            <p class="small quiet">{ format!("{} min · ", shown.lesson.minutes) }<span class="where">{ format!("{site}#/workshop/{}", shown.name) }</span></p>
            { text::blocks(&shown.text, 3) }
            <ol class="tasks">
                { for shown.tasks.iter().zip(&shown.lesson.tasks).map(|(shown, task)| html! {
                    <li class="task">
                        <span class="box" aria-hidden="true"></span>
                        <div>{ text::blocks(&shown.text, 3) }{ task::answer(shown, task) }</div>
                    </li>
                }) }
            </ol>
            { text::blocks(&shown.done, 3) }
        </section>
    }
}
