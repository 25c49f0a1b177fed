//! The lesson beside the explorer: the person works in the real page, and tasks tick themselves.
//!
//! A lesson opens its scenario under a name of its own, so that a report of anything else ticks nothing.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Value, json};
use yew::{Callback, Component, Context, Html, Properties, classes, html};

use super::load::{self, LessonShown, Load};
use super::task::{self, Standing};
use super::{pages, progress, text};
use crate::learn::lesson::with_file;
use crate::learn::{Answer, Progress, Subject, patch};
use crate::ui::annex::bench::Bench;
use crate::ui::browser;
use crate::ui::json::Json;
use crate::ui::link::{Act, State};
use crate::ui::state::Document;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub name: String,
    pub trainer: bool,
    pub state: Rc<State>,
    pub act: Callback<Act>,
    pub bench: Bench,
}

pub enum Msg {
    Lessons(Result<Rc<Vec<LessonShown>>, String>),
    Opened(Result<String, String>),
    Start,
    Hint(usize),
    Give(String),
    Given(Result<String, String>),
    Answer,
    /// The answer, and what it puts into the box.
    Solve(Answer, Result<Option<String>, String>),
}

pub struct LessonPanel {
    lessons: Load<Rc<Vec<LessonShown>>>,
    progress: Progress,
    /// How often a scenario was opened; part of the name it gets.
    opened: u32,
    hints: BTreeMap<usize, usize>,
}

impl Component for LessonPanel {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> LessonPanel {
        let lessons = load::lessons(ctx.props().bench.clone());
        ctx.link().send_future(async { Msg::Lessons(lessons.await) });
        LessonPanel {
            lessons: Load::Waiting,
            progress: progress::stored(),
            opened: 0,
            hints: BTreeMap::new(),
        }
    }

    fn changed(&mut self, ctx: &Context<Self>, before: &Props) -> bool {
        if ctx.props().name != before.name {
            self.hints.clear();
            self.open(ctx);
        }
        self.tick(ctx);
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let act = &ctx.props().act;
        match msg {
            Msg::Lessons(lessons) => {
                self.lessons = lessons.into();
                self.open(ctx);
            }
            Msg::Opened(Ok(document)) => act.emit(Act::Open(document)),
            Msg::Opened(Err(reason)) | Msg::Given(Err(reason)) | Msg::Solve(_, Err(reason)) => {
                act.emit(Act::Notice(reason))
            }
            Msg::Start => {
                self.hints.clear();
                self.keep(&ctx.props().name, 0);
                self.open(ctx);
            }
            Msg::Give(path) => {
                ctx.link().send_future(async move { Msg::Given(browser::fetch_text(&path).await) });
            }
            Msg::Given(Ok(file)) => act.emit(Act::Replace(with_file(&ctx.props().state.text, &file))),
            Msg::Hint(task) => *self.hints.entry(task).or_default() += 1,
            Msg::Answer => {
                let Some(shown) = self.shown(ctx) else { return false };
                let Some(task) = shown.lesson.tasks.get(self.progress.done(&shown.name)) else {
                    return false;
                };
                let answer = task.answer.clone();
                let text = load::answer_text(answer.clone());
                ctx.link().send_future(async { Msg::Solve(answer, text.await) });
            }
            Msg::Solve(answer, Ok(text)) => solve(&ctx.props().state, &answer, text, act),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        html! {
            <section class="lesson-panel card" aria-labelledby="h-lesson">
                { pages::shown(&self.lessons, |lessons| match self.shown(ctx) {
                    Some(shown) => self.lesson(ctx, lessons, shown),
                    None => html! {
                        <div class="body"><h2 id="h-lesson">{ "There is no such lesson" }</h2><p><a class="link" href="#/workshop">{ "All lessons" }</a></p></div>
                    },
                }) }
            </section>
        }
    }
}

impl LessonPanel {
    fn shown(&self, ctx: &Context<Self>) -> Option<&LessonShown> {
        match &self.lessons {
            Load::There(lessons) => lessons.iter().find(|shown| shown.name == ctx.props().name),
            _ => None,
        }
    }

