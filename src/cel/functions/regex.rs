//! Regular expressions (`matches`; `pkg/cel/library/regex.go` of `k8s.io/apiserver`). The pattern is read as Go reads it, then
//! written for the crate used here; what Go would make of it is never guessed.

use regex_lite::Regex;

use crate::cel::value::{Evaluated, Fault, Value};
use crate::golang::regexp::{Wrong, translate};

/// A pattern, compiled.
///
/// # Errors
/// Go's error, or that this pattern is not simulated.
pub fn compile(pattern: &str) -> Result<Regex, Fault> {
    let unknown = || Fault::unsupported(format!("the regular expression {pattern}"));
    match translate(pattern) {
        Ok(common) => Regex::new(&common).map_err(|_| unknown()),
        Err(Wrong::Error(error)) => Err(Fault::new(error)),
        Err(Wrong::Unknown) => Err(unknown()),
    }
}

/// Whether Go takes a pattern, as far as is known.
pub fn check(pattern: &str) -> bool {
    !matches!(translate(pattern), Err(Wrong::Error(_)))
}

/// For `find` and `findAll`.
fn legal(pattern: &str) -> Result<Regex, Fault> {
    compile(pattern).map_err(|fault| match fault {
        Fault::Error(error) => Fault::new(format!("Illegal regex: {error}")),
        other => other,
    })
}

pub fn call(overload: &str, args: &[Value]) -> Option<Evaluated> {
    Some(match (overload, args) {
        ("string_find_string", [Value::String(text), Value::String(pattern)]) => legal(pattern)
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
    let regex = legal(pattern)?;
    Ok(Value::strings(regex.find_iter(text).take(most).map(|found| found.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_go_takes_has_its_meaning() {
        for (pattern, text, found) in [
            (r"^[a-z]+\d{2,3}$", "abc12", Some("abc12")),
            (r"\s+", "a \u{b}\t", Some(" ")),
            ("(?i)K", "\u{212a}", Some("\u{212a}")),
            ("a||b", "b", Some("")),
            ("[^a]", "\n", Some("\n")),
            ("(?m)^b$", "a\nb", Some("b")),
            ("a$", "a\n", None),
        ] {
            assert_eq!(compile(pattern).unwrap().find(text).map(|found| found.as_str()), found, "{pattern}");
        }
    }

    #[test]
    fn what_go_refuses_is_known() {
        for pattern in ["(", ")", "[a", "*a", "a\\", "(a))", "a**"] {
            assert!(!check(pattern), "{pattern}");
        }
        for pattern in [r"\pL", "(?i)ä"] {
            assert!(check(pattern), "{pattern}");
            assert!(matches!(compile(pattern), Err(Fault::Unsupported(_))), "{pattern}");
        }
    }
}
