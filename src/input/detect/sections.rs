//! A pasted text → the documents in it and what stands around them: several manifests with `---` between them, a
//! token below a Pod, JSON behind a shell prompt, everything in a fence of ``` or with line numbers.

use serde_json::Value;

use super::{Piece, document, is_known_header, is_request_line};

/// Longer texts are not searched for documents: no manifest of a cluster is (etcd takes 1.5 MB), and the answer
/// has to be there while somebody types.
pub const LONGEST: usize = 1 << 20;

/// How many texts that begin like JSON are tried.
const MOST_ATTEMPTS: usize = 16;

/// The documents that are known, and the text without them.
pub fn split(text: &str) -> (Vec<Piece>, String) {
    let mut pieces = Vec::new();
    let mut rest = String::new();
    let mut at = 0;
    let mut attempts = 0;
    while let Some(line) = text.get(at..).and_then(|text| text.split_inclusive('\n').next()) {
        if line.is_empty() {
            break;
        }
        if line.trim_start().starts_with('{') && attempts < MOST_ATTEMPTS {
            attempts += 1;
            if let Some((found, length)) = json(&text[at..]) {
                pieces.extend(found);
                at += length;
                continue;
            }
        }
        if is_top_level_key(line) {
            let block = yaml_block(&text[at..]);
            match yaml(block) {
                Some(found) => pieces.extend(found),
                None => rest.push_str(block),
            }
            at += block.len();
            continue;
        }
        if !is_separator(line) {
            rest.push_str(line);
        }
        at += line.len();
    }
    (pieces, rest)
}

/// The whole text as documents, because the reader says so; what is none is left over.
pub fn all(text: &str) -> (Vec<Piece>, String) {
    let (mut pieces, mut rest) = split(text);
    if let Some(found) = document::parse(&rest).and_then(|value| document::pieces(value, rest.trim())) {
        pieces.extend(found);
        rest.clear();
    }
    (pieces, rest)
}

fn json(text: &str) -> Option<(Vec<Piece>, usize)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    let value = values.next()?.ok()?;
    let length = values.byte_offset();
    let pieces = document::pieces(value, text[..length].trim())?;
    // A comma or a quote behind it belongs to what it was copied from.
    let behind = text[length..].trim_start_matches([',', '"', '\'']);
    Some((pieces, text.len() - behind.len()))
}

fn yaml(block: &str) -> Option<Vec<Piece>> {
    let telling = |line: &str| {
        ["kind:", "keys:", "jwks_uri:", "id_token:", "kube-apiserver-arg:"]
            .iter()
            .any(|key| line.starts_with(key))
    };
    if !block.lines().any(telling) {
        return None;
    }
    document::pieces(document::parse(block)?, block.trim_end())
}

/// `spec:` at the start of a line. Headers begin with a capital or are known; no field of a manifest does.
fn is_top_level_key(line: &str) -> bool {
    let Some((key, value)) = line.split_once(':') else { return false };
    let key = key.trim_matches('"');
    key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
        && (value.is_empty() || value.starts_with([' ', '\t', '\r', '\n']))
        && !is_known_header(key)
}

/// From a top-level key to the first line that cannot go on with it.
fn yaml_block(text: &str) -> &str {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let goes_on = is_top_level_key(line)
            || line.trim().is_empty()
            || line.starts_with([' ', '\t', '#', '}', ']'])
            || line.starts_with("- ");
        if !goes_on || is_separator(line) || is_request_line(line.trim()) {
            break;
        }
        end += line.len();
    }
    &text[..end]
}

fn is_separator(line: &str) -> bool {
    let line = line.trim_end();
    line == "---" || line == "..." || line.starts_with("--- ")
}

#[cfg(test)]
mod tests;
