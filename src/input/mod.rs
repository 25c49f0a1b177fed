//! Pasted text → what it is. One file per kind of thing a person may paste or a request may be made of.

pub mod csv;
pub mod http;
