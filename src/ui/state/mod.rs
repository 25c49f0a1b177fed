//! What the page remembers and what it shows of a report: no Yew, no browser, all of it tested on the host.

mod action;
mod document;
mod gallery;
mod model;
mod theme;
mod tint;
mod verdict;
mod version;
mod walk;

pub use super::link::Act;
pub use action::{Action, Command, Errand, Failure, Part, Phase};
pub use document::Document;
pub use gallery::{Example, Gallery, Group, Listed};
pub use model::{Annexation, Model};
pub use theme::Theme;
pub use tint::{Shade, tint};
pub use verdict::{Cause, Verdict, verdict};
pub use version::version_choices;
pub use walk::{Station, StationKey, Tone, deciding, stations};

/// The engine's words, with a scenario as the page holds it.
pub type Task = crate::engine::protocol::Task<Document>;
pub type Question = crate::engine::protocol::Question<Document>;
pub type Reply = crate::engine::protocol::Reply<Document>;
pub type Answer = crate::engine::protocol::Answer<Document>;
