//! A start-up error of kube-apiserver → the flags and files that caused it. The server names them in many ways: by
//! flag, with and without dashes, by path, by the field of a file, or by what it found in a kubeconfig.

use super::configuration::FLAG as CONFIGURATION;
use crate::report::{Outcome, Report};
use crate::scenario::flags;
use crate::ui::state::Document;

/// What a reader has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// An argument, as written.
    Flag(String),
    /// A file by its path, and the field in it that is named.
    File(String, Option<String>),
    Version,
    Clock,
}

const WEBHOOK: &str = "authentication-token-webhook-config-file";

/// Flags whose value is a path.
pub const PATHS: [&str; 7] = [
    CONFIGURATION,
    WEBHOOK,
    "client-ca-file",
    "oidc-ca-file",
    "requestheader-client-ca-file",
    "service-account-key-file",
    "token-auth-file",
];

/// An error that keeps the server from starting, and what it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Blame {
    pub error: String,
    pub places: Vec<Place>,
}

impl Blame {
    /// `None` when the server starts.
    pub fn of(report: &Report, scenario: &Document) -> Option<Blame> {
        let error = report.error.clone().unwrap_or_default();
        let places = match report.outcome {
            Outcome::StartupError => places(&error, scenario),
            Outcome::InvalidScenario if error.starts_with("now is ") => vec![Place::Clock],
            Outcome::InvalidScenario if error.starts_with("apiServer.version:") => vec![Place::Version],
            _ => return None,
        };
        Some(Blame { error, places })
    }
}

/// Without doubles; the flags first. Empty when the error tells nothing that is there.
pub fn places(error: &str, scenario: &Document) -> Vec<Place> {
    let args: Vec<String> = scenario.args().map(str::to_owned).collect();
    let named = |name: &str| flags::value(&args, name).map(str::to_owned);
    let mut found = Vec::new();
    let mut flag = |name: &str| {
        for arg in args.iter().filter(|arg| flags::name_of(arg).as_deref() == Some(name)) {
            add(&mut found, Place::Flag(arg.clone()));
        }
    };
    for name in args.iter().filter_map(|arg| flags::name_of(arg)) {
        if mentions(error, &name) {
            flag(&name);
        }
    }
    for (hint, name) in HINTS {
        if error.contains(hint) {
            flag(name);
        }
    }
    for name in PATHS {
        for path in flags::values(&args, name) {
            if names_path(error, path) || path.is_empty() && error.starts_with("open :") {
                flag(name);
            }
        }
    }
    for (hint, name) in FIELDS {
        // Flags are checked as the configuration that they make.
        if error.contains(hint) && named(CONFIGURATION).is_none() {
            flag(name);
        }
    }
    for arg in &args {
        if names_argument(error, arg) || error.contains("oidc-* flags") && arg.starts_with("--oidc-") {
            add(&mut found, Place::Flag(arg.clone()));
        }
    }
    for (path, _) in scenario.files().filter(|(path, _)| names_path(error, path)) {
        add(&mut found, Place::File(path.to_owned(), field(error)));
    }
    if let Some(path) = named(CONFIGURATION).filter(|_| speaks_of_configuration(error)) {
        add(&mut found, Place::File(path, field(error)));
    }
    if found.is_empty() {
        // What is left are the words of client-go about a kubeconfig, and those of the OpenID Connect authenticator.
        if let Some(path) =
            named(CONFIGURATION).filter(|_| error.contains("oidc:") || error.contains("issuer"))
        {
            add(&mut found, Place::File(path, field(error)));
        } else if error.starts_with("oidc:") {
            args.iter()
                .filter(|arg| arg.starts_with("--oidc-"))
                .for_each(|arg| add(&mut found, Place::Flag(arg.clone())));
        } else if let Some(path) = named(WEBHOOK) {
            add(&mut found, Place::File(path, None));
        } else {
            last_resort(error, &args, &mut found);
        }
    }
    found
}

/// Words that go with a flag that they do not name.
const HINTS: [(&str, &str); 4] = [
    ("unsupported signing alg", "oidc-signing-algs"),
    ("unsupported authentication webhook version", "authentication-token-webhook-version"),
    ("disallowed issuers", "oidc-issuer-url"),
    ("disallowed issuers", "service-account-issuer"),
];

