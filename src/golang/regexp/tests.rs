//! Patterns that Go takes, and what it says of others.

use super::*;

#[test]
fn patterns_are_written_in_common_syntax() {
    for (pattern, want) in [
        ("^[a-z]+$", r"(?:\A[a-z]+\z)"),
        (r"\d{2,3}", "(?:[0-9]{2,3})"),
        (r"\s", r"(?:[\x{9}-\x{A}\x{C}-\x{D}\x{20}])"),
        ("a.b", r"(?:a[^\n]b)"),
        ("(?s).", "(?:(?s:.))"),
        ("(?i)k", r"(?:[Kk\x{212A}])"),
        ("(?i:a)b", "(?:(?:[Aa])b)"),
        ("(?U)a*", "(?:a*?)"),
        ("(?P<n>a)|b", "(?:(?:a)|b)"),
        (r"\Qa.b\E*", r"(?:a\x{2E}b*)"),
        (r"[^\n]", r"(?:[\x{0}-\x{9}\x{B}-\x{D7FF}\x{E000}-\x{10FFFF}])"),
        ("a{,2}", r"(?:a\x{7B}\x{2C}2\x{7D})"),
        ("[]a-]", r"(?:[\x{2D}\x{5D}a])"),
        (r"\x41\101\x{42}", "(?:AAB)"),
        ("a*(?i)*", "(?:(?:a*)*)"),
        ("", "(?:)"),
    ] {
        assert_eq!(translate(pattern).as_deref(), Ok(want), "{pattern}");
    }
}

/// Answers of Go's `regexp.Compile`.
#[test]
fn errors_are_worded_as_go_words_them() {
    for (pattern, what, at) in [
        ("a(b", "missing closing )", "a(b"),
        ("a)", "unexpected )", "a)"),
        ("x[a", "missing closing ]", "[a"),
        ("*a", "missing argument to repetition operator", "*"),
        ("(|+?)", "missing argument to repetition operator", "+?"),
        ("a**", "invalid nested repetition operator", "**"),
        ("a{2}{3}?", "invalid nested repetition operator", "{2}{3}?"),
        ("a{1001}", "invalid repeat count", "{1001}"),
        ("a{3,2}", "invalid repeat count", "{3,2}"),
        ("(a{100}){11}", "invalid repeat count", "{11}"),
        ("a\\", "trailing backslash at end of expression", ""),
        (r"\qa", "invalid escape sequence", r"\q"),
        (r"\8", "invalid escape sequence", r"\8"),
        (r"\x{110000}", "invalid escape sequence", r"\x{110000"),
        (r"[a-\d]", "invalid escape sequence", r"\d"),
        ("[z-a]", "invalid character class range", "z-a"),
        ("[[:foo:]]", "invalid character class range", "[:foo:]"),
        ("(?=a)", "invalid or unsupported Perl syntax", "(?="),
        ("(?i-)a", "invalid or unsupported Perl syntax", "(?i-)"),
        ("(?<=a)", "invalid named capture", "(?<=a)"),
        ("(?P<n-1>a)", "invalid named capture", "(?P<n-1>"),
    ] {
        assert_eq!(translate(pattern), Err(error(what, at)), "{pattern}");
    }
}

#[test]
fn what_takes_tables_of_unicode_is_not_known() {
    for pattern in [r"\pL", r"[\p{Greek}]", "(?i)ä", "(?i)[à-ö]"] {
        assert_eq!(translate(pattern), Err(Wrong::Unknown), "{pattern}");
    }
    assert_eq!(translate(&"(".repeat(100_000)), Err(Wrong::Unknown), "nested too deeply to tell");
}
