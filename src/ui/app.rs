//! The whole page: the model, the worker's client, and the hands between them and the browser.

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::ClipboardEvent;
use yew::{Callback, Component, Context, Html};

use super::browser;
use super::engine::{Engine, Event, News};
use super::pages::explore;
use super::state::{Action, Command, Gallery, Model};

/// How long a reader must have stopped typing before the outcome is announced.
const ANNOUNCE_AFTER_MS: u32 = 700;
const GALLERY: &str = "gallery/index.json";

pub enum Msg {
    Do(Action),
    Heard(Event),
}

pub struct App {
    model: Model,
    engine: Engine,
    announcement: Option<Timeout>,
    _on_paste: Closure<dyn FnMut(ClipboardEvent)>,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> App {
        let theme = browser::stored_theme();
        browser::use_theme(theme);
        let app = App {
            model: Model::new(theme),
            engine: Engine::new(ctx.link().callback(Msg::Heard)),
            announcement: None,
            _on_paste: listen_for_pastes(ctx.link().callback(|text| Msg::Do(Action::Replaced(text)))),
        };
        fetch_gallery(ctx);
        app
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let action = match msg {
            Msg::Do(action) => action,
            Msg::Heard(event) => match self.engine.hear(event) {
                Some(News::Ready) => Action::EngineReady,
                Some(News::Answer(answer)) => Action::Answered(*answer),
                Some(News::Failed(failure)) => Action::EngineFailed(failure),
                None => return false,
            },
        };
        for command in self.model.update(action) {
            self.run(ctx, command);
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        explore::view(&self.model, &ctx.link().callback(Msg::Do))
    }
}

impl App {
    fn run(&mut self, ctx: &Context<Self>, command: Command) {
        match command {
            Command::Ask(task) => self.engine.ask(*task),
            Command::FetchGallery => fetch_gallery(ctx),
            Command::FetchDocument(path) => ctx.link().send_future(async move {
                let text = browser::fetch_text(&path).await;
                Msg::Do(Action::DocumentLoaded(path, text))
            }),
            Command::FetchExample(text, files) => ctx
                .link()
                .send_future(async move { Msg::Do(Action::ExampleLoaded(append_files(text, &files).await)) }),
            Command::Copy(text) => ctx.link().send_future(async move {
                Msg::Do(Action::Copied(browser::copy(&text).await.map(|()| text)))
            }),
            Command::UseTheme(theme) => browser::use_theme(theme),
            Command::FocusStation(index) => browser::focus(&explore::station_id(index)),
            Command::AnnounceSoon => {
                let link = ctx.link().clone();
                self.announcement = Some(Timeout::new(ANNOUNCE_AFTER_MS, move || {
                    link.send_message(Msg::Do(Action::Announce));
                }));
            }
        }
    }
}

fn fetch_gallery(ctx: &Context<App>) {
    ctx.link().send_future(async {
        let gallery = browser::fetch_text(GALLERY).await.and_then(|text| {
            serde_json::from_str::<Gallery>(&text).map_err(|error| format!("{GALLERY}: {error}"))
        });
        Msg::Do(Action::GalleryLoaded(gallery))
    });
}

async fn append_files(mut text: String, files: &[String]) -> Result<String, String> {
    for file in files {
        text.push_str(&browser::fetch_text(file).await?);
    }
    Ok(text)
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
