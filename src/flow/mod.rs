//! Who says what to whom: a report and its scenario as messages between actors, to be drawn as a sequence diagram.
//!
//! [`this_request`] is the whole walk of one request with its real values. [`of`] is the story of one strategy: how its
//! credential comes about, told from Kubernetes' documentation and sources with the scenario's values filled in, and
//! then what the report tells of its use. The same [`Flow`] becomes a picture ([`layout()`], [`to_svg`]), Mermaid
//! ([`to_mermaid`]) and sentences ([`to_text`]).

mod background;
mod current;
mod facts;
mod layout;
mod measure;
mod mermaid;
pub mod payload;
mod svg;
mod text;

use crate::report::{Authenticator, Check, CheckOutcome, Report, TokenSourceName};

pub use facts::Facts;
pub use layout::{Arrow, Frame, Inner, Lane, Layout, Shape, layout, narrowest};
pub use mermaid::to_mermaid;
pub use svg::{Theme, picture, to_svg};
pub use text::{sentence, to_text};

/// Who takes part. The order is that of the diagram, from the person to the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    Person,
    Client,
    Pod,
    Kubelet,
    IdentityProvider,
    Proxy,
    ApiServer,
    Webhook,
    Controller,
    Objects,
}

impl Role {
    /// An identifier for documents that need one.
    pub fn id(self) -> &'static str {
        match self {
            Role::Person => "person",
            Role::Client => "client",
            Role::Pod => "pod",
            Role::Kubelet => "kubelet",
            Role::IdentityProvider => "idp",
            Role::Proxy => "proxy",
            Role::ApiServer => "api",
            Role::Webhook => "webhook",
            Role::Controller => "controller",
            Role::Objects => "objects",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Role::Person => "Person",
            Role::Client => "Client",
            Role::Pod => "Pod",
            Role::Kubelet => "kubelet",
            Role::IdentityProvider => "Identity provider",
            Role::Proxy => "Proxy",
            Role::ApiServer => "API server",
            Role::Webhook => "Webhook",
            Role::Controller => "Controller",
            Role::Objects => "Objects in etcd",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    pub role: Role,
    pub name: String,
    /// Which one, where that is known: a host, a program.
    pub detail: String,
}

/// A station of the walk that a message belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Station {
    Source(TokenSourceName),
    /// The number tells several of a kind apart.
    Step(Authenticator, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Call,
    Answer,
    /// Something that an actor does by itself.
    Inner,
}

/// One numbered line of a flow; its number is its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub from: Role,
    pub to: Role,
    pub kind: Kind,
    pub label: String,
    /// What it is for, in a sentence. May be empty.
    pub why: String,
    /// What was sent, in full; empty when the label says it all.
    pub payload: String,
    /// A refusal, or an answer that did not come.
    pub failed: bool,
    pub station: Option<Station>,
    /// What was looked at here.
    pub checks: Vec<Check>,
    /// A value of this report, not how it usually goes.
    pub real: bool,
}

impl Message {
    fn new(kind: Kind, from: Role, to: Role, label: impl Into<String>) -> Message {
        Message {
            from,
            to,
            kind,
            label: label.into(),
            why: String::new(),
            payload: String::new(),
            failed: false,
            station: None,
            checks: Vec::new(),
            real: false,
        }
    }

    fn call(from: Role, to: Role, label: impl Into<String>) -> Message {
        Message::new(Kind::Call, from, to, label)
    }

    fn answer(from: Role, to: Role, label: impl Into<String>) -> Message {
        Message::new(Kind::Answer, from, to, label)
    }

    fn inner(at: Role, label: impl Into<String>) -> Message {
        Message::new(Kind::Inner, at, at, label)
    }

    fn why(mut self, sentence: impl Into<String>) -> Message {
        self.why = sentence.into();
        self
    }

    fn payload(mut self, text: impl Into<String>) -> Message {
        self.payload = text.into();
        self
    }

    /// An authenticator's yes.
    pub fn succeeded(&self) -> bool {
        self.real && self.kind == Kind::Inner && !self.failed && self.label.contains(": this is ")
    }

