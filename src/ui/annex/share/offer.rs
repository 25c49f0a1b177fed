//! What a share link would hold, in words, and the link itself: plain data for the dialog.

use chrono::{DateTime, Utc};

use crate::scenario::Scenario;
use crate::scenario::share::{fragment, secrets};

/// Longer links get cut by some chat and mail programs.
const LONG: usize = 8000;

pub struct Offer {
    scenario: Scenario,
    /// Where private keys were left out.
    pub keys: Vec<String>,
    secrets: Vec<secrets::Secret>,
}

impl Offer {
    /// `now` is the reader's clock.
    pub fn new(scenario: Scenario, now: DateTime<Utc>) -> Offer {
        Offer { keys: scenario.private_keys(), secrets: secrets::alive(&scenario, now), scenario }
    }

    /// The tokens that may still work, as sentences without the tokens.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        self.secrets.iter().map(|secret| secret.what.as_str())
    }

    pub fn has_secrets(&self) -> bool {
        !self.secrets.is_empty()
    }

    pub fn fragment(&self, redacted: bool) -> String {
        if redacted && self.has_secrets() {
            return fragment(&secrets::redacted(&self.scenario, &self.secrets));
        }
        fragment(&self.scenario)
    }

    /// What is in the link, a line each.
    pub fn contents(&self) -> Vec<String> {
        let Scenario { metadata, api_server, objects, remote, request, now, .. } = &self.scenario;
        let title = if metadata.title.is_empty() { &metadata.name } else { &metadata.title };
        let mut lines = vec![format!("The scenario “{title}”")];
        lines.extend(now.as_ref().map(|now| format!("The server's clock: {now}")));
        lines.extend(counted(api_server.args.len(), "flag"));
        let files: Vec<&str> = api_server.files.keys().map(String::as_str).collect();
        lines.extend(counted(files.len(), "file").map(|line| format!("{line}: {}", files.join(", "))));
        lines.extend(counted(objects.len(), "object"));
        lines.extend(counted(remote.len(), "answer").map(|line| format!("{line} of other parties")));
        lines.extend(request.raw.lines().next().map(|line| format!("The request: {line}")));
        let named = |name: &str| request.raw.lines().any(|line| line.to_ascii_lowercase().starts_with(name));
        if named("authorization:") || named("sec-websocket-protocol:") {
            lines.push("The request's credential".to_owned());
        }
        if request.client_certificates.as_deref().is_some_and(|pem| !pem.trim().is_empty()) {
            lines.push("The client certificate".to_owned());
        }
        lines
    }
}

fn counted(number: usize, what: &str) -> Option<String> {
    match number {
        0 => None,
        1 => Some(format!("1 {what}")),
        more => Some(format!("{more} {what}s")),
    }
}

/// How long a link is, and what that may mean.
pub fn length(link: &str) -> String {
    let digits = link.len().to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if link.len() > LONG {
        return format!("{grouped} characters. Some chat and mail programs cut links of this length.");
    }
    format!("{grouped} characters.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parse;
    use crate::scenario::share::{Fragment, read};

    const SCENARIO: &str = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: n, title: Mine}\nnow: '2026-11-23T12:00:00Z'\n\
         apiServer:\n  args: [--a=b]\n  files: {/k: '-----BEGIN PRIVATE KEY-----', /t: x}\n\
         request: {raw: \"GET /api HTTP/1.1\\nAuthorization: Bearer Zk3v9QpL0sXw7TtR\\n\"}\n";

    fn offer() -> Offer {
        Offer::new(parse(SCENARIO).unwrap(), DateTime::UNIX_EPOCH)
    }

    fn request(fragment: &str) -> String {
        let Fragment::Scenario(scenario) = read(fragment) else { panic!() };
        scenario.request.raw
    }

    #[test]
    fn it_says_what_is_in_the_link() {
        let offer = offer();
        assert_eq!(
            offer.contents(),
            [
                "The scenario “Mine”",
                "The server's clock: 2026-11-23T12:00:00Z",
                "1 flag",
                "2 files: /k, /t",
                "The request: GET /api HTTP/1.1",
                "The request's credential",
            ]
        );
        assert_eq!(offer.keys, ["apiServer.files /k"]);
        assert_eq!(offer.secrets().collect::<Vec<_>>(), ["a secret of 16 characters that cannot be read"]);
    }

    #[test]
    fn what_still_works_can_be_made_useless() {
        let offer = offer();
        assert!(request(&offer.fragment(false)).contains("Zk3v9QpL0sXw7TtR"));
        assert!(request(&offer.fragment(true)).contains("Bearer ................\n"));
    }

    #[test]
    fn long_links_are_warned_of() {
        assert_eq!(length("abc"), "3 characters.");
        assert!(length(&"a".repeat(12_345)).starts_with("12,345 characters. Some chat"));
    }
}
