//! Every flag that a kube-apiserver of versions 1.30 to 1.37 knows, and what kind of value it takes.
//!
//! Collected from `cmd/kube-apiserver/app/options`, `pkg/controlplane/apiserver/options`,
//! `pkg/kubeapiserver/options`, `k8s.io/apiserver/pkg/server/options` and `k8s.io/component-base` of each version.
//! A flag of any version is known in all of them, because its value does not matter here; the few that decide
//! about authentication are known from their own version on.

use std::collections::BTreeMap;

use crate::scenario::Version;

/// How a flag's value is read, which decides what pflag says about a wrong one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Stands alone or with `=value`; never takes the next argument.
    Bool,
    /// `--version`: stands alone or with `=value`, which is not looked at.
    Alone,
    /// `strconv.ParseInt` with base 0.
    Int,
    /// `strconv.ParseUint` with base 0.
    Uint,
    /// The verbosity: `strconv.ParseUint` with base 10.
    Level,
    Duration,
    /// `net.ParseIP`
    Ip,
    /// Comma-separated values with CSV quoting; repetitions append.
    List,
    /// `key=value`, one for each repetition.
    Pair,
    /// Any text, also where the real server looks closer at a value that is not about authentication.
    Text,
}

/// One flag of the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flag {
    /// Without dashes.
    pub name: &'static str,
    pub kind: Kind,
}

impl Flag {
    /// As pflag names it in errors: `--client-ca-file`, `-v, --v`.
    pub fn display(self) -> String {
        match SHORTHANDS.iter().find(|(_, name)| *name == self.name) {
            Some((letter, name)) => format!("-{}, --{name}", char::from(*letter)),
            None => format!("--{}", self.name),
        }
    }
}

