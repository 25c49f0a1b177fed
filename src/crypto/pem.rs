//! PEM as Go's `encoding/pem` reads it: text around the blocks is skipped, so are blocks that are malformed, and
//! header lines are allowed.
//!
//! ```text
//! -----BEGIN type-----
//! Key: value            ; optional
//! base64
//! -----END type-----
//! ```

use crate::golang::base64;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "\n-----END ";
const DASHES: &str = "-----";

/// One decoded block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What stands behind `BEGIN`, such as `CERTIFICATE`.
    pub label: String,
    /// Header lines, such as those of an encrypted private key.
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

/// One block, in lines of 64 characters.
pub fn encode(label: &str, bytes: &[u8]) -> String {
    framed(label, &base64::encode_std(bytes))
}

/// The same for what is Base64 already; other than ASCII does not survive.
pub fn framed(label: &str, text: &str) -> String {
    let mut block = format!("-----BEGIN {label}-----\n");
    for line in text.as_bytes().chunks(64) {
        block.extend(line.iter().map(|byte| char::from(*byte)));
        block.push('\n');
    }
    block.push_str(&format!("-----END {label}-----\n"));
    block
}

/// All blocks of a text, in order.
pub fn blocks(text: &str) -> Blocks<'_> {
    Blocks { rest: text }
}

/// The blocks of a text, decoded one by one.
#[derive(Debug, Clone)]
pub struct Blocks<'t> {
    rest: &'t str,
}

impl Iterator for Blocks<'_> {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        let (block, rest) = decode(self.rest)?;
        self.rest = rest;
        Some(block)
    }
}

/// The next block of a text and what follows it.
pub fn decode(text: &str) -> Option<(Block, &str)> {
    let mut rest = text;
    loop {
        let end = rest.find(END)?;
        match attempt(rest, end)? {
            Attempt::Block(block, rest) => return Some((block, rest)),
            Attempt::Malformed(after) => rest = after,
        }
    }
}

enum Attempt<'t> {
    Block(Block, &'t str),
    /// Where to look for the next END line.
    Malformed(&'t str),
}

/// Reads the block that begins at the last BEGIN line in front of the END line at `end`. `None`: Go gives up on the
/// whole text, which it does when header lines reach past the END line.
fn attempt(text: &str, end: usize) -> Option<Attempt<'_>> {
    let after_end = text.get(end + END.len()..)?;
    let malformed = Some(Attempt::Malformed(after_end));
    let Some(begin) = text.get(..end)?.rfind(BEGIN) else { return malformed };
    if begin > 0 && text.as_bytes().get(begin - 1) != Some(&b'\n') {
        return malformed;
    }
    let (type_line, body) = line(text.get(begin + BEGIN.len()..)?);
    let Some(label) = type_line.strip_suffix(DASHES) else { return malformed };
    let (headers, body) = headers(body)?;
    // Counted from the back: both are tails of the same text.
    let marker = body.len().checked_sub(text.len() - end);
    if marker.is_none() && body.len() < after_end.len() {
        return None;
    }
    if marker.is_none() && !headers.is_empty() {
        return malformed;
    }
    let closing = after_end.strip_prefix(label).and_then(|rest| rest.strip_prefix(DASHES));
    let Some(("", rest)) = closing.map(line) else { return malformed };
    let encoded = body.get(..marker.unwrap_or(0))?.replace([' ', '\t'], "");
    let Ok(bytes) = base64::decode_std(&encoded) else { return malformed };
    Some(Attempt::Block(Block { label: label.to_owned(), headers, bytes }, rest))
}

type Headers = Vec<(String, String)>;

/// The leading lines with a colon, and what follows them; `None` if nothing does.
fn headers(mut body: &str) -> Option<(Headers, &str)> {
    let mut headers = Headers::new();
    while !body.is_empty() {
        let (header, next) = line(body);
        let Some((key, value)) = header.split_once(':') else { return Some((headers, body)) };
        headers.retain(|(earlier, _)| earlier != key.trim());
        headers.push((key.trim().to_owned(), value.trim().to_owned()));
        body = next;
    }
    None
}

/// The first line without trailing blanks, and the rest of the text.
fn line(text: &str) -> (&str, &str) {
    let (line, rest) = match text.split_once('\n') {
        Some((line, rest)) => (line.strip_suffix('\r').unwrap_or(line), rest),
        None => (text, ""),
    };
    (line.trim_end_matches([' ', '\t']), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> Vec<(String, Vec<u8>)> {
        blocks(text).map(|block| (block.label, block.bytes)).collect()
    }

    #[test]
    fn what_is_written_has_lines_of_64_characters_and_is_read_again() {
        let text = encode("CERTIFICATE", &[7; 49]);
        assert_eq!(text.lines().map(str::len).collect::<Vec<_>>(), [27, 64, 4, 25]);
        assert_eq!(labels(&text), [("CERTIFICATE".into(), vec![7; 49])]);
    }

    #[test]
    fn text_around_the_blocks_is_skipped() {
        let text = "subject=CN=a\r\n-----BEGIN A-----\r\nYWJj\r\n-----END A-----  \r\nnoise\n\
                    -----BEGIN B-----\nYW Jj\t\nZGU=\n-----END B-----";
        assert_eq!(labels(text), [("A".into(), b"abc".to_vec()), ("B".into(), b"abcde".to_vec())]);
    }

    #[test]
    fn malformed_blocks_are_skipped() {
        let good = "-----BEGIN B-----\nYWJj\n-----END B-----\n";
        for bad in [
            "-----BEGIN A-----\nYW?j\n-----END A-----\n",
            "-----BEGIN A-----\nYWJj\n-----END C-----\n",
            "-----BEGIN A-----\nYWJj\n-----END A----- x\n",
            "-----BEGIN A\nYWJj\n-----END A-----\n",
            "x -----BEGIN A-----\nYWJj\n-----END A-----\n",
            "-----BEGIN A-----\nYWJ\n-----END A-----\n",
            "-----BEGIN A-----\nYWJj\n",
            "-----BEGIN A-----\nProc-Type: 4\n-----END A-----\n",
        ] {
            assert_eq!(labels(&format!("{bad}{good}")), [("B".into(), b"abc".to_vec())], "{bad}");
        }
    }

    #[test]
    fn headers_are_kept() {
        let text = "-----BEGIN A-----\nProc-Type: 4,ENCRYPTED\nDEK-Info : x\n\nYWJj\n-----END A-----\n";
        let block = blocks(text).next();
        let headers = [("Proc-Type", "4,ENCRYPTED"), ("DEK-Info", "x")].map(|(k, v)| (k.into(), v.into()));
        assert_eq!(block.map(|block| block.headers), Some(headers.to_vec()));
    }

    #[test]
    fn an_empty_block_is_a_block() {
        assert_eq!(labels("-----BEGIN A-----\n-----END A-----\n"), [("A".into(), vec![])]);
    }

    #[test]
    fn unused_bits_are_not_looked_at() {
        assert_eq!(labels("-----BEGIN A-----\nYWJ=\n-----END A-----\n"), [("A".into(), b"ab".to_vec())]);
    }

    #[test]
    fn headers_that_swallow_the_end_line_end_the_text() {
        let text =
            "-----BEGIN A-----\na: b\n-----END A-----:\nc: d\n\n-----BEGIN B-----\nYWJj\n-----END B-----\n";
        assert_eq!(labels(text), []);
    }
}
