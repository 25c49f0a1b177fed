//! How the simulated server makes an HTTP exchange: `World::remote` answers by exact URL, and there is no network
//! behind it. What Go's `net/http` client would do in between (schemes, redirects, error texts) is kept.

use crate::golang::idna;
use crate::golang::quote::quote;
use crate::golang::url::{self, Url};
use crate::report::{Message, Party, StepLog};
use crate::scenario::RemoteAnswer;

use super::World;

/// `http.Client` follows ten redirects and then gives up.
const MAX_REDIRECTS: usize = 10;

/// What the server sends, and to whom.
#[derive(Debug, Clone)]
pub struct Call<'c> {
    pub to: Party,
    pub method: &'c str,
    pub url: &'c str,
    /// Other ways to write the address, as a configuration does. The answer may stand under any of them, and the
    /// first is the one to ask a person for.
    pub aliases: &'c [&'c str],
    pub headers: &'c [(&'c str, &'c str)],
    pub body: &'c str,
}

impl<'c> Call<'c> {
    pub fn get(to: Party, url: &'c str) -> Call<'c> {
        Call { to, method: "GET", url, aliases: &[], headers: &[], body: "" }
    }
}

/// Makes the exchange and writes both messages down.
///
/// # Errors
/// The text of Go's `url.Error`. Nobody answers at a URL that `remote` does not hold: the connection is refused,
/// and the URL is added to [`StepLog::wanted`].
pub fn exchange<'w>(world: &World<'w>, call: &Call, log: &mut StepLog) -> Result<&'w RemoteAnswer, String> {
    let fail = |url: &str, reason: &str| Err(error(call.method, url, reason));
    let (mut method, mut url, mut body) = (call.method, call.url.to_owned(), call.body);
    for redirects in 0..MAX_REDIRECTS {
        let aliases = if redirects == 0 { call.aliases } else { &[] };
        let answer = match send(world, &Call { method, url: &url, body, aliases, ..call.clone() }, log) {
            Ok(answer) => answer,
            Err(reason) => return fail(&url, &reason),
        };
        let location = header(answer, "Location").filter(|_| is_redirect(answer.status));
        let Some(location) = location else { return Ok(answer) };
        if !matches!(answer.status, 307 | 308) && method != "GET" {
            (method, body) = ("GET", "");
        }
        url = resolve(&url, location);
    }
    fail(&url, &format!("stopped after {MAX_REDIRECTS} redirects"))
}

/// One request, with the checks of `Transport.roundTrip` before it.
fn send<'w>(world: &World<'w>, call: &Call, log: &mut StepLog) -> Result<&'w RemoteAnswer, String> {
    let url = parsed(call.url);
    if !matches!(url.scheme.as_str(), "http" | "https") {
        return Err(format!("unsupported protocol scheme {}", quote(&url.scheme)));
    }
    if let Some((name, _)) = call.headers.iter().find(|(_, value)| !is_field_value(value)) {
        return Err(format!("net/http: invalid header field value for {}", quote(name)));
    }
    if url.host.is_empty() {
        return Err("http: no Host in request URL".to_owned());
    }
    let answer = [call.url].iter().chain(call.aliases).find_map(|url| world.remote.get(*url));
    let question = Message::new(Party::ApiServer, call.to, format!("{} {}", call.method, url.redacted()));
    log.message(question.payload(request_text(call, &url)));
    match answer {
        Some(answer) => {
            log.message(
                Message::new(call.to, Party::ApiServer, status_line(answer.status))
                    .payload(answer_text(answer))
                    .failed(!(200..300).contains(&answer.status)),
            );
            Ok(answer)
        }
        None => {
            let wanted = call.aliases.first().copied().unwrap_or(call.url).to_owned();
            if !log.wanted.contains(&wanted) {
                log.wanted.push(wanted);
            }
            log.message(Message::new(call.to, Party::ApiServer, "connection refused").failed(true));
            Err(format!("dial tcp {}: connect: connection refused", address(&url)))
        }
    }
}

/// Whoever calls has parsed the address before; what a redirect names and Go cannot parse is no address at all.
fn parsed(url: &str) -> Url {
    url::parse(url).unwrap_or_default().without_empty_port()
}

