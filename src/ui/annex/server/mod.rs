//! The server's side of a scenario, editable in place: switches for whole strategies, flags, files, objects, answers of
//! other parties, version and clock; what a start-up error is about; what was changed; import and export.

mod area;
pub mod blame;
mod browser;
mod changes;
pub mod clock;
mod configuration;
mod culprits;
pub mod diff;
mod draft;
mod edit;
mod exchange;
mod files;
mod flags;
mod frame;
mod lookup;
mod objects;
mod remote;
mod settings;
mod strategies;
pub mod switch;
mod template;

#[cfg(test)]
mod tests;

pub use area::Server;
pub use culprits::Culprits;
