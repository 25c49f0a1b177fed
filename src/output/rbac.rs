//! The names by which RBAC may grant something to an identity (`k8s.io/api/rbac/v1` Subject).

use serde_json::{Value, json};

use crate::golang::yaml;
use crate::report::User;

const API_GROUP: &str = "rbac.authorization.k8s.io";

/// One subject that matches the identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// `User`, `Group` or `ServiceAccount`.
    pub kind: &'static str,
    pub name: String,
    pub namespace: Option<String>,
    /// Who else it matches, where that is many; in a sentence.
    pub remark: Option<&'static str>,
}

/// Every subject under which a binding reaches this identity, the narrowest first.
pub fn subjects(user: &User) -> Vec<Subject> {
    let of =
        |kind, name: &str| Subject { kind, name: name.to_owned(), namespace: None, remark: remark(name) };
    let mut subjects = Vec::new();
    if let Some((namespace, name)) = service_account(&user.username) {
        let namespace = Some(namespace.to_owned());
        subjects.push(Subject { kind: "ServiceAccount", name: name.to_owned(), namespace, remark: None });
    }
    subjects.push(of("User", &user.username));
    subjects.extend(user.groups.iter().map(|group| of("Group", group)));
    subjects
}

/// `system:serviceaccount:NAMESPACE:NAME`
fn service_account(username: &str) -> Option<(&str, &str)> {
    let (namespace, name) = username.strip_prefix("system:serviceaccount:")?.split_once(':')?;
    (!namespace.is_empty() && !name.is_empty() && !name.contains(':')).then_some((namespace, name))
}

fn remark(name: &str) -> Option<&'static str> {
    Some(match name {
        "system:masters" => "May do everything, before any RBAC rule is asked; no binding takes that away.",
        "system:authenticated" => "Everybody who has authenticated, every service account included.",
        "system:unauthenticated" | "system:anonymous" => "Everybody who reaches the server.",
        "system:serviceaccounts" => "Every service account of the cluster.",
        name if name.starts_with("system:serviceaccounts:") => "Every service account of the namespace.",
        _ => return None,
    })
}

impl Subject {
    fn json(&self) -> Value {
        match &self.namespace {
            Some(namespace) => json!({"kind": self.kind, "name": self.name, "namespace": namespace}),
            None => json!({"apiGroup": API_GROUP, "kind": self.kind, "name": self.name}),
        }
    }

    /// The entry of a binding's `subjects`.
    pub fn yaml(&self) -> String {
        yaml::emit(&Value::Array(vec![self.json()]))
    }

    /// A RoleBinding that lets this subject read in one namespace.
    pub fn role_binding(&self) -> String {
        let namespace = self.namespace.as_deref().unwrap_or("default");
        yaml::emit(&json!({
            "apiVersion": format!("{API_GROUP}/v1"),
            "kind": "RoleBinding",
            "metadata": {"name": "view", "namespace": namespace},
            "roleRef": {"apiGroup": API_GROUP, "kind": "ClusterRole", "name": "view"},
            "subjects": [self.json()],
        }))
    }

    /// The command that makes the same binding.
    pub fn command(&self) -> String {
        let namespace = self.namespace.as_deref().unwrap_or("default");
        let subject = match (self.kind, &self.namespace) {
            (_, Some(namespace)) => format!("--serviceaccount={namespace}:{}", self.name),
            ("User", None) => format!("--user={}", shell(&self.name)),
            _ => format!("--group={}", shell(&self.name)),
        };
        format!("kubectl create rolebinding view --clusterrole=view {subject} --namespace={namespace}")
    }
}

/// A word for a POSIX shell.
pub fn shell(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !text.is_empty() && text.chars().all(safe) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', "'\\''"))
}
