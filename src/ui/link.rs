//! What the page's two modules say to each other. `explorer` is there from the first paint and keeps the memory; `annex`
//! comes later and brings every further view. The first tells its state, the second what a reader did; both as JSON in
//! events of the window, so that neither links the other's code.

use super::json::Json;
use super::read;
use super::state::{Document, Model, StationKey, stations};
use crate::engine::protocol::{Placed, Reading};
use crate::report::Report;
use crate::scenario::Request;

/// What the annex's views are made from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct State {
    /// Behind `#`: `/flows/webhook`, for example. Empty: explore.
    pub route: String,
    /// The file of the gallery that is open, where it is one.
    pub file: Option<String>,
    /// The paste box.
    pub text: String,
    /// What the server knows, what is in the box for it included; the request in it has no credentials.
    pub scenario: Option<Document>,
    /// The same without what is in the box for it, where that makes a difference.
    pub without_box: Option<Document>,
    /// Another number for each scenario that was opened.
    pub opened: u32,
    pub placed: Vec<Placed>,
    /// How the reader wants the whole text to be read.
    pub reading: Reading,
    /// The request as evaluated.
    pub request: Option<Request>,
    pub report: Option<Report>,
    /// The open station.
    pub station: Option<StationKey>,
    /// The field of the identity that is pointed at, as [`crate::report::Provenance`] names it.
    pub lit: Option<String>,
}

impl State {
    /// The first part of the route: `flows` of `/flows/webhook`.
    pub fn page(&self) -> &str {
        page(&self.route)
    }

    /// The scenario with the request as evaluated: what a file or a link of it holds.
    pub fn whole(&self) -> Option<Document> {
        let mut whole = self.scenario.clone()?;
        if let Some(request) = &self.request {
            whole.set_request(&request.raw, request.client_certificates.as_deref());
        }
        Some(whole)
    }

    /// `None` when the text is of another build.
    pub fn parse(text: &str) -> Option<State> {
        let value = Json::parse(text)?;
        let text_of = |key: &str| value.get(key).and_then(Json::as_str).map(str::to_owned);
        let mut state = State {
            route: text_of("route")?,
            file: text_of("file"),
            text: text_of("text")?,
            scenario: value.get("scenario").cloned().and_then(Document::new),
            opened: value.get("opened").and_then(Json::as_u32).unwrap_or_default(),
            lit: text_of("lit"),
            reading: text_of("reading").and_then(|name| Reading::from_name(&name)).unwrap_or_default(),
            ..State::default()
        };
        if let Some(super::state::Reply::Answered { answer, .. }) =
            value.get("reply").and_then(read::reply_of)
            && let super::state::Answer::Explored { placed, request, server, report } = answer
        {
            let station = value.get("station").and_then(Json::as_u32);
            state.station = station.and_then(|index| Some(stations(Some(&report)).get(index as usize)?.key));
            state.placed = placed;
            state.request = Some(*request);
            // The last answer may be about a scenario that was changed since.
            if value.get("extended") == Some(&Json::Bool(true))
                && let Some(server) = server
            {
                state.without_box = state.scenario.replace(server);
            }
            state.report = Some(*report);
        }
        Some(state)
    }
}

/// The first part of a route.
pub fn page(route: &str) -> &str {
    let path = route.trim_start_matches('/');
    path.split(['/', '?']).next().unwrap_or_default()
}

/// Whether a route shows the explorer: its own page, and beside a lesson. What is behind `#` without being a route,
/// such as a token, belongs to it, too.
pub fn explores(route: &str) -> bool {
    !route.starts_with('/') || matches!(page(route), "" | "explore" | "s") || route.starts_with("/workshop/")
}

