//! Every silent failure with the check that explains it, at a pinned clock.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::{Value, json};

use super::*;
use crate::apiserver::Config;
use crate::apiserver::Everything;
use crate::report::CheckOutcome;
use crate::scenario::Version;

const TOKEN: &str = "07401b.f395accd246ae52d";

fn secret() -> Value {
    json!({
        "apiVersion": "v1", "kind": "Secret", "type": "bootstrap.kubernetes.io/token",
        "metadata": {"name": "bootstrap-token-07401b", "namespace": "kube-system"},
        "stringData": {
            "token-id": "07401b", "token-secret": "f395accd246ae52d", "usage-bootstrap-authentication": "true",
            "auth-extra-groups": "system:bootstrappers:worker,system:bootstrappers:ingress,system:bootstrappers:worker",
            "expiration": "2026-11-23T12:00:01Z",
        },
    })
}

fn ask(objects: &[Value], token: &str) -> (Answer, StepLog) {
    let (files, remote) = (BTreeMap::new(), BTreeMap::new());
    let now = DateTime::parse_from_rfc3339("2026-11-23T12:00:00Z").unwrap().to_utc();
    let world = World {
        now,
        version: Version::NEWEST,
        files: &files,
        objects,
        remote: &remote,
        faculties: &Everything,
    };
    let config = Config { bootstrap_token: true, ..Config::default() };
    let authenticator = (BOOTSTRAP_TOKEN.build)(&Setup { config: &config, world: &world }).unwrap().unwrap();
    let mut log = StepLog::default();
    let answer = authenticator.authenticate(token, &world, &mut log);
    (answer, log)
}

fn changed(key: &str, value: &str) -> Value {
    let mut secret = secret();
    secret["stringData"][key] = json!(value);
    secret
}

#[test]
fn identity() {
    let (answer, log) = ask(&[secret()], TOKEN);
    let Answer::Authenticated(response) = answer else { panic!("{}", log.reason) };
    assert_eq!(response.user.username, "system:bootstrap:07401b");
    assert_eq!(response.user.uid, "");
    assert_eq!(
        response.user.groups,
        ["system:bootstrappers", "system:bootstrappers:ingress", "system:bootstrappers:worker"],
        "sorted, each once"
    );
    let sources: Vec<&str> = response.provenance.iter().map(|origin| origin.source.as_str()).collect();
    let object = "objects Secret kube-system/bootstrap-token-07401b";
    let extra = format!("{object}#data.auth-extra-groups");
    assert_eq!(sources, ["token#id", object, &extra, &extra]);
    let messages: Vec<&str> = log.messages.iter().map(|message| message.label.as_str()).collect();
    assert_eq!(messages, ["Secret kube-system/bootstrap-token-07401b?", "found"]);
    assert!(log.notes.is_empty());
}

#[test]
fn values_in_base64_and_no_extras() {
    let secret = json!({
        "kind": "Secret", "type": "bootstrap.kubernetes.io/token",
        "metadata": {"name": "bootstrap-token-07401b", "namespace": "kube-system"},
        "data": {
            "token-id": "MDc0MDFi", "token-secret": "ZjM5NWFjY2QyNDZhZTUyZA==",
            "usage-bootstrap-authentication": "dHJ1ZQ==",
        },
    });
    let (answer, log) = ask(&[secret], TOKEN);
    let Answer::Authenticated(response) = answer else { panic!("{}", log.reason) };
    assert_eq!(response.user.groups, ["system:bootstrappers"]);
}

