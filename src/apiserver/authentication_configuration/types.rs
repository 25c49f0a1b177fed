//! The internal types of `k8s.io/apiserver/pkg/apis/apiserver/types.go`: what the authenticators see, whatever
//! version the file was written in. An empty string or list is the same as an absent one, as in Go; the one field
//! whose absence differs from emptiness is a prefix.

/// The file behind `--authentication-config`, decoded and defaulted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthenticationConfiguration {
    /// One authenticator each, asked in this order.
    pub jwt: Vec<JwtAuthenticator>,
    /// When present, `--anonymous-auth` must not be set.
    pub anonymous: Option<AnonymousAuthConfig>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnonymousAuthConfig {
    pub enabled: bool,
    /// Empty: anonymous requests are allowed everywhere.
    pub conditions: Vec<AnonymousAuthCondition>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnonymousAuthCondition {
    /// Compared with the request's path as a whole.
    pub path: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JwtAuthenticator {
    pub issuer: Issuer,
    pub claim_validation_rules: Vec<ClaimValidationRule>,
    pub claim_mappings: ClaimMappings,
    pub user_validation_rules: Vec<UserValidationRule>,
}

impl JwtAuthenticator {
    /// Whether any of its rules or mappings is a CEL expression.
    pub fn uses_cel(&self) -> bool {
        let mappings = &self.claim_mappings;
        !mappings.username.expression.is_empty()
            || !mappings.groups.expression.is_empty()
            || !mappings.uid.expression.is_empty()
            || !mappings.extra.is_empty()
            || !self.user_validation_rules.is_empty()
            || self.claim_validation_rules.iter().any(|rule| !rule.expression.is_empty())
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issuer {
    /// Must equal the token's `iss` claim and the issuer that discovery answers.
    pub url: String,
    /// Where discovery is fetched; empty: `{url}/.well-known/openid-configuration`.
    pub discovery_url: String,
    /// PEM bundle for discovery and keys; empty: the host's roots.
    pub certificate_authority: String,
    pub audiences: Vec<String>,
    /// Empty or [`MATCH_ANY`].
    pub audience_match_policy: String,
    /// Empty, `controlplane` or `cluster`.
    pub egress_selector_type: String,
}

/// `AudienceMatchPolicyMatchAny`: one audience in common is enough.
pub const MATCH_ANY: &str = "MatchAny";

/// Either a claim that must hold a value, or an expression that must be true.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimValidationRule {
    pub claim: String,
    /// Compared with a claim that must be a string.
    pub required_value: String,
    pub expression: String,
    /// Told when the expression is false.
    pub message: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimMappings {
    pub username: PrefixedClaimOrExpression,
    pub groups: PrefixedClaimOrExpression,
    pub uid: ClaimOrExpression,
    pub extra: Vec<ExtraMapping>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrefixedClaimOrExpression {
    pub claim: String,
    /// Required with a claim, be it empty; forbidden with an expression.
    pub prefix: Option<String>,
    pub expression: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClaimOrExpression {
    pub claim: String,
    pub expression: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExtraMapping {
    /// A domain-prefixed path in lower case: `example.com/tenant`.
    pub key: String,
    pub value_expression: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserValidationRule {
    pub expression: String,
    /// Told when the expression is false.
    pub message: String,
}
