//! Share links: a scenario in the fragment of an address, which browsers never send to a server.
//!
//! ```text
//! link    = "#/s/" version "/" payload
//! version = "1"                              ; later formats count on; old ones stay readable
//! payload = base64url( deflate( json ) )     ; RFC 4648 §5 without padding, RFC 1951; a Scenario as JSON
//! ```
//!
//! Private keys never travel ([`Scenario::without_private_keys`]). What else is secret is found by [`secrets`], for the
//! person to decide about.

mod fragment;
pub mod secrets;

use std::fmt;

use crate::golang::base64;

use super::Scenario;

pub use fragment::{Fragment, read};

const PREFIX: &str = "/s/";
const VERSION: u32 = 1;

/// The most that a link may unpack to: a small text can hold a large emptiness.
const MAX_BYTES: usize = 2 << 20;

/// Why a link cannot be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkError {
    /// Made by a later version of the page; its number.
    Newer(u32),
    /// Cut off, or changed on its way.
    Damaged,
    TooLarge,
    /// It unpacks, but not to a scenario. Why.
    NotAScenario(String),
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::Newer(version) => write!(
                f,
                "This link is in format {version}, which this version of the page cannot read yet. Reload the page to get the newest."
            ),
            LinkError::Damaged => f.write_str(
                "This link is damaged. Chat windows and mail programs cut long links; copy it once more, as a whole.",
            ),
            LinkError::TooLarge => {
                f.write_str("This link unpacks to more than 2 MB, which is more than a scenario needs. It was not opened.")
            }
            LinkError::NotAScenario(reason) => write!(f, "The scenario in this link cannot be read: {reason}"),
        }
    }
}

impl std::error::Error for LinkError {}

/// The fragment of a link to this scenario, with its `#`.
pub fn fragment(scenario: &Scenario) -> String {
    let json = serde_json::to_vec(&scenario.without_private_keys()).unwrap_or_default();
    let packed = miniz_oxide::deflate::compress_to_vec(&json, 10);
    format!("#{PREFIX}{VERSION}/{}", base64::encode_raw_url(&packed))
}

/// The scenario behind what follows `#/s/`.
fn open(link: &str) -> Result<Scenario, LinkError> {
    let (version, payload) = link.split_once('/').ok_or(LinkError::Damaged)?;
    match version.parse() {
        Ok(VERSION) => open_1(payload),
        Ok(newer) if newer > VERSION => Err(LinkError::Newer(newer)),
        _ => Err(LinkError::Damaged),
    }
}

fn open_1(payload: &str) -> Result<Scenario, LinkError> {
    use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
    let packed = base64::decode_raw_url(payload).map_err(|_| LinkError::Damaged)?;
    let json = decompress_to_vec_with_limit(&packed, MAX_BYTES).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => LinkError::TooLarge,
        _ => LinkError::Damaged,
    })?;
    let json = String::from_utf8(json).map_err(|_| LinkError::Damaged)?;
    super::parse(&json).map_err(|error| LinkError::NotAScenario(error.to_string()))
}

#[cfg(test)]
mod tests;
