//! How Go reads and prints: the server's answers are worded by Go's standard library, so its rules for quoting,
//! base64 and JSON are reproduced here once, for every part that needs the same words.

pub mod base64;
pub mod json;
pub mod quote;
pub mod unmarshal;
