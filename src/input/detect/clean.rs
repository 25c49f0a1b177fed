//! What copying and pasting adds to a text, taken away again: invisible characters, typographic quotes, colours of
//! a terminal, e-mail quoting, fences of Markdown, line numbers, common indentation.

use std::borrow::Cow;

/// Without anything that no credential and no document holds. The other cleaning is for texts with lines.
pub fn characters(text: &str) -> Cow<'_, str> {
    let odd = |c: char| replacement(c).is_some() || c == '\u{1b}';
    if !text.contains(odd) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match replacement(c) {
            Some(plain) => clean.push_str(plain),
            // A control sequence of ECMA-48: ESC [ … a letter.
            None if c == '\u{1b}' => {
                if rest.next() == Some('[') {
                    rest.by_ref().find(char::is_ascii_alphabetic);
                }
            }
            None => clean.push(c),
        }
    }
    Cow::Owned(clean)
}

fn replacement(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{feff}' | '\u{ad}' => "",
        '\u{a0}' | '\u{2007}' | '\u{202f}' => " ",
        '\u{2028}' | '\u{2029}' => "\n",
        '“' | '”' | '„' | '‟' | '«' | '»' => "\"",
        '‘' | '’' | '‚' | '‛' => "'",
        '\0' => " ",
        _ => return None,
    })
}

/// Without e-mail quoting, fences, line numbers and common indentation; a text without any of these stays as it is.
pub fn lines(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if let Some(unquoted) = without_mail_quotes(&text) {
        text = Cow::Owned(unquoted);
    }
    if text.lines().any(is_fence) {
        text = Cow::Owned(joined(text.lines().filter(|line| !is_fence(line))));
    }
    if let Some(unnumbered) = without_numbers(&text) {
        text = Cow::Owned(unnumbered);
    }
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let common = text.lines().filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or(0);
    if common > 0 {
        text = Cow::Owned(joined(text.lines().map(|line| line.get(common..).unwrap_or_default())));
    }
    if let Some(dashed) = with_double_dashes(&text) {
        text = Cow::Owned(dashed);
    }
    text
}

fn is_fence(line: &str) -> bool {
    line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~")
}

fn joined<'t>(lines: impl Iterator<Item = &'t str>) -> String {
    let mut text = String::new();
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// Every line that is not empty begins with `>`. `curl -v` marks what it sends in the same way, which does no harm.
fn without_mail_quotes(text: &str) -> Option<String> {
    let mut filled = text.lines().filter(|line| !line.trim().is_empty()).peekable();
    filled.peek()?;
    if !filled.all(|line| line.trim_start().starts_with('>')) {
        return None;
    }
    let bare = joined(text.lines().map(|line| {
        let line = line.trim_start();
        let line = line.strip_prefix('>').unwrap_or(line);
        line.strip_prefix(' ').unwrap_or(line)
    }));
    Some(without_mail_quotes(&bare).unwrap_or(bare))
}

/// Every line, also an empty one, begins with a number that is one more than that of the line before.
fn without_numbers(text: &str) -> Option<String> {
    let mut expected = None;
    let mut lines = Vec::new();
    for line in text.trim_end().lines() {
        let line = line.trim_start_matches([' ', '\t']);
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, behind) = line.split_at(digits);
        let number: u32 = number.parse().ok()?;
        if expected.is_some_and(|expected| expected != number) {
            return None;
        }
        expected = number.checked_add(1);
        let mark = [':', '|', '.', '│', '→', ')'];
        let behind = match behind.trim_start_matches(' ').strip_prefix(mark) {
            Some(marked) => marked,
            None => behind,
        };
        let arrow = line[digits..].trim_start_matches(' ').starts_with('→');
        if !behind.is_empty() && !behind.starts_with([' ', '\t']) && !arrow {
            return None;
        }
        let space = if arrow { None } else { behind.strip_prefix([' ', '\t']) };
        lines.push(space.unwrap_or(behind));
    }
    (lines.len() > 1).then(|| joined(lines.into_iter()))
}

/// Word processors make one long dash of the two before a flag.
fn with_double_dashes(text: &str) -> Option<String> {
    if !text.contains(['–', '—']) {
        return None;
    }
    let mut plain = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let flag = before.is_whitespace() && rest.peek().is_some_and(char::is_ascii_lowercase);
        if matches!(c, '–' | '—') && flag {
            plain.push_str("--");
        } else {
            plain.push(c);
        }
        before = c;
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_numberings_are_taken_away() {
        for (text, expected) in [
            ("1 a\n2   b\n", "a\n  b\n"),
            (" 9: a\n10: b", "a\nb\n"),
            (" 9 | a\n10 |   b", "a\n  b\n"),
            ("     1→a: 1\n     2→  b: 2", "a: 1\n  b: 2\n"),
            ("1 a\n\n2 b", "1 a\n\n2 b"),
            ("1 a\n3 b", "1 a\n3 b"),
            ("123456", "123456"),
            ("1a\n2b", "1a\n2b"),
        ] {
            assert_eq!(lines(text), expected, "{text}");
        }
    }

    #[test]
    fn what_mail_programs_and_word_processors_do_is_undone() {
        for (text, expected) in [
            ("> a: 1\n>   b: 2\n", "a: 1\n  b: 2\n"),
            ("> > a\n>> b", "a\nb\n"),
            ("> a\nb", "> a\nb"),
            ("—anonymous-auth=false", "--anonymous-auth=false"),
            ("kubectl –token x – and so on", "kubectl --token x – and so on"),
        ] {
            assert_eq!(lines(text), expected, "{text}");
        }
    }

    #[test]
    fn invisible_characters_and_colours_vanish() {
        for (text, expected) in [
            ("a\u{200b}b\u{feff}", "ab"),
            ("a\u{a0}b", "a b"),
            ("“Bearer” ‘x’", "\"Bearer\" 'x'"),
            ("\u{1b}[31mred\u{1b}[0m \u{1b}", "red "),
            ("é→", "é→"),
        ] {
            assert_eq!(characters(text), expected, "{text}");
        }
    }
}
