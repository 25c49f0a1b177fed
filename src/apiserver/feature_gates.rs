//! `--feature-gates`, as far as the gates decide about authentication.
//!
//! Sources: `k8s.io/component-base/featuregate` (rules and errors), `pkg/features/kube_features.go` of each version
//! (stages). A gate that is not listed here is not known to have any influence: it is noted and left aside,
//! although the real server refuses a name that it does not know.

use std::collections::BTreeMap;

use crate::golang::strconv::parse_bool;
use crate::scenario::Version;

use super::StartupError;
use super::flags::CommandLine;

/// The gates that decide about authentication, at one version and with `--feature-gates` applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeatureGates {
    /// The uid relative distinguished name of a client certificate is read.
    pub allow_parsing_user_uid_from_cert_auth: bool,
    /// AuthenticationConfiguration may configure the anonymous authenticator.
    pub anonymous_auth_configurable_endpoints: bool,
    /// Tokens bound to webhook configurations are accepted.
    pub api_server_webhook_authentication_token: bool,
    pub external_service_account_token_signer: bool,
    /// `--requestheader-uid-headers` may be set.
    pub remote_request_header_uid: bool,
    /// Tokens carry `jti`, which becomes the credential id.
    pub service_account_token_jti: bool,
    /// Tokens can be bound to a Node.
    pub service_account_token_node_binding: bool,
    /// Tokens bound to a Node are accepted.
    pub service_account_token_node_binding_validation: bool,
    /// Pod-bound tokens carry the Pod's Node, which becomes extra information.
    pub service_account_token_pod_node_info: bool,
    /// `--authentication-config` may be set.
    pub structured_authentication_configuration: bool,
    /// An issuer may choose its egress selector.
    pub structured_authentication_configuration_egress_selector: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Alpha,
    Beta,
    Stable,
    Removed,
}

struct Gate {
    name: &'static str,
    /// From which minor version on: stage, default, locked to it.
    history: &'static [(u32, Stage, bool, bool)],
    slot: fn(&mut FeatureGates) -> &mut bool,
}

use Stage::{Alpha, Beta, Removed, Stable};

const GATES: [Gate; 11] = [
    Gate {
        name: "APIServerWebhookAuthenticationToken",
        history: &[(37, Alpha, false, false)],
        slot: |gates| &mut gates.api_server_webhook_authentication_token,
    },
    Gate {
        name: "AllowParsingUserUIDFromCertAuth",
        history: &[(33, Beta, true, false)],
        slot: |gates| &mut gates.allow_parsing_user_uid_from_cert_auth,
    },
    Gate {
        name: "AnonymousAuthConfigurableEndpoints",
        history: &[
            (31, Alpha, false, false),
            (32, Beta, true, false),
            (34, Stable, true, true),
            (37, Removed, true, true),
        ],
        slot: |gates| &mut gates.anonymous_auth_configurable_endpoints,
    },
    Gate {
        name: "ExternalServiceAccountTokenSigner",
        history: &[(32, Alpha, false, false), (34, Beta, true, false), (36, Stable, true, true)],
        slot: |gates| &mut gates.external_service_account_token_signer,
    },
    Gate {
        name: "RemoteRequestHeaderUID",
        history: &[(32, Alpha, false, false), (33, Beta, true, false)],
        slot: |gates| &mut gates.remote_request_header_uid,
    },
    Gate {
        name: "ServiceAccountTokenJTI",
        history: &[(30, Beta, true, false), (32, Stable, true, true)],
        slot: |gates| &mut gates.service_account_token_jti,
    },
    Gate {
        name: "ServiceAccountTokenNodeBinding",
        history: &[(30, Alpha, false, false), (31, Beta, true, false), (33, Stable, true, true)],
        slot: |gates| &mut gates.service_account_token_node_binding,
    },
    Gate {
        name: "ServiceAccountTokenNodeBindingValidation",
        history: &[(30, Beta, true, false), (32, Stable, true, true)],
        slot: |gates| &mut gates.service_account_token_node_binding_validation,
    },
    Gate {
        name: "ServiceAccountTokenPodNodeInfo",
        history: &[(30, Beta, true, false), (32, Stable, true, true)],
        slot: |gates| &mut gates.service_account_token_pod_node_info,
    },
    Gate {
        name: "StructuredAuthenticationConfiguration",
        history: &[(30, Beta, true, false), (34, Stable, true, true), (37, Removed, true, true)],
        slot: |gates| &mut gates.structured_authentication_configuration,
    },
    Gate {
        name: "StructuredAuthenticationConfigurationEgressSelector",
        history: &[(34, Beta, true, false)],
        slot: |gates| &mut gates.structured_authentication_configuration_egress_selector,
    },
];

