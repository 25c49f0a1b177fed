//! The editor as a whole: what is typed becomes a change of the scenario, which the explorer keeps.

use std::collections::BTreeMap;
use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::{Callback, Component, Context, Html, Properties, html};

use super::blame::{Blame, Place};
use super::diff::{self, Line};
use super::draft::{Drafts, Field};
use super::edit::Edit;
use super::exchange::{Imported, export};
use super::frame::Sight;
use super::{browser, changes, exchange, files, flags, objects, remote, settings, strategies};
use crate::engine::editing::Answer;
use crate::ui::annex::bench::{Bench, Done};
use crate::ui::annex::download::download;
use crate::ui::browser as page;
use crate::ui::components::icon::{self, icon};
use crate::ui::components::server::TOPICS;
use crate::ui::json::Json;
use crate::ui::link::{Act, State};
use crate::ui::state::Document;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub state: Rc<State>,
    pub act: Callback<Act>,
    pub bench: Bench,
    /// A place that the reader wants to see, and how many of them there were.
    pub look: (u32, Option<Place>),
}

pub enum Msg {
    Change(Edit),
    ChangeAndLook(Edit, Place),
    ChangeAndLookAtAnswer(Edit, String),
    /// A keystroke in a field whose text is the scenario's own.
    TypeEdit(Edit),
    /// A keystroke in a field whose text has to be read first.
    Type(Field, String),
    Manifests(Field, String, Done),
    /// The focus left a field.
    Leave,
    Forget(Field),
    AddObjects,
    Look(Place),
    LookAtAnswer(String),
    Unfold(usize),
    Import(HtmlInputElement),
    FileRead(String, Result<String, String>),
    FileTaken(String, String, Done),
    LeaveKeysOut(bool),
    Save,
    CopyFile,
    Act(Act),
}

#[derive(Default)]
pub struct Server {
    /// The scenarios as they were opened, by their number.
    opened: BTreeMap<u32, Document>,
    drafts: Drafts,
    /// Whether the last change was typed, so that the next keystroke goes on with it.
    typing: bool,
    lines: Vec<Line>,
    imported: Vec<Imported>,
    leave_keys_out: bool,
    unfolded: [bool; TOPICS.len()],
    /// The element to lead the reader to once it is drawn, and the line in it.
    target: Option<(String, Option<String>)>,
}

