//! The command line, parsed as `github.com/spf13/pflag` parses it for kube-apiserver.
//!
//! ```text
//! argument = "--" name "=" value / "--" name [ value ] / "-" 1*letter [ [ "=" ] value ] / "--" / text
//! ```
//!
//! A flag of a kind that needs a value takes the next argument whatever it looks like; booleans never do.
//! Underscores in names count as hyphens. Everything behind `--`, and every argument that is no flag, is left over,
//! and kube-apiserver refuses to start with leftovers.

mod known;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::golang::quote::{quote, quote_byte, quote_list};
use crate::golang::{duration, strconv};
use crate::input::csv;
use crate::scenario::Version;

use super::StartupError;
use known::{Flag, Kind, KnownFlags};

/// The flags that were given, in order, with values that their kinds accept.
#[derive(Debug, Clone, Default)]
pub struct CommandLine {
    given: Vec<(&'static str, String)>,
}

impl CommandLine {
    /// Parses kube-apiserver's arguments. The name of the program may stand before them, as in a manifest.
    ///
    /// # Errors
    /// The first thing that pflag or the command itself refuses.
    pub fn parse(args: &[String], version: Version) -> Result<CommandLine, StartupError> {
        let args = match args {
            [program, rest @ ..] if program.rsplit('/').next() == Some("kube-apiserver") => rest,
            all => all,
        };
        let mut parser = Parser { args, known: KnownFlags::of(version), line: CommandLine::default() };
        let leftovers = parser.run()?;
        if leftovers.iter().any(|argument| !argument.is_empty()) {
            let message =
                format!("\"kube-apiserver\" does not take any arguments, got {}", quote_list(&leftovers));
            return Err(StartupError { message, field: leftovers.into_iter().find(|text| !text.is_empty()) });
        }
        Ok(parser.line)
    }

    pub fn is_given(&self, name: &str) -> bool {
        self.last(name).is_some()
    }

    /// The first given flag whose name begins so.
    pub fn first_given(&self, prefix: &str) -> Option<&'static str> {
        self.given.iter().map(|(name, _)| *name).find(|name| name.starts_with(prefix))
    }

    fn last(&self, name: &str) -> Option<&str> {
        self.given.iter().rev().find(|(given, _)| *given == name).map(|(_, value)| value.as_str())
    }

    /// The last value of a flag, or "".
    pub fn text(&self, name: &str) -> &str {
        self.last(name).unwrap_or_default()
    }

    pub fn boolean(&self, name: &str, default: bool) -> bool {
        self.last(name).and_then(|value| strconv::parse_bool(value).ok()).unwrap_or(default)
    }

    /// Nanoseconds.
    pub fn duration(&self, name: &str, default: i64) -> i64 {
        self.last(name).and_then(|value| duration::parse(value).ok()).unwrap_or(default)
    }

    /// Every value of a flag that is given once for each (`StringArray`).
    pub fn all(&self, name: &str) -> Vec<String> {
        self.values(name).map(str::to_owned).collect()
    }

    /// The values of a comma-separated flag, those of repetitions appended (`StringSlice`).
    pub fn list(&self, name: &str) -> Vec<String> {
        self.values(name).flat_map(|value| read_list(value).unwrap_or_default()).collect()
    }

    /// The pairs of a `key=value` flag; a later value of a key wins.
    pub fn pairs(&self, name: &str) -> BTreeMap<String, String> {
        self.values(name)
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| (key.trim().to_owned(), value.trim().to_owned()))
            .collect()
    }

    fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.given.iter().filter(move |(given, _)| *given == name).map(|(_, value)| value.as_str())
    }

    /// The flags that are not about authentication, each once, as `--name`.
    pub fn ignored(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        self.given
            .iter()
            .filter(|(name, _)| seen.insert(*name) && !known::is_about_authentication(name))
            .map(|(name, _)| format!("--{name}"))
            .collect()
    }
}

struct Parser<'a> {
    args: &'a [String],
    known: KnownFlags,
    line: CommandLine,
}

impl<'a> Parser<'a> {
    /// Leaves what is no flag.
    fn run(&mut self) -> Result<Vec<String>, StartupError> {
        let mut leftovers = Vec::new();
        while let Some(arg) = self.next() {
            if arg == "--" {
                leftovers.extend_from_slice(self.args);
                break;
            } else if let Some(long) = arg.strip_prefix("--") {
                self.long(arg, long)?;
            } else if let Some(short) = arg.strip_prefix('-').filter(|short| !short.is_empty()) {
                self.short(short)?;
            } else {
                leftovers.push(arg.to_owned());
            }
        }
        Ok(leftovers)
    }

