use std::path::Path;

use chrono::DateTime;

use crate::engine;
use crate::report::{Authenticator, Message, Party, Report};

fn gallery(name: &str) -> Report {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/gallery").join(name);
    engine::evaluate_text(&std::fs::read_to_string(path).unwrap(), DateTime::UNIX_EPOCH)
}

fn said(messages: &[Message]) -> Vec<String> {
    messages
        .iter()
        .map(|message| format!("{:?} → {:?}: {}", message.from, message.to, message.label))
        .collect()
}

fn step(report: &Report, authenticator: Authenticator) -> &[Message] {
    &report.trace.iter().find(|step| step.authenticator == authenticator).unwrap().messages
}

#[test]
fn a_bearer_request_and_its_answer() {
    let report = gallery("token-file-valid.yaml");
    assert_eq!(
        said(&report.received),
        [
            "Client → ApiServer: TLS handshake · no client certificate",
            "Client → ApiServer: GET /api/v1/namespaces/default/pods"
        ]
    );
    assert!(report.received[1].payload.contains("\nAuthorization: Bearer "));
    assert_eq!(
        said(&report.answered),
        [
            "ApiServer → ApiServer: removes Authorization",
            "ApiServer → Client: 200 OK if jane is authorized, otherwise 403 Forbidden"
        ]
    );
    assert!(!report.answered[0].payload.contains("Authorization"), "{}", report.answered[0].payload);
}

#[test]
fn a_refusal_gives_no_reason() {
    let report = gallery("token-file-unknown.yaml");
    let [answer] = report.answered.as_slice() else { panic!("{:?}", report.answered) };
    assert_eq!((answer.label.as_str(), answer.failed), ("401 Unauthorized", true));
    assert_eq!(
        answer.payload,
        "HTTP/1.1 401 Unauthorized\nCache-Control: no-cache, private\nContent-Type: application/json\n\n\
         {\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\"Unauthorized\",\"reason\":\"Unauthorized\",\"code\":401}\n"
    );
}

#[test]
fn warnings_travel_with_the_answer() {
    let answer = gallery("bearer-two-spaces.yaml").answered.pop().unwrap();
    assert!(answer.payload.contains("Warning: 299 - \"the provided Authorization header"), "{answer:?}");
}

#[test]
fn the_proxys_hop_is_a_flow_of_its_own() {
    let report = gallery("proxy-valid.yaml");
    let headers = "X-Remote-User, X-Remote-Uid, X-Remote-Group, X-Remote-Extra-Acme.com%2fproject";
    assert_eq!(
        said(step(&report, Authenticator::RequestHeader)),
        [
            "Client → Proxy: GET /api".to_owned(),
            "Proxy → ApiServer: TLS handshake · certificate CN=front-proxy-client".to_owned(),
            format!("Proxy → ApiServer: GET /api with {headers}"),
            format!("ApiServer → ApiServer: removes {headers}"),
        ]
    );
    assert_eq!(said(&report.received), said(&step(&report, Authenticator::RequestHeader)[..3]));
    assert_eq!(report.received[0].payload, "GET /api HTTP/1.1\n");
    assert!(
        report.received[1].payload.starts_with("Subject: CN=front-proxy-client\nIssuer: CN=front-proxy-ca\n")
    );
    assert!(report.received[2].payload.contains("X-Remote-Group: developers\nX-Remote-Group: on-call\n"));
    assert_eq!(
        step(&report, Authenticator::RequestHeader)[3].payload,
        "GET /api HTTP/1.1\nHost: 192.168.56.10:6443\n"
    );
    assert_eq!(
        said(&report.answered),
        [
            "ApiServer → Proxy: 200 OK if jane is authorized, otherwise 403 Forbidden",
            "Proxy → Client: 200 OK if jane is authorized, otherwise 403 Forbidden"
        ]
    );
}

#[test]
fn a_proxy_that_proves_nothing_has_nothing_stripped_for_it() {
    let report = gallery("proxy-no-certificate.yaml");
    let messages = step(&report, Authenticator::RequestHeader);
    assert_eq!(messages[1].label, "TLS handshake · no client certificate");
    assert_eq!(messages.len(), 3);
    assert!(report.answered.iter().all(|message| message.from != Party::Client));
}

#[test]
fn the_certificate_is_shown_where_it_is_looked_at() {
    let report = gallery("x509-intermediate.yaml");
    let [handshake] = step(&report, Authenticator::X509) else { panic!() };
    assert_eq!(handshake, &report.received[0]);
    assert_eq!(handshake.payload.matches("Subject: ").count(), 2, "{}", handshake.payload);
}

#[test]
fn a_secret_of_the_cluster_is_never_shown_whole() {
    for name in ["bootstrap-valid.yaml", "legacy-service-account-valid.yaml"] {
        let report = gallery(name);
        let looked_up: Vec<&Message> = report
            .trace
            .iter()
            .flat_map(|step| &step.messages)
            .filter(|message| message.from == Party::Objects && message.payload.contains("\"Secret\""))
            .collect();
        assert!(!looked_up.is_empty(), "{name}");
        for message in looked_up {
            let data: serde_json::Value = serde_json::from_str(&message.payload).unwrap();
            let values = |field: &str| data[field].as_object().cloned().unwrap_or_default().into_values();
            assert!(values("data").chain(values("stringData")).all(|value| value == "…"), "{name}");
        }
    }
}
