//! TokenReview (`k8s.io/api/authentication/{v1,v1beta1}/types.go`): the question as the server writes it, and the
//! answer as `versioning.codec` and `sigs.k8s.io/json` read it.
//!
//! Incomplete: of an answer of another kind, and of an answer's `metadata`, nothing is read.

use std::collections::BTreeMap;

use crate::golang::decode::{Decoder, Struct};
use crate::golang::json::Value;
use crate::golang::yaml;
use crate::scenario::Version;

use super::codec::{self, Kind};

/// Where the registry of the kinds is made (1.37): error texts name it.
const REGISTRY: &str = "k8s.io/client-go/kubernetes/scheme/register.go:84";

pub const GROUP: &str = "authentication.k8s.io";

/// `TokenReviewStatus`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    pub authenticated: bool,
    pub username: String,
    pub uid: String,
    pub groups: Vec<String>,
    pub extra: BTreeMap<String, Vec<String>>,
    pub audiences: Vec<String>,
    pub error: String,
}

/// The body that is posted. Before 1.34 an unset creation time was written as `null`.
pub fn question(api_version: &str, token: &str, audiences: &[String], version: Version) -> String {
    let metadata = if version.at_least(34) { "{}" } else { r#"{"creationTimestamp":null}"# };
    let mut spec = Vec::new();
    if !token.is_empty() {
        spec.push(format!("\"token\":{}", json_string(token)));
    }
    if !audiences.is_empty() {
        let audiences: Vec<String> = audiences.iter().map(|audience| json_string(audience)).collect();
        spec.push(format!("\"audiences\":[{}]", audiences.join(",")));
    }
    format!(
        "{{\"kind\":\"TokenReview\",\"apiVersion\":\"{GROUP}/{api_version}\",\"metadata\":{metadata},\"spec\":{{{}}},\"status\":{{\"user\":{{}}}}}}\n",
        spec.join(",")
    )
}

/// A string as `encoding/json` writes it, which escapes what HTML gives a meaning to.
fn json_string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("\\u{:04x}", c as u32)),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A body as JSON: what begins like an object is taken as JSON, all else as YAML.
///
/// # Errors
/// What is wrong with the YAML.
pub fn to_json(body: &str) -> Result<String, String> {
    if body.trim_start().starts_with('{') {
        return Ok(body.to_owned());
    }
    yaml::to_json(body).map(|converted| converted.json)
}

/// Reads an answer. What it leaves out of kind and version is taken from the question.
///
/// # Errors
/// The server's text for an answer that is broken, or of another kind or version.
pub fn answer(api_version: &str, body: &str) -> Result<Status, String> {
    let json = to_json(body)?;
    let expected = Kind::new(GROUP, api_version, "TokenReview");
    let kind = codec::interpret(&json)?.or(&expected);
    if kind == expected {
        return decode(&json, api_version == "v1");
    }
    if !is_registered(&kind) {
        return Err(kind.not_registered(REGISTRY));
    }
    Err(format!(
        "converting ({}.{}) to ({api_version}.TokenReview): unknown conversion",
        kind.version, kind.kind
    ))
}

/// Kinds without a version stand in every version that the registry knows.
const UNVERSIONED: [&str; 5] = ["Status", "APIVersions", "APIGroup", "APIGroupList", "APIResourceList"];

/// Some of the kinds that the client's registry holds: those that a webhook may well answer with by mistake.
fn is_registered(kind: &Kind) -> bool {
    let kinds: &[&str] = match (kind.group.as_str(), kind.version.as_str()) {
        ("", "v1") => &["Pod", "Secret", "ConfigMap", "ServiceAccount", "Namespace", "Node", "List"],
        (GROUP, "v1") => &["TokenReview", "TokenRequest", "SelfSubjectReview"],
        (GROUP, "v1beta1") => &["TokenReview", "SelfSubjectReview"],
        (GROUP, "v1alpha1") => &["SelfSubjectReview"],
        ("authorization.k8s.io", "v1" | "v1beta1") => &[
            "SubjectAccessReview",
            "LocalSubjectAccessReview",
            "SelfSubjectAccessReview",
            "SelfSubjectRulesReview",
        ],
        _ => &[],
    };
    kinds.contains(&kind.kind.as_str()) || !kinds.is_empty() && UNVERSIONED.contains(&kind.kind.as_str())
}

