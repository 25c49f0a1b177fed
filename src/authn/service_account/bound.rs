//! Bound tokens (`claims.go`): they expire, and they die with the objects that they are bound to.

use chrono::{DateTime, SecondsFormat, Utc};

use super::claims::{BoundClaims, Reference};
use super::identity::Info;
use crate::apiserver::FeatureGates;
use crate::authn::World;
use crate::authn::objects::{self, Kind, Object, label};
use crate::crypto::jwt_claims::{Claims, LEEWAY, NumericDate, TimeError};
use crate::report::{Check, StepLog};

const SOURCES: [&str; 3] = [
    "token#kubernetes.io.namespace",
    "token#kubernetes.io.serviceaccount.name",
    "token#kubernetes.io.serviceaccount.uid",
];

const INVALIDATED: &str = "service account token has been invalidated";

const API_GROUPS: &str = "admissionReviewAPIGroups";

/// `validator.Validate`.
pub fn validate(
    gates: &FeatureGates,
    public: &Claims,
    private: &BoundClaims,
    world: &World,
    log: &mut StepLog,
) -> Result<Info, String> {
    times(public, world, log)?;
    let mut lookups = Lookups { private, world, log };
    lookups.service_account()?;
    if let Some(secret) = &private.secret {
        lookups.bound(Kind::Secret, secret, "service account secret ref claim")?;
    }
    if let Some(pod) = &private.pod {
        lookups.bound(Kind::Pod, pod, "service account pod ref claim")?;
    }
    let node = lookups.node(gates)?;
    let admission_api_groups = lookups.webhooks(gates)?;
    stale(public, private, world, log);
    let pair = |reference: &Option<Reference>| {
        reference
            .as_ref()
            .map(|reference| (reference.name.clone(), reference.uid.clone()))
            .unwrap_or_default()
    };
    Ok(Info {
        namespace: private.namespace.clone(),
        name: private.service_account.name.clone(),
        uid: private.service_account.uid.clone(),
        pod: pair(&private.pod),
        node,
        validating_webhook: pair(&private.validating_webhook),
        mutating_webhook: pair(&private.mutating_webhook),
        admission_api_groups,
        token_id: if gates.service_account_token_jti { public.id.clone() } else { String::new() },
        sources: SOURCES,
    })
}

/// The three times, in the server's order; the first that does not hold ends it.
fn times(public: &Claims, world: &World, log: &mut StepLog) -> Result<(), String> {
    let verdict = public.validate_time(world.now);
    let now = world.now.timestamp();
    for (name, claim, date, error, limit) in [
        (
            "valid from (nbf)",
            "nbf",
            public.not_before,
            TimeError::NotValidYet,
            format!("not after {}", shown(now + LEEWAY)),
        ),
        (
            "expiry (exp)",
            "exp",
            public.expiry,
            TimeError::Expired,
            format!("not before {}", shown(now - LEEWAY)),
        ),
        (
            "issued at (iat)",
            "iat",
            public.issued_at,
            TimeError::IssuedInTheFuture,
            format!("not after {}", shown(now + LEEWAY)),
        ),
    ] {
        let source = format!("token#{claim}");
        let Some(date) = date else {
            log.check(Check::skipped(name, format!("The token has no claim {claim}.")).source(source));
            continue;
        };
        let described = |check: Check| {
            check
                .expected(format!("{limit} (now, with a minute of leeway)"))
                .actual(shown(date.0))
                .source(&source)
        };
        if verdict == Err(error) {
            let (detail, reason, text) = time_error(error, date, now);
            log.check(described(Check::failed(name, detail)));
            log.reason(reason);
            return Err(text.to_owned());
        }
        log.check(described(Check::passed(name, time_holds(error, date, now))));
    }
    Ok(())
}

fn time_holds(error: TimeError, date: NumericDate, now: i64) -> &'static str {
    match error {
        TimeError::NotValidYet => "The token is valid already.",
        TimeError::Expired if date.0 < now => {
            "The token has expired, but by less than the minute that the server allows."
        }
        TimeError::Expired => "The token has not expired.",
        TimeError::IssuedInTheFuture => "The token was not issued in the future.",
    }
}

fn time_error(error: TimeError, date: NumericDate, now: i64) -> (&'static str, String, &'static str) {
    let away = span(date.0.saturating_sub(now));
    match error {
        TimeError::NotValidYet => (
            "The token's time has not come; compare the clocks of the server and of who issued it.",
            format!("The token becomes valid in {away}."),
            "service account token is not valid yet",
        ),
        TimeError::Expired => (
            "The token has expired. In a pod the kubelet renews the file before that; a client must read it again.",
            format!("The token expired {away} ago."),
            "service account token has expired",
        ),
        TimeError::IssuedInTheFuture => (
            "The token says it was issued later than now; compare the clocks of the server and of who issued it.",
            format!("The token says it will be issued in {away}."),
            "service account token is issued in the future",
        ),
    }
}

