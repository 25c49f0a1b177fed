//! What is taught holds: every case is what it says and every fix mends it, every lesson is solved by its answers and
//! not before, every link leads somewhere.

#[path = "learn/material.rs"]
mod material;
#[path = "learn/quotes.rs"]
mod quotes;

use std::path::Path;

use authn_explorer::input::detect::{Reading, is_scenario, recognise};
use authn_explorer::input::place::{lift, place};
use authn_explorer::learn::markdown::{Block, Inline};
use authn_explorer::learn::{Answer, Case, Condition, Figure, Pages, Subject, markdown, patch, search};
use authn_explorer::output::log;
use authn_explorer::report::{Authenticator, Outcome, Report};
use authn_explorer::scenario::Scenario;

use material::{cases, evaluate, lessons, names_of, read, scenario, texts};

/// What is wrong with the outcome.
fn unmet(condition: &Condition, scenario: &Scenario) -> Vec<String> {
    let report = evaluate(scenario);
    condition.unmet(subject(&report, scenario))
}

fn subject<'a>(report: &'a Report, scenario: &'a Scenario) -> Subject<'a> {
    Subject { report, args: &scenario.api_server.args, request: &scenario.request.raw }
}

#[test]
fn every_case_is_what_it_says() {
    for (name, case) in cases() {
        let scenario = scenario(&case.scenario);
        assert_eq!(unmet(&case.before, &scenario), Vec::<String>::new(), "{name}");
        let report = evaluate(&scenario);
        let line = log::line(&report).text;
        let first = case.log.first().map(String::as_str).unwrap_or_default();
        assert!(first.ends_with(&line), "{name}: the server logs\n{line}\nthe case has\n{first}");
    }
}

#[test]
fn every_fix_mends_its_case_and_is_needed() {
    for (name, case) in cases() {
        let broken = scenario(&case.scenario);
        for fix in &case.fixes {
            let label = format!("{name}: {}", fix.title);
            let mended = patch::apply(&broken, &fix.patch).unwrap_or_else(|error| panic!("{label}: {error}"));
            assert_eq!(unmet(&fix.after, &mended), Vec::<String>::new(), "{label}");
            let before = evaluate(&broken);
            assert!(!fix.after.holds(subject(&before, &broken)), "{label}: holds without the fix");
        }
    }
}

#[test]
fn a_log_line_finds_its_case() {
    let cases = cases();
    let list: Vec<Case> = cases.iter().map(|(_, case)| case.clone()).collect();
    for (index, (name, case)) in cases.iter().enumerate() {
        for line in &case.log {
            let hits = search::find(line, &list);
            let best = hits.first().map_or(0.0, |hit| hit.score);
            let own = hits.iter().find(|hit| hit.index == index).map_or(0.0, |hit| hit.score);
            assert!(own > 0.0 && own >= best - 0.02, "{name}: {own} of {best} for {line}");
        }
        let hits = search::find(&case.title, &list);
        assert_eq!(hits.first().map(|hit| hit.index), Some(index), "{name} by its title");
    }
}

/// The page's state: the document without credentials, and the text of the box.
struct Page {
    scenario: Scenario,
    text: String,
}

impl Page {
    fn open(mut scenario: Scenario) -> Page {
        let text = lift(&mut scenario);
        Page { scenario, text }
    }

    /// As the page does: what was pasted for the server stays with the server.
    fn explore(&mut self) -> (Scenario, Report) {
        assert!(!is_scenario(&self.text));
        let (evaluated, _) = place(&recognise(&self.text, Reading::Automatic), &self.scenario);
        let report = evaluate(&evaluated);
        let request = self.scenario.request.clone();
        self.scenario = Scenario { request, ..evaluated.clone() };
        (evaluated, report)
    }

    fn solve(&mut self, answer: &Answer) {
        if let Some(change) = &answer.patch {
            let (whole, _) = self.explore();
            *self = Page::open(patch::apply(&whole, change).expect("the answer's patch fits"));
        }
        if let Some(text) = answer.text_for_the_box(&read) {
            self.text = text;
        }
    }
}

#[test]
fn every_lesson_is_solved_by_its_answers_and_not_before() {
    for (name, lesson) in lessons() {
        let mut page = Page::open(scenario(&lesson.scenario));
        for (index, task) in lesson.tasks.iter().enumerate() {
            let label = format!("{name}, task {}", index + 1);
            let (evaluated, report) = page.explore();
            assert_eq!(lesson.progress(index, subject(&report, &evaluated)), index, "{label}: done before");
            page.solve(&task.answer);
            let (evaluated, report) = page.explore();
            let unmet = task.check.unmet(subject(&report, &evaluated));
            assert!(unmet.is_empty(), "{label}: {unmet:?}\n{:?}", report.error);
        }
    }
}

