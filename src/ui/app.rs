//! The whole page: the model, the worker's client, and the hands between them and the browser.

use gloo::render::AnimationFrame;
use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{ClipboardEvent, Element};
use yew::{Callback, Component, Context, Html, Properties};

use super::browser::{self, Listener};
use super::engine::{Engine, Event, News};
use super::link::{self, Act};
use super::pages::explore;
use super::read;
use super::state::{Action, Annexation, Answer, Command, Errand, Model};

/// How long a reader must have stopped typing before the outcome is announced.
const ANNOUNCE_AFTER_MS: u32 = 700;
/// How long what was typed waits for its answer, to be drawn with it. Its colours and the height of the box are that late.
const DRAW_AFTER_MS: u32 = 50;
const GALLERY: &str = "gallery/index.json";

pub enum Msg {
    Do(Action),
    Heard(Event),
    /// What the annex is told may wait no longer.
    Tell,
    /// What was typed may wait no longer for its answer.
    Draw,
}

pub struct App {
    model: Model,
    engine: Engine,
    announcement: Option<Timeout>,
    /// The worker's last answer as it came, and what the annex was told last.
    reply: String,
    told: String,
    /// Whether something changed that the annex has to hear of before the next frame.
    annex_is_next: bool,
    telling: Option<AnimationFrame>,
    drawing: Option<Timeout>,
    _listeners: [Listener; 2],
    _on_paste: Closure<dyn FnMut(ClipboardEvent)>,
}

#[derive(Properties, PartialEq)]
pub struct Props {
    /// What the page is drawn into. It joins the document as a whole, not element by element.
    pub root: Element,
}

impl Component for App {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> App {
        let theme = browser::stored_theme();
        browser::use_theme(theme);
        let app = App {
            model: Model::new(theme),
            engine: Engine::new(ctx.link().callback(Msg::Heard)),
            announcement: None,
            reply: String::new(),
            told: String::new(),
            annex_is_next: false,
            telling: None,
            drawing: None,
            _listeners: [
                browser::listen(
                    "hashchange",
                    ctx.link().callback(|_| Msg::Do(Action::Routed(browser::route()))),
                ),
                browser::listen(
                    browser::FROM_ANNEX,
                    ctx.link().batch_callback(|text: String| {
                        // The annex speaks first, with nothing to say but that it is there.
                        if text.is_empty() {
                            Some(Msg::Do(Action::Annexed(Ok(()))))
                        } else {
                            Act::parse(&text).map(|act| Msg::Do(Action::Acted(act)))
                        }
                    }),
                ),
            ],
            _on_paste: listen_for_pastes(ctx.link().callback(|text| Msg::Do(Action::Replaced(text)))),
        };
        send(ctx, Errand::FetchGallery);
        ctx.link().send_message(Msg::Do(Action::Routed(browser::route())));
        app
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let answers = matches!(msg, Msg::Heard(_) | Msg::Do(Action::Typed(_) | Action::Replaced(_)));
        let action = match msg {
            Msg::Tell => {
                self.tell();
                return false;
            }
            Msg::Draw => return true,
            Msg::Do(action) => action,
            Msg::Heard(event) => match self.engine.hear(event) {
                Some(News::Ready) => Action::EngineReady,
                Some(News::Answer(answer, text)) => {
                    if matches!(*answer, Answer::Explored { .. }) {
                        self.reply = text;
                    }
                    Action::Answered(*answer)
                }
                Some(News::Failed(failure)) => Action::EngineFailed(failure),
                None => return false,
            },
        };
        self.annex_is_next |= !answers;
        let typed = matches!(action, Action::Typed(_));
        let commands = self.model.update(action);
        // What was typed stands there already. The engine's answer is a blink away, and is drawn that much earlier.
        let wait = typed && commands.iter().any(|command| matches!(command, Command::Ask(_)));
        let link = ctx.link().clone();
        self.drawing = wait.then(|| Timeout::new(DRAW_AFTER_MS, move || link.send_message(Msg::Draw)));
        for command in commands {
            self.run(ctx, command);
        }
        !wait
    }

    /// A verdict is drawn before the annex hears of it. What the annex itself did it hears at once, so that it never
    /// draws over what has been typed there since.
    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if first {
            browser::replace_body(&ctx.props().root);
        }
        if self.model.annex != Annexation::There {
            return;
        }
        if std::mem::take(&mut self.annex_is_next) {
            self.tell();
        } else if self.telling.is_none() {
            self.telling = Some(browser::after_paint(ctx.link().callback(|()| Msg::Tell)));
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        explore::view(&self.model, &ctx.link().callback(Msg::Do))
    }
}

impl App {
    /// Mounts the page in place of what the document held until now.
    pub fn start() {
        if let Some(root) = browser::root() {
            yew::Renderer::<App>::with_root_and_props(root.clone(), Props { root }).render();
        }
    }

    fn tell(&mut self) {
        self.telling = None;
        let state = link::state_of(&self.model, &self.reply);
        if state != self.told {
            browser::tell(browser::FROM_EXPLORER, &state);
            self.told = state;
        }
    }

    fn run(&mut self, ctx: &Context<Self>, command: Command) {
        match command {
            Command::Ask(task) => self.engine.ask(*task),
            Command::UseTheme(theme) => browser::use_theme(theme),
            Command::LoadAnnex => {
                browser::load_annex(ctx.link().callback(|reason| Msg::Do(Action::Annexed(Err(reason)))));
            }
            Command::TakeNewBuild => browser::tell(browser::TAKE_NEW_BUILD, ""),
            Command::GoTo(route) => browser::go(&route),
            Command::FocusStation(index) => browser::focus(&explore::station_id(index)),
            Command::AnnounceSoon => {
                let link = ctx.link().clone();
                self.announcement = Some(Timeout::new(ANNOUNCE_AFTER_MS, move || {
                    link.send_message(Msg::Do(Action::Announce));
                }));
            }
            Command::Errand(errand) => send(ctx, errand),
        }
    }
}

fn send(ctx: &Context<App>, errand: Errand) {
    ctx.link().send_future(async move { Msg::Do(result_of(errand).await) });
}

async fn result_of(errand: Errand) -> Action {
    match errand {
        Errand::FetchGallery => {
            let text = browser::fetch_text(GALLERY).await;
            Action::GalleryLoaded(
                text.and_then(|text| {
                    read::gallery(&text).ok_or_else(|| format!("{GALLERY} cannot be read."))
                }),
            )
        }
        Errand::FetchDocument(file, address) => {
            let text = browser::fetch_text(&address).await;
            Action::DocumentLoaded(file, text)
        }
        Errand::FetchExample(mut text, files) => {
            for file in &files {
                match browser::fetch_text(file).await {
                    Ok(more) => text.push_str(&more),
                    Err(reason) => return Action::ExampleLoaded(Err(reason)),
                }
            }
            Action::ExampleLoaded(Ok(text))
        }
        Errand::Copy(text) => Action::Copied(browser::copy(&text).await.map(|()| text)),
    }
}

fn listen_for_pastes(on_text: Callback<String>) -> Closure<dyn FnMut(ClipboardEvent)> {
    let listener = Closure::new(move |event: ClipboardEvent| {
        if let Some(text) = browser::stray_paste(&event) {
            on_text.emit(text);
        }
    });
    if let Some(window) = web_sys::window() {
        let _ = window.add_event_listener_with_callback("paste", listener.as_ref().unchecked_ref());
    }
    listener
}
