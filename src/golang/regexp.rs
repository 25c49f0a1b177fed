//! `regexp/syntax`: patterns as Go reads them, with its error texts, written anew in what all dialects of regular expressions
//! have in common: literals, sets of characters, groups without flags.
//!
//! Incomplete: classes of Unicode (`\pL`), letters beyond ASCII without regard to case, patterns that are too large or nested too
//! deeply for Go.

mod class;
mod set;

use set::Set;

/// Why a pattern cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Go's error.
    Error(String),
    /// What Go makes of it is not known here.
    Unknown,
}

type Read<T> = Result<T, Wrong>;

/// The most that something may be repeated, in all.
const MOST_REPEATS: u32 = 1000;
/// Well below Go's limit, which counts more than groups.
const MOST_GROUPS: usize = 200;

#[derive(Debug, Clone, Copy, Default)]
struct Flags {
    ignores_case: bool,
    is_multiline: bool,
    dot_is_any: bool,
    is_lazy: bool,
}

/// What can be repeated.
struct Atom {
    text: String,
    /// How often the innermost of it may occur.
    repeats: u32,
    is_repeated: bool,
}

/// What stands between parentheses, as far as it is read.
#[derive(Default)]
struct Group {
    /// Those before the last `|`.
    alternatives: Vec<Atom>,
    atoms: Vec<Atom>,
    /// Those that hold again behind the group.
    outer: Flags,
}

struct Parser<'p> {
    whole: &'p str,
    rest: &'p str,
    flags: Flags,
    groups: Vec<Group>,
}

/// The pattern in common syntax.
///
/// # Errors
/// ``error parsing regexp: missing closing ): `(` `` and its siblings.
pub fn translate(pattern: &str) -> Read<String> {
    let mut parser =
        Parser { whole: pattern, rest: pattern, flags: Flags::default(), groups: vec![Group::default()] };
    let mut last_repeat = None;
    while let Some(next) = parser.rest.chars().next() {
        let before = parser.rest;
        let is_repeat = match next {
            '*' | '+' | '?' => {
                parser.take(1);
                parser.repeat(before, last_repeat, next.to_string(), 1)?;
                true
            }
            '{' => parser.counted(before, last_repeat)?,
            _ => {
                parser.piece(next)?;
                false
            }
        };
        last_repeat = is_repeat.then_some(before);
    }
    match (parser.groups.pop(), parser.groups.is_empty()) {
        (Some(group), true) => Ok(group.close().text),
        _ => Err(error("missing closing )", pattern)),
    }
}

fn error(what: &str, at: &str) -> Wrong {
    Wrong::Error(format!("error parsing regexp: {what}: `{at}`"))
}

/// What stands before the rest of a text.
fn until<'t>(text: &'t str, rest: &str) -> &'t str {
    &text[..text.len() - rest.len()]
}

impl Group {
    fn alternative(&mut self) {
        let atoms = std::mem::take(&mut self.atoms);
        let repeats = atoms.iter().map(|atom| atom.repeats).max().unwrap_or(1);
        let text = atoms.into_iter().map(|atom| atom.text).collect();
        self.alternatives.push(Atom { text, repeats, is_repeated: false });
    }

    fn close(mut self) -> Atom {
        self.alternative();
        let repeats = self.alternatives.iter().map(|atom| atom.repeats).max().unwrap_or(1);
        let texts: Vec<String> = self.alternatives.into_iter().map(|atom| atom.text).collect();
        Atom { text: format!("(?:{})", texts.join("|")), repeats, is_repeated: false }
    }
}

