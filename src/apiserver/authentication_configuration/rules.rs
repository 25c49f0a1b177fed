//! What differs between the Kubernetes versions that know the file.

use crate::apiserver::FeatureGates;
use crate::scenario::Version;

/// The rules of one kube-apiserver: its version, and the feature gates that the file meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    pub version: Version,
    /// `AnonymousAuthConfigurableEndpoints`.
    pub anonymous_endpoints: bool,
    /// `StructuredAuthenticationConfigurationEgressSelector`.
    pub egress_selector: bool,
}

impl Rules {
    pub fn new(version: Version, gates: &FeatureGates) -> Rules {
        Rules {
            version,
            anonymous_endpoints: gates.anonymous_auth_configurable_endpoints,
            egress_selector: gates.structured_authentication_configuration_egress_selector,
        }
    }

    /// The rules of a version whose feature gates were left alone.
    pub fn of(version: Version) -> Rules {
        Rules::new(version, &FeatureGates::defaults(version))
    }

    /// The versions of the API that this server can read.
    pub(super) fn api_versions(self) -> &'static [&'static str] {
        if self.version.at_least(34) { &["v1alpha1", "v1beta1", "v1"] } else { &["v1alpha1", "v1beta1"] }
    }

    /// The words for a rule, which were shortened in 1.34.
    pub(super) fn wording(self, until_1_33: &'static str, since_1_34: &'static str) -> &'static str {
        if self.version.at_least(34) { since_1_34 } else { until_1_33 }
    }
}