impl Component for Server {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Server>) -> Server {
        let mut server = Server { leave_keys_out: true, ..Server::default() };
        server.compare(&ctx.props().state);
        server
    }

    fn changed(&mut self, ctx: &Context<Server>, before: &Props) -> bool {
        let Props { state, look, .. } = ctx.props();
        if state.opened != before.state.opened {
            self.drafts.clear();
            self.imported.clear();
            self.typing = false;
        }
        if state.scenario != before.state.scenario {
            self.compare(state);
        }
        if look.0 != before.look.0
            && let Some(place) = &look.1
        {
            ctx.props().act.emit(Act::ShowSent);
            ctx.link().send_message(Msg::Look(place.clone()));
        }
        true
    }

    fn update(&mut self, ctx: &Context<Server>, msg: Msg) -> bool {
        match msg {
            Msg::Change(edit) => drop(self.change(ctx, edit)),
            Msg::ChangeAndLook(edit, place) => {
                if let Some(scenario) = self.change(ctx, edit) {
                    self.lead_to(&place, &scenario);
                }
            }
            Msg::ChangeAndLookAtAnswer(edit, url) => {
                if let Some(scenario) = self.change(ctx, edit) {
                    self.lead_to_answer(&url, &scenario);
                }
            }
            Msg::TypeEdit(edit) => self.type_edit(ctx, edit),
            Msg::Type(field, text) => {
                if let Some(edit) = self.drafts.typed(field, text.clone(), page::clock()) {
                    self.type_edit(ctx, edit);
                } else if matches!(field, Field::Object(_)) {
                    ask_for_manifests(ctx, field, text);
                }
            }
            Msg::Manifests(Field::NewObject, text, done) => match manifests(done) {
                Ok(objects) => {
                    self.drafts.forget(Field::NewObject);
                    self.change(ctx, Edit::AddObjects(objects));
                }
                problem => drop(self.drafts.read(Field::NewObject, &text, problem)),
            },
            Msg::Manifests(field, text, done) => {
                if let Some(edit) = self.drafts.read(field, &text, manifests(done)) {
                    self.type_edit(ctx, edit);
                }
            }
            Msg::Leave => self.typing = false,
            Msg::Forget(field) => self.drafts.forget(field),
            Msg::AddObjects => {
                let text = self.drafts.text(Field::NewObject, String::new);
                ask_for_manifests(ctx, Field::NewObject, text);
            }
            Msg::Look(place) => {
                if let Some(scenario) = &ctx.props().state.scenario {
                    self.lead_to(&place, scenario);
                }
            }
            Msg::LookAtAnswer(url) => {
                if let Some(scenario) = &ctx.props().state.scenario {
                    self.lead_to_answer(&url, scenario);
                }
            }
            // Folding it tells the same.
            Msg::Unfold(topic) => return !std::mem::replace(&mut self.unfolded[topic], true),
            Msg::Import(input) => self.import(ctx, &input),
            Msg::FileRead(file, Ok(text)) => ask_to_take(ctx, file, text),
            Msg::FileRead(file, Err(reason)) => self.imported.push(Imported { file, result: Err(reason) }),
            Msg::FileTaken(file, text, done) => self.take(ctx, file, text, done),
            Msg::LeaveKeysOut(leave) => self.leave_keys_out = leave,
            Msg::Save => {
                let saved = export(&ctx.props().state, self.leave_keys_out)
                    .and_then(|file| download(&file.name, "application/yaml", &file.text));
                if saved.is_none() {
                    let sorry = "The browser did not let the page save a file.".to_owned();
                    ctx.props().act.emit(Act::Notice(sorry));
                }
            }
            Msg::CopyFile => {
                if let Some(file) = export(&ctx.props().state, self.leave_keys_out) {
                    ctx.props().act.emit(Act::Copy(file.text));
                }
            }
            Msg::Act(act) => ctx.props().act.emit(act),
        }
        true
    }

    fn rendered(&mut self, _: &Context<Server>, _: bool) {
        if let Some((id, line)) = self.target.take() {
            browser::lead_to(id, line);
        }
    }

    fn view(&self, ctx: &Context<Server>) -> Html {
        let state = &ctx.props().state;
        let Some(scenario) = &state.scenario else { return Html::default() };
        let blame = state.report.as_ref().and_then(|report| Blame::of(report, scenario));
        let say = ctx.link().callback(|msg| msg);
        let sight = Sight {
            state,
            scenario,
            drafts: &self.drafts,
            blame: blame.as_ref(),
            unfolded: &self.unfolded,
            say: &say,
        };
        html! {
            <div class="server">
                { box_adds(&sight) }
                { strategies::view(0, &sight) }
                { flags::view(1, &sight) }
                { files::view(2, &sight) }
                { objects::view(3, &sight) }
                { remote::view(4, &sight) }
                { settings::view(5, &sight, page::clock()) }
                { changes::view(6, &self.lines, self.opened.get(&state.opened), &sight) }
                { exchange::view(7, &self.imported, self.leave_keys_out, &sight) }
            </div>
        }
    }
}

impl Server {
    fn compare(&mut self, state: &State) {
        let Some(scenario) = &state.scenario else { return };
        let opened = self
            .opened
            .entry(state.opened)
            .or_insert_with(|| state.without_box.as_ref().unwrap_or(scenario).clone());
        self.lines = diff::lines(&diff::server_text(opened), &diff::server_text(scenario));
        self.drafts.compare(scenario);
    }

    fn lead_to(&mut self, place: &Place, scenario: &Document) {
        let line = if let Place::Flag(arg) = place { Some(arg.clone()) } else { None };
        self.target = Some((files::place_id(place, scenario), line));
        self.unfolded.fill(true);
    }

