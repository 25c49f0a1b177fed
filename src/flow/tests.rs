use std::path::Path;

use super::*;
use crate::report::{Outcome, Party, Step, StepOutcome, User};
use crate::scenario::{self, Scenario};

const BEARER: &str =
    "GET /api/v1/pods HTTP/1.1\nHost: k8s:6443\nUser-Agent: kubectl/v1.37\nAuthorization: Bearer opaque\n";
const URL: &str = "https://authn.example.com/authenticate";

fn scenario(raw: &str) -> Scenario {
    let mut scenario =
        scenario::parse("apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: flow}\n").unwrap();
    scenario.request.raw = raw.to_owned();
    scenario
}

fn message(from: Party, to: Party, label: &str) -> report::Message {
    report::Message::new(from, to, label)
}

use crate::report;

fn webhook_report(body: &str) -> Report {
    let mut step = Step::new(Authenticator::Webhook, StepOutcome::Authenticated, "The webhook knows it.");
    step.messages = vec![
        message(Party::ApiServer, Party::Webhook, &format!("POST {URL}?timeout=30s"))
            .payload("POST / HTTP/1.1\n\n{}"),
        message(Party::Webhook, Party::ApiServer, "200 OK").payload(format!("HTTP/1.1 200 OK\n\n{body}")),
    ];
    step.checks = vec![
        Check::passed("answer", "It is a TokenReview.").source(format!("remote {URL}")),
        Check::passed("audiences", "None are asked for."),
    ];
    let mut off = Step::new(Authenticator::TokenFile, StepOutcome::NotConfigured, "off");
    off.messages = vec![message(Party::ApiServer, Party::Objects, "never")];
    Report {
        user: Some(User { username: "jane".into(), ..User::default() }),
        authenticator: Some(Authenticator::Webhook),
        received: vec![message(Party::Client, Party::ApiServer, "GET /api/v1/pods").payload(BEARER)],
        answered: vec![message(Party::ApiServer, Party::Client, "200 OK if jane is authorized")],
        trace: vec![off, step],
        ..Report::new(Outcome::Authenticated)
    }
}

fn lines(flow: &Flow) -> Vec<String> {
    flow.messages
        .iter()
        .map(|one| {
            format!(
                "{} {} {}: {}",
                one.from.id(),
                if one.kind == Kind::Answer { "⇠" } else { "→" },
                one.to.id(),
                one.label
            )
        })
        .collect()
}

#[test]
fn the_whole_walk_of_a_request() {
    let (report, scenario) = (webhook_report("{}"), scenario(BEARER));
    let flow = this_request(&report, &Facts { scenario: &scenario, report: &report });
    assert_eq!(
        lines(&flow),
        [
            "client → api: GET /api/v1/pods".to_owned(),
            format!("api → webhook: POST {URL}?timeout=30s"),
            "webhook ⇠ api: 200 OK".to_owned(),
            "api → api: Webhook: this is jane".to_owned(),
            "api ⇠ client: 200 OK if jane is authorized".to_owned(),
        ]
    );
    let names: Vec<(&str, &str)> =
        flow.actors.iter().map(|one| (one.name.as_str(), one.detail.as_str())).collect();
    assert_eq!(names, [("kubectl", ""), ("API server", "k8s:6443"), ("Webhook", "authn.example.com")]);
    let titles: Vec<(&str, usize)> =
        flow.sections.iter().map(|one| (one.title.as_str(), one.first)).collect();
    assert_eq!(titles, [("How it arrives", 0), ("Who is asked", 1), ("What comes of it", 4)]);
}

