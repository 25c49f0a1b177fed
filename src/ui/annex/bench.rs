//! The second worker's client: one job after another, each with its answer. A worker that takes too long or breaks is
//! ended; the next job starts a new one.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker};

use crate::ui::browser;
use crate::ui::json::Json;

/// The worker's files may have to come over a slow network first.
const BUDGET_MS: u32 = 15_000;

/// What a job answers: its result, or a sentence for the reader.
pub type Done = Result<Json, String>;

type Tell = Box<dyn FnOnce(Done)>;

struct Job {
    text: String,
    done: Tell,
}

#[derive(Default)]
struct Inner {
    worker: Option<Running>,
    listening: bool,
    last_id: u32,
    under_way: Option<(u32, Tell)>,
    waiting: VecDeque<Job>,
    watchdog: Option<Timeout>,
}

struct Running {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// A handle; clones share the worker.
#[derive(Clone, Default)]
pub struct Bench(Rc<RefCell<Inner>>);

impl PartialEq for Bench {
    fn eq(&self, other: &Bench) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Bench {
    /// Asks for a job of [`crate::engine::workbench`], by its name.
    pub fn ask(&self, name: &str, body: Json, done: impl FnOnce(Done) + 'static) {
        let mut text = String::new();
        Json::field(name, body).write(&mut text);
        self.0.borrow_mut().waiting.push_back(Job { text, done: Box::new(done) });
        self.start();
        self.next();
    }

    fn start(&self) {
        if self.0.borrow().worker.is_some() {
            return;
        }
        let running = self.spawn();
        let none = running.is_none();
        self.0.borrow_mut().worker = running;
        if none {
            self.give_up();
        }
    }

    fn spawn(&self) -> Option<Running> {
        let worker = Worker::new(&browser::meta("workbench")?).ok()?;
        let bench = self.clone();
        let on_message = Closure::new(move |event: MessageEvent| {
            bench.hear(&event.data().as_string().unwrap_or_default());
        });
        let bench = self.clone();
        let on_error = Closure::new(move |_: ErrorEvent| bench.give_up());
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Some(Running { worker, _on_message: on_message, _on_error: on_error })
    }

    fn hear(&self, text: &str) {
        let message = Json::parse(text).unwrap_or(Json::Null);
        if message.as_str() == Some("ready") {
            self.0.borrow_mut().listening = true;
            return self.next();
        }
        let Some(done) = message.get("done") else { return self.give_up() };
        let waited_for = {
            let mut inner = self.0.borrow_mut();
            let id = done.get("id").and_then(Json::as_u32);
            if inner.under_way.as_ref().map(|(id, _)| *id) != id {
                return;
            }
            inner.watchdog = None;
            inner.under_way.take()
        };
        if let Some((_, tell)) = waited_for {
            match (done.get("result"), done.get("error").and_then(Json::as_str)) {
                (Some(result), None) => tell(Ok(result.clone())),
                (_, error) => tell(Err(error.unwrap_or("The answer cannot be read.").to_owned())),
            }
        }
        self.next();
    }

    fn next(&self) {
        let mut inner = self.0.borrow_mut();
        if !inner.listening || inner.under_way.is_some() {
            return;
        }
        let Some(job) = inner.waiting.pop_front() else { return };
        inner.last_id = inner.last_id.wrapping_add(1);
        let id = inner.last_id;
        let text = format!("{{\"id\":{id},\"job\":{}}}", job.text);
        inner.under_way = Some((id, job.done));
        if let Some(running) = &inner.worker {
            let _ = running.worker.post_message(&JsValue::from_str(&text));
        }
        let bench = self.clone();
        inner.watchdog = Some(Timeout::new(BUDGET_MS, move || bench.give_up()));
    }

    /// Ends the worker; whoever waited for it is told.
    fn give_up(&self) {
        let (under_way, waiting) = {
            let mut inner = self.0.borrow_mut();
            inner.listening = false;
            inner.watchdog.take().map(Timeout::forget);
            (inner.under_way.take(), std::mem::take(&mut inner.waiting))
        };
        let sorry = || Err("This part of the page did not answer. Is the site reachable?".to_owned());
        if let Some((_, done)) = under_way {
            done(sorry());
        }
        for job in waiting {
            (job.done)(sorry());
        }
        // Not from within the worker's own handler: it would be dropped while it runs.
        let bench = self.clone();
        let end = move || {
            bench.0.borrow_mut().worker = None;
            let asked_again = !bench.0.borrow().waiting.is_empty();
            if asked_again {
                bench.start();
            }
        };
        Timeout::new(0, end).forget();
    }
}