/// A stretch of time for a person: `45 s`, `10 min`, `3 h 5 min`, `40 d`.
fn span(seconds: i64) -> String {
    let seconds = seconds.unsigned_abs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match () {
        () if seconds < 120 => format!("{seconds} s"),
        () if minutes < 120 => format!("{minutes} min"),
        () if hours < 48 => format!("{hours} h {} min", minutes % 60),
        () => format!("{days} d"),
    }
}

fn shown(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).map_or_else(|| seconds.to_string(), time)
}

fn time(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// What a lookup says when it fails.
struct Texts<'t> {
    /// `service account`, `bound pod`.
    what: &'t str,
    /// None: what the server's client says.
    missing: Option<&'t str>,
    uid: &'t dyn Fn(&str) -> String,
    deleted: String,
    /// Pointers to the claims with the name and the uid.
    claims: [String; 2],
}

struct Lookups<'a, 'w> {
    private: &'a BoundClaims,
    world: &'a World<'w>,
    log: &'a mut StepLog,
}

impl Lookups<'_, '_> {
    fn service_account(&mut self) -> Result<(), String> {
        let (namespace, account) = (&self.private.namespace, &self.private.service_account);
        let uid =
            |found: &str| format!("service account UID ({found}) does not match claim ({})", account.uid);
        let texts = Texts {
            what: "service account",
            missing: None,
            uid: &uid,
            deleted: format!("service account {namespace}/{} has been deleted", account.name),
            claims: [SOURCES[1].to_owned(), SOURCES[2].to_owned()],
        };
        self.look_up(Kind::ServiceAccount, account, &texts)
    }

    /// An object other than the service account; `claim` is what the server calls it when the uid differs.
    fn bound(&mut self, kind: Kind, reference: &Reference, claim: &str) -> Result<(), String> {
        let word = match kind {
            Kind::ValidatingWebhookConfiguration | Kind::MutatingWebhookConfiguration => {
                kind.name().to_owned()
            }
            _ => kind.name().to_lowercase(),
        };
        let uid = |found: &str| format!("{word} UID ({found}) does not match {claim} ({})", reference.uid);
        let member = kind.name().to_lowercase();
        let texts = Texts {
            what: &format!("bound {word}"),
            missing: Some(INVALIDATED),
            uid: &uid,
            deleted: INVALIDATED.to_owned(),
            claims: ["name", "uid"].map(|field| format!("token#kubernetes.io.{member}.{field}")),
        };
        self.look_up(kind, reference, &texts)
    }

    fn look_up(&mut self, kind: Kind, reference: &Reference, texts: &Texts) -> Result<(), String> {
        let (namespace, what) = (&self.private.namespace, texts.what);
        let wanted = label(kind, namespace, &reference.name);
        let [name_claim, uid_claim] = &texts.claims;
        let object = objects::get(self.world, self.log, kind, namespace, &reference.name).map_err(|missing| {
            self.log.check(
                Check::failed(what, format!("The {what} does not exist (any more).{}", missing.hint))
                    .expected(wanted.as_str())
                    .actual(missing.error.as_str())
                    .source(name_claim),
            );
            self.log.reason(match kind {
                Kind::ServiceAccount => format!("The {wanted} that the token stands for does not exist."),
                _ => format!("The token is bound to {wanted}, which is gone; tokens die with what they are bound to."),
            });
            texts.missing.map_or(missing.error, str::to_owned)
        })?;
        self.log.check(
            Check::passed(what, format!("The {what} exists."))
                .expected(wanted.as_str())
                .actual("found")
                .source(format!("objects {wanted}")),
        );
        let described = |check: Check| {
            check.expected(reference.uid.as_str()).actual(or_none(object.uid())).source(uid_claim)
        };
        if object.uid() != reference.uid {
            self.log.check(described(Check::failed(
                format!("{what} uid"),
                format!(
                    "There is one of that name, but it is not the one that the token was issued for.{}",
                    uid_hint(object)
                ),
            )));
            self.log.reason(format!("{wanted} was deleted and created again since the token was issued."));
            return Err((texts.uid)(object.uid()));
        }
        self.log.check(described(Check::passed(
            format!("{what} uid"),
            "It is the one that the token was issued for.",
        )));
        self.not_deleted(object, &wanted, texts)
    }