/// A header of an answer, whatever its spelling. An empty value is the same as none, as in Go.
pub fn header<'a>(answer: &'a RemoteAnswer, name: &str) -> Option<&'a str> {
    let (_, value) = answer.headers.iter().find(|(field, _)| field.eq_ignore_ascii_case(name))?;
    Some(value.as_str()).filter(|value| !value.is_empty())
}

/// `http.Response.Status`: `404 Not Found`.
pub fn status_line(status: u16) -> String {
    format!("{status} {}", status_text(status))
}

/// `*url.Error`: the operation is the method with one capital, `Get "https://…": reason`.
fn error(method: &str, url: &str, reason: &str) -> String {
    let operation: String =
        method.chars().take(1).chain(method.chars().skip(1).map(|c| c.to_ascii_lowercase())).collect();
    format!("{operation} {}: {reason}", quote(&shown(url)))
}

fn shown(url: &str) -> String {
    url::parse(url).map_or_else(|_| url.to_owned(), |url| url.without_empty_port().redacted())
}

/// `httpguts.ValidHeaderFieldValue`.
fn is_field_value(value: &str) -> bool {
    value.bytes().all(|byte| byte == b'\t' || byte >= b' ' && byte != 0x7f)
}

fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// RFC 3986 §5.2 for the references that servers send: absolute, `//host/…`, `/path`, `sibling`.
fn resolve(base: &str, reference: &str) -> String {
    let reference = reference.split('#').next().unwrap_or_default();
    if reference.contains("://") {
        return reference.to_owned();
    }
    let (scheme, rest) = base.split_once("://").unwrap_or(("https", base));
    if reference.starts_with("//") {
        return format!("{scheme}:{reference}");
    }
    let (host, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    if reference.starts_with('/') {
        return format!("{scheme}://{host}{}", without_dots(reference));
    }
    let folder = path.split('?').next().unwrap_or_default().rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{scheme}://{host}{}", without_dots(&format!("{folder}/{reference}")))
}

/// RFC 3986 §5.2.4, for a path and its query.
fn without_dots(path: &str) -> String {
    let (path, query) = path.split_at(path.find('?').unwrap_or(path.len()));
    let mut parts: Vec<&str> = Vec::new();
    let mut segments = path.split('/').skip(1).peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                if segment == ".." {
                    parts.pop();
                }
                parts.extend(last.then_some(""));
            }
            segment => parts.push(segment),
        }
    }
    format!("/{}{query}", parts.join("/"))
}

/// `canonicalAddr`, and `net.JoinHostPort`.
fn address(url: &Url) -> String {
    let (name, port) = url.host_and_port();
    let name = idna::to_ascii(name);
    let port = match (port, url.scheme.as_str()) {
        ("", "http") => "80",
        ("", _) => "443",
        (port, _) => port,
    };
    if name.contains(':') { format!("[{name}]:{port}") } else { format!("{name}:{port}") }
}

fn request_text(call: &Call, url: &Url) -> String {
    let target = url.request_target();
    let mut text = format!("{} {target} HTTP/1.1\nHost: {}\n", call.method, url.host);
    for (name, value) in call.headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push_str(&format!("\n{}", call.body));
    text
}

fn answer_text(answer: &RemoteAnswer) -> String {
    let mut text = format!("HTTP/1.1 {}\n", status_line(answer.status));
    for (name, value) in &answer.headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push_str(&format!("\n{}", answer.body));
    text
}

