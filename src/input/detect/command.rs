//! Commands that send a request: curl, wget, PowerShell's Invoke-RestMethod. The command is not run, of course; it is
//! read for what it would send.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Piece, http_request, prompt, shell};

/// No command that a person types is longer.
const LONGEST: usize = 64 * 1024;
const MOST: usize = 16;

const PROGRAMS: [&str; 9] = [
    "curl",
    "curl.exe",
    "wget",
    "Invoke-RestMethod",
    "Invoke-WebRequest",
    "invoke-restmethod",
    "invoke-webrequest",
    "irm",
    "iwr",
];

/// Whether a program is named at all: most texts are spared the search.
pub fn is_in(text: &str) -> bool {
    PROGRAMS.iter().any(|program| text.contains(program))
}

/// The last request of a command in the text, and the text without commands.
pub fn split(text: &str) -> Option<(Piece, String)> {
    let mut rest = String::new();
    let mut sent = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let line_end = text[at..].find('\n').map_or(text.len(), |end| at + end + 1);
        let line = &text[at..line_end];
        let start = if sent.len() < MOST { program(line) } else { None };
        let found = start.and_then(|start| {
            let from = at + start;
            let reach = text.len().min(from + LONGEST);
            let (words, length) = shell::words(text.get(from..reach)?);
            Some((parse(&words)?, from + length))
        });
        match found {
            Some((request, end)) => {
                sent.push(request);
                // What the command is piped to does not matter.
                at = text[end..].find('\n').map_or(text.len(), |line| end + line + 1);
            }
            None => {
                rest.push_str(line);
                at = line_end;
            }
        }
    }
    let several = sent.len();
    let last = sent.pop()?;
    let mut piece = http_request(last.text().trim_end());
    for remark in &last.remarks {
        piece = piece.remarked(remark);
    }
    if several > 1 {
        piece = piece.remarked(format!("The last of {several} requests is taken."));
    }
    Some((piece, rest))
}

/// Where the program's name begins in a line.
fn program(line: &str) -> Option<usize> {
    let offset = prompt::command(line).map_or(0, |command| line.len() - command.len());
    let mut at = offset;
    for word in line[offset..].split_inclusive(char::is_whitespace) {
        let name = word.trim_end();
        if PROGRAMS.contains(&name) && name.len() < word.len() {
            return Some(at);
        }
        at += word.len();
    }
    None
}

#[derive(Default)]
struct Sent {
    method: Option<String>,
    url: Option<String>,
    headers: Vec<String>,
    remarks: Vec<String>,
    has_data: bool,
}

/// What a word of the command is about.
enum About {
    Header,
    Method,
    Url,
    Bearer,
    User,
    Certificate,
    Data,
    Table,
    /// Takes a value that does not matter.
    Other,
}

fn about(option: &str) -> Option<About> {
    Some(match option {
        "-H" | "--header" => About::Header,
        "-X" | "--request" | "--method" | "-method" => About::Method,
        "--url" | "-uri" => About::Url,
        "--oauth2-bearer" => About::Bearer,
        "-u" | "--user" => About::User,
        "-E" | "--cert" | "--certificate" | "-certificate" => About::Certificate,
        "-d" | "--data" | "--data-raw" | "--data-binary" | "--json" | "--post-data" | "-body" => About::Data,
        "-headers" => About::Table,
        "-A" | "-b" | "-c" | "-C" | "-D" | "-e" | "-F" | "-K" | "-m" | "-o" | "-O=" | "-r" | "-T" | "-w"
        | "-x" | "--user-agent" | "--output" | "--key" | "--private-key" | "--cacert"
        | "--ca-certificate" | "--capath" | "--resolve" | "--connect-to" | "--max-time"
        | "--connect-timeout" | "--retry" | "--cookie" | "--proxy" | "--write-out" | "--cert-type"
        | "--key-type" | "--unix-socket" | "--tls-max" | "--ciphers" | "-contenttype" | "-useragent"
        | "-outfile" | "-timeoutsec" => About::Other,
        _ => return None,
    })
}

