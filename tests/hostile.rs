//! Input that nobody meant to send: every conformance case, and everything that can be pasted, cut off and damaged at many
//! places. There is an answer each time, no panic, and it comes soon. Reproducible: each case has its own fixed seed.
//! `HOSTILE=50 cargo test --test hostile` damages each case fifty times.

#[path = "conformance/suite.rs"]
mod suite;

#[path = "hostile/damage.rs"]
mod damage;

use std::collections::{BTreeSet, HashMap};
use std::env;
use std::fs;
use std::time::{Duration, Instant};

use authn_explorer::cel::{Cel, Expressions, Input, Variable};
use authn_explorer::engine::{self, protocol};
use authn_explorer::report::{Outcome, User};
use authn_explorer::scenario::{self, Scenario, Version};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use regex_lite::Regex;
use serde_json::Value;

use damage::damage;
use suite::{Case, Shared, folder, lines, suites};

/// The longest that an evaluation may take, the best of three.
const LONGEST: Duration = Duration::from_millis(250);

/// The texts of a document, wherever they stand in it.
fn texts(value: &mut Value) -> Vec<&mut String> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter_mut().flat_map(texts).collect(),
        Value::Object(fields) => fields.iter_mut().flat_map(|(_, field)| texts(field)).collect(),
        _ => Vec::new(),
    }
}

/// What says what a document is, rather than what it holds.
const HEAD: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// Which text of a document is damaged: any of them, or one in proportion to its length.
#[derive(Debug, Clone)]
enum Which {
    Any(Index),
    ByLength(Index),
}

fn which() -> impl Strategy<Value = Which> {
    prop_oneof![any::<Index>().prop_map(Which::Any), any::<Index>().prop_map(Which::ByLength)]
}

impl Which {
    fn of(&self, texts: &[impl AsRef<str>]) -> usize {
        match self {
            Which::Any(index) => index.index(texts.len()),
            Which::ByLength(index) => {
                let lengths = texts.iter().map(|text| text.as_ref().len() + 1);
                let mut place = index.index(lengths.clone().sum());
                let before = |length: &usize| place.checked_sub(*length).map(|rest| place = rest).is_some();
                lengths.take_while(before).count()
            }
        }
    }
}

/// The scenario with one of its texts changed; `None` when what is left is no scenario document.
fn changed(scenario: &Scenario, which: &Which, change: impl Fn(&str) -> String) -> Option<Scenario> {
    let mut document = serde_json::to_value(scenario).ok()?;
    let inputs = document.as_object_mut()?.iter_mut().filter(|(name, _)| !HEAD.contains(&name.as_str()));
    let mut texts: Vec<&mut String> = inputs.flat_map(|(_, value)| texts(value)).collect();
    let at = which.of(&texts.iter().map(|text| text.as_str()).collect::<Vec<_>>());
    *texts[at] = change(texts[at]);
    serde_json::from_value(document).ok()
}

/// For how long this thread has been at work. Where the system tells, without the time that others had the processor:
/// that is no fault of the engine's.
fn work_of_this_thread() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    stat.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn quick<T>(work: impl Fn() -> T) -> Result<T, Duration> {
    within(LONGEST, work)
}

/// The words about a broken expression take a search through its grammar, which is ten times slower without optimization.
fn quick_expression(text: &str) -> Result<(), Duration> {
    let longest = if cfg!(debug_assertions) { 4 * LONGEST } else { LONGEST };
    within(longest, || run_expression(text))
}

