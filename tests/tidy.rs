//! The structure of the house, kept by a test: rooms depend downwards only, every module says why it exists,
//! no file outgrows a reader, and no clock but the scenario's is looked at.

use std::fs;
use std::path::{Path, PathBuf};

use authn_explorer::report::Authenticator;

/// The rooms, from the ground up. A room may use only those before it.
const ROOMS: [&str; 16] = [
    "golang",
    "scenario",
    "report",
    "crypto",
    "input",
    "cel",
    "apiserver",
    "authn",
    "flow",
    "inspect",
    "output",
    "lab",
    "learn",
    "engine",
    "terminal",
    "ui",
];

/// What the page may know of the house: documents and the engine's protocol, no rule and no cryptography.
const UI_MAY_USE: [&str; 9] =
    ["scenario", "report", "flow", "inspect", "output", "lab", "learn", "engine", "ui"];

const BROWSER_CRATES: [&str; 6] = ["yew", "yew_router", "web_sys", "js_sys", "wasm_bindgen", "gloo"];

/// Folders that tools fill.
const NOT_OURS: [&str; 4] = ["node_modules", "target", "corpus", "artifacts"];

const MOST_LINES: usize = 400;

/// The suites of `tests/conformance` in which the real server judges a strategy.
fn suites_of(authenticator: Authenticator) -> &'static [&'static str] {
    match authenticator {
        Authenticator::RequestHeader => &["requestheader"],
        Authenticator::X509 => &["x509"],
        Authenticator::TokenFile => &["tokenfile"],
        Authenticator::LegacyServiceAccount => &["legacy"],
        Authenticator::ServiceAccount => &["serviceaccount"],
        Authenticator::BootstrapToken => &["bootstrap"],
        Authenticator::Jwt => &["oidc", "jwtconfig", "cel"],
        Authenticator::Webhook => &["webhook"],
        Authenticator::Anonymous => &["anonymous"],
    }
}

const FEWEST_CASES: usize = 60;

struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// The room of a file of `src`, or its file name where it stands outside the rooms.
    fn room(&self) -> String {
        let inside = self.path.strip_prefix(root().join("src")).unwrap_or(&self.path);
        let first = inside.components().next().map(|part| part.as_os_str().to_string_lossy().into_owned());
        first.unwrap_or_default().trim_end_matches(".rs").to_owned()
    }

    fn name(&self) -> String {
        self.path.strip_prefix(root()).unwrap_or(&self.path).display().to_string()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() && !NOT_OURS.iter().any(|name| path.ends_with(name)) {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text =
                    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                found.push(Source { path, text });
            }
        }
    }
    found
}

/// The words that follow `prefix` wherever it stands in the text.
fn words_after<'a>(text: &'a str, prefix: &str) -> Vec<&'a str> {
    text.match_indices(prefix)
        .map(|(at, _)| {
            let rest = &text[at + prefix.len()..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            &rest[..end]
        })
        .collect()
}

fn assert_none(what: &str, offenders: &[String]) {
    assert!(offenders.is_empty(), "{what}:\n  {}", offenders.join("\n  "));
}

#[test]
fn rooms_depend_downwards_only() {
    let mut offenders = Vec::new();
    for source in sources("src") {
        let room = source.room();
        let Some(floor) = ROOMS.iter().position(|name| *name == room) else { continue };
        for used in words_after(&source.text, "crate::") {
            let allowed = match ROOMS.iter().position(|name| *name == used) {
                Some(_) if room == "ui" => UI_MAY_USE.contains(&used),
                Some(other) => other <= floor,
                None => true,
            };
            if !allowed {
                offenders.push(format!("{} uses crate::{used}", source.name()));
            }
        }
    }
    assert_none("dependencies that do not point down", &offenders);
}

#[test]
fn every_room_is_known() {
    let offenders: Vec<String> = sources("src")
        .iter()
        .filter(|source| !["lib", "bin"].contains(&source.room().as_str()))
        .filter(|source| !ROOMS.contains(&source.room().as_str()))
        .map(Source::name)
        .collect();
    assert_none("files outside the rooms", &offenders);
}

#[test]
fn only_the_page_names_the_browser() {
    let mut offenders = Vec::new();
    for source in sources("src") {
        let page = source.room() == "ui" || source.path.ends_with("bin/explorer.rs");
        for line in source.text.lines().filter(|_| !page) {
            let code = line.trim_start();
            if BROWSER_CRATES.iter().any(|name| {
                code.starts_with(&format!("use {name}"))
                    || words_after(code, " ").len() > 1 && code.contains(&format!("{name}::"))
            }) {
                offenders.push(format!("{}: {code}", source.name()));
            }
        }
    }
    assert_none("browser crates outside the page", &offenders);
}

#[test]
fn every_module_says_why_it_exists() {
    let offenders: Vec<String> = ["src", "tests", "benches", "fuzz"]
        .into_iter()
        .flat_map(sources)
        .filter(|source| !source.text.starts_with("//!") && !source.path.ends_with("tests.rs"))
        .map(|source| source.name())
        .collect();
    assert_none("files without a module comment", &offenders);
}

#[test]
fn every_strategy_is_judged_by_the_real_server() {
    let mut offenders = Vec::new();
    for authenticator in Authenticator::ALL {
        let mut cases = 0;
        let mut authenticated = false;
        for suite in suites_of(authenticator) {
            let path = root().join(format!("tests/conformance/expected/{suite}.jsonl"));
            let answers = fs::read_to_string(&path).unwrap_or_default();
            cases += answers.lines().count();
            authenticated |= answers.contains(&format!("\"authenticator\":\"{}\"", authenticator.name()));
        }
        if cases < FEWEST_CASES || !authenticated {
            offenders.push(format!(
                "{}: {cases} cases, authenticates in one: {authenticated}",
                authenticator.name()
            ));
        }
    }
    assert_none("strategies with too few conformance cases", &offenders);
}

#[test]
fn no_file_outgrows_a_reader() {
    let offenders: Vec<String> = ["src", "tests", "benches", "fuzz"]
        .into_iter()
        .flat_map(sources)
        .filter(|source| source.text.lines().count() > MOST_LINES)
        .map(|source| format!("{}: {} lines", source.name(), source.text.lines().count()))
        .collect();
    assert_none("files past 400 lines", &offenders);
}

#[test]
fn no_clock_but_the_scenarios() {
    let offenders: Vec<String> = sources("src")
        .iter()
        .filter(|source| source.room() != "bin")
        .filter(|source| {
            ["SystemTime", "Utc::now", "Local::now", "Instant::now"]
                .iter()
                .any(|clock| source.text.contains(clock))
        })
        .map(Source::name)
        .collect();
    assert_none("files that look at a clock", &offenders);
}

#[test]
fn no_leftovers() {
    let marks = ["todo!", "unimplemented!", "dbg!", "#[ignore", "unsafe "].map(str::to_owned);
    let mut offenders = Vec::new();
    for source in sources("src") {
        for (number, line) in source.text.lines().enumerate() {
            if marks.iter().any(|mark| line.contains(mark)) {
                offenders.push(format!("{}:{}: {}", source.name(), number + 1, line.trim()));
            }
        }
    }
    assert_none("leftovers", &offenders);
}
