//! How kube-apiserver authenticates a request, step by step and to the letter.
//!
//! One document goes in ([`scenario`]), one comes out ([`report`]); [`engine`] is the way between them:
//! *text → Scenario → configuration + request → chain → Report → page*. Dependencies point down only.

pub mod apiserver;
pub mod authn;
pub mod cel;
pub mod crypto;
pub mod engine;
pub mod flow;
pub mod golang;
pub mod input;
pub mod inspect;
pub mod lab;
pub mod learn;
pub mod output;
pub mod report;
pub mod scenario;
pub mod terminal;
#[cfg(feature = "page")]
pub mod ui;
