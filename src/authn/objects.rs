//! What authenticators read from the server's store: manifests of the scenario, looked up with the messages that the
//! page draws, and Go's error where there is none (`pkg/controller/serviceaccount/tokengetter.go`).

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::golang::base64::decode_std;
use crate::golang::quote::quote;
use crate::golang::time::parse_rfc3339;
use crate::report::{Message, Party, StepLog};

use super::World;

/// The kinds that tokens refer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    ServiceAccount,
    Secret,
    Pod,
    Node,
    ValidatingWebhookConfiguration,
    MutatingWebhookConfiguration,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::ServiceAccount => "ServiceAccount",
            Kind::Secret => "Secret",
            Kind::Pod => "Pod",
            Kind::Node => "Node",
            Kind::ValidatingWebhookConfiguration => "ValidatingWebhookConfiguration",
            Kind::MutatingWebhookConfiguration => "MutatingWebhookConfiguration",
        }
    }

    /// As the API server names it in "… not found".
    fn resource(self) -> &'static str {
        match self {
            Kind::ServiceAccount => "serviceaccounts",
            Kind::Secret => "secrets",
            Kind::Pod => "pods",
            Kind::Node => "nodes",
            Kind::ValidatingWebhookConfiguration => {
                "validatingwebhookconfigurations.admissionregistration.k8s.io"
            }
            Kind::MutatingWebhookConfiguration => {
                "mutatingwebhookconfigurations.admissionregistration.k8s.io"
            }
        }
    }

    fn namespaced(self) -> bool {
        matches!(self, Kind::ServiceAccount | Kind::Secret | Kind::Pod)
    }
}

/// Why an object cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The server's words.
    pub error: String,
    /// What may help a person, one sentence with a space in front, or nothing.
    pub hint: String,
}

/// A manifest.
#[derive(Debug, Clone, Copy)]
pub struct Object<'a> {
    manifest: &'a Value,
}

/// `ServiceAccount ci/builder`, `Node worker-1`.
pub fn label(kind: Kind, namespace: &str, name: &str) -> String {
    if kind.namespaced() {
        format!("{} {namespace}/{name}", kind.name())
    } else {
        format!("{} {name}", kind.name())
    }
}

/// Asks the store for one object; `namespace` does not matter for kinds without one.
///
/// # Errors
/// What the server's client says when it is not there.
pub fn get<'w>(
    world: &World<'w>,
    log: &mut StepLog,
    kind: Kind,
    namespace: &str,
    name: &str,
) -> Result<Object<'w>, Missing> {
    let namespace = if kind.namespaced() { namespace } else { "" };
    log.message(Message::new(Party::ApiServer, Party::Objects, format!("{}?", label(kind, namespace, name))));
    let answer = |label: String| Message::new(Party::Objects, Party::ApiServer, label);
    match find(world, kind, namespace, name) {
        Some(manifest) => {
            let object = Object { manifest };
            let found = match object.uid() {
                "" => "found".to_owned(),
                uid => format!("found, uid {uid}"),
            };
            log.message(answer(found).payload(object.printed()));
            object.note_odd_data(kind, log);
            Ok(object)
        }
        None => {
            let error = error(kind, namespace, name);
            log.message(answer(error.clone()).failed(true));
            Err(Missing { error, hint: hint(world, kind, name) })
        }
    }
}

fn find<'w>(world: &World<'w>, kind: Kind, namespace: &str, name: &str) -> Option<&'w Value> {
    let objects: &'w [Value] = world.objects;
    objects.iter().find(|manifest| {
        let object = Object { manifest };
        object.text("/kind") == kind.name()
            && object.name() == name
            && (!kind.namespaced() || object.namespace() == namespace)
    })
}

