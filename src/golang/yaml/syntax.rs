//! Broken YAML, in the words of `go-yaml` v2 as far as the parser's own kinds of error tell.
//!
//! `go-yaml` has two stages. What its scanner refuses carries the line where it stopped; what its parser refuses
//! carries the line above, since that stage counts from zero.

use serde_saphyr::granit_parser::{ErrorKind, ScanError, Span};

const NO_NODE: &str = "did not find expected node content";
const NO_KEY: &str = "did not find expected key";
pub const NO_TOKEN: &str = "found character that cannot start any token";

/// A text that `go-yaml` refuses before it looks at the structure.
pub fn unreadable(text: &str) -> Option<String> {
    text.chars()
        .any(|c| match c {
            '\t' | '\n' | '\r' | '\u{85}' => false,
            '\u{fffe}' | '\u{ffff}' => true,
            c => c < ' ' || ('\u{7f}'..'\u{a0}').contains(&c),
        })
        .then(|| "control characters are not allowed".to_owned())
}

/// What `go-yaml` prints behind `yaml: `. `flow` is the bracket of the innermost flow collection that the
/// parser has begun.
pub fn error(text: &str, error: &ScanError, flow: Option<char>) -> String {
    let line = error.marker().line();
    let (before, behind) = split(text, error);
    // The scanner runs ahead of the parser, mostly within a line.
    let flow = open_bracket(before).or(flow);
    let parser = |words: &str| match line {
        0 | 1 => words.to_owned(),
        line => format!("line {}: {words}", line - 1),
    };
    let scanner = |line: usize, words: &str| match line {
        0 | 1 => words.to_owned(),
        line => format!("line {line}: {words}"),
    };
    use ErrorKind as E;
    match error.kind() {
        E::UnknownAnchor => {
            let name = behind.trim_start_matches('*').split(|c| !is_name(c)).next().unwrap_or_default();
            format!("unknown anchor '{name}' referenced")
        }
        E::UnclosedFlowCollection { open } => {
            format!("line {}: {}", end_line(text), flow_words(*open, text))
        }
        E::MismatchedFlowCollectionEnd { open, close } => {
            let inside = behind.split(*close).next().unwrap_or_default();
            parser(&flow_words(*open, inside))
        }
        E::ExpectedFlowMappingSeparator | E::ExpectedFlowSequenceSeparator | E::InvalidColonPlacement => {
            parser(&flow_words(flow.unwrap_or('['), before))
        }
        // The colon belongs to the word in front of it.
        E::FlowMappingValueAdjacentCollection => parser(&flow_words(flow.unwrap_or('{'), "word")),
        E::MisplacedFlowCollectionEnd if !awaits_node(before) => parser(NO_KEY),
        E::MisplacedFlowCollectionEnd
        | E::ExpectedNodeContent
        | E::BlockEntryInFlowCollection
        | E::UnexpectedEofImplicitFlowMapping
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofFlowSequence
        | E::UnexpectedEofBlockMapping
        | E::UnexpectedEofBlockSequence => parser(NO_NODE),
        E::ExpectedBlockMappingKey => parser(NO_KEY),
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            parser(&flow.map_or(NO_KEY.to_owned(), |open| flow_words(open, before)))
        }
        E::UndeclaredTagHandle => parser("found undefined tag handle"),
        E::ExpectedBlockSequenceEntry => parser("did not find expected '-' indicator"),
        E::SimpleKeyExpected | E::InvalidSimpleKey => {
            scanner(next_content_line(text, line), "could not find expected ':'")
        }
        E::UnclosedQuotedScalar => scanner(text.matches('\n').count() + 1, "found unexpected end of stream"),
        E::UnexpectedCharacter { .. } | E::TabNotAllowed | E::TabInBlockIndentation => {
            scanner(line, NO_TOKEN)
        }
        E::TabInPlainScalar => scanner(line + 1, "found a tab character that violates indentation"),
        E::TabAtBlockScalarStart => {
            scanner(line + 1, "found a tab character where an indentation space is expected")
        }
        E::DocumentIndicatorInQuotedScalar => scanner(line + 1, "found unexpected document indicator"),
        // The parser's own words are those of `go-yaml`, behind what it was doing.
        // Half of a pair is no character for `go-yaml`, whatever follows it.
        E::InvalidLowSurrogateHexEscape
        | E::InvalidLowSurrogate
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate => scanner(line, "found invalid Unicode character escape code"),
        E::InvalidQuotedScalarHexEscape => scanner(line, "did not find expected hexdecimal number"),
        _ => {
            let info = error.info();
            let words = info.split_once(", ").filter(|(context, _)| context.starts_with("while "));
            scanner(line, words.map_or(info.as_str(), |(_, words)| words))
        }
    }
}

/// In a flow collection, `go-yaml` takes a question mark for the beginning of a key, also inside a word.
pub fn check_in_flow(scalar: &str, open: char, line: usize) -> Result<(), String> {
    if !scalar.char_indices().any(|(at, c)| at > 0 && c == '?') {
        return Ok(());
    }
    let words = flow_words(open, scalar);
    Err(if line > 1 { format!("line {}: {words}", line - 1) } else { words })
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// The text in front of the error and from it on; markers count characters.
fn split<'t>(text: &'t str, error: &ScanError) -> (&'t str, &'t str) {
    let at = text.char_indices().nth(error.marker().index()).map_or(text.len(), |(at, _)| at);
    text.split_at(at)
}

/// The text between two markers.
pub fn slice(text: &str, span: Span) -> String {
    let (start, end) = (span.start.index(), span.end.index());
    text.chars().skip(start).take(end.saturating_sub(start)).collect()
}

/// The line where the text ends, counted from zero; an unfinished last line counts as finished.
fn end_line(text: &str) -> usize {
    text.lines().count()
}

/// The line, counted from one, of whatever follows a line.
fn next_content_line(text: &str, line: usize) -> usize {
    let is_content = |text: &str| !text.trim().is_empty() && !text.trim_start().starts_with('#');
    let next = text.lines().skip(line).position(is_content);
    next.map_or(text.lines().count() + 1, |skipped| line + skipped + 1)
}

fn awaits_node(before: &str) -> bool {
    before.trim_end().chars().next_back().is_none_or(|c| "[{,:-".contains(c))
}

fn flow_words(open: char, before: &str) -> String {
    let close = if open == '[' { ']' } else { '}' };
    if awaits_node(before) { NO_NODE.to_owned() } else { format!("did not find expected ',' or '{close}'") }
}

/// The innermost bracket that the last line leaves open.
fn open_bracket(before: &str) -> Option<char> {
    let mut open = Vec::new();
    for c in before.rsplit('\n').next().unwrap_or_default().chars() {
        match c {
            '[' | '{' => open.push(c),
            ']' | '}' => drop(open.pop()),
            _ => {}
        }
    }
    open.pop()
}
