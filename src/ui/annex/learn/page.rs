//! Learn, gallery and workshop as pages of their own: what is loaded, searched and tried.

use std::rc::Rc;

use yew::{Callback, Component, Context, Html, Properties, classes, html};

use super::case::{self, Tried};
use super::load::{self, CaseShown, LessonShown, Load, PageShown};
use super::place::Place;
use super::{gallery, pages, progress, workshop};
use crate::learn::{Page, Progress};
use crate::ui::annex::bench::Bench;
use crate::ui::browser;
use crate::ui::link::Act;

#[derive(Clone, PartialEq, Properties)]
pub struct Props {
    pub place: Place,
    pub act: Callback<Act>,
    pub bench: Bench,
}

pub enum Msg {
    Pages(Result<Vec<Page>, String>),
    Page(String, Result<PageShown, String>),
    Cases(Result<Rc<Vec<CaseShown>>, String>),
    Lessons(Result<Rc<Vec<LessonShown>>, String>),
    Query(String),
    Try(Option<usize>),
    Tried(String, Box<Result<Tried, String>>),
    Reset,
    Large,
    /// With the answers or without.
    Print(bool),
}

pub struct LearnPage {
    pages: Load<Vec<Page>>,
    /// The page that is shown or on its way.
    page: (String, Load<PageShown>),
    cases: Option<Load<Rc<Vec<CaseShown>>>>,
    lessons: Option<Load<Rc<Vec<LessonShown>>>>,
    query: String,
    /// The case that is open, and what was tried in it.
    tried: (String, Load<Tried>),
    progress: Progress,
    large: bool,
    /// Whether answers go on the paper, and whether it is to be printed once this is drawn.
    key: bool,
    print: bool,
}

impl Component for LearnPage {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> LearnPage {
        let mut page = LearnPage {
            pages: Load::Waiting,
            page: (String::new(), Load::Waiting),
            cases: None,
            lessons: None,
            query: String::new(),
            tried: (String::new(), Load::Waiting),
            progress: progress::stored(),
            large: false,
            key: false,
            print: false,
        };
        let index = load::index(ctx.props().bench.clone());
        ctx.link().send_future(async { Msg::Pages(index.await) });
        page.arrive(ctx);
        page
    }

    fn changed(&mut self, ctx: &Context<Self>, before: &Props) -> bool {
        let props = ctx.props();
        if props.place != before.place {
            self.progress = progress::stored();
            self.arrive(ctx);
            browser::to_top();
        }
        true
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Pages(pages) => self.pages = pages.into(),
            Msg::Page(name, blocks) if name == self.page.0 => self.page.1 = blocks.into(),
            Msg::Page(..) => return false,
            Msg::Cases(cases) => {
                self.cases = Some(cases.into());
                self.open_case(ctx);
            }
            Msg::Lessons(lessons) => self.lessons = Some(lessons.into()),
            Msg::Query(query) => self.query = query,
            Msg::Try(fix) => self.attempt(ctx, fix),
            Msg::Tried(name, tried) if name == self.tried.0 => self.tried.1 = (*tried).into(),
            Msg::Tried(..) => return false,
            Msg::Reset => {
                self.progress = Progress::default();
                progress::store(&self.progress);
            }
            Msg::Large => self.large = !self.large,
            Msg::Print(key) => {
                self.key = key;
                self.print = true;
            }
        }
        true
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        if std::mem::take(&mut self.print) {
            browser::print();
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let place = &ctx.props().place;
        html! {
            <div class={classes!("learn", self.large.then_some("large"), self.key.then_some("key"))}>
                { pages::nav(&self.pages, place) }
                <article class="prose">{ self.content(ctx, place) }</article>
            </div>
        }
    }
}

