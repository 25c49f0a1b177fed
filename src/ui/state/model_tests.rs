//! What a reader does to the model, and what comes of it.

use super::*;
use crate::report::{Authenticator, Check, Outcome, Step, StepOutcome};
use crate::scenario;
use crate::ui::json::Json;
use crate::ui::state::{Act, Failure};

const MINIMAL: &str = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata:\n  name: minimal\napiServer:\n  args: [--a=b]\n";

fn document(yaml: &str) -> Document {
    let text = serde_json::to_string(&scenario::parse(yaml).unwrap()).unwrap();
    Document::new(Json::parse(&text).unwrap()).unwrap()
}

fn args(model: &Model) -> Vec<&str> {
    model.server.as_ref().map(|server| server.args().collect()).unwrap_or_default()
}

fn opened(text: &str) -> Answer {
    Answer::Opened { scenario: document(MINIMAL), text: text.to_owned() }
}

fn report(outcomes: &[(Authenticator, StepOutcome)]) -> Box<Report> {
    let trace = outcomes
        .iter()
        .map(|&(authenticator, outcome)| {
            let mut step = Step::new(authenticator, outcome, "because");
            step.checks.push(Check::failed("a", "b"));
            step
        })
        .collect();
    Box::new(Report { trace, ..Report::new(Outcome::Unauthorized) })
}

fn explored(report: Box<Report>) -> Action {
    Action::Answered(Answer::Explored { placed: vec![], request: Box::default(), server: None, report })
}

/// A model whose scenario is open and whose engine answers.
fn ready() -> Model {
    let mut model = Model::new(Theme::System);
    model.update(Action::EngineReady);
    model.update(Action::Answered(opened("")));
    model
}

fn asked_text(commands: &[Command]) -> Option<&str> {
    commands.iter().find_map(|command| match command {
        Command::Ask(task) => match &**task {
            Task::Explore { text, .. } | Task::Open { text } => Some(text.as_str()),
        },
        _ => None,
    })
}

#[test]
fn the_start_goes_from_the_index_to_the_first_question() {
    let mut model = Model::new(Theme::System);
    let gallery = Gallery { scenario: "gallery/first.yaml".into(), ..Gallery::default() };
    assert_eq!(
        model.update(Action::GalleryLoaded(Ok(gallery))),
        [Command::Errand(Errand::FetchDocument("gallery/first.yaml".into(), "gallery/first.yaml".into()))]
    );
    let commands = model.update(Action::DocumentLoaded("gallery/first.yaml".into(), Ok("document".into())));
    assert_eq!(asked_text(&commands), Some("document"));
    assert_eq!(model.phase, Phase::Loading, "the engine itself has not come yet");
    model.update(Action::EngineReady);
    let commands = model.update(Action::Answered(opened("pasted before")));
    assert_eq!(asked_text(&commands), Some("pasted before"));
    assert_eq!(args(&model), ["--a=b"]);
    assert_eq!(model.file.as_deref(), Some("gallery/first.yaml"));
}

#[test]
fn another_scenario_replaces_text_and_server_and_undo_brings_both_back() {
    let mut model = ready();
    model.update(Action::Typed("mine".into()));
    let chosen = model.update(Action::ScenarioChosen("gallery/b.yaml".into()));
    assert_eq!(
        chosen,
        [Command::Errand(Errand::FetchDocument("gallery/b.yaml".into(), "gallery/b.yaml".into()))]
    );
    model.update(Action::DocumentLoaded("gallery/b.yaml".into(), Ok("document".into())));
    let other = document(&MINIMAL.replace("--a=b", "--c=d"));
    model.update(Action::Answered(Answer::Opened { scenario: other, text: "theirs".into() }));
    assert_eq!((model.text.as_str(), args(&model).as_slice()), ("theirs", ["--c=d"].as_slice()));
    assert_eq!((model.file.as_deref(), model.opened), (Some("gallery/b.yaml"), 2));
    model.update(Action::Undo);
    assert_eq!((model.text.as_str(), args(&model).as_slice()), ("mine", ["--a=b"].as_slice()));
    assert_eq!((model.file, model.opened), (None, 1));
}

