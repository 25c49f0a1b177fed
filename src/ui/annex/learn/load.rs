//! Files of the site → what the views show. The second worker reads the YAML and the Markdown.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use serde_json::Value;

use super::figure::FigureShown;
use crate::engine::teach::{Answer, Question};
use crate::learn::markdown::Block;
use crate::learn::{Case, Figure, Lesson, Page};
use crate::report::Report;
use crate::ui::annex::bench::Bench;
use crate::ui::browser::fetch_text;
use crate::ui::json::Json;

/// What is on its way, there, or not to be had.
#[derive(Debug, Clone, PartialEq)]
pub enum Load<T> {
    Waiting,
    There(T),
    Failed(String),
}

impl<T> From<Result<T, String>> for Load<T> {
    fn from(result: Result<T, String>) -> Load<T> {
        result.map_or_else(Load::Failed, Load::There)
    }
}

type Text = Vec<Block>;

#[derive(Debug, Clone, PartialEq)]
pub struct PageShown {
    pub blocks: Text,
    /// In the order of the blocks that stand for them.
    pub figures: Vec<FigureShown>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct CaseShown {
    pub name: String,
    pub case: Case,
    pub symptom: Text,
    pub why: Text,
    pub fixes: Vec<Text>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct LessonShown {
    pub name: String,
    pub lesson: Lesson,
    pub text: Text,
    pub done: Text,
    pub tasks: Vec<TaskShown>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TaskShown {
    pub text: Text,
    pub hints: Vec<Text>,
    pub answer: Text,
}

const STRANGE: &str = "A part of the page is of another version. Reload it.";

/// Asks the second worker.
async fn ask(bench: &Bench, question: &Question) -> Result<Answer, String> {
    #[derive(Default)]
    struct Slot {
        result: Option<Result<Json, String>>,
        waker: Option<Waker>,
    }
    let body = serde_json::to_string(question).ok().and_then(|text| Json::parse(&text)).ok_or(STRANGE)?;
    let slot = Rc::new(RefCell::new(Slot::default()));
    let filled = slot.clone();
    bench.ask("teach", body, move |result| {
        let mut slot = filled.borrow_mut();
        slot.result = Some(result);
        if let Some(waker) = slot.waker.take() {
            waker.wake();
        }
    });
    let result = poll_fn(move |context| {
        let mut slot = slot.borrow_mut();
        slot.waker = Some(context.waker().clone());
        slot.result.take().map_or(Poll::Pending, Poll::Ready)
    });
    let mut text = String::new();
    result.await?.write(&mut text);
    serde_json::from_str(&text).map_err(|_| STRANGE.to_owned())
}

/// Files of the site, all at once; the order stays.
async fn fetch_all(paths: Vec<String>) -> Result<Vec<String>, String> {
    type Fetch = Pin<Box<dyn Future<Output = Result<String, String>>>>;
    let fetch = |path: String| -> Fetch { Box::pin(async move { fetch_text(&path).await }) };
    let mut under_way: Vec<(Fetch, Option<Result<String, String>>)> =
        paths.into_iter().map(|path| (fetch(path), None)).collect();
    let all = poll_fn(move |context| {
        for (fetch, result) in under_way.iter_mut().filter(|(_, result)| result.is_none()) {
            if let Poll::Ready(text) = fetch.as_mut().poll(context) {
                *result = Some(text);
            }
        }
        if under_way.iter().any(|(_, result)| result.is_none()) {
            return Poll::Pending;
        }
        Poll::Ready(
            under_way.iter_mut().filter_map(|(_, result)| result.take()).collect::<Result<Vec<_>, _>>(),
        )
    });
    all.await
}

async fn markdown(bench: &Bench, texts: Vec<String>) -> Result<std::vec::IntoIter<Text>, String> {
    match ask(bench, &Question::Markdown(texts)).await? {
        Answer::Markdown(texts) => Ok(texts.into_iter()),
        _ => Err(STRANGE.to_owned()),
    }
}

pub async fn index(bench: Bench) -> Result<Vec<Page>, String> {
    match ask(&bench, &Question::Pages(fetch_text("learn/index.yaml").await?)).await? {
        Answer::Pages(pages) => Ok(pages.pages),
        _ => Err(STRANGE.to_owned()),
    }
}

pub async fn page(bench: Bench, name: String) -> Result<PageShown, String> {
    let text = fetch_text(&format!("learn/{name}.md")).await?;
    let blocks = markdown(&bench, vec![text]).await?.next().unwrap_or_default();
    let mut figures = Vec::new();
    for figure in blocks.iter().filter_map(Figure::of) {
        let figure = figure?;
        let (document, report) = evaluate(bench.clone(), figure.scenario.clone(), None).await?;
        figures.push(FigureShown::new(&figure, &document, &report).ok_or(STRANGE)?);
    }
    Ok(PageShown { blocks, figures })
}

/// The documents that the index of a folder names, with their names.
async fn documents(bench: &Bench, folder: &str) -> Result<(Vec<String>, Vec<String>), String> {
    let index = fetch_text(&format!("{folder}/index.yaml")).await?;
    let Answer::Names(index) = ask(bench, &Question::Names(index)).await? else {
        return Err(STRANGE.to_owned());
    };
    let paths = index.names.iter().map(|name| format!("{folder}/{name}.yaml")).collect();
    Ok((index.names, fetch_all(paths).await?))
}

pub async fn cases(bench: Bench) -> Result<Rc<Vec<CaseShown>>, String> {
    let (names, texts) = documents(&bench, "gallery/cases").await?;
    let Answer::Cases(cases) = ask(&bench, &Question::Cases(texts)).await? else {
        return Err(STRANGE.to_owned());
    };
    let texts = cases.iter().flat_map(|case| {
        let fixes = case.fixes.iter().map(|fix| fix.text.clone());
        [case.symptom.clone(), case.why.clone()].into_iter().chain(fixes)
    });
    let mut texts = markdown(&bench, texts.collect()).await?;
    let mut next = || texts.next().unwrap_or_default();
    let shown = names.into_iter().zip(cases).map(|(name, case)| {
        let (symptom, why) = (next(), next());
        let fixes = case.fixes.iter().map(|_| next()).collect();
        CaseShown { name, symptom, why, fixes, case }
    });
    Ok(Rc::new(shown.collect()))
}

pub async fn lessons(bench: Bench) -> Result<Rc<Vec<LessonShown>>, String> {
    let (names, texts) = documents(&bench, "workshop").await?;
    let Answer::Lessons(lessons) = ask(&bench, &Question::Lessons(texts)).await? else {
        return Err(STRANGE.to_owned());
    };
    let texts = lessons.iter().flat_map(|lesson| {
        let tasks = lesson.tasks.iter().flat_map(|task| {
            [task.text.clone(), task.answer.text.clone()].into_iter().chain(task.hints.clone())
        });
        [lesson.text.clone(), lesson.done.clone()].into_iter().chain(tasks)
    });
    let mut texts = markdown(&bench, texts.collect()).await?;
    let mut next = || texts.next().unwrap_or_default();
    let shown = names.into_iter().zip(lessons).map(|(name, lesson)| {
        let (text, done) = (next(), next());
        let tasks = lesson
            .tasks
            .iter()
            .map(|task| {
                let (text, answer) = (next(), next());
                TaskShown { text, answer, hints: task.hints.iter().map(|_| next()).collect() }
            })
            .collect();
        LessonShown { name, text, done, tasks, lesson }
    });
    Ok(Rc::new(shown.collect()))
}

/// A scenario of the site with a patch over it: the document, and what becomes of it.
pub async fn evaluate(bench: Bench, path: String, patch: Option<Value>) -> Result<(String, Report), String> {
    let scenario = fetch_text(&path).await?;
    match ask(&bench, &Question::Evaluate { scenario, patch }).await? {
        Answer::Evaluated { scenario, report } => Ok((scenario, *report)),
        _ => Err(STRANGE.to_owned()),
    }
}

/// What an answer puts into the box; none when it leaves the box alone.
pub async fn answer_text(answer: crate::learn::Answer) -> Result<Option<String>, String> {
    let texts = fetch_all(answer.files.clone()).await?;
    let read = |path: &str| {
        let at = answer.files.iter().position(|file| file == path);
        at.and_then(|at| texts.get(at).cloned()).unwrap_or_default()
    };
    Ok(answer.text_for_the_box(&read))
}
