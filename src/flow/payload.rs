//! A payload made readable: JSON is spread over lines, and what is in it can be told apart.

use serde::de::IgnoredAny;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Plain,
    /// Request or status line.
    Start,
    /// A header's or a field's name.
    Name,
    Text,
    /// A number, `true`, `false`, `null`.
    Literal,
    JwtHead,
    JwtBody,
    JwtSign,
}

/// The payload with its JSON spread over lines. All else stays as it was sent.
pub fn pretty(payload: &str) -> String {
    if let Some(json) = spread(payload) {
        return json;
    }
    match payload.split_once("\n\n") {
        Some((head, body)) if is_http(head) => match spread(body) {
            Some(json) => format!("{head}\n\n{json}"),
            None => payload.to_owned(),
        },
        _ => payload.to_owned(),
    }
}

/// The body of an HTTP message.
pub fn body(payload: &str) -> &str {
    payload.split_once("\n\n").map_or("", |(_, body)| body)
}

fn is_http(head: &str) -> bool {
    let line = head.lines().next().unwrap_or_default();
    line.starts_with("HTTP/") || line.ends_with("HTTP/1.1")
}

/// JSON with two spaces for each depth, its scalars as they were written.
fn spread(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.starts_with(['{', '[']) || serde_json::from_str::<IgnoredAny>(text).is_err() {
        return None;
    }
    let mut out = String::with_capacity(text.len() * 2);
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    let mut characters = text.chars().filter(|c| !matches!(c, '\n' | '\r')).peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.push_str(&"  ".repeat(depth));
    };
    while let Some(c) = characters.next() {
        if in_string {
            out.push(c);
            in_string = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            continue;
        }
        match c {
            '{' | '[' => {
                while characters.next_if(|c| c.is_whitespace()).is_some() {}
                out.push(c);
                if let Some(end) = characters.next_if(|c| matches!(c, '}' | ']')) {
                    out.push(end);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_whitespace() => {}
            c => {
                in_string = c == '"';
                out.push(c);
            }
        }
    }
    out.push('\n');
    Some(out)
}

/// The text cut into its parts; nothing of it is lost.
pub fn parts(text: &str) -> Vec<(Part, &str)> {
    let (head, body) = match text.find("\n\n") {
        Some(at) if is_http(&text[..at]) => text.split_at(at + 2),
        None if is_http(text) => (text, ""),
        _ => ("", text),
    };
    let mut found = Vec::new();
    for (number, line) in head.split_inclusive('\n').enumerate() {
        match line.split_once(':') {
            _ if number == 0 => found.push((Part::Start, line)),
            Some((name, _)) => {
                found.push((Part::Name, &line[..=name.len()]));
                words(&line[name.len() + 1..], Part::Plain, &mut found);
            }
            None => found.push((Part::Plain, line)),
        }
    }
    if body.trim_start().starts_with(['{', '[']) {
        json_parts(body, &mut found);
    } else {
        words(body, Part::Plain, &mut found);
    }
    found
}

fn json_parts<'t>(text: &'t str, found: &mut Vec<(Part, &'t str)>) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let end = match c {
            '"' => string_end(rest),
            c if c.is_ascii_alphanumeric() || c == '-' => {
                rest.find(|c: char| !c.is_ascii_alphanumeric() && !"+-.".contains(c)).unwrap_or(rest.len())
            }
            _ => rest.find(|c: char| c == '"' || c.is_ascii_alphanumeric() || c == '-').unwrap_or(rest.len()),
        };
        let (piece, after) = rest.split_at(end.max(c.len_utf8()).min(rest.len()));
        match c {
            '"' if after.trim_start().starts_with(':') => found.push((Part::Name, piece)),
            '"' => words(piece, Part::Text, found),
            c if c.is_ascii_alphanumeric() || c == '-' => found.push((Part::Literal, piece)),
            _ => found.push((Part::Plain, piece)),
        }
        rest = after;
    }
}

fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            c => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

/// Finds the JSON Web Tokens in a text.
fn words<'t>(text: &'t str, otherwise: Part, found: &mut Vec<(Part, &'t str)>) {
    let of_a_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let mut rest = text;
    while let Some(at) = rest.find("eyJ") {
        let (before, from) = rest.split_at(at);
        let end = from.find(|c: char| !of_a_token(c)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        let dots: Vec<usize> = word.match_indices('.').map(|(at, _)| at).collect();
        let [first, second] = dots[..] else {
            found.push((otherwise, &rest[..at + end]));
            rest = after;
            continue;
        };
        found.push((otherwise, before));
        found.push((Part::JwtHead, &word[..first]));
        found.push((Part::Plain, &word[first..=first]));
        found.push((Part::JwtBody, &word[first + 1..second]));
        found.push((Part::Plain, &word[second..=second]));
        found.push((Part::JwtSign, &word[second + 1..]));
        rest = after;
    }
    found.push((otherwise, rest));
    found.retain(|(_, piece)| !piece.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_spread_and_everything_else_is_left_alone() {
        let http = "POST /x HTTP/1.1\nHost: a\n\n{\"a\":{},\"b\": [1e400,\"x\\\"{,\"]}\n";
        assert_eq!(
            pretty(http),
            "POST /x HTTP/1.1\nHost: a\n\n{\n  \"a\": {},\n  \"b\": [\n    1e400,\n    \"x\\\"{,\"\n  ]\n}\n"
        );
        for other in ["Subject: CN=a\n\n{\"a\":1}", "HTTP/1.1 200 OK\n\nnot json", "", "{broken", "a:\n- b\n"]
        {
            assert_eq!(pretty(other), other);
        }
    }

    #[test]
    fn parts_are_told_apart_and_nothing_is_lost() {
        let text = "HTTP/1.1 200 OK\nX: eyJa.eyJb.c\n\n{\"k\": \"v\", \"n\": -1.5e3, \"t\": \"eyJa.b.\", \"b\": true}";
        let parts = parts(text);
        assert_eq!(parts.iter().map(|(_, piece)| *piece).collect::<String>(), text);
        for expected in [
            (Part::Start, "HTTP/1.1 200 OK\n"),
            (Part::Name, "X:"),
            (Part::JwtHead, "eyJa"),
            (Part::JwtBody, "eyJb"),
            (Part::JwtSign, "c"),
            (Part::Name, "\"k\""),
            (Part::Text, "\"v\""),
            (Part::Literal, "-1.5e3"),
            (Part::Literal, "true"),
        ] {
            assert!(parts.contains(&expected), "{expected:?} in {parts:?}");
        }
    }

    #[test]
    fn hostile_texts_come_back_whole() {
        for text in
            ["\"", "{\"", "{\"\\", "eyJ", "eyJ.eyJ", "HTTP/", "{é\"é", "POST / HTTP/1.1", "\n\n", "{-"]
        {
            assert_eq!(parts(text).iter().map(|(_, piece)| *piece).collect::<String>(), text);
            pretty(text);
        }
    }
}
