//! What `kubectl -v=6` to `-v=10` and `curl -v` print: requests that were sent, one line of log after the other
//! (`k8s.io/client-go/transport/round_trippers.go`, `debuggingRoundTripper`).

use super::{Piece, command, header_part, http_request, is_request_line};

#[derive(Default)]
struct Logged {
    verb: String,
    url: String,
    headers: Vec<String>,
    status: String,
}

/// The request that a reader asks about – the last that was refused, else the last – and the text without the log.
pub fn kubectl(text: &str) -> Option<(Piece, String)> {
    if !text.contains("round_trippers.go:") {
        return None;
    }
    let mut requests: Vec<Logged> = Vec::new();
    let mut rest = String::new();
    let mut headers = Headers::No;
    for line in text.lines() {
        let Some(message) = klog(line) else {
            match headers {
                Headers::Of(_) if line.trim_start().starts_with('>') => headers = Headers::No,
                Headers::Of(sent) => {
                    if sent && let Some(last) = requests.last_mut() {
                        last.headers.push(line.trim().to_owned());
                    }
                    curl(line, &mut requests);
                }
                Headers::No => {
                    rest.push_str(line);
                    rest.push('\n');
                }
            }
            continue;
        };
        if message.starts_with("\"Request\"") {
            requests.push(Logged {
                verb: quoted(message, "verb"),
                url: quoted(message, "url"),
                ..Logged::default()
            });
            headers = if message.trim_end().ends_with("=<") {
                Headers::Of(message.contains("headers=<"))
            } else {
                Headers::No
            };
            if message.contains("curlCommand=") {
                requests.pop();
            }
        } else if message.starts_with("\"Response\"") {
            status(&mut requests, &quoted(message, "status"));
            headers = if message.trim_end().ends_with("=<") { Headers::Of(false) } else { Headers::No };
        } else {
            older(message, &mut requests, &mut headers);
        }
    }
    let count = requests.len();
    let refused = requests.iter().rposition(|request| request.status.starts_with("401"));
    let chosen = requests.into_iter().nth(refused.unwrap_or(count.saturating_sub(1)))?;
    let mut piece = request(&chosen);
    if count > 1 {
        let which = if refused.is_some() {
            "The last that was answered with 401 is taken."
        } else {
            "The last one is taken."
        };
        piece = piece.remarked(format!("The log holds {count} requests. {which}"));
    }
    Some((piece, rest))
}

/// Whose lines follow; true where they are headers of a request.
#[derive(Clone, Copy)]
enum Headers {
    No,
    Of(bool),
}

/// The message of a line of klog: `I1123 12:00:00.123456   12345 file.go:12] message`.
pub fn klog(line: &str) -> Option<&str> {
    let (head, message) = line.split_once("] ").or_else(|| line.split_once(']'))?;
    let mark = head.rfind(".go:")?;
    let digits = &head[mark + 4..];
    (!digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit())).then_some(message)
}

/// Lines as client-go wrote them before 1.33.
fn older(message: &str, requests: &mut Vec<Logged>, headers: &mut Headers) {
    let words: Vec<&str> = message.splitn(4, ' ').collect();
    match words.as_slice() {
        [verb, url, more @ ..]
            if url.contains("://") && verb.bytes().all(|byte| byte.is_ascii_uppercase()) =>
        {
            let status = more.join(" ");
            requests.push(Logged { verb: (*verb).into(), url: (*url).into(), status, ..Logged::default() });
        }
        ["Request", "Headers:", ..] => *headers = Headers::Of(true),
        ["Response", "Headers:", ..] => *headers = Headers::Of(false),
        ["Response", "Status:", ..] => {
            status(requests, message.trim_start_matches("Response Status:").trim())
        }
        _ if message.starts_with("    ") => {
            if let (Headers::Of(true), Some(last)) = (*headers, requests.last_mut()) {
                last.headers.push(message.trim().to_owned());
            }
        }
        _ => curl(message, requests),
    }
}

/// `-v=9` prints a command in place of the request.
fn curl(line: &str, requests: &mut Vec<Logged>) {
    if !line.contains("curl -v -X") {
        return;
    }
    if let Some((piece, _)) = command::split(line) {
        let mut lines = piece.text.lines();
        let first = lines.next().unwrap_or_default();
        let mut words = first.split(' ');
        let (verb, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let host = lines.clone().find_map(|line| line.strip_prefix("Host: ")).unwrap_or_default();
        let mut headers: Vec<String> =
            lines.filter(|line| !line.starts_with("Host: ")).map(str::to_owned).collect();
        if line.contains("<masked>") {
            headers.push("Authorization: Bearer <masked>".to_owned());
        }
        requests.push(Logged {
            verb: verb.to_owned(),
            url: format!("https://{host}{path}"),
            headers,
            status: String::new(),
        });
    }
}

fn status(requests: &mut [Logged], text: &str) {
    if let Some(last) = requests.last_mut() {
        last.status = text.to_owned();
    }
}

/// The value of `key="…"`.
fn quoted(message: &str, key: &str) -> String {
    let start = format!("{key}=\"");
    let value = message.find(&start).map(|at| &message[at + start.len()..]);
    value.and_then(|value| value.split('"').next()).unwrap_or_default().to_owned()
}

fn request(logged: &Logged) -> Piece {
    let behind = logged.url.split_once("://").map_or("", |(_, behind)| behind);
    let (host, path) = behind.split_at(behind.find('/').unwrap_or(behind.len()));
    let path = if path.is_empty() { "/" } else { path };
    let mut text = format!("{} {path} HTTP/1.1\nHost: {host}", logged.verb);
    let mut remark = "";
    let is_authorization = |header: &str| header.to_ascii_lowercase().starts_with("authorization:");
    for header in logged.headers.iter().filter(|header| header.contains(':')) {
        if header.contains("<masked>") {
            remark = "kubectl masks the token in its output: paste the token itself, too (in the kubeconfig, or \
                      printed by the command that the kubeconfig names).";
        } else {
            text.push('\n');
            text.push_str(header);
        }
    }
    if !logged.headers.is_empty() && !logged.headers.iter().any(|header| is_authorization(header)) {
        remark = "It carries no token, so the client showed a certificate or nothing, and kubectl prints no \
                  certificates: paste it, too.";
    }
    http_request(&text).remarked(remark)
}

/// A request somewhere in the text, also one that `curl -v` printed, and the text without it. Its body is ignored.
pub fn http(text: &str) -> Option<(Piece, String)> {
    if !text.contains(" HTTP/") {
        return None;
    }
    let first = text.lines().position(|line| is_request_line(header_part(line).trim()))?;
    let marked = text.lines().nth(first)?.starts_with("> ");
    let mut rest = String::new();
    let mut request = String::new();
    let mut inside = true;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let part = if marked { header_part(line) } else { line };
        if index < first || (!inside && !marked) {
            rest.push_str(line);
        } else if inside && marked && !line.starts_with('>') {
            // What curl says in between.
        } else if inside && part.trim().trim_start_matches('>').is_empty() {
            inside = false;
        } else if inside {
            request.push_str(part);
        }
    }
    Some((http_request(request.trim()), rest))
}
