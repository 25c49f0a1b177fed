//! Configurations with which the server does not start.

use super::case::Case;
use super::{Edit, Fix};

const COLUMNS: &str = "must have at least 3 columns";
const UNKNOWN: &str = "unknown field \"";
const EMAIL: &str = "claims.email_verified must be used";
const NO_RANGE: &str = "cannot be range of a comprehension";
const OVERLAP: &str = "contain overlapping certificates";

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
    if error.contains(EMAIL) {
        return vec![email_verified(case, error)];
    }
    if error.contains(NO_RANGE) {
        return vec![no_range(case)];
    }
    if error.contains(OVERLAP) {
        return overlapping();
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

/// The rule goes in front of the mappings of the authenticator that the error names.
fn email_verified(case: &Case, error: &str) -> Fix {
    let fix = Fix::new(
        "Demand that the address is verified",
        "The flag --oidc-username-claim=email looks at email_verified by itself; an expression has to say so. Where the provider \
         leaves the claim out, the address counts as verified.",
    );
    let index =
        error.split_once("jwt[").and_then(|(_, rest)| rest.split(']').next()?.parse().ok()).unwrap_or(0);
    let Some((path, text)) = case
        .flag("authentication-config")
        .and_then(|path| Some((path, case.scenario.api_server.files.get(path)?)))
    else {
        return fix;
    };
    let Some((at, _)) = text.match_indices("claimMappings:").nth(index) else { return fix };
    let indent = &text[text[..at].rfind('\n').map_or(0, |line| line + 1)..at];
    if text.contains("claimValidationRules:") || !indent.trim().is_empty() {
        return fix;
    }
    let rule = format!(
        "claimValidationRules:\n{indent}- expression: claims.?email_verified.orValue(true) == true\n\
         {indent}  message: the e-mail address is not verified\n{indent}"
    );
    fix.edit(Edit::File(path.to_owned(), format!("{}{rule}{}", &text[..at], &text[at..])))
}

/// Macros that walk through a list.
const WALKS: [&str; 5] = [".map(", ".filter(", ".all(", ".exists(", ".exists_one("];

fn no_range(case: &Case) -> Fix {
    let fix = Fix::new(
        "Say that the claim's type is known only at run time",
        "To the compiler a claim is of any type, and only lists, maps and dyn can be walked through: dyn(claims.groups).map(…).",
    );
    let Some((path, text)) = case
        .flag("authentication-config")
        .and_then(|path| Some((path, case.scenario.api_server.files.get(path)?)))
    else {
        return fix;
    };
    let Some(at) = WALKS.iter().filter_map(|walk| text.find(walk)).min() else { return fix };
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let start = text[..at].rfind(|c| !is_name(c)).map_or(0, |before| before + 1);
    if start == at || !text.is_char_boundary(start) {
        return fix;
    }
    let walked = &text[start..at];
    fix.edit(Edit::File(path.to_owned(), format!("{}dyn({walked}){}", &text[..start], &text[at..])))
}

fn overlapping() -> Vec<Fix> {
    vec![
        Fix::new(
            "List the proxy's names",
            "Then only a certificate with one of these common names may say in headers who somebody is. Whoever can have such a \
             certificate signed is the proxy all the same.",
        )
        .edit(Edit::Flag("requestheader-allowed-names", "front-proxy-client".to_owned())),
        Fix::new(
            "Give the proxy a CA of its own",
            "As kubeadm does: a certificate of a user then says nothing about headers.",
        )
        .command("openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=front-proxy-ca -keyout front-proxy-ca.key -out front-proxy-ca.crt"),
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