impl<'p> Parser<'p> {
    /// Takes some bytes, all of them ASCII or whole characters.
    fn take(&mut self, bytes: usize) -> &'p str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.rest = rest;
        taken
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest.chars().next()?;
        self.take(next.len_utf8());
        Some(next)
    }

    fn group(&mut self) -> &mut Group {
        if self.groups.is_empty() {
            self.groups.push(Group::default());
        }
        let last = self.groups.len() - 1;
        &mut self.groups[last]
    }

    fn push(&mut self, text: impl Into<String>) {
        self.group().atoms.push(Atom { text: text.into(), repeats: 1, is_repeated: false });
    }

    fn literal(&mut self, c: char) -> Read<()> {
        let set = Set::of(c, c, self.flags.ignores_case)?;
        self.push(set.write());
        Ok(())
    }

    /// Anything but a repetition.
    fn piece(&mut self, first: char) -> Read<()> {
        let Flags { is_multiline, dot_is_any, .. } = self.flags;
        match first {
            '(' if self.groups.len() > MOST_GROUPS => return Err(Wrong::Unknown),
            '(' if self.rest.starts_with("(?") => return self.perl_group(),
            '(' => self.open(self.flags),
            ')' if self.groups.len() < 2 => return Err(error("unexpected )", self.whole)),
            ')' => {
                if let Some(group) = self.groups.pop() {
                    self.flags = group.outer;
                    let atom = group.close();
                    self.group().atoms.push(atom);
                }
            }
            '|' => self.group().alternative(),
            '^' => self.push(if is_multiline { "(?m:^)" } else { "\\A" }),
            '$' => self.push(if is_multiline { "(?m:$)" } else { "\\z" }),
            '.' => self.push(if dot_is_any { "(?s:.)" } else { "[^\\n]" }),
            '[' => return self.class(),
            '\\' => return self.escape(),
            _ => self.literal(first)?,
        }
        self.take(first.len_utf8());
        Ok(())
    }

    fn open(&mut self, inner: Flags) {
        self.groups.push(Group { outer: self.flags, ..Group::default() });
        self.flags = inner;
    }

    /// `(?flags)`, `(?flags:`, `(?P<name>`, `(?<name>`.
    fn perl_group(&mut self) -> Read<()> {
        let before = self.rest;
        let skipped = match before {
            _ if before.starts_with("(?P<") && before.len() > 4 => 4,
            _ if before.starts_with("(?<") && before.len() > 3 => 3,
            _ => 0,
        };
        if skipped > 0 {
            let Some(end) = before.find('>') else { return Err(error("invalid named capture", before)) };
            let name = before.get(skipped..end).unwrap_or_default();
            if name.is_empty() || !name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric()) {
                return Err(error("invalid named capture", &before[..=end]));
            }
            self.take(end + 1);
            self.open(self.flags);
            return Ok(());
        }
        self.take(2);
        let (mut flags, mut is_set, mut has_flag) = (self.flags, true, false);
        while let Some(c) = self.next() {
            let flag = match c {
                'i' => &mut flags.ignores_case,
                'm' => &mut flags.is_multiline,
                's' => &mut flags.dot_is_any,
                'U' => &mut flags.is_lazy,
                '-' if is_set => {
                    (is_set, has_flag) = (false, false);
                    continue;
                }
                ':' | ')' if is_set || has_flag => {
                    if c == ':' {
                        self.open(flags);
                    } else {
                        self.flags = flags;
                    }
                    return Ok(());
                }
                _ => break,
            };
            *flag = is_set;
            has_flag = true;
        }
        Err(error("invalid or unsupported Perl syntax", until(before, self.rest)))
    }

    /// `{2}`, `{2,}`, `{2,3}`; any other brace stands for itself. Whether it is a repetition.
    fn counted(&mut self, before: &'p str, last: Option<&'p str>) -> Read<bool> {
        let end = before.find('}').unwrap_or_default();
        let inside = before.get(1..end).unwrap_or_default();
        let (least, most) = inside.split_once(',').map_or((inside, inside), |(least, most)| (least, most));
        let is_number = |text: &str| {
            text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'))
        };
        let is_open = inside.ends_with(',');
        if least.is_empty() || !is_number(least) || !is_number(most) || most.is_empty() && !is_open {
            self.take(1);
            self.literal('{')?;
            return Ok(false);
        }
        self.take(end + 1);
        let number = |text: &str| text.parse::<u32>().unwrap_or(u32::MAX);
        let (least, most) = (number(least), if is_open { None } else { Some(number(most)) });
        if least.max(most.unwrap_or_default()) > MOST_REPEATS || most.is_some_and(|most| least > most) {
            return Err(error("invalid repeat count", until(before, self.rest)));
        }
        let operator = match most {
            None => format!("{{{least},}}"),
            Some(most) => format!("{{{least},{most}}}"),
        };
        let times = if most == Some(0) { 0 } else { most.unwrap_or(least).max(1) };
        self.repeat(before, last, operator, times)?;
        Ok(true)
    }

    fn repeat(&mut self, before: &'p str, last: Option<&'p str>, operator: String, times: u32) -> Read<()> {
        let mut is_lazy = self.flags.is_lazy;
        if self.rest.starts_with('?') {
            self.take(1);
            is_lazy = !is_lazy;
        }
        if let Some(last) = last {
            return Err(error("invalid nested repetition operator", until(last, self.rest)));
        }
        let written = until(before, self.rest);
        let Some(atom) = self.group().atoms.pop() else {
            return Err(error("missing argument to repetition operator", written));
        };
        let repeats = if times == 0 { 1 } else { atom.repeats.saturating_mul(times) };
        if repeats > MOST_REPEATS && times > 1 {
            return Err(error("invalid repeat count", written));
        }
        let text = if atom.is_repeated { format!("(?:{})", atom.text) } else { atom.text };
        let lazy = if is_lazy { "?" } else { "" };
        let text = format!("{text}{operator}{lazy}");
        self.group().atoms.push(Atom { text, repeats, is_repeated: true });
        Ok(())
    }
}

#[cfg(test)]
mod tests;