/// The same error as other clusters, log formats and collectors write it.
fn as_others_write_it(error: &str) -> Vec<String> {
    let quoted = error.replace('"', "\\\"");
    let klog = format!(
        "E0614 00:29:57.960378      11 authentication.go:70] \"Unable to authenticate the request\" err=\"{quoted}\""
    );
    let wrapped = klog.replace('\\', "\\\\").replace('"', "\\\"");
    vec![
        error.to_owned(),
        format!("err=\"{quoted}\""),
        format!("err=\"[invalid bearer token, {quoted}]\""),
        format!("2026-02-01T08:01:02.123Z stderr F {klog}"),
        format!(
            "{{\"log\":\"{wrapped}\\n\",\"stream\":\"stderr\",\"time\":\"2026-02-01T08:01:02.123456789Z\"}}"
        ),
        format!(
            "{{\"ts\":1795435200000.1,\"caller\":\"filters/authentication.go:76\",\"msg\":\"Unable to authenticate the request\",\"err\":\"{quoted}\"}}"
        ),
        format!("kube-system kube-apiserver-cp-1 kube-apiserver {klog}"),
        format!(
            "E0614 00:29:57.960378 1 authentication.go:62] Unable to authenticate the request due to an error: {error}"
        ),
        format!("I0614 nothing of interest\n{klog}\nI0614 and more of it"),
    ]
}

#[test]
fn the_error_of_a_case_is_found_in_every_log_format() {
    let cases = cases();
    let list: Vec<Case> = cases.iter().map(|(_, case)| case.clone()).collect();
    for (index, (name, case)) in cases.iter().enumerate() {
        let Some(error) = evaluate(&scenario(&case.scenario)).error else { continue };
        for line in as_others_write_it(&error) {
            let hits = search::find(&line, &list);
            let best = hits.first().map_or(0.0, |hit| hit.score);
            let own = hits.iter().find(|hit| hit.index == index).map_or(0.0, |hit| hit.score);
            assert!(own > 0.0 && own >= best - 0.02, "{name}: {own} of {best} for {line}");
        }
    }
}

#[test]
fn what_kubectl_says_finds_the_cases_behind_it() {
    let cases = cases();
    let list: Vec<Case> = cases.iter().map(|(_, case)| case.clone()).collect();
    for (text, name) in [
        ("error: You must be logged in to the server (Unauthorized)", "x509-expired"),
        (
            "error: You must be logged in to the server (the server has asked for the client to provide credentials)",
            "webhook-http-401",
        ),
        (
            r#"Error from server (Forbidden): nodes is forbidden: User "system:anonymous" cannot list resource "nodes" in API group "" at the cluster scope"#,
            "x509-not-presented",
        ),
        (
            r#"Error from server (Forbidden): services is forbidden: User "https://accounts.google.com#1047" cannot list resource "services" in API group "" in the namespace "web""#,
            "oidc-issuer-prefix",
        ),
        (
            r#"Error from server (Forbidden): pods.metrics.k8s.io is forbidden: User "kube-apiserver" cannot list resource "pods" in API group "metrics.k8s.io" in the namespace "default""#,
            "proxy-own-identity",
        ),
        (
            "error execution phase preflight: couldn't validate the identity of the API Server: could not find a JWS signature in the cluster-info ConfigMap for token ID \"abcdef\"",
            "bootstrap-expired",
        ),
    ] {
        let hits = search::find(text, &list);
        let best = hits.first().map_or(0.0, |hit| hit.score);
        let found: Vec<&str> = hits
            .iter()
            .filter(|hit| hit.score >= best - 0.02)
            .map(|hit| cases[hit.index].0.as_str())
            .collect();
        assert!(found.contains(&name), "{name} is not among {found:?} for {text}");
    }
}

