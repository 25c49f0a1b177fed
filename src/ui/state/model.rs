//! The page's memory: everything typed and the last answer. [`Model::update`] is all that changes it; what it
//! wants from the browser it returns as [`Command`]s.

mod acts;

use crate::engine::protocol::{Placed, Reading};
use crate::report::Report;
use crate::scenario::Request;

use super::{
    Action, Answer, Command, Document, Errand, Gallery, Part, Phase, StationKey, Task, Theme, Tone, deciding,
    stations, verdict,
};

/// How many steps back are kept.
const UNDO_DEPTH: usize = 20;

/// What [`Action::Undo`] brings back.
#[derive(Debug, Clone, PartialEq)]
struct Before {
    text: String,
    reading: Reading,
    wishes: Vec<(usize, Reading)>,
    file: Option<String>,
    server: Option<Document>,
    opened: u32,
}

/// Whether the views are there that come after the first paint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Annexation {
    NotAsked,
    Loading,
    There,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub gallery: Gallery,
    /// The file of the scenario that is open; none when it was pasted.
    pub file: Option<String>,
    opening: Option<String>,
    /// What the server knows, and the request without credentials.
    pub server: Option<Document>,
    /// The server with what the box holds for it. It becomes the server when something else is pasted.
    extended: Option<Document>,
    /// Tells the scenarios apart that were opened one after the other.
    pub opened: u32,
    /// The paste box.
    pub text: String,
    pub reading: Reading,
    /// What the reader takes single pieces for.
    pub wishes: Vec<(usize, Reading)>,
    pub placed: Vec<Placed>,
    /// The request that was evaluated.
    pub request: Option<Box<Request>>,
    pub report: Option<Box<Report>>,
    pub phase: Phase,
    pub open: Option<StationKey>,
    pub part: Part,
    pub lit: Option<String>,
    pub theme: Theme,
    /// Something that went wrong beside the engine.
    pub notice: Option<String>,
    /// What was copied last, for a moment.
    pub copied: Option<String>,
    pub announced: String,
    /// Behind the `#` of the address.
    pub route: String,
    pub annex: Annexation,
    /// A newer build of the site is there and can be taken.
    pub new_build: bool,
    undo: Vec<Before>,
}

impl Model {
    pub fn new(theme: Theme) -> Model {
        Model {
            gallery: Gallery::default(),
            file: None,
            opening: None,
            server: None,
            extended: None,
            opened: 0,
            text: String::new(),
            reading: Reading::Automatic,
            wishes: Vec::new(),
            placed: Vec::new(),
            request: None,
            report: None,
            phase: Phase::Loading,
            open: None,
            part: Part::Sent,
            lit: None,
            theme,
            notice: None,
            copied: None,
            announced: String::new(),
            route: String::new(),
            annex: Annexation::NotAsked,
            new_build: false,
            undo: Vec::new(),
        }
    }

    /// Whether the scenario that the page starts with is open.
    pub fn is_at_home(&self) -> bool {
        self.file.as_ref() == Some(&self.gallery.scenario)
    }

    /// Whether the server knows something only because it stands in the paste box.
    pub fn is_extended(&self) -> bool {
        self.extended.is_some()
    }

    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    pub fn update(&mut self, action: Action) -> Vec<Command> {
        match action {
            Action::Typed(text) => {
                self.text = text;
                return self.explore();
            }
            Action::Replaced(text) => return self.replace(text),
            Action::Remember => {
                self.remember();
                self.read_anew();
            }
            Action::Undo => return self.undo(),
            Action::VersionChosen(version) => return self.choose_version(version),
            Action::GalleryLoaded(Ok(gallery)) => {
                let first = self.linked().unwrap_or_else(|| gallery.scenario.clone());
                self.gallery = gallery;
                return self.fetch(first);
            }
            Action::ScenarioChosen(file) => return self.fetch(file),
            Action::DocumentLoaded(file, Ok(text)) => {
                self.opening = Some(file);
                return self.ask(Task::Open { text });
            }
            Action::ExampleChosen(index) => return self.choose_example(index),
            Action::ExampleLoaded(Ok(text)) => return self.replace(text),
            Action::GalleryLoaded(Err(reason))
            | Action::DocumentLoaded(_, Err(reason))
            | Action::ExampleLoaded(Err(reason))
            | Action::Copied(Err(reason)) => self.notice = Some(reason),
            Action::EngineReady => {
                if self.phase == Phase::Loading {
                    self.phase = Phase::Idle;
                }
            }
            Action::Answered(answer) => return self.answered(answer),
            Action::EngineFailed(failure) => self.phase = Phase::Failed(failure),
            Action::TryAgain => return self.try_again(),
            Action::Toggle(key) => self.open = if self.open == Some(key) { None } else { Some(key) },
            Action::Go(by) => return self.go(by),
            Action::Show(part) => self.part = part,
            Action::Light(field) => self.lit = field,
            Action::ChangeTheme => {
                self.theme = self.theme.next();
                return vec![Command::UseTheme(self.theme)];
            }
            Action::Copy(text) => return vec![Command::Errand(Errand::Copy(text))],
            Action::Copied(Ok(text)) => {
                self.announced = "Copied".to_owned();
                self.copied = Some(text);
                return vec![Command::AnnounceSoon];
            }
            Action::Announce => self.announce(),
            Action::DismissNotice => self.notice = None,
            Action::Routed(route) => {
                self.route = route;
                return self.arrive();
            }
            Action::Annexed(Ok(())) => self.annex = Annexation::There,
            Action::Annexed(Err(reason)) => {
                self.annex = Annexation::NotAsked;
                self.notice = Some(reason);
            }
            Action::TakeNewBuild => return vec![Command::TakeNewBuild],
            Action::Acted(act) => return self.act(act),
        }
        Vec::new()
    }

