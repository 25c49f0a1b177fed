//! What the teaching quotes is said to the letter. Every text of a server or a client in a page, a case, a lesson or
//! the trainers' guide occurs in an answer of the real server (`tests/conformance/expected`), in what a scenario of the
//! gallery brings about, or in [`ELSEWHERE`], which names the upstream file. `…` in a quote stands for anything.
//!
//! A quote is a line of a case's log or of a block of code marked `log`, and every code in a sentence or a table that has a
//! space in it and is no command, no label and not listed in [`NOT_SAID`].

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use authn_explorer::learn::markdown::{self, Block, Inline};
use authn_explorer::output;
use authn_explorer::report::Report;
use authn_explorer::scenario::Scenario;
use serde_json::Value;

use super::material::{cases, evaluate, names_of, read, scenario, texts};

/// Texts that no scenario brings about, with the file that holds them (Kubernetes 1.37.2 where nothing else is said).
const ELSEWHERE: [(&str, &str); 6] = [
    ("error: You must be logged in to the server (Unauthorized)", "kubectl/pkg/cmd/util/helpers.go"),
    (
        "No secret of name bootstrap-token-abcdef to match bootstrap bearer token",
        "plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go",
    ),
    (
        "Bootstrap secret kube-system/bootstrap-token-abcdef matching bearer token not marked usage-bootstrap-authentication=true.",
        "plugin/pkg/auth/authenticator/token/bootstrap/bootstrap.go",
    ),
    (
        "error execution phase preflight: couldn't validate the identity of the API Server: could not find a JWS signature in the cluster-info ConfigMap for token ID \"abcdef\"",
        "cmd/kubeadm/app: cmd/phases/workflow/runner.go, discovery/discovery.go, discovery/token/token.go",
    ),
    (
        "Post \"https://authn.example.com/authenticate?timeout=30s\": tls: failed to verify certificate: x509: certificate signed by unknown authority",
        "crypto/tls/common.go of Go 1.26",
    ),
    (
        "Unable to authenticate the request due to an error: [invalid bearer token, [invalid bearer token, invalid bearer token]]",
        "apiserver/pkg/endpoints/filters/authentication.go of Kubernetes 1.12",
    ),
];

/// Where the simulated version writes its lines.
const PLACES: [(&str, &str); 5] = [
    ("authentication.go:76", "apiserver/pkg/endpoints/filters"),
    ("oidc.go:433", "apiserver/plugin/pkg/authenticator/token/oidc"),
    ("run.go:72", "component-base/cli"),
    ("secrets.go:73", "cluster-bootstrap/util/secrets"),
    ("webhook.go:154", "apiserver/plugin/pkg/authenticator/token/webhook"),
];

/// The day on which the scenarios play; a line of another day was reported by somebody.
const SIMULATED_DAY: &str = "1123";

const COMMANDS: [&str; 8] = ["crictl", "curl", "echo", "kubeadm", "kubectl", "make", "openssl", "printf"];

/// How headers and the kinds of documents begin.
const LABELS: [&str; 3] = ["Authorization: ", "X-Remote-", "kind: "];

/// Fields, expressions and texts that the reader writes.
const NOT_SAID: [&str; 18] = [
    "\"login:\" + claims.sub",
    "!(\"on-call\" in claims.groups)",
    "acme.com/project: [apollo]",
    "authenticated: false",
    "authenticated: true",
    "automountServiceAccountToken: false",
    "claim: email",
    "claims.groups.map(group, \"corp-\" + group)",
    "claims.sub + \"@\" + claims.hd",
    "client auth",
    "config.TLSClientConfig = rest.TLSClientConfig{Insecure: true}",
    "dyn(claims.groups).map(group, \"corp-\" + group)",
    "email_verified: true",
    "list.map(item, …)",
    "not while on call",
    "usage-bootstrap-authentication: \"true\"",
    "username: {claim: email}",
    "username: {expression: …}",
];

fn is_quote(code: &str) -> bool {
    let command = code.split(' ').next().unwrap_or_default();
    code.contains(' ')
        && !COMMANDS.contains(&command)
        && !LABELS.iter().any(|label| code.starts_with(label))
        && !NOT_SAID.contains(&code)
}

/// The quotes of a Markdown text.
fn quotes(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    quotes_of(&markdown::parse(text), &mut found);
    found
}

