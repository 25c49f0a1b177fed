//! What can be wrong with a bootstrap token and its Secret.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{About, Broken, described};
use crate::lab::{BootstrapWish, Minted, bootstrap, hours, rfc3339, server};

pub(super) fn broken(wish: &BootstrapWish, now: DateTime<Utc>) -> Vec<Broken> {
    let secret = |about: About, change: &dyn Fn(&mut BootstrapWish)| {
        let mut other = wish.clone();
        change(&mut other);
        described(
            about,
            Minted { credential: token(wish), ..sent(&token(wish), bootstrap::mint(&other, now)) },
        )
    };
    let sends = |about: About, sends: String| {
        let minted = sent(&sends, bootstrap::mint(wish, now));
        described(about, Minted { credential: sends, ..minted })
    };
    let mut other_type = bootstrap::mint(wish, now);
    if let Some(secret) = other_type.scenario.objects.first_mut() {
        secret["type"] = json!("Opaque");
    }
    vec![
        sends(
            ("wrong-secret", "Wrong secret", "The part behind the dot is another one.", "token secret"),
            format!("{}.{}", wish.id, "0".repeat(wish.secret.len().max(1))),
        ),
        sends(
            ("unknown-id", "Unknown id", "No Secret belongs to the part before the dot.", "Secret"),
            format!("demo99.{}", wish.secret),
        ),
        sends(
            ("wrong-form", "Wrong form", "Capital letters: this is no bootstrap token.", "token form"),
            token(wish).to_uppercase(),
        ),
        secret(("expired", "Expired", "The Secret's expiration lies an hour back.", "expiration"), &|wish| {
            wish.expiration = rfc3339(now - hours(1));
        }),
        secret(
            ("not-allowed", "Not for authentication", "usage-bootstrap-authentication is false.", "usage"),
            &|wish| {
                wish.authentication = false;
            },
        ),
        secret(
            (
                "odd-group",
                "A group of another prefix",
                "auth-extra-groups must begin with system:bootstrappers:.",
                "extra groups",
            ),
            &|wish| {
                wish.groups = "system:masters".to_owned();
            },
        ),
        described(
            ("other-type", "A Secret of another type", "The Secret is Opaque.", "Secret type"),
            other_type,
        ),
    ]
}

fn token(wish: &BootstrapWish) -> String {
    format!("{}.{}", wish.id, wish.secret)
}

fn sent(token: &str, mut minted: Minted) -> Minted {
    server::send(&mut minted.scenario, Some(token));
    minted
}
