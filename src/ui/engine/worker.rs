//! The worker itself: spawned, listened to, given its time, replaced.

use gloo::timers::callback::Timeout;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{ErrorEvent, MessageEvent, Worker};
use yew::Callback;

use super::queue::Queue;
use crate::ui::state::{Answer, Failure, Question, Reply, Task};
use crate::ui::{browser, read};

/// How long one question may take before the worker is replaced.
const BUDGET_MS: u32 = 2000;
/// The very first answer may take longer: the browser still compiles the engine while it works.
const FIRST_BUDGET_MS: u32 = 10_000;

/// What comes from the worker, or does not. The number is the worker's, so that a replaced one is not heard.
#[derive(Debug)]
pub enum Event {
    Message(u32, String),
    Error(u32),
    OutOfTime(u32),
}

/// What an [`Event`] means to the page.
#[derive(Debug)]
pub enum News {
    Ready,
    /// With the text as it came.
    Answer(Box<Answer>, String),
    Failed(Failure),
}

struct Spawned {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Drop for Spawned {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

pub struct Engine {
    queue: Queue,
    spawned: Option<Spawned>,
    last_number: u32,
    /// Whether an answer has come already.
    warm: bool,
    /// Whether the worker is the one that lacks nothing. It is heavier, and the lighter one asks for it.
    is_whole: bool,
    watchdog: Option<Timeout>,
    on_event: Callback<Event>,
}

impl Engine {
    pub fn new(on_event: Callback<Event>) -> Engine {
        let mut engine = Engine {
            queue: Queue::default(),
            spawned: None,
            last_number: 0,
            warm: false,
            is_whole: false,
            watchdog: None,
            on_event,
        };
        engine.spawn();
        engine
    }

    /// Asks, or remembers the question until the worker can hear it.
    pub fn ask(&mut self, task: Task) {
        if self.spawned.is_none() {
            self.spawn();
        }
        let next = self.queue.ask(task);
        self.send(next);
    }

    pub fn hear(&mut self, event: Event) -> Option<News> {
        match event {
            Event::Message(number, text) if self.is_current(number) => self.read(text),
            Event::Error(number) if self.is_current(number) => {
                let failure = if self.queue.is_listening() { Failure::Crashed } else { Failure::NotLoaded };
                Some(self.replace(failure))
            }
            Event::OutOfTime(id) if self.queue.is_under_way(id) => Some(self.replace(Failure::TooSlow)),
            _ => None,
        }
    }

    fn is_current(&self, number: u32) -> bool {
        self.last_number == number
    }

    fn read(&mut self, text: String) -> Option<News> {
        match read::reply(&text) {
            Some(Reply::Ready) => {
                let next = self.queue.ready();
                self.send(next);
                Some(News::Ready)
            }
            Some(Reply::Answered { id, answer: Answer::NeedsMore }) => {
                if self.queue.is_under_way(id) {
                    self.hand_over();
                }
                None
            }
            Some(Reply::Answered { id, answer }) => self.queue.answered(id).then(|| {
                self.warm = true;
                self.watchdog = None;
                let next = self.queue.next();
                self.send(next);
                News::Answer(Box::new(answer), text)
            }),
            Some(Reply::Crashed { .. }) => Some(self.broke()),
            Some(Reply::Misunderstood { .. }) | None => Some(self.replace(Failure::Mismatch)),
        }
    }

    /// A worker that breaks before it listens has not been loaded.
    fn broke(&mut self) -> News {
        self.replace(if self.queue.is_listening() { Failure::Crashed } else { Failure::NotLoaded })
    }

    /// From now on the worker that lacks nothing answers everything, this question first.
    fn hand_over(&mut self) {
        self.watchdog = None;
        self.queue.handed_over();
        self.is_whole = true;
        self.warm = false;
        self.spawn();
    }

    /// Ends this worker. A new one is started at once, unless the files themselves are the trouble: then the
    /// next question starts it.
    fn replace(&mut self, failure: Failure) -> News {
        self.watchdog = None;
        self.spawned = None;
        self.queue.lost();
        if matches!(failure, Failure::TooSlow | Failure::Crashed) {
            self.spawn();
        }
        News::Failed(failure)
    }

    fn send(&mut self, question: Option<Question>) {
        let (Some(question), Some(spawned)) = (question, &self.spawned) else { return };
        let text = read::question(&question);
        if spawned.worker.post_message(&JsValue::from_str(&text)).is_ok() {
            let budget = if self.warm { BUDGET_MS } else { FIRST_BUDGET_MS };
            let (on_event, id) = (self.on_event.clone(), question.id);
            self.watchdog = Some(Timeout::new(budget, move || on_event.emit(Event::OutOfTime(id))));
        }
    }

    fn spawn(&mut self) {
        self.last_number += 1;
        let number = self.last_number;
        let script = if self.is_whole { "workbench" } else { "engine" };
        self.spawned = start(script, number, &self.on_event);
        if self.spawned.is_none() {
            self.on_event.emit(Event::Error(number));
        }
    }
}

/// The engine's script carries a hash of its content in its name, so that page and engine are always of one
/// build; `<meta name="engine">` tells it.
fn start(script: &str, number: u32, on_event: &Callback<Event>) -> Option<Spawned> {
    let worker = Worker::new(&browser::meta(script)?).ok()?;

    let emit = on_event.clone();
    let on_message = Closure::new(move |event: MessageEvent| {
        emit.emit(Event::Message(number, event.data().as_string().unwrap_or_default()));
    });
    let emit = on_event.clone();
    let on_error = Closure::new(move |_: ErrorEvent| emit.emit(Event::Error(number)));
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    Some(Spawned { worker, _on_message: on_message, _on_error: on_error })
}
