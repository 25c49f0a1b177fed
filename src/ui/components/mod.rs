//! Pieces of the page: functions from the model to HTML. They decide nothing.

pub mod header;
pub mod icon;
pub mod identity;
pub mod parts;
pub mod paste;
pub mod server;
pub mod status;
pub mod walk;

#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
