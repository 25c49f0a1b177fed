//! OpenID Connect: the token of an identity provider, and the flags that say how to read it.

use chrono::Duration;

use super::case::{Case, rfc3339};
use super::{Edit, Fix};
use crate::report::{Authenticator, Check};

/// Whether the authenticator is configured by flags; a file is for its author to edit.
fn by_flags(case: &Case) -> bool {
    case.flag("oidc-issuer-url").is_some()
}

fn with_flag(case: &Case, fix: Fix, name: &'static str, value: String) -> Fix {
    if by_flags(case) { fix.edit(Edit::Flag(name, value)) } else { fix }
}

pub fn issuer(case: &Case, _: &Check) -> Vec<Fix> {
    let sent = case.claim("iss");
    let Some(wanted) = case.flag("oidc-issuer-url") else { return Vec::new() };
    // Service account tokens pass by here, too.
    if sent == wanted || sent.is_empty() || case.claims.contains_key("kubernetes.io") {
        return Vec::new();
    }
    if origin(sent) != origin(wanted) {
        let sentence = format!("The token was issued by {sent}; the server trusts {wanted}.");
        return vec![Fix::new("Log in at the issuer that the server trusts", sentence)];
    }
    let fix = Fix::new(
        "Write the issuer as the token has it",
        format!(
            "The issuer is compared letter by letter, its path and a slash at the end included: the token says {sent}."
        ),
    );
    vec![fix.edit(Edit::Flag("oidc-issuer-url", sent.to_owned()))]
}

/// Scheme and host of a URL.
fn origin(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/").to_lowercase()
}

pub fn discovery(case: &Case, _: &Check) -> Vec<Fix> {
    let issuer = case.flag("oidc-issuer-url").unwrap_or(case.claim("iss")).trim_end_matches('/');
    let url = format!("{issuer}/.well-known/openid-configuration");
    vec![
        Fix::new(
            "Make the discovery document reachable from the API server",
            "The server, not the person, fetches it: at start, then every ten seconds until it succeeds. Its issuer must be the \
             configured one letter by letter. Until then every token of this issuer is refused.",
        )
        .command(format!("curl -fsS {url}"))
        .command("kubectl -n kube-system logs -l component=kube-apiserver | grep oidc"),
    ]
}

pub fn signature(_: &Case, _: &Check) -> Vec<Fix> {
    vec![
        Fix::new(
            "Get a token that the issuer itself has signed",
            "No key at the issuer's jwks_uri verifies the signature: the token was changed, was made by somebody else, or by another \
             instance of the provider. After a change of keys the server fetches them anew when it meets an unknown key id.",
        )
        .command("curl -fsS \"$(curl -fsS ISSUER/.well-known/openid-configuration | jq -r .jwks_uri)\" | jq '.keys[].kid'"),
    ]
}

pub fn audience(case: &Case, _: &Check) -> Vec<Fix> {
    let Some(aud) = case.claims.get("aud") else { return Vec::new() };
    let audience = aud[0].as_str().or(aud.as_str()).unwrap_or_default();
    if audience.is_empty() {
        return Vec::new();
    }
    let wanted = case.flag("oidc-client-id").unwrap_or("the client id that the server expects");
    let log_in = Fix::new(
        "Log in with the client id of the cluster",
        format!("The token was issued for {audience}; the server accepts {wanted}. Another application's token does not serve."),
    )
    .command("kubectl config view --minify -o jsonpath='{.users[0].user}'");
    let accept = Fix::new(
        "Or accept this client",
        "Everybody who has a token of that application can then use it against the API server.",
    );
    vec![log_in, with_flag(case, accept, "oidc-client-id", audience.to_owned())]
}

pub fn expiry(case: &Case, _: &Check) -> Vec<Fix> {
    let fix = Fix::new(
        "Log in again",
        "ID tokens live for minutes; the log-in plugin renews them with a refresh token when it has one. The server allows no \
         leeway here.",
    )
    .command("kubectl config view --minify --raw -o jsonpath='{.users[0].user.exec}'");
    vec![match case.time("exp") {
        Some(end) => fix.edit(Edit::Clock(rfc3339(end - Duration::minutes(1)))),
        None => fix,
    }]
}

pub fn email(case: &Case, _: &Check) -> Vec<Fix> {
    let verify = Fix::new(
        "Have the address verified",
        "While the claim email_verified is present and not true, the server takes no e-mail address for a username. The identity \
         provider sets it; a provider that leaves it out is trusted.",
    );
    let subject = Fix::new(
        "Or take the username from sub",
        "The subject never changes and needs no verification, but everybody gets a new name, and RBAC must be written for it.",
    );
    vec![verify, with_flag(case, subject, "oidc-username-claim", "sub".to_owned())]
}

pub fn username(case: &Case, _: &Check) -> Vec<Fix> {
    let verified = case.claims.get("email_verified").is_none_or(|value| value == true);
    let names = ["email", "preferred_username", "name", "sub"];
    let usable =
        names.into_iter().find(|name| !case.claim(name).is_empty() && (*name != "email" || verified));
    let fix = Fix::new(
        "Name a claim that the token has",
        "--oidc-username-claim wants the name of a claim, such as email or sub, not its value.",
    );
    vec![match usable {
        Some(claim) => with_flag(case, fix, "oidc-username-claim", claim.to_owned()),
        None => fix,
    }]
}

/// A mapping that gives nothing that can be used.
pub fn expression(_: &Case, check: &Check) -> Vec<Fix> {
    let expression = check.expected.as_deref().unwrap_or_default();
    vec![Fix::new(
        "Let the expression allow for what the token lacks",
        format!(
            "{expression} has no usable value for this token. has(claims.name), or claims.?name.orValue(\"\"), says what to do \
             without a claim."
        ),
    )]
}

/// A condition that does not hold.
pub fn rule(_: &Case, check: &Check) -> Vec<Fix> {
    let expression = check.expected.as_deref().unwrap_or_default();
    vec![Fix::new(
        "Get a token that meets the rule",
        format!(
            "The server demands {expression} of every token of this issuer. Ask the provider for a token that does, or whoever \
             wrote the rule what it is for."
        ),
    )]
}

/// An identity that is not refused and still not what its owner expected.
pub fn surprises(case: &Case) -> Vec<Fix> {
    let mut fixes = Vec::new();
    let Some(user) =
        case.report.user.as_ref().filter(|_| case.report.authenticator == Some(Authenticator::Jwt))
    else {
        return fixes;
    };
    let default_prefix = case.flag("oidc-username-prefix").is_none();
    if default_prefix && by_flags(case) && user.username.starts_with(&format!("{}#", case.claim("iss"))) {
        let fix = Fix::new(
            "Choose the prefix of usernames",
            "Without --oidc-username-prefix every username begins with the issuer and #, unless it is an e-mail address. A hyphen \
             means no prefix; a prefix of your own keeps the provider's users from posing as others.",
        );
        fixes.push(fix.edit(Edit::Flag("oidc-username-prefix", "-".to_owned())));
    }
    if by_flags(case) && case.flag("oidc-groups-claim").is_none() && case.claims.contains_key("groups") {
        let fix = Fix::new(
            "Read the groups from the token",
            "The token has a claim called groups, but no flag says that the server should read it.",
        );
        fixes.push(fix.edit(Edit::Flag("oidc-groups-claim", "groups".to_owned())));
    }
    fixes
}
