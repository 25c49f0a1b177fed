//! The places of the page.

pub mod explore;