/// Writes the [`State`] of a model. `reply` is the worker's last answer as it came, empty before the first.
pub fn state_of(model: &Model, reply: &str) -> String {
    let mut value = Json::field("route", Json::text(&model.route));
    value.set("file", model.file.as_deref().map(Json::text));
    value.set("text", Some(Json::text(&model.text)));
    value.set("scenario", model.server.as_ref().map(|scenario| scenario.json().clone()));
    value.set("extended", Some(Json::Bool(model.is_extended())));
    value.set("opened", Some(Json::Number(model.opened.to_string())));
    let line = stations(model.report.as_deref());
    let station = line.iter().position(|station| Some(station.key) == model.open);
    value.set("station", station.map(|index| Json::Number(index.to_string())));
    value.set("reading", Some(Json::text(model.reading.name())));
    value.set("lit", model.lit.as_deref().map(Json::text));
    let mut text = String::new();
    value.write(&mut text);
    if !reply.is_empty() {
        text.pop();
        text.push_str(",\"reply\":");
        text.push_str(reply);
        text.push('}');
    }
    text
}

/// What a reader did in the annex.
#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    /// Put a text into the paste box, in place of what is in it.
    Replace(String),
    /// Open a scenario document, YAML or JSON, its credentials included. What was open can be had back by undo.
    Open(String),
    /// Take this for what the server knows; the paste box stays.
    SetScenario(Document),
    /// The same for a change that goes on with the last one, as typing does: undo takes them back together.
    TypeScenario(Document),
    /// Show what was sent and what the server knows, where there is room for one part of the page only.
    ShowSent,
    /// Take back the last change, as the paste box's own undo does.
    Undo,
    /// Read the pasted text, or one of its pieces, in another way.
    Read(Option<usize>, Reading),
    /// Open a station of the walk.
    Station(usize),
    /// Light a field of the identity, or none.
    Light(Option<String>),
    /// Go to a route, as if a link to it had been followed.
    Go(String),
    Copy(String),
    /// Say something in a banner.
    Notice(String),
    /// A newer build of the site is there and can be taken.
    NewBuild,
}

impl Act {
    pub fn to_json(&self) -> String {
        let (name, value) = match self {
            Act::Replace(text) => ("replace", Json::text(text)),
            Act::Open(text) => ("open", Json::text(text)),
            Act::SetScenario(scenario) => ("setScenario", scenario.json().clone()),
            Act::TypeScenario(scenario) => ("typeScenario", scenario.json().clone()),
            Act::ShowSent => ("showSent", Json::Null),
            Act::Undo => ("undo", Json::Null),
            Act::Read(piece, reading) => {
                let piece = piece.map_or(Json::Null, |index| Json::Number(index.to_string()));
                ("read", Json::List(vec![piece, Json::text(reading.name())]))
            }
            Act::Station(index) => ("station", Json::Number(index.to_string())),
            Act::Light(field) => ("light", field.as_ref().map_or(Json::Null, Json::text)),
            Act::Go(route) => ("go", Json::text(route)),
            Act::Copy(text) => ("copy", Json::text(text)),
            Act::Notice(text) => ("notice", Json::text(text)),
            Act::NewBuild => ("newBuild", Json::Null),
        };
        let mut text = String::new();
        Json::field(name, value).write(&mut text);
        text
    }

