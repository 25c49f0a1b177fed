//! The page's end of the engine: a Web Worker that is asked, listened to and, when it hangs or breaks, replaced.
//!
//! A plain `Worker` rather than a bridge of gloo's, which can ask a worker to close but not end one that hangs.

mod address;
mod worker;

pub use worker::{Engine, Event};
