//! The lab, held to its word: whatever it mints authenticates, and whatever it breaks is refused by the check that it
//! names, in the server's words.

use authn_explorer::engine::evaluate;
use authn_explorer::lab::{Algorithm, Issuer, KeyKind, Kind, Minted, Seed, Wish, broken, mint, template};
use authn_explorer::report::{CheckOutcome, Outcome, Report, StepOutcome};
use authn_explorer::scenario;
use chrono::{DateTime, TimeZone as _, Utc};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).unwrap()
}

fn seed() -> Seed {
    Seed::new(&[7; 32]).unwrap()
}

fn report(minted: &Minted) -> Report {
    // As it travels: what cannot be written down and read again would not reach the explorer.
    let text = serde_json::to_string(&minted.scenario).unwrap();
    evaluate(&scenario::parse(&text).unwrap(), now())
}

fn minted(wish: &Wish) -> Minted {
    mint(wish, &seed(), now()).unwrap()
}

fn username(minted: &Minted) -> String {
    let report = report(minted);
    assert_eq!(report.outcome, Outcome::Authenticated, "{:?}\n{:#?}", report.error, report.trace);
    report.user.unwrap().username
}

#[test]
fn every_template_authenticates() {
    for kind in Kind::ALL {
        let want = match kind {
            Kind::ServiceAccount | Kind::LegacyServiceAccount => "system:serviceaccount:demo:robot",
            Kind::IdToken => "jane@demo.example",
            Kind::Bootstrap => "system:bootstrap:demo01",
            Kind::Certificate | Kind::Signing => "jane",
        };
        for algorithm in Algorithm::ALL {
            let made = minted(&template(kind, algorithm, &seed(), now()));
            assert_eq!(username(&made), want, "{kind:?} {algorithm:?}");
        }
    }
}

#[test]
fn every_key_and_every_trusted_issuer_makes_a_good_certificate() {
    let Wish::Certificate(wish) = template(Kind::Certificate, Algorithm::ES256, &seed(), now()) else {
        panic!()
    };
    for key in KeyKind::ALL {
        for issuer in [Issuer::Lab, Issuer::Intermediate, Issuer::Demo] {
            let mut wish = wish.clone();
            (wish.key, wish.issuer) = (key, issuer);
            wish.uid = "1001".to_owned();
            wish.names =
                "DNS:laptop\nIP:192.0.2.7\nIP:2001:db8::1\nemail:jane@demo.example\nURI:urn:demo".to_owned();
            let report = report(&minted(&Wish::Certificate(wish)));
            assert_eq!(report.outcome, Outcome::Authenticated, "{key:?} {issuer:?} {:?}", report.error);
            let user = report.user.unwrap();
            assert_eq!((user.username.as_str(), user.uid.as_str()), ("jane", "1001"));
            assert_eq!(user.groups, ["developers", "on-call", "system:authenticated"]);
        }
    }
}

/// The first failed check of whoever refused, or of whoever had no opinion when nobody refused.
fn failed_check(report: &Report) -> Option<String> {
    let failed = |wanted: StepOutcome| {
        let steps = report.trace.iter().filter(move |step| step.outcome == wanted);
        steps
            .flat_map(|step| &step.checks)
            .find(|check| check.outcome == CheckOutcome::Failed)
            .map(|check| check.name.clone())
    };
    failed(StepOutcome::Rejected).or_else(|| failed(StepOutcome::NoOpinion))
}

/// What the server says, by kind and fault; an empty text where it says nothing.
const ERRORS: &str = include_str!("fixtures/lab/errors.txt");

#[test]
fn every_fault_is_found_by_its_check_and_refused_in_the_servers_words() {
    let (mut told, mut wrong) = (String::new(), Vec::new());
    for kind in Kind::ALL {
        let wish = template(kind, Algorithm::ES256, &seed(), now());
        for one in broken(&wish, &seed(), now()) {
            let report = report(&one.minted);
            assert_eq!(report.outcome, Outcome::Unauthorized, "{kind:?} {}", one.name);
            let found = failed_check(&report).unwrap_or_default();
            if found != one.check {
                wrong.push(format!("{kind:?} {}: {found}, not {}", one.name, one.check));
            }
            let error = report.error.unwrap_or_default();
            told.push_str(&format!("{kind:?} {}: {error}\n", one.name));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(told, ERRORS, "\n{told}");
}

#[test]
fn every_fault_is_found_whatever_the_algorithm() {
    for kind in [Kind::ServiceAccount, Kind::LegacyServiceAccount, Kind::IdToken] {
        for algorithm in [Algorithm::ES384, Algorithm::ES512, Algorithm::RS256, Algorithm::PS512] {
            for one in broken(&template(kind, algorithm, &seed(), now()), &seed(), now()) {
                let report = report(&one.minted);
                assert_eq!(report.outcome, Outcome::Unauthorized, "{kind:?} {algorithm:?} {}", one.name);
                assert_eq!(failed_check(&report), Some(one.check), "{kind:?} {algorithm:?} {}", one.name);
            }
        }
    }
}

#[test]
fn no_scenario_of_the_lab_holds_a_private_key() {
    for kind in Kind::ALL {
        let wish = template(kind, Algorithm::RS256, &seed(), now());
        let faults = broken(&wish, &seed(), now()).into_iter().map(|one| one.minted);
        for made in faults.chain([minted(&wish)]) {
            assert!(!serde_json::to_string(&made).unwrap().contains("PRIVATE KEY"), "{kind:?}");
        }
    }
}

#[test]
fn what_is_minted_says_that_it_is_a_demonstration() {
    for kind in Kind::ALL {
        let made = minted(&template(kind, Algorithm::ES256, &seed(), now()));
        assert!(made.scenario.metadata.title.contains("demo"), "{kind:?}");
    }
    let made = minted(&template(Kind::IdToken, Algorithm::ES256, &seed(), now()));
    assert!(made.credential.starts_with("eyJhbGciOiJFUzI1NiIsImtpZCI6ImRlbW8t"));
}
