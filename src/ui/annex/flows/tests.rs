use std::rc::Rc;

use chrono::DateTime;
use yew::{Callback, LocalServerRenderer};

use super::answer::{Preset, endpoint, with_answer};
use super::model::{Shown, View, choices, file_name, scenario_of};
use super::page::{self, Drawn};
use super::*;
use crate::engine;
use crate::flow::to_mermaid;
use crate::report::{Authenticator, Outcome, Party};
use crate::scenario;
use crate::ui::json::Json;
use crate::ui::state::{Document, StationKey, Tone};

fn state(name: &str, route: &str) -> State {
    let path = format!("{}/static/gallery/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
    let scenario = scenario::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
    let report = engine::evaluate(&scenario, DateTime::UNIX_EPOCH);
    let json = serde_json::to_string(&scenario).unwrap();
    State {
        route: route.to_owned(),
        scenario: Document::new(Json::parse(&json).unwrap()),
        request: Some(scenario.request),
        report: Some(report),
        ..State::default()
    }
}

/// The view, rendered; without a width, as the list.
fn rendered(state: State, width: Option<i32>, chosen: Option<usize>) -> String {
    #[derive(Clone, PartialEq, Properties)]
    struct Props {
        state: Rc<State>,
        width: Option<i32>,
        chosen: Option<usize>,
    }
    #[yew::component]
    fn Shown(props: &Props) -> Html {
        let view = View::new(&props.state);
        let layout = props.width.map(|width| layout(&view.flow, width));
        let act = Callback::noop();
        let say = Callback::noop();
        let Props { state, chosen, .. } = props;
        let drawn = Drawn {
            view: &view,
            state,
            act: &act,
            layout,
            chosen: *chosen,
            playing: false,
            beside: false,
            say,
        };
        page::view(&drawn, &NodeRef::default())
    }
    let props = Props { state: Rc::new(state), width, chosen };
    let renderer = LocalServerRenderer::<Shown>::with_props(props).hydratable(false);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, renderer.render())
}

#[test]
fn the_route_chooses_the_flow() {
    for (route, shown) in [
        ("/flows", Shown::Request),
        ("/flows/", Shown::Request),
        ("/flows/webhook", Shown::Story(Authenticator::Webhook)),
        ("/flows/jwt?x", Shown::Story(Authenticator::Jwt)),
        ("/flows/nonsense", Shown::Request),
    ] {
        assert_eq!(Shown::of_route(route), shown, "{route}");
        assert_eq!(Shown::of_route(&shown.route()), shown);
    }
}

#[test]
fn the_strategy_that_decided_stands_first_and_is_marked() {
    let state = state("oidc-valid", "/flows");
    let all = choices(state.report.as_ref());
    assert_eq!(all[..2], [Shown::Request, Shown::Story(Authenticator::Jwt)]);
    assert_eq!((all.len(), all[1].tone(state.report.as_ref())), (10, Tone::Good));
}

#[test]
fn the_open_station_lights_its_messages() {
    let mut state = state("webhook-yes", "/flows");
    state.station = Some(StationKey::Step(Authenticator::Webhook, 0));
    let view = View::new(&state);
    let lit: Vec<usize> = (0..view.flow.messages.len()).filter(|index| view.lit(*index)).collect();
    assert!(lit.len() == 3 && lit.iter().all(|index| view.places[*index] == view.open), "{lit:?}");
    assert_eq!(view.step(None, 1), lit.first().copied());
    assert_eq!(view.step(Some(0), -1), Some(0));
    assert_eq!(view.step(Some(0), i32::MAX), Some(view.flow.messages.len() - 1));
    assert_eq!(view.step(Some(3), i32::MIN), Some(0));
}

#[test]
fn the_picture_is_named_after_scenario_and_flow() {
    assert_eq!(file_name(&View::new(&state("oidc-valid", "/flows/jwt"))), "oidc-valid-jwt.svg");
    assert_eq!(file_name(&View::new(&State::default())), "request.svg");
}

