//! The overview of the lessons, for those who learn and for the one who teaches.

use yew::{Callback, Html, classes, html};

use super::load::LessonShown;
use super::{task, text};
use crate::learn::Progress;
use crate::ui::components::icon::{self, icon};

pub struct Hands {
    pub on_reset: Callback<()>,
    pub on_large: Callback<()>,
    pub on_print: Callback<()>,
}

pub fn view(lessons: &[LessonShown], progress: &Progress, hands: &Hands) -> Html {
    let minutes: u32 = lessons.iter().map(|shown| shown.lesson.minutes).sum();
    html! {
        <>
            <h2>{ "Workshop" }</h2>
            <p class="lead">
                { format!("{} lessons, about {minutes} minutes together. Each opens in the explorer, with its tasks above. A task ticks itself \
                           as soon as the verdict is what it asks for.", lessons.len()) }
            </p>
            <ol class="lessons">{ for lessons.iter().enumerate().map(|(at, shown)| card(at, shown, progress)) }</ol>
            <p class="row small quiet">
                <span class="grow">{ "What you have done is kept in this browser, as numbers of tasks. No credential is kept." }</span>
                <button type="button" class="link" disabled={progress.is_empty()} onclick={hands.on_reset.reform(|_| ())}>{ "Reset progress" }</button>
                <a class="link" href="#/workshop?trainer">{ "Trainer's view" }</a>
            </p>
        </>
    }
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
pub fn trainer(lessons: &[LessonShown], large: bool, hands: &Hands) -> Html {
    html! {
        <>
            <h2>{ "Workshop, trainer's view" }</h2>
            <p class="lead screen">
                { "All texts, tasks and answers. In a lesson opened from here, a button applies each answer." }
            </p>
            <p class="row screen">
                <button type="button" class="action" aria-pressed={large.to_string()} onclick={hands.on_large.reform(|_| ())}>{ "Projector size" }</button>
                <button type="button" class="action" onclick={hands.on_print.reform(|_| ())}>{ "Print the sheets" }</button>
                <a class="link" href="#/workshop">{ "Participants' view" }</a>
            </p>
            <table class="plan">
                <thead><tr><th scope="col">{ "Lesson" }</th><th scope="col">{ "Minutes" }</th><th scope="col">{ "Tasks" }</th></tr></thead>
                <tbody>
                    { for lessons.iter().map(|shown| html! {
                        <tr>
                            <th scope="row"><a href={format!("#/workshop/{}?trainer", shown.name)}>{ &shown.lesson.title }</a></th>
                            <td>{ shown.lesson.minutes }</td><td>{ shown.tasks.len() }</td>
                        </tr>
                    }) }
                </tbody>
            </table>
            { for lessons.iter().enumerate().map(|(at, shown)| script(at, shown)) }
        </>
    }
}

fn script(at: usize, shown: &LessonShown) -> Html {
    html! {
        <section class="script" key={shown.name.clone()}>
            <h3>{ format!("{}. {}", at + 1, shown.lesson.title) }</h3>
            <p class="small quiet">{ format!("{} min · starts from {}", shown.lesson.minutes, shown.lesson.scenario) }</p>
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
