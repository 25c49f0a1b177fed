//! Whatever a person pastes: recognised, put in its place, evaluated and taken apart.
#![no_main]

use authn_explorer::engine::protocol::{self, Question, Reply, Task};
use authn_explorer::input::detect::Reading;
use authn_explorer::scenario::Scenario;
use authn_explorer_fuzz::inspect;
use chrono::DateTime;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let scenario = Box::new(Scenario::empty());
    let task =
        Task::Explore { text: text.to_owned(), reading: Reading::Automatic, wishes: Vec::new(), scenario };
    let question = serde_json::to_string(&Question { id: 1, task }).expect("a question in JSON");
    let answer = protocol::answer(&question, DateTime::UNIX_EPOCH);
    let reply: Reply = serde_json::from_str(&answer).expect("a reply in JSON");
    assert!(matches!(reply, Reply::Answered { .. }), "{answer}");
    inspect(text);
});
