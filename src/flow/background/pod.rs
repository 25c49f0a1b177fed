//! Service account tokens in a Pod: projection by the kubelet (`pkg/kubelet/token/token_manager.go`, the TokenRequest
//! API of `pkg/registry/core/serviceaccount/storage/token.go`), use, rotation.

use serde_json::{Value, json};

use crate::report::{Authenticator, Report};

use super::{Facts, Flow, Message, Role, bearer, http, used};

const FOLDER: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

struct Account {
    namespace: String,
    name: String,
    pod: String,
    pod_uid: String,
    seconds: i64,
    expires: String,
}

impl Account {
    fn new(facts: &Facts) -> Account {
        let private = |path: &[&str]| {
            let mut whole = vec!["kubernetes.io"];
            whole.extend(path);
            facts.claim(&whole)
        };
        let time = |name: &str| facts.claim(&[name]).and_then(|text| text.parse::<i64>().ok());
        let warn = private(&["warnafter"]).and_then(|text| text.parse().ok());
        let issued = time("iat");
        let seconds = warn
            .or(time("exp"))
            .zip(issued)
            .map_or(3607, |(end, start): (i64, i64)| end.saturating_sub(start));
        let expires =
            issued.and_then(|start| chrono::DateTime::from_timestamp(start.saturating_add(seconds), 0));
        Account {
            namespace: private(&["namespace"]).unwrap_or_else(|| "ci".into()),
            name: private(&["serviceaccount", "name"]).unwrap_or_else(|| "builder".into()),
            pod: private(&["pod", "name"]).unwrap_or_else(|| "job-7".into()),
            pod_uid: private(&["pod", "uid"]).unwrap_or_else(|| "…".into()),
            seconds,
            expires: expires
                .map_or("…".into(), |time| time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)),
        }
    }

    fn path(&self) -> String {
        format!("/api/v1/namespaces/{}/serviceaccounts/{}/token", self.namespace, self.name)
    }

    fn request(&self, status: Value) -> Value {
        json!({
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenRequest",
            "spec": {
                "audiences": [],
                "expirationSeconds": self.seconds,
                "boundObjectRef": {"apiVersion": "v1", "kind": "Pod", "name": self.pod, "uid": self.pod_uid},
            },
            "status": status,
        })
    }
}

pub fn story(report: &Report, facts: &Facts) -> Flow {
    let account = Account::new(facts);
    let mut flow = Flow::new(
        "Service account token",
        "The kubelet fetches a short-lived token for each Pod and writes it into the Pod; the API server signed it itself and looks up what it is bound to.",
    );
    flow.name(Role::Person, "Person", "creates the Pod");
    flow.name(Role::Pod, "Pod", format!("{}/{}", account.namespace, account.pod));
    flow.name(Role::Kubelet, "kubelet", facts.claim(&["kubernetes.io", "node", "name"]).unwrap_or_default());
    flow.section("Projection into the Pod", projection(&account, facts));
    used(&mut flow, Authenticator::ServiceAccount, report, Role::Pod, || usually(&account, facts));
    flow.section("Rotation", rotation(&account));
    flow.note(Role::Pod, "A program that reads the token once, when it starts, ends with an expired one.");
    flow
}