    /// How many checks passed and failed.
    pub fn tally(&self) -> (usize, usize) {
        let count = |outcome| self.checks.iter().filter(|check| check.outcome == outcome).count();
        (count(CheckOutcome::Passed), count(CheckOutcome::Failed))
    }
}

/// A part of the flow with a title of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub title: String,
    /// The first message of it.
    pub first: usize,
    /// From this report, not how it usually goes.
    pub real: bool,
}

/// A remark below a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    pub after: usize,
    pub over: Role,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    pub title: String,
    /// One or two sentences on what there is to see.
    pub lead: String,
    pub actors: Vec<Actor>,
    pub messages: Vec<Message>,
    pub sections: Vec<Section>,
    pub notes: Vec<Note>,
}

impl Flow {
    fn new(title: impl Into<String>, lead: impl Into<String>) -> Flow {
        Flow {
            title: title.into(),
            lead: lead.into(),
            actors: Vec::new(),
            messages: Vec::new(),
            sections: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn section(&mut self, title: &str, messages: Vec<Message>) {
        if let Some(first) = messages.first() {
            let real = first.real;
            self.sections.push(Section { title: title.to_owned(), first: self.messages.len(), real });
            self.messages.extend(messages);
        }
    }

    /// A remark below what stands last.
    fn note(&mut self, over: Role, text: impl Into<String>) {
        if let Some(after) = self.messages.len().checked_sub(1) {
            self.notes.push(Note { after, over, text: text.into() });
        }
    }

    /// Fills in who takes part, in the order of the roles.
    fn with_actors(mut self, facts: &Facts) -> Flow {
        let mut roles: Vec<Role> =
            self.messages.iter().flat_map(|message| [message.from, message.to]).collect();
        roles.sort();
        roles.dedup();
        let known = std::mem::take(&mut self.actors);
        self.actors = roles
            .into_iter()
            .map(|role| {
                let named = known.iter().find(|actor| actor.role == role).cloned();
                named.unwrap_or_else(|| facts.actor(role))
            })
            .collect();
        self
    }

    fn name(&mut self, role: Role, name: impl Into<String>, detail: impl Into<String>) {
        self.actors.push(Actor { role, name: name.into(), detail: detail.into() });
    }

    pub fn actor(&self, role: Role) -> &str {
        self.actors.iter().find(|actor| actor.role == role).map_or(role.name(), |actor| actor.name.as_str())
    }

    /// The messages that belong to a station.
    pub fn at(&self, station: Station) -> impl Iterator<Item = usize> {
        self.messages
            .iter()
            .enumerate()
            .filter(move |(_, message)| message.station == Some(station))
            .map(|(index, _)| index)
    }
}

/// What became of the request that the report is about: every exchange, every station that was asked.
pub fn this_request(report: &Report, facts: &Facts) -> Flow {
    let mut flow = Flow::new(
        "This request",
        "Everything that crossed a wire or was looked up for this request, and what each authenticator made of it.",
    );
    let client = Role::Client;
    flow.section("How it arrives", current::arrival(report, client));
    flow.section("Who is asked", current::walk(report, client, |_| true));
    flow.section("What comes of it", current::answer(report, client));
    flow.with_actors(facts)
}

/// The story of one strategy.
pub fn of(strategy: Authenticator, report: &Report, facts: &Facts) -> Flow {
    background::story(strategy, report, facts)
}

/// The strategies in the order in which a reader wants them: first the one that decided, then those that were asked
/// and had something to say, then the rest.
pub fn order(report: Option<&Report>) -> Vec<Authenticator> {
    use crate::report::StepOutcome::{Authenticated, Rejected};
    let rank = |strategy: &Authenticator| {
        let steps = report.map(|report| report.trace.as_slice()).unwrap_or_default();
        let mut outcomes =
            steps.iter().filter(|step| step.authenticator == *strategy).map(|step| step.outcome);
        if outcomes.clone().any(|outcome| outcome == Authenticated) {
            0
        } else if outcomes.any(|outcome| outcome == Rejected) {
            1
        } else {
            2
        }
    };
    let mut strategies = Authenticator::ALL.to_vec();
    strategies.sort_by_key(rank);
    strategies
}

#[cfg(test)]
mod tests;
