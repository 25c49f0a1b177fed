//! `runtime.Decode` with the strict codec of `pkg/kubeapiserver/options/authentication.go`: bytes → the internal type.
//!
//! A text that begins with `{` is JSON, any other is YAML, which becomes JSON with sorted keys. Its kind and version are
//! looked up in any case of letters, everything else exactly.

use super::Rules;
use super::schema::AUTHENTICATION_CONFIGURATION;
use super::strict::{Strict, name};
use super::types::{
    AnonymousAuthCondition, AnonymousAuthConfig, AuthenticationConfiguration, ClaimMappings,
    ClaimOrExpression, ClaimValidationRule, ExtraMapping, Issuer, JwtAuthenticator,
    PrefixedClaimOrExpression, UserValidationRule,
};
use crate::golang::json::{Document, Kind, Value};
use crate::golang::quote::quote;
use crate::golang::yaml;

const GROUP: &str = "apiserver.config.k8s.io";
const KIND: &str = "AuthenticationConfiguration";

/// `loadAuthenticationConfigFromData`: reads a file. Whether its values make sense is for
/// [`validate`](super::validate) to say.
///
/// # Errors
/// The server's words, without those that name the file.
pub fn load(text: &str, rules: Rules) -> Result<AuthenticationConfiguration, String> {
    if text.is_empty() {
        return Err("empty config data".to_owned());
    }
    let is_json = text.trim_start().starts_with('{');
    let converted = if is_json { None } else { Some(yaml::to_json(text)?) };
    let json = converted.as_ref().map_or(text, |converted| converted.json.as_str());
    let document = Document::scan(json.as_bytes())
        .map_err(|error| format!("couldn't get version/kind; json parse error: {error}"))?;
    let package = package(document.root(), text, rules)?;
    let mut errors: Vec<String> =
        converted.as_ref().and_then(yaml::Converted::strict_error).into_iter().collect();
    let minor = rules.version.minor;
    errors.extend(Strict::check(document.root(), &AUTHENTICATION_CONFIGURATION, package, minor)?);
    if !errors.is_empty() {
        return Err(format!("strict decoding error: {}", errors.join(", ")));
    }
    Ok(configuration(document.root()))
}

/// The package of the versioned type, by `SimpleMetaFactory.Interpret` and the scheme.
fn package(root: Value, text: &str, rules: Rules) -> Result<&'static str, String> {
    let (api_version, kind) = type_meta(root)?;
    let (group, version) = match api_version.split_once('/') {
        _ if api_version == "/" => ("", ""),
        None => ("", api_version.as_str()),
        Some((_, version)) if version.contains('/') => {
            return Err(format!("unexpected GroupVersion string: {api_version}"));
        }
        Some(parts) => parts,
    };
    if kind.is_empty() {
        return Err(format!("Object 'Kind' is missing in '{text}'"));
    }
    if version.is_empty() {
        return Err(format!("Object 'apiVersion' is missing in '{text}'"));
    }
    if group == GROUP && kind == KIND {
        let known = rules.api_versions().iter().find(|known| **known == version);
        return known.copied().ok_or_else(|| not_registered(&kind, group, version, rules));
    }
    Err(match other_type(group, version, &kind, rules) {
        Some(go_type) => match unknown_fields(root, &kind) {
            unknown if unknown.is_empty() => format!("expected {KIND}, got *{go_type}"),
            unknown => format!("strict decoding error: {}", unknown.join(", ")),
        },
        None => not_registered(&kind, group, version, rules),
    })
}

fn type_meta(root: Value) -> Result<(String, String), String> {
    let refuse = |error: String| format!("couldn't get version/kind; json parse error: json: {error}");
    let (mut api_version, mut kind) = (String::new(), String::new());
    match root.kind() {
        Kind::Null | Kind::Object => {}
        other => {
            return Err(refuse(format!(
                "cannot unmarshal {} into Go value of type struct {{ APIVersion string \
                 \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }}",
                name(other)
            )));
        }
    }
    let mut mismatch = None;
    for (key, value) in root.members() {
        let (target, field) = if key.eq_ignore_ascii_case("kind") {
            (&mut kind, "kind")
        } else if key.eq_ignore_ascii_case("apiVersion") {
            (&mut api_version, "apiVersion")
        } else {
            continue;
        };
        match (value.string(), value.kind()) {
            (Some(text), _) => *target = text,
            (None, Kind::Null) => {}
            (None, other) => {
                let found = name(other);
                mismatch.get_or_insert_with(|| {
                    refuse(format!("cannot unmarshal {found} into Go struct field .{field} of type string"))
                });
            }
        }
    }
    mismatch.map_or(Ok((api_version, kind)), Err)
}

/// The fields of another kind that it does not have. Only the outermost are looked at.
fn unknown_fields(root: Value, kind: &str) -> Vec<String> {
    let known: &[&str] = match kind {
        "AuthorizationConfiguration" => &["authorizers"],
        "AdmissionConfiguration" => &["plugins"],
        "EncryptionConfiguration" | "EncryptionConfig" => &["resources"],
        "EgressSelectorConfiguration" => &["egressSelections"],
        "TracingConfiguration" => &["endpoint", "samplingRatePerMillion"],
        _ => return Vec::new(),
    };
    let is_known = |key: &str| known.contains(&key) || matches!(key, "apiVersion" | "kind");
    let keys = root.members().into_iter().map(|(key, _)| key);
    keys.filter(|key| !is_known(key)).map(|key| format!("unknown field {}", quote(&key))).collect()
}

