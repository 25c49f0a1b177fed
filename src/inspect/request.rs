//! A request line by line, with a word on what the server does with each header: the bearer token
//! (`apiserver/pkg/authentication/request/{bearertoken,websocket}`), the proxy's headers (`headerrequest`), and
//! those that only look like authentication.

use serde::{Deserialize, Serialize};

use super::text::shortened;
use crate::input::http::{self, canonical};
use crate::input::place::flags;
use crate::scenario::ApiServer;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RequestView {
    pub method: String,
    pub target: String,
    pub version: String,
    pub headers: Vec<HeaderLine>,
    /// Why the server answers before it authenticates anybody.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub error: String,
    /// One-based line of the error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_line: Option<usize>,
    /// What is not shown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeaderLine {
    /// One-based line of the text.
    pub line: usize,
    /// As it was sent.
    pub name: String,
    pub value: String,
    pub mark: Mark,
    /// What the server does with it, as a sentence; empty for headers without a meaning here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub meaning: String,
    /// What is odd about it, as a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub oddity: String,
    /// As reports point at it: `request.raw#Authorization`.
    pub source: String,
}

/// What a header is to the authenticators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mark {
    /// A credential is read from it.
    Credential,
    /// The proxy's word on the user.
    Identity,
    /// It looks like authentication and is not.
    NotAuthentication,
    /// Nothing to do with it.
    Neutral,
}

impl Mark {
    pub fn word(self) -> &'static str {
        match self {
            Mark::Credential => "credential",
            Mark::Identity => "identity",
            Mark::NotAuthentication => "not authentication",
            Mark::Neutral => "",
        }
    }
}

const MOST_HEADERS: usize = 200;
const LONGEST_VALUE: usize = 8_192;

