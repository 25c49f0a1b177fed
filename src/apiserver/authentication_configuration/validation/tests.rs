//! The expected texts are those of k8s.io/apiserver v0.37.2 on the same documents.

mod versions;

use super::*;
use crate::apiserver::authentication_configuration::load;
use crate::cel::Cel;
use crate::scenario::Version;

const NEWEST: Rules = Rules { version: Version::NEWEST, anonymous_endpoints: true, egress_selector: true };

const ISSUER: &str = "{url: https://a.example.com, audiences: [a]}";
const MAPPINGS: &str = "{username: {claim: sub, prefix: \"\"}}";

/// Stands for the long sentence about domain names.
const SUBDOMAIN: &str = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and \
    must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
    '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

fn document(body: &str, api_version: &str) -> String {
    format!("apiVersion: apiserver.config.k8s.io/{api_version}\nkind: AuthenticationConfiguration\n{body}\n")
}

fn body(text: &str) -> String {
    text.to_owned()
}

fn issuer(text: &str) -> String {
    format!("jwt: [{{issuer: {text}, claimMappings: {MAPPINGS}}}]")
}

/// Several, one authenticator each.
fn issuers(text: &str) -> String {
    let one = |issuer: &str| format!("{{issuer: {issuer}, claimMappings: {MAPPINGS}}}");
    format!(
        "jwt: [{}]",
        text.split_inclusive("}")
            .map(|text| one(text.trim_start_matches(", ")))
            .collect::<Vec<_>>()
            .join(", ")
    )
}

fn claim_rules(text: &str) -> String {
    format!("jwt: [{{issuer: {ISSUER}, claimMappings: {MAPPINGS}, claimValidationRules: {text}}}]")
}

fn mappings(text: &str) -> String {
    format!("jwt: [{{issuer: {ISSUER}, claimMappings: {text}}}]")
}

fn extra(text: &str) -> String {
    mappings(&format!("{{username: {{claim: sub, prefix: \"\"}}, extra: {text}}}"))
}

fn user_rules(text: &str) -> String {
    format!("jwt: [{{issuer: {ISSUER}, claimMappings: {MAPPINGS}, userValidationRules: {text}}}]")
}

fn errors_of(body: &str, rules: Rules) -> Vec<String> {
    let disallowed =
        ["https://kubernetes.default.svc".to_owned(), "https://disallowed.example.com".to_owned()];
    let text = document(body, if rules.version.at_least(34) { "v1" } else { "v1beta1" });
    let config = load(&text, rules).unwrap_or_else(|error| panic!("{body}: {error}"));
    validate(&config, &disallowed, rules, &Cel)
}

/// Each case: what stands in its place of a valid document, and the errors without the path that they share.
fn check(place: fn(&str) -> String, path: &str, cases: &[(&str, &[&str])]) {
    for (text, want) in cases {
        let want: Vec<String> =
            want.iter().map(|error| format!("{path}{}", error.replace("{subdomain}", SUBDOMAIN))).collect();
        assert_eq!(errors_of(&place(text), NEWEST), want, "{text}");
    }
}

