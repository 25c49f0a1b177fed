use chrono::DateTime;

use super::*;
use crate::engine::protocol::{self, Reading, answer, answer_with_expressions};

/// As the page reads it, and as the worker wrote it.
fn asked(task: Task) -> (Reply, protocol::Reply) {
    let text = question(&Question { id: 7, task });
    let text = answer_with_expressions(&text, now());
    (reply(&text).unwrap(), serde_json::from_str(&text).unwrap())
}

fn now() -> DateTime<chrono::Utc> {
    DateTime::from_timestamp(1_795_435_200, 0).unwrap()
}

fn same(read: &Reply, written: protocol::Reply) -> bool {
    let (Reply::Answered { id, answer: read }, protocol::Reply::Answered { id: 7, answer: written }) =
        (read, written)
    else {
        return false;
    };
    *id == 7
        && match (read, written) {
            (
                Answer::Opened { scenario, text },
                protocol::Answer::Opened { scenario: theirs, text: their_text },
            ) => {
                let theirs = Json::parse(&serde_json::to_string(&theirs).unwrap());
                theirs.as_ref() == Some(scenario.json()) && *text == their_text
            }
            (
                Answer::Explored { placed, request, server, report },
                protocol::Answer::Explored {
                    placed: their_placed,
                    request: their_request,
                    server: their_server,
                    report: theirs,
                },
            ) => {
                let their_server =
                    their_server.and_then(|server| Json::parse(&serde_json::to_string(&server).unwrap()));
                *placed == their_placed
                    && *request == their_request
                    && *report == theirs
                    && server.as_ref().map(|server| server.json()) == their_server.as_ref()
            }
            _ => false,
        }
}

#[test]
fn every_answer_about_every_scenario_of_the_gallery_is_read_as_it_was_written() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/static/gallery");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let (read, written) = asked(Task::Open { text });
        assert!(same(&read, written), "{}", path.display());
        let Reply::Answered { answer: Answer::Opened { scenario, text }, .. } = read else { panic!() };
        let (read, written) = asked(Task::Explore {
            text,
            reading: Reading::Automatic,
            wishes: vec![(7, Reading::LeaveOut)],
            scenario,
        });
        assert!(same(&read, written), "{}", path.display());
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
}

#[test]
fn the_first_worker_says_that_it_holds_no_expressions() {
    let text = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/static/gallery/authentication-configuration-email.yaml"
    ));
    let (Reply::Answered { answer: Answer::Opened { scenario, text }, .. }, _) =
        asked(Task::Open { text: text.unwrap() })
    else {
        panic!()
    };
    let task = Task::Explore { text, reading: Reading::Automatic, wishes: Vec::new(), scenario };
    let text = answer(&question(&Question { id: 7, task }), now());
    assert_eq!(reply(&text), Some(Reply::Answered { id: 7, answer: Answer::NeedsExpressions }));
}

#[test]
fn every_field_is_read() {
    let mut step = Step::new(Authenticator::Webhook, StepOutcome::Rejected, "r");
    step.error = Some("e".into());
    step.effects = vec!["f".into()];
    step.checks = vec![Check::skipped("n", "d").expected("x").actual("y").source("s")];
    let parties = [
        Party::Client,
        Party::Proxy,
        Party::ApiServer,
        Party::IdentityProvider,
        Party::Webhook,
        Party::Objects,
    ];
    step.messages =
        parties.iter().map(|&to| Message::new(Party::ApiServer, to, "l").payload("p").failed(true)).collect();
    let source = TokenSource {
        name: TokenSourceName::WebsocketProtocol,
        found: true,
        error: Some("e".into()),
        reason: "r".into(),
        checks: step.checks.clone(),
        effects: vec!["f".into()],
    };
    let report = Report {
        authenticator: Some(Authenticator::Jwt),
        user: Some(User {
            username: "u".into(),
            uid: "i".into(),
            groups: vec!["g".into()],
            extra: BTreeMap::from([("k".to_owned(), vec!["v".to_owned()])]),
        }),
        audiences: vec!["a".into()],
        error: Some("e".into()),
        warnings: vec!["w".into()],
        notes: vec!["n".into()],
        trace: vec![step],
        scenario: Some("s".into()),
        version: "1.37".into(),
        token_sources: vec![source],
        ignored_flags: vec!["--x".into()],
        provenance: vec![Provenance::new("f", "v", "o", "s")],
        wanted: vec!["https://x".into()],
        effects: vec!["f".into()],
        received: vec![Message::new(Party::Client, Party::ApiServer, "l")],
        answered: vec![Message::new(Party::ApiServer, Party::Client, "l").failed(true)],
        ..Report::new(Outcome::StartupError)
    };
    let placed = vec![Placed {
        what: "w".into(),
        to: "t".into(),
        remark: "r".into(),
        confidence: Confidence::Guess,
        readings: vec![Reading::ClientAuthority, Reading::LeaveOut],
        file: "ca.crt".into(),
        look_for: "e".into(),
    }];
    let request = Box::new(Request { raw: "GET".into(), client_certificates: Some("PEM".into()) });
    for written in [
        protocol::Reply::Ready,
        protocol::Reply::Misunderstood { message: "m".into() },
        protocol::Reply::Crashed { message: "m".into() },
        protocol::Reply::Answered {
            id: 1,
            answer: protocol::Answer::Unreadable { message: "m".into(), line: Some(3) },
        },
        protocol::Reply::Answered {
            id: 1,
            answer: protocol::Answer::Unreadable { message: "m".into(), line: None },
        },
        protocol::Reply::Answered {
            id: 9,
            answer: protocol::Answer::Explored { placed, request, server: None, report: Box::new(report) },
        },
    ] {
        assert_eq!(format!("{:?}", reply(&written.to_json()).unwrap()), format!("{written:?}"));
    }
}

#[test]
fn what_another_build_writes_is_not_guessed_at() {
    for text in [
        "",
        "{}",
        "[]",
        "\"steady\"",
        r#"{"sung":{}}"#,
        r#"{"answered":{"id":1,"answer":{"explored":{"request":{},"report":{"outcome":"perhaps"}}}}}"#,
    ] {
        assert_eq!(reply(text), None, "{text}");
    }
}