fn quotes_of(blocks: &[Block], found: &mut Vec<String>) {
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => codes(text, found),
            Block::Quote(inner) => quotes_of(inner, found),
            Block::List { items, .. } => items.iter().for_each(|item| quotes_of(item, found)),
            Block::Table { head, rows } => {
                head.iter().chain(rows.iter().flatten()).for_each(|cell| codes(cell, found));
            }
            Block::Code { language, text } => {
                let printed = text.lines().filter(|line| language == "log" || is_message(line));
                found.extend(printed.map(logged));
            }
            Block::Rule => {}
        }
    }
}

fn codes(inlines: &[Inline], found: &mut Vec<String>) {
    for inline in inlines {
        match inline {
            Inline::Code(code) => found.extend(is_quote(code).then(|| code.clone())),
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Link { text: inner, .. } => {
                codes(inner, found);
            }
            Inline::Text(_) | Inline::Break => {}
        }
    }
}

/// Whether a line must have been printed by somebody, in whatever block it stands.
fn is_message(line: &str) -> bool {
    ["error: ", "Error from server", "{\"kind\":\"Status\""].iter().any(|start| line.starts_with(start))
        || line.contains(" is forbidden: ")
        || header(line).is_some()
}

/// klog's header, `E1123 12:00:00.000000       1 authentication.go:76] `, taken off: day, place, and what follows.
fn header(line: &str) -> Option<(&str, &str, &str)> {
    let (head, message) = line.split_once("] ")?;
    let mut words = head.split_whitespace();
    let day = words.next()?.strip_prefix(['E', 'I', 'W']).filter(|day| day.len() == 4)?;
    let place = words.next_back()?;
    (words.count() == 2 && place.contains(".go:")).then_some((day, place, message))
}

/// What a line of a log says: the value of `err` where it has one.
fn logged(line: &str) -> String {
    let Some((day, place, message)) = header(line) else { return line.to_owned() };
    assert!(
        day != SIMULATED_DAY || PLACES.iter().any(|(known, _)| *known == place),
        "{place} is none of PLACES: {line}"
    );
    ["\"Unable to authenticate the request\" err=", "\"command failed\" err="]
        .iter()
        .find_map(|frame| serde_json::from_str(message.strip_prefix(frame)?).ok())
        .unwrap_or_else(|| message.to_owned())
}

/// What servers and clients say.
struct Sayings(BTreeSet<String>);

impl Sayings {
    fn gather() -> Sayings {
        let mut said = BTreeSet::new();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/expected");
        for file in fs::read_dir(folder).expect("tests/conformance/expected is there").flatten() {
            for line in fs::read_to_string(file.path()).expect("answers are text").lines() {
                let answer: Value = serde_json::from_str(line).expect("an answer a line");
                let warnings = answer["warnings"].as_array().into_iter().flatten();
                said.extend(warnings.chain([&answer["error"]]).filter_map(Value::as_str).map(str::to_owned));
            }
        }
        for name in names_of("gallery", ".yaml") {
            let scenario = scenario(&format!("gallery/{name}.yaml"));
            said.extend(brought_about(&scenario, &evaluate(&scenario)));
        }
        said.extend(ELSEWHERE.iter().map(|(text, _)| (*text).to_owned()));
        Sayings(said)
    }

    fn hold(&self, quote: &str) -> bool {
        self.0.iter().any(|saying| says(saying, quote))
    }
}

/// What the server logs and the client gets.
fn brought_about(scenario: &Scenario, report: &Report) -> Vec<String> {
    let mut said = report.warnings.clone();
    said.extend(report.error.clone());
    said.extend(output::log::when_running(report));
    said.extend(report.trace.iter().filter_map(|step| step.error.clone()));
    let lines = report.notes.iter().filter_map(|note| note.split_once(": "));
    said.extend(lines.filter(|(who, _)| who.contains("server")).map(|(_, line)| line.to_owned()));
    said.extend(output::http::answer(report, &scenario.request).text.lines().map(str::to_owned));
    said.extend(forbidden(scenario, report));
    said
}

