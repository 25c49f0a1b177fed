//! Pasted text → what it is. One file per kind of thing a person may paste or a request may be made of.

pub mod csv;
pub mod detect;
pub mod http;
pub mod jwt_kind;
pub mod place;
