//! `k8s.io/apiserver/pkg/apis/apiserver/validation/validation.go`: rules and messages, in the server's order.

use std::collections::{BTreeSet, HashSet};

use super::Rules;
use super::domain_path::domain_prefixed_path;
use super::expressions::Compiler;
use super::field::{duplicate, forbidden, invalid, invalid_json, json_string, required, too_many};
use super::types::{
    AnonymousAuthConfig, AuthenticationConfiguration, ClaimMappings, ClaimOrExpression, ClaimValidationRule,
    ExtraMapping, Issuer, JwtAuthenticator, MATCH_ANY, PrefixedClaimOrExpression, UserValidationRule,
};
use crate::cel::{Expressions, Uses, Variable};
use crate::crypto::x509::certificates_from_pem;
use crate::golang::url;

const MAX_AUTHENTICATORS: usize = 64;
const NOT_BOTH: &str = "claim and expression can't both be set";
const EITHER: &str = "claim or expression is required";
const MAY_NOT: &str = "may not be specified when";
const EMAIL_UNVERIFIED: &str = "claims.email_verified must be used in claimMappings.username.expression or \
                                claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when \
                                claims.email is used in claimMappings.username.expression";

/// Every field that is wrong, as the server words it. `disallowed_issuers` are issuers that no authenticator may claim.
///
/// At start the server passes none here; the issuers of service accounts are refused when the authenticators are
/// built, by [`validate_authenticator`].
pub fn validate(
    config: &AuthenticationConfiguration,
    disallowed_issuers: &[String],
    rules: Rules,
    expressions: &dyn Expressions,
) -> Vec<String> {
    if config.jwt.len() > MAX_AUTHENTICATORS {
        return vec![too_many("jwt", config.jwt.len(), MAX_AUTHENTICATORS)];
    }
    let mut errors = Vec::new();
    let mut issuers = HashSet::new();
    let mut discovery_urls = HashSet::new();
    for (index, authenticator) in config.jwt.iter().enumerate() {
        let prefix = format!("jwt[{index}].");
        validate_at(&prefix, authenticator, disallowed_issuers, rules, expressions, &mut errors);
        let issuer = &authenticator.issuer;
        if !issuers.insert(&issuer.url) {
            errors.push(duplicate(&format!("{prefix}issuer.url"), &issuer.url));
        }
        if !issuer.discovery_url.is_empty() && !discovery_urls.insert(&issuer.discovery_url) {
            errors.push(duplicate(&format!("{prefix}issuer.discoveryURL"), &issuer.discovery_url));
        }
    }
    if let Some(anonymous) = &config.anonymous {
        validate_anonymous(anonymous, rules, &mut errors);
    }
    errors
}

/// The same rules for one authenticator, with paths that begin at it (`issuer.url`): what the server does once more when it
/// builds an authenticator (`CompileAndValidateJWTAuthenticator`).
pub fn validate_authenticator(
    authenticator: &JwtAuthenticator,
    disallowed_issuers: &[String],
    rules: Rules,
    expressions: &dyn Expressions,
) -> Vec<String> {
    let mut errors = Vec::new();
    validate_at("", authenticator, disallowed_issuers, rules, expressions, &mut errors);
    errors
}

fn validate_at(
    prefix: &str,
    authenticator: &JwtAuthenticator,
    disallowed_issuers: &[String],
    rules: Rules,
    expressions: &dyn Expressions,
    errors: &mut Vec<String>,
) {
    let mut compiler = Compiler::new(expressions);
    validate_issuer(&format!("{prefix}issuer"), &authenticator.issuer, disallowed_issuers, rules, errors);
    let path = format!("{prefix}claimValidationRules");
    validate_claim_rules(&path, &authenticator.claim_validation_rules, rules, &mut compiler, errors);
    let path = format!("{prefix}claimMappings");
    validate_mappings(&path, &authenticator.claim_mappings, rules, &mut compiler, errors);
    let path = format!("{prefix}userValidationRules");
    validate_user_rules(&path, &authenticator.user_validation_rules, rules, &mut compiler, errors);
}

fn validate_issuer(
    path: &str,
    issuer: &Issuer,
    disallowed_issuers: &[String],
    rules: Rules,
    errors: &mut Vec<String>,
) {
    if issuer.url.is_empty() {
        errors.push(required(&format!("{path}.url"), rules.wording("URL is required", "")));
    } else {
        validate_url(&format!("{path}.url"), &issuer.url, disallowed_issuers, errors);
    }
    if !issuer.discovery_url.is_empty() {
        let path = format!("{path}.discoveryURL");
        let (url, discovery_url) = (&issuer.url, &issuer.discovery_url);
        if !url.is_empty() && url.trim_end_matches('/') == discovery_url.trim_end_matches('/') {
            errors.push(invalid(&path, discovery_url, "discoveryURL must be different from URL"));
        }
        validate_url(&path, discovery_url, &[], errors);
    }
    validate_audiences(path, issuer, rules, errors);
    let authority = &issuer.certificate_authority;
    if let Some(error) = certificates_from_pem(authority).err().filter(|_| !authority.is_empty()) {
        errors.push(invalid(&format!("{path}.certificateAuthority"), "<omitted>", &error));
    }
    validate_egress_selector(
        &format!("{path}.egressSelectorType"),
        &issuer.egress_selector_type,
        rules,
        errors,
    );
}