#[test]
fn the_webhooks_answer_can_be_changed_and_the_verdict_follows() {
    for (preset, outcome, reason) in [
        (Preset::Yes, Outcome::Authenticated, None),
        (Preset::No, Outcome::Unauthorized, Some("invalid bearer token")),
        (Preset::Error, Outcome::Unauthorized, Some("[invalid bearer token, the session was revoked]")),
        (Preset::Broken, Outcome::Unauthorized, None),
        (Preset::Unreachable, Outcome::Unauthorized, None),
    ] {
        let state = state("webhook-yes", "/flows/webhook");
        let whole = state.whole().unwrap();
        let scenario = scenario_of(Some(&whole));
        let endpoint = endpoint(&scenario, state.report.as_ref().unwrap()).unwrap();
        assert_eq!(
            (endpoint.url.as_str(), endpoint.version.as_str()),
            ("https://authn.example.com/authenticate", "v1")
        );
        let changed = with_answer(&whole, &endpoint.url, preset.answer("v1").as_ref()).unwrap();
        let report = engine::evaluate(&scenario_of(Some(&changed)), DateTime::UNIX_EPOCH);
        assert_eq!(report.outcome, outcome, "{preset:?} {:?}", report.error);
        if let Some(reason) = reason {
            assert!(
                report
                    .error
                    .as_deref()
                    .unwrap()
                    .contains(reason.trim_matches(['[', ']']).split(", ").last().unwrap()),
                "{:?}",
                report.error
            );
        }
    }
}

#[test]
fn a_webhook_that_nobody_plays_can_be_given_an_answer() {
    let state = state("webhook-unreachable", "/flows/webhook");
    let whole = state.whole().unwrap();
    let endpoint = endpoint(&scenario_of(Some(&whole)), state.report.as_ref().unwrap()).unwrap();
    assert_eq!(endpoint.answer, None);
    let changed = with_answer(&whole, &endpoint.url, Preset::Yes.answer(&endpoint.version).as_ref()).unwrap();
    let report = engine::evaluate(&scenario_of(Some(&changed)), DateTime::UNIX_EPOCH);
    assert_eq!(report.outcome, Outcome::Authenticated, "{:?}", report.error);
}

#[test]
fn every_message_is_a_button_that_says_what_it_is() {
    for (width, role) in [(Some(900), "role=\"button\""), (None, "aria-expanded=\"false\"")] {
        let state = state("webhook-no", "/flows");
        let count = View::new(&state).flow.messages.len();
        let html = rendered(state, width, None);
        assert_eq!(html.matches(role).count(), count, "{html}");
        assert!(!html.contains("style=\""), "the policy forbids inline styles");
    }
}

#[test]
fn a_chosen_message_shows_payload_checks_and_the_editor() {
    let state = state("webhook-yes", "/flows/webhook");
    let view = View::new(&state);
    let answer =
        view.flow.messages.iter().position(|message| message.from == crate::flow::Role::Webhook).unwrap();
    let html = rendered(state.clone(), Some(900), Some(answer));
    for text in ["HTTP answer", "Let the webhook answer", "The answer is a TokenReview.", "Not reachable"] {
        assert!(html.contains(text), "{text}");
    }
    assert!(rendered(state, Some(900), Some(answer - 1)).contains("HTTP request"));
}

#[test]
fn every_scenario_of_the_gallery_gives_sound_flows() {
    let folder = format!("{}/static/gallery", env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let Some(name) = path.file_name().unwrap().to_str().unwrap().strip_suffix(".yaml") else { continue };
        for shown in choices(None) {
            let state = state(name, &shown.route());
            let view = View::new(&state);
            let text = to_mermaid(&view.flow);
            assert_eq!(text.matches(';').count(), text.matches('#').count(), "{name} {shown:?}\n{text}");
            let report = state.report.as_ref().unwrap();
            let sent = report.received.iter().find(|message| message.from == Party::Client).is_some();
            assert!(!sent || !view.flow.messages.is_empty(), "{name}");
            if let Ok(folder) = std::env::var("FLOW_DUMP") {
                std::fs::write(format!("{folder}/{name}.{}.mmd", shown.route().replace('/', "_")), text)
                    .unwrap();
            }
            seen += 1;
        }
    }
    assert!(seen > 400, "{seen}");
}
