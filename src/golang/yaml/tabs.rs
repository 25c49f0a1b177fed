//! Tabs where `go-yaml` wants spaces, of which the parser is more tolerant: in front of the first token of a line.

use granit_parser::{ScalarStyle, Span, StructureStyle};

/// What the parser has read, in characters from the beginning of the text.
#[derive(Debug, Default)]
pub struct Regions {
    /// One behind the other; a flow collection stands for all that is in it.
    read: Vec<Region>,
    /// The collections that are still open; where one in flow style begins.
    open: Vec<Option<usize>>,
}

#[derive(Debug)]
struct Region {
    start: usize,
    end: usize,
    /// The style of a scalar in block context.
    style: Option<ScalarStyle>,
}

impl Regions {
    pub fn scalar(&mut self, style: ScalarStyle, span: Span) {
        let in_block = self.open.iter().all(Option::is_none);
        let (start, end) = (span.start.index(), span.end.index());
        self.read.push(Region { start, end, style: in_block.then_some(style) });
    }

    pub fn start(&mut self, style: StructureStyle, span: Span) {
        self.open.push((style == StructureStyle::Flow).then(|| span.start.index()));
    }

    pub fn end(&mut self, span: Span) {
        if let Some(start) = self.open.pop().flatten() {
            let inside = self.read.iter().rev().take_while(|region| region.start > start).count();
            self.read.truncate(self.read.len() - inside);
            self.read.push(Region { start, end: span.end.index(), style: None });
        }
    }

    /// The bracket of the innermost open collection, if that is in flow style.
    pub fn innermost_flow(&self, text: &str) -> Option<char> {
        let starts = self.open.iter().rev().map_while(|start| *start);
        // A pair in a list is a collection without a bracket of its own.
        starts.filter_map(|start| text.chars().nth(start)).find(|c| matches!(c, '[' | '{'))
    }

    /// The first tab out of place among the first `limit` characters, as `go-yaml` words it.
    pub fn misplaced_tab(&self, text: &str, limit: usize) -> Option<String> {
        if !text.contains('\t') {
            return None;
        }
        let text: Vec<char> = text.chars().collect();
        let mut start = 0;
        for (index, line) in text.split(|c| *c == '\n').enumerate() {
            let column = leading_tab(line).filter(|column| start + column < limit);
            if let Some(words) = column.and_then(|column| self.words(&text, start, column)) {
                return Some(if index == 0 {
                    words.to_owned()
                } else {
                    format!("line {}: {words}", index + 1)
                });
            }
            start += line.len() + 1;
        }
        None
    }

    fn words(&self, text: &[char], line_start: usize, column: usize) -> Option<&'static str> {
        let at = line_start + column;
        let next = self.read.partition_point(|region| region.end <= at);
        let inside = self.read.get(next).is_some_and(|region| region.start < at)
            || self.open.iter().flatten().any(|start| *start < at);
        if inside {
            return None;
        }
        let previous = next.checked_sub(1).and_then(|previous| self.read.get(previous)).filter(|region| {
            text.get(region.end..at).is_some_and(|between| between.iter().all(|c| c.is_whitespace()))
        });
        match previous.and_then(|region| Some((region, region.style?))) {
            Some((region, ScalarStyle::Plain)) => {
                let before = text.get(..region.start).unwrap_or_default();
                let line = before.rsplit(|c| *c == '\n').next().unwrap_or_default();
                let indent = line.iter().take_while(|c| matches!(c, ' ' | '-')).count();
                (column <= indent).then_some("found a tab character that violates indentation")
            }
            Some((_, ScalarStyle::Literal | ScalarStyle::Folded)) => {
                Some("found a tab character where an indentation space is expected")
            }
            _ => Some(super::syntax::NO_TOKEN),
        }
    }
}

/// The column of a tab with nothing but spaces and `-` in front of it.
fn leading_tab(line: &[char]) -> Option<usize> {
    let mut characters = line.iter().copied().enumerate().peekable();
    while let Some((column, c)) = characters.next() {
        match c {
            '\t' => return Some(column),
            ' ' => {}
            '-' if characters.peek().is_some_and(|(_, next)| matches!(next, ' ' | '\t')) => {}
            _ => return None,
        }
    }
    None
}