    fn fetch(&self, file: String) -> Vec<Command> {
        let address = self.gallery.address(&file);
        vec![Command::Errand(Errand::FetchDocument(file, address))]
    }

    fn ask(&mut self, task: Task) -> Vec<Command> {
        if self.phase != Phase::Loading {
            self.phase = Phase::Working;
        }
        vec![Command::Ask(Box::new(task))]
    }

    /// Without a scenario there is nothing to put the text into; it is kept until there is one.
    fn explore(&mut self) -> Vec<Command> {
        self.copied = None;
        let Some(scenario) = self.server.clone() else { return Vec::new() };
        let wishes = self.wishes.clone();
        self.ask(Task::Explore { text: self.text.clone(), reading: self.reading, wishes, scenario })
    }

    /// For undo. What was pasted for the server stays when something else takes its place in the box.
    fn remember(&mut self) {
        if self.undo.len() == UNDO_DEPTH {
            self.undo.remove(0);
        }
        let before = Before {
            text: self.text.clone(),
            reading: self.reading,
            wishes: self.wishes.clone(),
            file: self.file.clone(),
            server: self.server.clone(),
            opened: self.opened,
        };
        if self.undo.last() != Some(&before) {
            self.undo.push(before);
        }
        if let Some(server) = self.extended.take() {
            self.server = Some(server);
        }
    }

    fn replace(&mut self, text: String) -> Vec<Command> {
        if text == self.text {
            return Vec::new();
        }
        if text.is_empty() {
            self.extended = None;
        }
        self.remember();
        self.text = text;
        self.read_anew();
        self.explore()
    }

    /// Another text: what the reader took the last one for is over.
    fn read_anew(&mut self) {
        self.reading = Reading::Automatic;
        self.wishes.clear();
    }

    fn undo(&mut self) -> Vec<Command> {
        let Some(before) = self.undo.pop() else { return Vec::new() };
        self.extended = None;
        self.text = before.text;
        self.reading = before.reading;
        self.wishes = before.wishes;
        if before.server != self.server {
            self.server = before.server;
            self.file = before.file;
            self.opened = before.opened;
        }
        self.explore()
    }

    /// None: the newest.
    fn choose_version(&mut self, version: Option<String>) -> Vec<Command> {
        self.extended = None;
        let Some(scenario) = &mut self.server else { return Vec::new() };
        scenario.set_version(version);
        self.explore()
    }

    fn choose_example(&mut self, index: usize) -> Vec<Command> {
        let Some(example) = self.gallery.examples.get(index).cloned() else { return Vec::new() };
        if example.files.is_empty() {
            return self.replace(example.text);
        }
        vec![Command::Errand(Errand::FetchExample(example.text, example.files))]
    }

    fn answered(&mut self, answer: Answer) -> Vec<Command> {
        self.phase = Phase::Idle;
        match answer {
            Answer::Opened { scenario, text } => {
                let file = self.opening.take();
                // Whoever was quicker than the first scenario keeps what was typed.
                if self.server.is_some() || self.text.is_empty() {
                    // A pasted document was remembered when it was pasted.
                    if file.is_some() && self.server.is_some() {
                        self.remember();
                    }
                    self.text = text;
                    self.read_anew();
                }
                self.file = file;
                self.extended = None;
                self.server = Some(scenario);
                self.opened += 1;
                self.explore()
            }
            // The worker's client asks the other worker.
            Answer::NeedsMore => Vec::new(),
            Answer::Unreadable { message, line } => {
                self.placed.clear();
                self.notice = Some(match line {
                    Some(line) => format!("The scenario cannot be read, line {line}: {message}"),
                    None => format!("The scenario cannot be read: {message}"),
                });
                Vec::new()
            }
            Answer::Explored { placed, request, server, report } => {
                self.notice = None;
                self.extended = server;
                self.placed = placed;
                self.request = Some(request);
                self.take(report);
                let mut commands = self.annex();
                commands.push(Command::AnnounceSoon);
                commands
            }
        }
    }

    /// A new report opens its deciding station, unless the outcome is that of the last one: whoever edits
    /// something small keeps looking where they looked.
    fn take(&mut self, report: Box<Report>) {
        let decision = deciding(&stations(Some(&report)));
        let before = self.report.as_ref().map(|report| deciding(&stations(Some(report))));
        if before != Some(decision) {
            self.open = decision;
        }
        self.lit = None;
        self.report = Some(report);
    }

    fn try_again(&mut self) -> Vec<Command> {
        self.phase = Phase::Loading;
        if self.server.is_some() {
            return self.explore();
        }
        if self.gallery.scenario.is_empty() {
            return vec![Command::Errand(Errand::FetchGallery)];
        }
        self.fetch(self.gallery.scenario.clone())
    }

    /// Only stations with something to see are stepped through; at an end it stays where it is.
    fn go(&mut self, by: isize) -> Vec<Command> {
        let line = stations(self.report.as_deref());
        let last = line.len().saturating_sub(1);
        let at = line.iter().position(|station| Some(station.key) == self.open);
        let next = match at {
            Some(at) => at.saturating_add_signed(by).min(last),
            None if by < 0 => last,
            None => 0,
        };
        self.open = line.get(next).map(|station| station.key);
        vec![Command::FocusStation(next)]
    }

    fn announce(&mut self) {
        if self.copied.take().is_some() {
            return;
        }
        let failed = matches!(self.phase, Phase::Failed(_));
        if let (Some(report), false) = (&self.report, failed) {
            self.announced = verdict(report).announcement;
        }
    }

    /// The outcome's look, for places that show nothing else of it.
    pub fn tone(&self) -> Tone {
        self.report.as_ref().map_or(Tone::Off, |report| verdict(report).tone)
    }
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;
