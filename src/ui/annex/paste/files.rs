//! Files for the paste box: dropped anywhere on the page, or opened with a button.

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, File, FileList, HtmlInputElement};
use yew::{Callback, Component, Context, Event, Html, NodeRef, Properties, TargetCast, classes, html};

use super::content::{Dropped, LARGEST, Taken, taken};
use crate::ui::components::icon::icon;
use crate::ui::link::Act;

const FILE: &str = "M9 2H4v12h8V5zM9 2v3h3";
const EVENTS: [&str; 4] = ["dragenter", "dragover", "dragleave", "drop"];

#[derive(Properties, PartialEq)]
pub struct Props {
    pub act: Callback<Act>,
    /// Whether the paste box is out of sight.
    pub away: bool,
}

pub enum Msg {
    Dragged(DragEvent),
    Ask,
    Chosen(Event),
    Read(Result<Vec<Dropped>, String>),
}

pub struct Files {
    input: NodeRef,
    over: bool,
    listener: Closure<dyn FnMut(DragEvent)>,
}

impl Component for Files {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Files>) -> Files {
        let link = ctx.link().clone();
        let listener = Closure::<dyn FnMut(DragEvent)>::new(move |event: DragEvent| {
            if has_files(&event) {
                // Otherwise the browser leaves the page for the file.
                event.prevent_default();
                link.send_message(Msg::Dragged(event));
            }
        });
        for name in EVENTS {
            if let Some(window) = web_sys::window() {
                let heard = listener.as_ref().unchecked_ref();
                let _ = window.add_event_listener_with_callback(name, heard);
            }
        }
        Files { input: NodeRef::default(), over: false, listener }
    }

    fn destroy(&mut self, _: &Context<Files>) {
        for name in EVENTS {
            if let Some(window) = web_sys::window() {
                let heard = self.listener.as_ref().unchecked_ref();
                let _ = window.remove_event_listener_with_callback(name, heard);
            }
        }
    }

    fn update(&mut self, ctx: &Context<Files>, msg: Msg) -> bool {
        let Props { act, away } = ctx.props();
        match msg {
            Msg::Dragged(event) => {
                let before = self.over;
                // Going from one element to another leaves the first one; leaving the window goes to none.
                self.over = match event.type_().as_str() {
                    "drop" => {
                        self.read(ctx, event.data_transfer().and_then(|data| data.files()));
                        false
                    }
                    "dragleave" => event.related_target().is_some(),
                    _ => true,
                };
                return before != self.over;
            }
            Msg::Ask => {
                if let Some(input) = self.input.cast::<HtmlInputElement>() {
                    input.click();
                }
            }
            Msg::Chosen(event) => {
                let input: HtmlInputElement = event.target_unchecked_into();
                self.read(ctx, input.files());
                // The same file again is news, too.
                input.set_value("");
            }
            Msg::Read(Err(sorry)) => act.emit(Act::Notice(sorry)),
            Msg::Read(Ok(files)) => {
                match taken(&files) {
                    Some(Taken::Text(text)) => act.emit(Act::Replace(text)),
                    Some(Taken::Scenario(text)) => act.emit(Act::Open(text)),
                    None => return false,
                }
                if *away {
                    act.emit(Act::Go("/explore".to_owned()));
                }
            }
        }
        false
    }

    fn view(&self, ctx: &Context<Files>) -> Html {
        let link = ctx.link();
        html! {
            <>
                <button type="button" class="link small" title="Or drop them anywhere on this page" onclick={link.callback(|_| Msg::Ask)}>
                    { icon(FILE) }{ "open files" }
                </button>
                <input ref={&self.input} type="file" multiple=true hidden=true aria-label="Files for the paste box" onchange={link.callback(Msg::Chosen)} />
                <div class={classes!("drop", self.over.then_some("over"))} aria-hidden="true"><p>{ "Drop it: tokens, certificates, kubeconfigs, manifests" }</p></div>
            </>
        }
    }
}

impl Files {
    fn read(&self, ctx: &Context<Files>, list: Option<FileList>) {
        let Some(list) = list else { return };
        let files: Vec<File> = (0..list.length()).filter_map(|index| list.get(index)).collect();
        ctx.link().send_future(async move {
            let mut read = Vec::new();
            for file in files {
                match content(&file).await {
                    Ok(dropped) => read.push(dropped),
                    Err(sorry) => return Msg::Read(Err(sorry)),
                }
            }
            Msg::Read(Ok(read))
        });
    }
}

async fn content(file: &File) -> Result<Dropped, String> {
    let name = file.name();
    if file.size() > LARGEST as f64 {
        return Err(format!("{name} is larger than 4 MB. Nothing that authenticates is."));
    }
    match JsFuture::from(file.array_buffer()).await {
        Ok(buffer) => Ok(Dropped { name, bytes: Uint8Array::new(&buffer).to_vec() }),
        Err(_) => Err(format!("{name} could not be read. Is it a folder?")),
    }
}

/// Text that is dragged goes where the browser puts it.
fn has_files(event: &DragEvent) -> bool {
    event
        .data_transfer()
        .is_some_and(|data| data.types().iter().any(|kind| kind.as_string().as_deref() == Some("Files")))
}
