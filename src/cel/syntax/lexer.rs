//! Text → tokens, by the lexer rules of cel-go's `parser/gen/CEL.g4`: the longest match wins, and what matches nothing
//! is passed over with an error.

use super::token::{Kind, Token};
use crate::cel::source::{Issues, Source};

/// The tokens up to and with the end. Errors go to `issues`.
pub fn tokens(source: &Source, issues: &mut Issues) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut hidden = String::new();
    while at < source.chars.len() {
        let scan = Scan { chars: &source.chars, from: at };
        match scan.token() {
            Ok((Kind::Hidden, end)) => {
                hidden.push_str(&source.slice(at, end));
                at = end;
            }
            Ok((kind, end)) => {
                let text = source.slice(at, end);
                tokens.push(Token { kind, start: at, end, text, hidden: std::mem::take(&mut hidden) });
                at = end;
            }
            Err(stop) => {
                let text = source.slice(at, stop + 1);
                issues.report(at, format!("Syntax error: token recognition error at: '{text}'"));
                at = stop + 1;
            }
        }
    }
    let end = source.chars.len();
    tokens.push(Token { kind: Kind::End, start: end, end, text: "<EOF>".to_owned(), hidden });
    tokens
}

/// A match: its kind and its end. Otherwise where no rule could go on.
type Match = Result<(Kind, usize), usize>;

struct Scan<'c> {
    chars: &'c [char],
    from: usize,
}

