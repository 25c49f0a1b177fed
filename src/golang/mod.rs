//! How Go prints.

pub mod quote;
