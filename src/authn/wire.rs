//! How a request reaches the server, and what goes back: the TLS handshake, the hop of an authenticating proxy, the
//! request itself, the headers that are taken out of it, the answer
//! (`apiserver/pkg/server/secure_serving.go`, `…/endpoints/filters/authentication.go`).
//!
//! The handshake asks for a certificate and takes any (`tls.RequestClientCert`): who vouches for it is the
//! authenticators' business. Of what a client said to a proxy, only what the proxy passes on can be known.

use crate::apiserver::config;
use crate::crypto::x509::Certificate;
use crate::input::http::{Headers, Request};
use crate::report::{Message, Party, Report};

/// As `apimachinery/pkg/api/errors` words it: nobody is told why.
const UNAUTHORIZED: &str = r#"{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}"#;

/// What comes before the first authenticator. With a username header that a proxy would set, a proxy is taken to
/// have sent it, whether or not it can prove to be one.
pub fn arrival(request: &Request, proxy: Option<&config::RequestHeader>) -> Vec<Message> {
    match proxy.filter(|proxy| speaks_for_another(request, proxy)) {
        None => vec![handshake(request, Party::Client), sent(request, Party::Client, "")],
        Some(proxy) => proxy_hop(request, proxy),
    }
}

/// The client's own request, the handshake with the proxy's certificate, the request with the headers that it adds.
pub fn proxy_hop(request: &Request, proxy: &config::RequestHeader) -> Vec<Message> {
    let names = identity_header_names(request, proxy);
    let asked = format!("{} {}", request.method, request.target);
    vec![
        Message::new(Party::Client, Party::Proxy, asked.as_str()).payload(format!("{asked} HTTP/1.1\n")),
        handshake(request, Party::Proxy),
        sent(request, Party::Proxy, &format!(" with {}", names.join(", "))),
    ]
}

/// Whether the request names a user in a header of the configuration.
pub fn speaks_for_another(request: &Request, proxy: &config::RequestHeader) -> bool {
    proxy.username_headers.iter().any(|name| !request.headers.get(name).is_empty())
}

/// The handshake with the certificate that the other side presents.
pub fn handshake(request: &Request, from: Party) -> Message {
    let said = |what: &str| Message::new(from, Party::ApiServer, format!("TLS handshake · {what}"));
    match request.peer_certificates.split_first() {
        None => said("no client certificate"),
        Some((leaf, rest)) => {
            let chain: Vec<String> = std::iter::once(leaf).chain(rest).map(|one| describe(one)).collect();
            said(&format!("certificate {}", leaf.subject)).payload(chain.join("\n"))
        }
    }
}

/// What the server takes out of the request, and what is left of it.
pub fn stripped(names: &[String], request: &Request) -> Message {
    Message::new(Party::ApiServer, Party::ApiServer, format!("removes {}", names.join(", ")))
        .payload(head(request))
}

/// What follows the last authenticator: credentials are taken out of the request, and the client gets 401 without a
/// reason, or what authorization makes of the user.
pub fn answer(report: &Report, as_sent: &Headers, request: &Request) -> Vec<Message> {
    let warnings: String = report.warnings.iter().map(|warning| format!("Warning: {warning}\n")).collect();
    let (mut messages, answer) = match &report.user {
        Some(user) => {
            let name = if user.username.is_empty() { "a user without a name" } else { &user.username };
            let label = format!("200 OK if {name} is authorized, otherwise 403 Forbidden");
            let removed = removed(report, as_sent, request);
            let messages = if removed.is_empty() { vec![] } else { vec![stripped(&removed, request)] };
            (messages, Message::new(Party::ApiServer, Party::Client, label).payload(warnings))
        }
        None => (vec![], unauthorized(&warnings)),
    };
    if report.received.iter().any(|message| message.from == Party::Proxy) {
        messages.push(Message { to: Party::Proxy, ..answer.clone() });
        messages.push(Message { from: Party::Proxy, ..answer });
    } else {
        messages.push(answer);
    }
    messages
}

fn unauthorized(warnings: &str) -> Message {
    Message::new(Party::ApiServer, Party::Client, "401 Unauthorized")
        .payload(format!(
            "HTTP/1.1 401 Unauthorized\nCache-Control: no-cache, private\nContent-Type: application/json\n{warnings}\n{UNAUTHORIZED}\n"
        ))
        .failed(true)
}

/// What was sent and is gone or changed, but for what the proxy's authenticator has written down itself.
fn removed(report: &Report, as_sent: &Headers, request: &Request) -> Vec<String> {
    let written_down = |name: &str| {
        let effect = format!("{name} header removed from the request");
        report.trace.iter().any(|step| step.effects.contains(&effect))
    };
    let mut removed = Vec::new();
    for (name, values) in as_sent.iter() {
        match request.headers.values(name) {
            [] if !written_down(name) => removed.push(name.to_owned()),
            left if !left.is_empty() && left != values => removed.push(format!("the token in {name}")),
            _ => {}
        }
    }
    removed
}

fn sent(request: &Request, from: Party, with: &str) -> Message {
    let label = format!("{} {}{with}", request.method, request.target);
    Message::new(from, Party::ApiServer, label).payload(head(request))
}

fn identity_header_names(request: &Request, proxy: &config::RequestHeader) -> Vec<String> {
    let mut headers = request.headers.clone();
    proxy.identity_headers().clear(&mut headers)
}

/// Request line and headers, as the server has read them.
fn head(request: &Request) -> String {
    let mut text = format!("{} {} HTTP/1.1\n", request.method, request.target);
    for (name, values) in request.headers.iter() {
        for value in values {
            text.push_str(&format!("{name}: {value}\n"));
        }
    }
    text
}

/// The fields a person looks for first.
fn describe(certificate: &Certificate) -> String {
    format!(
        "Subject: {}\nIssuer: {}\nSerial number: {}\nNot before: {}\nNot after: {}\n",
        certificate.subject,
        certificate.issuer,
        certificate.serial_number(),
        certificate.not_before.utc(),
        certificate.not_after.utc()
    )
}
