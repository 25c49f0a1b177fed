//! Regular expressions (`matches`; `pkg/cel/library/regex.go` of `k8s.io/apiserver`). Go's syntax is RE2's; what the crate used
//! here does not know of it is refused, never guessed.

use regex_lite::Regex;

use crate::cel::value::{Evaluated, Fault, Value};

/// A pattern, compiled.
///
/// # Errors
/// That this pattern is not simulated: whether Go would refuse it is not known.
pub fn compile(pattern: &str) -> Result<Regex, Fault> {
    if means_something_else(pattern) {
        return Err(unknown(pattern));
    }
    Regex::new(pattern).map_err(|_| unknown(pattern))
}

fn unknown(pattern: &str) -> Fault {
    Fault::unsupported(format!("the regular expression {pattern}"))
}

/// Two dialects that agree in all but this: white space, letters of other scripts without regard to case, quoting.
fn means_something_else(pattern: &str) -> bool {
    let has_flag = |flag: char| {
        pattern.match_indices("(?").any(|(at, _)| {
            let flags = pattern[at + 2..].split([')', ':']).next().unwrap_or_default();
            flags.chars().all(|c| c.is_ascii_alphabetic() || c == '-') && flags.contains(flag)
        })
    };
    pattern.contains("\\s")
        || pattern.contains("\\S")
        || pattern.contains("\\Q")
        || has_flag('x')
        || has_flag('R')
        || has_flag('i') && !pattern.is_ascii()
}

/// Whether Go would certainly refuse a pattern: an unclosed parenthesis or bracket, a repetition of nothing.
pub fn check(pattern: &str) -> bool {
    compile(pattern).is_ok() || !is_certainly_wrong(pattern)
}

fn is_certainly_wrong(pattern: &str) -> bool {
    let mut depth = 0_i32;
    let mut in_class = false;
    let mut chars = pattern.chars();
    let mut previous = None;
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.next().is_none() => return true,
            '\\' => {}
            ']' if in_class && previous != Some('[') => in_class = false,
            '[' if !in_class => in_class = true,
            _ if in_class => {}
            '(' => depth += 1,
            ')' => depth -= 1,
            '*' | '+' | '?' if previous.is_none() => return true,
            _ => {}
        }
        if depth < 0 {
            return true;
        }
        previous = Some(c);
    }
    depth != 0 || in_class
}

pub fn call(overload: &str, args: &[Value]) -> Option<Evaluated> {
    Some(match (overload, args) {
        ("string_find_string", [Value::String(text), Value::String(pattern)]) => compile(pattern)
            .map(|regex| Value::string(regex.find(text).map(|found| found.as_str()).unwrap_or_default())),
        ("string_find_all_string", [Value::String(text), Value::String(pattern)]) => {
            find_all(text, pattern, -1)
        }
        ("string_find_all_string_int", [Value::String(text), Value::String(pattern), Value::Int(count)]) => {
            find_all(text, pattern, *count)
        }
        _ => return None,
    })
}

fn find_all(text: &str, pattern: &str, count: i64) -> Evaluated {
    let most = usize::try_from(count).unwrap_or(usize::MAX);
    let regex = compile(pattern)?;
    Ok(Value::strings(regex.find_iter(text).take(most).map(|found| found.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_go_certainly_refuses_is_known() {
        for pattern in ["(", ")", "[a", "*a", "a\\", "(a))"] {
            assert!(!check(pattern), "{pattern}");
        }
        for pattern in ["a*", "[]a]", r"\(", "[(]", r"\pL", "(?i)ä"] {
            assert!(check(pattern), "{pattern}");
        }
    }

    #[test]
    fn what_may_differ_from_go_is_refused() {
        for pattern in [r"\s+", r"\pL", "(?i)ä", r"\Qa\E"] {
            assert!(matches!(compile(pattern), Err(Fault::Unsupported(_))), "{pattern}");
        }
        assert!(compile(r"^[a-z]+\d{2,3}$").is_ok());
    }
}