fn within<T>(longest: Duration, work: impl Fn() -> T) -> Result<T, Duration> {
    let mut best = Duration::MAX;
    for _ in 0..3 {
        let (start, busy) = (Instant::now(), work_of_this_thread());
        let answer = work();
        best = best.min(start.elapsed());
        if best > longest
            && let Some((before, after)) = busy.zip(work_of_this_thread())
        {
            best = best.min(after.saturating_sub(before));
        }
        if best <= longest {
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

fn case(name: &str) -> Scenario {
    let found = all_cases().into_iter().find(|(other, _)| other == name);
    found.unwrap_or_else(|| panic!("no case {name}")).1
}

#[test]
fn damaged_cases_are_answered_soon() {
    for (name, scenario) in all_cases() {
        let run = runner(&name, times()).run(&(which(), damage()), |(which, damage)| {
            if let Some(scenario) = changed(&scenario, &which, |text| damage.apply(text)) {
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
        let run = runner(&name, times()).run(&(which(), damage()), |(which, damage)| {
            let text = damage.apply(&texts[which.of(&texts)]);
            let explore = serde_json::json!({"text": text, "reading": "automatic", "scenario": empty});
            let question = serde_json::json!({"id": 1, "task": {"explore": explore}}).to_string();
            let answer = quick(|| protocol::answer(&question, DateTime::UNIX_EPOCH));
            prop_assert!(answer.as_ref().is_ok_and(|answer| answer.contains("\"answered\"")), "{answer:?}");
            Ok(())
        });
        run.unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// The expressions of every AuthenticationConfiguration.
fn expressions() -> BTreeSet<String> {
    let expression = Regex::new(r#"(?i:expression)"?: ("(?:[^"\\]|\\.)*")"#).unwrap();
    let mut found = BTreeSet::new();
    for (_, scenario) in all_cases() {
        for text in scenario.api_server.files.values() {
            let quoted = expression.captures_iter(text).map(|found| found[1].to_owned());
            found.extend(quoted.filter_map(|text| serde_json::from_str::<String>(&text).ok()));
        }
    }
    found
}

fn run_expression(text: &str) {
    let names = [("sub", "\"248\""), ("groups", "[\"a\",\"b\"]"), ("exp", "1795438800"), ("score", "1.5")];
    let claims: HashMap<_, _> = names.map(|(name, raw)| (name.to_owned(), raw.as_bytes().to_vec())).into();
    let user = User { username: "jane".to_owned(), groups: vec!["a".to_owned()], ..User::default() };
    for (over, input) in [(Variable::Claims, Input::Claims(&claims)), (Variable::User, Input::User(&user))] {
        if Cel.compile(text, over, false).is_ok() {
            let _ = Cel.evaluate(text, input, Version::NEWEST);
        }
    }
}

#[test]
fn expressions_are_cut_off_everywhere_and_damaged() {
    let expressions = expressions();
    assert!(expressions.len() > 80, "{} expressions", expressions.len());
    for expression in expressions {
        for (at, _) in expression.char_indices().step_by(3) {
            let slow = quick_expression(&expression[..at]).err();
            assert_eq!(slow, None, "{}", &expression[..at]);
        }
        let run = runner(&expression, times()).run(&damage(), |damage| {
            let text = damage.apply(&expression);
            let slow = quick_expression(&text).err();
            prop_assert!(slow.is_none(), "took {slow:?}");
            Ok(())
        });
        run.unwrap_or_else(|error| panic!("{expression}: {error}"));
    }
}

/// Files that are read at the start, cut off at every other character.
#[test]
fn configurations_and_kubeconfigs_are_cut_off_everywhere() {
    for (base, path) in
        [("jwtconfig", "/etc/kubernetes/authn.yaml"), ("webhook", "/etc/kubernetes/webhook.yaml")]
    {
        let mut scenario = case(&format!("{base}-valid"));
        let text = scenario.api_server.files[path].clone();
        for (at, _) in text.char_indices().step_by(2) {
            scenario.api_server.files.insert(path.to_owned(), text[..at].to_owned());
            let slow = quick(|| engine::evaluate(&scenario, DateTime::UNIX_EPOCH)).err();
            assert_eq!(slow, None, "{}", &text[..at]);
        }
    }
}

/// The parts of a token, cut off before they are encoded.
#[test]
fn headers_and_claims_of_tokens_are_cut_off_everywhere() {
    for name in ["serviceaccount-valid", "oidc-valid", "legacy-valid"] {
        let mut scenario = case(name);
        let raw = scenario.request.raw.clone();
        let token = raw.trim_end().rsplit(' ').next().unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        for which in 0..parts.len() {
            let part = URL_SAFE_NO_PAD.decode(parts[which]).unwrap();
            for at in 0..part.len() {
                let cut = URL_SAFE_NO_PAD.encode(&part[..at]);
                let mut parts = parts.clone();
                parts[which] = &cut;
                scenario.request.raw = raw.replace(token, &parts.join("."));
                let answer = quick(|| engine::evaluate(&scenario, DateTime::UNIX_EPOCH));
                let outcome = answer.map(|report| report.outcome);
                assert_eq!(outcome, Ok(Outcome::Unauthorized), "{name}: part {which} up to {at}");
            }
        }
    }
}

/// Deep and long: what a parser would follow down until its stack ends, or multiply without end.
fn monsters() -> Vec<String> {
    const DEEP: usize = 20_000;
    let bomb = (1..20).map(|n| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(",")));
    let mut monsters = vec![format!("a0: &a0 [x]\n{}", bomb.collect::<String>())];
    let open = [
        "[", "{", "{\"a\":", "{a: ", "- ", "(", "!", "-", "a.", "a?a:", "a[", "&&", "\"", "0\u{82}", "\\",
        "%", "a,",
    ];
    monsters.extend(open.map(|open| open.repeat(DEEP)));
    monsters.push(format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP)));
    monsters.push(format!("1{}", "+1".repeat(DEEP)));
    monsters.push("9".repeat(DEEP));
    monsters.push(format!("1e{}", "9".repeat(DEEP)));
    monsters.push(format!("Bearer {}", "a.".repeat(DEEP)));
    monsters.push(format!("GET / HTTP/1.1\r\n{}", "Authorization: Bearer x\r\n".repeat(DEEP / 10)));
    monsters.push("-----BEGIN CERTIFICATE-----\n".repeat(DEEP / 10));
    monsters
}

#[test]
fn monsters_are_answered_soon_wherever_they_stand() {
    for name in
        ["cel-username-claim", "serviceaccount-valid", "webhook-valid", "requestheader-valid", "x509-valid"]
    {
        let scenario = case(name);
        let mut document = serde_json::to_value(&scenario).unwrap();
        let count = texts(&mut document).len();
        for monster in monsters() {
            for at in 0..count {
                let mut document = document.clone();
                *texts(&mut document)[at] = monster.clone();
                let Ok(scenario) = serde_json::from_value::<Scenario>(document) else { continue };
                let slow = quick(|| engine::evaluate(&scenario, DateTime::UNIX_EPOCH)).err();
                assert_eq!(slow, None, "{name}: text {at}: {}", monster.chars().take(20).collect::<String>());
            }
        }
    }
    for monster in monsters() {
        let begin: String = monster.chars().take(20).collect();
        assert_eq!(quick_expression(&monster), Ok(()), "{begin}");
        assert!(quick(|| scenario::parse(&monster).is_ok()).is_ok(), "{begin}");
        let token = format!("Bearer {}.e30.e30", URL_SAFE_NO_PAD.encode(&monster));
        let mut scenario = case("serviceaccount-valid");
        scenario.request.raw = format!("GET / HTTP/1.1\nAuthorization: {token}\n");
        assert!(quick(|| engine::evaluate(&scenario, DateTime::UNIX_EPOCH)).is_ok(), "{begin}");
    }
}
