//! What the tabs hold: plain data, made from a report and the request that it is about.

use crate::output::{Shown, audit, http, log, rbac, reviews, whoami};
use crate::report::{Outcome, Report, User};
use crate::scenario::Request;

/// One tab and its page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Part of the ids of its elements.
    pub key: &'static str,
    pub tab: &'static str,
    pub origins: Vec<Origin>,
    pub blocks: Vec<Block>,
}

/// A value of the identity and the input behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// As [`crate::report::Provenance`] names it.
    pub field: String,
    /// `Group`, `Extra scopes`
    pub name: String,
    pub value: String,
    pub from: String,
    pub source: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    pub title: String,
    pub shown: Shown,
}

/// What is asked about.
pub struct Subject<'a> {
    pub report: &'a Report,
    pub request: &'a Request,
    /// The report for the bearer token alone, where there is one and it has been made.
    pub token_alone: Option<&'a Report>,
    /// The server's clock.
    pub now: String,
}

pub fn pages(subject: &Subject) -> Vec<Page> {
    let report = subject.report;
    let mut pages = Vec::new();
    let mut add = |key, tab, origins: Vec<Origin>, blocks: Vec<Block>| {
        if !origins.is_empty() || !blocks.is_empty() {
            pages.push(Page { key, tab, origins, blocks });
        }
    };
    if let Some(user) = &report.user {
        add("identity", "Identity", origins(report, user), Vec::new());
    } else {
        add("log", "Log", Vec::new(), block("The server's log", log::line(report)));
    }
    add(
        "whoami",
        "kubectl auth whoami",
        Vec::new(),
        block(whoami::COMMAND, whoami::whoami(report, subject.request)),
    );
    add("reviews", "Reviews", Vec::new(), reviewed(subject));
    add("audit", "Audit", Vec::new(), block("Audit event", audit::event(report, subject.request)));
    add("http", "HTTP answer", Vec::new(), block("HTTP answer", http::answer(report, subject.request)));
    if let Some(user) = &report.user {
        add("rbac", "RBAC", Vec::new(), granted(user));
    }
    pages
}

fn block(title: &str, shown: Shown) -> Vec<Block> {
    if shown == Shown::default() { Vec::new() } else { vec![Block { title: title.to_owned(), shown }] }
}

fn reviewed(subject: &Subject) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let (Outcome::Authenticated, Some(user)) = (subject.report.outcome, &subject.report.user) {
        let text = reviews::self_subject_review(user, &subject.now);
        let notes = vec!["What kubectl auth whoami -o yaml prints.".to_owned()];
        blocks.extend(block("SelfSubjectReview", Shown { text, notes }));
    }
    if let (Some(token), Some(report)) = (reviews::bearer_token(subject.request), subject.token_alone) {
        blocks.extend(block("TokenReview", reviews::token_review(&token, report)));
    }
    blocks
}

fn granted(user: &User) -> Vec<Block> {
    let subjects = rbac::subjects(user);
    let list: String = subjects.iter().map(rbac::Subject::yaml).collect();
    let mut notes = vec!["A binding with any of these reaches this identity.".to_owned()];
    for subject in &subjects {
        if let Some(remark) = subject.remark {
            notes.push(format!("{}: {remark}", subject.name));
        }
    }
    let mut blocks = block("Subjects", Shown { text: list, notes });
    if let Some(narrowest) = subjects.first() {
        let notes = vec!["An example: reading in one namespace, for this subject alone.".to_owned()];
        blocks.extend(block("RoleBinding", Shown { text: narrowest.role_binding(), notes }));
        let notes = vec!["Makes the same binding.".to_owned()];
        blocks.extend(block("At a terminal", Shown { text: narrowest.command() + "\n", notes }));
    }
    blocks
}

