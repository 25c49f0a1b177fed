//! The text of an expression and the errors about it, printed as cel-go prints them: place, message, the line and a
//! caret (`common/source.go`, `common/error.go`, `common/errors.go`).

/// Past this many errors the rest is only counted.
const MOST_ERRORS: usize = 100;
const LONGEST_SNIPPET: usize = 16_384;

/// An expression, addressed by code points.
#[derive(Debug, Clone)]
pub struct Source {
    pub chars: Vec<char>,
    /// Where each line begins.
    lines: Vec<usize>,
}

impl Source {
    pub fn new(text: &str) -> Source {
        let chars: Vec<char> = text.chars().collect();
        let breaks = chars.iter().enumerate().filter(|(_, c)| **c == '\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(breaks).collect();
        Source { chars, lines }
    }

    pub fn slice(&self, from: usize, to: usize) -> String {
        self.chars.get(from..to.min(self.chars.len())).unwrap_or_default().iter().collect()
    }

    /// Zero-based line and column.
    fn place(&self, offset: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= offset).saturating_sub(1);
        (line, offset - self.lines.get(line).copied().unwrap_or_default())
    }

    fn line(&self, line: usize) -> String {
        let from = self.lines.get(line).copied().unwrap_or_default();
        let to = self.lines.get(line + 1).map_or(self.chars.len(), |next| next - 1);
        self.slice(from, to)
    }
}

/// One thing that is wrong with an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// `None`: the expression as a whole.
    pub offset: Option<usize>,
    pub message: String,
}

/// What is wrong with an expression.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issues(pub Vec<Issue>);

impl Issues {
    pub fn report(&mut self, offset: impl Into<Option<usize>>, message: impl Into<String>) {
        self.0.push(Issue { offset: offset.into(), message: message.into() });
    }

    /// All of them in the order of the text.
    pub fn print(&self, source: &Source) -> String {
        let mut shown: Vec<&Issue> = self.0.iter().take(MOST_ERRORS).collect();
        shown.sort_by_key(|issue| issue.offset);
        let mut lines: Vec<String> = shown.into_iter().map(|issue| print(issue, source)).collect();
        if self.0.len() > MOST_ERRORS {
            lines.push(format!("{} more errors were truncated", self.0.len() - MOST_ERRORS));
        }
        lines.join("\n")
    }
}

fn print(issue: &Issue, source: &Source) -> String {
    let Some(offset) = issue.offset else {
        return format!("ERROR: <input>:-1:0: {}", issue.message);
    };
    let (line, column) = source.place(offset);
    let mut text = format!("ERROR: <input>:{}:{}: {}", line + 1, column + 1, issue.message);
    let snippet = source.line(line).replace('\t', " ");
    if snippet.len() <= LONGEST_SNIPPET {
        let mut chars = snippet.chars();
        let dots: String = chars.by_ref().take(column).map(|c| pick(c, '.', '\u{ff0e}')).collect();
        let caret = chars.next().map_or('^', |c| pick(c, '^', '\u{ff3e}'));
        text.push_str(&format!("\n | {snippet}\n | {dots}{caret}"));
    }
    text
}

/// A mark as wide as the character above it.
fn pick(above: char, narrow: char, wide: char) -> char {
    if above.is_ascii() { narrow } else { wide }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_point_at_their_place() {
        let source = Source::new("a +\n ü.b");
        let mut issues = Issues::default();
        issues.report(6, "second");
        issues.report(0, "first");
        issues.report(None, "none");
        assert_eq!(
            issues.print(&source),
            "ERROR: <input>:-1:0: none\n\
             ERROR: <input>:1:1: first\n | a +\n | ^\n\
             ERROR: <input>:2:3: second\n |  ü.b\n | .．^"
        );
    }
}