/// Other kinds that the server's scheme knows.
fn other_type(group: &str, version: &str, kind: &str, rules: Rules) -> Option<String> {
    if matches!(kind, "Status" | "APIVersions" | "APIGroup" | "APIGroupList" | "APIResourceList") {
        return Some(format!("v1.{kind}"));
    }
    let known = match (group, version, kind) {
        ("", "v1", "EncryptionConfig") => return Some("apiserver.EncryptionConfiguration".to_owned()),
        (GROUP, "v1", "AdmissionConfiguration" | "EncryptionConfiguration") => true,
        (GROUP, "v1", "AuthorizationConfiguration") => rules.version.at_least(32),
        (GROUP, "v1", "TracingConfiguration") => rules.version.at_least(34),
        (GROUP, "v1alpha1" | "v1beta1", "AuthorizationConfiguration" | "TracingConfiguration") => true,
        ("apiserver.k8s.io", "v1alpha1", "AdmissionConfiguration") => true,
        ("apiserver.k8s.io", "v1alpha1" | "v1beta1", "EgressSelectorConfiguration") => true,
        _ => false,
    };
    known.then(|| format!("apiserver.{kind}"))
}

/// The scheme is named after the line of the source that makes it, which moves with every version.
fn not_registered(kind: &str, group: &str, version: &str, rules: Rules) -> String {
    let line = match rules.version.minor {
        ..=30 => 777,
        31 => 838,
        32 => 853,
        33 => 852,
        34 => 853,
        35 | 36 => 879,
        _ => 874,
    };
    let group_version = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    format!(
        "no kind {} is registered for version {} in scheme \"pkg/kubeapiserver/options/authentication.go:{line}\"",
        quote(kind),
        quote(&group_version)
    )
}

fn member<'d>(value: Value<'d>, name: &str) -> Option<Value<'d>> {
    value.members().into_iter().rev().find(|(key, _)| key == name).map(|(_, value)| value)
}

fn text(value: Value, name: &str) -> String {
    member(value, name).and_then(Value::string).unwrap_or_default()
}

fn list<T>(value: Value, name: &str, read: fn(Value) -> T) -> Vec<T> {
    let elements = member(value, name).map(Value::elements).unwrap_or_default();
    elements.into_iter().map(read).collect()
}

fn part<T: Default>(value: Value, name: &str, read: fn(Value) -> T) -> T {
    member(value, name).map(read).unwrap_or_default()
}

fn configuration(root: Value) -> AuthenticationConfiguration {
    AuthenticationConfiguration {
        jwt: list(root, "jwt", authenticator),
        anonymous: member(root, "anonymous").filter(|value| value.kind() == Kind::Object).map(|value| {
            AnonymousAuthConfig {
                enabled: member(value, "enabled").is_some_and(Value::is_true),
                conditions: list(value, "conditions", |value| AnonymousAuthCondition {
                    path: text(value, "path"),
                }),
            }
        }),
    }
}

fn authenticator(value: Value) -> JwtAuthenticator {
    JwtAuthenticator {
        issuer: part(value, "issuer", issuer),
        claim_validation_rules: list(value, "claimValidationRules", |value| ClaimValidationRule {
            claim: text(value, "claim"),
            required_value: text(value, "requiredValue"),
            expression: text(value, "expression"),
            message: text(value, "message"),
        }),
        claim_mappings: part(value, "claimMappings", mappings),
        user_validation_rules: list(value, "userValidationRules", |value| UserValidationRule {
            expression: text(value, "expression"),
            message: text(value, "message"),
        }),
    }
}

fn issuer(value: Value) -> Issuer {
    Issuer {
        url: text(value, "url"),
        discovery_url: text(value, "discoveryURL"),
        certificate_authority: text(value, "certificateAuthority"),
        audiences: list(value, "audiences", |value| value.string().unwrap_or_default()),
        audience_match_policy: text(value, "audienceMatchPolicy"),
        egress_selector_type: text(value, "egressSelectorType"),
    }
}

fn mappings(value: Value) -> ClaimMappings {
    ClaimMappings {
        username: part(value, "username", prefixed),
        groups: part(value, "groups", prefixed),
        uid: part(value, "uid", |value| ClaimOrExpression {
            claim: text(value, "claim"),
            expression: text(value, "expression"),
        }),
        extra: list(value, "extra", |value| ExtraMapping {
            key: text(value, "key"),
            value_expression: text(value, "valueExpression"),
        }),
    }
}

fn prefixed(value: Value) -> PrefixedClaimOrExpression {
    PrefixedClaimOrExpression {
        claim: text(value, "claim"),
        prefix: member(value, "prefix").and_then(Value::string),
        expression: text(value, "expression"),
    }
}

#[cfg(test)]
mod tests;