/// The client's own checks of what goes into the path, then the answer of the server (`rest/request.go`).
fn error(kind: Kind, namespace: &str, name: &str) -> String {
    let illegal = |segment: &str| {
        if segment == "." || segment == ".." {
            return format!("[may not be '{segment}']");
        }
        let found: Vec<String> = ["/", "%"]
            .into_iter()
            .filter(|content| segment.contains(content))
            .map(|content| format!("may not contain '{content}'"))
            .collect();
        if found.is_empty() { String::new() } else { format!("[{}]", found.join(" ")) }
    };
    match (illegal(namespace).as_str(), illegal(name).as_str()) {
        ("", "") if name.is_empty() => "resource name may not be empty".to_owned(),
        ("", "") if namespace.is_empty() && kind.namespaced() => {
            // Such a path names no resource, so the request ends at a bare 404.
            format!("the server could not find the requested resource (get {} {name})", kind.resource())
        }
        ("", "") => format!("{} {} not found", kind.resource(), quote(name)),
        ("", why) => format!("invalid resource name {}: {why}", quote(name)),
        (why, _) => format!("invalid namespace {}: {why}", quote(namespace)),
    }
}

fn hint(world: &World, kind: Kind, name: &str) -> String {
    let mut same_kind = world
        .objects
        .iter()
        .map(|manifest| Object { manifest })
        .filter(|object| object.text("/kind") == kind.name());
    match same_kind.clone().find(|object| object.name() == name) {
        Some(object) => {
            format!(" The scenario has one of this name in namespace {}.", quote(object.namespace()))
        }
        None if same_kind.next().is_none() => {
            format!(" The scenario has no {} among its objects; add its manifest if it exists.", kind.name())
        }
        None => String::new(),
    }
}

