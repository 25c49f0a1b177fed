//! The expected answers are those of sigs.k8s.io/yaml v1.6.0, which holds go-yaml v2.

use super::*;

#[test]
fn scalars_mean_what_yaml_1_1_says() {
    for (text, want) in [
        ("~", "null"),
        ("null", "null"),
        ("Null", "null"),
        ("NULL", "null"),
        ("nUll", r#""nUll""#),
        ("''", r#""""#),
        (r#""""#, r#""""#),
        ("'null'", r#""null""#),
        ("true", "true"),
        ("True", "true"),
        ("TRUE", "true"),
        ("tRue", r#""tRue""#),
        ("yes", "true"),
        ("Yes", "true"),
        ("on", "true"),
        ("ON", "true"),
        ("y", "true"),
        ("N", "false"),
        ("no", "false"),
        ("Off", "false"),
        ("off", "false"),
        ("off1", r#""off1""#),
        ("'yes'", r#""yes""#),
        (r#""on""#, r#""on""#),
        ("0", "0"),
        ("1", "1"),
        ("-1", "-1"),
        ("+1", "1"),
        ("01", "1"),
        ("010", "8"),
        ("08", "8"),
        ("0o17", "15"),
        ("0x1F", "31"),
        ("0b101", "5"),
        ("-0b11", "-3"),
        ("1_000", "1000"),
        ("1e3", "1000"),
        ("1E-7", "1e-7"),
        ("1e21", "1e+21"),
        ("1e400", r#""1e400""#),
        (".5", "0.5"),
        ("-.5", "-0.5"),
        ("+.5", "0.5"),
        ("1.", "1"),
        ("1.5", "1.5"),
        ("1.50", "1.5"),
        (".", r#"".""#),
        ("..", r#""..""#),
        ("-", "[null]"),
        ("9223372036854775807", "9223372036854775807"),
        ("9223372036854775808", "9223372036854775808"),
        ("18446744073709551615", "18446744073709551615"),
        ("18446744073709551616", "18446744073709552000"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("-9223372036854775809", "-9223372036854776000"),
        ("+9223372036854775808", "9223372036854776000"),
        ("2024-01-02", r#""2024-01-02""#),
        ("12:30", r#""12:30""#),
        ("1.2.3", r#""1.2.3""#),
        ("0x", r#""0x""#),
        ("0xg", r#""0xg""#),
        ("1e", r#""1e""#),
        ("1e+", r#""1e+""#),
        ("_1", r#""_1""#),
        ("1__0", "10"),
        ("0_7", "7"),
        ("--1", r#""--1""#),
        ("+-1", r#""+-1""#),
        ("https://a", r#""https://a""#),
        ("<none>", r#""<none>""#),
        ("k8s", r#""k8s""#),
    ] {
        let converted = to_json(&format!("- {text}")).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(converted.json, format!("[{want}]"), "{text:?}");
    }
}

#[test]
fn documents_become_json_with_sorted_keys() {
    for (text, want) in [
        ("", "null"),
        ("\n", "null"),
        ("# comment only", "null"),
        ("---", "null"),
        ("--- # x\na: b\n---\nc: d\n", r#"{"a":"b"}"#),
        ("a: b\n...\nc: [\n", r#"{"a":"b"}"#),
        ("b: 1\na: 2\nC: 3\n", r#"{"C":3,"a":2,"b":1}"#),
        ("a: [b, {c: d}]\n", r#"{"a":["b",{"c":"d"}]}"#),
        ("a:\n- b\n-\n- - c\n", r#"{"a":["b",null,["c"]]}"#),
        ("a: |\n  x\n  y\nb: >-\n  x\n  y\n", r#"{"a":"x\ny\n","b":"x y"}"#),
        ("1: a\ntrue: b\n1.5: c\n'2': d\n", r#"{"1":"a","1.5":"c","2":"d","true":"b"}"#),
        ("a: &x {b: c}\nd: *x\ne: [*x]\n", r#"{"a":{"b":"c"},"d":{"b":"c"},"e":[{"b":"c"}]}"#),
        (
            "a: &x {b: c, d: e}\nf: {<<: *x, g: h}\n",
            r#"{"a":{"b":"c","d":"e"},"f":{"b":"c","d":"e","g":"h"}}"#,
        ),
        ("x: {<<: [{a: 1, b: 1}, {a: 2, c: 2}]}\n", r#"{"x":{"a":1,"b":1,"c":2}}"#),
        (
            "a: !!str 1\nb: !!int 2\nc: !!float 3\nd: !foo bar\ne: !!bool yes\n",
            r#"{"a":"1","b":2,"c":3,"d":"bar","e":true}"#,
        ),
        ("a: \"\\u00e9\\n\"\n", r#"{"a":"é\n"}"#),
        ("? a\n: b\n", r#"{"a":"b"}"#),
        ("a:\n  b:\n", r#"{"a":{"b":null}}"#),
        (r#"{a: b, 'c': "d",}"#, r#"{"a":"b","c":"d"}"#),
        ("%YAML 1.1\n---\na: b\n", r#"{"a":"b"}"#),
        ("a: 'it''s'\n", r#"{"a":"it's"}"#),
        ("a: b # c\n", r#"{"a":"b"}"#),
        ("a: b#c\n", r#"{"a":"b#c"}"#),
        ("a: http://x:1\n", r#"{"a":"http://x:1"}"#),
        ("a: [b,\n\tc]\n", r#"{"a":["b","c"]}"#),
        ("a: \"b\n\tc\"\n", r#"{"a":"b c"}"#),
        ("a:\tb\t# c\n", r#"{"a":"b"}"#),
        ("a:\r\n  b: c\r\n", r#"{"a":{"b":"c"}}"#),
        ("﻿a: b\n", r#"{"a":"b"}"#),
    ] {
        let converted = to_json(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(converted.json, want, "{text:?}");
    }
}

#[test]
fn repeated_keys_are_told_with_the_line_of_the_value() {
    for (text, want) in [
        ("a: 1\na: 2\n", "yaml: unmarshal errors:\n  line 2: key \"a\" already set in map"),
        (
            "a:\n  b: 1\n  b: 2\na: 3\n",
            "yaml: unmarshal errors:\n  line 3: key \"b\" already set in map\n  line 4: key \"a\" already set in map",
        ),
        ("a: {b: 1, b: 2}\n", "yaml: unmarshal errors:\n  line 1: key \"b\" already set in map"),
        ("a: 1\na:\n  x: 1\n", "yaml: unmarshal errors:\n  line 3: key \"a\" already set in map"),
        ("a: 1\na:\n- x\n", "yaml: unmarshal errors:\n  line 3: key \"a\" already set in map"),
        ("1: a\n1: b\n'1': c\n", "yaml: unmarshal errors:\n  line 2: key 1 already set in map"),
        ("true: a\nyes: b\n", "yaml: unmarshal errors:\n  line 2: key true already set in map"),
        (
            "x: &x {a: 1}\ny: {<<: *x, a: 2}\n",
            "yaml: unmarshal errors:\n  line 2: key \"a\" already set in map",
        ),
        ("a: 1\n\n\na: |\n  x\n", "yaml: unmarshal errors:\n  line 4: key \"a\" already set in map"),
        ("a: ~\na:\n", "yaml: unmarshal errors:\n  line 2: key \"a\" already set in map"),
    ] {
        let converted = to_json(text).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(converted.strict_error().as_deref(), Some(want), "{text:?}");
    }
}

#[test]
fn broken_documents_are_refused_in_the_words_of_go_yaml() {
    for (text, want) in [
        ("[", "yaml: line 1: did not find expected node content"),
        ("a: {b: c\n", "yaml: line 1: did not find expected ',' or '}'"),
        ("a: [b, c\n", "yaml: line 1: did not find expected ',' or ']'"),
        ("a: [\n", "yaml: line 1: did not find expected node content"),
        ("a: {\n", "yaml: line 1: did not find expected node content"),
        ("a: {b:\n", "yaml: line 1: did not find expected node content"),
        ("a: [b,\n", "yaml: line 1: did not find expected node content"),
        ("a:\n\t- b\n", "yaml: line 2: found character that cannot start any token"),
        ("a:\n- b:\n\tc: d\n", "yaml: line 3: found character that cannot start any token"),
        ("\ta: b\n", "yaml: found character that cannot start any token"),
        ("a: b: c\n", "yaml: mapping values are not allowed in this context"),
        ("a: - b\n", "yaml: block sequence entries are not allowed in this context"),
        ("a:\n  - b\n - c\n", "yaml: line 2: did not find expected key"),
        ("a:\n  b: c\n d: e\n", "yaml: line 2: did not find expected key"),
        ("- a\nb: c\n", "yaml: line 1: did not find expected '-' indicator"),
        ("a: b\n- c\n", "yaml: line 1: did not find expected key"),
        ("a: \"b\n", "yaml: line 2: found unexpected end of stream"),
        ("a: 'b\nc: d\n", "yaml: line 3: found unexpected end of stream"),
        ("a\nb: c\n", "yaml: line 2: mapping values are not allowed in this context"),
        ("a:\n- b\nc\n", "yaml: line 4: could not find expected ':'"),
        ("a: |\n b\nc\n", "yaml: line 4: could not find expected ':'"),
        ("a: >\n  b\nc", "yaml: line 4: could not find expected ':'"),
        ("a: *b\n", "yaml: unknown anchor 'b' referenced"),
        ("a: @b\n", "yaml: found character that cannot start any token"),
        ("a: `b`\n", "yaml: found character that cannot start any token"),
        ("a: %b\n", "yaml: found character that cannot start any token"),
        ("a: 'b' c\n", "yaml: did not find expected key"),
        ("a: \"b\" c\n", "yaml: did not find expected key"),
        ("a: [b] c\n", "yaml: did not find expected key"),
        ("a: [\"b\" c]\n", "yaml: did not find expected ',' or ']'"),
        ("a: {b: \"c\" d: e}\n", "yaml: did not find expected ',' or '}'"),
        ("a: {b: c d: e}\n", "yaml: did not find expected ',' or '}'"),
        ("a: [b}\n", "yaml: did not find expected ',' or ']'"),
        ("a: {b: c]\n", "yaml: did not find expected ',' or '}'"),
        ("a: ]\n", "yaml: did not find expected node content"),
        ("a: {b: c}}\n", "yaml: did not find expected key"),
        ("a: [b,,c]\n", "yaml: did not find expected node content"),
        ("a: ,b\n", "yaml: did not find expected node content"),
        ("a: \"\\q\"\n", "yaml: found unknown escape character"),
        ("a: \"\\x4\"\n", "yaml: did not find expected hexdecimal number"),
        ("a: |x\n", "yaml: did not find expected comment or line break"),
        ("a: &\n", "yaml: did not find expected alphabetic or numeric character"),
        ("a: || b\n", "yaml: did not find expected comment or line break"),
        ("a: \"b\n---\nc\"\n", "yaml: line 2: found unexpected document indicator"),
        ("a: |\n\tb\n", "yaml: line 2: found a tab character where an indentation space is expected"),
        ("x: {<<: b}\n", "yaml: map merge requires map or sequence of maps as the value"),
        ("? [a]\n: b\n", r#"yaml: invalid map key: []interface {}{"a"}"#),
        ("? {a: 1}\n: b\n", r#"yaml: invalid map key: map[interface {}]interface {}{"a":1}"#),
        ("a: !!int b\n", "yaml: cannot decode !!str `b` as a !!int"),
        ("a: !!bool 1\n", "yaml: cannot decode !!int `1` as a !!bool"),
        ("a: .inf\n", "json: unsupported value: +Inf"),
        ("a: -.inf\n", "json: unsupported value: -Inf"),
        ("a: .nan\n", "json: unsupported value: NaN"),
        ("~: b\n", r#"unsupported map key of type: %!s(<nil>), key: <nil>, value: "b""#),
        ("%YAML 1.2\n---\na: b\n", "yaml: found incompatible YAML document"),
        ("a: \u{1}\n", "yaml: control characters are not allowed"),
        ("a: b\n  c: d\n", "yaml: line 2: mapping values are not allowed in this context"),
        ("url:https://a\nb: c\n", "yaml: line 2: mapping values are not allowed in this context"),
        ("a: {{ .b }}\n", r#"yaml: invalid map key: map[interface {}]interface {}{".b":interface {}(nil)}"#),
        (
            "{{ if a }}\nb: c\n",
            r#"yaml: invalid map key: map[interface {}]interface {}{"if a":interface {}(nil)}"#,
        ),
        ("a: <<b\n<<<<<<< c\n", "yaml: line 3: could not find expected ':'"),
        ("a: &x [*x]\n", "yaml: anchor 'x' value contains itself"),
        ("a: \"b\" \"c\"\n", "yaml: did not find expected key"),
        ("\t\na: b\n", "yaml: found character that cannot start any token"),
        ("a: b\n\t\nc: d\n", "yaml: line 2: found a tab character that violates indentation"),
        ("a:\n\t\n  b: c\n", "yaml: line 2: found character that cannot start any token"),
        ("a: |\n  b\n\tc\n", "yaml: line 3: found a tab character where an indentation space is expected"),
        ("-\tb\n", "yaml: found character that cannot start any token"),
        ("a: [b]\n\t\nc: d\n", "yaml: line 2: found character that cannot start any token"),
        ("# x\n\t# y\na: b\n", "yaml: line 2: found character that cannot start any token"),
        ("a:\n  \tb: c\n", "yaml: line 2: found character that cannot start any token"),
        ("a:\n  b: \"c\"\n\td: e\n", "yaml: line 3: found character that cannot start any token"),
        ("a: !e!x b\n", "yaml: found undefined tag handle"),
        ("a: {b: c?d}\n", "yaml: did not find expected ',' or '}'"),
        ("a: [b ? c : d]\n", "yaml: did not find expected ',' or ']'"),
        ("a: {b:{c: d}}\n", "yaml: did not find expected ',' or '}'"),
        ("a: {b:[c]}\n", "yaml: did not find expected ',' or '}'"),
        ("a: {b: c]\nd: e\n", "yaml: did not find expected ',' or '}'"),
    ] {
        assert_eq!(to_json(text).map(|converted| converted.json), Err(want.to_owned()), "{text:?}");
    }
}

#[test]
fn aliases_do_not_multiply_without_end() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..9 {
        let items = vec![format!("*a{}", level - 1); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{items}]\n"));
    }
    assert_eq!(to_json(&text), Err("yaml: document contains excessive aliasing".to_owned()));

    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), vec!["*a"; 90].join(", "));
    assert_eq!(to_json(&long), Err("yaml: document contains excessive aliasing".to_owned()));
}

#[test]
fn hostile_nesting_is_an_error() {
    for text in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(100_000)] {
        assert!(to_json(&text).is_err());
    }
}
