use std::rc::Rc;

use yew::Callback;

use super::case::{self, Tried};
use super::load::{CaseShown, LessonShown, Load, TaskShown};
use super::place::Place;
use super::{gallery, pages, task, text, verdict, workshop};
use crate::learn::markdown::parse;
use crate::learn::{Case, Lesson, Page, Progress};
use crate::report::{Outcome, Report};
use crate::ui::components::testing::render;

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{}/static/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn case_of(name: &str) -> CaseShown {
    let case = Case::parse(&read(&format!("gallery/cases/{name}.yaml"))).unwrap();
    let fixes = case.fixes.iter().map(|fix| parse(&fix.text)).collect();
    CaseShown { name: name.to_owned(), symptom: parse(&case.symptom), why: parse(&case.why), fixes, case }
}

fn lesson_of(name: &str) -> LessonShown {
    let lesson = Lesson::parse(&read(&format!("workshop/{name}.yaml"))).unwrap();
    let tasks = lesson
        .tasks
        .iter()
        .map(|task| TaskShown {
            text: parse(&task.text),
            hints: task.hints.iter().map(|hint| parse(hint)).collect(),
            answer: parse(&task.answer.text),
        })
        .collect();
    LessonShown { name: name.to_owned(), text: parse(&lesson.text), done: parse(&lesson.done), tasks, lesson }
}

#[test]
fn links_open_scenarios_places_and_new_tabs() {
    let html = render(|_| {
        text::blocks(
            &parse(
                "# T\n\n[a](#/explore?scenario=gallery/b.yaml) [c](#/learn/d) [e](https://f) [g](javascript:h)",
            ),
            1,
        )
    });
    assert!(html.contains("<h2 id=\"t\">T</h2>"), "{html}");
    assert!(html.contains("class=\"try\""), "{html}");
    assert!(html.contains("<a href=\"#/learn/d\">c</a>"), "{html}");
    assert!(html.contains("target=\"_blank\""), "{html}");
    assert!(!html.contains("javascript"), "{html}");
}

#[test]
fn html_in_a_text_stays_text() {
    let html = render(|_| text::blocks(&parse("a <img src=x onerror=y> b"), 1));
    assert!(html.contains("&lt;img"), "{html}");
}

#[test]
fn the_navigation_says_where_one_is() {
    let html = render(|_| {
        let page = Page { name: "x509".into(), title: "Client certificates".into(), summary: "s".into() };
        pages::nav(&Load::There(vec![page]), &Place::Page("x509".into()))
    });
    assert!(
        html.contains("<a href=\"#/learn/x509\" aria-current=\"page\">Client certificates</a>"),
        "{html}"
    );
    assert_eq!(html.matches("aria-current").count(), 1);
}

#[test]
fn the_gallery_shows_what_a_line_finds() {
    let html = render(|_| {
        let cases = ["x509-expired", "oidc-email-not-verified", "oidc-not-initialized"].map(case_of);
        gallery::view(&cases, "err=\"[invalid bearer token, oidc: email not verified]\"", Callback::noop())
    });
    let first = html.find("class=\"card case\"").unwrap();
    assert!(
        html[first..].find("oidc-email-not-verified")
            < html[first..].find("not-initialized").or(Some(usize::MAX))
    );
    assert!(!html.contains("#/gallery/x509-expired"), "{html}");
}

#[test]
fn a_case_shows_its_fixes_and_says_when_it_is_mended() {
    let show = |fix: Option<usize>, outcome: Outcome| {
        render(move |_| {
            let report = Report { error: Some("session expired".to_owned()), ..Report::new(outcome) };
            let tried = Load::There(Tried { fix, scenario: "{}".to_owned(), report });
            let hands = case::Hands { on_try: Callback::noop(), on_open: Callback::noop() };
            case::view(&case_of("webhook-http-401"), &tried, &hands)
        })
    };
    let before = show(None, Outcome::Unauthorized);
    assert!(before.contains("As reported") && before.matches("Apply this fix").count() == 2, "{before}");
    let after = show(Some(0), Outcome::Unauthorized);
    assert!(after.contains("Mended") && after.contains("Take it back"), "{after}");
}

#[test]
fn an_outcome_is_a_sentence() {
    assert_eq!(verdict::sentence(&Report::new(Outcome::StartupError)), "The server does not start");
    assert_eq!(verdict::sentence(&Report::new(Outcome::Unauthorized)), "401 Unauthorized");
}

#[test]
fn the_workshop_shows_how_far_one_is() {
    let html = render(|_| {
        let lessons = ["nothing", "token-file", "oidc"].map(lesson_of);
        let mut progress = Progress::default();
        progress.set("nothing", 3);
        progress.set("token-file", 1);
        let hands = workshop::Hands {
            on_reset: Callback::noop(),
            on_large: Callback::noop(),
            on_print: Callback::noop(),
        };
        workshop::view(&lessons, &progress, &hands)
    });
    for words in [
        "Done",
        "1 of 3 tasks",
        "4 tasks",
        "3 lessons, about 23 minutes",
        "Go on with lesson 2",
        "4 of 10 tasks done",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn hints_come_one_at_a_time_and_answers_only_to_the_trainer() {
    let show = |hints: usize, trainer: bool| {
        render(move |_| {
            let lesson = lesson_of("nothing");
            let hands = task::Hands {
                on_hint: Callback::noop(),
                on_give: Callback::noop(),
                on_answer: trainer.then(Callback::noop),
            };
            task::view(&lesson.tasks[2], &lesson.lesson.tasks[2], task::Standing::Current, hints, &hands)
        })
    };
    assert!(show(0, false).contains("Show a hint (2 left)"));
    let one = show(1, false);
    assert!(one.contains("one more hint (1 left)") && !one.contains("class=\"answer\""), "{one}");
    assert!(!show(2, false).contains("left)"));
    assert!(show(0, true).contains("Apply the answer"));
}

#[test]
fn waiting_and_failing_are_said() {
    let show = |load: Load<Rc<()>>| render(move |_| pages::shown(&load, |_| panic!("nothing is there")));
    assert!(show(Load::Waiting).contains("One moment"));
    assert!(show(Load::Failed("No network.".to_owned())).contains("No network."));
}
