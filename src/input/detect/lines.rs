//! Texts that are told by their lines: kube-apiserver flags, a token file, a curl command.

use super::unquoted;

/// The flags of a text that holds nothing else: one a line as a manifest lists them, or the command itself.
/// `true` when the whole command is there and not a few of its flags.
pub fn flags(text: &str) -> Option<(Vec<String>, bool)> {
    let mut whole = false;
    let mut flags: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = item(line);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if ["command:", "args:", "kube-apiserver"].contains(&line) {
            whole |= line != "args:";
            continue;
        }
        let words = match line.split_once(' ') {
            Some((program, words)) if program.rsplit('/').next() == Some("kube-apiserver") => {
                whole = true;
                words
            }
            _ => line,
        };
        if !is_flag(words) {
            return None;
        }
        // One flag a line may hold spaces; several are told by their dashes.
        let mut starts: Vec<usize> = words.match_indices(" --").map(|(at, _)| at).collect();
        starts.push(words.len());
        let mut from = 0;
        for to in starts {
            let word = item(words.get(from..to).unwrap_or_default());
            flags.extend((!word.is_empty()).then(|| one_flag(word)));
            from = to;
        }
    }
    (!flags.is_empty()).then_some((flags, whole))
}

/// A line of a list, without dash, quotes, comma and the backslash that continues a command.
fn item(line: &str) -> &str {
    let line = line.trim().trim_end_matches('\\').trim_end();
    let line = line.strip_prefix("- ").map_or(line, str::trim);
    unquoted(line.trim_end_matches(',').trim())
}

/// `--name value` is two words to a shell; a document takes `--name=value`.
fn one_flag(word: &str) -> String {
    match word.split_once(' ') {
        Some((name, value)) if !name.contains('=') => format!("{name}={}", unquoted(value.trim())),
        _ => match word.split_once('=') {
            Some((name, value)) => format!("{name}={}", unquoted(value.trim())),
            None => word.to_owned(),
        },
    }
}

fn is_flag(word: &str) -> bool {
    word.strip_prefix("--").is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.split(['=', ' ']).next().is_some_and(|name| {
                name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            })
    })
}

/// Several lines of `token,user,uid[,"group,…"]`, the format of `--token-auth-file`.
pub fn is_token_file(text: &str) -> bool {
    let mut records = 0;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut columns = line.splitn(4, ',');
        let mut column = || {
            columns.next().map(|column| column.trim_matches('"')).filter(|column| {
                !column.is_empty() && !column.contains([' ', '\t', '{', '}', '"']) && !column.ends_with(':')
            })
        };
        if column().is_none() || column().is_none() || column().is_none() {
            return false;
        }
        records += 1;
    }
    records > 1
}

/// The request that a `curl …` command sends.
pub fn curl(text: &str) -> Option<String> {
    let command = text.trim().trim_start_matches(['$', '#', ' ']);
    let command = command.strip_prefix("curl").filter(|rest| rest.starts_with(char::is_whitespace))?;
    let mut words = words(command).into_iter();
    let (mut method, mut url) = ("GET".to_owned(), None);
    let mut headers = Vec::new();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-H" | "--header" => headers.extend(words.next()),
            "-X" | "--request" => method = words.next().unwrap_or(method),
            "--url" => url = words.next(),
            "--oauth2-bearer" => {
                headers.extend(words.next().map(|token| format!("Authorization: Bearer {token}")))
            }
            "-A" | "--user-agent" | "-o" | "--output" | "-E" | "--cert" | "--key" | "--cacert" | "-d"
            | "--data" | "-u" | "--user" | "--resolve" | "--connect-to" | "-m" | "--max-time" => {
                words.next();
            }
            other if other.contains("://") && !other.starts_with('-') => url = Some(word),
            other => {
                let joined = other.strip_prefix("-H").or_else(|| other.strip_prefix("--header="));
                headers.extend(joined.filter(|header| header.contains(':')).map(str::to_owned));
            }
        }
    }
    let url = url?;
    let (_, behind) = url.split_once("://")?;
    let (host, path) = match behind.find('/') {
        Some(slash) => behind.split_at(slash),
        None => (behind, "/"),
    };
    let mut request = format!("{} {} HTTP/1.1\n", method.trim(), path.replace(char::is_whitespace, "%20"));
    if !headers.iter().any(|header| header.to_ascii_lowercase().starts_with("host:")) {
        request.push_str(&format!("Host: {host}\n"));
    }
    for header in headers {
        request.push_str(header.trim());
        request.push('\n');
    }
    Some(request)
}

/// Shell words: quotes, backslashes, continued lines; no expansion.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => match characters.next() {
                Some('\n') | None => {}
                Some('\r') => {
                    characters.next();
                }
                Some(escaped) => word.get_or_insert_default().push(escaped),
            },
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}