impl<'a> Object<'a> {
    fn text(self, pointer: &str) -> &'a str {
        self.manifest.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn name(self) -> &'a str {
        self.text("/metadata/name")
    }

    pub fn namespace(self) -> &'a str {
        self.text("/metadata/namespace")
    }

    /// Empty when the manifest has none, as one that was written by hand.
    pub fn uid(self) -> &'a str {
        self.text("/metadata/uid")
    }

    /// A Secret's type.
    pub fn secret_type(self) -> &'a str {
        self.text("/type")
    }

    /// When the object was deleted, while it waits for its finalizers or its grace period.
    pub fn deletion_timestamp(self) -> Option<DateTime<Utc>> {
        parse_rfc3339(self.text("/metadata/deletionTimestamp"))
    }

    /// Empty when there is no such label.
    pub fn label(self, key: &str) -> &'a str {
        self.manifest
            .pointer("/metadata/labels")
            .and_then(|labels| labels.get(key))
            .and_then(Value::as_str)
            .unwrap_or_default()
    }

    /// The names in a ServiceAccount's `secrets`.
    pub fn secret_names(self) -> Vec<&'a str> {
        let secrets =
            self.manifest.get("secrets").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        secrets.iter().filter_map(|secret| secret.get("name").and_then(Value::as_str)).collect()
    }

    /// Whether a Secret holds anything.
    pub fn has_data(self) -> bool {
        let filled = |field: &str| {
            self.manifest.get(field).and_then(Value::as_object).is_some_and(|data| !data.is_empty())
        };
        filled("data") || filled("stringData")
    }

    /// A Secret's value, decoded. `stringData` stands over `data`, as when the server stores it.
    pub fn data(self, key: &str) -> Option<Vec<u8>> {
        let value =
            |field: &str| self.manifest.get(field).and_then(|data| data.get(key)).and_then(Value::as_str);
        match value("stringData") {
            Some(plain) => Some(plain.as_bytes().to_vec()),
            None => decode_std(value("data")?).ok(),
        }
    }

    /// As [`Object::data`], for values that are text.
    pub fn data_text(self, key: &str) -> String {
        self.data(key).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// Values that a real server would not have stored.
    fn note_odd_data(self, kind: Kind, log: &mut StepLog) {
        let Some(data) =
            self.manifest.get("data").and_then(Value::as_object).filter(|_| kind == Kind::Secret)
        else {
            return;
        };
        for (key, value) in data {
            if value.as_str().is_none_or(|text| decode_std(text).is_err()) {
                log.note(format!(
                    "data.{key} of Secret {}/{} is not base64: a real server would not store it. Plain text belongs under stringData.",
                    self.namespace(),
                    self.name()
                ));
            }
        }
    }

    /// The manifest without the values of a Secret.
    fn printed(self) -> String {
        let mut manifest = self.manifest.clone();
        if self.text("/kind") == "Secret" {
            for field in ["data", "stringData"] {
                if let Some(data) = manifest.get_mut(field).and_then(Value::as_object_mut) {
                    data.values_mut().for_each(|value| *value = Value::from("…"));
                }
            }
        }
        serde_json::to_string_pretty(&manifest).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apiserver::Everything;
    use crate::scenario::Version;
    use serde_json::json;
    use std::collections::BTreeMap;

    fn ask(objects: &[Value], kind: Kind, namespace: &str, name: &str) -> (Result<String, Missing>, StepLog) {
        let (files, remote) = (BTreeMap::new(), BTreeMap::new());
        let world = World {
            now: DateTime::UNIX_EPOCH,
            version: Version::NEWEST,
            files: &files,
            objects,
            remote: &remote,
            faculties: &Everything,
        };
        let mut log = StepLog::default();
        let answer = get(&world, &mut log, kind, namespace, name).map(|object| object.uid().to_owned());
        (answer, log)
    }

    #[test]
    fn errors_of_the_servers_client() {
        for (kind, namespace, name, want) in [
            (Kind::ServiceAccount, "ci", "builder", r#"serviceaccounts "builder" not found"#),
            (Kind::Node, "", "w", r#"nodes "w" not found"#),
            (Kind::Secret, "ci", "", "resource name may not be empty"),
            (Kind::Pod, "", "p", "the server could not find the requested resource (get pods p)"),
            (Kind::Pod, "a/b", "p", r#"invalid namespace "a/b": [may not contain '/']"#),
            (Kind::Pod, "a", "..", r#"invalid resource name "..": [may not be '..']"#),
            (
                Kind::Pod,
                "a",
                "/%",
                r#"invalid resource name "/%": [may not contain '/' may not contain '%']"#,
            ),
        ] {
            assert_eq!(ask(&[], kind, namespace, name).0.unwrap_err().error, want);
        }
    }

    #[test]
    fn what_is_missing_may_be_elsewhere() {
        let elsewhere = [json!({"kind": "Pod", "metadata": {"name": "p", "namespace": "b"}})];
        let hint = |kind, name| ask(&elsewhere, kind, "a", name).0.unwrap_err().hint;
        assert_eq!(hint(Kind::Pod, "p"), " The scenario has one of this name in namespace \"b\".");
        assert_eq!(hint(Kind::Pod, "q"), "");
        assert_eq!(
            hint(Kind::Secret, "p"),
            " The scenario has no Secret among its objects; add its manifest if it exists."
        );
    }

    #[test]
    fn secrets_are_asked_for_and_not_shown() {
        let secret = json!({"kind": "Secret", "metadata": {"name": "s", "namespace": "n", "uid": "u"},
            "data": {"token": "c2VjcmV0", "odd": "!"}, "stringData": {"plain": "secret"}});
        let (answer, log) = ask(std::slice::from_ref(&secret), Kind::Secret, "n", "s");
        assert_eq!(answer.as_deref(), Ok("u"));
        let labels: Vec<&str> = log.messages.iter().map(|message| message.label.as_str()).collect();
        assert_eq!(labels, ["Secret n/s?", "found, uid u"]);
        assert!(
            !log.messages[1].payload.contains("c2VjcmV0") && !log.messages[1].payload.contains("secret\"")
        );
        assert!(log.notes[0].starts_with("data.odd of Secret n/s is not base64"));
        let object = Object { manifest: &secret };
        assert_eq!(
            (object.data_text("token"), object.data_text("plain")),
            ("secret".into(), "secret".into())
        );
        assert_eq!((object.data("odd"), object.data("none")), (None, None));
    }
}
