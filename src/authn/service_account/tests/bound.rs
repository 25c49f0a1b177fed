//! Bound tokens: identity, times, and the objects that they die with.

use super::*;

fn object(kind: &str, name: &str, uid: &str) -> Value {
    let mut object = json!({"kind": kind, "metadata": {"name": name, "uid": uid}});
    if kind == "Pod" || kind == "Secret" {
        object["metadata"]["namespace"] = json!("ci");
    }
    object
}

fn bound_to(references: &[(&str, &str, &str)]) -> Value {
    let mut claims = claims();
    for (member, name, uid) in references {
        claims["kubernetes.io"][member] = json!({"name": name, "uid": uid});
    }
    claims
}

fn ask(objects: Vec<Value>, claims: &Value) -> Outcome {
    let mut server = Server::new();
    server.objects = objects;
    server.ask(&SERVICE_ACCOUNT, &signed(claims))
}

#[test]
fn a_pod_bound_token() {
    let claims = bound_to(&[("pod", "job-7", "pod-1"), ("node", "worker-1", "node-1")]);
    let outcome = ask(vec![account("sa-1"), object("Pod", "job-7", "pod-1")], &claims);
    let response = outcome.response();
    assert_eq!(response.user.username, "system:serviceaccount:ci:builder");
    assert_eq!(response.user.uid, "sa-1");
    assert_eq!(response.user.groups, ["system:serviceaccounts", "system:serviceaccounts:ci"]);
    let extra: Vec<(&str, &str)> =
        response.user.extra.iter().map(|(key, values)| (key.as_str(), values[0].as_str())).collect();
    assert_eq!(
        extra,
        [
            ("authentication.kubernetes.io/credential-id", "JTI=0a1b"),
            ("authentication.kubernetes.io/node-name", "worker-1"),
            ("authentication.kubernetes.io/node-uid", "node-1"),
            ("authentication.kubernetes.io/pod-name", "job-7"),
            ("authentication.kubernetes.io/pod-uid", "pod-1"),
        ]
    );
    assert_eq!(response.audiences, [ISSUER]);
    assert_eq!(
        outcome.messages(),
        ["ServiceAccount ci/builder?", "found, uid sa-1", "Pod ci/job-7?", "found, uid pod-1"]
    );
}

#[test]
fn every_value_tells_its_origin() {
    let claims = bound_to(&[("pod", "job-7", "pod-1"), ("node", "worker-1", "node-1")]);
    let outcome = ask(vec![account("sa-1"), object("Pod", "job-7", "pod-1")], &claims);
    let response = outcome.response();
    let told: Vec<(&str, &str)> =
        response.provenance.iter().map(|origin| (origin.field.as_str(), origin.source.as_str())).collect();
    assert_eq!(
        told,
        [
            ("username", "token#kubernetes.io.serviceaccount.name"),
            ("uid", "token#kubernetes.io.serviceaccount.uid"),
            ("groups[0]", "token#kubernetes.io.serviceaccount.name"),
            ("groups[1]", "token#kubernetes.io.namespace"),
            ("extra[authentication.kubernetes.io/pod-name][0]", "token#kubernetes.io.pod.name"),
            ("extra[authentication.kubernetes.io/pod-uid][0]", "token#kubernetes.io.pod.uid"),
            ("extra[authentication.kubernetes.io/credential-id][0]", "token#jti"),
            ("extra[authentication.kubernetes.io/node-name][0]", "token#kubernetes.io.node.name"),
            ("extra[authentication.kubernetes.io/node-uid][0]", "token#kubernetes.io.node.uid"),
        ]
    );
}

#[test]
fn every_elliptic_curve_and_rsa() {
    for key in [TestKey::P256, TestKey::P384, TestKey::P521, TestKey::Rsa] {
        let mut server = Server::new();
        server.files.insert("/pki/sa.pub".to_owned(), key.public_pem());
        server.objects.push(account("sa-1"));
        let token = key.token(&key_id(&key.public()).unwrap(), &claims());
        assert_eq!(server.ask(&SERVICE_ACCOUNT, &token).error(), None, "{key:?}");
    }
}

