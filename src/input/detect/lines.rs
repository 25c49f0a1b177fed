//! Texts that are told by their lines: kube-apiserver flags, a token file.

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

/// Lines of flags, and what stands beside them; none where there is nothing else.
pub fn flags_beside(text: &str) -> Option<(String, String)> {
    let (of_flags, rest): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| is_flag(item(line)));
    let rest = rest.join("\n");
    let flags = of_flags.join("\n");
    let told = rest.contains(char::is_alphanumeric) && flags.contains('=');
    (told && !text.contains("kube-apiserver") && self::flags(&flags).is_some()).then_some((flags, rest))
}

/// The command of a process that is listed by ps, started by systemd, or printed by a container's tools, beside other
/// text.
pub fn process(text: &str) -> Option<(Vec<String>, bool)> {
    if !text.contains("kube-apiserver") {
        return None;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let mut offset = 0;
        for word in line.split_inclusive(char::is_whitespace) {
            offset += word.len();
            let program = word.trim_end().rsplit(['/', '=']).next() == Some("kube-apiserver");
            if program && is_flag(line[offset..].trim_start().trim_start_matches('\\')) {
                return flags(&format!("kube-apiserver {}", line[offset..].trim()));
            }
            if program && line[offset..].trim() == "\\" {
                return continued(&text[at + line.len()..]);
            }
        }
        at += line.len();
    }
    None
}

/// The flags on the lines below a command that ends with a backslash.
fn continued(text: &str) -> Option<(Vec<String>, bool)> {
    let mut command = String::new();
    for line in text.lines() {
        command.push_str(line);
        command.push('\n');
        if !line.trim_end().ends_with('\\') {
            break;
        }
    }
    flags(&format!("kube-apiserver\n{command}"))
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
    records > 0
}