#[test]
fn what_was_typed_before_the_first_scenario_is_kept_and_evaluated() {
    let mut model = Model::new(Theme::System);
    assert_eq!(model.update(Action::Typed("s3cret".into())), []);
    let commands = model.update(Action::Answered(opened("")));
    assert_eq!(asked_text(&commands), Some("s3cret"));
}

#[test]
fn every_keystroke_is_evaluated() {
    let mut model = ready();
    assert_eq!(asked_text(&model.update(Action::Typed("s".into()))), Some("s"));
    assert_eq!(model.phase, Phase::Working);
    assert!(!model.can_undo(), "the browser undoes keystrokes itself");
}

#[test]
fn replacing_can_be_undone_step_by_step() {
    let mut model = ready();
    model.update(Action::Replaced("one".into()));
    model.update(Action::Acted(crate::ui::state::Act::Read(None, Reading::HeaderLines)));
    model.update(Action::Replaced("two".into()));
    assert_eq!((model.text.as_str(), model.reading), ("two", Reading::Automatic));
    model.update(Action::Undo);
    assert_eq!((model.text.as_str(), model.reading), ("one", Reading::HeaderLines));
    model.update(Action::Undo);
    assert_eq!(model.text, "");
    assert!(!model.can_undo());
    assert_eq!(model.update(Action::Undo), []);
}

#[test]
fn undo_does_not_grow_without_end() {
    let mut model = ready();
    for i in 0..100 {
        model.update(Action::Replaced(i.to_string()));
    }
    assert_eq!(model.undo.len(), UNDO_DEPTH);
}

#[test]
fn typing_in_the_server_is_taken_back_at_once() {
    let mut model = ready();
    let before = model.server.clone();
    let with = |text: &str| {
        let mut server = before.clone().unwrap();
        server.set_file("/tokens.csv", Some(text.to_owned()));
        server
    };
    model.update(Action::Acted(Act::SetScenario(with("a"))));
    for text in ["ab", "abc"] {
        let commands = model.update(Action::Acted(Act::TypeScenario(with(text))));
        let [Command::Ask(task)] = commands.as_slice() else { panic!() };
        let Task::Explore { scenario, .. } = &**task else { panic!() };
        assert_eq!(scenario.file("/tokens.csv"), Some(text));
    }
    model.update(Action::Undo);
    assert_eq!(model.server, before);
}

#[test]
fn a_chosen_version_is_evaluated_and_none_is_the_newest() {
    let mut model = ready();
    for version in [Some("1.30".to_owned()), None] {
        let commands = model.update(Action::VersionChosen(version.clone()));
        let [Command::Ask(task)] = commands.as_slice() else { panic!() };
        let Task::Explore { scenario, .. } = &**task else { panic!() };
        assert_eq!(scenario.version(), version.as_deref());
    }
}

#[test]
fn a_broken_engine_keeps_text_and_last_report() {
    for failure in [Failure::NotLoaded, Failure::TooSlow, Failure::Crashed, Failure::Mismatch] {
        let mut model = ready();
        model.update(Action::Typed("s3cret".into()));
        model.update(explored(report(&[])));
        model.update(Action::EngineFailed(failure.clone()));
        assert_eq!(model.phase, Phase::Failed(failure));
        assert_eq!(model.text, "s3cret");
        assert!(model.report.is_some());
        assert_eq!(asked_text(&model.update(Action::TryAgain)), Some("s3cret"));
        assert_eq!(model.phase, Phase::Loading);
    }
}

#[test]
fn trying_again_takes_up_the_start_where_it_broke() {
    let mut model = Model::new(Theme::System);
    assert_eq!(model.update(Action::TryAgain), [Command::Errand(Errand::FetchGallery)]);
    model.gallery.scenario = "first".into();
    assert_eq!(
        model.update(Action::TryAgain),
        [Command::Errand(Errand::FetchDocument("first".into(), "first".into()))]
    );
}

