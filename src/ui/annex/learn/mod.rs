//! Learn, the gallery of real cases and the workshop: what is read, searched and worked through. Everything shown comes
//! from files of the site ([`load`]); [`page`] draws what stands alone, [`panel`] the lesson beside the explorer.

mod case;
mod figure;
mod gallery;
mod load;
mod page;
mod pages;
mod panel;
mod place;
mod progress;
mod task;
#[cfg(test)]
mod tests;
mod text;
mod verdict;
mod workshop;

pub use page::LearnPage;
pub use panel::LessonPanel;
pub use place::Place;
