//! `ServiceAccountInfo.UserInfo` (`k8s.io/apiserver/pkg/authentication/serviceaccount/util.go`), with the origin of
//! each value.

use crate::authn::Response;
use crate::report::{Provenance, User};

const POD_NAME: &str = "authentication.kubernetes.io/pod-name";
const POD_UID: &str = "authentication.kubernetes.io/pod-uid";
const NODE_NAME: &str = "authentication.kubernetes.io/node-name";
const NODE_UID: &str = "authentication.kubernetes.io/node-uid";
const CREDENTIAL_ID: &str = "authentication.kubernetes.io/credential-id";
const VALIDATING_NAME: &str = "authentication.kubernetes.io/validatingwebhookconfiguration-name";
const VALIDATING_UID: &str = "authentication.kubernetes.io/validatingwebhookconfiguration-uid";
const MUTATING_NAME: &str = "authentication.kubernetes.io/mutatingwebhookconfiguration-name";
const MUTATING_UID: &str = "authentication.kubernetes.io/mutatingwebhookconfiguration-uid";
const ADMISSION_API_GROUPS: &str = "attestation.authentication.kubernetes.io/admissionReviewAPIGroups";

/// What a token says about its bearer; empty where it says nothing.
#[derive(Debug, Default)]
pub struct Info {
    pub namespace: String,
    pub name: String,
    pub uid: String,
    pub pod: (String, String),
    pub node: (String, String),
    pub validating_webhook: (String, String),
    pub mutating_webhook: (String, String),
    pub admission_api_groups: Vec<String>,
    /// `jti`
    pub token_id: String,
    /// Pointers to the claims with namespace, name and uid.
    pub sources: [&'static str; 3],
}

impl Info {
    pub fn username(&self) -> String {
        format!("system:serviceaccount:{}:{}", self.namespace, self.name)
    }

    pub fn response(self, audiences: Vec<String>) -> Response {
        let mut user = User {
            username: self.username(),
            uid: self.uid.clone(),
            groups: vec![
                "system:serviceaccounts".to_owned(),
                format!("system:serviceaccounts:{}", self.namespace),
            ],
            ..User::default()
        };
        let mut provenance = self.account_provenance(&user);
        for extra in self.extra() {
            for (index, value) in extra.values.iter().enumerate() {
                let field = format!("extra[{}][{index}]", extra.key);
                provenance.push(Provenance::new(field, value, extra.origin, extra.source));
            }
            user.extra.insert(extra.key.to_owned(), extra.values);
        }
        Response { user, audiences, provenance }
    }

    fn account_provenance(&self, user: &User) -> Vec<Provenance> {
        let [namespace, name, uid] = self.sources;
        let group = |index: usize, origin: &str, source: &str| {
            let value = user.groups.get(index).map(String::as_str).unwrap_or_default();
            Provenance::new(format!("groups[{index}]"), value, origin, source)
        };
        vec![
            Provenance::new(
                "username",
                &user.username,
                "namespace and name of the service account in the token",
                name,
            ),
            Provenance::new("uid", &user.uid, "uid of the service account in the token", uid),
            group(0, "every service account is in it", name),
            group(1, "namespace of the service account in the token", namespace),
        ]
    }

    fn extra(&self) -> Vec<Extra> {
        let mut extra = Vec::new();
        let mut add = |key: &'static str, value: &str, origin: &'static str, source: &'static str| {
            if !value.is_empty() {
                extra.push(Extra { key, values: vec![value.to_owned()], origin, source });
            }
        };
        let both = |(name, uid): &(String, String)| !name.is_empty() && !uid.is_empty();
        if both(&self.pod) {
            add(POD_NAME, &self.pod.0, "the Pod that the token is bound to", "token#kubernetes.io.pod.name");
            add(POD_UID, &self.pod.1, "the Pod that the token is bound to", "token#kubernetes.io.pod.uid");
        }
        if !self.token_id.is_empty() {
            let id = format!("JTI={}", self.token_id);
            add(CREDENTIAL_ID, &id, "the token's own id (jti), which audit logs carry", "token#jti");
        }
        if !self.node.0.is_empty() {
            let origin = if self.pod.0.is_empty() {
                "the Node that the token is bound to"
            } else {
                "the Node of the token's Pod when the token was issued"
            };
            add(NODE_NAME, &self.node.0, origin, "token#kubernetes.io.node.name");
            add(NODE_UID, &self.node.1, origin, "token#kubernetes.io.node.uid");
        }
        let webhook = "the webhook configuration that the token is bound to";
        if both(&self.validating_webhook) {
            let (name, uid) = &self.validating_webhook;
            add(VALIDATING_NAME, name, webhook, "token#kubernetes.io.validatingwebhookconfiguration.name");
            add(VALIDATING_UID, uid, webhook, "token#kubernetes.io.validatingwebhookconfiguration.uid");
        }
        if both(&self.mutating_webhook) {
            let (name, uid) = &self.mutating_webhook;
            add(MUTATING_NAME, name, webhook, "token#kubernetes.io.mutatingwebhookconfiguration.name");
            add(MUTATING_UID, uid, webhook, "token#kubernetes.io.mutatingwebhookconfiguration.uid");
        }
        if !self.admission_api_groups.is_empty() {
            extra.push(Extra {
                key: ADMISSION_API_GROUPS,
                values: self.admission_api_groups.clone(),
                origin: "the API groups that the token attests",
                source: "token#kubernetes.io.attestations.admissionReviewAPIGroups",
            });
        }
        extra
    }
}

struct Extra {
    key: &'static str,
    values: Vec<String>,
    origin: &'static str,
    source: &'static str,
}
