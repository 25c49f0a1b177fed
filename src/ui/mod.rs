//! The page, in Yew. It knows the two documents ([`crate::scenario`], [`crate::report`]) and the
//! words it exchanges with its worker ([`crate::engine::protocol`]); whatever parses or evaluates happens there.
//!
//! [`state`] holds plain structs with pure methods, `components` and `pages` turn them into HTML,
//! `app` ties both to the browser: `engine` is the worker's client, `browser` the rest; `read` takes in what
//! the worker and the gallery write.

mod app;
mod browser;
mod components;
mod engine;
mod json;
mod pages;
mod read;
pub mod state;

pub use app::App;