    /// Objects on their way out count for another minute.
    fn not_deleted(&mut self, object: Object, wanted: &str, texts: &Texts) -> Result<(), String> {
        let Some(deleted) = object.deletion_timestamp() else {
            return Ok(());
        };
        let oldest = shown(self.world.now.timestamp() - LEEWAY);
        let check = |check: Check| {
            check
                .expected(format!("no deletionTimestamp before {oldest}"))
                .actual(time(deleted))
                .source(format!("objects {wanted}#metadata.deletionTimestamp"))
        };
        let name = format!("{} not deleted", texts.what);
        if deleted < self.world.now - chrono::Duration::seconds(LEEWAY) {
            self.log.check(check(Check::failed(name, "It is deleted and only waits to be removed.")));
            self.log.reason(format!("{wanted} is being deleted, and with it goes the token."));
            return Err(texts.deleted.clone());
        }
        self.log
            .check(check(Check::passed(name, "It is being deleted; the token holds for a minute longer.")));
        Ok(())
    }

    /// The name and uid of the Node: the Pod's, or the one that the token is bound to.
    fn node(&mut self, gates: &FeatureGates) -> Result<(String, String), String> {
        let Some(node) = &self.private.node else {
            return Ok(Default::default());
        };
        let named = (node.name.clone(), node.uid.clone());
        if self.private.pod.is_some() {
            return Ok(if gates.service_account_token_pod_node_info { named } else { Default::default() });
        }
        if !gates.service_account_token_node_binding_validation {
            const GATE: &str = "ServiceAccountTokenNodeBindingValidation";
            self.gate_off(GATE);
            return Err(format!("token is bound to a Node object but the {GATE} feature gate is disabled"));
        }
        self.bound(Kind::Node, node, "service account node ref claim")?;
        Ok(named)
    }

    /// Tokens with which webhooks recognise the API server; the API groups that they attest.
    fn webhooks(&mut self, gates: &FeatureGates) -> Result<Vec<String>, String> {
        let (validating, mutating) = (&self.private.validating_webhook, &self.private.mutating_webhook);
        if validating.is_none() && mutating.is_none() {
            return Ok(Vec::new());
        }
        if !gates.api_server_webhook_authentication_token {
            const GATE: &str = "APIServerWebhookAuthenticationToken";
            self.gate_off(GATE);
            return Err(format!("feature gate \"{GATE}\" is disabled, but token is webhook bound"));
        }
        let groups = self.private.attestations.get(API_GROUPS).cloned().unwrap_or_default();
        let source = format!("token#kubernetes.io.attestations.{API_GROUPS}");
        if groups.is_empty() {
            self.log.check(
                Check::failed(
                    "attestation",
                    "A token bound to a webhook configuration must say for which API groups.",
                )
                .expected(format!("a claim {API_GROUPS}"))
                .actual("none")
                .source(source),
            );
            self.log.reason("The token is bound to a webhook configuration but attests no API groups.");
            return Err(format!(
                "bound object was a webhook config, but \"{API_GROUPS}\" attestation is missing"
            ));
        }
        self.log.check(
            Check::passed("attestation", "The token says for which API groups it may be used.")
                .expected(format!("a claim {API_GROUPS}"))
                .actual(groups.join(", "))
                .source(source),
        );
        for (kind, reference) in [
            (Kind::ValidatingWebhookConfiguration, validating),
            (Kind::MutatingWebhookConfiguration, mutating),
        ] {
            if let Some(reference) = reference {
                self.bound(kind, reference, "service account validating ref claim")?;
            }
        }
        Ok(groups)
    }

    fn gate_off(&mut self, gate: &str) {
        self.log.check(
            Check::failed("feature gate", "This kind of token is only accepted with a feature gate.")
                .expected(format!("--feature-gates={gate}=true"))
                .actual("disabled")
                .source("apiServer.args --feature-gates"),
        );
        self.log.reason(format!("The feature gate {gate} is disabled."));
    }
}

fn uid_hint(object: Object) -> &'static str {
    if object.uid().is_empty() { " Its manifest has no metadata.uid." } else { "" }
}

fn or_none(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}

/// `warnafter`: the token would have expired by now, had the server not extended it for old clients.
fn stale(public: &Claims, private: &BoundClaims, world: &World, log: &mut StepLog) {
    let Some(NumericDate(warn_after)) = private.warn_after.filter(|date| date.0 != 0) else {
        return;
    };
    let late = world.now.timestamp().saturating_sub(warn_after);
    let after = late > 0 || (late == 0 && world.now.timestamp_subsec_nanos() > 0);
    let detail = if after {
        "The client should have read a new token from its file by now. It works only because the server extends the life of injected tokens (--service-account-extend-token-expiration)."
    } else {
        "The client uses a token that is still fresh."
    };
    log.check(
        Check::passed("freshness (warnafter)", detail)
            .expected(format!("before {}", shown(warn_after)))
            .actual(time(world.now))
            .source("token#kubernetes.io.warnafter"),
    );
    if after {
        log.note(format!(
            "Audit annotation authentication.k8s.io/stale-token: subject: {}, seconds after warning threshold: {late}",
            public.subject
        ));
    }
}
