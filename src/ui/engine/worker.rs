//! One worker and what it reports.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker};
use yew::Callback;

use super::address;
use crate::engine::protocol::{Question, Reply};

/// What the page hears from its engine.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Reply(Reply),
    /// The worker could not be loaded or broke; it answers no more.
    Failed(String),
}

/// A running worker; dropping it ends it, even in the middle of an evaluation.
pub struct Engine {
    worker: Worker,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(ErrorEvent)>,
}

impl Engine {
    /// Starts a worker. It listens once it has sent [`Reply::Ready`].
    ///
    /// # Errors
    /// A sentence for the reader when the browser refuses.
    pub fn start(events: Callback<Event>) -> Result<Engine, String> {
        let script = address::script().ok_or("The page does not say where its engine lies.")?;
        let worker = Worker::new(&script)
            .map_err(|error| format!("The browser refused to start the engine: {}", describe(&error)))?;
        let on_message = {
            let events = events.clone();
            Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
                let text = message.data().as_string().unwrap_or_default();
                events.emit(match serde_json::from_str(&text) {
                    Ok(reply) => Event::Reply(reply),
                    Err(error) => Event::Failed(format!("The engine's answer cannot be read: {error}")),
                });
            })
        };
        let on_error = Closure::<dyn Fn(ErrorEvent)>::new(move |error: ErrorEvent| {
            events.emit(Event::Failed(message(&error)));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Engine { worker, _on_message: on_message, _on_error: on_error })
    }

    /// Sends a question. The answer comes as an [`Event`].
    pub fn ask(&self, question: &Question) -> Result<(), String> {
        let text = serde_json::to_string(question).map_err(|error| error.to_string())?;
        self.worker.post_message(&JsValue::from_str(&text)).map_err(|error| describe(&error))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// A script that cannot be fetched raises a bare event without a message.
fn message(error: &ErrorEvent) -> String {
    let message = js_sys::Reflect::get(error, &JsValue::from_str("message")).ok();
    match message.and_then(|message| message.as_string()).filter(|message| !message.is_empty()) {
        Some(message) => format!("The engine stopped: {message}"),
        None => "The engine could not be loaded.".to_owned(),
    }
}

fn describe(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| format!("{error:?}"), |error| String::from(error.message()))
}
