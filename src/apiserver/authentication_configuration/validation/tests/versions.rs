//! What differs between versions, read in the sources of k8s.io/apiserver v0.30.14 to v0.37.2.

use super::*;

#[test]
fn older_versions_word_it_otherwise() {
    let rules = |minor| Rules::of(Version { minor });
    for (body, until_1_33, since_1_34) in [
        (
            issuer("{audiences: [a]}"),
            "jwt[0].issuer.url: Required value: URL is required",
            "jwt[0].issuer.url: Required value",
        ),
        (
            issuer("{url: https://a.example.com, audiences: [\"\"]}"),
            "jwt[0].issuer.audiences[0]: Required value: audience can't be empty",
            "jwt[0].issuer.audiences[0]: Required value",
        ),
        (
            claim_rules("[{claim: hd, message: m}]"),
            r#"jwt[0].claimValidationRules[0].message: Invalid value: "m": message can't be set when claim is set"#,
            r#"jwt[0].claimValidationRules[0].message: Invalid value: "m": may not be specified when claim is set"#,
        ),
        (
            claim_rules("[{expression: true == true, requiredValue: v}]"),
            r#"jwt[0].claimValidationRules[0].requiredValue: Invalid value: "v": requiredValue can't be set when expression is set"#,
            r#"jwt[0].claimValidationRules[0].requiredValue: Invalid value: "v": may not be specified when expression is set"#,
        ),
        (
            mappings("{username: {expression: claims.sub, prefix: p}}"),
            r#"jwt[0].claimMappings.username.prefix: Invalid value: "p": prefix can't be set when expression is set"#,
            r#"jwt[0].claimMappings.username.prefix: Invalid value: "p": may not be specified when expression is set"#,
        ),
        (
            extra("[{key: a.b/C, valueExpression: claims.e}]"),
            r#"jwt[0].claimMappings.extra[0].key: Invalid value: "a.b/C": key must be lowercase"#,
            r#"jwt[0].claimMappings.extra[0].key: Invalid value: "a.b/C": must be lowercase"#,
        ),
        (
            extra("[{key: a.b/c}]"),
            "jwt[0].claimMappings.extra[0].valueExpression: Required value: valueExpression is required",
            "jwt[0].claimMappings.extra[0].valueExpression: Required value",
        ),
        (
            user_rules("[{}]"),
            "jwt[0].userValidationRules[0].expression: Required value: expression is required",
            "jwt[0].userValidationRules[0].expression: Required value",
        ),
    ] {
        assert_eq!(errors_of(&body, rules(30)), [until_1_33], "{body}");
        assert_eq!(errors_of(&body, rules(33)), [until_1_33], "{body}");
        assert_eq!(errors_of(&body, rules(34)), [since_1_34], "{body}");
    }
}

#[test]
fn the_domain_of_kubernetes_is_reserved_since_1_32() {
    let body = extra("[{key: kubernetes.io/x, valueExpression: claims.e}]");
    assert_eq!(errors_of(&body, Rules::of(Version { minor: 31 })), [""; 0]);
    assert_eq!(errors_of(&body, Rules::of(Version { minor: 32 })).len(), 1);
}

#[test]
fn gates_that_are_off_forbid_their_fields() {
    let body = "anonymous: {enabled: true}";
    let misspelt = "anonymous: Forbidden: anonymous is not supported when AnonymousAuthConfigurableEnpoints feature gate is disabled";
    let spelt = misspelt.replace("Enpoints", "Endpoints");
    assert_eq!(errors_of(body, Rules::of(Version { minor: 31 })), [misspelt]);
    assert_eq!(errors_of(body, Rules::of(Version { minor: 32 })), [""; 0]);
    let off = |minor| Rules { anonymous_endpoints: false, ..Rules::of(Version { minor }) };
    assert_eq!(errors_of(body, off(34)), [misspelt]);
    assert_eq!(errors_of(body, off(35)), [spelt.as_str()]);
    assert_eq!(errors_of(body, off(37)), [""; 0]);

    let body = issuer("{url: https://a.example.com, audiences: [a], egressSelectorType: etcd}");
    let path = r#"jwt[0].issuer.egressSelectorType: Invalid value: "etcd": egress selector"#;
    assert_eq!(
        errors_of(&body, Rules { egress_selector: false, ..NEWEST }),
        [
            format!(
                "{path} is not supported when StructuredAuthenticationConfigurationEgressSelector feature gate is disabled"
            ),
            format!("{path} must be either controlplane or cluster"),
        ]
    );
}
