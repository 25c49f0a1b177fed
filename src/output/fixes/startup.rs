//! Configurations with which the server does not start.

use super::case::Case;
use super::{Edit, Fix};

const COLUMNS: &str = "must have at least 3 columns";
const UNKNOWN: &str = "unknown field \"";

/// Fields of AuthenticationConfiguration that a typing mistake may have meant.
const FIELDS: [&str; 32] = [
    "jwt",
    "anonymous",
    "enabled",
    "conditions",
    "path",
    "issuer",
    "url",
    "discoveryURL",
    "certificateAuthority",
    "audiences",
    "audienceMatchPolicy",
    "egressSelectorType",
    "claimValidationRules",
    "claim",
    "requiredValue",
    "expression",
    "message",
    "claimMappings",
    "username",
    "groups",
    "uid",
    "extra",
    "key",
    "valueExpression",
    "prefix",
    "userValidationRules",
    "apiVersion",
    "kind",
    "clientID",
    "conditionSets",
    "name",
    "value",
];

pub fn fixes(case: &Case) -> Vec<Fix> {
    let error = case.report.error.as_deref().unwrap_or_default();
    if error.contains(COLUMNS) {
        return columns(case);
    }
    if let Some((_, rest)) = error.split_once(UNKNOWN) {
        return unknown_field(case, rest.split('"').next().unwrap_or_default());
    }
    Vec::new()
}

fn columns(case: &Case) -> Vec<Fix> {
    let Some(path) = case.flag("token-auth-file") else { return Vec::new() };
    let text = case.scenario.api_server.files.get(path).map_or("", String::as_str);
    let lines: Vec<String> = text.lines().enumerate().map(|(index, line)| completed(line, index)).collect();
    vec![
        Fix::new(
            "Give every line a UID",
            "A line of the token file is token, username, UID and perhaps groups. One line that is too short keeps the whole \
             server from starting.",
        )
        .edit(Edit::File(path.to_owned(), lines.join("\n") + "\n")),
    ]
}

fn completed(line: &str, index: usize) -> String {
    match line.split(',').count() {
        1 if !line.trim().is_empty() => format!("{line},user-{index},{}", 1000 + index),
        2 => format!("{line},{}", 1000 + index),
        _ => line.to_owned(),
    }
}

fn unknown_field(case: &Case, field: &str) -> Vec<Fix> {
    let wrong = field.rsplit('.').next().unwrap_or(field);
    let near = FIELDS.iter().map(|known| (distance(wrong, known), *known)).min();
    let Some((_, right)) = near.filter(|(distance, _)| *distance <= 3 && *distance < wrong.len()) else {
        return Vec::new();
    };
    let fix = Fix::new(
        format!("Write {right} for {wrong}"),
        "The file is read strictly: a field that nobody knows stops the server, since ignoring it could let the wrong people in.",
    );
    let Some(path) = case.flag("authentication-config") else { return vec![fix] };
    let Some(text) = case.scenario.api_server.files.get(path) else { return vec![fix] };
    let corrected = text.replacen(&format!("{wrong}:"), &format!("{right}:"), 1);
    vec![fix.edit(Edit::File(path.to_owned(), corrected))]
}

/// How many letters to change, add or drop (Levenshtein), without regard to case.
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (index, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (at, y) in b.chars().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[at + 1];
            row[at + 1] = changed.min(row[at] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}