#[test]
fn silent_failures() {
    const PREFIX: &str = "At verbosity 3 the server logs: Bootstrap secret kube-system/bootstrap-token-07401b matching bearer token ";
    let mut deleted = secret();
    deleted["metadata"]["deletionTimestamp"] = json!("2026-11-23T11:00:00Z");
    let mut other_type = secret();
    other_type["type"] = json!("Opaque");
    let mut empty = secret();
    empty["stringData"] = json!({});
    let mut elsewhere = secret();
    elsewhere["metadata"]["namespace"] = json!("default");
    let group = r#"has invalid value for key auth-extra-groups: bootstrap group " system:bootstrappers:b" is invalid (must match \Asystem:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]\z)."#;
    for (what, object, token, failed, logged) in [
        ("no such form", secret(), "07401B.f395accd246ae52d", "token form", None),
        ("too long", secret(), "07401b.f395accd246ae52d0", "token form", None),
        ("two dots", secret(), "07401b.f395accd246ae52.", "token form", None),
        ("unknown id", secret(), "07401c.f395accd246ae52d", "Secret", None),
        ("another namespace", elsewhere, TOKEN, "Secret", None),
        ("deleted", deleted, TOKEN, "Secret not deleted", Some("is deleted and awaiting removal")),
        (
            "type",
            other_type,
            TOKEN,
            "Secret type",
            Some("has invalid type, expected bootstrap.kubernetes.io/token."),
        ),
        (
            "empty",
            empty,
            TOKEN,
            "Secret type",
            Some("has invalid type, expected bootstrap.kubernetes.io/token."),
        ),
        (
            "wrong secret",
            secret(),
            "07401b.0000000000000000",
            "token secret",
            Some("has invalid value for key token-secret."),
        ),
        (
            "a newline in the secret",
            changed("token-secret", "f395accd246ae52d\n"),
            TOKEN,
            "token secret",
            Some("has invalid value for key token-secret."),
        ),
        (
            "other id",
            changed("token-id", "07401c"),
            TOKEN,
            "token id",
            Some("has invalid value for key token-id."),
        ),
        ("expired now", changed("expiration", "2026-11-23T12:00:00Z"), TOKEN, "expiration", None),
        ("no time", changed("expiration", "2026-11-23"), TOKEN, "expiration", None),
        (
            "usage",
            changed("usage-bootstrap-authentication", "True"),
            TOKEN,
            "usage",
            Some("not marked usage-bootstrap-authentication=true."),
        ),
        (
            "groups",
            changed("auth-extra-groups", "system:bootstrappers:a, system:bootstrappers:b"),
            TOKEN,
            "extra groups",
            Some(group),
        ),
    ] {
        let (answer, log) = ask(&[object], token);
        assert_eq!(answer, Answer::NoOpinion, "{what}");
        let names: Vec<&str> = log
            .checks
            .iter()
            .filter(|check| check.outcome == CheckOutcome::Failed)
            .map(|check| check.name.as_str())
            .collect();
        assert_eq!(names, [failed], "{what}");
        assert!(!log.reason.is_empty(), "{what}");
        if let Some(line) = logged {
            assert_eq!(log.notes, [format!("{PREFIX}{line}")], "{what}");
        }
    }
}

#[test]
fn what_the_log_says_of_unknown_and_expired_tokens() {
    let (_, unknown) = ask(&[], TOKEN);
    assert_eq!(
        unknown.notes,
        [
            "At verbosity 3 the server logs: No secret of name bootstrap-token-07401b to match bootstrap bearer token"
        ]
    );
    let (_, expired) = ask(&[changed("expiration", "2026-11-20T00:00:00Z")], TOKEN);
    assert_eq!(
        expired.notes,
        [
            "At verbosity 3 the server logs: Expired bootstrap token in kube-system/bootstrap-token-07401b Secret: 2026-11-20T00:00:00Z"
        ]
    );
    assert_eq!(expired.reason, "The token expired at 2026-11-20T00:00:00Z.");
}

#[test]
fn the_secret_part_is_never_shown() {
    for object in [secret(), changed("token-secret", "0123456789abcdef")] {
        let (_, log) = ask(&[object], TOKEN);
        let told = format!("{log:?}");
        assert!(!told.contains("f395accd246ae52d") && !told.contains("0123456789abcdef"));
    }
}

#[test]
fn groups_that_may_be_given() {
    for (group, want) in [
        ("system:bootstrappers:a", true),
        ("system:bootstrappers:a:b-c", true),
        ("system:bootstrappers::-9", true),
        (&format!("system:bootstrappers:{}", "a".repeat(256)), true),
        (&format!("system:bootstrappers:{}", "a".repeat(257)), false),
        ("system:bootstrappers", false),
        ("system:bootstrappers:", false),
        ("system:bootstrappers:a-", false),
        ("system:bootstrappers:A", false),
        ("system:masters", false),
        ("", false),
    ] {
        assert_eq!(is_group(group), want, "{group}");
    }
}

#[test]
fn it_is_off_by_default() {
    let (files, remote) = (BTreeMap::new(), BTreeMap::new());
    let world = World {
        now: DateTime::UNIX_EPOCH,
        version: Version::NEWEST,
        files: &files,
        objects: &[],
        remote: &remote,
        faculties: &Everything,
    };
    let config = Config::default();
    assert!((BOOTSTRAP_TOKEN.build)(&Setup { config: &config, world: &world }).unwrap().is_none());
}
