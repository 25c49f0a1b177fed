//! The lab's page: what is to be minted, what came out, and everything that can be broken about it. [`model`] holds what was
//! typed and asks; `page` ties it to the second worker; the rest draws.

mod faults;
mod fields;
mod form;
mod model;
mod outcome;
mod page;
#[cfg(test)]
mod tests;

pub use model::Memory;
pub use page::Lab;