/// Every value in the order of the identity, also one whose origin is not known.
fn origins(report: &Report, user: &User) -> Vec<Origin> {
    let of = |field: String, name: String, value: &str| {
        let known = report.provenance.iter().find(|origin| origin.field == field);
        Origin {
            from: known.map_or_else(String::new, |origin| origin.origin.clone()),
            source: known.map_or_else(String::new, |origin| origin.source.clone()),
            value: value.to_owned(),
            field,
            name,
        }
    };
    let mut all = vec![of("username".into(), "Username".into(), &user.username)];
    if !user.uid.is_empty() {
        all.push(of("uid".into(), "UID".into(), &user.uid));
    }
    for (index, group) in user.groups.iter().enumerate() {
        all.push(of(format!("groups[{index}]"), "Group".into(), group));
    }
    for (key, values) in &user.extra {
        for (index, value) in values.iter().enumerate() {
            all.push(of(format!("extra[{key}][{index}]"), format!("Extra {key}"), value));
        }
    }
    all
}

/// The page to show: the chosen one where it still exists, the first otherwise.
pub fn shown<'a>(pages: &'a [Page], chosen: &str) -> Option<&'a Page> {
    pages.iter().find(|page| page.key == chosen).or(pages.first())
}

/// Where a key leads from a tab. None: nowhere.
pub fn moved(pages: &[Page], from: &str, key: &str) -> Option<&'static str> {
    let at = pages.iter().position(|page| page.key == from)?;
    let last = pages.len() - 1;
    let to = match key {
        "ArrowRight" => (at + 1) % pages.len(),
        "ArrowLeft" => at.checked_sub(1).unwrap_or(last),
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(pages[to].key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine;
    use crate::scenario::{self, Scenario};
    use chrono::DateTime;

    fn gallery(name: &str) -> (Scenario, Report) {
        let path = format!("{}/static/gallery/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
        let scenario = scenario::parse(&std::fs::read_to_string(path).unwrap()).unwrap();
        let report = engine::evaluate(&scenario, DateTime::UNIX_EPOCH);
        (scenario, report)
    }

    fn pages_of(name: &str) -> Vec<Page> {
        let (scenario, report) = gallery(name);
        let now = "2026-11-23T12:00:00Z".to_owned();
        pages(&Subject { report: &report, request: &scenario.request, token_alone: Some(&report), now })
    }

    fn keys(name: &str) -> Vec<&'static str> {
        pages_of(name).iter().map(|page| page.key).collect()
    }

    #[test]
    fn each_outcome_has_the_pages_that_say_something() {
        assert_eq!(keys("service-account-valid"), ["identity", "whoami", "reviews", "audit", "http", "rbac"]);
        assert_eq!(keys("service-account-pod-gone"), ["log", "whoami", "reviews", "audit", "http"]);
        assert_eq!(keys("x509-expired"), ["log", "whoami", "audit", "http"]);
        assert_eq!(keys("token-file-broken"), ["log", "whoami", "http"]);
    }

    #[test]
    fn every_value_tells_its_origin() {
        let pages = pages_of("service-account-valid");
        assert!(
            pages[0]
                .origins
                .iter()
                .any(|origin| origin.name == "Extra authentication.kubernetes.io/pod-name")
        );
        for origin in &pages[0].origins {
            assert!(!origin.from.is_empty() && !origin.source.is_empty(), "{origin:?}");
        }
    }

    #[test]
    fn the_narrowest_subject_is_bound() {
        let pages = pages_of("service-account-valid");
        let rbac = &pages.last().unwrap().blocks;
        assert!(rbac[1].shown.text.contains("- kind: ServiceAccount\n  name: builder\n  namespace: ci\n"));
        assert_eq!(
            rbac[2].shown.text,
            "kubectl create rolebinding view --clusterrole=view --serviceaccount=ci:builder --namespace=ci\n"
        );
    }

    #[test]
    fn keys_go_around_the_tabs() {
        let pages = pages_of("x509-expired");
        for (from, key, to) in [
            ("log", "ArrowRight", Some("whoami")),
            ("log", "ArrowLeft", Some("http")),
            ("http", "ArrowRight", Some("log")),
            ("audit", "Home", Some("log")),
            ("log", "End", Some("http")),
            ("log", "a", None),
        ] {
            assert_eq!(moved(&pages, from, key), to);
        }
        assert_eq!(shown(&pages, "rbac").unwrap().key, "log");
    }
}
