//! Client certificates: request, approval, signing and fetching with the CertificateSigningRequest API, then the use in
//! the TLS handshake.

use serde_json::json;

use crate::report::{Authenticator, Report};

use super::{Facts, Flow, Message, Role, http, used};

const REQUESTS: &str = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

pub fn story(report: &Report, facts: &Facts) -> Flow {
    let name = facts.subject_part("CN").unwrap_or("jane").to_owned();
    let mut flow = Flow::new(
        "Client certificate",
        "A key is made where it is used, an administrator approves the request, the cluster's signer makes the certificate; from then on it names the user in every TLS handshake.",
    );
    flow.name(Role::Person, "Administrator", "approves");
    flow.name(Role::Client, "kubectl", format!("of {name}"));
    flow.name(Role::Controller, "Signer", "csrsigning");
    flow.section("Request and signing", signing(&name, facts));
    used(&mut flow, Authenticator::X509, report, Role::Client, || usually(&name, facts));
    flow.note(
        Role::ApiServer,
        "There is no revocation list: a certificate is good until it expires or its CA is replaced.",
    );
    flow
}

fn signing(name: &str, facts: &Facts) -> Vec<Message> {
    let (admin, kubectl, api, signer) = (Role::Person, Role::Client, Role::ApiServer, Role::Controller);
    let subject = facts.subject().map_or_else(|| format!("CN={name}, O=developers"), str::to_owned);
    let organizations =
        if facts.subject_part("O").is_some() { "each O becomes a group" } else { "no O, so no group" };
    let request = json!({"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest",
    "metadata": {"name": name},
    "spec": {
        "request": format!("<PKCS #10: {subject}>"),
        "signerName": "kubernetes.io/kube-apiserver-client",
        "expirationSeconds": 86400,
        "usages": ["client auth"],
    }});
    let one = format!("{REQUESTS}/{name}");
    vec![
        Message::inner(kubectl, "makes a private key and a signing request")
            .payload(format!("Subject: {subject}\nSignature: made with the private key, to show that one has it\n"))
            .why(format!("CN becomes the username, {organizations}. The key never leaves the machine.")),
        Message::call(kubectl, api, format!("POST {REQUESTS}"))
            .payload(http(&format!("POST {REQUESTS} HTTP/1.1"), &[], Some(&request)))
            .why("With a credential that one already has. The server notes down who asks."),
        Message::answer(api, kubectl, "201 Created · pending"),
        Message::call(admin, api, format!("kubectl certificate approve {name}"))
            .payload(http(&format!("PUT {one}/approval HTTP/1.1"), &[], Some(&json!({"status": {"conditions": [{"type": "Approved", "status": "True", "reason": "KubectlApprove", "message": "This CSR was approved by kubectl certificate approve."}]}}))))
            .why("Nobody approves requests of this signer automatically. system:masters is refused as an organization by admission."),
        Message::answer(api, signer, "watch: approved"),
        Message::inner(signer, "signs with --cluster-signing-key-file").why("The CA of --cluster-signing-cert-file must be one of the server's --client-ca-file."),
        Message::call(signer, api, "PUT …/status · certificate")
            .payload(json!({"status": {"certificate": "-----BEGIN CERTIFICATE-----\n…"}}).to_string()),
        Message::call(kubectl, api, format!("GET {one}")),
        Message::answer(api, kubectl, "200 OK · status.certificate").payload(certificate(facts, &subject)),
        Message::inner(kubectl, "key and certificate go into the kubeconfig")
            .payload(format!("kubectl config set-credentials {name} --client-key={name}.key --client-certificate={name}.crt --embed-certs\n")),
    ]
}

/// The certificate of this request, where there is one.
fn certificate(facts: &Facts, subject: &str) -> String {
    let handshake =
        facts.report.received.iter().find(|message| message.label.starts_with("TLS handshake · certificate"));
    handshake.map_or_else(
        || format!("Subject: {subject}\nUsages: client auth\n"),
        |message| message.payload.clone(),
    )
}

fn usually(name: &str, facts: &Facts) -> Vec<Message> {
    let (kubectl, api) = (Role::Client, Role::ApiServer);
    vec![
        Message::call(kubectl, api, format!("TLS handshake · certificate CN={name}"))
            .why("The client signs the handshake with its private key: that is the proof. The key itself is not sent."),
        Message::call(kubectl, api, facts.request_line()).why("No credential in the request: the connection is the credential."),
        Message::inner(api, format!("Client certificate: this is {name}"))
            .why("Path to a CA of --client-ca-file, time, usage; then CN is the username and each O a group."),
        Message::answer(api, kubectl, format!("200 OK if {name} is authorized, otherwise 403 Forbidden"))
            .why("Authentication is done. What the user may do is the authorizer's business."),
    ]
}