fn projection(account: &Account, facts: &Facts) -> Vec<Message> {
    let (api, kubelet, pod, objects) = (Role::ApiServer, Role::Kubelet, Role::Pod, Role::Objects);
    let claims = facts.claims().filter(|claims| claims.get("kubernetes.io").is_some());
    vec![
        Message::call(Role::Person, api, format!("POST Pod {}/{}", account.namespace, account.pod))
            .payload(format!("apiVersion: v1\nkind: Pod\nmetadata:\n  namespace: {}\n  name: {}\nspec:\n  serviceAccountName: {}\n", account.namespace, account.pod, account.name))
            .why("Without spec.serviceAccountName it is the service account default."),
        Message::inner(api, "admission adds a projected volume")
            .payload(format!("volumes:\n- name: kube-api-access-x7k2p\n  projected:\n    sources:\n    - serviceAccountToken:\n        expirationSeconds: 3607\n        path: token\n    - configMap:\n        name: kube-root-ca.crt\n        items: [{{key: ca.crt, path: ca.crt}}]\n    - downwardAPI:\n        items: [{{path: namespace, fieldRef: {{fieldPath: metadata.namespace}}}}]\nvolumeMounts:\n- name: kube-api-access-x7k2p\n  mountPath: {FOLDER}\n  readOnly: true\n"))
            .why("The admission plugin ServiceAccount does it, unless automountServiceAccountToken is false."),
        Message::answer(api, kubelet, "watch: the Pod is bound to this node")
            .why("The scheduler has chosen the node; the kubelet there sees it and prepares the volumes."),
        Message::call(kubelet, api, format!("POST {}", account.path()))
            .payload(http(&format!("POST {} HTTP/1.1", account.path()), &[], Some(&account.request(json!({"token": "", "expirationTimestamp": null})))))
            .why("TokenRequest, with the node's own certificate. A node may ask only for Pods that run on it."),
        Message::call(api, objects, format!("ServiceAccount {}/{}? Pod {}?", account.namespace, account.name, account.pod))
            .why("Both must exist, with the UIDs that were named: the token is bound to them."),
        Message::answer(objects, api, "found"),
        Message::inner(api, "signs the token with --service-account-signing-key-file")
            .payload(claims.map(|claims| claims.to_string()).unwrap_or_default())
            .why("A JSON Web Token. Its claims name the service account, the Pod and, since 1.32, the node."),
        Message::answer(api, kubelet, "201 Created · token")
            .payload(http("HTTP/1.1 201 Created", &[], Some(&account.request(json!({"token": facts.token().unwrap_or("<token>"), "expirationTimestamp": account.expires})))))
            .why("The claim exp may lie a year ahead for old clients; the kubelet goes by the time that it asked for."),
        Message::call(kubelet, pod, format!("writes {FOLDER}/token"))
            .payload(format!("{FOLDER}/\n  ..data -> ..2026_11_23_12_00_00.123456789\n  ca.crt -> ..data/ca.crt\n  namespace -> ..data/namespace\n  token -> ..data/token\n"))
            .why("On a tmpfs, next to the cluster's CA and the namespace. One symbolic link is switched, so that all three change at once."),
    ]
}

fn usually(account: &Account, facts: &Facts) -> Vec<Message> {
    let (api, objects) = (Role::ApiServer, Role::Objects);
    let between = vec![
        Message::inner(api, "Service account token: issuer, signature, time, audience")
            .why("With the public keys of --service-account-key-file, which the server has at hand."),
        Message::call(
            api,
            objects,
            format!("ServiceAccount {}/{}? Pod {}?", account.namespace, account.name, account.pod),
        )
        .why("Looked up for every request: deleting the Pod or the service account revokes the token."),
        Message::answer(objects, api, "found, with the UIDs of the token"),
    ];
    let username = format!("system:serviceaccount:{}:{}", account.namespace, account.name);
    bearer(Role::Pod, &facts.request_line(), "<token>", between, &username)
}

fn rotation(account: &Account) -> Vec<Message> {
    let (api, kubelet, pod) = (Role::ApiServer, Role::Kubelet, Role::Pod);
    let after = account.seconds.saturating_mul(8) / 10;
    vec![
        Message::inner(kubelet, format!("80 % of {} s have passed, or 24 h", account.seconds)).why(format!(
            "Here after {} s, up to 10 s earlier at random, so that not all Pods ask at once.",
            after.min(86_400)
        )),
        Message::call(kubelet, api, format!("POST {}", account.path()))
            .payload(http(
                &format!("POST {} HTTP/1.1", account.path()),
                &[],
                Some(&account.request(json!({"token": "", "expirationTimestamp": null}))),
            ))
            .why("If this fails, the old token stays in place as long as it is valid."),
        Message::answer(api, kubelet, "201 Created · a new token"),
        Message::call(kubelet, pod, "replaces the file")
            .why("The old token stays valid until it expires or the Pod goes."),
        Message::inner(pod, "reads the file anew")
            .why("client-go does so every minute. Other clients must do it themselves."),
    ]
}
