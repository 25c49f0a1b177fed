//! Every error text was taken from Go 1.26's `encoding/json`.

use super::*;

#[test]
fn syntax_errors_are_worded_as_go_words_them() {
    for (text, want) in [
        ("", "unexpected end of JSON input"),
        ("  ", "unexpected end of JSON input"),
        ("{", "unexpected end of JSON input"),
        ("[1,", "unexpected end of JSON input"),
        ("\"abc", "unexpected end of JSON input"),
        ("{\"a\":1", "unexpected end of JSON input"),
        ("\"a\\", "invalid character ' ' in string escape code"),
        ("1.", "invalid character ' ' after decimal point in numeric literal"),
        ("tru", "invalid character ' ' in literal true (expecting 'e')"),
        ("-", "invalid character ' ' in numeric literal"),
        ("nul!", "invalid character '!' in literal null (expecting 'l')"),
        ("fAlse", "invalid character 'A' in literal false (expecting 'a')"),
        ("01", "invalid character '1' after top-level value"),
        ("1e", "invalid character ' ' in exponent of numeric literal"),
        ("1e+x", "invalid character 'x' in exponent of numeric literal"),
        ("{} x", "invalid character 'x' after top-level value"),
        ("{a:1}", "invalid character 'a' looking for beginning of object key string"),
        ("{\"a\":1,}", "invalid character '}' looking for beginning of object key string"),
        ("{\"a\" 1}", "invalid character '1' after object key"),
        ("{\"a\":1 \"b\"}", "invalid character '\"' after object key:value pair"),
        ("[1 2]", "invalid character '2' after array element"),
        ("[1,]", "invalid character ']' looking for beginning of value"),
        ("[1}", "invalid character '}' after array element"),
        ("'a'", "invalid character '\\'' looking for beginning of value"),
        ("\"a\nb\"", "invalid character '\\n' in string literal"),
        ("\"\\x\"", "invalid character 'x' in string escape code"),
        ("\"\\u12g4\"", "invalid character 'g' in \\u hexadecimal character escape"),
        ("ä", "invalid character 'Ã' looking for beginning of value"),
    ] {
        assert_eq!(Document::scan(text.as_bytes()).unwrap_err(), want, "{text:?}");
    }
}

#[test]
fn reads_values_and_keeps_equal_keys() {
    let text = br#" {"a": [1, {"b": "x"}, null, true], "a": -1.5e3, "": {}} "#;
    let document = Document::scan(text).unwrap();
    let members = document.root().members();
    let keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["a", "a", ""]);
    let elements = members[0].1.elements();
    let kinds: Vec<Kind> = elements.iter().map(|element| element.kind()).collect();
    assert_eq!(kinds, [Kind::Number, Kind::Object, Kind::Null, Kind::Bool]);
    assert_eq!(elements[1].raw(), br#"{"b": "x"}"#);
    assert_eq!(elements[1].members()[0].1.string().as_deref(), Some("x"));
    assert!(elements[3].is_true());
    assert_eq!(members[1].1.raw_text(), "-1.5e3");
    assert!(members[2].1.members().is_empty());
    assert_eq!(members[1].1.string(), None);
}

#[test]
fn strings_are_unquoted_as_go_does() {
    let cases: [(&[u8], &str); 8] = [
        (br#""plain""#, "plain"),
        (br#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
        (br#""\u0041\u00e9""#, "Aé"),
        (br#""\ud83d\ude00""#, "😀"),
        (br#""\ud83d""#, "\u{fffd}"),
        (br#""\ud83d\u0041""#, "\u{fffd}A"),
        (b"\"\xe2\x82\"", "\u{fffd}\u{fffd}"),
        (b"\"\xf0\x80\x80\x80z\"", "\u{fffd}\u{fffd}\u{fffd}\u{fffd}z"),
    ];
    for (text, want) in cases {
        assert_eq!(Document::scan(text).unwrap().root().string().as_deref(), Some(want));
    }
}

#[test]
fn nesting_is_limited_in_one_dialect_and_costs_no_stack_in_the_other() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(Document::scan(nested(10_000).as_bytes()).is_ok());
    assert_eq!(
        Document::scan(nested(10_001).as_bytes()).unwrap_err(),
        "invalid character '[' exceeded max depth"
    );
    let deep = nested(400_000);
    let document = Document::scan_jose(deep.as_bytes()).unwrap();
    assert_eq!(document.root().elements().len(), 1);
}
