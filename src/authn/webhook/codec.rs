//! Which kind an answer or a file says it is: `SimpleMetaFactory.Interpret` and the registry of kinds
//! (`k8s.io/apimachinery/pkg/runtime/serializer/json`, `…/pkg/runtime/error.go`).

use crate::golang::decode::{Decoder, Struct};
use crate::golang::quote::quote;

/// A group, a version and a kind; any of them may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kind {
    pub group: String,
    pub version: String,
    pub kind: String,
}

const META: Struct = Struct {
    name: "",
    go_type: r#"struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }"#,
    fields: &["apiVersion", "kind"],
};

/// Reads kind and version of a JSON text.
///
/// # Errors
/// The server's text for JSON that is broken or no object, and for a version of no such form.
pub fn interpret(json: &str) -> Result<Kind, String> {
    let (mut api_version, mut kind) = (String::new(), String::new());
    Decoder::standard(json.as_bytes(), &mut |decoder, value| {
        decoder.object(value, &META, &mut |decoder, field, value| match field {
            "kind" => decoder.string(value, &mut kind),
            _ => decoder.string(value, &mut api_version),
        });
    })
    .map_err(|error| format!("couldn't get version/kind; json parse error: {error}"))?;
    let (group, version) = match api_version.as_str() {
        "" | "/" => ("", ""),
        version => match version.split_once('/') {
            None => ("", version),
            Some((group, version)) if !version.contains('/') => (group, version),
            Some(_) => return Err(format!("unexpected GroupVersion string: {api_version}")),
        },
    };
    Ok(Kind { group: group.to_owned(), version: version.to_owned(), kind })
}

impl Kind {
    pub fn new(group: &str, version: &str, kind: &str) -> Kind {
        Kind { group: group.to_owned(), version: version.to_owned(), kind: kind.to_owned() }
    }

    /// `gvkWithDefaults`: what is missing is taken from the kind that is expected.
    pub fn or(mut self, expected: &Kind) -> Kind {
        if self.kind.is_empty() {
            self.kind.clone_from(&expected.kind);
        }
        if self.version.is_empty() && self.group.is_empty() {
            self.group.clone_from(&expected.group);
        }
        if self.version.is_empty() && self.group == expected.group {
            self.version.clone_from(&expected.version);
        }
        self
    }

    /// As `apiVersion` writes it.
    pub fn group_version(&self) -> String {
        if self.group.is_empty() { self.version.clone() } else { format!("{}/{}", self.group, self.version) }
    }

    /// The error of a registry that does not know the kind. It names the line that made the registry.
    pub fn not_registered(&self, registry: &str) -> String {
        format!(
            "no kind {} is registered for version {} in scheme {}",
            quote(&self.kind),
            quote(&self.group_version()),
            quote(registry)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_taken_from_the_expected_kind() {
        let expected = Kind::new("authentication.k8s.io", "v1", "TokenReview");
        for (json, want) in [
            ("{}", expected.clone()),
            ("null", expected.clone()),
            (r#"{"kind":"Pod"}"#, Kind::new("authentication.k8s.io", "v1", "Pod")),
            (r#"{"apiVersion":"v1"}"#, Kind::new("", "v1", "TokenReview")),
            (r#"{"apiVersion":"authentication.k8s.io/"}"#, expected.clone()),
            (r#"{"KIND":"Pod","APIversion":"apps/v1"}"#, Kind::new("apps", "v1", "Pod")),
        ] {
            assert_eq!(interpret(json).unwrap().or(&expected), want, "{json}");
        }
    }

    #[test]
    fn what_is_no_object_has_no_kind() {
        for (json, want) in [
            (
                "[]",
                r#"couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }"#,
            ),
            (
                r#"{"kind":1}"#,
                "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string",
            ),
            ("{", "couldn't get version/kind; json parse error: unexpected end of JSON input"),
            (r#"{"apiVersion":"a/b/c"}"#, "unexpected GroupVersion string: a/b/c"),
        ] {
            assert_eq!(interpret(json).unwrap_err(), want);
        }
    }
}
