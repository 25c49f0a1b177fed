//! `encoding/csv`'s reader with its default settings, record by record, with its error texts.
//!
//! ```text
//! file   = record *( NL record ) [ NL ]                        ; RFC 4180, empty lines skipped
//! field  = *( any byte but comma, quote, NL ) / DQUOTE *( any byte but DQUOTE / 2DQUOTE ) DQUOTE
//! ```

use std::str::SplitInclusive;

/// Reads records of comma-separated fields.
#[derive(Debug, Clone)]
pub struct Reader<'t> {
    lines: SplitInclusive<'t, char>,
    /// Lines read so far.
    line: usize,
}

const BARE_QUOTE: &str = "bare \" in non-quoted-field";
const QUOTE: &str = "extraneous or missing \" in quoted-field";

impl<'t> Reader<'t> {
    pub fn new(text: &'t str) -> Reader<'t> {
        Reader { lines: text.split_inclusive('\n'), line: 0 }
    }

    /// One-based number of the line at which the record read last ended.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The next record, or nothing at the end of the text. Records may differ in length.
    ///
    /// # Errors
    /// `parse error on line 1, column 3: bare " in non-quoted-field` and its sibling for quoted fields.
    pub fn read(&mut self) -> Result<Option<Vec<String>>, String> {
        let line = loop {
            match self.next_line() {
                None => return Ok(None),
                Some(Line { rest: "", newline: true }) => {}
                Some(line) => break line,
            }
        };
        let mut cursor = Cursor { line, column: 1, first: self.line, current: self.line };
        let mut record = Vec::new();
        loop {
            let (field, another) = if cursor.line.rest.starts_with('"') {
                self.quoted_field(&mut cursor)?
            } else {
                cursor.bare_field()?
            };
            record.push(field);
            if !another {
                return Ok(Some(record));
            }
        }
    }

    /// A carriage return before the line feed, or before the end of the text, is dropped.
    fn next_line(&mut self) -> Option<Line<'t>> {
        let line = self.lines.next()?;
        self.line += 1;
        let (rest, newline) = line.strip_suffix('\n').map_or((line, false), |rest| (rest, true));
        Some(Line { rest: rest.strip_suffix('\r').unwrap_or(rest), newline })
    }

    fn quoted_field(&mut self, cursor: &mut Cursor<'t>) -> Result<(String, bool), String> {
        cursor.advance(1);
        let mut field = String::new();
        loop {
            let Some(at) = cursor.line.rest.find('"') else {
                field.push_str(cursor.line.rest);
                if cursor.line.newline {
                    field.push('\n');
                }
                self.continue_on_next_line(cursor)?;
                continue;
            };
            field.push_str(&cursor.line.rest[..at]);
            cursor.advance(at + 1);
            match cursor.line.rest.bytes().next() {
                None => return Ok((field, false)),
                Some(b'"') => {
                    field.push('"');
                    cursor.advance(1);
                }
                Some(b',') => {
                    cursor.advance(1);
                    return Ok((field, true));
                }
                Some(_) => return Err(cursor.error(cursor.column - 1, QUOTE)),
            }
        }
    }

    fn continue_on_next_line(&mut self, cursor: &mut Cursor<'t>) -> Result<(), String> {
        match self.next_line() {
            Some(line) => {
                (cursor.line, cursor.column, cursor.current) = (line, 1, self.line);
                Ok(())
            }
            None => {
                let column = cursor.column + cursor.line.rest.len() + usize::from(cursor.line.newline);
                Err(cursor.error(column, QUOTE))
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Line<'t> {
    rest: &'t str,
    newline: bool,
}

struct Cursor<'t> {
    line: Line<'t>,
    /// One-based, in bytes.
    column: usize,
    /// Line at which the record began.
    first: usize,
    current: usize,
}

impl Cursor<'_> {
    /// Goes on by bytes that were looked at: each is one ASCII delimiter or ends at one.
    fn advance(&mut self, bytes: usize) {
        self.line.rest = self.line.rest.get(bytes..).unwrap_or_default();
        self.column += bytes;
    }

    fn bare_field(&mut self) -> Result<(String, bool), String> {
        let (field, another) = match self.line.rest.split_once(',') {
            Some((field, _)) => (field, true),
            None => (self.line.rest, false),
        };
        if let Some(at) = field.find('"') {
            return Err(self.error(self.column + at, BARE_QUOTE));
        }
        self.advance(field.len() + usize::from(another));
        Ok((field.to_owned(), another))
    }

    fn error(&self, column: usize, reason: &str) -> String {
        let (first, line) = (self.first, self.current);
        let record = if first == line { String::new() } else { format!("record on line {first}; ") };
        format!("{record}parse error on line {line}, column {column}: {reason}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Result<Vec<Vec<String>>, String> {
        let mut reader = Reader::new(text);
        let mut records = Vec::new();
        while let Some(record) = reader.read()? {
            records.push(record);
        }
        Ok(records)
    }

    #[test]
    fn records_and_fields() {
        for (text, records) in [
            ("a,b,c\n", vec![vec!["a", "b", "c"]]),
            ("a,b", vec![vec!["a", "b"]]),
            ("a,b\r\nc\r\n", vec![vec!["a", "b"], vec!["c"]]),
            ("a\r", vec![vec!["a"]]),
            ("\n\na\n\nb", vec![vec!["a"], vec!["b"]]),
            ("", vec![]),
            ("\n", vec![]),
            (",", vec![vec!["", ""]]),
            ("a,", vec![vec!["a", ""]]),
            (" a , b ", vec![vec![" a ", " b "]]),
            ("\"a,b\",c", vec![vec!["a,b", "c"]]),
            ("\"a\"\"b\"", vec![vec!["a\"b"]]),
            ("\"\"", vec![vec![""]]),
            ("\"two\r\nlines\",x\ny", vec![vec!["two\nlines", "x"], vec!["y"]]),
            ("\u{e9},\"\u{e9}\"", vec![vec!["\u{e9}", "\u{e9}"]]),
        ] {
            assert_eq!(
                read_all(text),
                Ok(records.iter().map(|r| r.iter().map(|f| f.to_string()).collect()).collect()),
                "{text:?}"
            );
        }
    }

    #[test]
    fn errors_name_line_and_column() {
        for (text, error) in [
            ("a\"b", "parse error on line 1, column 2: bare \" in non-quoted-field"),
            ("x,a\"", "parse error on line 1, column 4: bare \" in non-quoted-field"),
            ("\"a\"b", "parse error on line 1, column 3: extraneous or missing \" in quoted-field"),
            ("\"a", "parse error on line 1, column 3: extraneous or missing \" in quoted-field"),
            ("\"a\n", "parse error on line 1, column 4: extraneous or missing \" in quoted-field"),
            (
                "ok\n\"a\nb",
                "record on line 2; parse error on line 3, column 2: extraneous or missing \" in quoted-field",
            ),
            (
                "\"a\nb\"c",
                "record on line 1; parse error on line 2, column 2: extraneous or missing \" in quoted-field",
            ),
        ] {
            assert_eq!(read_all(text), Err(error.to_owned()), "{text:?}");
        }
    }
}
