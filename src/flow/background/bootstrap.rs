//! Bootstrap tokens: from `kubeadm join` to the kubelet's own certificate (discovery with a signed ConfigMap, TLS
//! bootstrap with the controllers csrapproving and csrsigning).

use serde_json::json;

use crate::report::{Authenticator, Report};

use super::{Facts, Flow, Message, Role, bearer, http, used};

const REQUESTS: &str = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

pub fn story(report: &Report, facts: &Facts) -> Flow {
    let mut flow = Flow::new(
        "Bootstrap token",
        "A new node proves with a short-lived token that it may join, and asks for the certificate that is its identity from then on.",
    );
    let sent = facts.token().filter(|token| token.len() == 23 && token.as_bytes()[6] == b'.');
    let id = sent.and_then(|token| token.get(..6)).unwrap_or("abcdef");
    flow.name(Role::Person, "Person", "at the new node");
    flow.name(Role::Kubelet, "Node", "kubeadm, then kubelet");
    flow.name(Role::Controller, "Controller manager", "csrapproving, csrsigning");
    flow.section("Discovery", discovery(facts, id));
    used(&mut flow, Authenticator::BootstrapToken, report, Role::Kubelet, || usually(id));
    flow.section("The kubelet's certificate", certificate(id));
    flow.note(
        Role::Kubelet,
        "The token is no longer needed. The kubelet renews its certificate with its certificate.",
    );
    flow
}

fn discovery(facts: &Facts, id: &str) -> Vec<Message> {
    let (node, api) = (Role::Kubelet, Role::ApiServer);
    let path = "/api/v1/namespaces/kube-public/configmaps/cluster-info";
    let host = facts.host();
    let kubeconfig = format!(
        "apiVersion: v1\nkind: Config\nclusters:\n- name: \"\"\n  cluster:\n    server: https://{host}\n    certificate-authority-data: …\n"
    );
    let config_map = json!({"apiVersion": "v1", "kind": "ConfigMap",
        "metadata": {"name": "cluster-info", "namespace": "kube-public"},
        "data": {format!("jws-kubeconfig-{id}"): "eyJhbGciOiJIUzI1NiIsImtpZCI6…..…", "kubeconfig": kubeconfig}});
    vec![
        Message::call(Role::Person, node, format!("kubeadm join {host} --token {id}.…"))
            .payload(format!("kubeadm join {host} --token {id}.… --discovery-token-ca-cert-hash sha256:…\n"))
            .why("Made by kubeadm token create --print-join-command on a control plane node."),
        Message::call(node, api, format!("GET {path}"))
            .why("Anonymous, and the server's certificate is not verified yet: the node knows no CA so far."),
        Message::answer(api, node, "200 OK · ConfigMap cluster-info")
            .payload(http("HTTP/1.1 200 OK", &[], Some(&config_map)))
            .why("Readable by everybody. It holds the cluster's CA, signed with the secret half of each token."),
        Message::inner(node, "checks the signature with the token, the CA with the hash")
            .why("An HMAC over the kubeconfig shows that the sender knows the token; the hash pins the CA. Then it asks once more, now verifying the server."),
    ]
}

fn csr(id: &str) -> serde_json::Value {
    json!({"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest",
    "metadata": {"generateName": "csr-"},
    "spec": {
        "request": "<PKCS #10: O=system:nodes, CN=system:node:worker-2>",
        "signerName": "kubernetes.io/kube-apiserver-client-kubelet",
        "usages": ["digital signature", "client auth"],
        "username": format!("system:bootstrap:{id}"),
        "groups": ["system:bootstrappers", "system:authenticated"],
    }})
}

fn usually(id: &str) -> Vec<Message> {
    let (api, objects) = (Role::ApiServer, Role::Objects);
    let between = vec![
        Message::call(api, objects, format!("Secret kube-system/bootstrap-token-{id}?"))
            .why("The token's first half names the Secret, the second must be in it."),
        Message::answer(objects, api, "found"),
        Message::inner(api, format!("Bootstrap token: this is system:bootstrap:{id}"))
            .why("Type, secret, expiration and usage-bootstrap-authentication. A wrong token is no error here: nobody recognises it."),
    ];
    bearer(
        Role::Kubelet,
        &format!("POST {REQUESTS}"),
        &format!("{id}.…"),
        between,
        &format!("system:bootstrap:{id}"),
    )
}

fn certificate(id: &str) -> Vec<Message> {
    let (node, api, controller) = (Role::Kubelet, Role::ApiServer, Role::Controller);
    let approved = json!({"status": {"conditions": [{"type": "Approved", "status": "True", "reason": "AutoApproved",
        "message": "Auto approving kubelet client certificate after SubjectAccessReview."}]}});
    vec![
        Message::inner(node, "makes a private key").why("It never leaves the node; only the public half goes into the request."),
        Message::call(node, api, format!("POST {REQUESTS}"))
            .payload(http(&format!("POST {REQUESTS} HTTP/1.1"), &[("Authorization", &format!("Bearer {id}.…"))], Some(&csr(id))))
            .why("With the bootstrap token. The server itself fills in username and groups of whoever asks."),
        Message::answer(api, controller, "watch: a new request"),
        Message::call(controller, api, "POST SubjectAccessReview: may it create certificatesigningrequests/nodeclient?")
            .why("csrapproving approves by itself what the asker is allowed to have: kubeadm binds this right to its bootstrap group."),
        Message::call(controller, api, "PUT …/approval · Approved").payload(approved.to_string()),
        Message::inner(controller, "signs with --cluster-signing-key-file")
            .why("csrsigning looks only at approved requests, and at signer, subject and usages."),
        Message::call(controller, api, "PUT …/status · certificate")
            .payload(json!({"status": {"certificate": "-----BEGIN CERTIFICATE-----\n…"}}).to_string()),
        Message::answer(api, node, "watch: the certificate")
            .payload("Subject: O=system:nodes, CN=system:node:worker-2\nUsages: digital signature, client auth\n")
            .why("Kept as /var/lib/kubelet/pki/kubelet-client-current.pem. From now on the node is system:node:worker-2 in system:nodes."),
        Message::call(node, api, "GET /api/v1/nodes/worker-2 · with the certificate")
            .why("Authenticated by client certificate; what a node may do is the Node authorizer's business."),
    ]
}