#[test]
#[rustfmt::skip]
fn an_issuer_needs_an_https_url() {
    check(issuer, "jwt[0].issuer.", &[
        ("{audiences: [a]}", &["url: Required value"]),
        (r#"{url: "", audiences: [a]}"#, &["url: Required value"]),
        ("{url: http://a.example.com, audiences: [a]}", &[r#"url: Invalid value: "http://a.example.com": URL scheme must be https"#]),
        ("{url: a.example.com, audiences: [a]}", &[r#"url: Invalid value: "a.example.com": URL scheme must be https"#]),
        (r#"{url: "https://user:secret@a.example.com", audiences: [a]}"#, &[r#"url: Invalid value: "https://user:secret@a.example.com": URL must not contain a username or password"#]),
        (r#"{url: "https://user@a.example.com", audiences: [a]}"#, &[r#"url: Invalid value: "https://user@a.example.com": URL must not contain a username or password"#]),
        (r#"{url: "https://a.example.com?x=y", audiences: [a]}"#, &[r#"url: Invalid value: "https://a.example.com?x=y": URL must not contain a query"#]),
        (r#"{url: "https://a.example.com/?", audiences: [a]}"#, &[]),
        (r#"{url: "https://a.example.com#x", audiences: [a]}"#, &[r#"url: Invalid value: "https://a.example.com#x": URL must not contain a fragment"#]),
        (r#"{url: "https://a.example.com#", audiences: [a]}"#, &[]),
        (r#"{url: "http://user@a.example.com?x=y#z", audiences: [a]}"#, &[r#"url: Invalid value: "http://user@a.example.com?x=y#z": URL scheme must be https"#, r#"url: Invalid value: "http://user@a.example.com?x=y#z": URL must not contain a username or password"#, r#"url: Invalid value: "http://user@a.example.com?x=y#z": URL must not contain a query"#, r#"url: Invalid value: "http://user@a.example.com?x=y#z": URL must not contain a fragment"#]),
        (r#"{url: "https://a.example.com:port", audiences: [a]}"#, &[r#"url: Invalid value: "https://a.example.com:port": parse "https://a.example.com:port": invalid port ":port" after host"#]),
        (r#"{url: "https://a b", audiences: [a]}"#, &[r#"url: Invalid value: "https://a b": parse "https://a b": invalid character " " in host name"#]),
        (r#"{url: "https://a/%zz", audiences: [a]}"#, &[r#"url: Invalid value: "https://a/%zz": parse "https://a/%zz": invalid URL escape "%zz""#]),
        (r#"{url: ":", audiences: [a]}"#, &[r#"url: Invalid value: ":": parse ":": missing protocol scheme"#]),
        (r#"{url: "https://a\nb", audiences: [a]}"#, &[r#"url: Invalid value: "https://a\nb": parse "https://a\nb": net/url: invalid control character in URL"#]),
        (r#"{url: "HTTPS://a", audiences: [a]}"#, &[]),
        (r#"{url: "https:", audiences: [a]}"#, &[]),
        (r#"{url: "https://münchen.example", audiences: [a]}"#, &[]),
        (r#"{url: "https://a.example.com ", audiences: [a]}"#, &[r#"url: Invalid value: "https://a.example.com ": parse "https://a.example.com ": invalid character " " in host name"#]),
        (r#"{url: "<issuer>", audiences: [a]}"#, &[r#"url: Invalid value: "<issuer>": URL scheme must be https"#]),
        ("{url: https://kubernetes.default.svc, audiences: [a]}", &[r#"url: Invalid value: "https://kubernetes.default.svc": URL must not overlap with disallowed issuers: [https://disallowed.example.com https://kubernetes.default.svc]"#]),
        ("{url: https://disallowed.example.com, audiences: [a]}", &[r#"url: Invalid value: "https://disallowed.example.com": URL must not overlap with disallowed issuers: [https://disallowed.example.com https://kubernetes.default.svc]"#]),
        ("{url: https://disallowed.example.com/, audiences: [a]}", &[]),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_discovery_url_is_another_https_url() {
    check(issuer, "jwt[0].issuer.", &[
        (r#"{url: https://a.example.com, discoveryURL: "", audiences: [a]}"#, &[]),
        ("{url: https://a.example.com, discoveryURL: https://a.example.com, audiences: [a]}", &[r#"discoveryURL: Invalid value: "https://a.example.com": discoveryURL must be different from URL"#]),
        ("{url: https://a.example.com, discoveryURL: https://a.example.com//, audiences: [a]}", &[r#"discoveryURL: Invalid value: "https://a.example.com//": discoveryURL must be different from URL"#]),
        ("{url: https://a.example.com/, discoveryURL: https://a.example.com, audiences: [a]}", &[r#"discoveryURL: Invalid value: "https://a.example.com": discoveryURL must be different from URL"#]),
        ("{url: https://a.example.com, discoveryURL: http://b.example.com/d, audiences: [a]}", &[r#"discoveryURL: Invalid value: "http://b.example.com/d": URL scheme must be https"#]),
        (r#"{url: https://a.example.com, discoveryURL: "https://u:p@b.example.com/d?q=1#f", audiences: [a]}"#, &[r#"discoveryURL: Invalid value: "https://u:p@b.example.com/d?q=1#f": URL must not contain a username or password"#, r#"discoveryURL: Invalid value: "https://u:p@b.example.com/d?q=1#f": URL must not contain a query"#, r#"discoveryURL: Invalid value: "https://u:p@b.example.com/d?q=1#f": URL must not contain a fragment"#]),
        (r#"{url: https://a.example.com, discoveryURL: "https://b.example.com:x", audiences: [a]}"#, &[r#"discoveryURL: Invalid value: "https://b.example.com:x": parse "https://b.example.com:x": invalid port ":x" after host"#]),
        (r#"{url: "", discoveryURL: /, audiences: [a]}"#, &["url: Required value", r#"discoveryURL: Invalid value: "/": URL scheme must be https"#]),
        ("{url: https://a.example.com, discoveryURL: https://kubernetes.default.svc, audiences: [a]}", &[]),
    ]);
}

#[test]
#[rustfmt::skip]
fn audiences_are_present_and_distinct() {
    check(issuer, "jwt[0].issuer.", &[
        ("{url: https://a.example.com}", &["audiences: Required value: at least one jwt[0].issuer.audiences is required"]),
        ("{url: https://a.example.com, audiences: []}", &["audiences: Required value: at least one jwt[0].issuer.audiences is required"]),
        (r#"{url: https://a.example.com, audiences: [""]}"#, &["audiences[0]: Required value"]),
        ("{url: https://a.example.com, audiences: [null]}", &["audiences[0]: Required value"]),
        ("{url: https://a.example.com, audiences: [a, b]}", &[r#"audienceMatchPolicy: Invalid value: "": audienceMatchPolicy must be MatchAny for multiple audiences"#]),
        ("{url: https://a.example.com, audiences: [a, a], audienceMatchPolicy: MatchAny}", &[r#"audiences[1]: Duplicate value: "a""#]),
        (r#"{url: https://a.example.com, audiences: [a, "", b, ""], audienceMatchPolicy: MatchAny}"#, &["audiences[1]: Required value", "audiences[3]: Required value", r#"audiences[3]: Duplicate value: """#]),
        ("{url: https://a.example.com, audiences: [a], audienceMatchPolicy: MatchAny}", &[]),
        ("{url: https://a.example.com, audiences: [a], audienceMatchPolicy: MatchAll}", &[r#"audienceMatchPolicy: Invalid value: "MatchAll": audienceMatchPolicy must be empty or MatchAny for single audience"#]),
        (r#"{url: https://a.example.com, audiences: [a, b], audienceMatchPolicy: "<any>"}"#, &[r#"audienceMatchPolicy: Invalid value: "\u003cany\u003e": audienceMatchPolicy must be MatchAny for multiple audiences"#]),
        ("{url: https://a.example.com, audiences: [a, b], audienceMatchPolicy: matchAny}", &[r#"audienceMatchPolicy: Invalid value: "matchAny": audienceMatchPolicy must be MatchAny for multiple audiences"#]),
        ("{url: https://a.example.com, audienceMatchPolicy: MatchAll}", &["audiences: Required value: at least one jwt[0].issuer.audiences is required"]),
    ]);
}

#[test]
#[rustfmt::skip]
fn an_egress_selector_is_one_of_two() {
    check(issuer, "jwt[0].issuer.", &[
        ("{url: https://a.example.com, audiences: [a], egressSelectorType: cluster}", &[]),
        ("{url: https://a.example.com, audiences: [a], egressSelectorType: controlplane}", &[]),
        ("{url: https://a.example.com, audiences: [a], egressSelectorType: etcd}", &[r#"egressSelectorType: Invalid value: "etcd": egress selector must be either controlplane or cluster"#]),
        ("{url: https://a.example.com, audiences: [a], egressSelectorType: Cluster}", &[r#"egressSelectorType: Invalid value: "Cluster": egress selector must be either controlplane or cluster"#]),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_certificate_authority_is_pem() {
    check(issuer, "jwt[0].issuer.", &[
        (r#"{url: https://a.example.com, audiences: [a], certificateAuthority: ""}"#, &[]),
        ("{url: https://a.example.com, audiences: [a], certificateAuthority: /etc/ca.crt}", &[r#"certificateAuthority: Invalid value: "<omitted>": data does not contain any valid RSA or ECDSA certificates"#]),
        (r#"{url: https://a.example.com, audiences: [a], certificateAuthority: "-----BEGIN CERTIFICATE-----\nYWJj\n-----END CERTIFICATE-----\n"}"#, &[r#"certificateAuthority: Invalid value: "<omitted>": x509: malformed certificate"#]),
        (r#"{url: https://a.example.com, audiences: [a], certificateAuthority: "-----BEGIN PUBLIC KEY-----\nYWJj\n-----END PUBLIC KEY-----\n"}"#, &[r#"certificateAuthority: Invalid value: "<omitted>": data does not contain any valid RSA or ECDSA certificates"#]),
        (r#"{url: https://a.example.com, audiences: [a], certificateAuthority: "-----BEGIN CERTIFICATE-----\na: b\n\nYWJj\n-----END CERTIFICATE-----\n"}"#, &[r#"certificateAuthority: Invalid value: "<omitted>": data does not contain any valid RSA or ECDSA certificates"#]),
        (r#"{url: https://a.example.com, audiences: [a], certificateAuthority: "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"}"#, &[r#"certificateAuthority: Invalid value: "<omitted>": data does not contain any valid RSA or ECDSA certificates"#]),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_claim_rule_is_a_claim_or_an_expression() {
    check(claim_rules, "jwt[0].claimValidationRules", &[
        ("[{}]", &["[0]: Required value: claim or expression is required"]),
        ("[{claim: hd, requiredValue: example.com}]", &[]),
        ("[{claim: hd}]", &[]),
        (r#"[{claim: hd, expression: "true"}]"#, &[r#"[0]: Invalid value: "hd": claim and expression can't both be set"#]),
        (r#"[{claim: hd, message: "no"}]"#, &[r#"[0].message: Invalid value: "no": may not be specified when claim is set"#]),
        ("[{claim: hd, message: not this domain}]", &[r#"[0].message: Invalid value: "not this domain": may not be specified when claim is set"#]),
        ("[{requiredValue: x}]", &["[0]: Required value: claim or expression is required"]),
        ("[{message: x}]", &["[0]: Required value: claim or expression is required"]),
        ("[{expression: claims.exp - claims.nbf <= 86400, message: too long}]", &[]),
        (r#"[{expression: claims.hd == "x", requiredValue: x}]"#, &[r#"[0].requiredValue: Invalid value: "x": may not be specified when expression is set"#]),
        ("[{claim: hd}, {claim: hd, requiredValue: x}]", &[r#"[1].claim: Duplicate value: "hd""#]),
        ("[{claim: hd, requiredValue: a}, {claim: aud, requiredValue: b}, {claim: hd, message: c}]", &[r#"[2].message: Invalid value: "c": may not be specified when claim is set"#, r#"[2].claim: Duplicate value: "hd""#]),
        (r#"[{expression: claims.a == "b"}, {expression: claims.a == "b"}]"#, &[r#"[1].expression: Duplicate value: "claims.a == \"b\"""#]),
        (r#"[{expression: claims.a == "b", message: one}, {expression: claims.a == "b", message: two, requiredValue: x}]"#, &[r#"[1].requiredValue: Invalid value: "x": may not be specified when expression is set"#, r#"[1].expression: Duplicate value: "claims.a == \"b\"""#]),
        (r#"[{claim: hd, expression: "true"}, {claim: hd}]"#, &[r#"[0]: Invalid value: "hd": claim and expression can't both be set"#]),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_username_is_required_and_so_is_its_prefix() {
    check(mappings, "jwt[0].claimMappings.", &[
        ("{}", &["username: Required value: claim or expression is required"]),
        ("{username: {}}", &["username: Required value: claim or expression is required"]),
        ("{username: {claim: sub}}", &["username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing"]),
        ("{username: {claim: sub, prefix: null}}", &["username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing"]),
        (r#"{username: {claim: sub, prefix: "oidc:"}}"#, &[]),
        (r#"{username: {prefix: "oidc:"}}"#, &["username: Required value: claim or expression is required"]),
        ("{username: {expression: claims.sub}}", &[]),
        (r#"{username: {expression: claims.sub, prefix: "oidc:"}}"#, &[r#"username.prefix: Invalid value: "oidc:": may not be specified when expression is set"#]),
        (r#"{username: {expression: claims.sub, prefix: ""}}"#, &[r#"username.prefix: Invalid value: "": may not be specified when expression is set"#]),
        ("{username: {claim: sub, expression: claims.sub}}", &[r#"username: Invalid value: "": claim and expression can't both be set"#]),
        ("{username: {claim: sub, expression: claims.sub, prefix: x}}", &[r#"username: Invalid value: "": claim and expression can't both be set"#]),
    ]);
}

#[test]
#[rustfmt::skip]
fn groups_and_uid_are_optional() {
    check(mappings, "jwt[0].claimMappings.", &[
        (r#"{username: {claim: sub, prefix: ""}, groups: {}}"#, &[]),
        (r#"{username: {claim: sub, prefix: ""}, groups: {claim: groups}}"#, &["groups.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing"]),
        (r#"{username: {claim: sub, prefix: ""}, groups: {claim: groups, prefix: ""}}"#, &[]),
        (r#"{username: {claim: sub, prefix: ""}, groups: {prefix: "x:"}}"#, &[]),
        (r#"{username: {claim: sub, prefix: ""}, groups: {expression: claims.groups, prefix: "x:"}}"#, &[r#"groups.prefix: Invalid value: "x:": may not be specified when expression is set"#]),
        (r#"{username: {claim: sub, prefix: ""}, groups: {claim: groups, expression: claims.groups}}"#, &[r#"groups: Invalid value: "": claim and expression can't both be set"#]),
        (r#"{username: {claim: sub, prefix: ""}, uid: {}}"#, &[]),
        (r#"{username: {claim: sub, prefix: ""}, uid: {claim: sub}}"#, &[]),
        (r#"{username: {claim: sub, prefix: ""}, uid: {claim: sub, expression: claims.sub}}"#, &[r#"uid: Invalid value: "": claim and expression can't both be set"#]),
        ("{groups: {claim: g}, uid: {claim: a, expression: claims.b}}", &["username: Required value: claim or expression is required", "groups.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing", r#"uid: Invalid value: "": claim and expression can't both be set"#]),
    ]);
}

#[test]
#[rustfmt::skip]
fn an_extra_key_is_a_domain_prefixed_path() {
    check(extra, "jwt[0].claimMappings.extra", &[
        ("[{}]", &["[0].key: Required value", "[0].valueExpression: Required value"]),
        ("[{key: example.com/tenant, valueExpression: claims.tenant}]", &[]),
        ("[{key: example.com/tenant}]", &["[0].valueExpression: Required value"]),
        ("[{key: tenant, valueExpression: claims.x}]", &[r#"[0].key: Invalid value: "tenant": must be a domain-prefixed path (such as "acme.io/foo")"#]),
        ("[{key: /tenant, valueExpression: claims.x}]", &[r#"[0].key: Invalid value: "/tenant": must be a domain-prefixed path (such as "acme.io/foo")"#]),
        ("[{key: example.com/, valueExpression: claims.x}]", &[r#"[0].key: Invalid value: "example.com/": must be a domain-prefixed path (such as "acme.io/foo")"#]),
        ("[{key: example.com/a/b, valueExpression: claims.x}]", &[]),
        ("[{key: Example.com/tenant, valueExpression: claims.x}]", &[r#"[0].key: Invalid value: "Example.com": {subdomain}"#, r#"[0].key: Invalid value: "Example.com/tenant": must be lowercase"#]),
        ("[{key: example.com/Tenant, valueExpression: claims.x}]", &[r#"[0].key: Invalid value: "example.com/Tenant": must be lowercase"#]),
        ("[{key: example_com/tenant, valueExpression: claims.x}]", &[r#"[0].key: Invalid value: "example_com": {subdomain}"#]),
        ("[{key: -example.com/tenant, valueExpression: claims.x}]", &[r#"[0].key: Invalid value: "-example.com": {subdomain}"#]),
        ("[{key: example..com/tenant, valueExpression: claims.x}]", &[r#"[0].key: Invalid value: "example..com": {subdomain}"#]),
        (r#"[{key: "example.com/te nant", valueExpression: claims.x}]"#, &[r#"[0].key: Invalid value: "te nant": Invalid path (regex used for validation is '[A-Za-z0-9/\-._~%!$&'()*+,;=:]+')"#]),
        (r#"[{key: "exa mple.com/te nant", valueExpression: claims.x}]"#, &[r#"[0].key: Invalid value: "exa mple.com": {subdomain}"#, r#"[0].key: Invalid value: "te nant": Invalid path (regex used for validation is '[A-Za-z0-9/\-._~%!$&'()*+,;=:]+')"#]),
        (r#"[{key: "example.com/ünit", valueExpression: claims.x}]"#, &[r#"[0].key: Invalid value: "ünit": Invalid path (regex used for validation is '[A-Za-z0-9/\-._~%!$&'()*+,;=:]+')"#]),
        (r#"[{key: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com/x", valueExpression: claims.x}]"#, &[r#"[0].key: Invalid value: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.com": must be no more than 253 characters"#]),
        ("[{key: kubernetes.io/x, valueExpression: claims.x}]", &[r#"[0].key: Invalid value: "kubernetes.io/x": k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use"#]),
        ("[{key: authentication.kubernetes.io/x, valueExpression: claims.x}]", &[r#"[0].key: Invalid value: "authentication.kubernetes.io/x": k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use"#]),
        ("[{key: k8s.io/x, valueExpression: claims.x}]", &[r#"[0].key: Invalid value: "k8s.io/x": k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use"#]),
        ("[{key: a.k8s.io/x, valueExpression: claims.x}]", &[r#"[0].key: Invalid value: "a.k8s.io/x": k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use"#]),
        ("[{key: notk8s.io/x, valueExpression: claims.x}]", &[]),
        ("[{key: K8S.io/x, valueExpression: claims.x}]", &[r#"[0].key: Invalid value: "K8S.io": {subdomain}"#, r#"[0].key: Invalid value: "K8S.io/x": must be lowercase"#]),
        ("[{key: example.com/a, valueExpression: claims.x}, {key: example.com/a, valueExpression: claims.y}]", &[r#"[1].key: Duplicate value: "example.com/a""#]),
        ("[{key: example.com/a}, {key: example.com/a}]", &["[0].valueExpression: Required value", r#"[1].key: Duplicate value: "example.com/a""#]),
        ("[{}, {valueExpression: claims.x}]", &["[0].key: Required value", "[0].valueExpression: Required value", "[1].key: Required value", r#"[1].key: Duplicate value: """#]),
    ]);
}

#[test]
#[rustfmt::skip]
fn a_user_rule_is_an_expression() {
    check(user_rules, "jwt[0].userValidationRules", &[
        ("[{}]", &["[0].expression: Required value"]),
        (r#"[{message: "no"}]"#, &["[0].expression: Required value"]),
        (r#"[{expression: "!user.username.startsWith('system:')", message: reserved}]"#, &[]),
        (r#"[{expression: "true"}, {expression: "true"}]"#, &[r#"[1].expression: Duplicate value: "true""#]),
        (r#"[{}, {expression: "true"}, {}, {expression: "true"}]"#, &["[0].expression: Required value", "[2].expression: Required value", r#"[3].expression: Duplicate value: "true""#]),
    ]);
}

#[test]
#[rustfmt::skip]
fn authenticators_do_not_share_urls() {
    check(issuers, "", &[
        ("{url: https://a.example.com, audiences: [a]}, {url: https://a.example.com, audiences: [b]}", &[r#"jwt[1].issuer.url: Duplicate value: "https://a.example.com""#]),
        ("{url: https://a.example.com, audiences: [a]}, {url: https://a.example.com/, audiences: [b]}", &[]),
        ("{audiences: [a]}, {audiences: [b]}", &["jwt[0].issuer.url: Required value", "jwt[1].issuer.url: Required value", r#"jwt[1].issuer.url: Duplicate value: """#]),
        ("{url: https://a.example.com, discoveryURL: https://d.example.com, audiences: [a]}, {url: https://b.example.com, discoveryURL: https://d.example.com, audiences: [b]}", &[r#"jwt[1].issuer.discoveryURL: Duplicate value: "https://d.example.com""#]),
        ("{url: https://a.example.com, discoveryURL: https://b.example.com, audiences: [a]}, {url: https://b.example.com, audiences: [b]}", &[]),
        ("{url: http://a, discoveryURL: http://d, audiences: [a]}, {url: http://a, discoveryURL: http://d}", &[r#"jwt[0].issuer.url: Invalid value: "http://a": URL scheme must be https"#, r#"jwt[0].issuer.discoveryURL: Invalid value: "http://d": URL scheme must be https"#, r#"jwt[1].issuer.url: Invalid value: "http://a": URL scheme must be https"#, r#"jwt[1].issuer.discoveryURL: Invalid value: "http://d": URL scheme must be https"#, "jwt[1].issuer.audiences: Required value: at least one jwt[1].issuer.audiences is required", r#"jwt[1].issuer.url: Duplicate value: "http://a""#, r#"jwt[1].issuer.discoveryURL: Duplicate value: "http://d""#]),
    ]);
}

#[test]
#[rustfmt::skip]
fn anonymous_conditions_need_it_enabled() {
    check(body, "", &[
        ("anonymous: {}", &[]),
        ("anonymous: {enabled: false}", &[]),
        ("anonymous: {enabled: true, conditions: [{path: /healthz}, {path: /healthz}]}", &[]),
        ("anonymous: {conditions: [{path: /livez}]}", &[r#"anonymous.conditions: Invalid value: [{"Path":"/livez"}]: enabled should be set to true when conditions are defined"#]),
        (r#"anonymous: {enabled: false, conditions: [{path: /livez}, {path: "<&>"}, {}]}"#, &[r#"anonymous.conditions: Invalid value: [{"Path":"/livez"},{"Path":"\u003c\u0026\u003e"},{"Path":""}]: enabled should be set to true when conditions are defined"#]),
        (r#"anonymous: {enabled: true, conditions: [{path: ""}, {path: healthz}]}"#, &[]),
        ("anonymous: {enabled: false, conditions: []}", &[]),
    ]);
}

#[test]
#[rustfmt::skip]
fn every_part_is_checked_in_order() {
    check(body, "", &[
        ("jwt: [{}]", &["jwt[0].issuer.url: Required value", "jwt[0].issuer.audiences: Required value: at least one jwt[0].issuer.audiences is required", "jwt[0].claimMappings.username: Required value: claim or expression is required"]),
        ("jwt: [null, null]", &["jwt[0].issuer.url: Required value", "jwt[0].issuer.audiences: Required value: at least one jwt[0].issuer.audiences is required", "jwt[0].claimMappings.username: Required value: claim or expression is required", "jwt[1].issuer.url: Required value", "jwt[1].issuer.audiences: Required value: at least one jwt[1].issuer.audiences is required", "jwt[1].claimMappings.username: Required value: claim or expression is required", r#"jwt[1].issuer.url: Duplicate value: """#]),
        ("jwt: [{issuer: {url: http://a, discoveryURL: http://a, audiences: [a, a], certificateAuthority: x, egressSelectorType: etcd}, claimValidationRules: [{}], claimMappings: {username: {claim: a}, groups: {claim: b}, uid: {claim: c, expression: d}, extra: [{}]}, userValidationRules: [{}]}]\nanonymous: {conditions: [{path: /}]}", &[r#"jwt[0].issuer.url: Invalid value: "http://a": URL scheme must be https"#, r#"jwt[0].issuer.discoveryURL: Invalid value: "http://a": discoveryURL must be different from URL"#, r#"jwt[0].issuer.discoveryURL: Invalid value: "http://a": URL scheme must be https"#, r#"jwt[0].issuer.audiences[1]: Duplicate value: "a""#, r#"jwt[0].issuer.audienceMatchPolicy: Invalid value: "": audienceMatchPolicy must be MatchAny for multiple audiences"#, r#"jwt[0].issuer.certificateAuthority: Invalid value: "<omitted>": data does not contain any valid RSA or ECDSA certificates"#, r#"jwt[0].issuer.egressSelectorType: Invalid value: "etcd": egress selector must be either controlplane or cluster"#, "jwt[0].claimValidationRules[0]: Required value: claim or expression is required", "jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing", "jwt[0].claimMappings.groups.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing", r#"jwt[0].claimMappings.uid: Invalid value: "": claim and expression can't both be set"#, "jwt[0].claimMappings.extra[0].key: Required value", "jwt[0].claimMappings.extra[0].valueExpression: Required value", "jwt[0].userValidationRules[0].expression: Required value", r#"anonymous.conditions: Invalid value: [{"Path":"/"}]: enabled should be set to true when conditions are defined"#]),
    ]);
}

#[test]
fn sixty_four_authenticators_are_the_most() {
    let body = |count: usize| {
        let one = |index| {
            format!(
                "{{issuer: {{url: https://{index}.example.com, audiences: [a]}}, claimMappings: {MAPPINGS}}}"
            )
        };
        format!("jwt: [{}]", (0..count).map(one).collect::<Vec<_>>().join(", "))
    };
    assert_eq!(errors_of(&body(64), NEWEST), [""; 0]);
    assert_eq!(errors_of(&body(65), NEWEST), ["jwt: Too many: 65: must have at most 64 items"]);
}

#[test]
fn a_long_domain_is_too_long() {
    let domain = format!("{}.com", "a".repeat(250));
    let errors = errors_of(&extra(&format!("[{{key: {domain}/x, valueExpression: claims.x}}]")), NEWEST);
    let want =
        "jwt[0].claimMappings.extra[0].key: Invalid value: {domain}: must be no more than 253 characters";
    assert_eq!(errors, [want.replace("{domain}", &format!("{domain:?}"))]);
}

#[test]
fn a_real_certificate_authority_is_accepted() {
    let pem = include_str!("testdata/ca.crt").replace('\n', "\\n");
    let text = format!("{{url: https://a.example.com, audiences: [a], certificateAuthority: \"{pem}\"}}");
    assert_eq!(errors_of(&issuer(&text), NEWEST), [""; 0]);
}

#[test]
fn building_an_authenticator_names_fields_from_there() {
    let text = document(&issuer("{url: https://sa.example.com}"), "v1");
    let config = load(&text, NEWEST).unwrap();
    assert_eq!(
        validate_authenticator(&config.jwt[0], &["https://sa.example.com".to_owned()], NEWEST, &Cel),
        [
            r#"issuer.url: Invalid value: "https://sa.example.com": URL must not overlap with disallowed issuers: [https://sa.example.com]"#,
            "issuer.audiences: Required value: at least one issuer.audiences is required",
        ]
    );
}

#[test]
fn a_constant_that_cannot_be_computed_is_an_internal_error() {
    assert_eq!(
        errors_of(&mappings(r#"{username: {expression: 'string(int("4x"))'}}"#), NEWEST),
        [
            "jwt[0].claimMappings.username.expression: Internal error: program instantiation failed: type conversion error from \
             'string' to 'int'"
        ]
    );
}
