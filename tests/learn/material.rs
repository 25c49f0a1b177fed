//! The material that is taught, as it lies under `static/`: documents in the order of their indexes, and every text in them.

use std::fs;
use std::path::Path;

use authn_explorer::engine;
use authn_explorer::learn::{Case, Lesson, Names};
use authn_explorer::report::Report;
use authn_explorer::scenario::{self, Scenario};
use chrono::DateTime;

pub fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("static").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The documents of a folder in the order of its index, which must name every file.
pub fn documents(folder: &str) -> Vec<(String, String)> {
    let index = Names::parse(&read(&format!("{folder}/index.yaml")))
        .unwrap_or_else(|error| panic!("{folder}: {error}"));
    let mut present = names_of(folder, ".yaml");
    present.retain(|name| name != "index");
    let mut listed = index.names.clone();
    listed.sort();
    assert_eq!(listed, present, "{folder}/index.yaml names the files of its folder");
    index.names.iter().map(|name| (name.clone(), read(&format!("{folder}/{name}.yaml")))).collect()
}

pub fn names_of(folder: &str, extension: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static").join(folder);
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder is there")
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.strip_suffix(extension).map(str::to_owned))
        .collect();
    names.sort();
    names
}

pub fn cases() -> Vec<(String, Case)> {
    let parse = |(name, text): (String, String)| {
        let case = Case::parse(&text).unwrap_or_else(|error| panic!("gallery/cases/{name}: {error}"));
        (name, case)
    };
    documents("gallery/cases").into_iter().map(parse).collect()
}

pub fn lessons() -> Vec<(String, Lesson)> {
    let parse = |(name, text): (String, String)| {
        let lesson = Lesson::parse(&text).unwrap_or_else(|error| panic!("workshop/{name}: {error}"));
        (name, lesson)
    };
    documents("workshop").into_iter().map(parse).collect()
}

pub fn scenario(path: &str) -> Scenario {
    scenario::parse(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn evaluate(scenario: &Scenario) -> Report {
    engine::evaluate(scenario, DateTime::from_timestamp(1_795_435_200, 0).expect("2026-11-23T12:00:00Z"))
}

/// Every Markdown text there is, with where it stands.
pub fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for name in names_of("learn", ".md") {
        texts.push((format!("learn/{name}.md"), read(&format!("learn/{name}.md"))));
    }
    for (name, case) in cases() {
        let fixes = case.fixes.iter().map(|fix| &fix.text);
        for text in [&case.symptom, &case.why].into_iter().chain(fixes) {
            texts.push((format!("gallery/cases/{name}.yaml"), text.clone()));
        }
    }
    for (name, lesson) in lessons() {
        let of_tasks = lesson
            .tasks
            .iter()
            .flat_map(|task| [&task.text, &task.answer.text].into_iter().chain(&task.hints));
        for text in [&lesson.text, &lesson.done].into_iter().chain(of_tasks) {
            texts.push((format!("workshop/{name}.yaml"), text.clone()));
        }
    }
    texts
}
