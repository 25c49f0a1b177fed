//! Words of a command line, as the shells of Unix and of Windows split them. Nothing is expanded but variables that
//! the same text assigns.

/// The words of the command at the start of the text, and its length. It ends with its line, unless that is continued
/// (`\`, `^` or a backtick at the end) or a quote is open, or where another command begins.
pub fn words(text: &str) -> (Vec<String>, usize) {
    let line = text.find('\n').unwrap_or(text.len());
    split(text).unwrap_or_else(|| {
        // A quote that is never closed is an apostrophe, or the rest was cut off.
        let (words, _) = split(&text[..line].replace(['\'', '"'], "")).unwrap_or_default();
        (words, line)
    })
}

fn split(text: &str) -> Option<(Vec<String>, usize)> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = text.char_indices().peekable();
    let mut end = text.len();
    while let Some((at, c)) = characters.next() {
        let next = characters.peek().map(|(_, next)| *next);
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '\\' | '^' | '`') if matches!(next, Some('\n' | '\r')) => {
                if characters.next_if(|(_, c)| *c == '\r').is_some() {
                    characters.next_if(|(_, c)| *c == '\n');
                } else {
                    characters.next();
                }
            }
            (None | Some('"'), '\\') if matches!(next, Some(c) if !c.is_alphanumeric()) => {
                word.get_or_insert_default().extend(characters.next().map(|(_, c)| c));
            }
            (Some('"'), '`') if next == Some('"') => {
                characters.next();
                word.get_or_insert_default().push('"');
            }
            (None, '\n' | '|' | ';') if !in_braces(text, at) => {
                end = at;
                break;
            }
            (None, '&') if next == Some('&') => {
                end = at;
                break;
            }
            (None, '\n') => {
                words.extend(word.take());
                words.push(";".to_owned());
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    quote.is_none().then_some((words, end))
}

/// A hash table of PowerShell goes over several lines: `@{ a = "b"; c = "d" }`.
fn in_braces(text: &str, at: usize) -> bool {
    let before = &text[..at];
    before.rfind("@{").is_some_and(|open| !before[open..].contains('}'))
}

const MOST_VARIABLES: usize = 32;

/// The text with the variables that it assigns itself: `TOKEN=…`, `export TOKEN="…"`, `$TOKEN = '…'`.
pub fn with_variables(text: &str) -> String {
    let mut values: Vec<(&str, &str)> = Vec::new();
    for line in text.lines() {
        let line = super::prompt::command(line).unwrap_or(line).trim();
        let line = ["export ", "set ", "$env:", "$"]
            .iter()
            .find_map(|start| line.strip_prefix(start))
            .unwrap_or(line);
        if let Some((name, value)) = line.split_once('=') {
            let name = name.trim();
            let value = value.trim().trim_matches(['"', '\'']);
            let plain = !value.is_empty() && !value.contains([' ', '$', '(', '`']);
            if values.len() < MOST_VARIABLES
                && is_name(name)
                && plain
                && !values.iter().any(|(known, _)| *known == name)
            {
                values.push((name, value));
            }
        }
    }
    let mut text = text.to_owned();
    for (name, value) in values {
        for form in [format!("${{{name}}}"), format!("$env:{name}"), format!("${name}"), format!("%{name}%")]
        {
            if text.contains(&form) && !value.contains(&form) {
                text = replaced(&text, &form, value);
            }
        }
    }
    text
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// `$TOKEN` is not the beginning of `$TOKEN_FILE`, and no assignment of itself.
fn replaced(text: &str, form: &str, value: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(form) {
        let (before, behind) = (&rest[..at], &rest[at + form.len()..]);
        let longer = behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
        let assigned = behind.trim_start().starts_with('=') && !behind.starts_with('=');
        out.push_str(before);
        out.push_str(if longer || assigned { form } else { value });
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Whether a value is still a variable, and which.
pub fn variable(value: &str) -> Option<&str> {
    let at = value.find('$')?;
    let name = &value[at..];
    let end = name[1..]
        .find(|c: char| !(c.is_ascii_alphanumeric() || "_{}:".contains(c)))
        .map_or(name.len(), |end| end + 1);
    (end > 1 || name.starts_with("$(")).then(|| if end > 1 { &name[..end] } else { name })
}
