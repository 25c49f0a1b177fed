//! The client of the worker: one question under way, the latest of those waiting wins, and an engine that
//! hangs or dies is replaced. [`queue`] decides, [`worker`] does.
//!
//! A plain `Worker` rather than a bridge of gloo's, which can ask a worker to close but not end one that hangs.

mod queue;
mod worker;

pub use worker::{Engine, Event, News};