#[test]
fn every_flow_in_a_page_is_that_of_an_authenticated_request() {
    let mut drawn = Vec::new();
    for name in names_of("learn", ".md") {
        let blocks = markdown::parse(&read(&format!("learn/{name}.md")));
        for figure in blocks.iter().filter_map(Figure::of) {
            let figure = figure.unwrap_or_else(|error| panic!("learn/{name}.md: {error}"));
            let report = evaluate(&scenario(&figure.scenario));
            assert_eq!(report.outcome, Outcome::Authenticated, "{name}: {}", figure.scenario);
            if let Some(strategy) = figure.strategy {
                assert_eq!(report.authenticator, Some(strategy), "{name}: {}", figure.scenario);
                drawn.push(strategy);
            }
        }
        let any = blocks.iter().any(|block| Figure::of(block).is_some());
        assert!(any, "learn/{name}.md draws no flow");
    }
    drawn.sort();
    assert_eq!(drawn, Authenticator::ALL, "a strategy without a drawing, or with two");
}

#[test]
fn every_file_that_a_task_gives_is_there() {
    for (name, lesson) in lessons() {
        for file in lesson.tasks.iter().flat_map(|task| task.give.iter().chain(&task.answer.files)) {
            assert!(!read(file).is_empty(), "{name}: {file}");
            assert!(file.starts_with("demo/") && !file.ends_with(".key"), "{name}: {file}");
        }
    }
}

#[test]
fn there_are_lessons_and_cases_enough() {
    assert!(lessons().len() >= 8 && cases().len() >= 20);
    let minutes: u32 = lessons().iter().map(|(_, lesson)| lesson.minutes).sum();
    assert!((45..=180).contains(&minutes), "a workshop of {minutes} minutes");
}

fn links<'b>(blocks: &'b [Block], found: &mut Vec<&'b str>) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => links_of(text, found),
            Block::Quote(inner) => links(inner, found),
            Block::List { items, .. } => items.iter().for_each(|item| links(item, found)),
            Block::Table { head, rows } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| links_of(cell, found));
            }
            Block::Code { .. } | Block::Rule => {}
        }
    }
}

fn links_of<'b>(inlines: &'b [Inline], found: &mut Vec<&'b str>) {
    for inline in inlines {
        match inline {
            Inline::Link { to, text } => {
                found.push(to);
                links_of(text, found);
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) => links_of(inner, found),
            Inline::Text(_) | Inline::Code(_) | Inline::Break => {}
        }
    }
}

fn leads_somewhere(link: &str) -> bool {
    let exists = |path: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("static").join(path).is_file();
    if let Some(scenario) = link.strip_prefix("#/explore?scenario=") {
        return exists(scenario) && scenario.ends_with(".yaml");
    }
    match link.strip_prefix("#/").map(|place| place.split_once('/').unwrap_or((place, ""))) {
        Some(("explore" | "learn" | "gallery" | "workshop" | "lab", "")) => true,
        Some(("learn", page)) => exists(&format!("learn/{page}.md")),
        Some(("gallery", case)) => exists(&format!("gallery/cases/{case}.yaml")),
        Some(("workshop", lesson)) => exists(&format!("workshop/{lesson}.yaml")),
        Some(_) => false,
        None => link.starts_with("https://"),
    }
}

#[test]
fn every_link_leads_somewhere() {
    for (place, text) in texts() {
        let blocks = markdown::parse(&text);
        let mut found = Vec::new();
        links(&blocks, &mut found);
        for link in found {
            assert!(leads_somewhere(link), "{place}: {link}");
        }
        let written = text.matches("](").count();
        let mut again = Vec::new();
        links(&blocks, &mut again);
        assert!(written <= again.len(), "{place}: a link is not allowed and was dropped");
    }
}

#[test]
fn every_page_is_listed_with_its_title_and_can_be_tried() {
    let pages = Pages::parse(&read("learn/index.yaml")).expect("learn/index.yaml is readable");
    let mut listed: Vec<String> = pages.pages.iter().map(|page| page.name.clone()).collect();
    listed.sort();
    assert_eq!(listed, names_of("learn", ".md"));
    for page in &pages.pages {
        let text = read(&format!("learn/{}.md", page.name));
        let blocks = markdown::parse(&text);
        let Some(Block::Heading { level: 1, text: title }) = blocks.first() else {
            panic!("{} has no title", page.name)
        };
        assert_eq!(markdown::plain(title), page.title, "{}", page.name);
        let mut found = Vec::new();
        links(&blocks, &mut found);
        assert!(
            found.iter().any(|link| link.starts_with("#/explore?scenario=")),
            "{}: nothing to try",
            page.name
        );
        assert!(
            found.iter().any(|link| link.starts_with("https://kubernetes.io/")),
            "{}: no official page",
            page.name
        );
        let words = text.split_whitespace().count();
        assert!((500..=1600).contains(&words), "{}: {words} words", page.name);
    }
}
