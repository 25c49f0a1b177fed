//! Semantic versions (`pkg/cel/library/semverlib.go` of `k8s.io/apiserver`, on `blang/semver`).

use std::rc::Rc;

use crate::cel::value::{Evaluated, Fault, Value};
use crate::golang::quote::quote;
use crate::golang::strconv::parse_uint;

/// In the order in which versions are compared. What stands behind `+` does not count.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    numbers: [u64; 3],
    /// A release comes after what came before it.
    is_release: bool,
    before: Vec<Identifier>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identifier {
    Number(u64),
    Text(String),
}

fn is_alphanumeric(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_numeric(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn has_leading_zeros(text: &str) -> bool {
    text.len() > 1 && text.starts_with('0')
}

/// `semver.Parse`.
fn parse(text: &str) -> Result<Version, String> {
    if text.is_empty() {
        return Err("Version string empty".to_owned());
    }
    let mut parts = text.splitn(3, '.');
    let (Some(major), Some(minor), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return Err("No Major.Minor.Patch elements found".to_owned());
    };
    let (major, minor) = (number("major", major)?, number("minor", minor)?);
    let (rest, build) = rest.split_once('+').map_or((rest, None), |(rest, build)| (rest, Some(build)));
    let (patch, before) = rest.split_once('-').map_or((rest, None), |(patch, before)| (patch, Some(before)));
    let numbers = [major, minor, number("patch", patch)?];
    let identifiers = before.into_iter().flat_map(|before| before.split('.')).map(identifier);
    let version =
        Version { numbers, is_release: before.is_none(), before: identifiers.collect::<Result<_, _>>()? };
    for part in build.into_iter().flat_map(|build| build.split('.')) {
        if part.is_empty() {
            return Err("Build meta data is empty".to_owned());
        }
        if !is_alphanumeric(part) {
            return Err(format!("Invalid character(s) found in build meta data {}", quote(part)));
        }
    }
    Ok(version)
}

fn number(name: &str, text: &str) -> Result<u64, String> {
    if !is_numeric(text) {
        return Err(format!("Invalid character(s) found in {name} number {}", quote(text)));
    }
    if has_leading_zeros(text) {
        let name = name[..1].to_ascii_uppercase() + &name[1..];
        return Err(format!("{name} number must not contain leading zeroes {}", quote(text)));
    }
    parse_uint(text, 10)
}

fn identifier(text: &str) -> Result<Identifier, String> {
    if text.is_empty() {
        return Err("Prerelease is empty".to_owned());
    }
    if is_numeric(text) {
        if has_leading_zeros(text) {
            let text = quote(text);
            return Err(format!("Numeric PreRelease version must not contain leading zeroes {text}"));
        }
        return parse_uint(text, 10).map(Identifier::Number);
    }
    if !is_alphanumeric(text) {
        return Err(format!("Invalid character(s) found in prerelease {}", quote(text)));
    }
    Ok(Identifier::Text(text.to_owned()))
}

/// `normalizeAndParse`: without `v` and leading zeros, with the numbers that are left out.
fn tolerant(text: &str) -> Result<Version, String> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let mut parts: Vec<String> = text.splitn(3, '.').map(without_zeros).collect();
    if parts.len() < 3 {
        if parts.last().is_some_and(|part| part.contains(['+', '-'])) {
            return Err("short version cannot contain PreRelease/Build meta data".to_owned());
        }
        parts.resize(3, "0".to_owned());
    }
    parse(&parts.join("."))
}

fn without_zeros(part: &str) -> String {
    if part.len() < 2 {
        return part.to_owned();
    }
    let rest = part.trim_start_matches('0');
    if rest.starts_with(|c: char| c.is_ascii_digit()) { rest.to_owned() } else { format!("0{rest}") }
}

pub fn call(overload: &str, args: &[Value]) -> Option<Evaluated> {
    let read = |text: &str| match args.get(1) {
        Some(Value::Bool(true)) => tolerant(text),
        _ => parse(text),
    };
    Some(match (overload, args) {
        ("string_to_semver" | "string_bool_to_semver", [Value::String(text), ..]) => {
            read(text).map(|version| Value::Version(Rc::new(version))).map_err(Fault::new)
        }
        ("is_semver_string" | "is_semver_string_bool", [Value::String(text), ..]) => {
            Ok(Value::Bool(read(text).is_ok()))
        }
        ("semver_major", [Value::Version(one)]) => Ok(Value::Int(one.numbers[0] as i64)),
        ("semver_minor", [Value::Version(one)]) => Ok(Value::Int(one.numbers[1] as i64)),
        ("semver_patch", [Value::Version(one)]) => Ok(Value::Int(one.numbers[2] as i64)),
        ("semver_is_greater_than", [Value::Version(one), Value::Version(two)]) => Ok(Value::Bool(one > two)),
        ("semver_is_less_than", [Value::Version(one), Value::Version(two)]) => Ok(Value::Bool(one < two)),
        ("semver_compare_to", [Value::Version(one), Value::Version(two)]) => {
            Ok(Value::Int(one.cmp(two) as i64))
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The order of <https://semver.org/#spec-item-11>.
    #[test]
    fn versions_are_ordered() {
        let ordered = [
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "1.2.0",
            "1.10.0",
        ];
        for pair in ordered.windows(2) {
            assert!(parse(pair[0]).unwrap() < parse(pair[1]).unwrap(), "{pair:?}");
        }
        assert_eq!(parse("1.0.0+a"), parse("1.0.0+b"));
    }

    #[test]
    fn what_is_no_version_is_worded_as_the_server_does() {
        for (text, want) in [
            ("", "Version string empty"),
            ("1.2", "No Major.Minor.Patch elements found"),
            ("01.2.3", "Major number must not contain leading zeroes \"01\""),
            ("1.x.3", "Invalid character(s) found in minor number \"x\""),
            ("1.2.3-", "Prerelease is empty"),
            ("1.2.3-a.01", "Numeric PreRelease version must not contain leading zeroes \"01\""),
            ("1.2.3+", "Build meta data is empty"),
        ] {
            assert_eq!(parse(text), Err(want.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_left_out_is_added_on_demand() {
        assert_eq!(tolerant("v01.2"), parse("1.2.0"));
        assert_eq!(tolerant("1"), parse("1.0.0"));
        assert!(tolerant("1.2-a").is_err());
    }
}
