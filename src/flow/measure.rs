//! How wide a text will be, about, and where it may be broken: the same numbers everywhere, without a browser to ask.
//! Widths are those of common sans-serif faces, rounded up.

/// In hundredths of the font's size.
fn advance(c: char) -> i32 {
    match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | 'I' | '·' => 33,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '/' | '-' => 40,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' | '—' => 98,
        'A'..='Z' | '&' | '=' | '+' | '<' | '>' | '→' | '←' => 74,
        c if c.is_ascii() => 62,
        '\u{1100}'.. => 100,
        _ => 68,
    }
}

/// The width in pixels at a font size.
pub fn width(text: &str, size: i32) -> i32 {
    let hundredths: i32 = text.chars().map(advance).sum();
    (hundredths * size + 99) / 100
}

/// Lines that fit, broken at spaces, behind punctuation where a word is too long, anywhere where nothing else helps.
/// What does not fit into `most` lines is cut with an ellipsis.
pub fn wrap(text: &str, room: i32, size: i32, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for piece in pieces(text, room, size) {
        let fits = width(&line, size) + width(piece.trim_end(), size) <= room;
        if !fits && !line.is_empty() {
            lines.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        line.push_str(if line.is_empty() { piece.trim_start() } else { &piece });
    }
    if !line.trim_end().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while !last.is_empty() && width(last, size) + width("…", size) > room {
                last.pop();
            }
            last.push('…');
        }
    }
    lines
}

/// The parts between which a line may end.
fn pieces(text: &str, room: i32, size: i32) -> Vec<String> {
    let mut pieces = Vec::new();
    for word in text.split_inclusive(char::is_whitespace) {
        let word = word.replace(char::is_whitespace, " ");
        if width(word.trim_end(), size) <= room {
            pieces.push(word);
            continue;
        }
        let mut piece = String::new();
        for c in word.chars() {
            if width(&piece, size) + width(c.encode_utf8(&mut [0; 4]), size) > room {
                pieces.push(std::mem::take(&mut piece));
            }
            piece.push(c);
            if matches!(c, '/' | ',' | '=' | '&' | '?' | '_') && piece.len() > 2 && !piece.ends_with(":/") {
                pieces.push(std::mem::take(&mut piece));
            }
        }
        pieces.push(piece);
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_nothing_is_lost() {
        for (text, room) in [
            ("GET https://login.example.com/.well-known/openid-configuration", 150),
            ("a plain sentence of some words", 80),
            ("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 40),
            ("", 40),
            ("日本語のとても長い名前です", 50),
        ] {
            let lines = wrap(text, room, 13, 99);
            assert!(lines.iter().all(|line| width(line, 13) <= room), "{lines:?}");
            let squeezed = |text: &str| text.replace(' ', "");
            assert_eq!(squeezed(&lines.concat()), squeezed(text));
        }
    }

    #[test]
    fn what_is_too_long_ends_in_an_ellipsis() {
        let lines = wrap("one two three four five six seven", 60, 13, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…') && width(&lines[1], 13) <= 60, "{lines:?}");
    }
}