/// Fields of the configuration that OpenID Connect flags make.
const FIELDS: [(&str, &str); 6] = [
    ("issuer.url", "oidc-issuer-url"),
    ("issuer.certificateAuthority", "oidc-ca-file"),
    ("issuer.audiences", "oidc-client-id"),
    ("claimMappings.username", "oidc-username-claim"),
    ("claimMappings.groups", "oidc-groups-claim"),
    ("claimValidationRules", "oidc-required-claim"),
];

fn add(found: &mut Vec<Place>, place: Place) {
    if !found.contains(&place) {
        found.push(place);
    }
}

/// A flag's name as a word of its own, with or without its dashes.
fn mentions(error: &str, name: &str) -> bool {
    let in_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    error.match_indices(name).any(|(at, _)| {
        let before = error[..at].trim_end_matches('-').chars().next_back();
        let after = error[at + name.len()..].chars().next();
        !before.is_some_and(|c| in_name(c) || c == '/') && !after.is_some_and(|c| in_name(c) || c == '/')
    })
}

fn names_path(error: &str, path: &str) -> bool {
    let ends = |c: char| c.is_whitespace() || "\":,'])".contains(c);
    let starts = |c: char| c.is_whitespace() || "\"'([:".contains(c);
    !path.is_empty()
        && error.match_indices(path).any(|(at, _)| {
            error[..at].chars().next_back().is_none_or(starts)
                && error[at + path.len()..].chars().next().is_none_or(ends)
        })
}

/// An argument that is no flag of the server, quoted or at the end of its error.
fn names_argument(error: &str, arg: &str) -> bool {
    let strange = [
        "unknown flag",
        "unknown shorthand",
        "bad flag syntax",
        "does not take any arguments",
        "flag needs an argument",
    ];
    let name = arg.split('=').next().unwrap_or(arg);
    strange.iter().any(|words| error.contains(words)) && !name.is_empty() && names_path(error, name)
        || error.contains("bad flag syntax") && error.ends_with(arg)
        || error.contains("unknown shorthand flag") && arg.starts_with('-') && !arg.starts_with("--")
}

fn speaks_of_configuration(error: &str) -> bool {
    ["authentication configuration", "jwt[", "anonymous: Forbidden", "anonymous.conditions"]
        .iter()
        .any(|words| error.contains(words))
}

/// The first field that is named: `jwt[0].issuer.url` of `…: jwt[0].issuer.url: Invalid value`, `jwtt` of
/// `unknown field "jwtt"`.
fn field(error: &str) -> Option<String> {
    if let Some((_, behind)) = error.split_once("unknown field \"") {
        return behind.split('"').next().map(str::to_owned);
    }
    ["jwt", "anonymous", "issuer."].iter().filter_map(|start| error.find(start)).min().and_then(|at| {
        let end = error[at..].find(": ")?;
        let path = &error[at..at + end];
        (!path.contains(char::is_whitespace)).then(|| path.to_owned())
    })
}

