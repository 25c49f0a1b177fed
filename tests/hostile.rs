//! Input that nobody meant to send: every conformance case, and everything that can be pasted, cut off and damaged at many
//! places. There is an answer each time, no panic, and it comes soon. Reproducible: each case has its own fixed seed.
//! `HOSTILE=50 cargo test --test hostile` damages each case fifty times.

#[path = "conformance/suite.rs"]
mod suite;

use std::env;
use std::time::{Duration, Instant};

use authn_explorer::engine::{self, protocol};
use authn_explorer::scenario::{self, Scenario};
use chrono::DateTime;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use suite::{Case, Shared, folder, lines, suites};

/// The longest that an evaluation may take, the best of three: other work on the machine is no fault of the engine's.
/// The bound is that of a release build (`cargo test --release --test hostile`); without optimisation all takes eight times as long.
const LONGEST: Duration = Duration::from_millis(if cfg!(debug_assertions) { 2000 } else { 250 });

/// One way to damage a text.
#[derive(Debug, Clone)]
enum Damage {
    CutOff(Index),
    Without(Index, Index),
    Twice(Index, Index),
    Replaced(Index, String),
    Inserted(Index, String),
    Nested(Index, String, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    let odd = prop_oneof![
        Just("\0".to_owned()),
        Just("\u{feff}".to_owned()),
        Just("\r\n\r\n".to_owned()),
        Just("\\u0000".to_owned()),
        Just("&a [*a, *a]".to_owned()),
        Just("99999999999999999999999999".to_owned()),
        Just("-1e999".to_owned()),
        Just("%zz".to_owned()),
        Just("=".to_owned()),
        Just("ſ\u{1f600}".to_owned()),
        "[ -~]{1,8}",
        any::<char>().prop_map(String::from),
    ];
    let open = prop_oneof![Just("["), Just("{"), Just("{\"a\":"), Just("- "), Just("("), Just("0\u{82}")];
    prop_oneof![
        at().prop_map(Damage::CutOff),
        (at(), at()).prop_map(|(from, to)| Damage::Without(from, to)),
        (at(), at()).prop_map(|(from, to)| Damage::Twice(from, to)),
        (at(), odd.clone()).prop_map(|(at, text)| Damage::Replaced(at, text)),
        (at(), odd).prop_map(|(at, text)| Damage::Inserted(at, text)),
        (at(), open, 1..4000usize).prop_map(|(at, open, depth)| Damage::Nested(at, open.to_owned(), depth)),
    ]
}

impl Damage {
    fn apply(&self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let place = |index: &Index| index.index(chars.len() + 1);
        let part = |from: usize, to: usize| chars[from..to].iter().collect::<String>();
        let between = |a: &Index, b: &Index| (place(a).min(place(b)), place(a).max(place(b)));
        match self {
            Damage::CutOff(at) => part(0, place(at)),
            Damage::Without(from, to) => {
                let (from, to) = between(from, to);
                part(0, from) + &part(to, chars.len())
            }
            Damage::Twice(from, to) => {
                let (from, to) = between(from, to);
                part(0, to) + &part(from, chars.len())
            }
            Damage::Replaced(at, with) => {
                let at = place(at);
                part(0, at) + with + &part((at + 1).min(chars.len()), chars.len())
            }
            Damage::Inserted(at, with) => part(0, place(at)) + with + &part(place(at), chars.len()),
            Damage::Nested(at, open, depth) => {
                part(0, place(at)) + &open.repeat(*depth) + &part(place(at), chars.len())
            }
        }
    }
}

/// The texts of a document, wherever they stand in it.
fn texts(value: &mut Value) -> Vec<&mut String> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter_mut().flat_map(texts).collect(),
        Value::Object(fields) => fields.iter_mut().flat_map(|(_, field)| texts(field)).collect(),
        _ => Vec::new(),
    }
}

/// The scenario with one of its texts damaged; `None` when what is left is no scenario document.
fn damaged(scenario: &Scenario, which: &Index, damage: &Damage) -> Option<Scenario> {
    let mut document = serde_json::to_value(scenario).ok()?;
    let mut texts = texts(&mut document);
    let text = which.get_mut(&mut texts);
    **text = damage.apply(text);
    serde_json::from_value(document).ok()
}

fn quick<T>(work: impl Fn() -> T) -> Result<T, Duration> {
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let start = Instant::now();
        let answer = work();
        best = best.min(start.elapsed());
        if best <= LONGEST {
            return Ok(answer);
        }
    }
    Err(best)
}

fn runner(name: &str, cases: u32) -> TestRunner {
    let mut seed = [0; 32];
    seed.iter_mut().zip(name.bytes().rev()).for_each(|(seed, byte)| *seed = byte);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

fn times() -> u32 {
    env::var("HOSTILE").ok().and_then(|text| text.parse().ok()).unwrap_or(2)
}

fn all_cases() -> Vec<(String, Scenario)> {
    let shared = Shared::load();
    let cases = |suite: String| lines::<Case>(&folder().join(format!("cases/{suite}.jsonl")));
    suites()
        .into_iter()
        .flat_map(cases)
        .map(|case| {
            let scenario = shared.scenario(&case);
            (case.name, scenario)
        })
        .collect()
}

#[test]
fn damaged_cases_are_answered_soon() {
    for (name, scenario) in all_cases() {
        let run = runner(&name, times()).run(&(any::<Index>(), damage()), |(which, damage)| {
            if let Some(scenario) = damaged(&scenario, &which, &damage) {
                let slow = quick(|| engine::evaluate(&scenario, DateTime::UNIX_EPOCH)).err();
                prop_assert!(slow.is_none(), "took {slow:?}");
            }
            Ok(())
        });
        run.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn damaged_documents_are_read_or_refused_soon() {
    for (name, scenario) in all_cases().into_iter().step_by(5) {
        let text = serde_json::to_string(&scenario).unwrap();
        let run = runner(&name, times()).run(&damage(), |damage| {
            let text = damage.apply(&text);
            let slow = quick(|| scenario::parse(&text).map(|_| ())).err();
            prop_assert!(slow.is_none(), "took {slow:?}");
            Ok(())
        });
        run.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// What a person may paste: requests, certificates, tokens, files of the server, manifests.
#[test]
fn damaged_pastes_are_answered_soon() {
    let empty = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: empty}\n";
    let empty = serde_json::to_value(scenario::parse(empty).unwrap()).unwrap();
    for (name, scenario) in all_cases().into_iter().step_by(5) {
        let mut document = serde_json::to_value(&scenario).unwrap();
        let texts: Vec<String> = texts(&mut document).into_iter().map(|text| text.to_owned()).collect();
        let run = runner(&name, times()).run(&(any::<Index>(), damage()), |(which, damage)| {
            let text = damage.apply(which.get::<String>(&texts));
            let explore = serde_json::json!({"text": text, "reading": "automatic", "scenario": empty});
            let question = serde_json::json!({"id": 1, "task": {"explore": explore}}).to_string();
            let answer = quick(|| protocol::answer(&question, DateTime::UNIX_EPOCH));
            prop_assert!(answer.as_ref().is_ok_and(|answer| answer.contains("\"answered\"")), "{answer:?}");
            Ok(())
        });
        run.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}