/// The flags of one version, by name.
pub struct KnownFlags(BTreeMap<&'static str, Flag>);

impl KnownFlags {
    pub fn of(version: Version) -> KnownFlags {
        let too_new =
            |name: &str| SINCE.iter().any(|(flag, minor)| *flag == name && !version.at_least(*minor));
        let mut known = BTreeMap::new();
        for (kind, names) in KINDS {
            for name in names.split_whitespace().filter(|name| !too_new(name)) {
                known.insert(name, Flag { name, kind });
            }
        }
        KnownFlags(known)
    }

    /// The flag of a name that was already normalized to hyphens.
    pub fn by_name(&self, name: &str) -> Option<Flag> {
        self.0.get(name).copied()
    }

    /// The flag of a one-letter shorthand.
    pub fn by_shorthand(&self, letter: u8) -> Option<Flag> {
        let (_, name) = SHORTHANDS.iter().find(|(known, _)| *known == letter)?;
        self.by_name(name)
    }
}

/// Whether a flag decides about authentication; the others are accepted and left aside.
pub fn is_about_authentication(name: &str) -> bool {
    AUTHENTICATION_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || AUTHENTICATION.split_whitespace().any(|known| known == name)
}

const SHORTHANDS: [(u8, &str); 2] = [(b'v', "v"), (b'h', "help")];

/// Minor version that brought a flag of authentication, where it is newer than the oldest version known here.
const SINCE: [(&str, u32); 2] = [("requestheader-uid-headers", 32), ("service-account-signing-endpoint", 32)];

const AUTHENTICATION_PREFIXES: [&str; 3] = ["oidc-", "requestheader-", "service-account-"];

const AUTHENTICATION: &str = "anonymous-auth api-audiences authentication-config \
    authentication-token-webhook-cache-ttl authentication-token-webhook-config-file \
    authentication-token-webhook-version client-ca-file enable-bootstrap-token-auth feature-gates \
    token-auth-file";

const KINDS: [(Kind, &str); 10] = [
    (
        Kind::Bool,
        "aggregator-reject-forwarding-redirect allow-privileged anonymous-auth audit-log-batch-throttle-enable \
         audit-log-compress audit-log-truncate-enabled audit-webhook-batch-throttle-enable \
         audit-webhook-truncate-enabled contention-profiling disable-http2-serving emulation-forward-compatible \
         enable-aggregator-routing enable-bootstrap-token-auth enable-garbage-collector enable-logs-handler \
         enable-priority-and-fairness encryption-provider-config-automatic-reload help log-json-split-stream \
         log-text-split-stream permit-address-sharing permit-port-sharing profiling \
         runtime-config-emulation-forward-compatible service-account-extend-token-expiration \
         service-account-lookup shutdown-send-retry-after watch-cache",
    ),
    (Kind::Alone, "version"),
    (
        Kind::Int,
        "apiserver-count audit-log-batch-buffer-size audit-log-batch-max-size audit-log-batch-throttle-burst \
         audit-log-maxage audit-log-maxbackup audit-log-maxsize audit-log-truncate-max-batch-size \
         audit-log-truncate-max-event-size audit-webhook-batch-buffer-size audit-webhook-batch-max-size \
         audit-webhook-batch-throttle-burst audit-webhook-truncate-max-batch-size \
         audit-webhook-truncate-max-event-size default-not-ready-toleration-seconds \
         default-unreachable-toleration-seconds default-watch-cache-size delete-collection-workers \
         http2-max-streams-per-connection kubernetes-service-node-port lease-reuse-duration-seconds \
         max-connection-bytes-per-sec max-mutating-requests-inflight max-requests-inflight min-request-timeout \
         secure-port",
    ),
    (Kind::Uint, "kubelet-port kubelet-read-only-port"),
    (Kind::Level, "v"),
    (
        Kind::Duration,
        "audit-log-batch-max-wait audit-webhook-batch-initial-backoff audit-webhook-batch-max-wait \
         audit-webhook-initial-backoff authentication-token-webhook-cache-ttl \
         authorization-webhook-cache-authorized-ttl authorization-webhook-cache-unauthorized-ttl \
         coordinated-leadership-lease-duration coordinated-leadership-renew-deadline \
         coordinated-leadership-retry-period etcd-compaction-interval etcd-count-metric-poll-period \
         etcd-db-metric-poll-interval etcd-healthcheck-timeout etcd-readycheck-timeout event-ttl kubelet-timeout \
         livez-grace-period log-flush-frequency request-timeout service-account-max-token-expiration \
         shutdown-delay-duration shutdown-watch-termination-grace-period storage-initialization-timeout",
    ),
    (
        Kind::List,
        "admission-control api-audiences authorization-mode cors-allowed-origins disable-admission-plugins \
         disabled-metrics emulated-version enable-admission-plugins etcd-servers etcd-servers-overrides \
         kubelet-preferred-address-types min-compatibility-version oidc-signing-algs requestheader-allowed-names \
         requestheader-extra-headers-prefix requestheader-group-headers requestheader-uid-headers \
         requestheader-username-headers strict-transport-security-directives tls-cipher-suites watch-cache-sizes",
    ),
    (Kind::Ip, "advertise-address bind-address"),
    (Kind::Pair, "oidc-required-claim"),
    (
        Kind::Text,
        "admission-control-config-file allow-metric-labels allow-metric-labels-manifest \
         audit-log-batch-throttle-qps audit-log-format audit-log-mode audit-log-path audit-log-version \
         audit-policy-file audit-webhook-batch-throttle-qps audit-webhook-config-file audit-webhook-mode \
         audit-webhook-version authentication-config authentication-token-webhook-config-file \
         authentication-token-webhook-version authorization-config authorization-policy-file \
         authorization-webhook-config-file authorization-webhook-version cert-dir client-ca-file \
         cloud-config cloud-provider cloud-provider-gce-l7lb-src-cidrs cloud-provider-gce-lb-src-cidrs \
         debug-socket-path egress-selector-config-file encryption-provider-config endpoint-reconciler-type \
         etcd-cafile etcd-certfile etcd-keyfile etcd-prefix external-hostname feature-gates goaway-chance \
         kubelet-certificate-authority kubelet-client-certificate kubelet-client-key log-json-info-buffer-size \
         log-text-info-buffer-size logging-format oidc-ca-file oidc-client-id oidc-groups-claim \
         oidc-groups-prefix oidc-issuer-url oidc-username-claim oidc-username-prefix peer-advertise-ip \
         peer-advertise-port peer-ca-file proxy-client-cert-file proxy-client-key-file \
         requestheader-client-ca-file runtime-config service-account-issuer service-account-jwks-uri \
         service-account-key-file service-account-signing-endpoint service-account-signing-key-file \
         service-cluster-ip-range service-node-port-range show-hidden-metrics-for-version storage-backend \
         storage-media-type tls-cert-file tls-curve-preferences tls-min-version tls-private-key-file \
         tls-sni-cert-key token-auth-file tracing-config-file vmodule",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, minor: u32) -> Option<Kind> {
        KnownFlags::of(Version { minor }).by_name(name).map(|flag| flag.kind)
    }

    #[test]
    fn no_flag_has_two_kinds() {
        let mut names: Vec<&str> = KINDS.iter().flat_map(|(_, names)| names.split_whitespace()).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert_eq!(count, 181);
    }

    #[test]
    fn every_flag_about_authentication_is_known() {
        for name in AUTHENTICATION.split_whitespace() {
            assert!(kind(name, 37).is_some(), "{name}");
        }
    }

    #[test]
    fn flags_are_known_from_their_version_on() {
        assert_eq!(kind("requestheader-uid-headers", 31), None);
        assert_eq!(kind("requestheader-uid-headers", 32), Some(Kind::List));
        assert_eq!(kind("service-account-signing-endpoint", 31), None);
        assert_eq!(kind("authentication-config", 30), Some(Kind::Text));
        assert_eq!(kind("cloud-provider", 37), Some(Kind::Text));
    }

    #[test]
    fn flags_are_named_with_their_shorthand() {
        let known = KnownFlags::of(Version::NEWEST);
        assert_eq!(known.by_name("v").unwrap().display(), "-v, --v");
        assert_eq!(known.by_shorthand(b'h').unwrap().display(), "-h, --help");
        assert_eq!(known.by_name("profiling").unwrap().display(), "--profiling");
    }
}