/// What RBAC says to a user without a role (`apiserver/pkg/endpoints/handlers/responsewriters/errors.go`), and kubectl
/// of it (`kubectl/pkg/cmd/util/helpers.go`).
fn forbidden(scenario: &Scenario, report: &Report) -> Option<String> {
    let user = &report.user.as_ref()?.username;
    let path = scenario.request.raw.strip_prefix("GET /")?.split(' ').next()?;
    let (group, namespace, resource) = match path.split('/').collect::<Vec<_>>()[..] {
        ["api", _, "namespaces", namespace, resource] => ("", namespace, resource),
        ["apis", group, _, "namespaces", namespace, resource] => (group, namespace, resource),
        _ => return None,
    };
    let qualified = [resource, group].join(".");
    Some(format!(
        "Error from server (Forbidden): {} is forbidden: User {user:?} cannot list resource {resource:?} in API group {group:?} in the namespace {namespace:?}",
        qualified.trim_end_matches('.')
    ))
}

/// Whether the quote is a whole part of the saying: neither end cuts through a sentence.
fn says(saying: &str, quote: &str) -> bool {
    let mut pieces = quote.split('…');
    let first = pieces.next().unwrap_or_default();
    let rest: Vec<&str> = pieces.collect();
    let starts = saying.match_indices(first).map(|(at, _)| at);
    starts.filter(|at| first.is_empty() || begins(&saying[..*at])).any(|at| {
        let mut at = at + first.len();
        let Some((last, middle)) = rest.split_last() else { return ends(&saying[at..]) };
        for piece in middle {
            match saying[at..].find(piece) {
                Some(found) => at += found + piece.len(),
                None => return false,
            }
        }
        let rest = &saying[at..];
        last.is_empty() || rest.match_indices(last).any(|(found, _)| ends(&rest[found + last.len()..]))
    })
}

fn begins(before: &str) -> bool {
    before.is_empty() || [": ", ", ", "[", "(", "\""].iter().any(|end| before.ends_with(end))
}

fn ends(after: &str) -> bool {
    after.is_empty() || [": ", ", ", "]", ")", "\"", " ("].iter().any(|start| after.starts_with(start))
}

/// Every Markdown text there is, and the lines of the cases' logs, with where they stand.
fn quoting() -> Vec<(String, String)> {
    let mut quoting = texts();
    quoting.push(("docs/trainers.md".to_owned(), read("../docs/trainers.md")));
    for (name, case) in cases() {
        let place = format!("gallery/cases/{name}.yaml, log");
        quoting.extend(case.log.iter().map(|line| (place.clone(), format!("```log\n{line}\n```"))));
    }
    quoting
}

fn unsaid(text: &str, sayings: &Sayings) -> Vec<String> {
    quotes(text).into_iter().filter(|quote| !sayings.hold(quote)).collect()
}

#[test]
fn what_is_quoted_is_said() {
    let sayings = Sayings::gather();
    let mut offenders = Vec::new();
    for (place, text) in quoting() {
        offenders.extend(unsaid(&text, &sayings).iter().map(|quote| format!("{place}: {quote}")));
    }
    assert!(offenders.is_empty(), "nobody says\n  {}", offenders.join("\n  "));
}

/// The text with one letter of a quote changed; one text for every fifth letter.
fn misquoted(text: &str, quote: &str) -> Vec<String> {
    let escaped = quote.replace('"', "\\\"");
    let (start, written) = [quote, &escaped]
        .iter()
        .find_map(|written| Some((text.find(*written)?, *written)))
        .unwrap_or_else(|| panic!("not in one piece: {quote}"));
    let letters = written.char_indices().filter(|(_, letter)| letter.is_ascii_alphabetic());
    let changed = letters.step_by(5).map(|(at, letter)| {
        let other = if letter == 'x' { "y" } else { "x" };
        let mut text = text.to_owned();
        text.replace_range(start + at..=start + at, other);
        text
    });
    changed.collect()
}

#[test]
fn a_changed_letter_is_noticed() {
    let sayings = Sayings::gather();
    let mut found = 0;
    for (place, text) in quoting() {
        let quotes_before = quotes(&text);
        found += quotes_before.len();
        for changed in quotes_before.iter().flat_map(|quote| misquoted(&text, quote)) {
            let mut new = quotes(&changed);
            new.retain(|quote| !quotes_before.contains(quote));
            assert!(new.iter().any(|quote| !sayings.hold(quote)), "{place}: {new:?}");
        }
    }
    assert!(found > 80, "{found} quotes");
}

#[test]
fn what_is_not_said_stands_somewhere() {
    let texts: String = quoting().into_iter().map(|(_, text)| text).collect();
    for code in NOT_SAID {
        assert!(texts.contains(&format!("`{code}`")), "{code} is not in any text any more");
    }
}