fn validate_url(path: &str, text: &str, disallowed: &[String], errors: &mut Vec<String>) {
    if disallowed.iter().any(|issuer| issuer == text) {
        let mut sorted = BTreeSet::new();
        sorted.extend(disallowed.iter().map(String::as_str));
        let list = sorted.into_iter().collect::<Vec<_>>().join(" ");
        errors.push(invalid(path, text, &format!("URL must not overlap with disallowed issuers: [{list}]")));
    }
    let url = match url::parse(text) {
        Ok(url) => url,
        Err(error) => {
            errors.push(invalid(path, text, &error));
            return;
        }
    };
    for (broken, detail) in [
        (url.scheme != "https", "URL scheme must be https"),
        (url.has_user, "URL must not contain a username or password"),
        (!url.raw_query.is_empty(), "URL must not contain a query"),
        (!url.fragment.is_empty(), "URL must not contain a fragment"),
    ] {
        if broken {
            errors.push(invalid(path, text, detail));
        }
    }
}

fn validate_audiences(issuer_path: &str, issuer: &Issuer, rules: Rules, errors: &mut Vec<String>) {
    let path = format!("{issuer_path}.audiences");
    if issuer.audiences.is_empty() {
        errors.push(required(&path, &format!("at least one {path} is required")));
        return;
    }
    let mut seen = HashSet::new();
    for (index, audience) in issuer.audiences.iter().enumerate() {
        let path = format!("{path}[{index}]");
        if audience.is_empty() {
            errors.push(required(&path, rules.wording("audience can't be empty", "")));
        }
        if !seen.insert(audience) {
            errors.push(duplicate(&path, audience));
        }
    }
    let policy = issuer.audience_match_policy.as_str();
    let detail = match issuer.audiences.len() {
        1 if policy.is_empty() || policy == MATCH_ANY => return,
        1 => "audienceMatchPolicy must be empty or MatchAny for single audience",
        _ if policy == MATCH_ANY => return,
        _ => "audienceMatchPolicy must be MatchAny for multiple audiences",
    };
    errors.push(invalid_json(&format!("{issuer_path}.audienceMatchPolicy"), &json_string(policy), detail));
}

fn validate_egress_selector(path: &str, selector: &str, rules: Rules, errors: &mut Vec<String>) {
    if selector.is_empty() {
        return;
    }
    let mut refuse = |detail| errors.push(invalid_json(path, &json_string(selector), detail));
    if !rules.egress_selector {
        refuse(
            "egress selector is not supported when StructuredAuthenticationConfigurationEgressSelector \
             feature gate is disabled",
        );
    }
    if selector != "controlplane" && selector != "cluster" {
        refuse("egress selector must be either controlplane or cluster");
    }
}

fn validate_claim_rules(
    path: &str,
    claim_rules: &[ClaimValidationRule],
    rules: Rules,
    compiler: &mut Compiler,
    errors: &mut Vec<String>,
) {
    let mut claims = HashSet::new();
    let mut expressions = HashSet::new();
    for (index, rule) in claim_rules.iter().enumerate() {
        let path = format!("{path}[{index}]");
        match (rule.claim.is_empty(), rule.expression.is_empty()) {
            (false, false) => errors.push(invalid(&path, &rule.claim, NOT_BOTH)),
            (true, true) => errors.push(required(&path, EITHER)),
            (false, true) => {
                if !rule.message.is_empty() {
                    let detail = may_not("message", "claim", rules);
                    errors.push(invalid(&format!("{path}.message"), &rule.message, &detail));
                }
                if !claims.insert(&rule.claim) {
                    errors.push(duplicate(&format!("{path}.claim"), &rule.claim));
                }
            }
            (true, false) => {
                if !rule.required_value.is_empty() {
                    let detail = may_not("requiredValue", "expression", rules);
                    errors.push(invalid(&format!("{path}.requiredValue"), &rule.required_value, &detail));
                }
                let path = format!("{path}.expression");
                if expressions.insert(&rule.expression) {
                    compiler.condition(&path, &rule.expression, Variable::Claims, errors);
                } else {
                    errors.push(duplicate(&path, &rule.expression));
                }
            }
        }
    }
}

fn may_not(field: &str, other: &str, rules: Rules) -> String {
    if rules.version.at_least(34) {
        format!("{MAY_NOT} {other} is set")
    } else {
        format!("{field} can't be set when {other} is set")
    }
}

