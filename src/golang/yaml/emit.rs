//! JSON values as `sigs.k8s.io/yaml` writes them: `go-yaml` v2's choice of quotes, order of keys (`sorter.go`) and
//! line breaks (`emitterc.go`).

use std::cmp::Ordering;

use serde_json::Value;

use super::resolve::{Kind, resolve};

/// Where the emitter begins to look for a space to break a line at.
const BEST_WIDTH: usize = 80;

/// `yaml.Marshal`.
pub fn emit(value: &Value) -> String {
    let mut out = String::new();
    let mut writer = Writer { out: &mut out };
    writer.node(value, 0, false);
    out
}

struct Writer<'a> {
    out: &'a mut String,
}

impl Writer<'_> {
    /// `inline`: the value's first line continues what stands on the line already.
    fn node(&mut self, value: &Value, indent: usize, inline: bool) {
        match value {
            Value::Object(fields) if !fields.is_empty() => self.map(fields, indent, inline),
            Value::Array(items) if !items.is_empty() => {
                for (index, item) in items.iter().enumerate() {
                    self.lead(indent, inline && index == 0);
                    self.out.push_str("- ");
                    self.node(item, indent + 2, true);
                }
            }
            leaf => {
                self.leaf(leaf, indent, false);
                self.out.push('\n');
            }
        }
    }

    fn map(&mut self, fields: &serde_json::Map<String, Value>, indent: usize, inline: bool) {
        let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
        fields.sort_by(|(a, _), (b, _)| natural(a, b));
        for (index, (key, value)) in fields.into_iter().enumerate() {
            self.lead(indent, inline && index == 0);
            self.scalar(key, indent, true);
            self.out.push(':');
            match value {
                Value::Object(inner) if !inner.is_empty() => {
                    self.out.push('\n');
                    self.node(value, indent + 2, false);
                }
                Value::Array(items) if !items.is_empty() => {
                    self.out.push('\n');
                    self.node(value, indent, false);
                }
                leaf => {
                    self.out.push(' ');
                    self.leaf(leaf, indent + 2, false);
                    self.out.push('\n');
                }
            }
        }
    }

    fn lead(&mut self, indent: usize, inline: bool) {
        if !inline {
            self.out.extend(std::iter::repeat_n(' ', indent));
        }
    }

    fn leaf(&mut self, value: &Value, indent: usize, key: bool) {
        match value {
            Value::String(text) => self.scalar(text, indent, key),
            other => self.out.push_str(&other.to_string()),
        }
    }

    fn scalar(&mut self, text: &str, indent: usize, key: bool) {
        let shape = Shape::of(text);
        if text.contains('\n') && !key && shape.block {
            self.literal(text, indent);
        } else if is_plain(text) && !text.contains('\n') && shape.plain && !(key && text.is_empty()) {
            self.words(text, (indent, !key), |c, out| out.push(c));
        } else if is_plain(text) && !text.contains('\n') && shape.single_quoted {
            self.out.push('\'');
            self.words(text, (indent, !key), |c, out| {
                out.push(c);
                if c == '\'' {
                    out.push(c);
                }
            });
            self.out.push('\'');
        } else {
            self.out.push('"');
            self.words(text, (indent, !key), double_quoted);
            self.out.push('"');
        }
    }

    fn column(&self) -> usize {
        self.out[self.out.rfind('\n').map_or(0, |at| at + 1)..].chars().count()
    }

    /// Writes a text, which is broken at single spaces once a line is full.
    fn words(&mut self, text: &str, (indent, fold): (usize, bool), put: fn(char, &mut String)) {
        let mut column = self.column();
        let mut after_space = false;
        let mut chars = text.chars().enumerate().peekable();
        while let Some((index, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            let inside = index > 0 && next.is_some_and(|next| next != ' ');
            if c == ' ' && fold && !after_space && column > BEST_WIDTH && inside {
                self.out.push('\n');
                self.lead(indent, false);
                column = indent;
            } else {
                let before = self.out.len();
                put(c, self.out);
                column += self.out[before..].chars().count();
            }
            after_space = c == ' ';
        }
    }

    fn literal(&mut self, text: &str, indent: usize) {
        self.out.push('|');
        if text.starts_with([' ', '\n']) {
            self.out.push('2');
        }
        match text.strip_suffix('\n') {
            None => self.out.push('-'),
            Some(rest) if rest.is_empty() || rest.ends_with('\n') => self.out.push('+'),
            Some(_) => {}
        }
        let body = text.strip_suffix('\n').unwrap_or(text);
        for line in body.split('\n') {
            self.out.push('\n');
            if !line.is_empty() {
                self.lead(indent, false);
                self.out.push_str(line);
            }
        }
    }
}

/// Whether the text, unquoted, would still be read as a string.
fn is_plain(text: &str) -> bool {
    let string = matches!(resolve("", text), Ok(scalar) if scalar.kind() == Kind::String);
    string && !is_base_60(text) && !is_timestamp(text)
}

/// `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`
fn is_base_60(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut parts = whole.split(':');
    let first = parts.next().unwrap_or_default();
    let numeral = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_');
    let sixtieth = |part: &str| match part.as_bytes() {
        [unit] => unit.is_ascii_digit(),
        [b'0'..=b'5', unit] => unit.is_ascii_digit(),
        _ => false,
    };
    whole.contains(':')
        && first.starts_with(|c: char| c.is_ascii_digit())
        && numeral(first)
        && parts.all(sixtieth)
        && numeral(fraction)
}