#[test]
fn a_check_stands_where_it_was_made_and_messages_know_their_station() {
    let (report, scenario) = (webhook_report("{}"), scenario(BEARER));
    let flow = this_request(&report, &Facts { scenario: &scenario, report: &report });
    let names = |index: usize| {
        flow.messages[index].checks.iter().map(|check| check.name.as_str()).collect::<Vec<_>>()
    };
    assert_eq!((names(2), names(3)), (vec!["answer"], vec!["audiences"]));
    let station = Station::Step(Authenticator::Webhook, 0);
    assert_eq!(flow.at(station).collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn every_story_is_told_without_a_report_to_fill_it() {
    let (report, scenario) = (Report::new(Outcome::StartupError), scenario(""));
    let facts = Facts { scenario: &scenario, report: &report };
    assert!(this_request(&report, &facts).messages.is_empty());
    for strategy in Authenticator::ALL {
        let flow = of(strategy, &report, &facts);
        assert!(
            flow.messages.len() >= 4 && flow.sections.iter().all(|section| !section.real),
            "{strategy:?}"
        );
        for (index, message) in flow.messages.iter().enumerate() {
            assert!(!message.label.is_empty() && message.station.is_none());
            assert!(flow.actors.iter().any(|actor| actor.role == message.from), "{strategy:?} {index}");
            assert_eq!(
                message.kind == Kind::Inner,
                message.from == message.to,
                "{strategy:?} {}",
                message.label
            );
        }
    }
}

#[test]
fn a_story_takes_its_use_from_the_report() {
    let (report, scenario) = (webhook_report("{}"), scenario(BEARER));
    let facts = Facts { scenario: &scenario, report: &report };
    let flow = of(Authenticator::Webhook, &report, &facts);
    let section = flow.sections.iter().find(|section| section.real).unwrap();
    assert_eq!(section.title, "Its use: this request");
    assert!(flow.messages[section.first..].iter().all(|message| message.real));
    assert!(of(Authenticator::Jwt, &report, &facts).sections.iter().all(|section| !section.real));
}

#[test]
fn the_strategy_that_decided_comes_first() {
    let report = webhook_report("{}");
    assert_eq!(order(Some(&report))[0], Authenticator::Webhook);
    assert_eq!(order(Some(&report)).len(), Authenticator::ALL.len());
    assert_eq!(order(None), Authenticator::ALL);
}

#[test]
fn mermaid_is_escaped() {
    let (mut report, scenario) = (webhook_report("{}"), scenario(BEARER));
    report.received[0].label = "wrap: a; b # <script> \"x\"\nend %% {}".into();
    report.received.push(message(Party::Client, Party::ApiServer, "\n"));
    report.trace[1].messages[1] =
        message(Party::Webhook, Party::ApiServer, "500 Internal Server Error").failed(true);
    let flow = this_request(&report, &Facts { scenario: &scenario, report: &report });
    let text = to_mermaid(&flow);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    assert_eq!(
        lines[..9],
        [
            "sequenceDiagram",
            "autonumber",
            "participant client as kubectl",
            "participant api as API server<br/>k8s:6443",
            "participant webhook as Webhook<br/>authn.example.com",
            "Note over client,webhook: How it arrives",
            "client->>api: wrap#58; a#59; b #35; #60;script#62; #34;x#34; end #37;#37; #123;#125;",
            "client->>api: –",
            "Note over client,webhook: Who is asked",
        ]
    );
    assert!(lines.contains(&"webhook--xapi: 500 Internal Server Error"));
    assert_eq!(text.matches(';').count(), text.matches('#').count(), "every # begins a character code");
}

#[test]
fn the_text_alternative_has_a_sentence_for_each_message() {
    let (report, scenario) = (webhook_report("{}"), scenario(BEARER));
    let facts = Facts { scenario: &scenario, report: &report };
    let text = to_text(&of(Authenticator::Webhook, &report, &facts));
    assert!(
        text.contains("\nIts use: this request\n2. kubectl to API server: GET /api/v1/pods. The request"),
        "{text}"
    );
    assert!(
        text.contains("5. API server: Webhook: this is jane. Checks passed: 1. The webhook knows it.\n"),
        "{text}"
    );
}

#[test]
fn nothing_stands_outside_the_picture_or_over_anything_else() {
    let (report, scenario) = (webhook_report("{}"), scenario(BEARER));
    let facts = Facts { scenario: &scenario, report: &report };
    for strategy in Authenticator::ALL {
        let flow = of(strategy, &report, &facts);
        for room in [0, 500, 900, 5_000] {
            let page = layout(&flow, room);
            assert!(page.width >= narrowest(&flow));
            let mut bottom = page.head;
            for shape in &page.shapes {
                let frame = match shape {
                    Shape::Section { y, .. } => Frame { x: 0, y: *y, width: page.width, height: 30 },
                    Shape::Arrow(Arrow { frame, .. })
                    | Shape::Inner(Inner { frame, .. })
                    | Shape::Note { frame, .. } => *frame,
                };
                assert!(frame.x >= 0 && frame.x + frame.width <= page.width, "{strategy:?} {room} {shape:?}");
                assert!(
                    frame.y >= bottom && frame.y + frame.height <= page.height,
                    "{strategy:?} {room} {shape:?}"
                );
                bottom = frame.y + frame.height;
            }
        }
    }
}

#[test]
fn a_saved_picture_is_whole_and_the_same_every_time() {
    let (mut report, scenario) = (webhook_report("{}"), scenario(BEARER));
    report.received[0].label = "<&\">\u{1}".into();
    let facts = Facts { scenario: &scenario, report: &report };
    let flow = of(Authenticator::Webhook, &report, &facts);
    for theme in [Theme::Light, Theme::Dark] {
        let svg = to_svg(&flow, theme);
        assert_eq!(svg, to_svg(&flow, theme));
        assert!(svg.contains("&lt;&amp;&quot;&gt;") && !svg.contains('\u{1}'));
        assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
        assert_eq!(svg.matches("<circle").count(), flow.messages.len());
    }
}

#[test]
fn a_picture_in_a_page_keeps_to_its_room_and_its_colours() {
    let (report, scenario) = (webhook_report("{}"), scenario(BEARER));
    let facts = Facts { scenario: &scenario, report: &report };
    let flow = of(Authenticator::Webhook, &report, &facts);
    let svg = picture(&flow, Theme::Page, 760);
    let width: i32 =
        svg.split("width=\"").nth(1).and_then(|rest| rest.split('"').next()?.parse().ok()).unwrap();
    assert!(width <= 760, "{width}");
    assert!(svg.contains("var(--accent)") && !svg.contains('#'), "{svg}");
    assert!(svg.contains(&format!("<title>{}</title>", flow.title)));
    let heading = "font-size=\"17\"";
    assert!(to_svg(&flow, Theme::Light).contains(heading));
    assert!(!svg.contains(heading), "the title is there for screen readers only");
}

#[test]
fn the_scenarios_of_the_gallery_are_read_for_their_facts() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/gallery/service-account-valid.yaml");
    let scenario = scenario::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
    let report = Report::new(Outcome::Unauthorized);
    let facts = Facts { scenario: &scenario, report: &report };
    assert_eq!(facts.claim(&["kubernetes.io", "pod", "name"]).as_deref(), Some("job-7"));
    assert_eq!(facts.flag("service-account-key-file"), Some("/etc/kubernetes/pki/sa.pub"));
    let flow = of(Authenticator::ServiceAccount, &report, &facts);
    assert_eq!(flow.actor(Role::Pod), "Pod");
    let request = flow.messages.iter().find(|message| message.label.starts_with("POST /api/v1/")).unwrap();
    assert_eq!(request.label, "POST /api/v1/namespaces/ci/serviceaccounts/builder/token");
}