fn validate_mappings(
    path: &str,
    mappings: &ClaimMappings,
    rules: Rules,
    compiler: &mut Compiler,
    errors: &mut Vec<String>,
) {
    let username = &mappings.username;
    let named = validate_prefixed(&format!("{path}.username"), username, true, rules, compiler, errors);
    compiler.names_email |= named.email;
    compiler.names_email_verified |= named.email_verified;
    validate_prefixed(&format!("{path}.groups"), &mappings.groups, false, rules, compiler, errors);
    let ClaimOrExpression { claim, expression } = &mappings.uid;
    match (claim.is_empty(), expression.is_empty()) {
        (false, false) => errors.push(invalid(&format!("{path}.uid"), "", NOT_BOTH)),
        (_, false) => {
            compiler.mapping(&format!("{path}.uid.expression"), expression, errors);
        }
        (_, true) => {}
    }
    let mut keys = HashSet::new();
    for (index, mapping) in mappings.extra.iter().enumerate() {
        validate_extra(&format!("{path}.extra[{index}]"), mapping, &mut keys, rules, compiler, errors);
    }
    if compiler.names_email && !compiler.names_email_verified {
        errors.push(invalid(&format!("{path}.username.expression"), &username.expression, EMAIL_UNVERIFIED));
    }
}

fn validate_prefixed(
    path: &str,
    mapping: &PrefixedClaimOrExpression,
    is_required: bool,
    rules: Rules,
    compiler: &mut Compiler,
    errors: &mut Vec<String>,
) -> Uses {
    let before = errors.len();
    let prefix_path = format!("{path}.prefix");
    match (mapping.claim.is_empty(), mapping.expression.is_empty(), &mapping.prefix) {
        (false, false, _) => errors.push(invalid(path, "", NOT_BOTH)),
        (true, true, _) if is_required => errors.push(required(path, EITHER)),
        (true, false, Some(prefix)) => {
            errors.push(invalid(&prefix_path, prefix, &may_not("prefix", "expression", rules)));
        }
        (false, true, None) => errors.push(required(
            &prefix_path,
            "prefix is required when claim is set. It can be set to an empty string to disable prefixing",
        )),
        _ => {}
    }
    if mapping.expression.is_empty() || !mapping.claim.is_empty() {
        return Uses::default();
    }
    let uses = compiler.mapping(&format!("{path}.expression"), &mapping.expression, errors);
    if errors.len() == before { uses } else { Uses::default() }
}

fn validate_extra<'m>(
    path: &str,
    mapping: &'m ExtraMapping,
    keys: &mut HashSet<&'m str>,
    rules: Rules,
    compiler: &mut Compiler,
    errors: &mut Vec<String>,
) {
    let key = mapping.key.as_str();
    let key_path = format!("{path}.key");
    errors.extend(domain_prefixed_path(&key_path, key));
    if key != key.to_lowercase() {
        errors.push(invalid(&key_path, key, rules.wording("key must be lowercase", "must be lowercase")));
    }
    if rules.version.at_least(32) && is_kubernetes_domain(key) {
        errors.push(invalid(
            &key_path,
            key,
            "k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use",
        ));
    }
    if !keys.insert(key) {
        errors.push(duplicate(&key_path, key));
    } else if mapping.value_expression.is_empty() {
        let detail = rules.wording("valueExpression is required", "");
        errors.push(required(&format!("{path}.valueExpression"), detail));
    } else {
        let path = format!("{path}.valueExpression");
        let uses = compiler.mapping(&path, &mapping.value_expression, errors);
        compiler.names_email_verified |= uses.email_verified;
    }
}

fn is_kubernetes_domain(key: &str) -> bool {
    key.split_once('/').is_some_and(|(domain, _)| {
        ["kubernetes.io", "k8s.io"].iter().any(|reserved| {
            domain.strip_suffix(reserved).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    })
}

fn validate_user_rules(
    path: &str,
    user_rules: &[UserValidationRule],
    rules: Rules,
    compiler: &mut Compiler,
    errors: &mut Vec<String>,
) {
    let mut expressions = HashSet::new();
    for (index, rule) in user_rules.iter().enumerate() {
        let path = format!("{path}[{index}].expression");
        if rule.expression.is_empty() {
            errors.push(required(&path, rules.wording("expression is required", "")));
        } else if !expressions.insert(&rule.expression) {
            errors.push(duplicate(&path, &rule.expression));
        } else {
            compiler.condition(&path, &rule.expression, Variable::User, errors);
        }
    }
}

fn validate_anonymous(anonymous: &AnonymousAuthConfig, rules: Rules, errors: &mut Vec<String>) {
    let is_gate = !rules.version.at_least(37);
    if is_gate && !rules.anonymous_endpoints {
        // The misspelling stood until 1.35.
        let gate = if rules.version.at_least(35) {
            "AnonymousAuthConfigurableEndpoints"
        } else {
            "AnonymousAuthConfigurableEnpoints"
        };
        let detail = format!("anonymous is not supported when {gate} feature gate is disabled");
        errors.push(forbidden("anonymous", &detail));
    }
    if !anonymous.enabled && !anonymous.conditions.is_empty() {
        let conditions: Vec<String> = anonymous
            .conditions
            .iter()
            .map(|condition| format!("{{\"Path\":{}}}", json_string(&condition.path)))
            .collect();
        errors.push(invalid_json(
            "anonymous.conditions",
            &format!("[{}]", conditions.join(",")),
            "enabled should be set to true when conditions are defined",
        ));
    }
}

#[cfg(test)]
mod tests;
