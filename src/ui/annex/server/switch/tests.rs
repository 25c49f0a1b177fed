use chrono::DateTime;

use super::super::configuration::Anonymous;
use super::*;
use crate::engine::protocol::{self, Reading};
use crate::report::{Authenticator, Outcome, Report};
use crate::ui::read;
use crate::ui::state::{Answer, Question, Reply, Task};

const EMPTY: &str =
    r#"{"apiVersion":"authn-explorer/v1","kind":"Scenario","metadata":{"name":"empty"},"apiServer":{}}"#;

fn empty() -> Document {
    Document::new(Json::parse(EMPTY).unwrap()).unwrap()
}

/// As the worker answers, in November 2026.
fn report(scenario: &Document, text: &str) -> Report {
    let task = Task::Explore {
        text: text.to_owned(),
        reading: Reading::Automatic,
        wishes: Vec::new(),
        scenario: scenario.clone(),
    };
    let now = DateTime::from_timestamp(1_795_435_200, 0).unwrap();
    let answer = protocol::answer(&read::question(&Question { id: 1, task }), now);
    match read::reply(&answer) {
        Some(Reply::Answered { answer: Answer::Explored { report, .. }, .. }) => *report,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_switch_sets_up_a_strategy_that_takes_its_credential() {
    for (switch, authenticator) in [
        (Switch::Proxy, Authenticator::RequestHeader),
        (Switch::ClientCertificates, Authenticator::X509),
        (Switch::TokenFile, Authenticator::TokenFile),
        (Switch::ServiceAccounts, Authenticator::ServiceAccount),
        (Switch::BootstrapTokens, Authenticator::BootstrapToken),
        (Switch::Oidc, Authenticator::Jwt),
        (Switch::Configuration, Authenticator::Jwt),
        (Switch::Webhook, Authenticator::Webhook),
    ] {
        let mut scenario = empty();
        switch.turn(true, &mut scenario);
        assert!(switch.is_on(&scenario), "{switch:?}");
        let report = report(&scenario, &switch.credential());
        assert_eq!(report.authenticator, Some(authenticator), "{switch:?}: {:?}", report.error);
    }
}

#[test]
fn off_takes_away_what_on_has_written() {
    for switch in Switch::ALL {
        let mut scenario = empty();
        switch.turn(true, &mut scenario);
        let on = scenario.clone();
        switch.turn(true, &mut scenario);
        assert_eq!(scenario, on, "{switch:?} twice");
        switch.turn(false, &mut scenario);
        assert!(!switch.is_on(&scenario));
        assert_eq!(scenario.args().count(), 0, "{switch:?}");
        assert_eq!(scenario.files().count(), 0, "{switch:?}");
        assert_eq!(scenario.objects(), [], "{switch:?}");
        assert_eq!(scenario.remote().count(), 0, "{switch:?}");
    }
}

#[test]
fn a_server_starts_with_whatever_is_switched() {
    for first in Switch::ALL {
        for second in Switch::ALL {
            for anonymous in Anonymous::ALL {
                let mut scenario = empty();
                first.turn(true, &mut scenario);
                anonymous.set(&mut scenario);
                second.turn(true, &mut scenario);
                let report = report(&scenario, "");
                assert_ne!(
                    report.outcome,
                    Outcome::StartupError,
                    "{first:?} {second:?} {anonymous:?}: {report:?}"
                );
                assert!(second.is_on(&scenario));
            }
        }
    }
}

#[test]
fn what_was_there_before_stays() {
    let mut scenario = empty();
    scenario.set_args(vec!["--client-ca-file=/my/ca.crt".into(), "--oidc-ca-file=/my/ca.crt".into()]);
    scenario.set_file("/my/ca.crt", Some("mine".into()));
    Switch::ClientCertificates.turn(false, &mut scenario);
    assert_eq!(scenario.args().collect::<Vec<_>>(), ["--oidc-ca-file=/my/ca.crt"]);
    assert_eq!(scenario.file("/my/ca.crt"), Some("mine"), "another flag names it");
}

#[test]
fn flags_become_a_file_that_means_the_same() {
    let mut scenario = empty();
    Switch::Oidc.turn(true, &mut scenario);
    let by_flags = report(&scenario, &Switch::Oidc.credential());
    Switch::Configuration.turn(true, &mut scenario);
    assert!(!Switch::Oidc.is_on(&scenario));
    let by_file = report(&scenario, &Switch::Oidc.credential());
    assert_eq!(by_file.user, by_flags.user);
    Switch::Oidc.turn(true, &mut scenario);
    assert!(!Switch::Configuration.is_on(&scenario));
    assert_eq!(report(&scenario, &Switch::Oidc.credential()).user, by_flags.user);
}

#[test]
fn anonymous_is_everywhere_somewhere_or_nowhere() {
    let outcome =
        |scenario: &Document, path: &str| report(scenario, &format!("GET {path} HTTP/1.1\nHost: k")).outcome;
    for with_file in [false, true] {
        for (anonymous, pods, health) in [
            (Anonymous::Everywhere, Outcome::Authenticated, Outcome::Authenticated),
            (Anonymous::Health, Outcome::Unauthorized, Outcome::Authenticated),
            (Anonymous::Nowhere, Outcome::Unauthorized, Outcome::Unauthorized),
        ] {
            let mut scenario = empty();
            if with_file {
                Switch::Configuration.turn(true, &mut scenario);
            }
            for before in Anonymous::ALL {
                before.set(&mut scenario);
                anonymous.set(&mut scenario);
                assert_eq!(Anonymous::of(&scenario), anonymous);
                assert_eq!(outcome(&scenario, "/api/v1/pods"), pods, "{anonymous:?} after {before:?}");
                assert_eq!(outcome(&scenario, "/livez"), health, "{anonymous:?} after {before:?}");
            }
        }
    }
}
