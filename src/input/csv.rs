//! Comma-separated values as Go's `encoding/csv` reads them with its defaults, its error texts included: a
//! token file that this reader refuses is one that kube-apiserver does not start with.
//!
//! ```text
//! file   = *( record LF )                ; empty lines are skipped, CRLF is LF
//! record = field *( "," field )
//! field  = *bare / DQUOTE *( any / 2DQUOTE ) DQUOTE
//! ```

use std::borrow::Cow;

/// One record and the one-based line on which it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'a> {
    pub line: usize,
    pub fields: Vec<Cow<'a, str>>,
}

/// Reads record by record.
pub struct Reader<'a> {
    rest: &'a str,
    line: usize,
}

const BARE_QUOTE: &str = "bare \" in non-quoted-field";
const QUOTE: &str = "extraneous or missing \" in quoted-field";

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Reader<'a> {
        Reader { rest: text, line: 0 }
    }

    /// The next line without its ending, and whether it had one.
    fn next_line(&mut self) -> Option<(&'a str, bool)> {
        if self.rest.is_empty() {
            return None;
        }
        let (line, rest, ended) = match self.rest.split_once('\n') {
            Some((line, rest)) => (line, rest, true),
            None => (self.rest, "", false),
        };
        self.rest = rest;
        self.line += 1;
        Some((line.strip_suffix('\r').unwrap_or(line), ended))
    }

    fn record(&mut self, first: &'a str, ended: bool) -> Result<Record<'a>, String> {
        let start = self.line;
        let mut fields = Vec::new();
        let mut position = Position { line: first, at: 0, ended };
        loop {
            let more = if position.rest().starts_with('"') {
                let (field, more) = self.quoted(start, &mut position)?;
                fields.push(field);
                more
            } else {
                let rest = position.rest();
                let field = rest.split_once(',').map_or(rest, |(field, _)| field);
                if let Some(quote) = field.find('"') {
                    return Err(self.error(start, position.at + quote + 1, BARE_QUOTE));
                }
                position.at += field.len();
                fields.push(Cow::Borrowed(field));
                position.skip_comma()
            };
            if !more {
                return Ok(Record { line: start, fields });
            }
        }
    }

    fn quoted(&mut self, start: usize, position: &mut Position<'a>) -> Result<(Cow<'a, str>, bool), String> {
        position.at += 1;
        let mut value = String::new();
        loop {
            let rest = position.rest();
            let Some(quote) = rest.find('"') else {
                value.push_str(rest);
                position.at += rest.len();
                if position.ended {
                    value.push('\n');
                }
                match self.next_line() {
                    Some((line, ended)) => *position = Position { line, at: 0, ended },
                    None => {
                        let column = position.at + 1 + usize::from(position.ended);
                        return Err(self.error(start, column, QUOTE));
                    }
                }
                continue;
            };
            value.push_str(&rest[..quote]);
            position.at += quote + 1;
            if position.rest().starts_with('"') {
                value.push('"');
                position.at += 1;
            } else if position.rest().is_empty() {
                return Ok((Cow::Owned(value), false));
            } else if position.skip_comma() {
                return Ok((Cow::Owned(value), true));
            } else {
                return Err(self.error(start, position.at, QUOTE));
            }
        }
    }

    fn error(&self, start: usize, column: usize, reason: &str) -> String {
        if start == self.line {
            format!("parse error on line {}, column {column}: {reason}", self.line)
        } else {
            format!("record on line {start}; parse error on line {}, column {column}: {reason}", self.line)
        }
    }
}

struct Position<'a> {
    line: &'a str,
    at: usize,
    ended: bool,
}

impl<'a> Position<'a> {
    fn rest(&self) -> &'a str {
        &self.line[self.at..]
    }

    fn skip_comma(&mut self) -> bool {
        let comma = self.rest().starts_with(',');
        self.at += usize::from(comma);
        comma
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Result<Record<'a>, String>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (line, ended) = self.next_line()?;
            if !line.is_empty() {
                let record = self.record(line, ended);
                if record.is_err() {
                    self.rest = "";
                }
                return Some(record);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Result<Vec<Vec<String>>, String> {
        Reader::new(text)
            .map(|record| record.map(|record| record.fields.into_iter().map(Cow::into_owned).collect()))
            .collect()
    }

    #[test]
    fn reads_what_go_reads() {
        for (text, expected) in [
            ("a,b\n", vec![vec!["a", "b"]]),
            ("a,b\r\n\r\n\nc,", vec![vec!["a", "b"], vec!["c", ""]]),
            ("\"a,\"\"b\",c\n", vec![vec!["a,\"b", "c"]]),
            ("\"two\r\nlines\",c", vec![vec!["two\nlines", "c"]]),
            (" a , b \n", vec![vec![" a ", " b "]]),
            ("\"a\rb\"\na\rb\r", vec![vec!["a\rb"], vec!["a\rb"]]),
            ("", vec![]),
            ("\n\n\r", vec![]),
        ] {
            assert_eq!(records(text).unwrap(), expected, "{text:?}");
        }
    }

    #[test]
    fn refuses_what_go_refuses_in_its_words() {
        for (text, expected) in [
            ("a,b\"c", "parse error on line 1, column 4: bare \" in non-quoted-field"),
            ("x\n\"a\"b,c\n", "parse error on line 2, column 3: extraneous or missing \" in quoted-field"),
            ("\"a", "parse error on line 1, column 3: extraneous or missing \" in quoted-field"),
            ("x,\"\n", "parse error on line 1, column 5: extraneous or missing \" in quoted-field"),
            ("é,\"é\"x", "parse error on line 1, column 7: extraneous or missing \" in quoted-field"),
            (
                "\"a\r\nb\n",
                "record on line 1; parse error on line 2, column 3: extraneous or missing \" in quoted-field",
            ),
            (
                "\"a\nb\"c",
                "record on line 1; parse error on line 2, column 2: extraneous or missing \" in quoted-field",
            ),
        ] {
            assert_eq!(records(text).unwrap_err(), expected, "{text:?}");
        }
    }

    #[test]
    fn records_know_their_line() {
        let lines: Vec<usize> = Reader::new("a\n\n\"b\nc\"\nd").map(|record| record.unwrap().line).collect();
        assert_eq!(lines, [1, 3, 5]);
    }
}