/// Errors that name a value only, or a flag that nobody has written.
fn last_resort(error: &str, args: &[String], found: &mut Vec<Place>) {
    let quoted: Vec<&str> = error.split('"').skip(1).step_by(2).collect();
    for arg in args {
        let value = arg.split_once('=').map_or(arg.as_str(), |(_, value)| value);
        if quoted.contains(&value) || (!value.is_empty() && names_path(error, value)) {
            add(found, Place::Flag(arg.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use serde_json::{Value, json};

    use super::*;
    use crate::ui::json::Json;

    fn lines(name: &str) -> Vec<Value> {
        let path = format!("{}/tests/conformance/{name}", env!("CARGO_MANIFEST_DIR"));
        fs::read_to_string(path).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// RFC 7386.
    fn merge(target: &mut Value, patch: &Value) {
        let Some(patch) = patch.as_object() else { return *target = patch.clone() };
        if !target.is_object() {
            *target = json!({});
        }
        for (key, value) in patch {
            if value.is_null() {
                target.as_object_mut().unwrap().remove(key);
            } else {
                merge(target.as_object_mut().unwrap().entry(key.as_str()).or_insert(Value::Null), value);
            }
        }
    }

    fn document(value: &Value) -> Document {
        Document::new(Json::parse(&value.to_string()).unwrap()).unwrap()
    }

    fn scenario(args: &[&str], files: &[(&str, &str)]) -> Document {
        let files: BTreeMap<&str, &str> = files.iter().copied().collect();
        document(&json!({"apiServer": {"args": args, "files": files}}))
    }

    #[test]
    fn every_start_up_error_of_the_real_server_has_a_place() {
        let shared =
            fs::read_to_string(format!("{}/tests/conformance/shared.json", env!("CARGO_MANIFEST_DIR")));
        let shared: Value = serde_json::from_str(&shared.unwrap()).unwrap();
        let answers = lines("expected/startup.jsonl");
        let mut seen = 0;
        let mut without = Vec::new();
        for (case, answer) in lines("cases/startup.jsonl").iter().zip(&answers) {
            assert_eq!(case["name"], answer["name"]);
            if answer["outcome"] != "startupError" {
                continue;
            }
            let mut value = shared["bases"][case["base"].as_str().unwrap()].clone();
            merge(&mut value, &case["patch"]);
            let scenario = document(&value);
            let places = places(answer["error"].as_str().unwrap(), &scenario);
            let args: Vec<&str> = scenario.args().collect();
            for place in &places {
                match place {
                    Place::Flag(arg) => assert!(args.contains(&arg.as_str()), "{place:?} of {args:?}"),
                    Place::File(path, _) => assert!(
                        scenario.file(path).is_some() || args.iter().any(|arg| arg.contains(path)),
                        "{place:?} of {args:?}"
                    ),
                    other => panic!("{other:?}"),
                }
            }
            seen += 1;
            if places.is_empty() {
                without.push(format!("{} | {args:?}", answer["error"]));
            }
        }
        assert!(seen > 200, "{seen}");
        assert_eq!(without, Vec::<String>::new(), "{} of {seen}:\n{}", without.len(), without.join("\n"));
    }

    #[test]
    fn clock_and_version_are_places_too() {
        let of = |outcome, error: &str| {
            let report = Report { error: Some(error.to_owned()), ..Report::new(outcome) };
            Blame::of(&report, &scenario(&[], &[])).map(|blame| blame.places)
        };
        for (field, value, expected) in
            [("now", json!("soon"), Place::Clock), ("apiServer", json!({"version": "2.0"}), Place::Version)]
        {
            let mut text =
                json!({"apiVersion": "authn-explorer/v1", "kind": "Scenario", "metadata": {"name": "n"}});
            text[field] = value;
            let error = crate::scenario::parse(&text.to_string()).unwrap_err().to_string();
            assert_eq!(of(Outcome::InvalidScenario, &error), Some(vec![expected]), "{error}");
        }
        assert_eq!(of(Outcome::InvalidScenario, "request.raw: x"), None);
        assert_eq!(of(Outcome::Unauthorized, "x"), None);
    }

    #[test]
    fn the_place_is_the_one_that_a_person_would_name() {
        let flag = |arg: &str| Place::Flag(arg.to_owned());
        let file = |path: &str, field: Option<&str>| Place::File(path.to_owned(), field.map(str::to_owned));
        for (args, files, error, expected) in [
            (
                vec!["--oidc-issuer-url=https://i", "--client-ca-file=/ca"],
                vec![],
                "oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set",
                vec![flag("--oidc-issuer-url=https://i")],
            ),
            (
                vec!["--client-ca-file=/ca", "--requestheader-client-ca-file=/p"],
                vec![("/ca", "x")],
                "error loading CA bundle for \"client-ca-file\": data does not contain any valid RSA or ECDSA certificates",
                vec![flag("--client-ca-file=/ca")],
            ),
            (
                vec!["--client-ca-file=/ca"],
                vec![],
                "open /ca: no such file or directory",
                vec![flag("--client-ca-file=/ca")],
            ),
            (
                vec!["--authentication-config=/a.yaml"],
                vec![("/a.yaml", "jwt: []")],
                "invalid authentication configuration: jwt[0].issuer.url: Invalid value: \"http://i\": URL scheme must be https",
                vec![file("/a.yaml", Some("jwt[0].issuer.url"))],
            ),
            (
                vec!["--authentication-config=/a.yaml"],
                vec![("/a.yaml", "jwtt: []")],
                "failed to load authentication configuration from file \"/a.yaml\": strict decoding error: unknown field \"jwtt\"",
                vec![flag("--authentication-config=/a.yaml"), file("/a.yaml", Some("jwtt"))],
            ),
            (vec!["--no-such=1", "--a=1"], vec![], "unknown flag: --no-such", vec![flag("--no-such=1")]),
        ] {
            assert_eq!(places(error, &scenario(&args, &files)), expected, "{error}");
        }
    }
}
