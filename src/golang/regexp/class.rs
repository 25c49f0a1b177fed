//! What a backslash does, and sets in brackets.

use super::set::{self, Set};
use super::{Parser, Read, Wrong, error, until};

impl Parser<'_> {
    /// A backslash and what it does, outside of brackets.
    pub(super) fn escape(&mut self) -> Read<()> {
        let same = match self.rest.as_bytes().get(1) {
            Some(b'A') => "\\A",
            Some(b'z') => "\\z",
            Some(b'b') => "\\b",
            Some(b'B') => "\\B",
            Some(b'C') => return Err(error("invalid escape sequence", "\\C")),
            Some(b'Q') => {
                self.take(2);
                let (text, rest) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
                self.rest = rest;
                return text.chars().try_for_each(|c| self.literal(c));
            }
            _ => {
                if let Some(set) = self.perl_class()? {
                    self.push(set.write());
                    return Ok(());
                }
                let c = self.escaped()?;
                return self.literal(c);
            }
        };
        self.take(2);
        self.push(same);
        Ok(())
    }

    /// `\d` and its siblings.
    fn perl_class(&mut self) -> Read<Option<Set>> {
        let mut chars = self.rest.chars();
        let (Some('\\'), Some(letter)) = (chars.next(), chars.next()) else { return Ok(None) };
        if matches!(letter, 'p' | 'P') {
            return match self.rest[2..].starts_with('{') && !self.rest.contains('}') {
                true => Err(error("invalid character class range", self.rest)),
                false => Err(Wrong::Unknown),
            };
        }
        let Some(ranges) = set::perl(letter.to_ascii_lowercase()) else { return Ok(None) };
        self.take(2);
        Set::named(ranges, letter.is_ascii_uppercase(), self.flags.ignores_case).map(Some)
    }

    /// A character written with a backslash.
    fn escaped(&mut self) -> Read<char> {
        let before = self.rest;
        self.take(1);
        let Some(c) = self.next() else { return Err(error("trailing backslash at end of expression", "")) };
        let code = match c {
            'a' => Some(7),
            'f' => Some(12),
            'n' => Some(10),
            'r' => Some(13),
            't' => Some(9),
            'v' => Some(11),
            'x' => self.hexadecimal(),
            '0'..='7' => {
                let digits =
                    self.rest.bytes().take(2).take_while(|byte| (b'0'..=b'7').contains(byte)).count();
                let more = if c == '0' || digits > 0 { Some(self.take(digits)) } else { None };
                more.and_then(|more| u32::from_str_radix(&format!("{c}{more}"), 8).ok())
            }
            _ if c.is_ascii() && !c.is_ascii_alphanumeric() => Some(u32::from(c)),
            _ => None,
        };
        let code = code.ok_or_else(|| error("invalid escape sequence", until(before, self.rest)))?;
        char::from_u32(code).ok_or(Wrong::Unknown)
    }

    fn hexadecimal(&mut self) -> Option<u32> {
        let first = self.next()?;
        if first != '{' {
            let second = self.next();
            return Some(first.to_digit(16)? * 16 + second?.to_digit(16)?);
        }
        let mut code: Option<u32> = None;
        loop {
            match self.next()? {
                '}' => return code,
                digit => {
                    let more = code.unwrap_or_default() * 16 + digit.to_digit(16)?;
                    code = Some(more).filter(|code| *code <= u32::from(char::MAX));
                    code?;
                }
            }
        }
    }

    /// `[…]`.
    pub(super) fn class(&mut self) -> Read<()> {
        let whole = self.rest;
        self.take(1);
        let is_negated = self.rest.starts_with('^');
        self.take(usize::from(is_negated));
        let mut set = Set::default();
        let mut is_first = true;
        while is_first || !self.rest.starts_with(']') {
            is_first = false;
            let named = match self.posix_class()? {
                None => self.perl_class()?,
                posix => posix,
            };
            match named {
                Some(named) => set.add(named),
                None => set.add(self.range(whole)?),
            }
        }
        self.take(1);
        let set = if is_negated { set.negated() } else { set };
        if set.is_empty() {
            return Err(Wrong::Unknown);
        }
        self.push(set.write());
        Ok(())
    }

    fn posix_class(&mut self) -> Read<Option<Set>> {
        let Some(inside) = self.rest.strip_prefix("[:") else { return Ok(None) };
        let Some(end) = inside.find(":]") else { return Ok(None) };
        let written = self.take(end + 4);
        let name = &inside[..end];
        let (is_negated, name) = name.strip_prefix('^').map_or((false, name), |name| (true, name));
        match set::posix(name) {
            Some(ranges) => Set::named(ranges, is_negated, self.flags.ignores_case).map(Some),
            None => Err(error("invalid character class range", written)),
        }
    }

    fn range(&mut self, whole: &str) -> Read<Set> {
        let before = self.rest;
        let low = self.class_char(whole)?;
        let mut high = low;
        let mut behind = self.rest.chars();
        if behind.next() == Some('-') && behind.next().is_some_and(|c| c != ']') {
            self.take(1);
            high = self.class_char(whole)?;
            if high < low {
                return Err(error("invalid character class range", until(before, self.rest)));
            }
        }
        Set::of(low, high, self.flags.ignores_case)
    }

    fn class_char(&mut self, whole: &str) -> Read<char> {
        if self.rest.starts_with('\\') {
            return self.escaped();
        }
        self.next().ok_or_else(|| error("missing closing ]", whole))
    }
}