    pub fn parse(text: &str) -> Option<Act> {
        let value = Json::parse(text)?;
        let (name, value) = value.fields().first()?;
        let text = || value.as_str().map(str::to_owned);
        Some(match name.as_str() {
            "replace" => Act::Replace(text()?),
            "open" => Act::Open(text()?),
            "setScenario" => Act::SetScenario(Document::new(value.clone())?),
            "typeScenario" => Act::TypeScenario(Document::new(value.clone())?),
            "showSent" => Act::ShowSent,
            "undo" => Act::Undo,
            "read" => {
                let [piece, reading] = value.items() else { return None };
                let reading = reading.as_str().and_then(Reading::from_name)?;
                Act::Read(piece.as_u32().map(|index| index as usize), reading)
            }
            "station" => Act::Station(value.as_u32()? as usize),
            "light" => Act::Light(text()),
            "go" => Act::Go(text()?),
            "copy" => Act::Copy(text()?),
            "notice" => Act::Notice(text()?),
            "newBuild" => Act::NewBuild,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::protocol;
    use crate::ui::state::{Action, Theme};
    use chrono::DateTime;

    const SCENARIO: &str =
        r#"{"apiVersion":"authn-explorer/v1","kind":"Scenario","metadata":{"name":"linked"}}"#;

    fn explored() -> (Model, String) {
        let mut model = Model::new(Theme::Light);
        let scenario = Document::new(Json::parse(SCENARIO).unwrap()).unwrap();
        let answer = super::super::state::Answer::Opened { scenario, text: "s3cret".to_owned() };
        model.update(Action::Answered(answer));
        let question = format!(
            r#"{{"id":1,"task":{{"explore":{{"text":"s3cret","reading":"automatic","scenario":{SCENARIO}}}}}}}"#
        );
        let reply = protocol::answer(&question, DateTime::UNIX_EPOCH);
        let Some(super::super::state::Reply::Answered { answer, .. }) = read::reply(&reply) else { panic!() };
        model.update(Action::Answered(answer));
        (model, reply)
    }

    #[test]
    fn the_annex_sees_what_the_explorer_shows() {
        let (mut model, reply) = explored();
        model.update(Action::Routed("/flows/webhook".to_owned()));
        let state = State::parse(&state_of(&model, &reply)).unwrap();
        assert_eq!(state.page(), "flows");
        assert_eq!(state.text, "s3cret");
        assert_eq!(state.scenario, model.server);
        assert_eq!(state.report.as_ref(), model.report.as_deref());
        assert_eq!((state.opened, state.without_box.as_ref()), (1, None));
        assert_eq!(state.station, model.open);
        assert_eq!(state.placed, model.placed);
        assert!(
            state
                .whole()
                .unwrap()
                .json()
                .at(&["request", "raw"])
                .unwrap()
                .as_str()
                .unwrap()
                .contains("s3cret")
        );
    }

    #[test]
    fn what_the_box_adds_is_told_apart_until_it_is_taken_over() {
        let (mut model, _) = explored();
        let before = model.server.clone();
        let question = format!(
            r#"{{"id":1,"task":{{"explore":{{"text":"--a=b","reading":"automatic","scenario":{SCENARIO}}}}}}}"#
        );
        let reply = protocol::answer(&question, DateTime::UNIX_EPOCH);
        let Some(super::super::state::Reply::Answered { answer, .. }) = read::reply(&reply) else { panic!() };
        model.update(Action::Answered(answer));
        let state = State::parse(&state_of(&model, &reply)).unwrap();
        let args = |document: &Option<Document>| document.as_ref().unwrap().args().count();
        assert_eq!((args(&state.scenario), &state.without_box), (1, &before));
        let mut changed = state.scenario.unwrap();
        changed.set_clock(Some("2026-11-23T12:00:00Z".to_owned()));
        model.update(Action::Acted(Act::SetScenario(changed.clone())));
        let state = State::parse(&state_of(&model, &reply)).unwrap();
        assert_eq!((state.scenario, state.without_box), (Some(changed), None), "the answer is older");
    }

    #[test]
    fn before_the_first_answer_there_is_little_to_see() {
        let state = State::parse(&state_of(&Model::new(Theme::Light), "")).unwrap();
        assert_eq!(state, State::default());
    }

    #[test]
    fn what_a_reader_did_arrives_as_it_was_sent() {
        let scenario = Document::new(Json::parse(SCENARIO).unwrap()).unwrap();
        for act in [
            Act::Replace("a \"b\"\n".to_owned()),
            Act::Open("kind: Scenario".to_owned()),
            Act::SetScenario(scenario.clone()),
            Act::TypeScenario(scenario),
            Act::ShowSent,
            Act::Undo,
            Act::Read(None, Reading::TokenFile),
            Act::Read(Some(2), Reading::LeaveOut),
            Act::Station(3),
            Act::Light(Some("groups[0]".to_owned())),
            Act::Light(None),
            Act::Go("/learn".to_owned()),
            Act::Copy("x".to_owned()),
            Act::Notice("y".to_owned()),
            Act::NewBuild,
        ] {
            assert_eq!(Act::parse(&act.to_json()), Some(act));
        }
    }
}
