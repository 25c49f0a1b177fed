//! What was changed since the scenario was opened, line by line, as `diff -u` shows it.

use crate::scenario;
use crate::ui::json::Json;
use crate::ui::state::Document;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Same,
    Added,
    Removed,
    /// Lines that are alike and left out.
    Gap,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub kind: Kind,
    pub text: String,
}

impl Kind {
    pub fn sign(self) -> &'static str {
        match self {
            Kind::Same => " ",
            Kind::Added => "+",
            Kind::Removed => "−",
            Kind::Gap => "…",
        }
    }
}

/// How many lines that are alike stand around a change.
const AROUND: usize = 2;

/// Above this, what lies between the first and the last change counts as changed altogether.
const MOST_PAIRS: usize = 4_000_000;

/// The server's side of a scenario as YAML.
pub fn server_text(scenario: &Document) -> String {
    let mut server = Json::Object(Vec::new());
    for key in ["now", "apiServer", "objects", "remote"] {
        server.set(key, scenario.json().get(key).cloned());
    }
    yaml(&server)
}

/// Any value of a document as YAML.
pub fn yaml(value: &Json) -> String {
    let mut text = String::new();
    value.write(&mut text);
    scenario::yaml(&serde_json::from_str(&text).unwrap_or_default())
}

/// The lines that changed, with a little of what stands around them; empty when nothing did.
pub fn lines(before: &str, after: &str) -> Vec<Line> {
    let before: Vec<&str> = before.lines().collect();
    let after: Vec<&str> = after.lines().collect();
    if before == after {
        return Vec::new();
    }
    let start = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let most = before.len().min(after.len()) - start;
    let end = before.iter().rev().zip(after.iter().rev()).take(most).take_while(|(a, b)| a == b).count();
    let mut all: Vec<Line> = before[..start].iter().map(|line| one(Kind::Same, line)).collect();
    between(&before[start..before.len() - end], &after[start..after.len() - end], &mut all);
    all.extend(before[before.len() - end..].iter().map(|line| one(Kind::Same, line)));
    shortened(all)
}

fn one(kind: Kind, text: &str) -> Line {
    Line { kind, text: text.to_owned() }
}

/// By the longest common subsequence.
fn between(before: &[&str], after: &[&str], out: &mut Vec<Line>) {
    let (rows, columns) = (before.len(), after.len());
    if rows * columns > MOST_PAIRS {
        out.extend(before.iter().map(|line| one(Kind::Removed, line)));
        out.extend(after.iter().map(|line| one(Kind::Added, line)));
        return;
    }
    let width = columns + 1;
    let mut common = vec![0u32; (rows + 1) * width];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            common[row * width + column] = if before[row] == after[column] {
                common[(row + 1) * width + column + 1] + 1
            } else {
                common[(row + 1) * width + column].max(common[row * width + column + 1])
            };
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < rows || column < columns {
        if row < rows && column < columns && before[row] == after[column] {
            out.push(one(Kind::Same, before[row]));
            row += 1;
            column += 1;
        } else if column == columns
            || row < rows && common[(row + 1) * width + column] >= common[row * width + column + 1]
        {
            out.push(one(Kind::Removed, before[row]));
            row += 1;
        } else {
            out.push(one(Kind::Added, after[column]));
            column += 1;
        }
    }
}

fn shortened(all: Vec<Line>) -> Vec<Line> {
    let changed: Vec<bool> = all.iter().map(|line| line.kind != Kind::Same).collect();
    let near = |at: usize| {
        let from = at.saturating_sub(AROUND);
        changed[from..changed.len().min(at + AROUND + 1)].contains(&true)
    };
    let kept: Vec<bool> = (0..all.len()).map(near).collect();
    let mut lines: Vec<Line> = Vec::new();
    for (line, kept) in all.into_iter().zip(kept) {
        if kept {
            lines.push(line);
        } else if lines.last().is_none_or(|last| last.kind != Kind::Gap) {
            lines.push(one(Kind::Gap, ""));
        }
    }
    lines
}

/// How many lines came and went.
pub fn counts(lines: &[Line]) -> (usize, usize) {
    let of = |kind: Kind| lines.iter().filter(|line| line.kind == kind).count();
    (of(Kind::Added), of(Kind::Removed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        lines(before, after).iter().map(|line| format!("{}{}\n", line.kind.sign(), line.text)).collect()
    }

    #[test]
    fn changes_are_shown_with_what_stands_around_them() {
        for (before, after, expected) in [
            ("a\nb\n", "a\nb\n", ""),
            ("", "a\n", "+a\n"),
            ("a\n", "", "−a\n"),
            ("a\nb\nc\n", "a\nx\nc\n", " a\n−b\n+x\n c\n"),
            ("1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\n4\n5\n6\n8\n", "…\n 5\n 6\n−7\n+8\n"),
            ("a\nb\n1\n2\n3\n4\n5\nc\n", "b\n1\n2\n3\n4\n5\nc\nd\n", "−a\n b\n 1\n…\n 5\n c\n+d\n"),
            ("a\na\na\n", "a\na\n", " a\n a\n−a\n"),
        ] {
            assert_eq!(shown(before, after), expected, "{before:?} {after:?}");
        }
    }

    #[test]
    fn long_texts_are_compared_at_once() {
        let numbers = |from: u32| (from..from + 20_000).map(|n| format!("{n}\n")).collect::<String>();
        let (added, removed) = counts(&lines(&numbers(0), &numbers(1_000_000)));
        assert_eq!((added, removed), (20_000, 20_000));
    }

    #[test]
    fn only_the_servers_side_is_compared() {
        let document = |text: &str| Document::new(Json::parse(text).unwrap()).unwrap();
        let text = server_text(&document(
            r#"{"kind":"Scenario","apiServer":{"args":["--a=b"]},"request":{"raw":"x"}}"#,
        ));
        assert_eq!(text, "apiServer:\n  args:\n    - --a=b\n");
    }
}
