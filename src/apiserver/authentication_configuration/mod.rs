//! The file behind `--authentication-config`: read as kube-apiserver reads it, or refused in its words.
//!
//! Sources: `pkg/kubeapiserver/options/authentication.go` (`loadAuthenticationConfig`),
//! `k8s.io/apiserver/pkg/apis/apiserver` (types, validation), `k8s.io/apimachinery/pkg/runtime` (strict decoding),
//! `sigs.k8s.io/yaml` and `sigs.k8s.io/json`.

mod types;

pub use types::{
    AnonymousAuthCondition, AnonymousAuthConfig, AuthenticationConfiguration, ClaimMappings,
    ClaimOrExpression, ClaimValidationRule, ExtraMapping, Issuer, JwtAuthenticator, MATCH_ANY,
    PrefixedClaimOrExpression, UserValidationRule,
};
