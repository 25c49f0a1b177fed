//! Sets of characters.

use super::{Read, Wrong};

/// Code points from and to.
type Range = (u32, u32);

const LAST: u32 = char::MAX as u32;
/// No characters, so that no text holds them.
const SURROGATES: Range = (0xd800, 0xdfff);

/// Letters of ASCII that are also written outside of it: `ſ` and the sign for Kelvin.
const FOLDED: [(u32, u32); 2] = [('s' as u32, 0x17f), ('k' as u32, 0x212a)];

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Set(Vec<Range>);

/// The class of Perl's that a lower-case letter names.
pub fn perl(letter: char) -> Option<&'static [Range]> {
    match letter {
        'd' => posix("digit"),
        's' => Some(&[(9, 10), (12, 13), (32, 32)]),
        'w' => posix("word"),
        _ => None,
    }
}

/// `[:name:]`.
pub fn posix(name: &str) -> Option<&'static [Range]> {
    Some(match name {
        "alnum" => &[(48, 57), (65, 90), (97, 122)],
        "alpha" => &[(65, 90), (97, 122)],
        "ascii" => &[(0, 127)],
        "blank" => &[(9, 9), (32, 32)],
        "cntrl" => &[(0, 31), (127, 127)],
        "digit" => &[(48, 57)],
        "graph" => &[(33, 126)],
        "lower" => &[(97, 122)],
        "print" => &[(32, 126)],
        "punct" => &[(33, 47), (58, 64), (91, 96), (123, 126)],
        "space" => &[(9, 13), (32, 32)],
        "upper" => &[(65, 90)],
        "word" => &[(48, 57), (65, 90), (95, 95), (97, 122)],
        "xdigit" => &[(48, 57), (65, 70), (97, 102)],
        _ => return None,
    })
}

impl Set {
    /// From one character to another.
    pub fn of(low: char, high: char, ignores_case: bool) -> Read<Set> {
        Set::named(&[(low.into(), high.into())], false, ignores_case)
    }

    pub fn named(ranges: &[Range], is_negated: bool, ignores_case: bool) -> Read<Set> {
        let mut set = Set(ranges.to_vec());
        if ignores_case {
            for &(low, high) in ranges {
                if high > 127 {
                    return Err(Wrong::Unknown);
                }
                let letters = (low..=high).filter_map(char::from_u32).filter(char::is_ascii_alphabetic);
                for letter in letters {
                    let lower = u32::from(letter.to_ascii_lowercase());
                    set.0.extend([(lower, lower), (lower - 32, lower - 32)]);
                    let other = FOLDED.iter().find(|(letter, _)| *letter == lower);
                    set.0.extend(other.map(|(_, other)| (*other, *other)));
                }
            }
        }
        Ok(if is_negated { set.negated() } else { set })
    }

    pub fn add(&mut self, other: Set) {
        self.0.extend(other.0);
    }

    /// In order, without overlaps.
    fn clean(&self) -> Vec<Range> {
        let mut ranges = self.0.clone();
        ranges.sort_unstable();
        let mut clean: Vec<Range> = Vec::new();
        for (low, high) in ranges {
            match clean.last_mut() {
                Some(last) if low <= last.1 + 1 => last.1 = last.1.max(high),
                _ => clean.push((low, high)),
            }
        }
        clean
    }

    pub fn negated(&self) -> Set {
        let mut gaps = Vec::new();
        let mut next = 0;
        for (low, high) in self.clean() {
            if low > next {
                gaps.push((next, low - 1));
            }
            next = high + 1;
        }
        if next <= LAST {
            gaps.push((next, LAST));
        }
        Set(gaps)
    }

    /// The ranges in a pattern.
    fn characters(&self) -> Vec<Range> {
        let (first, last) = SURROGATES;
        let around = |(low, high): Range| [(low, high.min(first - 1)), (low.max(last + 1), high)];
        self.clean().into_iter().flat_map(around).filter(|(low, high)| low <= high).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.characters().is_empty()
    }

    pub fn write(&self) -> String {
        let ranges = self.characters();
        let one = |code: u32| match char::from_u32(code) {
            Some(c) if c.is_ascii_alphanumeric() => c.to_string(),
            _ => format!("\\x{{{code:X}}}"),
        };
        if let [(low, high)] = ranges[..]
            && low == high
        {
            return one(low);
        }
        let texts = ranges.into_iter().map(|(low, high)| match low == high {
            true => one(low),
            false => format!("{}-{}", one(low), one(high)),
        });
        format!("[{}]", texts.collect::<String>())
    }
}