const REVIEW_FIELDS: &[&str] = &["kind", "apiVersion", "spec", "status"];
const SPEC_FIELDS: &[&str] = &["token", "audiences"];
const STATUS_FIELDS: &[&str] = &["authenticated", "user", "audiences", "error"];
const USER_FIELDS: &[&str] = &["username", "uid", "groups", "extra"];

/// The same structs in both versions; errors name the package.
struct Types {
    review: Struct,
    spec: Struct,
    status: Struct,
    user: Struct,
    extra: &'static str,
    extra_value: &'static str,
}

const V1: Types = Types {
    review: Struct { name: "TokenReview", go_type: "v1.TokenReview", fields: REVIEW_FIELDS },
    spec: Struct { name: "TokenReviewSpec", go_type: "v1.TokenReviewSpec", fields: SPEC_FIELDS },
    status: Struct { name: "TokenReviewStatus", go_type: "v1.TokenReviewStatus", fields: STATUS_FIELDS },
    user: Struct { name: "UserInfo", go_type: "v1.UserInfo", fields: USER_FIELDS },
    extra: "map[string]v1.ExtraValue",
    extra_value: "v1.ExtraValue",
};
const V1BETA1: Types = Types {
    review: Struct { name: "TokenReview", go_type: "v1beta1.TokenReview", fields: REVIEW_FIELDS },
    spec: Struct { name: "TokenReviewSpec", go_type: "v1beta1.TokenReviewSpec", fields: SPEC_FIELDS },
    status: Struct { name: "TokenReviewStatus", go_type: "v1beta1.TokenReviewStatus", fields: STATUS_FIELDS },
    user: Struct { name: "UserInfo", go_type: "v1beta1.UserInfo", fields: USER_FIELDS },
    extra: "map[string]v1beta1.ExtraValue",
    extra_value: "v1beta1.ExtraValue",
};

fn decode(json: &str, v1: bool) -> Result<Status, String> {
    let types = if v1 { V1 } else { V1BETA1 };
    let mut status = Status::default();
    Decoder::case_sensitive(json.as_bytes(), &mut |decoder, value| {
        decoder.object(value, &types.review, &mut |decoder, field, value| match field {
            "spec" => decoder.object(value, &types.spec, &mut |decoder, field, value| match field {
                "token" => decoder.string(value, &mut String::new()),
                _ => decoder.strings(value, "[]string", &mut Vec::new()),
            }),
            "status" => status.read(&types, decoder, value),
            _ => decoder.string(value, &mut String::new()),
        });
    })?;
    Ok(status)
}

impl Status {
    fn read(&mut self, types: &Types, decoder: &mut Decoder, value: Value) {
        decoder.object(value, &types.status, &mut |decoder, field, value| match field {
            "authenticated" => decoder.boolean(value, &mut self.authenticated),
            "audiences" => decoder.strings(value, "[]string", &mut self.audiences),
            "error" => decoder.string(value, &mut self.error),
            _ => self.read_user(types, decoder, value),
        });
    }

