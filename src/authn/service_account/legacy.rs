//! Tokens of Secrets (`legacy.go`). They never expire: they are valid as long as their Secret holds them, or for
//! ever with `--service-account-lookup=false`.

use chrono::Days;

use super::claims::LegacyClaims;
use super::identity::Info;
use crate::authn::World;
use crate::authn::objects::{self, Kind, Object, label};
use crate::crypto::jwt_claims::Claims;
use crate::report::{Check, StepLog};

const INVALID_SINCE: &str = "kubernetes.io/legacy-token-invalid-since";
const LAST_USED: &str = "kubernetes.io/legacy-token-last-used";

const SOURCES: [&str; 3] = [
    "token#kubernetes.io/serviceaccount/namespace",
    "token#kubernetes.io/serviceaccount/service-account.name",
    "token#kubernetes.io/serviceaccount/service-account.uid",
];

/// `legacyValidator.Validate`.
pub fn validate(
    lookup: bool,
    token: &str,
    public: &Claims,
    private: &LegacyClaims,
    world: &World,
    log: &mut StepLog,
) -> Result<Info, String> {
    required_claims(public, private, log)?;
    subject(public, private, log)?;
    if lookup {
        let secret = secret(token, private, world, log)?;
        let account = service_account(private, world, log)?;
        invalid_since(secret, private, world, log)?;
        tell_origin(secret, account, log);
        last_used(secret, world, log);
    } else {
        log.check(
            Check::skipped(
                "token's Secret",
                "With --service-account-lookup=false nobody looks whether the Secret and the service account still exist.",
            )
            .source("apiServer.args --service-account-lookup"),
        );
    }
    Ok(Info {
        namespace: private.namespace.clone(),
        name: private.service_account_name.clone(),
        uid: private.service_account_uid.clone(),
        sources: SOURCES,
        ..Info::default()
    })
}

fn required_claims(public: &Claims, private: &LegacyClaims, log: &mut StepLog) -> Result<(), String> {
    for (value, name, claim) in [
        (&public.subject, "sub", "sub"),
        (&private.namespace, "namespace", "kubernetes.io/serviceaccount/namespace"),
        (&private.secret_name, "secretName", "kubernetes.io/serviceaccount/secret.name"),
        (
            &private.service_account_name,
            "serviceAccountName",
            "kubernetes.io/serviceaccount/service-account.name",
        ),
        (
            &private.service_account_uid,
            "serviceAccountUID",
            "kubernetes.io/serviceaccount/service-account.uid",
        ),
    ] {
        if value.is_empty() {
            log.check(
                Check::failed("required claims", format!("The claim {claim} is missing or empty."))
                    .expected(format!("a claim {claim}"))
                    .actual("none")
                    .source(format!("token#{claim}")),
            );
            log.reason(format!("The token lacks the claim {claim}."));
            return Err(format!("{name} claim is missing"));
        }
    }
    log.check(
        Check::passed("required claims", "The token names its namespace, service account and Secret.")
            .source("token#payload"),
    );
    Ok(())
}

fn subject(public: &Claims, private: &LegacyClaims, log: &mut StepLog) -> Result<(), String> {
    let (namespace, name) = (private.namespace.as_str(), private.service_account_name.as_str());
    let valid = is_dns_label(namespace)
        && is_dns_subdomain(name)
        && public.subject == format!("system:serviceaccount:{namespace}:{name}");
    let described = |check: Check| {
        check
            .expected(format!("system:serviceaccount:{namespace}:{name}"))
            .actual(public.subject.as_str())
            .source("token#sub")
    };
    if valid {
        log.check(described(Check::passed(
            "subject",
            "The subject is the service account that the other claims name.",
        )));
        return Ok(());
    }
    log.check(described(Check::failed(
        "subject",
        "The subject must be the username of the service account that the other claims name, and be one that can exist.",
    )));
    log.reason("The token's subject does not fit its other claims.");
    Err("sub claim is invalid".to_owned())
}