    fn marker(&self, ctx: &Context<Self>) -> String {
        marker(&ctx.props().name, self.opened)
    }

    fn open(&mut self, ctx: &Context<Self>) {
        self.opened += 1;
        let Some(shown) = self.shown(ctx) else { return };
        let rename = json!({"metadata": {"name": self.marker(ctx)}});
        let evaluated =
            load::evaluate(ctx.props().bench.clone(), shown.lesson.scenario.clone(), Some(rename));
        ctx.link().send_future(async { Msg::Opened(evaluated.await.map(|(document, _)| document)) });
    }

    fn keep(&mut self, lesson: &str, done: usize) {
        if self.progress.set(lesson, done) {
            progress::store(&self.progress);
        }
    }

    /// Ticks what the report brings about, if it is of this lesson's scenario.
    fn tick(&mut self, ctx: &Context<Self>) {
        let state = &ctx.props().state;
        let (Some(shown), Some(report)) = (self.shown(ctx), &state.report) else { return };
        if report.scenario.as_deref() != Some(&self.marker(ctx)) {
            return;
        }
        let args: Vec<String> = state.scenario.iter().flat_map(Document::args).map(str::to_owned).collect();
        let request = state.request.as_ref().map_or("", |request| request.raw.as_str());
        let before = self.progress.done(&shown.name);
        let done = shown.lesson.progress(before, Subject { report, args: &args, request });
        let name = shown.name.clone();
        self.keep(&name, done);
    }

    fn lesson(&self, ctx: &Context<Self>, lessons: &[LessonShown], shown: &LessonShown) -> Html {
        let props = ctx.props();
        let lesson = &shown.lesson;
        let done = self.progress.done(&shown.name).min(lesson.tasks.len());
        let at = lessons.iter().position(|other| other.name == shown.name).unwrap_or_default();
        let next = lessons.get(at + 1);
        let query = if props.trainer { "?trainer" } else { "" };
        let elsewhere = props.state.report.as_ref().and_then(|report| report.scenario.as_deref())
            != Some(&self.marker(ctx));
        html! {
            <>
                <header>
                    <h2 id="h-lesson">{ &lesson.title }</h2>
                    <span class="badge quiet">{ format!("{done} of {} tasks", lesson.tasks.len()) }</span>
                    { super::workshop::meter(done, lesson.tasks.len(), "Tasks of this lesson") }
                    <span class="grow"></span>
                    <button type="button" class="link small" onclick={ctx.link().callback(|_| Msg::Start)}>{ "Start again" }</button>
                    <a class="link small" href={format!("#/workshop{query}")}>{ format!("Lesson {} of {}", at + 1, lessons.len()) }</a>
                </header>
                <div class="lesson-columns">
                    <details open=true><summary>{ "What this is about" }</summary><div class="prose">{ text::blocks(&shown.text, 3) }</div></details>
                    <div class="prose">
                        { for elsewhere.then(|| html! {
                            <p class="small quiet">{ "Tasks count in the scenario of this lesson only. \"Start again\" opens it." }</p>
                        }) }
                        <ol class="tasks">{ for (0..lesson.tasks.len()).map(|index| self.task(ctx, shown, index, done)) }</ol>
                        <div role="status">{ for (done == lesson.tasks.len()).then(|| finished(shown, next, query)) }</div>
                    </div>
                </div>
            </>
        }
    }

