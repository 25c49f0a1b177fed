//! Why a client certificate was refused, in a sentence for a person.

use chrono::{DateTime, TimeDelta, Utc};

use crate::apiserver::config::CaBundle;
use crate::crypto::x509::{Certificate, Hint, InvalidReason, VerifyError};

/// One sentence behind Go's error.
pub fn why(error: &VerifyError, leaf: &Certificate, ca: &CaBundle, now: DateTime<Utc>) -> String {
    match error {
        VerifyError::Invalid(InvalidReason::Expired { .. }) => validity(leaf, now).unwrap_or_else(|| {
            "A certificate on the path to the CA is not valid at the server's clock.".to_owned()
        }),
        VerifyError::Invalid(InvalidReason::IncompatibleUsage) => {
            "The path does not allow client authentication: see the extended key usage of each certificate."
                .to_owned()
        }
        VerifyError::Invalid(InvalidReason::TooManyIntermediates) => {
            "A CA on the path allows fewer intermediates below itself than there are.".to_owned()
        }
        VerifyError::Invalid(InvalidReason::NotAuthorizedToSign) => {
            "A certificate on the path is no CA, so it cannot vouch for another one.".to_owned()
        }
        VerifyError::Invalid(InvalidReason::CaNotAuthorizedForThisName { .. }) => {
            "A CA on the path may not sign for the names in this certificate (name constraints).".to_owned()
        }
        VerifyError::UnknownAuthority { hint: None } => {
            format!("Its issuer, {}, is no CA in {} and was not sent along.", leaf.issuer, ca.path)
        }
        VerifyError::UnknownAuthority { hint: Some(Hint { error, candidate }) } => match error.as_ref() {
            VerifyError::Signature(_) => format!(
                "A CA called {candidate:?} is known, but its key did not sign this certificate: \
                 most likely another CA of the same name did."
            ),
            VerifyError::InsecureAlgorithm(algorithm) => {
                format!("It was signed with {algorithm}, which is too weak to be accepted.")
            }
            other => format!("The candidate CA {candidate:?} was refused: {other}."),
        },
        VerifyError::UnhandledCriticalExtension => {
            "It holds a critical extension that the server does not understand, so it must be refused."
                .to_owned()
        }
        other => format!("The server refuses it: {other}."),
    }
}

/// What is wrong with the leaf's time, if anything is.
pub fn validity(leaf: &Certificate, now: DateTime<Utc>) -> Option<String> {
    let day = |time: DateTime<Utc>| time.format("%-d %B %Y").to_string();
    let (from, to) = (leaf.not_before.utc(), leaf.not_after.utc());
    if now < from {
        Some(format!(
            "The certificate becomes valid on {}, {} after the server's clock.",
            day(from),
            span(from - now)
        ))
    } else if now > to {
        Some(format!("The certificate expired on {}, {} before the server's clock.", day(to), span(now - to)))
    } else {
        None
    }
}

fn span(delta: TimeDelta) -> String {
    let (count, unit) = match delta.num_minutes() {
        ..1 => return "less than a minute".to_owned(),
        minutes @ ..120 => (minutes, "minute"),
        minutes @ ..2880 => (minutes / 60, "hour"),
        minutes @ ..86_400 => (minutes / 1440, "day"),
        minutes @ ..1_051_200 => (minutes / 43_800, "month"),
        minutes => (minutes / 525_600, "year"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_said_in_their_natural_unit() {
        for (seconds, text) in [
            (30, "less than a minute"),
            (60, "1 minute"),
            (7_199, "119 minutes"),
            (7_200, "2 hours"),
            (172_800, "2 days"),
            (15_120_000, "5 months"),
            (94_608_000, "3 years"),
        ] {
            assert_eq!(span(TimeDelta::seconds(seconds)), text);
        }
    }
}
