//! What can be wrong with a client certificate and its chain.

use chrono::{DateTime, Utc};

use super::{About, Broken, described};
use crate::lab::certificate::{Faults, minted};
use crate::lab::{CertificateWish, Issuer, Seed, hours, rfc3339};

const PATH: &str = "certificate path";

pub(super) fn broken(wish: &CertificateWish, seed: &Seed, now: DateTime<Utc>) -> Vec<Broken> {
    let mut all = Vec::new();
    let mut add = |about: About, faults: Faults, change: &dyn Fn(&mut CertificateWish)| {
        let mut other = wish.clone();
        change(&mut other);
        if let Ok(minted) = minted(&other, &faults, seed, now) {
            all.push(described(about, minted));
        }
    };
    let below = |wish: &mut CertificateWish| wish.issuer = Issuer::Intermediate;
    add(("expired", "Expired", "It ended an hour ago.", "validity"), Faults::default(), &|wish| {
        wish.not_before = rfc3339(now - hours(48));
        wish.not_after = rfc3339(now - hours(1));
    });
    add(
        ("not-yet-valid", "Not yet valid", "It begins in an hour.", "validity"),
        Faults::default(),
        &|wish| {
            wish.not_before = rfc3339(now + hours(1));
            wish.not_after = rfc3339(now + hours(48));
        },
    );
    add(
        (
            "server-usage",
            "For servers only",
            "Its extended key usage is server authentication.",
            "extended key usage",
        ),
        Faults::default(),
        &|wish| (wish.client_auth, wish.server_auth) = (false, true),
    );
    add(
        (
            "unknown-ca",
            "Unknown CA",
            "Another authority signed it. Its name is the same, its key is not.",
            PATH,
        ),
        Faults::default(),
        &|wish| wish.issuer = Issuer::Other,
    );
    add(("self-signed", "Self-signed", "Signed with its own key.", PATH), Faults::default(), &|wish| {
        wish.issuer = Issuer::Itself;
    });
    add(
        (
            "no-intermediate",
            "Intermediate missing",
            "An intermediate CA signed it, and is not presented.",
            PATH,
        ),
        Faults { intermediate_left_out: true, ..Faults::default() },
        &below,
    );
    add(
        (
            "ca-unmarked",
            "CA without basic constraints",
            "Nothing in the intermediate's certificate says that it is a CA.",
            PATH,
        ),
        Faults { unmarked_intermediate: true, ..Faults::default() },
        &below,
    );
    add(
        ("sha1", "Signed over SHA-1", "The signature algorithm is ecdsa-with-SHA1.", PATH),
        Faults { sha1: true, ..Faults::default() },
        &|wish| wish.issuer = Issuer::Lab,
    );
    add(
        ("damaged", "Damaged signature", "One bit of the signature was turned.", PATH),
        Faults { damaged: true, ..Faults::default() },
        &|_| {},
    );
    add(
        ("no-common-name", "No common name", "The subject has organizations only.", "common name"),
        Faults::default(),
        &|wish| wish.common_name.clear(),
    );
    all
}
