//! What the engine costs: one scenario for each strategy, and how the time grows with what an administrator can make
//! large. `make bench`, or `cargo bench` for this alone. A table of the growth comes last; nothing fails on a time.

mod certificates;
mod growth;
mod inputs;

use std::hint::black_box;
use std::time::{Duration, SystemTime};

use authn_explorer::engine;
use authn_explorer::engine::protocol::{self, Question, Reading, Task};
use authn_explorer::report::Outcome;
use authn_explorer::scenario;
use criterion::{BenchmarkId, Criterion};

use inputs::{Growth, NOW};

/// Each strategy with the scenario of the gallery in which it authenticates.
const STRATEGIES: [(&str, &str); 10] = [
    ("requestHeader", "proxy-valid"),
    ("x509", "x509-valid"),
    ("x509 through an intermediate", "x509-intermediate"),
    ("tokenFile", "token-file-valid"),
    ("legacyServiceAccount", "legacy-service-account-valid"),
    ("serviceAccount", "service-account-valid"),
    ("bootstrapToken", "bootstrap-valid"),
    ("jwt", "oidc-valid"),
    ("webhook", "webhook-yes"),
    ("anonymous", "anonymous-valid"),
];

fn main() {
    let started = SystemTime::now();
    let mut criterion = Criterion::default()
        .output_directory(&growth::folder())
        .sample_size(20)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .configure_from_args();
    strategies(&mut criterion);
    for growth in &inputs::GROWTHS {
        grow(&mut criterion, growth);
    }
    pasted_token_file(&mut criterion);
    criterion.final_summary();
    print!("{}", growth::tables(started));
}

/// The outcome is looked at first: the time of a refusal would say nothing.
fn assert_outcome(text: &str, outcome: Outcome) {
    let report = engine::evaluate_text(text, NOW);
    assert_eq!(report.outcome, outcome, "{:?}", report.error);
}

fn strategies(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(growth::STRATEGY);
    for (strategy, scenario) in STRATEGIES {
        let text = inputs::gallery(scenario);
        assert_outcome(&text, Outcome::Authenticated);
        group.bench_function(strategy, |bencher| {
            bencher.iter(|| engine::evaluate_text(black_box(&text), NOW));
        });
    }
    group.finish();
}

fn grow(criterion: &mut Criterion, growth: &Growth) {
    let mut group = criterion.benchmark_group(growth.name);
    for &size in growth.sizes {
        let text = (growth.scenario)(size);
        assert_outcome(&text, (growth.outcome)(size));
        group.bench_with_input(BenchmarkId::from_parameter(size), &text, |bencher, text| {
            bencher.iter(|| engine::evaluate_text(black_box(text), NOW));
        });
    }
    group.finish();
}

/// The worker's way: a question in JSON, the text recognised and put into its place, the answer in JSON.
fn pasted_token_file(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group(inputs::PASTED);
    let scenario = Box::new(scenario::parse(&inputs::gallery("kubeadm")).expect("a scenario"));
    for &size in inputs::TOKEN_FILE_LINES {
        let task = Task::Explore {
            text: inputs::token_lines(size),
            reading: Reading::Automatic,
            wishes: Vec::new(),
            scenario: scenario.clone(),
        };
        let question = serde_json::to_string(&Question { id: 1, task }).expect("JSON");
        assert!(protocol::answer(&question, NOW).contains("a static token file"), "it is recognised");
        group.bench_with_input(BenchmarkId::from_parameter(size), &question, |bencher, question| {
            bencher.iter(|| protocol::answer(black_box(question), NOW));
        });
    }
    group.finish();
}
