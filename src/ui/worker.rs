//! The workers' side of the talk: listens, answers, and says so when it breaks. What it answers is the caller's business.

use chrono::{DateTime, Utc};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::engine::protocol::Reply;

/// Answers every message from now on. The function gets the text and the reader's clock.
pub fn serve(answer: fn(&str, DateTime<Utc>) -> String) {
    std::panic::set_hook(Box::new(|panic| send(&Reply::Crashed { message: panic.to_string() }.to_json())));
    let listen = Closure::<dyn Fn(MessageEvent)>::new(move |message: MessageEvent| {
        let question = message.data().as_string().unwrap_or_default();
        let now = DateTime::from_timestamp_millis(js_sys::Date::now() as i64).unwrap_or_default();
        send(&answer(&question, now));
    });
    scope().set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
    send(&Reply::Ready.to_json());
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// The page replaces a worker that does not answer, so a text that cannot be sent needs no other care.
fn send(text: &str) {
    let _ = scope().post_message(&JsValue::from_str(text));
}
