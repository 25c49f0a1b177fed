//! Around the paste box: what its text was taken for, and files that are dropped or opened.

mod content;
mod files;
mod recognised;

pub use files::Files;
pub use recognised::{pieces, whole};
