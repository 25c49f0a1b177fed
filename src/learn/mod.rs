//! What is taught, as data: lessons, real cases and pages are YAML and Markdown under `static/`, so that a trainer
//! adds one without compiling. This room reads them, says what is wrong with them, and measures a report against
//! what they ask for.

pub mod case;
pub mod condition;
mod document;
pub mod figure;
pub mod lesson;
pub mod markdown;
pub mod patch;
pub mod progress;
pub mod search;

pub use case::{Case, Fix};
pub use condition::{Condition, Subject};
pub use document::{Names, Page, Pages};
pub use figure::Figure;
pub use lesson::{Answer, Lesson, Task};
pub use progress::Progress;
