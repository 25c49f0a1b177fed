//! Everything outside the request that an authenticator may look at. There is no other clock, store or network.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::apiserver::Faculties;
use crate::scenario::{RemoteAnswer, Version, read_file};

/// The surroundings of one evaluation.
#[derive(Clone)]
pub struct World<'a> {
    pub now: DateTime<Utc>,
    pub version: Version,
    pub files: &'a BTreeMap<String, String>,
    pub objects: &'a [Value],
    pub remote: &'a BTreeMap<String, RemoteAnswer>,
    /// What knows rare keys, and the expressions of JWT authenticators.
    pub faculties: &'a dyn Faculties,
}

impl World<'_> {
    /// The text of a file of the API server's host.
    ///
    /// # Errors
    /// Go's text for a file that is not there.
    pub fn read_file(&self, path: &str) -> Result<&str, String> {
        read_file(self.files, path)
    }

    /// The manifest of an object, by kind, namespace ("" for cluster scope) and name.
    pub fn object(&self, kind: &str, namespace: &str, name: &str) -> Option<&Value> {
        let text = |object: &Value, pointer: &str| {
            object.pointer(pointer).and_then(Value::as_str).map(str::to_owned)
        };
        self.objects.iter().find(|object| {
            text(object, "/kind").as_deref() == Some(kind)
                && text(object, "/metadata/name").as_deref() == Some(name)
                && text(object, "/metadata/namespace").unwrap_or_default() == namespace
        })
    }
}