fn parse(words: &[String]) -> Option<Sent> {
    let mut words = words.iter();
    let program = words.next()?;
    let windows = program.to_ascii_lowercase().starts_with('i');
    let mut sent = Sent::default();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-I" | "--head" => sent.method = Some("HEAD".to_owned()),
            long if windows && long.starts_with('-') => match about(&long.to_ascii_lowercase()) {
                Some(About::Table) => sent.table(&mut words),
                Some(about) => sent.take(about, words.next()),
                None => {}
            },
            long if long.starts_with("--") => match long.split_once('=') {
                Some((name, value)) => {
                    if let Some(about) = about(name) {
                        sent.take(about, Some(&value.to_owned()));
                    }
                }
                None => {
                    if let Some(about) = about(long) {
                        sent.take(about, words.next());
                    }
                }
            },
            short if short.starts_with('-') => {
                // `-sSkXPOST`: letters without a value, then one with the rest of the word or the next one.
                for (at, letter) in short.char_indices().skip(1) {
                    if let Some(about) = about(&format!("-{letter}")) {
                        let value = &short[at + letter.len_utf8()..];
                        let value =
                            if value.is_empty() { words.next().cloned() } else { Some(value.to_owned()) };
                        sent.take(about, value.as_ref());
                        break;
                    }
                }
            }
            other if sent.url.is_none() && !other.starts_with(['<', '>']) => {
                sent.url = Some(other.to_owned())
            }
            _ => {}
        }
    }
    // Prose that mentions the program has neither.
    let url = sent.url.as_deref().unwrap_or_default();
    let is_url = ["://", "$", "/", ":"].iter().any(|part| url.contains(part)) || url == "localhost";
    (is_url || !sent.headers.is_empty()).then_some(sent)
}

impl Sent {
    fn take(&mut self, about: About, value: Option<&String>) {
        let Some(value) = value else { return };
        match about {
            About::Header => self.header(value),
            About::Method => self.method = Some(value.clone()),
            About::Url => self.url = Some(value.clone()),
            About::Bearer => self.header(&format!("Authorization: Bearer {value}")),
            About::User => self.header(&format!("Authorization: Basic {}", STANDARD.encode(value))),
            About::Certificate => {
                let name = value.split(':').next().unwrap_or(value);
                self.remarks
                    .push(format!("Its certificate is in the file {name}: paste that file's text, too."));
            }
            About::Data => self.has_data = true,
            About::Table | About::Other => {}
        }
    }

    fn header(&mut self, header: &str) {
        let value = header.split_once(':').map_or("", |(_, value)| value);
        if let Some(name) = shell::variable(value) {
            let header = header.split(':').next().unwrap_or_default();
            self.remarks
                .push(format!("The value of {name} is not known, so {header} is left out: paste it, too."));
        } else if header.contains(':') {
            self.headers.push(header.trim().to_owned());
        }
    }

    /// `@{ Authorization = "Bearer x"; Accept = "…" }`, of which the quotes are gone.
    fn table<'w>(&mut self, words: &mut impl Iterator<Item = &'w String>) {
        let mut table = String::new();
        for word in words {
            table.push_str(word);
            table.push(' ');
            if word.ends_with('}') {
                break;
            }
        }
        let inside = table.trim().trim_start_matches("@{").trim_end_matches('}');
        for entry in inside.split([';', '\n']) {
            if let Some((name, value)) = entry.split_once('=') {
                self.header(&format!("{}: {}", name.trim(), value.trim()));
            }
        }
    }

    /// As HTTP/1.1.
    fn text(&self) -> String {
        let url = self.url.as_deref().unwrap_or("/");
        let behind = url.split_once("://").map_or(url, |(_, behind)| behind);
        let behind = behind.split('#').next().unwrap_or(behind);
        let (host, path) = match behind.find(['/', '?']) {
            Some(at) => behind.split_at(at),
            None => (behind, "/"),
        };
        let (user, host) = host.rsplit_once('@').map_or((None, host), |(user, host)| (Some(user), host));
        let default = if self.has_data { "POST" } else { "GET" };
        let method = self.method.as_deref().unwrap_or(default).trim().to_ascii_uppercase();
        let slash = if path.starts_with('/') { "" } else { "/" };
        let mut text = format!("{method} {slash}{} HTTP/1.1\n", path.replace(char::is_whitespace, "%20"));
        let named =
            |name: &str| self.headers.iter().any(|header| header.to_ascii_lowercase().starts_with(name));
        if !named("host:") && !host.is_empty() && shell::variable(host).is_none() {
            text.push_str(&format!("Host: {host}\n"));
        }
        if let Some(user) = user.filter(|_| !named("authorization:")) {
            text.push_str(&format!("Authorization: Basic {}\n", STANDARD.encode(user)));
        }
        for header in &self.headers {
            text.push_str(header);
            text.push('\n');
        }
        text
    }
}
