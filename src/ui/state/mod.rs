//! What the page remembers and what it shows of a report: no Yew, no browser, all of it tested on the host.

mod gallery;
mod model;
mod server;
mod theme;
mod tint;
mod verdict;
mod walk;

pub use gallery::{Example, Gallery, Group};
pub use model::{Action, Command, Failure, Model, Part, Phase};
pub use server::{ServerEdit, version_choices};
pub use theme::Theme;
pub use tint::{Shade, tint};
pub use verdict::{Cause, Verdict, log_line, verdict};
pub use walk::{Station, StationKey, Tone, deciding, stations};
