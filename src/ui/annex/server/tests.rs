use std::rc::Rc;

use chrono::DateTime;
use yew::{Callback, LocalServerRenderer};

use super::blame::Place;
use super::exchange::export;
use super::{Culprits, culprits};
use crate::engine;
use crate::scenario;
use crate::ui::json::Json;
use crate::ui::link::State;
use crate::ui::state::Document;

fn gallery(name: &str) -> String {
    let path = format!("{}/static/gallery/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

/// What the explorer tells about a scenario document.
fn state(text: &str) -> Rc<State> {
    let mut scenario = scenario::parse(text).unwrap();
    let report = engine::evaluate(&scenario, DateTime::UNIX_EPOCH);
    let request = std::mem::take(&mut scenario.request);
    let json = serde_json::to_string(&scenario).unwrap();
    Rc::new(State {
        scenario: Document::new(Json::parse(&json).unwrap()),
        request: Some(request),
        report: Some(report),
        opened: 1,
        ..State::default()
    })
}

fn drawn<C: yew::BaseComponent>(props: C::Properties) -> String
where
    C::Properties: Clone,
{
    let renderer = LocalServerRenderer::<C>::with_props(props).hydratable(false);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, renderer.render())
}

fn culprits(text: &str) -> String {
    drawn::<Culprits>(culprits::Props { state: state(text), look: Callback::<Place>::noop() })
}

#[test]
fn the_cause_of_a_start_up_error_is_named_below_the_verdict() {
    let broken =
        gallery("kubeadm").replace("--client-ca-file=/etc/kubernetes/pki/ca.crt", "--client-ca-file=/lost");
    assert!(culprits(&broken).contains("<code>--client-ca-file=/lost</code>"));
    assert_eq!(culprits(&gallery("kubeadm")), "");
}

#[test]
fn an_exported_scenario_opens_with_the_same_answer() {
    for name in ["kubeadm", "oidc-valid", "webhook-yes", "proxy-valid", "x509-expired"] {
        let state = state(&gallery(name));
        let export = export(&state, true).unwrap();
        assert_eq!(export.name, format!("{name}.yaml"));
        let again = engine::evaluate_text(&export.text, DateTime::UNIX_EPOCH);
        assert_eq!(Some(&again), state.report.as_ref(), "{name}");
    }
}

#[test]
fn a_private_key_leaves_only_on_demand() {
    let key = include_str!("../../../../static/demo/jane.key");
    let indented: String = key.lines().map(|line| format!("      {line}\n")).collect();
    let text = gallery("kubeadm").replace("  files:\n", &format!("  files:\n    /jane.key: |\n{indented}"));
    let state = state(&text);
    assert!(!export(&state, true).unwrap().text.contains("PRIVATE KEY"));
    assert!(export(&state, false).unwrap().text.contains("PRIVATE KEY"));
}
