//! What the lab remembers while the page is open, and what it asks for next. Nothing of it is ever stored: keys come from a
//! seed that lives here alone, and are gone with the page.

use std::cell::RefCell;
use std::rc::Rc;

use super::fields::Field;
use crate::engine::lab::{Answer, Fault, Shown, Task};
use crate::lab::{Algorithm, BootstrapWish, CertificateWish, Kind, Problem, SigningWish, Wish};

/// The lab, for as long as the page is open.
#[derive(Clone, Default)]
pub struct Memory(pub Rc<RefCell<Model>>);

impl PartialEq for Memory {
    fn eq(&self, other: &Memory) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

pub struct Model {
    /// Random, in hexadecimal digits; empty before the lab was first opened.
    pub seed: String,
    pub kind: Kind,
    /// As it was typed; `None` until the template is there.
    pub wish: Option<Wish>,
    /// What was typed for the other kinds.
    kept: Vec<(Kind, Wish)>,
    /// The last that could be minted.
    pub shown: Option<Shown>,
    pub problems: Vec<Problem>,
    pub faults: Vec<Fault>,
    /// Shown because the reader asked for it.
    pub private_key: Option<String>,
    /// Why the lab does not answer.
    pub failed: Option<String>,
    asked: bool,
    changed: bool,
    faults_wanted: bool,
    key_wanted: bool,
    header_wanted: bool,
}

impl Default for Model {
    fn default() -> Model {
        Model {
            seed: String::new(),
            kind: Kind::ServiceAccount,
            wish: None,
            kept: Vec::new(),
            shown: None,
            problems: Vec::new(),
            faults: Vec::new(),
            private_key: None,
            failed: None,
            asked: false,
            changed: false,
            faults_wanted: false,
            key_wanted: false,
            header_wanted: false,
        }
    }
}

/// What a reader does.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Kind(Kind),
    /// From the template, with keys of this seed.
    StartOver(String),
    Algorithm(Algorithm),
    OtherSigner(bool),
    Header(String),
    Claims(String),
    Claim(&'static Field, String),
    Bootstrap(BootstrapWish),
    Certificate(CertificateWish),
    Signing(SigningWish),
    ShowKey,
    HideKey,
}

impl Model {
    /// What follows from a change: the next question, unless one is under way.
    pub fn change(&mut self, change: Change) -> Option<Task> {
        match change {
            Change::ShowKey => self.key_wanted = true,
            Change::HideKey => self.private_key = None,
            change => {
                self.private_key = None;
                self.apply(change);
                self.changed = true;
                self.failed = None;
            }
        }
        self.next()
    }

    fn apply(&mut self, change: Change) {
        match (change, &mut self.wish) {
            (Change::Kind(kind), wish) if kind != self.kind => {
                if let Some(wish) = wish.take() {
                    self.kept.retain(|(other, _)| *other != self.kind);
                    self.kept.push((self.kind, wish));
                }
                self.wish = self.kept.iter().find(|(other, _)| *other == kind).map(|(_, wish)| wish.clone());
                self.kind = kind;
                self.clear();
            }
            (Change::StartOver(seed), wish) => {
                *wish = None;
                self.kept.clear();
                self.seed = seed;
                self.clear();
            }
            (Change::Algorithm(algorithm), Some(Wish::Token(wish))) => {
                wish.algorithm = algorithm;
                self.header_wanted = true;
            }
            (Change::OtherSigner(other), Some(Wish::Token(wish))) => wish.other_signer = other,
            (Change::Header(header), Some(Wish::Token(wish))) => wish.header = header,
            (Change::Claims(claims), Some(Wish::Token(wish))) => wish.claims = claims,
            (Change::Claim(field, typed), Some(Wish::Token(wish))) => {
                if let Some(claims) = field.set(&wish.claims, &typed) {
                    wish.claims = claims;
                }
            }
            (Change::Bootstrap(other), Some(Wish::Bootstrap(wish))) => *wish = other,
            (Change::Certificate(other), Some(Wish::Certificate(wish))) => *wish = other,
            (Change::Signing(other), Some(Wish::Signing(wish))) => *wish = other,
            _ => {}
        }
    }

    fn clear(&mut self) {
        self.shown = None;
        self.problems.clear();
        self.faults.clear();
    }

    /// Takes an answer in; the next question.
    pub fn hear(&mut self, answer: Result<Answer, String>) -> Option<Task> {
        self.asked = false;
        match answer {
            Ok(Answer::Template(template)) => self.take_template(template),
            Ok(Answer::Minted(shown)) if self.wish.is_some() => {
                self.problems.clear();
                self.shown = Some(*shown);
            }
            Ok(Answer::Problems(problems)) => {
                self.problems = problems;
                self.faults_wanted = false;
            }
            Ok(Answer::Broken(faults)) if !self.changed => self.faults = faults,
            Ok(Answer::PrivateKey(key)) if !self.changed => self.private_key = Some(key),
            Ok(_) => {}
            Err(reason) => {
                self.failed = Some(reason);
                self.faults_wanted = false;
                self.changed = false;
            }
        }
        self.next()
    }

    fn take_template(&mut self, template: Wish) {
        match (&mut self.wish, template) {
            (Some(Wish::Token(wish)), Wish::Token(template))
                if template.kind == wish.kind && template.algorithm == wish.algorithm =>
            {
                wish.header = template.header;
            }
            (wish @ None, template) if is_of(self.kind, &template) => *wish = Some(template),
            _ => {}
        }
        self.changed = true;
    }

    fn next(&mut self) -> Option<Task> {
        if self.asked {
            return None;
        }
        let kind = self.kind;
        let task = match &self.wish {
            None if self.changed => Task::Template { kind, algorithm: Algorithm::ES256 },
            Some(Wish::Token(wish)) if self.header_wanted => {
                self.header_wanted = false;
                Task::Template { kind, algorithm: wish.algorithm }
            }
            Some(wish) if self.changed => {
                self.changed = false;
                self.faults_wanted = true;
                Task::Mint(wish.clone())
            }
            Some(wish) if self.key_wanted => {
                self.key_wanted = false;
                Task::PrivateKey(wish.clone())
            }
            Some(wish) if self.faults_wanted => {
                self.faults_wanted = false;
                Task::Break(wish.clone())
            }
            _ => return None,
        };
        self.asked = true;
        Some(task)
    }

    /// The page was left and is opened again: whatever was asked then is asked anew.
    pub fn resume(&mut self) -> Option<Task> {
        self.asked = false;
        self.changed = true;
        self.next()
    }

    pub fn problem(&self, field: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.field == field)
    }
}

fn is_of(kind: Kind, wish: &Wish) -> bool {
    match wish {
        Wish::Token(wish) => wish.kind == kind,
        Wish::Bootstrap(_) => kind == Kind::Bootstrap,
        Wish::Certificate(_) => kind == Kind::Certificate,
        Wish::Signing(_) => kind == Kind::Signing,
    }
}
