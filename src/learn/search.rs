//! A pasted line of a log, or a few words → the cases they belong to.
//!
//! Times, addresses, numbers, fingerprints and tokens differ from cluster to cluster and are left out on both
//! sides; what remains are the words of the error. A rare word says more than a common one.

use std::collections::{BTreeMap, BTreeSet};

use super::Case;

/// Texts longer than this are cut: somebody pasted a whole log.
const MOST_BYTES: usize = 64 << 10;
const MOST_LINES: usize = 200;

/// How much of a case's error a line must hold to count as that error.
const ENOUGH_OF_THE_ERROR: f64 = 0.7;
/// How many of the words somebody typed must stand in a case.
const ENOUGH_OF_THE_WORDS: f64 = 0.6;
/// Words found anywhere in a case are worth less than its own error.
const WORDS_WEIGHT: f64 = 0.5;

/// A case that matches, by its place in the list that was searched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    pub index: usize,
    /// From 0 to 1.
    pub score: f64,
}

struct Entry {
    errors: Vec<BTreeSet<String>>,
    words: BTreeSet<String>,
}

/// The cases that a text belongs to, best first. An empty text finds nothing.
pub fn find(text: &str, cases: &[Case]) -> Vec<Hit> {
    let entries: Vec<Entry> = cases.iter().map(entry).collect();
    let rarity = Rarity::new(&entries);
    let cut = text.char_indices().take_while(|(at, _)| *at < MOST_BYTES).last();
    let text = &text[..cut.map_or(0, |(at, last)| at + last.len_utf8())];
    let lines: Vec<BTreeSet<String>> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(MOST_LINES)
        .map(|line| words(&forbidden(line).unwrap_or_else(|| error_of(line).to_owned())))
        .filter(|words| !words.is_empty())
        .collect();
    let mut hits: Vec<Hit> = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| {
            let best = lines.iter().map(|line| rarity.score(line, entry)).fold(0.0, f64::max);
            Hit { index, score: best }
        })
        .filter(|hit| hit.score > 0.0)
        .collect();
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.index.cmp(&b.index)));
    hits
}

fn entry(case: &Case) -> Entry {
    let errors: Vec<BTreeSet<String>> = case.log.iter().map(|line| words(error_of(line))).collect();
    let mut all = BTreeSet::new();
    let texts = [&case.title, &case.symptom, &case.why, &case.scenario];
    for text in texts.into_iter().chain(&case.log).chain(&case.search).chain(&case.sources) {
        all.extend(words(text));
    }
    Entry { errors, words: all }
}

/// What a log line says went wrong: the text behind `err=`, `"error":` or `due to an error:`, else the whole line.
fn error_of(line: &str) -> &str {
    for mark in ["err=", "\"err\":", "\"error\":", "due to an error:"] {
        if let Some((_, error)) = line.split_once(mark) {
            return error;
        }
    }
    // klog: `E1123 12:00:00.000000       1 authentication.go:75] message`
    match line.split_once("] ") {
        Some((head, message)) if head.contains(".go:") => message,
        _ => line,
    }
}

/// A 403 is about what somebody wanted; here it counts who they were taken for.
fn forbidden(line: &str) -> Option<String> {
    let (_, rest) = line.split_once("is forbidden: User ")?;
    let name = rest.trim_start_matches(['\\', '"']).split(['\\', '"']).next()?;
    let name = if name.contains("://") && name.contains('#') { "issuer#user" } else { name };
    Some(format!("forbidden User {name} cannot"))
}

/// The words that are the same in every cluster.
fn words(text: &str) -> BTreeSet<String> {
    text.split_whitespace()
        .filter(|word| !is_volatile(word))
        .flat_map(|word| word.split(|c: char| !c.is_ascii_alphanumeric()))
        .map(str::to_ascii_lowercase)
        .filter(|word| is_telling(word))
        .collect()
}

/// Addresses, host names, mail addresses, long opaque strings.
fn is_volatile(word: &str) -> bool {
    let inner = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    let host = inner.split(':').next().unwrap_or_default();
    let is_name = host.contains('.') && host.split('.').all(|label| !label.is_empty()) && !host.contains('_');
    word.contains("://") || word.contains('@') || is_name || inner.len() > 80
}

fn is_telling(word: &str) -> bool {
    const COMMON: [&str; 16] = [
        "a",
        "an",
        "the",
        "to",
        "of",
        "is",
        "it",
        "in",
        "for",
        "and",
        "or",
        "with",
        "unable",
        "authenticate",
        "request",
        "err",
    ];
    let is_status =
        word.len() == 3 && word.starts_with(['4', '5']) && word.bytes().all(|byte| byte.is_ascii_digit());
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let is_hex_pair = word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    !word.is_empty() && !COMMON.contains(&word) && (!has_digit || is_status || word == "x509") && !is_hex_pair
}

/// How much each word says: the fewer cases know it, the more.
struct Rarity {
    weights: BTreeMap<String, f64>,
    /// Of a word that no case knows.
    unknown: f64,
}

impl Rarity {
    fn new(entries: &[Entry]) -> Rarity {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for word in entries.iter().flat_map(|entry| &entry.words) {
            *counts.entry(word.clone()).or_default() += 1;
        }
        let total = entries.len() as f64 + 1.0;
        let weights =
            counts.into_iter().map(|(word, count)| (word, (total / count as f64).ln() + 0.1)).collect();
        Rarity { weights, unknown: total.ln() * 0.5 }
    }

