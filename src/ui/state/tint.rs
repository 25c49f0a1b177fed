//! The three colours of a JWT in the paste box. Presentation only: what a token is, the engine says.

/// Longer texts are not coloured, so that typing stays quick.
const LIMIT: usize = 64 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shade {
    Plain,
    Header,
    Claims,
    Signature,
    Dot,
}

impl Shade {
    pub fn class(self) -> &'static str {
        match self {
            Shade::Plain => "plain",
            Shade::Header => "jwt-head",
            Shade::Claims => "jwt-body",
            Shade::Signature => "jwt-sign",
            Shade::Dot => "jwt-dot",
        }
    }
}

/// Cuts a text into runs of one colour; `None` when there is no JWT in it.
pub fn tint(text: &str) -> Option<Vec<(Shade, &str)>> {
    if text.len() > LIMIT {
        return None;
    }
    // A token may be broken over lines where it was copied from a terminal, but then there is nothing else.
    let broken = text.trim_start().starts_with("ey")
        && text.chars().filter(|&c| c == '.').count() == 2
        && text.chars().all(|c| in_word(c) || c.is_ascii_whitespace());
    let in_word = |c: char| in_word(c) || (broken && c.is_ascii_whitespace());
    let mut runs = Vec::new();
    let mut plain_from = 0;
    let mut at = 0;
    while let Some(found) = text[at..].find("ey") {
        let start = at + found;
        let word = &text[start..];
        let word = &word[..word.find(|c| !in_word(c)).unwrap_or(word.len())];
        at = start + word.len().max(1);
        let fresh = text[..start].chars().next_back().is_none_or(|before| !in_word(before));
        if !fresh || !is_jwt(word) {
            continue;
        }
        push(&mut runs, Shade::Plain, &text[plain_from..start]);
        let shades = [Shade::Header, Shade::Claims, Shade::Signature];
        for (index, (part, shade)) in word.splitn(3, '.').zip(shades).enumerate() {
            if index > 0 {
                push(&mut runs, Shade::Dot, ".");
            }
            push(&mut runs, shade, part);
        }
        plain_from = at;
    }
    if runs.is_empty() {
        return None;
    }
    push(&mut runs, Shade::Plain, &text[plain_from..]);
    Some(runs)
}

fn push<'a>(runs: &mut Vec<(Shade, &'a str)>, shade: Shade, text: &'a str) {
    if !text.is_empty() {
        runs.push((shade, text));
    }
}

fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=')
}

fn is_jwt(word: &str) -> bool {
    let mut parts = word.split('.');
    let (Some(header), Some(claims), Some(_), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    header.len() >= 8 && claims.starts_with("ey")
}

#[cfg(test)]
mod tests {
    use super::*;

    const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJpIn0.c2ln";

    #[test]
    fn a_token_has_three_colours() {
        let text = format!("Authorization: Bearer {JWT}\nHost: k");
        assert_eq!(
            tint(&text).unwrap(),
            [
                (Shade::Plain, "Authorization: Bearer "),
                (Shade::Header, "eyJhbGciOiJSUzI1NiJ9"),
                (Shade::Dot, "."),
                (Shade::Claims, "eyJpc3MiOiJpIn0"),
                (Shade::Dot, "."),
                (Shade::Signature, "c2ln"),
                (Shade::Plain, "\nHost: k"),
            ]
        );
    }

    #[test]
    fn nothing_of_the_text_is_lost() {
        for text in [
            JWT.to_owned(),
            format!("x {JWT} y\n{JWT}"),
            format!("ключ {JWT} ey"),
            JWT[..30].to_owned() + "\n" + &JWT[30..],
        ] {
            let runs = tint(&text).unwrap();
            assert_eq!(runs.iter().map(|(_, run)| *run).collect::<String>(), text);
        }
    }

    #[test]
    fn other_text_is_not_coloured() {
        for text in ["", "eye.eye.eye", "hey there", "a.b.c", &format!("x{JWT}"), &"e".repeat(LIMIT + 1)] {
            assert_eq!(tint(text), None, "{text}");
        }
    }
}