fn secret<'w>(
    token: &str,
    private: &LegacyClaims,
    world: &World<'w>,
    log: &mut StepLog,
) -> Result<Object<'w>, String> {
    let wanted = label(Kind::Secret, &private.namespace, &private.secret_name);
    let source = format!("objects {wanted}");
    let secret = objects::get(world, log, Kind::Secret, &private.namespace, &private.secret_name).map_err(
        |missing| {
            log.check(
                Check::failed(
                    "token's Secret",
                    format!(
                        "The Secret from which the token comes is gone, and the token with it.{}",
                        missing.hint
                    ),
                )
                .expected(wanted.as_str())
                .actual(missing.error)
                .source("token#kubernetes.io/serviceaccount/secret.name"),
            );
            log.reason(format!(
                "The token's {wanted} does not exist: deleting the Secret revokes the token."
            ));
            "Token has been invalidated".to_owned()
        },
    )?;
    log.check(
        Check::passed("token's Secret", "The Secret from which the token comes exists.")
            .expected(wanted.as_str())
            .actual("found")
            .source(source.as_str()),
    );
    if let Some(deleted) = secret.deletion_timestamp() {
        log.check(
            Check::failed("Secret not deleted", "The Secret is deleted and only waits for its finalizers.")
                .expected("no deletionTimestamp")
                .actual(deleted.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
                .source(format!("{source}#metadata.deletionTimestamp")),
        );
        log.reason(format!("The token's {wanted} is being deleted, which revokes the token."));
        return Err("Token has been invalidated".to_owned());
    }
    same_token(token, secret, &wanted, &source, log)?;
    Ok(secret)
}

fn same_token(
    token: &str,
    secret: Object,
    wanted: &str,
    source: &str,
    log: &mut StepLog,
) -> Result<(), String> {
    let stored = secret.data("token");
    let described = |check: Check| {
        check.expected("data.token equal to the token sent").source(format!("{source}#data.token"))
    };
    if stored.as_deref() == Some(token.as_bytes()) {
        log.check(
            described(Check::passed("same token", "The Secret holds this very token.")).actual("equal"),
        );
        return Ok(());
    }
    let actual = if stored.is_none() { "the Secret holds no token" } else { "another token" };
    log.check(
        described(Check::failed("same token", "The Secret must hold the token byte for byte."))
            .actual(actual),
    );
    log.reason(format!(
        "The {wanted} exists but does not hold this token: it was recreated or given a new token."
    ));
    Err("Token does not match server's copy".to_owned())
}

fn service_account<'w>(
    private: &LegacyClaims,
    world: &World<'w>,
    log: &mut StepLog,
) -> Result<Object<'w>, String> {
    let (namespace, name) = (&private.namespace, &private.service_account_name);
    let wanted = label(Kind::ServiceAccount, namespace, name);
    let source = format!("objects {wanted}");
    let account = objects::get(world, log, Kind::ServiceAccount, namespace, name).map_err(|missing| {
        log.check(
            Check::failed("service account", format!("The service account does not exist.{}", missing.hint))
                .expected(wanted.as_str())
                .actual(missing.error.as_str())
                .source(SOURCES[1]),
        );
        log.reason(format!("The {wanted} that the token stands for does not exist."));
        missing.error
    })?;
    log.check(
        Check::passed("service account", "The service account exists.")
            .expected(wanted.as_str())
            .actual("found")
            .source(source.as_str()),
    );
    if let Some(deleted) = account.deletion_timestamp() {
        log.check(
            Check::failed(
                "service account not deleted",
                "The service account is deleted and only waits for its finalizers.",
            )
            .expected("no deletionTimestamp")
            .actual(deleted.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
            .source(format!("{source}#metadata.deletionTimestamp")),
        );
        log.reason(format!("The {wanted} is being deleted."));
        return Err(format!("ServiceAccount {namespace}/{name} has been deleted"));
    }
    let uid = &private.service_account_uid;
    let described = |check: Check| {
        check.expected(uid.as_str()).actual(account.uid()).source(format!("{source}#metadata.uid"))
    };
    if account.uid() != uid {
        log.check(described(Check::failed(
            "service account uid",
            "A service account of this name exists, but it is not the one that the token was issued for.",
        )));
        log.reason(format!("The {wanted} was deleted and created again since the token was issued."));
        return Err(format!("ServiceAccount UID ({}) does not match claim ({uid})", account.uid()));
    }
    log.check(described(Check::passed(
        "service account uid",
        "It is the service account that the token was issued for.",
    )));
    Ok(account)
}

