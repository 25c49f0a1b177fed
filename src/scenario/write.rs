//! [`Scenario`] → YAML, as a person would have written it: fields in the order of the format, files and requests as
//! literal blocks. Readers of YAML 1.1 and of YAML 1.2 read the same from it.

use serde_json::Value;

use super::Scenario;

/// The scenario as a document that [`super::parse()`] reads back.
pub fn to_yaml(scenario: &Scenario) -> String {
    let value = serde_json::to_value(scenario).unwrap_or_default();
    yaml(&value)
}

/// Any JSON value in YAML, with its fields in their order.
pub fn yaml(value: &Value) -> String {
    let mut out = String::new();
    block(value, 0, &mut out);
    out
}

/// A value on lines of its own.
fn block(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            for (key, value) in fields {
                pad(indent, out);
                field(key, value, indent, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                pad(indent, out);
                out.push_str("- ");
                entry(item, indent + 2, out);
            }
        }
        leaf => {
            pad(indent, out);
            scalar(leaf, indent, out);
        }
    }
}

fn field(key: &str, value: &Value, indent: usize, out: &mut String) {
    text(key, out);
    out.push(':');
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            out.push('\n');
            block(value, indent + 2, out);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            block(value, indent + 2, out);
        }
        leaf => {
            out.push(' ');
            scalar(leaf, indent + 2, out);
        }
    }
}

/// An item of a list, of which the first line has been begun.
fn entry(item: &Value, indent: usize, out: &mut String) {
    match item {
        Value::Object(fields) if !fields.is_empty() => {
            for (index, (key, value)) in fields.iter().enumerate() {
                if index > 0 {
                    pad(indent, out);
                }
                field(key, value, indent, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            block(item, indent, out);
        }
        leaf => scalar(leaf, indent, out),
    }
}

fn pad(indent: usize, out: &mut String) {
    out.extend(std::iter::repeat_n(' ', indent));
}

fn scalar(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::String(value) if is_literal(value) => {
            literal(value, indent, out);
            return;
        }
        Value::String(value) => text(value, out),
        Value::Array(_) => out.push_str("[]"),
        other => out.push_str(&other.to_string()),
    }
    out.push('\n');
}

/// Several lines, the first of which tells the indentation.
fn is_literal(text: &str) -> bool {
    text.contains('\n')
        && !text.starts_with([' ', '\t', '\n'])
        && text.chars().all(|c| c == '\n' || c == '\t' || is_printable(c))
}

fn literal(text: &str, indent: usize, out: &mut String) {
    let body = text.trim_end_matches('\n');
    out.push_str(match text.len() - body.len() {
        0 => "|-\n",
        1 => "|\n",
        _ => "|+\n",
    });
    for line in body.split('\n') {
        if !line.is_empty() {
            pad(indent, out);
        }
        out.push_str(line);
        out.push('\n');
    }
    for _ in body.len() + 1..text.len() {
        out.push('\n');
    }
}

/// A text on one line, with quotes if it needs them.
fn text(text: &str, out: &mut String) {
    if is_plain(text) {
        out.push_str(text);
    } else if !text.contains('\'') && text.chars().all(is_printable) {
        out.push('\'');
        out.push_str(text);
        out.push('\'');
    } else {
        double_quoted(text, out);
    }
}

/// Not a number, a time, a boolean or null in any version of YAML, and without a sign that means something.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 10] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan"];
    let start = text.trim_start_matches('-');
    let dashes = text.len() - start.len();
    let first = start.starts_with(|c: char| c.is_ascii_alphabetic()) && dashes != 1
        || text.starts_with('/') && text.len() > 1;
    let inner = |c: char| c.is_alphanumeric() || " _./:=@,+-()%~;?&".contains(c);
    first
        && dashes <= 2
        && text.chars().all(inner)
        && !text.contains(": ")
        && !text.ends_with([':', ' '])
        && !WORDS.contains(&&*text.to_ascii_lowercase())
}

/// YAML 1.2 §5.1, without the line separators of YAML 1.1.
fn is_printable(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
        && !matches!(c, '\u{2028}' | '\u{2029}')
}