    fn lead_to_answer(&mut self, url: &str, scenario: &Document) {
        if let Some(index) = scenario.remote().position(|(other, _)| other == url) {
            self.target = Some((format!("server-answer-{index}"), None));
            self.unfolded.fill(true);
        }
    }

    /// Something done at once, to be taken back at once.
    fn change(&mut self, ctx: &Context<Server>, edit: Edit) -> Option<Document> {
        self.typing = false;
        match &edit {
            Edit::Clock(_) => self.drafts.forget(Field::Clock),
            Edit::Object(index, None) => self.drafts.removed(*index),
            Edit::All(_) => self.drafts.clear(),
            _ => {}
        }
        let new = edited(ctx, edit)?;
        ctx.props().act.emit(Act::SetScenario(new.clone()));
        Some(new)
    }

    fn type_edit(&mut self, ctx: &Context<Server>, edit: Edit) {
        let Some(new) = edited(ctx, edit) else { return };
        let goes_on = std::mem::replace(&mut self.typing, true);
        ctx.props().act.emit(if goes_on { Act::TypeScenario(new) } else { Act::SetScenario(new) });
    }

    fn import(&mut self, ctx: &Context<Server>, input: &HtmlInputElement) {
        self.imported.clear();
        let Some(files) = input.files() else { return };
        for file in (0..files.length()).filter_map(|index| files.get(index)) {
            ctx.link().send_future(async move {
                let name = file.name();
                Msg::FileRead(name, browser::text_of(file).await)
            });
        }
        // The same file can be chosen again.
        input.set_value("");
    }

    fn take(&mut self, ctx: &Context<Server>, file: String, text: String, done: Done) {
        let result = done.and_then(read_answer).and_then(|answer| match answer {
            Answer::Scenario => {
                ctx.props().act.emit(Act::Open(text));
                Ok(Vec::new())
            }
            Answer::Imported { scenario, placed } => {
                let json = serde_json::to_string(&scenario).map_err(|error| error.to_string())?;
                let new = Json::parse(&json).and_then(Document::new);
                if let Some(new) = new {
                    self.change(ctx, Edit::All(new));
                }
                Ok(placed)
            }
            Answer::Manifests(_) => Err("The answer cannot be read.".to_owned()),
        });
        self.imported.push(Imported { file, result });
    }
}

/// The scenario with a change; `None` when that changes nothing.
fn edited(ctx: &Context<Server>, edit: Edit) -> Option<Document> {
    let before = ctx.props().state.scenario.as_ref()?;
    let mut scenario = before.clone();
    edit.apply(&mut scenario);
    (scenario != *before).then_some(scenario)
}

fn ask_for_manifests(ctx: &Context<Server>, field: Field, text: String) {
    let link = ctx.link().clone();
    let body = Json::field("manifests", Json::text(&text));
    ctx.props().bench.ask("edit", body, move |done| link.send_message(Msg::Manifests(field, text, done)));
}

fn ask_to_take(ctx: &Context<Server>, file: String, text: String) {
    let Some(scenario) = &ctx.props().state.scenario else { return };
    let mut import = Json::field("text", Json::text(&text));
    import.set("scenario", Some(scenario.json().clone()));
    let link = ctx.link().clone();
    ctx.props().bench.ask("edit", Json::field("import", import), move |done| {
        link.send_message(Msg::FileTaken(file, text, done));
    });
}

fn read_answer(json: Json) -> Result<Answer, String> {
    let mut text = String::new();
    json.write(&mut text);
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

fn manifests(done: Done) -> Result<Vec<Json>, String> {
    let json = done?;
    Ok(json.get("manifests").map_or(&[][..], Json::items).to_vec())
}

/// What the paste box holds for the server wins over what is written here.
fn box_adds(sight: &Sight) -> Html {
    if sight.state.without_box.is_none() {
        return Html::default();
    }
    html! {
        <p class="server-offer">{ icon(icon::NOTE) }<span>{ "The paste box holds something for the server, too. It is put in again after each change here, until something else stands in the box." }</span></p>
    }
}