fn invalid_since(
    secret: Object,
    private: &LegacyClaims,
    world: &World,
    log: &mut StepLog,
) -> Result<(), String> {
    let since = secret.label(INVALID_SINCE);
    let described = |check: Check| {
        check.expected(format!("no label {INVALID_SINCE}")).source(format!(
            "objects Secret {}/{}#metadata.labels",
            secret.namespace(),
            secret.name()
        ))
    };
    if since.is_empty() {
        log.check(
            described(Check::passed(
                "token not marked invalid",
                "Nobody has marked the token as unused for too long.",
            ))
            .actual("none"),
        );
        return Ok(());
    }
    log.check(described(Check::failed(
        "token not marked invalid",
        "The clean-up of unused tokens has marked this one, which nobody used for a year; removing the label makes it valid again until the clean-up deletes it.",
    )).actual(since));
    log.note(format!(
        "Audit annotation authentication.k8s.io/legacy-token-invalidated: {}/{}",
        secret.name(),
        secret.namespace()
    ));
    last_used(secret, world, log);
    log.reason("The token was marked invalid because it had not been used for a long time.");
    Err(format!(
        "the token in secret {namespace}/{secret} for service account {namespace}/{account} has been marked invalid. Use tokens from the TokenRequest API or manually created secret-based tokens, or remove the '{INVALID_SINCE}' label from the secret to temporarily allow use of this token",
        namespace = private.namespace,
        secret = private.secret_name,
        account = private.service_account_name,
    ))
}

/// Whether a controller or a person made the Secret decides about a warning and the audit annotation.
fn tell_origin(secret: Object, account: Object, log: &mut StepLog) {
    if account.secret_names().contains(&secret.name()) {
        log.warn("Use tokens from the TokenRequest API or manually created secret-based tokens instead of auto-generated secret-based tokens.");
        log.note(format!(
            "Audit annotation authentication.k8s.io/legacy-token-autogenerated-secret: {}",
            secret.name()
        ));
    } else {
        log.note(format!(
            "Audit annotation authentication.k8s.io/legacy-token-manual-secret: {}",
            secret.name()
        ));
    }
}

/// The server writes down, once a day, that the token is in use.
fn last_used(secret: Object, world: &World, log: &mut StepLog) {
    let today = world.now.date_naive();
    let day = |date: chrono::NaiveDate| date.format("%Y-%m-%d").to_string();
    let tomorrow = today.checked_add_days(Days::new(1)).map(day);
    let recorded = secret.label(LAST_USED);
    let today = day(today);
    if recorded != today && Some(recorded) != tomorrow.as_deref() {
        log.effect(format!(
            "Secret {}/{} gets the label {LAST_USED}: {today}",
            secret.namespace(),
            secret.name()
        ));
    }
}

/// `ValidateNamespaceName`: a DNS label.
fn is_dns_label(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.len() <= 63
        && text.bytes().all(|byte| inner(byte) || byte == b'-')
        && text.bytes().next().is_some_and(inner)
        && text.bytes().last().is_some_and(inner)
}

/// `ValidateServiceAccountName`: a DNS subdomain.
fn is_dns_subdomain(text: &str) -> bool {
    let long_label = |label: &str| {
        let edge =
            |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        label.bytes().all(|byte| byte == b'-' || edge(Some(byte)))
            && edge(label.bytes().next())
            && edge(label.bytes().last())
    };
    text.len() <= 253 && text.split('.').all(long_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_can_exist() {
        for (name, label, subdomain) in [
            ("ci", true, true),
            ("a-1", true, true),
            ("a.b", false, true),
            ("", false, false),
            ("-a", false, false),
            ("a-", false, false),
            ("A", false, false),
            ("a..b", false, false),
            (&"a".repeat(64), false, true),
            (&"a".repeat(254), false, false),
        ] {
            assert_eq!((is_dns_label(name), is_dns_subdomain(name)), (label, subdomain), "{name:?}");
        }
    }
}