    fn next(&mut self) -> Option<&'a str> {
        let (first, rest) = self.args.split_first()?;
        self.args = rest;
        Some(first)
    }

    fn long(&mut self, arg: &'a str, text: &'a str) -> Result<(), StartupError> {
        if text.starts_with(['-', '=']) {
            return Err(StartupError::new(format!("bad flag syntax: {arg}"), arg));
        }
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let given = format!("--{name}");
        let Some(flag) = self.known.by_name(&name.replace('_', "-")) else {
            return Err(StartupError::new(format!("unknown flag: {given}"), given));
        };
        let value = value.or(stands_for(flag)).or_else(|| self.next());
        match value {
            Some(value) => self.set(flag, value),
            None => Err(StartupError::new(format!("flag needs an argument: {given}"), given)),
        }
    }

    /// A series of letters, the last of which may take a value.
    fn short(&mut self, letters: &'a str) -> Result<(), StartupError> {
        let mut rest = letters;
        while let Some(letter) = rest.bytes().next() {
            let Some(flag) = self.known.by_shorthand(letter) else {
                // pflag makes a text of the byte, and prints that text's first byte.
                let mut text = [0; 2];
                let first = char::from(letter).encode_utf8(&mut text).bytes().next().unwrap_or(letter);
                let message = format!("unknown shorthand flag: {} in -{rest}", quote_byte(first));
                return Err(StartupError::new(message, format!("-{letters}")));
            };
            let behind = rest.get(1..).unwrap_or_default();
            if let Some(value) = behind.strip_prefix('=').filter(|value| !value.is_empty()) {
                return self.set(flag, value);
            }
            if let Some(value) = stands_for(flag) {
                self.set(flag, value)?;
                rest = behind;
                continue;
            }
            let value = Some(behind).filter(|value| !value.is_empty()).or_else(|| self.next());
            return match value {
                Some(value) => self.set(flag, value),
                None => {
                    let message = format!("flag needs an argument: {} in -{rest}", quote_byte(letter));
                    Err(StartupError::new(message, format!("-{letters}")))
                }
            };
        }
        Ok(())
    }

    fn set(&mut self, flag: Flag, value: &str) -> Result<(), StartupError> {
        check(flag.kind, value).map_err(|reason| {
            let message =
                format!("invalid argument {} for {} flag: {reason}", quote(value), quote(&flag.display()));
            StartupError::new(message, format!("--{}", flag.name))
        })?;
        self.line.given.push((flag.name, value.to_owned()));
        Ok(())
    }
}

/// pflag's `NoOptDefVal`: what a flag that stands alone means.
fn stands_for(flag: Flag) -> Option<&'static str> {
    matches!(flag.kind, Kind::Bool | Kind::Alone).then_some("true")
}

fn check(kind: Kind, value: &str) -> Result<(), String> {
    match kind {
        Kind::Bool => strconv::parse_bool(value).map(|_| ()),
        Kind::Int => strconv::parse_int(value).map(|_| ()),
        Kind::Uint => strconv::parse_uint(value, 0).map(|_| ()),
        Kind::Level => strconv::parse_uint(value, 10).map(|_| ()),
        Kind::Duration => duration::parse(value).map(|_| ()),
        Kind::Ip if !value.is_empty() && value.trim().parse::<IpAddr>().is_err() => {
            Err(format!("failed to parse IP: {}", quote(value)))
        }
        Kind::List => read_list(value).map(|_| ()),
        Kind::Pair if !value.contains('=') => Err("malformed pair, expect string=string".into()),
        Kind::Pair | Kind::Ip | Kind::Alone | Kind::Text => Ok(()),
    }
}

/// The first record of the value; nothing but line ends is Go's end of file.
fn read_list(value: &str) -> Result<Vec<String>, String> {
    if value.is_empty() {
        return Ok(Vec::new());
    }
    let record = csv::Reader::new(value).next().unwrap_or_else(|| Err("EOF".to_owned()))?;
    Ok(record.fields.into_iter().map(Cow::into_owned).collect())
}

#[cfg(test)]
mod tests;
