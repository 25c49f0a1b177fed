//! What the annex has to do with the page's memory: when it is loaded, where it is in sight, what it asks for.

use super::{Annexation, Model, Part};
use crate::engine::protocol::Reading;
use crate::ui::link::{explores, page};
use crate::ui::state::{Act, Command, Errand, Task, stations};

impl Model {
    /// Whether the explorer itself is in sight.
    pub fn explores(&self) -> bool {
        explores(&self.route)
    }

    /// The scenario that the address names: `/explore?scenario=gallery/x509-valid.yaml`.
    pub(super) fn linked(&self) -> Option<String> {
        let (path, file) = self.route.split_once("?scenario=")?;
        let inside = file.ends_with(".yaml") && !file.contains(':') && !file.contains("..");
        (page(path) == "explore" && inside && !file.starts_with('/')).then(|| file.to_owned())
    }

    /// The reader followed a link into the page.
    pub(super) fn arrive(&mut self) -> Vec<Command> {
        if !self.explores() {
            return self.annex();
        }
        match self.linked() {
            // Before the gallery is there, it will be the first scenario.
            Some(file) if !self.gallery.scenario.is_empty() => {
                self.remember();
                self.fetch(file)
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn annex(&mut self) -> Vec<Command> {
        if self.annex != Annexation::NotAsked {
            return Vec::new();
        }
        self.annex = Annexation::Loading;
        vec![Command::LoadAnnex]
    }

    pub(super) fn act(&mut self, act: Act) -> Vec<Command> {
        match act {
            Act::Replace(text) => return self.replace(text),
            Act::Open(text) => {
                self.opening = None;
                self.remember();
                return self.ask(Task::Open { text });
            }
            Act::SetScenario(scenario) => {
                self.remember();
                self.server = Some(scenario);
                return self.explore();
            }
            Act::TypeScenario(scenario) => {
                self.extended = None;
                self.server = Some(scenario);
                return self.explore();
            }
            Act::ShowSent => self.part = Part::Sent,
            Act::Undo => return self.undo(),
            Act::Read(None, reading) => {
                self.read_anew();
                self.reading = reading;
                return self.explore();
            }
            Act::Read(Some(piece), reading) => {
                self.wishes.retain(|(other, _)| *other != piece);
                if reading != Reading::Automatic {
                    self.wishes.push((piece, reading));
                }
                return self.explore();
            }
            Act::Station(index) => {
                self.open = stations(self.report.as_deref()).get(index).map(|station| station.key);
            }
            Act::Light(field) => self.lit = field,
            Act::Go(route) => return vec![Command::GoTo(route)],
            Act::Copy(text) => return vec![Command::Errand(Errand::Copy(text))],
            Act::Notice(text) => self.notice = Some(text),
            Act::NewBuild => self.new_build = true,
        }
        Vec::new()
    }
}