impl Scan<'_> {
    fn at(&self, index: usize) -> Option<char> {
        self.chars.get(index).copied()
    }

    fn token(&self) -> Match {
        let from = self.from;
        let Some(first) = self.at(from) else { return Err(from) };
        let second = self.at(from + 1);
        match first {
            '\t' | ' ' | '\r' | '\n' | '\u{c}' => {
                Ok((Kind::Hidden, self.run(from, |c| "\t \r\n\u{c}".contains(c))))
            }
            '/' if second == Some('/') => Ok((Kind::Hidden, self.run(from, |c| c != '\n'))),
            '0'..='9' => Ok(self.number()),
            '.' if second.is_some_and(|c| c.is_ascii_digit()) => {
                let digits = self.run(from + 1, |c| c.is_ascii_digit());
                Ok((Kind::Float, self.exponent(digits).unwrap_or(digits)))
            }
            '"' | '\'' => self.string(from).map(|end| (Kind::String, end)),
            '`' => self.escaped_identifier(),
            'a'..='z' | 'A'..='Z' | '_' => Ok(self.word()),
            _ => self.symbol(first, second),
        }
    }

    fn run(&self, from: usize, belongs: impl Fn(char) -> bool) -> usize {
        (from..self.chars.len()).find(|index| !belongs(self.chars[*index])).unwrap_or(self.chars.len())
    }

    fn symbol(&self, first: char, second: Option<char>) -> Match {
        let pair: String = [Some(first), second].into_iter().flatten().collect();
        if let Some(kind) = Kind::of_symbol(&pair).filter(|_| second.is_some()) {
            return Ok((kind, self.from + 2));
        }
        match Kind::of_symbol(&first.to_string()) {
            Some(kind) => Ok((kind, self.from + 1)),
            None if "=&|".contains(first) => Err(self.from + 1),
            None => Err(self.from),
        }
    }

    fn number(&self) -> (Kind, usize) {
        let from = self.from;
        if self.at(from) == Some('0') && self.at(from + 1) == Some('x') {
            let digits = self.run(from + 2, |c| c.is_ascii_hexdigit());
            if digits > from + 2 {
                return self.unsigned(digits);
            }
        }
        let digits = self.run(from, |c| c.is_ascii_digit());
        if self.at(digits) == Some('.') {
            let fraction = self.run(digits + 1, |c| c.is_ascii_digit());
            if fraction > digits + 1 {
                return (Kind::Float, self.exponent(fraction).unwrap_or(fraction));
            }
        }
        match self.exponent(digits) {
            Some(end) => (Kind::Float, end),
            None => self.unsigned(digits),
        }
    }

    fn unsigned(&self, end: usize) -> (Kind, usize) {
        match self.at(end) {
            Some('u' | 'U') => (Kind::Uint, end + 1),
            _ => (Kind::Int, end),
        }
    }

    fn exponent(&self, at: usize) -> Option<usize> {
        self.at(at).filter(|c| matches!(c, 'e' | 'E'))?;
        let digits = if matches!(self.at(at + 1), Some('+' | '-')) { at + 2 } else { at + 1 };
        Some(self.run(digits, |c| c.is_ascii_digit())).filter(|end| *end > digits)
    }

    /// An identifier, a keyword, or the prefix of a string.
    fn word(&self) -> (Kind, usize) {
        let end = self.run(self.from, |c| c.is_ascii_alphanumeric() || c == '_');
        let prefix: String = self.chars[self.from..end].iter().collect();
        let quoted = matches!(self.at(end), Some('"' | '\''));
        let string = match prefix.to_ascii_lowercase().as_str() {
            "r" if quoted => self.raw(end).map(|end| (Kind::String, end)),
            "b" if quoted => self.string(end).map(|end| (Kind::Bytes, end)),
            "br" if quoted => self.raw(end).map(|end| (Kind::Bytes, end)),
            _ => Err(end),
        };
        string.unwrap_or_else(|_| (Kind::of_word(&prefix), end))
    }

    fn escaped_identifier(&self) -> Match {
        let inside = self.from + 1;
        let end = self.run(inside, |c| c.is_ascii_alphanumeric() || "_.-/ ".contains(c));
        match self.at(end) {
            Some('`') if end > inside => Ok((Kind::EscapedIdentifier, end + 1)),
            _ => Err(end),
        }
    }

    /// A string without prefix: its end, or where it breaks off.
    fn string(&self, from: usize) -> Result<usize, usize> {
        self.quoted(from, true)
    }

    fn raw(&self, from: usize) -> Result<usize, usize> {
        self.quoted(from, false)
    }

    fn quoted(&self, from: usize, escapes: bool) -> Result<usize, usize> {
        let Some(quote) = self.at(from) else { return Err(from) };
        let is_triple = self.at(from + 1) == Some(quote) && self.at(from + 2) == Some(quote);
        if is_triple && let Ok(end) = self.body(from + 3, quote, 3, escapes) {
            return Ok(end);
        }
        self.body(from + 1, quote, 1, escapes)
    }

    fn body(&self, from: usize, quote: char, quotes: usize, escapes: bool) -> Result<usize, usize> {
        let mut at = from;
        loop {
            let Some(c) = self.at(at) else { return Err(at) };
            if c == quote && (at..at + quotes).all(|index| self.at(index) == Some(quote)) {
                return Ok(at + quotes);
            }
            at = match c {
                '\\' if escapes => self.escape(at + 1)?,
                '\n' | '\r' if quotes == 1 => return Err(at),
                _ => at + 1,
            };
        }
    }

    fn escape(&self, at: usize) -> Result<usize, usize> {
        let digits = |from: usize, count: usize, allowed: fn(char) -> bool| match (from..from + count)
            .find(|index| !self.at(*index).is_some_and(allowed))
        {
            Some(stop) => Err(stop),
            None => Ok(from + count),
        };
        match self.at(at) {
            Some('a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '"' | '\'' | '\\' | '?' | '`') => Ok(at + 1),
            Some('x' | 'X') => digits(at + 1, 2, |c| c.is_ascii_hexdigit()),
            Some('u') => digits(at + 1, 4, |c| c.is_ascii_hexdigit()),
            Some('U') => digits(at + 1, 8, |c| c.is_ascii_hexdigit()),
            Some('0'..='3') => digits(at + 1, 2, |c| ('0'..='7').contains(&c)),
            _ => Err(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexed(text: &str) -> (Vec<String>, Vec<String>) {
        let mut issues = Issues::default();
        let tokens = tokens(&Source::new(text), &mut issues);
        (
            tokens.into_iter().map(|token| format!("{:?} {}", token.kind, token.text)).collect(),
            issues.0.into_iter().map(|issue| issue.message).collect(),
        )
    }

    #[test]
    fn the_longest_match_wins() {
        for (text, want) in [
            ("a.b", "Identifier a|Dot .|Identifier b"),
            (
                "1.5e3 .5 1.a 0x1Fu 12u 1e",
                "Float 1.5e3|Float .5|Int 1|Dot .|Identifier a|Uint 0x1Fu|Uint 12u|Int 1|Identifier e",
            ),
            ("inn in true", "Identifier inn|In in|True true"),
            (
                r#"'a\'b' "" """x"y""" r'\' b"z" br'\n'"#,
                r#"String 'a\'b'|String ""|String """x"y"""|String r'\'|Bytes b"z"|Bytes br'\n'"#,
            ),
            ("a<=b // c\n!=!", "Identifier a|LessEquals <=|Identifier b|NotEquals !=|Not !"),
            ("`a-b`", "EscapedIdentifier `a-b`"),
            (r#""""a"#, r#"String ""|End <EOF>"#),
        ] {
            let (mut tokens, _) = lexed(text);
            if !want.ends_with("<EOF>") {
                tokens.pop();
            }
            assert_eq!(tokens.join("|"), want, "{text}");
        }
    }

    #[test]
    fn what_matches_nothing_is_passed_over() {
        for (text, want) in [
            ("\"abc", "'\"abc'"),
            ("a = b", "'= '"),
            ("a # b", "'#'"),
            ("'a\\q'", "'\\q'"),
            ("a & b", "'& '"),
        ] {
            let (_, errors) = lexed(text);
            let want = match text {
                "'a\\q'" => "''a\\q'",
                _ => want,
            };
            assert_eq!(errors[0], format!("Syntax error: token recognition error at: {want}"), "{text}");
        }
    }
}