    fn task(&self, ctx: &Context<Self>, shown: &LessonShown, index: usize, done: usize) -> Html {
        let standing = match index.cmp(&done) {
            std::cmp::Ordering::Less => Standing::Done,
            std::cmp::Ordering::Equal => Standing::Current,
            std::cmp::Ordering::Greater => Standing::Later,
        };
        let hands = task::Hands {
            on_hint: ctx.link().callback(move |()| Msg::Hint(index)),
            on_give: ctx.link().callback(Msg::Give),
            on_answer: ctx.props().trainer.then(|| ctx.link().callback(|()| Msg::Answer)),
        };
        let (Some(text), Some(task)) = (shown.tasks.get(index), shown.lesson.tasks.get(index)) else {
            return Html::default();
        };
        task::view(text, task, standing, self.hints.get(&index).copied().unwrap_or_default(), &hands)
    }
}

/// The name of a lesson's scenario: no other document has it.
fn marker(lesson: &str, opened: u32) -> String {
    let short: String = lesson.chars().take(40).collect();
    format!("lesson-{short}-{opened}")
}

fn finished(shown: &LessonShown, next: Option<&LessonShown>, query: &str) -> Html {
    html! {
        <div class={classes!("finished", "card")}>
            <p><strong>{ "All tasks of this lesson are done." }</strong></p>
            { text::blocks(&shown.done, 3) }
            { match next {
                Some(next) => html! { <p><a class="action" href={format!("#/workshop/{}{query}", next.name)}>{ format!("Next: {}", next.lesson.title) }</a></p> },
                None => html! { <p>{ "That was the last one. " }<a href="#/gallery">{ "The gallery" }</a>{ " has real cases." }</p> },
            } }
        </div>
    }
}

/// Does what the answer says, as the person would: a change of the server, a text in the box.
fn solve(state: &State, answer: &Answer, text: Option<String>, act: &Callback<Act>) {
    if let Some(change) = &answer.patch {
        // What the request holds stands in the box; only the whole document has it.
        let whole = change.get("request").is_some();
        let document = if whole { state.whole() } else { state.scenario.clone() };
        match document.and_then(|document| patched(&document, change)) {
            Some(patched) if whole => {
                let mut text = String::new();
                patched.json().write(&mut text);
                act.emit(Act::Open(text));
            }
            Some(patched) => act.emit(Act::SetScenario(patched)),
            None => act.emit(Act::Notice("The answer does not fit what is open.".to_owned())),
        }
    }
    if let Some(text) = text {
        act.emit(Act::Replace(text));
    }
}

fn patched(document: &Document, change: &Value) -> Option<Document> {
    let mut text = String::new();
    document.json().write(&mut text);
    let mut value: Value = serde_json::from_str(&text).ok()?;
    patch::merge(&mut value, change);
    Document::new(Json::parse(&value.to_string())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    fn solved(answer: Value, text: Option<&str>) -> Vec<Act> {
        let scenario = r#"{"apiVersion":"authn-explorer/v1","kind":"Scenario","metadata":{"name":"n"},"request":{"raw":"GET / HTTP/1.1\n"}}"#;
        let state = State {
            scenario: Document::new(Json::parse(scenario).unwrap()),
            request: Some(crate::scenario::Request {
                raw: "GET / HTTP/1.1\nAuthorization: Bearer x\n".to_owned(),
                client_certificates: Some("PEM".to_owned()),
            }),
            ..State::default()
        };
        let acts = Rc::new(RefCell::new(Vec::new()));
        let seen = acts.clone();
        let act = Callback::from(move |act| seen.borrow_mut().push(act));
        solve(&state, &serde_json::from_value(answer).unwrap(), text.map(str::to_owned), &act);
        acts.take()
    }

    #[test]
    fn an_answer_changes_the_server_and_then_the_box() {
        let acts = solved(json!({"text": "t", "patch": {"now": "x"}}), Some("token"));
        let [Act::SetScenario(document), Act::Replace(text)] = acts.as_slice() else { panic!("{acts:?}") };
        assert_eq!((document.clock(), text.as_str()), (Some("x"), "token"));
    }

    #[test]
    fn a_change_of_the_request_opens_the_whole_document() {
        let acts = solved(json!({"text": "t", "patch": {"request": {"clientCertificates": null}}}), None);
        let [Act::Open(text)] = acts.as_slice() else { panic!("{acts:?}") };
        assert!(text.contains("Bearer x") && !text.contains("PEM"), "{text}");
    }

    #[test]
    fn names_of_lessons_are_names_of_scenarios() {
        assert_eq!(marker("oidc", 2), "lesson-oidc-2");
        assert!(marker(&"x".repeat(100), u32::MAX).len() <= 63);
    }
}
