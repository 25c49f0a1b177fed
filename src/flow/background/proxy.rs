//! An authenticating proxy: it logs people in as it likes, proves itself with its own certificate and says in headers who
//! they are.

use crate::report::{Authenticator, Report};

use super::{Facts, Flow, Message, Role, used};

pub fn story(report: &Report, facts: &Facts) -> Flow {
    let mut flow = Flow::new(
        "Authenticating proxy",
        "A proxy in front of the API server logs people in. The server believes its headers because of the certificate with which the proxy proves itself.",
    );
    flow.name(Role::Client, facts.client_name(), "");
    flow.section("Log in at the proxy", login());
    used(&mut flow, Authenticator::RequestHeader, report, Role::Client, || usually(facts));
    flow.note(
        Role::ApiServer,
        "The API server is such a proxy itself: it vouches with these headers to aggregated API servers, which read CA and header names in the ConfigMap kube-system/extension-apiserver-authentication.",
    );
    flow
}

fn login() -> Vec<Message> {
    vec![
        Message::call(Role::Client, Role::Proxy, "logs in: session cookie, Kerberos, SAML, anything")
            .why("Between the client and the proxy alone; the API server has no part in it."),
        Message::answer(Role::Proxy, Role::Client, "session"),
    ]
}

fn usually(facts: &Facts) -> Vec<Message> {
    let (client, proxy, api) = (Role::Client, Role::Proxy, Role::ApiServer);
    let line = facts.request_line();
    let name = |flag: &str, usual: &'static str| {
        facts.flag(flag).and_then(|names| names.split(',').next()).unwrap_or(usual).to_owned()
    };
    let user = name("requestheader-username-headers", "X-Remote-User");
    let group = name("requestheader-group-headers", "X-Remote-Group");
    let answer = "200 OK if jane is authorized, otherwise 403 Forbidden";
    vec![
        Message::call(client, proxy, line.as_str()).why("The proxy must drop identity headers that a client sends itself."),
        Message::call(proxy, api, "TLS handshake · certificate CN=front-proxy-client")
            .why("The proxy proves itself with a certificate of --requestheader-client-ca-file. Without it, headers mean nothing."),
        Message::call(proxy, api, format!("{line} with {user}, {group}"))
            .payload(format!("{line} HTTP/1.1\n{user}: jane\n{group}: developers\n"))
            .why("Who the person is, in the headers that the server is configured to read."),
        Message::inner(api, "Authenticating proxy: this is jane")
            .why("Certificate path, common name in --requestheader-allowed-names, then the headers."),
        Message::inner(api, format!("removes {user}, {group}"))
            .payload(format!("{line} HTTP/1.1\n"))
            .why("Identity headers are taken out once they are read, so that nothing behind can take them for its own."),
        Message::answer(api, proxy, answer).why("Authentication is done. What the user may do is the authorizer's business."),
        Message::answer(proxy, client, answer),
    ]
}