#[test]
fn the_deciding_station_opens_and_stays_as_the_reader_left_it() {
    use Authenticator::{TokenFile, X509};
    let rejected = || report(&[(X509, StepOutcome::Rejected), (TokenFile, StepOutcome::NoOpinion)]);
    let mut model = ready();
    model.update(explored(rejected()));
    assert_eq!(model.open, Some(StationKey::Step(X509, 0)));
    model.update(Action::Toggle(StationKey::Step(TokenFile, 0)));
    model.update(explored(rejected()));
    assert_eq!(model.open, Some(StationKey::Step(TokenFile, 0)), "the same decision moves nothing");
    model
        .update(explored(report(&[(X509, StepOutcome::NoOpinion), (TokenFile, StepOutcome::Authenticated)])));
    model.update(explored(report(&[(X509, StepOutcome::NoOpinion), (TokenFile, StepOutcome::NoOpinion)])));
    assert_eq!(model.open, Some(StationKey::Step(TokenFile, 0)), "the last that was asked");
}

#[test]
fn stepping_stops_at_both_ends() {
    use Authenticator::{TokenFile, X509};
    let mut model = ready();
    model.update(explored(report(&[(X509, StepOutcome::NoOpinion), (TokenFile, StepOutcome::NoOpinion)])));
    model.update(Action::Toggle(StationKey::Step(TokenFile, 0)));
    for (by, focused) in [(1, 0), (1, 1), (1, 1), (-1, 0), (-1, 0)] {
        assert_eq!(model.update(Action::Go(by)), [Command::FocusStation(focused)]);
    }
}

#[test]
fn an_example_is_fetched_only_when_it_has_files() {
    let mut model = ready();
    let example = |text: &str, files: &[&str]| super::super::Example {
        title: "t".into(),
        text: text.into(),
        files: files.iter().map(|file| (*file).to_owned()).collect(),
    };
    model.gallery.examples = vec![example("plain", &[]), example("with", &["f"])];
    assert_eq!(asked_text(&model.update(Action::ExampleChosen(0))), Some("plain"));
    assert_eq!(
        model.update(Action::ExampleChosen(1)),
        [Command::Errand(Errand::FetchExample("with".into(), vec!["f".into()]))]
    );
    assert_eq!(model.update(Action::ExampleChosen(2)), []);
}

#[test]
fn the_outcome_is_announced_when_typing_has_stopped() {
    let mut model = ready();
    let commands = model.update(explored(report(&[])));
    assert_eq!(commands, [Command::LoadAnnex, Command::AnnounceSoon], "the first answer brings the annex");
    assert_eq!(model.update(explored(report(&[]))), [Command::AnnounceSoon]);
    assert_eq!(model.announced, "");
    model.update(Action::Announce);
    assert_eq!(model.announced, "401 Unauthorized");
}

#[test]
fn an_unreadable_document_is_said_with_its_line() {
    let mut model = ready();
    model.update(Action::Answered(Answer::Unreadable { message: "no".into(), line: Some(3) }));
    assert_eq!(model.notice.as_deref(), Some("The scenario cannot be read, line 3: no"));
    assert!(model.server.is_some(), "the open one stays");
}

#[test]
fn what_was_pasted_for_the_server_stays_until_it_is_undone() {
    let mut model = ready();
    let before = model.server.clone();
    model.update(Action::Replaced("--c=d".into()));
    let mut server = before.clone().unwrap();
    server.set_args(vec!["--c=d".to_owned()]);
    let answer =
        |server| Answer::Explored { placed: vec![], request: Box::default(), server, report: report(&[]) };
    model.update(Action::Answered(answer(Some(server.clone()))));
    assert_eq!(model.server, before, "it is the box's as long as it stands there");
    model.update(Action::Replaced("token".into()));
    assert_eq!(model.server.as_ref(), Some(&server));
    model.update(Action::Undo);
    assert_eq!((model.text.as_str(), &model.server), ("--c=d", &before));
    model.update(Action::Answered(answer(Some(server))));
    model.update(Action::Replaced(String::new()));
    assert_eq!(model.server, before, "clearing the box takes it away");
}