#[test]
fn times() {
    for (claim, at, want) in [
        ("exp", -30, None),
        ("exp", -60, None),
        ("exp", -61, Some("service account token has expired")),
        ("exp", -600, Some("service account token has expired")),
        ("nbf", 60, None),
        ("nbf", 61, Some("service account token is not valid yet")),
        ("iat", 60, None),
        ("iat", 61, Some("service account token is issued in the future")),
    ] {
        let mut claims = claims();
        claims[claim] = json!(NOW + at);
        let outcome = ask(vec![account("sa-1")], &claims);
        assert_eq!(outcome.error().as_deref(), want, "{claim} {at}");
        if want.is_some() {
            assert!(outcome.failed().unwrap().contains(claim), "{claim} {at}");
            assert!(outcome.messages().is_empty(), "nothing is looked up for a token whose time is wrong");
        }
    }
}

#[test]
fn an_expired_token_says_since_when() {
    let mut claims = claims();
    claims["exp"] = json!(NOW - 600);
    let outcome = ask(vec![account("sa-1")], &claims);
    assert_eq!(outcome.log.reason, "The token expired 10 min ago.");
    let check = outcome.log.checks.iter().find(|check| check.name == "expiry (exp)").unwrap();
    assert_eq!(
        check.expected.as_deref(),
        Some("not before 2026-11-23T11:59:00Z (now, with a minute of leeway)")
    );
    assert_eq!(check.actual.as_deref(), Some("2026-11-23T11:50:00Z"));
    assert_eq!(check.source.as_deref(), Some("token#exp"));
}

#[test]
fn a_token_without_times_never_expires() {
    let mut claims = claims();
    for claim in ["exp", "nbf", "iat"] {
        claims.as_object_mut().unwrap().remove(claim);
    }
    assert_eq!(ask(vec![account("sa-1")], &claims).error(), None);
}

