//! Every view that is not needed for the first paint, in a module of its own that is loaded after the first verdict. It
//! draws into places that the explorer keeps free for it, from the explorer's state, and tells it what a reader did
//! ([`super::link`]). What needs the parsers or the rules it asks a second worker for ([`bench`]).

mod app;
pub mod areas;
pub mod bench;
mod inspect;
mod learn;

pub use app::Annex;
pub use inspect::Inspector;