impl LearnPage {
    /// Fetches what the place shows and is not there yet.
    fn arrive(&mut self, ctx: &Context<Self>) {
        let bench = || ctx.props().bench.clone();
        match &ctx.props().place {
            Place::Page(name) if !name.is_empty() && (*name != self.page.0 || failed(&self.page.1)) => {
                self.page = (name.clone(), Load::Waiting);
                let (name, blocks) = (name.clone(), load::page(bench(), name.clone()));
                ctx.link().send_future(async { Msg::Page(name, blocks.await) });
            }
            Place::Case(_) => {
                if self.cases.as_ref().is_none_or(failed) {
                    self.cases = Some(Load::Waiting);
                    let cases = load::cases(bench());
                    ctx.link().send_future(async { Msg::Cases(cases.await) });
                }
                self.open_case(ctx);
            }
            Place::Workshop { .. } if self.lessons.as_ref().is_none_or(failed) => {
                self.lessons = Some(Load::Waiting);
                let lessons = load::lessons(bench());
                ctx.link().send_future(async { Msg::Lessons(lessons.await) });
            }
            _ => {}
        }
    }

    fn case(&self, name: &str) -> Option<&CaseShown> {
        match &self.cases {
            Some(Load::There(cases)) => cases.iter().find(|shown| shown.name == name),
            _ => None,
        }
    }

    /// Shows how the case stands before any fix.
    fn open_case(&mut self, ctx: &Context<Self>) {
        if let Place::Case(name) = &ctx.props().place
            && self.case(name).is_some()
            && self.tried.0 != *name
        {
            self.tried = (name.clone(), Load::Waiting);
            self.attempt(ctx, None);
        }
    }

    fn attempt(&mut self, ctx: &Context<Self>, fix: Option<usize>) {
        let Some(shown) = self.case(&self.tried.0) else { return };
        let patch = fix.and_then(|at| shown.case.fixes.get(at)).map(|fix| fix.patch.clone());
        let evaluated = load::evaluate(ctx.props().bench.clone(), shown.case.scenario.clone(), patch);
        let name = self.tried.0.clone();
        ctx.link().send_future(async move {
            let tried = evaluated.await.map(|(scenario, report)| Tried { fix, scenario, report });
            Msg::Tried(name, Box::new(tried))
        });
    }

    fn content(&self, ctx: &Context<Self>, place: &Place) -> Html {
        match place {
            Place::Page(name) if name.is_empty() => pages::shown(&self.pages, |all| pages::overview(all)),
            Place::Page(name) => {
                let all: &[Page] = if let Load::There(all) = &self.pages { all } else { &[] };
                let on_step = open_at(&ctx.props().act);
                pages::shown(&self.page.1, |page| pages::page(page, all, name, &on_step))
            }
            Place::Case(name) => {
                let waiting = Load::Waiting;
                pages::shown(self.cases.as_ref().unwrap_or(&waiting), |cases| {
                    self.cases_view(ctx, cases, name)
                })
            }
            Place::Workshop { trainer } => {
                let waiting = Load::Waiting;
                let hands = workshop::Hands {
                    on_reset: ctx.link().callback(|()| Msg::Reset),
                    on_large: ctx.link().callback(|()| Msg::Large),
                    on_print: ctx.link().callback(Msg::Print),
                };
                pages::shown(self.lessons.as_ref().unwrap_or(&waiting), |lessons| match trainer {
                    true => workshop::trainer(lessons, self.large, &browser::address(), &hands),
                    false => workshop::view(lessons, &self.progress, &hands),
                })
            }
            Place::Lesson { .. } => Html::default(),
        }
    }

    fn cases_view(&self, ctx: &Context<Self>, cases: &[CaseShown], name: &str) -> Html {
        if name.is_empty() {
            return gallery::view(cases, &self.query, ctx.link().callback(Msg::Query));
        }
        let Some(shown) = self.case(name) else {
            return html! {
                <><h2>{ "There is no such case" }</h2><p><a href="#/gallery">{ "All cases" }</a></p></>
            };
        };
        let hands = case::Hands {
            on_try: ctx.link().callback(Msg::Try),
            on_open: open_at(&ctx.props().act)
                .reform(|document: String| (document.into(), "/explore".to_owned())),
        };
        case::view(shown, &self.tried.1, &hands)
    }
}

/// Opens a document, and goes to a route that shows it.
fn open_at(act: &Callback<Act>) -> Callback<(Rc<str>, String)> {
    let act = act.clone();
    Callback::from(move |(document, route): (Rc<str>, String)| {
        act.emit(Act::Open(document.to_string()));
        act.emit(Act::Go(route));
    })
}

fn failed<T>(load: &Load<T>) -> bool {
    matches!(load, Load::Failed(_))
}