/// `http.StatusText`, from the registry of RFC 9110; "" for a code that is not in it.
fn status_text(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        203 => "Non-Authoritative Information",
        204 => "No Content",
        205 => "Reset Content",
        206 => "Partial Content",
        300 => "Multiple Choices",
        301 => "Moved Permanently",
        302 => "Found",
        303 => "See Other",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        407 => "Proxy Authentication Required",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        411 => "Length Required",
        412 => "Precondition Failed",
        413 => "Request Entity Too Large",
        414 => "Request URI Too Long",
        415 => "Unsupported Media Type",
        418 => "I'm a teapot",
        421 => "Misdirected Request",
        422 => "Unprocessable Entity",
        425 => "Too Early",
        426 => "Upgrade Required",
        428 => "Precondition Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        451 => "Unavailable For Legal Reasons",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        505 => "HTTP Version Not Supported",
        511 => "Network Authentication Required",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::cel::Cel;
    use crate::scenario::Version;

    type Remote = BTreeMap<String, RemoteAnswer>;

    fn answer(status: u16, headers: &[(&str, &str)], body: &str) -> RemoteAnswer {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        RemoteAnswer { status, headers, body: body.to_owned() }
    }

    fn ask(remote: &Remote, call: &Call) -> (Result<RemoteAnswer, String>, StepLog) {
        let files = BTreeMap::new();
        let now = chrono::DateTime::UNIX_EPOCH;
        let world =
            World { now, version: Version::NEWEST, files: &files, objects: &[], remote, expressions: &Cel };
        let mut log = StepLog::default();
        (exchange(&world, call, &mut log).cloned(), log)
    }

    #[test]
    fn a_url_that_nobody_serves_is_a_refused_connection_and_is_wanted() {
        for (url, want) in [
            (
                "https://idp.example/keys",
                "Get \"https://idp.example/keys\": dial tcp idp.example:443: connect: connection refused",
            ),
            (
                "http://10.0.0.1:8080/keys?x=1",
                "Get \"http://10.0.0.1:8080/keys?x=1\": dial tcp 10.0.0.1:8080: connect: connection refused",
            ),
        ] {
            let (result, log) = ask(&Remote::new(), &Call::get(Party::IdentityProvider, url));
            assert_eq!(result.unwrap_err(), want);
            assert_eq!(log.wanted, [url]);
            assert!(log.messages[1].failed);
        }
    }

    #[test]
    fn urls_that_no_connection_is_made_for() {
        for (url, want) in [
            ("", "Get \"\": unsupported protocol scheme \"\""),
            ("ftp://a/b", "Get \"ftp://a/b\": unsupported protocol scheme \"ftp\""),
            ("https:///keys", "Get \"https:///keys\": http: no Host in request URL"),
        ] {
            let (result, log) = ask(&Remote::new(), &Call::get(Party::IdentityProvider, url));
            assert_eq!(result.unwrap_err(), want);
            assert!(log.wanted.is_empty() && log.messages.is_empty());
        }
    }

    #[test]
    fn both_messages_are_written_down_in_full() {
        let remote = Remote::from([("https://hook/x".into(), answer(500, &[("X-A", "b")], "oops"))]);
        let call = Call {
            method: "POST",
            url: "https://hook/x?timeout=30s",
            aliases: &["https://hook/x"],
            headers: &[("Content-Type", "application/json")],
            body: "{}",
            ..Call::get(Party::Webhook, "")
        };
        let (result, log) = ask(&remote, &call);
        assert_eq!(result.unwrap().body, "oops");
        let [question, reply] = log.messages.as_slice() else { panic!("{:?}", log.messages) };
        assert_eq!(question.label, "POST https://hook/x?timeout=30s");
        assert_eq!(
            question.payload,
            "POST /x?timeout=30s HTTP/1.1\nHost: hook\nContent-Type: application/json\n\n{}"
        );
        assert_eq!((reply.label.as_str(), reply.failed), ("500 Internal Server Error", true));
        assert_eq!(reply.payload, "HTTP/1.1 500 Internal Server Error\nX-A: b\n\noops");
    }

    #[test]
    fn redirects_are_followed_as_go_follows_them() {
        let remote = Remote::from([
            ("https://a/1/x".into(), answer(302, &[("location", "../2")], "")),
            ("https://a/2".into(), answer(308, &[("Location", "/3")], "")),
            ("https://a/3".into(), answer(301, &[("Location", "https://b/4")], "")),
            ("https://b/4".into(), answer(200, &[], "here")),
            ("https://a/loop".into(), answer(302, &[("Location", "/loop")], "")),
            ("https://a/nowhere".into(), answer(302, &[], "no location")),
        ]);
        let get = |url| ask(&remote, &Call::get(Party::IdentityProvider, url)).0;
        assert_eq!(get("https://a/1/x").unwrap().body, "here");
        assert_eq!(get("https://a/nowhere").unwrap().body, "no location");
        assert_eq!(get("https://a/loop").unwrap_err(), "Get \"https://a/loop\": stopped after 10 redirects");
    }
}