impl Gate {
    /// Stage, default and lock at a version; nothing before the gate existed.
    fn at(&self, version: Version) -> Option<(Stage, bool, bool)> {
        let (_, stage, default, locked) =
            self.history.iter().rev().find(|(minor, ..)| version.at_least(*minor))?;
        Some((*stage, *default, *locked))
    }
}

impl FeatureGates {
    /// The gates of a version when no flag touches them.
    pub fn defaults(version: Version) -> FeatureGates {
        let mut gates = FeatureGates::all_off();
        for gate in &GATES {
            *(gate.slot)(&mut gates) = gate.at(version).is_some_and(|(_, default, _)| default);
        }
        gates
    }

    fn all_off() -> FeatureGates {
        FeatureGates {
            allow_parsing_user_uid_from_cert_auth: false,
            anonymous_auth_configurable_endpoints: false,
            api_server_webhook_authentication_token: false,
            external_service_account_token_signer: false,
            remote_request_header_uid: false,
            service_account_token_jti: false,
            service_account_token_node_binding: false,
            service_account_token_node_binding_validation: false,
            service_account_token_pod_node_info: false,
            structured_authentication_configuration: false,
            structured_authentication_configuration_egress_selector: false,
        }
    }

    fn set(&mut self, wanted: &BTreeMap<String, bool>, version: Version) -> Result<(), Vec<String>> {
        let mut errors = Vec::new();
        for (name, value) in wanted {
            let Some(gate) = GATES.iter().find(|gate| gate.name == name) else { continue };
            match gate.at(version) {
                None | Some((Removed, ..)) => {
                    errors.push(format!("unrecognized feature gate: {name}"));
                    return Err(errors);
                }
                Some((_, default, true)) if default != *value => errors.push(format!(
                    "cannot set feature gate {name} to {value}, feature is locked to {default}"
                )),
                Some(_) => *(gate.slot)(self) = *value,
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// `AllAlpha` and `AllBeta` move the gates of that stage that are not set by name.
    fn set_stage(&mut self, stage: Stage, value: bool, wanted: &BTreeMap<String, bool>, version: Version) {
        for gate in GATES.iter().filter(|gate| !wanted.contains_key(gate.name)) {
            if gate.at(version).is_some_and(|(at, _, locked)| at == stage && !locked) {
                *(gate.slot)(self) = value;
            }
        }
    }
}

impl Default for FeatureGates {
    /// The newest version's.
    fn default() -> FeatureGates {
        FeatureGates::defaults(Version::NEWEST)
    }
}

const FLAG: &str = "feature-gates";

/// The gates of a command line, and the names among them that are not known here.
pub fn from_flags(
    flags: &CommandLine,
    version: Version,
) -> Result<(FeatureGates, Vec<String>), StartupError> {
    let wanted = wanted(&flags.all(FLAG), version).map_err(|error| wrap(error, flags, version))?;
    let mut gates = FeatureGates::defaults(version);
    for (name, stage) in [("AllAlpha", Alpha), ("AllBeta", Beta)] {
        if let Some(value) = wanted.get(name) {
            gates.set_stage(stage, *value, &wanted, version);
        }
    }
    gates.set(&wanted, version).map_err(|errors| wrap(super::aggregate(&errors), flags, version))?;
    let known =
        |name: &str| matches!(name, "AllAlpha" | "AllBeta") || GATES.iter().any(|gate| gate.name == name);
    Ok((gates, wanted.into_keys().filter(|name| !known(name)).collect()))
}

/// Until 1.30 the flag itself held the gates, later they are set once all flags are known.
fn wrap(message: String, flags: &CommandLine, version: Version) -> StartupError {
    let message = if version.at_least(31) {
        message
    } else {
        let value = crate::golang::quote::quote(flags.text(FLAG));
        format!("invalid argument {value} for \"--{FLAG}\" flag: {message}")
    };
    StartupError::new(message, format!("--{FLAG}"))
}

fn wanted(values: &[String], version: Version) -> Result<BTreeMap<String, bool>, String> {
    let mut pairs = Vec::new();
    let mut prefixes = (false, false);
    for pair in values.iter().flat_map(|value| value.split(',')).filter(|pair| !pair.is_empty()) {
        let (component, pair) = match pair.split_once(':').filter(|_| version.at_least(31)) {
            Some((component, pair)) => (component.trim(), pair.trim()),
            None => ("", pair.trim()),
        };
        match component {
            "" => prefixes.0 = true,
            "kube" => prefixes.1 = true,
            other => return Err(format!("component not registered: {other}")),
        }
        pairs.push(pair);
    }
    if prefixes == (true, true) {
        return Err(
            "set kube feature gates with default empty prefix or kube: prefix consistently, do not mix use"
                .into(),
        );
    }
    let mut wanted = BTreeMap::new();
    for pair in pairs.into_iter().filter(|pair| !pair.is_empty()) {
        let (name, value) = read_pair(pair)?;
        wanted.insert(name, value);
    }
    Ok(wanted)
}

fn read_pair(pair: &str) -> Result<(String, bool), String> {
    let (name, value) = match pair.split_once('=') {
        Some((name, value)) => (name.trim(), value.trim()),
        None => return Err(format!("missing bool value for {pair}")),
    };
    match parse_bool(value) {
        Ok(value) => Ok((name.to_owned(), value)),
        Err(error) => Err(format!("invalid value of {name}={value}, err: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gates(args: &[&str], minor: u32) -> Result<(FeatureGates, Vec<String>), String> {
        let version = Version { minor };
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let flags = CommandLine::parse(&args, version).unwrap();
        from_flags(&flags, version).map_err(|error| error.message)
    }

    #[test]
    fn defaults_follow_the_version() {
        let at = |minor| FeatureGates::defaults(Version { minor });
        assert!(
            !at(32).allow_parsing_user_uid_from_cert_auth && at(33).allow_parsing_user_uid_from_cert_auth
        );
        assert!(!at(32).remote_request_header_uid && at(33).remote_request_header_uid);
        assert!(
            !at(31).anonymous_auth_configurable_endpoints && at(37).anonymous_auth_configurable_endpoints
        );
        assert!(!at(30).service_account_token_node_binding && at(31).service_account_token_node_binding);
        assert!(at(30).structured_authentication_configuration);
        assert!(!at(37).api_server_webhook_authentication_token);
        assert_eq!(FeatureGates::default(), at(37));
    }

    #[test]
    fn gates_are_set_by_name_and_by_stage() {
        let (set, unknown) = gates(
            &[
                "--feature-gates=AllowParsingUserUIDFromCertAuth=false,Other=true",
                "--feature-gates",
                " RemoteRequestHeaderUID = 0 ",
            ],
            37,
        )
        .unwrap();
        assert!(!set.allow_parsing_user_uid_from_cert_auth && !set.remote_request_header_uid);
        assert_eq!(unknown, ["Other"]);

        let (set, _) =
            gates(&["--feature-gates=kube:AllBeta=false,kube:RemoteRequestHeaderUID=true"], 36).unwrap();
        assert!(!set.allow_parsing_user_uid_from_cert_auth);
        assert!(set.remote_request_header_uid && set.service_account_token_jti);

        let (set, _) = gates(&["--feature-gates=AllAlpha=true"], 37).unwrap();
        assert!(set.api_server_webhook_authentication_token);
    }

    #[test]
    fn what_the_server_refuses() {
        for (minor, value, message) in [
            (
                37,
                "ServiceAccountTokenJTI=false",
                "cannot set feature gate ServiceAccountTokenJTI to false, feature is locked to true",
            ),
            (
                36,
                "ServiceAccountTokenJTI=false,StructuredAuthenticationConfiguration=false",
                "[cannot set feature gate ServiceAccountTokenJTI to false, feature is locked to true, cannot set feature gate StructuredAuthenticationConfiguration to false, feature is locked to true]",
            ),
            (
                37,
                "StructuredAuthenticationConfiguration=true",
                "unrecognized feature gate: StructuredAuthenticationConfiguration",
            ),
            (
                32,
                "AllowParsingUserUIDFromCertAuth=true",
                "unrecognized feature gate: AllowParsingUserUIDFromCertAuth",
            ),
            (37, "RemoteRequestHeaderUID", "missing bool value for RemoteRequestHeaderUID"),
            (
                37,
                "RemoteRequestHeaderUID=on",
                r#"invalid value of RemoteRequestHeaderUID=on, err: strconv.ParseBool: parsing "on": invalid syntax"#,
            ),
            (37, "wardle:A=true", "component not registered: wardle"),
            (
                37,
                "kube:A=true,B=true",
                "set kube feature gates with default empty prefix or kube: prefix consistently, do not mix use",
            ),
            (
                30,
                "RemoteRequestHeaderUID=true",
                r#"invalid argument "RemoteRequestHeaderUID=true" for "--feature-gates" flag: unrecognized feature gate: RemoteRequestHeaderUID"#,
            ),
        ] {
            let error = gates(&[&format!("--feature-gates={value}")], minor).unwrap_err();
            assert_eq!(error, message, "{value} at 1.{minor}");
        }
    }
}
