//! The server's side of a scenario, editable in place: switches for whole strategies, flags, files, objects, answers of
//! other parties, version and clock; what a start-up error is about; what was changed; import and export.

pub mod blame;
pub mod clock;
mod configuration;
pub mod diff;
pub mod switch;
mod template;
