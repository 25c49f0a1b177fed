//! Every view that is not needed for the first paint, in a module of its own that is loaded after the first verdict. It
//! draws into places that the explorer keeps free for it, from the explorer's state, and tells it what a reader did
//! ([`super::link`]). What needs the parsers or the rules it asks a second worker for ([`mod@bench`]).

mod answers;
mod app;
pub mod areas;
pub mod bench;
mod download;
mod flows;
mod inspect;
mod lab;
mod learn;
mod paste;
mod play;
pub mod server;
mod share;

pub use app::Annex;
pub use inspect::Inspector;

use super::state::Document;
use crate::scenario::Scenario;

/// The document as the rooms below know it.
fn scenario_of(document: &Document) -> Option<Scenario> {
    let mut text = String::new();
    document.json().write(&mut text);
    serde_json::from_str(&text).ok()
}
