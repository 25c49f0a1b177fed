//! How Go reads and prints: the server's answers are worded by Go's standard library, so its rules for quoting, base64, URLs,
//! addresses, patterns, durations, numbers, JSON and YAML are reproduced here once, for every part that needs the same words.

pub mod base64;
pub mod decode;
pub mod duration;
pub mod idna;
pub mod json;
pub mod mime;
pub mod netip;
pub mod quote;
pub mod regexp;
pub mod strconv;
pub mod time;
pub mod unmarshal;
pub mod url;
pub mod wall_time;
pub mod yaml;