fn double_quoted(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use serde_json::json;

    use super::*;
    use crate::golang;
    use crate::scenario::parse;

    fn documents(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries
            .flat_map(|path| if path.is_dir() { documents(&path) } else { vec![path] })
            .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
            .collect()
    }

    #[test]
    fn every_scenario_of_the_gallery_comes_back() {
        let gallery = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/gallery");
        let mut seen = 0;
        for path in documents(&gallery) {
            let Ok(scenario) = parse(&fs::read_to_string(&path).unwrap()) else { continue };
            let written = to_yaml(&scenario);
            assert_eq!(parse(&written).as_ref(), Ok(&scenario), "{}:\n{written}", path.display());
            assert_eq!(to_yaml(&parse(&written).unwrap()), written);
            seen += 1;
        }
        assert!(seen > 40, "{seen}");
    }

    #[test]
    fn whatever_a_text_holds_comes_back_in_both_versions_of_yaml() {
        let document = |text: &str| {
            json!({
                "apiVersion": "authn-explorer/v1", "kind": "Scenario", "metadata": {"name": "n", "title": text},
                "apiServer": {"args": [text, [text]], "files": {(format!("/{text}")): text, (text): "x"}},
                "objects": [{"a": [{"b": text, "c": [], "d": {}}, [1, true, null, -2.5]], "e": null}],
            })
        };
        for text in [
            "",
            " ",
            "a",
            "--a=b",
            "-a",
            "- a",
            "---",
            "--- a",
            "...",
            "a: b",
            "a:",
            "a #b",
            "#a",
            "a ",
            "\ta",
            "yes",
            "No",
            "y",
            "NULL",
            "~",
            "1",
            "1.5",
            "0x10",
            "1_000",
            "12:30:00",
            "2026-11-23",
            "2026-11-23T12:00:00Z",
            ".inf",
            ".nan",
            "=",
            "<<",
            "{a}",
            "[a]",
            "*a",
            "&a",
            "!a",
            "|",
            ">",
            "%a",
            "@a",
            "`a",
            "it's",
            "\"a\"",
            "'a'",
            "\\n",
            "a\nb",
            "a\nb\n",
            "a\nb\n\n\n",
            "\n",
            "\n\na",
            " a\nb\n",
            "a\n  b\n\n  c\n",
            "a\n\tb\n",
            "a\r\nb\r\n",
            "a\u{0}b",
            "\u{7f}\u{85}é",
            "a\u{2028}b",
            "\u{feff}a",
            "日本",
            "😀\n😀",
            "? a",
            "a, b",
            "https://x/y?a=b&c=d#e",
            "key: |\n  text\n",
            "a\n ",
            "a\n---\nb\n",
            "a\n...\n",
            "# comment\nb\n",
            "a\n#b",
        ] {
            let value = document(text);
            let written = yaml(&value);
            let scenario = parse(&written).unwrap_or_else(|error| panic!("{text:?}: {error}\n{written}"));
            assert_eq!(scenario.metadata.title, text, "{written}");
            assert_eq!(scenario.api_server.args, [text, text], "{written}");
            assert_eq!(scenario.api_server.files[&format!("/{text}")], text, "{written}");
            assert_eq!(scenario.objects[0], value["objects"][0], "{written}");
            let go: Value = serde_json::from_str(&golang::yaml::to_json(&written).unwrap().json).unwrap();
            assert_eq!(go, value, "{text:?} for Go:\n{written}");
        }
    }

    #[test]
    fn it_reads_as_if_a_person_had_written_it() {
        let scenario = parse(
            "{\"apiVersion\": \"authn-explorer/v1\", \"kind\": \"Scenario\", \"metadata\": {\"name\": \"small\"}, \"now\": \"2026-11-23T12:00:00Z\",
              \"apiServer\": {\"args\": [\"--a=b\"], \"files\": {\"/pki/ca.crt\": \"-----BEGIN\\nMII\\n\"}},
              \"objects\": [{\"kind\": \"Pod\"}], \"remote\": {\"https://x\": {\"body\": \"{\\\"a\\\": 1}\"}}, \"request\": {\"raw\": \"GET / HTTP/1.1\\n\"}}",
        )
        .unwrap();
        assert_eq!(
            to_yaml(&scenario),
            "apiVersion: authn-explorer/v1
kind: Scenario
metadata:
  name: small
now: '2026-11-23T12:00:00Z'
apiServer:
  args:
    - --a=b
  files:
    /pki/ca.crt: |
      -----BEGIN
      MII
objects:
  - kind: Pod
remote:
  https://x:
    status: 200
    body: '{\"a\": 1}'
request:
  raw: |
    GET / HTTP/1.1
"
        );
    }
}
