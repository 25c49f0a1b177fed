//! The page, in Yew. It knows the two documents ([`crate::scenario`], [`crate::report`]) and the
//! words it exchanges with its worker ([`crate::engine::protocol`]); whatever parses or evaluates happens there.
//!
//! [`state`] holds plain structs with pure methods, `components` and `pages` turn them into HTML,
//! `app` ties both to the browser: `engine` is the worker's client, `browser` the rest; `read` takes in what
//! the worker and the gallery write. All of that is there from the first paint. `annex` holds the views that come after it,
//! in a module of their own, so that they cost the first paint nothing; `link` is what the two say to each other.

pub mod annex;
mod app;
mod browser;
mod components;
mod engine;
mod json;
pub mod link;
mod pages;
mod read;
pub mod state;
pub mod worker;

pub use annex::Annex;
pub use app::App;
