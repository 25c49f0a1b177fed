//! A report in words: the verdict, the walk, what to know beside it.

use std::fmt::Write;

use crate::output::log;
use crate::report::{Check, CheckOutcome, Outcome, Report, Step, StepOutcome, TokenSource, TokenSourceName};

const GREEN: &str = "32";
const RED: &str = "31";
const YELLOW: &str = "33";
const DIM: &str = "2";
const BOLD: &str = "1";

struct Page {
    text: String,
    color: bool,
}

impl Page {
    fn line(&mut self, line: impl AsRef<str>) {
        self.text.push_str(line.as_ref().trim_end());
        self.text.push('\n');
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn field(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            let name = self.paint(DIM, &format!("{name:<12}"));
            self.line(format!("  {name}{value}"));
        }
    }
}

/// The report for a person; `color` for a terminal that shows it.
pub fn report(report: &Report, color: bool) -> String {
    let mut page = Page { text: String::new(), color };
    verdict(&mut page, report);
    if !report.trace.is_empty() {
        page.line("");
        let title = page.paint(BOLD, "The walk");
        page.line(title);
        walk(&mut page, report);
    }
    list(&mut page, "Warnings the client sees", YELLOW, &report.warnings);
    list(&mut page, "Changes to the request", DIM, &report.effects);
    list(&mut page, "Asked for, but not in remote", YELLOW, &report.wanted);
    list(&mut page, "Notes", DIM, &report.notes);
    list(&mut page, "Flags without a say in authentication", DIM, &report.ignored_flags);
    page.text
}

fn verdict(page: &mut Page, report: &Report) {
    let (code, word) = match report.outcome {
        Outcome::Authenticated => (GREEN, "✓ authenticated"),
        Outcome::Unauthorized => (RED, "✗ 401 Unauthorized"),
        Outcome::StartupError => (RED, "✗ the server does not start"),
        Outcome::InvalidScenario => (RED, "✗ the scenario cannot be read"),
    };
    let word = page.paint(code, word);
    let by =
        report.authenticator.map_or(String::new(), |authenticator| format!(" by {}", authenticator.name()));
    let name = report.scenario.as_deref().map_or(String::new(), |name| format!("{name}: "));
    page.line(format!("{name}{word}{by}"));
    if let Some(user) = &report.user {
        page.field("username", &format!("{:?}", user.username));
        page.field("uid", &user.uid);
        page.field("groups", &user.groups.join(", "));
        for (key, values) in &user.extra {
            page.field("extra", &format!("{key}: {}", values.join(", ")));
        }
        page.field("audiences", &report.audiences.join(", "));
    }
    match (report.outcome, &report.error) {
        (Outcome::Unauthorized, Some(_)) => page.field("server log", &log::line(report).text),
        (Outcome::Unauthorized, None) => {
            page.field("server log", "nothing: no credential was wrong, none was found")
        }
        (_, Some(error)) => page.field("error", error),
        (_, None) => {}
    }
    if !report.version.is_empty() {
        page.field("rules of", &format!("Kubernetes {}", report.version));
    }
}

fn walk(page: &mut Page, report: &Report) {
    for step in &report.trace {
        station(page, step);
        if step.authenticator == crate::report::Authenticator::X509 {
            for source in &report.token_sources {
                token_source(page, source);
            }
        }
    }
}

fn station(page: &mut Page, step: &Step) {
    let (code, mark, word) = match step.outcome {
        StepOutcome::Authenticated => (GREEN, "✓", "authenticated"),
        StepOutcome::Rejected => (RED, "✗", "rejected"),
        StepOutcome::NoOpinion => (YELLOW, "○", "no opinion"),
        StepOutcome::NotConfigured => (DIM, "·", "not configured"),
        StepOutcome::NotReached => (DIM, "·", "not reached"),
    };
    let head = page.paint(code, &format!("{mark} {:<21}{word:<15}", step.authenticator.name()));
    page.line(format!("  {head} {}", step.reason));
    if let Some(error) = &step.error {
        let error = page.paint(RED, error);
        page.line(format!("      error: {error}"));
    }
    checks(page, &step.checks);
    for effect in &step.effects {
        page.line(format!("      → {effect}"));
    }
}

fn token_source(page: &mut Page, source: &TokenSource) {
    let (name, quiet) = match source.name {
        TokenSourceName::AuthorizationHeader => ("bearer token", false),
        TokenSourceName::WebsocketProtocol => ("websocket protocol", !source.found && source.error.is_none()),
    };
    let (code, mark, word) = match (source.found, &source.error) {
        (true, _) => (BOLD, "▸", "found"),
        (false, Some(_)) => (RED, "✗", "rejected"),
        (false, None) => (DIM, "·", "none"),
    };
    let head = page.paint(code, &format!("{mark} {name:<21}{word:<15}"));
    page.line(format!("  {head} {}", source.reason));
    if !quiet {
        checks(page, &source.checks);
    }
}

fn checks(page: &mut Page, checks: &[Check]) {
    for check in checks {
        let (code, mark) = match check.outcome {
            CheckOutcome::Passed => (GREEN, "✓"),
            CheckOutcome::Failed => (RED, "✗"),
            CheckOutcome::Skipped => (DIM, "–"),
        };
        let mark = page.paint(code, mark);
        page.line(format!("      {mark} {}: {}", check.name, check.detail));
        if check.outcome != CheckOutcome::Failed {
            continue;
        }
        for (label, value) in
            [("expected", &check.expected), ("actual", &check.actual), ("see", &check.source)]
        {
            if let Some(value) = value {
                let label = page.paint(DIM, &format!("{label:<9}"));
                page.line(format!("          {label}{}", shortened(value)));
            }
        }
    }
}

/// Long values are cut, so that a list of a hundred CAs leaves the reason readable.
fn shortened(value: &str) -> String {
    const LIMIT: usize = 300;
    match value.char_indices().nth(LIMIT) {
        None => value.to_owned(),
        Some((end, _)) => format!("{}… ({} characters)", &value[..end], value.chars().count()),
    }
}

fn list(page: &mut Page, title: &str, code: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    page.line("");
    let title = page.paint(BOLD, title);
    page.line(title);
    for item in items {
        let mut line = String::new();
        let _ = write!(line, "  - {item}");
        let line = page.paint(code, &line);
        page.line(line);
    }
}
