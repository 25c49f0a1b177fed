//! What the fragment of the page's address asks for.

use std::fmt;

use super::{LinkError, PREFIX, open};
use crate::scenario::Scenario;

#[derive(Clone, PartialEq)]
pub enum Fragment {
    /// Nothing for this room: empty, or a place in the page.
    Other,
    Scenario(Box<Scenario>),
    Broken(LinkError),
    /// `#token=…`, as other decoders have it. Not for the address bar any longer than it takes to read.
    Token(String),
}

/// Tokens stay out of debugging output.
impl fmt::Debug for Fragment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fragment::Other => f.write_str("Other"),
            Fragment::Scenario(scenario) => write!(f, "Scenario({:?})", scenario.metadata.name),
            Fragment::Broken(error) => write!(f, "Broken({error:?})"),
            Fragment::Token(token) => write!(f, "Token({} bytes)", token.len()),
        }
    }
}

/// The most telling first: an identity provider may send several back.
const TOKEN_KEYS: [&str; 3] = ["id_token", "token", "access_token"];

/// Reads a fragment, with or without its `#`.
pub fn read(fragment: &str) -> Fragment {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    if let Some(link) = fragment.strip_prefix(PREFIX) {
        // What encloses a link in a text is easily copied along.
        let link = link.trim_end_matches(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
        return match open(link) {
            Ok(scenario) => Fragment::Scenario(Box::new(scenario)),
            Err(error) => Fragment::Broken(error),
        };
    }
    let pairs = || fragment.split('&').filter_map(|pair| pair.split_once('='));
    let token = TOKEN_KEYS.iter().find_map(|key| pairs().find(|(name, _)| name == key));
    match token.map(|(_, value)| percent_decoded(value)) {
        Some(token) if !token.trim().is_empty() => Fragment::Token(token),
        _ => Fragment::Other,
    }
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match escaped.and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| bytes[at] == b'%') {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