    fn read_user(&mut self, types: &Types, decoder: &mut Decoder, value: Value) {
        decoder.object(value, &types.user, &mut |decoder, field, value| match field {
            "username" => decoder.string(value, &mut self.username),
            "uid" => decoder.string(value, &mut self.uid),
            "groups" => decoder.strings(value, "[]string", &mut self.groups),
            _ => decoder.map(value, types.extra, &mut |decoder, key, value| {
                let mut values = Vec::new();
                decoder.strings(value, types.extra_value, &mut values);
                self.extra.insert(key, values);
            }),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_is_written_as_the_server_writes_it() {
        assert_eq!(
            question("v1", "tok<&>é", &["api".into(), "b".into()], Version { minor: 37 }),
            "{\"kind\":\"TokenReview\",\"apiVersion\":\"authentication.k8s.io/v1\",\"metadata\":{},\"spec\":{\"token\":\"tok\\u003c\\u0026\\u003eé\",\"audiences\":[\"api\",\"b\"]},\"status\":{\"user\":{}}}\n"
        );
        assert_eq!(
            question("v1beta1", "t", &[], Version { minor: 33 }),
            "{\"kind\":\"TokenReview\",\"apiVersion\":\"authentication.k8s.io/v1beta1\",\"metadata\":{\"creationTimestamp\":null},\"spec\":{\"token\":\"t\"},\"status\":{\"user\":{}}}\n"
        );
    }

    #[test]
    fn an_answer_is_read_whole() {
        let body = r#"{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","status":{"authenticated":true,
            "user":{"username":"jane","uid":"42","groups":["a","b"],"extra":{"k":["v","w"]}},"audiences":["api"]}}"#;
        let status = answer("v1", body).unwrap();
        assert!(status.authenticated);
        assert_eq!((status.username.as_str(), status.uid.as_str()), ("jane", "42"));
        assert_eq!(status.groups, ["a", "b"]);
        assert_eq!(status.extra["k"], ["v", "w"]);
        assert_eq!(status.audiences, ["api"]);
    }

    #[test]
    fn kind_and_version_may_be_left_out_and_yaml_is_read_too() {
        for body in [
            r#"{"status":{"authenticated":true}}"#,
            r#"{"status":{"authenticated":false},"status":{"authenticated":true}}"#,
            "status: {authenticated: true}\n",
            "apiVersion: authentication.k8s.io/v1\nkind: TokenReview\nstatus:\n  authenticated: true\n",
        ] {
            assert_eq!(answer("v1", body).map(|status| status.authenticated), Ok(true), "{body}");
        }
        for body in ["{}", "null", r#"{"Status":{"authenticated":true}}"#] {
            assert_eq!(answer("v1", body), Ok(Status::default()), "{body}");
        }
    }

    /// Answers of k8s.io/apiserver v0.37.2.
    #[test]
    fn answers_that_are_no_review() {
        let review = |status: &str| {
            format!(r#"{{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","status":{status}}}"#)
        };
        let not_an_object = |kind: &str| {
            format!(
                r#"couldn't get version/kind; json parse error: json: cannot unmarshal {kind} into Go value of type struct {{ APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }}"#
            )
        };
        for (body, want) in [
            ("<html>".to_owned(), not_an_object("string")),
            ("[]".to_owned(), not_an_object("array")),
            (
                "{\"kind\":".to_owned(),
                "couldn't get version/kind; json parse error: unexpected end of JSON input".to_owned(),
            ),
            (
                review("{}") + " x",
                "couldn't get version/kind; json parse error: invalid character 'x' after top-level value".to_owned(),
            ),
            (
                r#"{"apiVersion":"authentication.k8s.io/v1beta1","kind":"TokenReview"}"#.to_owned(),
                "converting (v1beta1.TokenReview) to (v1.TokenReview): unknown conversion".to_owned(),
            ),
            (
                r#"{"apiVersion":"v1","kind":"Status","status":"Failure","message":"no"}"#.to_owned(),
                "converting (v1.Status) to (v1.TokenReview): unknown conversion".to_owned(),
            ),
            (
                r#"{"apiVersion":"authentication.k8s.io/v9","kind":"TokenReview"}"#.to_owned(),
                "no kind \"TokenReview\" is registered for version \"authentication.k8s.io/v9\" in scheme \"k8s.io/client-go/kubernetes/scheme/register.go:84\"".to_owned(),
            ),
            (
                review(r#"{"authenticated":"true"}"#),
                "json: cannot unmarshal string into Go struct field TokenReviewStatus.status.authenticated of type bool"
                    .to_owned(),
            ),
            (
                review(r#"{"user":{"groups":"a"}}"#),
                "json: cannot unmarshal string into Go struct field UserInfo.status.user.groups of type []string"
                    .to_owned(),
            ),
            (
                review(r#"{"user":{"extra":{"k":"v"}}}"#),
                "json: cannot unmarshal string into Go struct field UserInfo.status.user.extra of type v1.ExtraValue"
                    .to_owned(),
            ),
            (
                review("[]"),
                "json: cannot unmarshal array into Go struct field TokenReview.status of type v1.TokenReviewStatus"
                    .to_owned(),
            ),
        ] {
            assert_eq!(answer("v1", &body).unwrap_err(), want, "{body}");
        }
    }
}