#[test]
fn objects_that_are_gone_or_others() {
    const GONE: &str = "service account token has been invalidated";
    let sa = || account("sa-1");
    let deleted = |mut object: Value, at: &str| {
        object["metadata"]["deletionTimestamp"] = json!(at);
        object
    };
    let long_ago = "2026-11-23T11:58:59Z";
    let just_now = "2026-11-23T11:59:00Z";
    let pod = bound_to(&[("pod", "p", "pod-1")]);
    let secret = bound_to(&[("secret", "s", "secret-1")]);
    let node = bound_to(&[("node", "n", "node-1")]);
    for (what, objects, claims, want, failed) in [
        ("no account", vec![], &claims(), Some(r#"serviceaccounts "builder" not found"#), "service account"),
        (
            "account recreated",
            vec![account("sa-2")],
            &claims(),
            Some("service account UID (sa-2) does not match claim (sa-1)"),
            "service account uid",
        ),
        (
            "account deleted",
            vec![deleted(sa(), long_ago)],
            &claims(),
            Some("service account ci/builder has been deleted"),
            "service account not deleted",
        ),
        ("account just deleted", vec![deleted(sa(), just_now)], &claims(), None, ""),
        ("pod gone", vec![sa()], &pod, Some(GONE), "bound pod"),
        (
            "pod of another namespace",
            vec![sa(), json!({"kind": "Pod", "metadata": {"name": "p", "namespace": "x", "uid": "pod-1"}})],
            &pod,
            Some(GONE),
            "bound pod",
        ),
        (
            "pod recreated",
            vec![sa(), object("Pod", "p", "pod-2")],
            &pod,
            Some("pod UID (pod-2) does not match service account pod ref claim (pod-1)"),
            "bound pod uid",
        ),
        (
            "pod deleted",
            vec![sa(), deleted(object("Pod", "p", "pod-1"), long_ago)],
            &pod,
            Some(GONE),
            "bound pod not deleted",
        ),
        ("pod just deleted", vec![sa(), deleted(object("Pod", "p", "pod-1"), just_now)], &pod, None, ""),
        ("secret gone", vec![sa()], &secret, Some(GONE), "bound secret"),
        (
            "secret recreated",
            vec![sa(), object("Secret", "s", "secret-2")],
            &secret,
            Some("secret UID (secret-2) does not match service account secret ref claim (secret-1)"),
            "bound secret uid",
        ),
        ("secret there", vec![sa(), object("Secret", "s", "secret-1")], &secret, None, ""),
        ("node gone", vec![sa()], &node, Some(GONE), "bound node"),
        (
            "node recreated",
            vec![sa(), object("Node", "n", "node-2")],
            &node,
            Some("node UID (node-2) does not match service account node ref claim (node-1)"),
            "bound node uid",
        ),
        ("node there", vec![sa(), object("Node", "n", "node-1")], &node, None, ""),
        (
            "a node that the pod ran on is not looked up",
            vec![sa(), object("Pod", "p", "pod-1")],
            &bound_to(&[("pod", "p", "pod-1"), ("node", "n", "node-1")]),
            None,
            "",
        ),
    ] {
        let outcome = ask(objects, claims);
        assert_eq!(outcome.error().as_deref(), want, "{what}");
        assert_eq!(outcome.failed().unwrap_or_default(), failed, "{what}");
    }
}

#[test]
fn a_name_that_no_object_can_have() {
    let mut claims = claims();
    claims["kubernetes.io"] = json!({"serviceaccount": {}});
    assert_eq!(ask(vec![], &claims).error().as_deref(), Some("resource name may not be empty"));
}

#[test]
fn webhook_bound_tokens() {
    let mut claims = bound_to(&[("validatingwebhookconfiguration", "w", "w-1")]);
    let mut server = Server::new();
    server.objects = vec![account("sa-1"), object("ValidatingWebhookConfiguration", "w", "w-1")];
    assert_eq!(
        server.ask(&SERVICE_ACCOUNT, &signed(&claims)).error().as_deref(),
        Some(r#"feature gate "APIServerWebhookAuthenticationToken" is disabled, but token is webhook bound"#)
    );
    server.version = Version { minor: 36 };
    assert_eq!(server.ask(&SERVICE_ACCOUNT, &signed(&claims)).error(), None, "1.36 does not know the claim");
    server.version = Version::NEWEST;
    server.config.feature_gates.api_server_webhook_authentication_token = true;
    assert_eq!(
        server.ask(&SERVICE_ACCOUNT, &signed(&claims)).error().as_deref(),
        Some(r#"bound object was a webhook config, but "admissionReviewAPIGroups" attestation is missing"#)
    );
    claims["kubernetes.io"]["attestations"] = json!({"admissionReviewAPIGroups": ["apps"]});
    let outcome = server.ask(&SERVICE_ACCOUNT, &signed(&claims));
    let extra = &outcome.response().user.extra;
    assert_eq!(extra["authentication.kubernetes.io/validatingwebhookconfiguration-name"], ["w"]);
    assert_eq!(extra["authentication.kubernetes.io/validatingwebhookconfiguration-uid"], ["w-1"]);
    assert_eq!(extra["attestation.authentication.kubernetes.io/admissionReviewAPIGroups"], ["apps"]);
    server.objects[1] = object("ValidatingWebhookConfiguration", "w", "w-2");
    assert_eq!(
        server.ask(&SERVICE_ACCOUNT, &signed(&claims)).error().as_deref(),
        Some(
            "ValidatingWebhookConfiguration UID (w-2) does not match service account validating ref claim (w-1)"
        )
    );
}

#[test]
fn feature_gates_of_old_versions() {
    let mut server = Server::new();
    server.objects = vec![account("sa-1"), object("Pod", "p", "pod-1"), object("Node", "n", "node-1")];
    server.config.feature_gates.service_account_token_jti = false;
    server.config.feature_gates.service_account_token_pod_node_info = false;
    server.config.feature_gates.service_account_token_node_binding_validation = false;
    let pod = bound_to(&[("pod", "p", "pod-1"), ("node", "n", "node-1")]);
    let outcome = server.ask(&SERVICE_ACCOUNT, &signed(&pod));
    let keys: Vec<&str> = outcome.response().user.extra.keys().map(String::as_str).collect();
    assert_eq!(keys, ["authentication.kubernetes.io/pod-name", "authentication.kubernetes.io/pod-uid"]);
    assert_eq!(
        server.ask(&SERVICE_ACCOUNT, &signed(&bound_to(&[("node", "n", "node-1")]))).error().as_deref(),
        Some(
            "token is bound to a Node object but the ServiceAccountTokenNodeBindingValidation feature gate is disabled"
        )
    );
}

#[test]
fn a_token_past_its_warning_time_leaves_a_trace_in_the_audit_log() {
    for (warn_after, note) in [
        (
            NOW - 5,
            Some(
                "Audit annotation authentication.k8s.io/stale-token: subject: system:serviceaccount:ci:builder, seconds after warning threshold: 5",
            ),
        ),
        (NOW, None),
        (0, None),
    ] {
        let mut claims = claims();
        claims["kubernetes.io"]["warnafter"] = json!(warn_after);
        let outcome = ask(vec![account("sa-1")], &claims);
        assert_eq!(outcome.error(), None);
        assert_eq!(outcome.log.notes.first().map(String::as_str), note, "{warn_after}");
    }
}