/// `None` for an empty text.
pub fn inspect(raw: &str, has_certificate: bool, server: &ApiServer) -> Option<RequestView> {
    if raw.trim().is_empty() {
        return None;
    }
    let error = http::parse(raw).err();
    let mut lines = raw.lines().enumerate().skip_while(|(_, line)| line.trim().is_empty());
    let (_, first) = lines.next()?;
    let mut words = first.splitn(3, ' ');
    let mut word = |limit| shortened(words.next().unwrap_or_default(), limit);
    let (method, target, version) = (word(40), word(2_000), word(40));
    let proxy = Proxy::of(server);
    let mut headers: Vec<HeaderLine> = Vec::new();
    let mut remark = String::new();
    for (index, line) in lines.take_while(|(_, line)| !line.trim_end_matches('\r').is_empty()) {
        if headers.len() >= MOST_HEADERS {
            remark = format!("Only the first {MOST_HEADERS} headers are shown.");
            break;
        }
        if line.starts_with([' ', '\t']) {
            if let Some(last) = headers.last_mut() {
                last.value = shortened(&format!("{} {}", last.value, line.trim()), LONGEST_VALUE);
                last.oddity = "It goes on in the next line, which HTTP has given up; Go still joins the two."
                    .to_owned();
            }
            continue;
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let earlier = headers.iter().filter(|header| canonical(&header.name) == canonical(name)).count();
        headers.push(header(index + 1, name, value.trim(), earlier, has_certificate, &proxy));
    }
    Some(RequestView {
        method,
        target,
        version,
        headers,
        error: error.as_ref().map(|error| error.message.clone()).unwrap_or_default(),
        error_line: error.map(|error| error.line),
        remark,
    })
}

/// What the flags say about the proxy's headers.
struct Proxy {
    configured: bool,
    /// Lower-case names and what they carry.
    names: Vec<(String, &'static str)>,
    prefixes: Vec<String>,
}

impl Proxy {
    fn of(server: &ApiServer) -> Proxy {
        let list = |flag: &str| -> Vec<String> {
            let values = flags::values(&server.args, flag).into_iter().flat_map(|value| value.split(','));
            values.map(|value| value.trim().to_ascii_lowercase()).filter(|value| !value.is_empty()).collect()
        };
        let mut names = Vec::new();
        for (flag, what) in [
            ("requestheader-username-headers", "the user name"),
            ("requestheader-uid-headers", "the UID"),
            ("requestheader-group-headers", "a group"),
        ] {
            names.extend(list(flag).into_iter().map(|name| (name, what)));
        }
        Proxy {
            configured: flags::value(&server.args, "requestheader-client-ca-file").is_some(),
            names,
            prefixes: list("requestheader-extra-headers-prefix"),
        }
    }

    fn carries(&self, name: &str) -> Option<String> {
        let name = name.to_ascii_lowercase();
        let known = self.names.iter().find(|(known, _)| *known == name).map(|(_, what)| (*what).to_owned());
        known.or_else(|| {
            let key = self.prefixes.iter().find_map(|prefix| name.strip_prefix(prefix.as_str()))?;
            Some(format!("extra {:?}", shortened(key, 80)))
        })
    }
}

fn header(
    line: usize,
    name: &str,
    value: &str,
    earlier: usize,
    has_certificate: bool,
    proxy: &Proxy,
) -> HeaderLine {
    let field = canonical(name);
    let (mark, meaning) = role(&field, value, has_certificate, proxy);
    HeaderLine {
        line,
        oddity: oddity(&field, value, earlier, mark),
        source: format!("request.raw#{}", shortened(&field, 120)),
        name: shortened(name, 200),
        value: shortened(value, LONGEST_VALUE),
        mark,
        meaning,
    }
}

fn role(field: &str, value: &str, has_certificate: bool, proxy: &Proxy) -> (Mark, String) {
    if let Some(what) = proxy.carries(field) {
        let meaning = match (proxy.configured, has_certificate) {
            (false, _) => format!(
                "It would carry {what}, but --requestheader-client-ca-file is not set, so no proxy is trusted."
            ),
            (true, false) => format!(
                "It would carry {what}, but counts only behind a verified proxy certificate, and none was presented."
            ),
            (true, true) => format!(
                "It carries {what}, if the proxy's certificate is verified. Removed from the request afterwards."
            ),
        };
        return (Mark::Identity, meaning);
    }
    let lower = field.to_ascii_lowercase();
    let not = |text: &str| (Mark::NotAuthentication, text.to_owned());
    match lower.as_str() {
        "authorization" => {
            let scheme = value.split(' ').next().unwrap_or_default();
            if scheme.eq_ignore_ascii_case("bearer") {
                (Mark::Credential, "The token behind Bearer goes to the token authenticators. Removed once one of them accepts it.".to_owned())
            } else {
                not("Only the scheme Bearer is read; the server ignores this one without a word.")
            }
        }
        "sec-websocket-protocol" if value.contains("base64url.bearer.authorization.k8s.io.") => (
            Mark::Credential,
            "On a websocket, the sub-protocol base64url.bearer.authorization.k8s.io.… carries a token."
                .to_owned(),
        ),
        "sec-websocket-protocol" => {
            (Mark::Neutral, "Sub-protocols of a websocket; none of them carries a token.".to_owned())
        }
        "upgrade" | "connection" => {
            (Mark::Neutral, "Only on a websocket may a token come as a sub-protocol.".to_owned())
        }
        "cookie" => not("Never read: kube-apiserver knows no sessions."),
        "proxy-authorization" => not("Meant for proxies on the way. Never read."),
        "x-forwarded-for" | "x-real-ip" | "forwarded" => {
            not("Only the audit log takes note of it, as a source address.")
        }
        "audit-id" => not("Names the request in the audit log."),
        _ if lower.starts_with("impersonate-") => not(
            "Impersonation comes after authentication: whoever the request is from must be allowed to impersonate.",
        ),
        _ if lower.starts_with("x-remote-") => {
            not("Looks like a proxy's header, but no flag names it, so it carries nothing here.")
        }
        _ if lower.contains("client-cert")
            || lower.contains("ssl-cert")
            || lower.contains("access-token")
            || lower.contains("auth-request") =>
        {
            not("No authenticator of kube-apiserver reads it.")
        }
        _ => (Mark::Neutral, String::new()),
    }
}

fn oddity(field: &str, value: &str, earlier: usize, mark: Mark) -> String {
    let token = value.split_once(' ').map(|(_, token)| token);
    match field {
        "Authorization" if earlier > 0 => "Sent more than once. The server reads only the first one.",
        "Authorization" if token.is_some_and(|token| token.starts_with(' ')) => {
            "More than one space before the token: the server warns and ignores the header."
        }
        "Authorization" if token.is_some_and(|token| token.contains(' ')) => {
            "What stands behind the token after a space is cut off."
        }
        "Authorization" if token.is_some_and(|token| token.contains(['"', '\''])) => {
            "The quotes are sent as part of the token."
        }
        "Authorization" if value.eq_ignore_ascii_case("bearer") => "No token follows.",
        "Host" if earlier > 0 => "Sent more than once: the server answers 400.",
        _ if mark == Mark::Identity && value.is_empty() => {
            "Empty: the server goes on as if it were not there."
        }
        _ => "",
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(raw: &str, args: &[&str], has_certificate: bool) -> RequestView {
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        inspect(raw, has_certificate, &ApiServer { args, ..ApiServer::default() }).unwrap()
    }

    fn marks(headers: &str, args: &[&str], has_certificate: bool) -> Vec<(Mark, String)> {
        let view = read(&format!("GET / HTTP/1.1\n{headers}"), args, has_certificate);
        view.headers.into_iter().map(|header| (header.mark, header.meaning)).collect()
    }

    fn oddities(headers: &str) -> Vec<String> {
        let view = read(&format!("GET / HTTP/1.1\n{headers}"), &[], false);
        view.headers.into_iter().map(|header| header.oddity).collect()
    }

    #[test]
    fn line_and_headers_stay_in_order() {
        let view =
            read("\nGET /api?x=1 HTTP/1.1\r\nHost: k\r\nauthorization: Bearer t\r\n\r\nbody: x", &[], false);
        assert_eq!(
            (view.method.as_str(), view.target.as_str(), view.version.as_str()),
            ("GET", "/api?x=1", "HTTP/1.1")
        );
        let lines: Vec<(usize, &str, &str)> = view
            .headers
            .iter()
            .map(|header| (header.line, header.name.as_str(), header.value.as_str()))
            .collect();
        assert_eq!(lines, [(3, "Host", "k"), (4, "authorization", "Bearer t")]);
        assert_eq!(view.headers[1].source, "request.raw#Authorization");
        assert_eq!(view.error, "");
        assert_eq!(inspect(" \n", false, &ApiServer::default()), None);
    }

    #[test]
    fn headers_are_marked_by_what_the_server_does() {
        for (header, mark) in [
            ("Authorization: bearer t", Mark::Credential),
            ("Authorization: Basic t", Mark::NotAuthentication),
            ("Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.dA, x", Mark::Credential),
            ("Sec-WebSocket-Protocol: v4.channel.k8s.io", Mark::Neutral),
            ("Cookie: a=b", Mark::NotAuthentication),
            ("Impersonate-User: root", Mark::NotAuthentication),
            ("X-Remote-User: root", Mark::NotAuthentication),
            ("X-Forwarded-Client-Cert: x", Mark::NotAuthentication),
            ("Accept: */*", Mark::Neutral),
        ] {
            assert_eq!(marks(header, &[], false)[0].0, mark, "{header}");
        }
    }

    #[test]
    fn the_proxys_headers_are_those_of_the_flags() {
        let args = [
            "--requestheader-username-headers=X-Remote-User,X-User",
            "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        ];
        let trusted = ["--requestheader-client-ca-file=/ca", args[0], args[1]];
        let headers = "x-user: jane\nX-Remote-Extra-Scopes: a\nX-Remote-Group: g";
        let seen = marks(headers, &trusted, true);
        assert!(seen[0].1.starts_with("It carries the user name"), "{seen:?}");
        assert!(seen[1].1.starts_with("It carries extra \"scopes\""), "{seen:?}");
        assert_eq!(seen[2].0, Mark::NotAuthentication);
        assert!(marks(headers, &trusted, false)[0].1.contains("none was presented"));
        assert!(marks(headers, &args, true)[0].1.contains("is not set"));
    }

    #[test]
    fn oddities_are_pointed_at() {
        for (header, start) in [
            ("Authorization: Bearer  t", "More than one space"),
            ("Authorization: Bearer t u", "What stands behind"),
            ("Authorization: Bearer \"t\"", "The quotes"),
            ("Authorization: Bearer", "No token"),
            ("X: a\n b", "It goes on"),
            ("Authorization: Bearer t", ""),
        ] {
            let found = oddities(header);
            assert!(
                found[0].starts_with(start) && found[0].is_empty() == start.is_empty(),
                "{header}: {found:?}"
            );
        }
        assert!(
            oddities("Authorization: Bearer a\nauthorization: Bearer b")[1]
                .starts_with("Sent more than once")
        );
    }

    #[test]
    fn a_request_that_is_none_says_why() {
        let view = read("GET / HTTP/1.1\nno colon", &[], false);
        assert_eq!((view.error_line, view.headers.len()), (Some(2), 1));
        assert!(view.error.contains("missing colon"), "{}", view.error);
        let many = read(&format!("GET / HTTP/1.1\n{}", "A: b\n".repeat(1_000)), &[], false);
        assert_eq!((many.headers.len(), many.remark.is_empty()), (MOST_HEADERS, false));
    }
}