    fn weight<'w>(&self, words: impl IntoIterator<Item = &'w String>) -> f64 {
        words.into_iter().map(|word| self.weights.get(word).copied().unwrap_or(self.unknown)).sum()
    }

    fn score(&self, line: &BTreeSet<String>, entry: &Entry) -> f64 {
        let whole = self.weight(line).max(f64::MIN_POSITIVE);
        let by_error = entry.errors.iter().map(|error| {
            let shared = self.weight(error.intersection(line));
            let covered = shared / self.weight(error).max(f64::MIN_POSITIVE);
            // The error itself, and how much else the line says.
            if covered >= ENOUGH_OF_THE_ERROR {
                covered * (0.6 + 0.4 * (shared / whole).min(1.0))
            } else {
                0.0
            }
        });
        let known = line.iter().filter(|word| entry.knows(word));
        let covered = self.weight(known) / whole;
        let by_words = if covered >= ENOUGH_OF_THE_WORDS { covered * WORDS_WEIGHT } else { 0.0 };
        by_error.fold(by_words, f64::max)
    }
}

impl Entry {
    /// Whether a word stands in the case, or begins one that does: somebody is still typing.
    fn knows(&self, word: &str) -> bool {
        let mut from = self.words.range(word.to_owned()..);
        from.next().is_some_and(|next| next == word || (word.len() >= 3 && next.starts_with(word)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(title: &str, log: &str) -> Case {
        let text = format!(
            "apiVersion: authn-explorer/v1\nkind: Case\ntitle: {title}\nscenario: gallery/a.yaml\nsymptom: Unauthorized\nlog:\n- |-\n  {log}\n\
             why: Because.\nbefore: {{outcome: unauthorized}}\nfixes: [{{title: t, text: t, patch: {{now: x}}, after: {{outcome: authenticated}}}}]\nsources: []\n"
        );
        Case::parse(&text).unwrap()
    }

    fn cases() -> Vec<Case> {
        [
            ("Unknown token", r#"E1123 12:00:00.000000       1 authentication.go:75] "Unable to authenticate the request" err="invalid bearer token""#),
            ("Address not verified", r#"E1123 12:00:00.000000       1 authentication.go:75] "Unable to authenticate the request" err="oidc: email not verified""#),
            ("Expired", r#"E1123 12:00:00.000000       1 authentication.go:75] "Unable to authenticate the request" err="verifying certificate SN=12345, SKID=B0:FE, AKID=34:1A failed: x509: certificate has expired or is not yet valid: current time 2026-11-23T12:00:00Z is after 2026-06-01T00:00:00Z""#),
            ("Wrong name", r#"E1123 12:00:00.000000       1 authentication.go:75] "Unable to authenticate the request" err="x509: subject with cn=metrics-server is not in the allowed list""#),
        ]
        .map(|(title, log)| case(title, log))
        .into()
    }

    fn titles(text: &str) -> Vec<String> {
        let cases = cases();
        find(text, &cases).into_iter().map(|hit| cases[hit.index].title.clone()).collect()
    }

    #[test]
    fn the_same_error_of_another_cluster_is_found() {
        let line = r#"2026-02-01T08:01:02.123Z stderr F E0201 08:01:02.123456       7 authentication.go:70] "Unable to authenticate the request" err="verifying certificate SN=99, SKID=, AKID=AA:BB:CC failed: x509: certificate has expired or is not yet valid: current time 2026-02-01T08:01:02Z is after 2025-01-31T00:00:00Z""#;
        assert_eq!(titles(line)[0], "Expired");
        let line = "W0727 13:33:47.904111       1 x509.go:172] x509: subject with cn=kubernetes-proxy is not in the allowed list: [system:auth-proxy]";
        assert_eq!(titles(line), ["Wrong name"]);
    }

    #[test]
    fn the_telling_part_of_several_errors_comes_first() {
        let line = r#"E0614 00:29:57.960378       1 authentication.go:75] "Unable to authenticate the request" err="[invalid bearer token, oidc: email not verified]""#;
        assert_eq!(titles(line), ["Address not verified", "Unknown token"]);
        let json = r#"ERROR filters/authentication.go:73 Unable to authenticate the request {"component": "vcluster", "error": "[invalid bearer token, oidc: email not verified]"}"#;
        assert_eq!(titles(json), ["Address not verified", "Unknown token"]);
    }

    #[test]
    fn a_403_is_found_by_whom_it_names() {
        for (line, expected) in [
            (
                r#"nodes is forbidden: User "system:anonymous" cannot list"#,
                Some("forbidden User system:anonymous cannot"),
            ),
            (
                r#"{"message":"pods is forbidden: User \"https://a.example#7\" cannot"#,
                Some("forbidden User issuer#user cannot"),
            ),
            ("pods is forbidden: quota exceeded", None),
        ] {
            assert_eq!(forbidden(line).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn a_whole_log_is_searched_line_by_line() {
        let log = "I1123 nothing of interest here\n\nE1123 12:00:00.1 1 authentication.go:75] \"Unable to authenticate the request\" err=\"oidc: email not verified\"\nbye";
        assert_eq!(titles(log)[0], "Address not verified");
    }

    #[test]
    fn words_are_found_while_they_are_typed() {
        assert_eq!(titles("expir"), ["Expired"]);
        assert_eq!(titles("email verif"), ["Address not verified"]);
        assert!(titles("").is_empty() && titles("  \n ").is_empty());
        assert!(titles("completely different").is_empty());
    }

    #[test]
    fn hostile_texts_are_cut() {
        assert!(titles(&"ä".repeat(1 << 20)).is_empty());
        assert!(titles(&"x y\n".repeat(100_000)).is_empty());
    }
}
