//! What somebody said about a refused request: kube-apiserver's log, its answer, kubectl's words. It is no input, but
//! people paste it because it is all they have.

use std::borrow::Cow;

use super::{Piece, Speaker, What, dump};

const REFUSAL: &str = "Unable to authenticate the request";
const MOST: usize = 3;

/// What kubectl and client-go print for an answer of 401.
const WORDS: [&str; 4] = [
    "You must be logged in to the server",
    "the server has asked for the client to provide credentials",
    "HTTP/1.1 401 Unauthorized",
    "HTTP/2 401",
];

/// The lines that speak of a refusal, each error once, and the text without them.
pub fn split(text: &str) -> (Vec<Piece>, Cow<'_, str>) {
    let mut pieces: Vec<Piece> = Vec::new();
    if !text.contains(REFUSAL) && !WORDS.iter().any(|words| text.contains(words)) {
        return (pieces, text.into());
    }
    let mut rest = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let said = match error_in_log(line, &mut lines) {
            Some(error) => Some(What::Said(Speaker::Log, error)),
            None => kubectl(line).map(|words| What::Said(Speaker::Answer, words.to_owned())),
        };
        match said {
            Some(what) if pieces.iter().any(|piece| piece.what == what) || pieces.len() == MOST => {}
            Some(what) => pieces.push(Piece::new(what, line)),
            None => {
                rest.push_str(line);
                rest.push('\n');
            }
        }
    }
    (pieces, rest.into())
}

/// `"Unable to authenticate the request" err="…"`, the same as JSON, over several lines, or as it was before 1.21.
fn error_in_log<'t>(line: &'t str, lines: &mut impl Iterator<Item = &'t str>) -> Option<String> {
    let (_, behind) = line.split_once(REFUSAL)?;
    if let Some((_, error)) = behind.split_once("due to an error: ") {
        return Some(error.trim().to_owned());
    }
    if let Some(value) = behind.split_once("err=").map(|(_, value)| value) {
        if value.starts_with('<') {
            let error: Vec<&str> = lines.take_while(|line| line.trim() != ">").map(str::trim).collect();
            return Some(error.join("\n"));
        }
        return Some(unquoted(value));
    }
    // One JSON document a line (--logging-format=json).
    if let Some(value) = behind.split_once("\"err\":").map(|(_, value)| value) {
        return Some(unquoted(value.trim_start()));
    }
    // A line that was cut, or copied without its error.
    (dump::klog(line).is_some() || line.trim().trim_matches('"') == REFUSAL).then(String::new)
}

/// A string of Go or JSON at the start of a text; a cut one goes to the end.
fn unquoted(text: &str) -> String {
    let Some(text) = text.strip_prefix('"') else {
        return text.split_whitespace().next().unwrap_or_default().to_owned();
    };
    let mut out = String::new();
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => break,
            '\\' => match characters.next() {
                Some('n') => out.push('\n'),
                Some('t') => out.push('\t'),
                Some(other) => out.push(other),
                None => break,
            },
            other => out.push(other),
        }
    }
    out
}

fn kubectl(line: &str) -> Option<&str> {
    let line = line.trim().trim_start_matches(['<', '*', ' ']);
    (dump::klog(line).is_none() && WORDS.iter().any(|words| line.contains(words))).then_some(line)
}