/// `2026-11-23`, with or without a time.
fn is_timestamp(text: &str) -> bool {
    let (date, time) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let number = |text: &str, most: u32| {
        (1..=2).contains(&text.len()) && text.parse::<u32>().is_ok_and(|value| value <= most)
    };
    let mut parts = date.split('-');
    let year = parts.next().is_some_and(|year| year.len() == 4 && year.bytes().all(|c| c.is_ascii_digit()));
    let month = parts.next().is_some_and(|month| number(month, 12));
    let day = parts.next().is_some_and(|day| number(day, 31));
    let clock = time.is_none_or(|time| {
        let time = time.strip_suffix('Z').unwrap_or(time);
        let time = time.split_once(['+', '-']).map_or(time, |(time, _)| time);
        let whole = time.split_once('.').map_or(time, |(whole, _)| whole);
        whole.split(':').count() == 3 && whole.split(':').all(|part| number(part, 59))
    });
    year && month && day && parts.next().is_none() && clock
}

/// Which styles a text allows.
struct Shape {
    plain: bool,
    single_quoted: bool,
    block: bool,
}

impl Shape {
    fn of(text: &str) -> Shape {
        let chars: Vec<char> = text.chars().collect();
        let (Some(&first), Some(&last)) = (chars.first(), chars.last()) else {
            return Shape { plain: true, single_quoted: true, block: false };
        };
        let special = !chars.iter().all(|&c| is_printable(c));
        let pair =
            |a: fn(char) -> bool, b: fn(char) -> bool| chars.windows(2).any(|pair| a(pair[0]) && b(pair[1]));
        let space_break = pair(|c| c == ' ', is_break);
        let break_space = pair(is_break, |c| c == ' ');
        let edges = first == ' ' || last == ' ' || is_break(first) || is_break(last);
        let breaks = chars.iter().any(|&c| is_break(c));
        Shape {
            plain: !(indicates(&chars) || edges || breaks || special),
            single_quoted: !(break_space || space_break || special),
            block: !(last == ' ' || space_break || special),
        }
    }
}

/// Whether a block scalar without quotes would be read as something else than itself.
fn indicates(chars: &[char]) -> bool {
    let blank = |at: usize| chars.get(at).is_none_or(|&c| c == ' ' || c == '\t');
    let first = match chars[0] {
        '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => {
            true
        }
        '?' | ':' | '-' => blank(1),
        _ => false,
    };
    let marker = chars.len() >= 3 && (chars[..3] == ['-'; 3] || chars[..3] == ['.'; 3]);
    let inside = (1..chars.len()).any(|at| match chars[at] {
        ':' => blank(at + 1),
        '#' => blank(at - 1) || is_break(chars[at - 1]),
        _ => false,
    });
    first || marker || inside
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// The emitter's own idea of it: nothing beyond the basic plane.
fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{fffd}') && c != '\u{feff}'
}

fn double_quoted(c: char, out: &mut String) {
    let short = match c {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' => '"',
        '\\' => '\\',
        '\u{85}' => 'N',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        c if is_printable(c) => return out.push(c),
        c => {
            let code = c as u32;
            return out.push_str(&match code {
                ..=0xff => format!("\\x{code:02X}"),
                0x100..=0xffff => format!("\\u{code:04X}"),
                _ => format!("\\U{code:08X}"),
            });
        }
    };
    out.extend(['\\', short]);
}

/// The order of keys: numbers inside them count as numbers, letters stand behind everything else.
fn natural(a: &str, b: &str) -> Ordering {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let Some(at) = a.iter().zip(&b).position(|(x, y)| x != y) else { return a.len().cmp(&b.len()) };
    let (x, y) = (a[at], b[at]);
    match (x.is_alphabetic(), y.is_alphabetic()) {
        (true, true) => return x.cmp(&y),
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (false, false) => {}
    }
    let digits = |text: &[char]| text.iter().take_while(|c| c.is_ascii_digit()).collect::<String>();
    let nonzero_before = a[..at].iter().rev().take_while(|c| c.is_ascii_digit()).any(|c| *c != '0');
    let lead = if (x == '0' || y == '0') && nonzero_before { "1" } else { "" };
    let (da, db) = (digits(&a[at..]), digits(&b[at..]));
    let value = |digits: &str| format!("{lead}{digits}").parse::<u64>().unwrap_or_default();
    value(&da).cmp(&value(&db)).then(da.len().cmp(&db.len())).then(x.cmp(&y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_words_of_yaml_1_1_are_quoted() {
        for text in ["yes", "12:30", "2026-11-23", "2026-11-23T12:00:00Z", "1e3", "0x1f", "~", ""] {
            assert_eq!(emit(&Value::from(text)), format!("\"{text}\"\n"));
        }
    }

    #[test]
    fn keys_are_in_natural_order() {
        let mut keys = ["b", "a10", "a9", "a-b", "a/b", "ab", "1", "a01", "a1"];
        keys.sort_by(|a, b| natural(a, b));
        assert_eq!(keys, ["1", "a-b", "a/b", "a1", "a01", "a9", "a10", "ab", "b"]);
    }
}
