//! The file behind `--authentication-config`: read as kube-apiserver reads it, or refused in its words.
//!
//! Sources: `pkg/kubeapiserver/options/authentication.go` (`loadAuthenticationConfig`),
//! `k8s.io/apiserver/pkg/apis/apiserver` (types, validation), `k8s.io/apimachinery/pkg/runtime` (strict decoding),
//! `sigs.k8s.io/yaml` and `sigs.k8s.io/json`. Defaulting leaves these types as they are.
//!
//! ```
//! use authn_explorer::apiserver::authentication_configuration::{Rules, load, validate};
//! use authn_explorer::cel::Cel;
//! use authn_explorer::scenario::Version;
//!
//! let rules = Rules::of(Version::NEWEST);
//! let text = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt: [{}]\n";
//! let config = load(text, rules)?;
//! assert_eq!(validate(&config, &[], rules, &Cel)[0], "jwt[0].issuer.url: Required value");
//! # Ok::<(), String>(())
//! ```

mod decode;
mod domain_path;
mod expressions;
mod field;
mod rules;
mod schema;
mod strict;
mod types;
mod validation;

pub use decode::load;
pub use rules::Rules;
pub use types::{
    AnonymousAuthCondition, AnonymousAuthConfig, AuthenticationConfiguration, ClaimMappings,
    ClaimOrExpression, ClaimValidationRule, ExtraMapping, Issuer, JwtAuthenticator, MATCH_ANY,
    PrefixedClaimOrExpression, UserValidationRule,
};
pub use validation::{validate, validate_authenticator};
