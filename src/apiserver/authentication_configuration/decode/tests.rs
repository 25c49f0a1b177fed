//! The expected texts are those of k8s.io/apiserver v0.37.2 on the same documents; only the name of the scheme, which is a
//! place in the source, is the one in kube-apiserver v1.37.2.

use super::*;
use crate::apiserver::authentication_configuration::types::MATCH_ANY;
use crate::scenario::Version;

const HEADER: &str = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

fn newest() -> Rules {
    Rules::of(Version::NEWEST)
}

fn refused(head: &str, cases: &[(&str, &str)]) {
    for (text, want) in cases {
        assert_eq!(load(&format!("{head}{text}"), newest()), Err((*want).to_owned()), "{text:?}");
    }
}

#[test]
#[rustfmt::skip]
fn kind_and_version_must_be_known() {
    refused("", &[
        ("", "empty config data"),
        ("\n", "Object 'Kind' is missing in '\n'"),
        ("# only a comment\n", "Object 'Kind' is missing in '# only a comment\n'"),
        ("---\n", "Object 'Kind' is missing in '---\n'"),
        ("null", "Object 'Kind' is missing in 'null'"),
        ("[]", r#"couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }"#),
        ("jwt", r#"couldn't get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }"#),
        ("12", r#"couldn't get version/kind; json parse error: json: cannot unmarshal number into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }"#),
        ("true", r#"couldn't get version/kind; json parse error: json: cannot unmarshal bool into Go value of type struct { APIVersion string "json:\"apiVersion,omitempty\""; Kind string "json:\"kind,omitempty\"" }"#),
        ("{}", "Object 'Kind' is missing in '{}'"),
        ("kind: AuthenticationConfiguration\n", "Object 'apiVersion' is missing in 'kind: AuthenticationConfiguration\n'"),
        ("apiVersion: apiserver.config.k8s.io/v1\n", "Object 'Kind' is missing in 'apiVersion: apiserver.config.k8s.io/v1\n'"),
        ("apiVersion: apiserver.config.k8s.io/v1\nkind: \"\"\n", "Object 'Kind' is missing in 'apiVersion: apiserver.config.k8s.io/v1\nkind: \"\"\n'"),
        ("apiVersion: apiserver.config.k8s.io/v1\nkind: ~\n", "Object 'Kind' is missing in 'apiVersion: apiserver.config.k8s.io/v1\nkind: ~\n'"),
        ("kind: 3", "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string"),
        ("kind: [a]", "couldn't get version/kind; json parse error: json: cannot unmarshal array into Go struct field .kind of type string"),
        ("kind: yes", "couldn't get version/kind; json parse error: json: cannot unmarshal bool into Go struct field .kind of type string"),
        ("apiVersion: {}\nkind: AuthenticationConfiguration\n", "couldn't get version/kind; json parse error: json: cannot unmarshal object into Go struct field .apiVersion of type string"),
        ("apiVersion: 1.0\nkind: 2\n", "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .apiVersion of type string"),
        ("apiVersion: a/b/c\nkind: AuthenticationConfiguration\n", "unexpected GroupVersion string: a/b/c"),
        ("apiVersion: /\nkind: AuthenticationConfiguration\n", "Object 'apiVersion' is missing in 'apiVersion: /\nkind: AuthenticationConfiguration\n'"),
        ("apiVersion: apiserver.config.k8s.io/\nkind: AuthenticationConfiguration\n", "Object 'apiVersion' is missing in 'apiVersion: apiserver.config.k8s.io/\nkind: AuthenticationConfiguration\n'"),
        ("apiVersion: apiserver.config.k8s.io/v2\nkind: AuthenticationConfiguration\n", r#"no kind "AuthenticationConfiguration" is registered for version "apiserver.config.k8s.io/v2" in scheme "pkg/kubeapiserver/options/authentication.go:874""#),
        ("apiVersion: v1\nkind: AuthenticationConfiguration\n", r#"no kind "AuthenticationConfiguration" is registered for version "v1" in scheme "pkg/kubeapiserver/options/authentication.go:874""#),
        ("apiVersion: apiserver.k8s.io/v1beta1\nkind: AuthenticationConfiguration\n", r#"no kind "AuthenticationConfiguration" is registered for version "apiserver.k8s.io/v1beta1" in scheme "pkg/kubeapiserver/options/authentication.go:874""#),
        ("apiVersion: apiserver.config.k8s.io/v1\nkind: authenticationConfiguration\n", r#"no kind "authenticationConfiguration" is registered for version "apiserver.config.k8s.io/v1" in scheme "pkg/kubeapiserver/options/authentication.go:874""#),
        ("apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfig\n", r#"no kind "AuthenticationConfig" is registered for version "apiserver.config.k8s.io/v1" in scheme "pkg/kubeapiserver/options/authentication.go:874""#),
        ("apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\n", "expected AuthenticationConfiguration, got *apiserver.AuthorizationConfiguration"),
        ("apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n", "expected AuthenticationConfiguration, got *apiserver.EncryptionConfiguration"),
        ("apiVersion: apiserver.config.k8s.io/v1beta1\nkind: EncryptionConfiguration\n", r#"no kind "EncryptionConfiguration" is registered for version "apiserver.config.k8s.io/v1beta1" in scheme "pkg/kubeapiserver/options/authentication.go:874""#),
        ("apiVersion: apiserver.k8s.io/v1alpha1\nkind: AdmissionConfiguration\n", "expected AuthenticationConfiguration, got *apiserver.AdmissionConfiguration"),
        ("apiVersion: v1\nkind: EncryptionConfig\n", "expected AuthenticationConfiguration, got *apiserver.EncryptionConfiguration"),
        ("apiVersion: v1\nkind: Status\n", "expected AuthenticationConfiguration, got *v1.Status"),
        ("apiVersion: v1\nkind: Config\n", r#"no kind "Config" is registered for version "v1" in scheme "pkg/kubeapiserver/options/authentication.go:874""#),
        ("apiVersion: \"a\\nb\"\nkind: \"<x>\"\n", r#"no kind "<x>" is registered for version "a\nb" in scheme "pkg/kubeapiserver/options/authentication.go:874""#),
    ]);
}

#[test]
#[rustfmt::skip]
fn values_have_the_right_type() {
    refused(HEADER, &[
        ("jwt: issuer\n", "json: cannot unmarshal string into Go struct field AuthenticationConfiguration.jwt of type []v1.JWTAuthenticator"),
        ("jwt: {}\n", "json: cannot unmarshal object into Go struct field AuthenticationConfiguration.jwt of type []v1.JWTAuthenticator"),
        ("jwt: 1\n", "json: cannot unmarshal number into Go struct field AuthenticationConfiguration.jwt of type []v1.JWTAuthenticator"),
        ("jwt: yes\n", "json: cannot unmarshal bool into Go struct field AuthenticationConfiguration.jwt of type []v1.JWTAuthenticator"),
        ("jwt: [1, a]\n", "json: cannot unmarshal number into Go struct field AuthenticationConfiguration.jwt of type v1.JWTAuthenticator"),
        ("jwt: [[]]\n", "json: cannot unmarshal array into Go struct field AuthenticationConfiguration.jwt of type v1.JWTAuthenticator"),
        ("jwt: [{issuer: https://a.example.com}]\n", "json: cannot unmarshal string into Go struct field JWTAuthenticator.jwt.issuer of type v1.Issuer"),
        ("jwt: [{issuer: []}]\n", "json: cannot unmarshal array into Go struct field JWTAuthenticator.jwt.issuer of type v1.Issuer"),
        ("jwt: [{issuer: {url: 1}}]\n", "json: cannot unmarshal number into Go struct field Issuer.jwt.issuer.url of type string"),
        ("jwt: [{issuer: {url: on}}]\n", "json: cannot unmarshal bool into Go struct field Issuer.jwt.issuer.url of type string"),
        ("jwt: [{issuer: {url: {}}}]\n", "json: cannot unmarshal object into Go struct field Issuer.jwt.issuer.url of type string"),
        ("jwt: [{issuer: {discoveryURL: 1.5}}]\n", "json: cannot unmarshal number into Go struct field Issuer.jwt.issuer.discoveryURL of type string"),
        ("jwt: [{issuer: {certificateAuthority: [a]}}]\n", "json: cannot unmarshal array into Go struct field Issuer.jwt.issuer.certificateAuthority of type string"),
        ("jwt: [{issuer: {audiences: a}}]\n", "json: cannot unmarshal string into Go struct field Issuer.jwt.issuer.audiences of type []string"),
        ("jwt: [{issuer: {audiences: {a: b}}}]\n", "json: cannot unmarshal object into Go struct field Issuer.jwt.issuer.audiences of type []string"),
        ("jwt: [{issuer: {audiences: [a, 1]}}]\n", "json: cannot unmarshal number into Go struct field Issuer.jwt.issuer.audiences of type string"),
        ("jwt: [{issuer: {audiences: [[a]]}}]\n", "json: cannot unmarshal array into Go struct field Issuer.jwt.issuer.audiences of type string"),
        ("jwt: [{issuer: {audienceMatchPolicy: 1}}]\n", "json: cannot unmarshal number into Go struct field Issuer.jwt.issuer.audienceMatchPolicy of type v1.AudienceMatchPolicyType"),
        ("jwt: [{issuer: {egressSelectorType: no}}]\n", "json: cannot unmarshal bool into Go struct field Issuer.jwt.issuer.egressSelectorType of type v1.EgressSelectorType"),
        ("jwt: [{claimValidationRules: {}}]\n", "json: cannot unmarshal object into Go struct field JWTAuthenticator.jwt.claimValidationRules of type []v1.ClaimValidationRule"),
        ("jwt: [{claimValidationRules: [claim]}]\n", "json: cannot unmarshal string into Go struct field JWTAuthenticator.jwt.claimValidationRules of type v1.ClaimValidationRule"),
        ("jwt: [{claimValidationRules: [{claim: 1}]}]\n", "json: cannot unmarshal number into Go struct field ClaimValidationRule.jwt.claimValidationRules.claim of type string"),
        ("jwt: [{claimValidationRules: [{claim: a, requiredValue: true}]}]\n", "json: cannot unmarshal bool into Go struct field ClaimValidationRule.jwt.claimValidationRules.requiredValue of type string"),
        ("jwt: [{claimValidationRules: [{expression: true, message: no}]}]\n", "json: cannot unmarshal bool into Go struct field ClaimValidationRule.jwt.claimValidationRules.expression of type string"),
        ("jwt: [{claimMappings: []}]\n", "json: cannot unmarshal array into Go struct field JWTAuthenticator.jwt.claimMappings of type v1.ClaimMappings"),
        ("jwt: [{claimMappings: {username: sub}}]\n", "json: cannot unmarshal string into Go struct field ClaimMappings.jwt.claimMappings.username of type v1.PrefixedClaimOrExpression"),
        ("jwt: [{claimMappings: {username: {claim: [sub]}}}]\n", "json: cannot unmarshal array into Go struct field PrefixedClaimOrExpression.jwt.claimMappings.username.claim of type string"),
        ("jwt: [{claimMappings: {username: {claim: sub, prefix: 0}}}]\n", "json: cannot unmarshal number into Go struct field PrefixedClaimOrExpression.jwt.claimMappings.username.prefix of type string"),
        ("jwt: [{claimMappings: {groups: groups}}]\n", "json: cannot unmarshal string into Go struct field ClaimMappings.jwt.claimMappings.groups of type v1.PrefixedClaimOrExpression"),
        ("jwt: [{claimMappings: {groups: {expression: false}}}]\n", "json: cannot unmarshal bool into Go struct field PrefixedClaimOrExpression.jwt.claimMappings.groups.expression of type string"),
        ("jwt: [{claimMappings: {uid: sub}}]\n", "json: cannot unmarshal string into Go struct field ClaimMappings.jwt.claimMappings.uid of type v1.ClaimOrExpression"),
        ("jwt: [{claimMappings: {uid: {claim: 1}}}]\n", "json: cannot unmarshal number into Go struct field ClaimOrExpression.jwt.claimMappings.uid.claim of type string"),
        ("jwt: [{claimMappings: {extra: {a: b}}}]\n", "json: cannot unmarshal object into Go struct field ClaimMappings.jwt.claimMappings.extra of type []v1.ExtraMapping"),
        ("jwt: [{claimMappings: {extra: [a]}}]\n", "json: cannot unmarshal string into Go struct field ClaimMappings.jwt.claimMappings.extra of type v1.ExtraMapping"),
        ("jwt: [{claimMappings: {extra: [{key: 1}]}}]\n", "json: cannot unmarshal number into Go struct field ExtraMapping.jwt.claimMappings.extra.key of type string"),
        ("jwt: [{claimMappings: {extra: [{key: a, valueExpression: [claims.a]}]}}]\n", "json: cannot unmarshal array into Go struct field ExtraMapping.jwt.claimMappings.extra.valueExpression of type string"),
        ("jwt: [{userValidationRules: true}]\n", "json: cannot unmarshal bool into Go struct field JWTAuthenticator.jwt.userValidationRules of type []v1.UserValidationRule"),
        ("jwt: [{userValidationRules: [\"true\"]}]\n", "json: cannot unmarshal string into Go struct field JWTAuthenticator.jwt.userValidationRules of type v1.UserValidationRule"),
        ("jwt: [{userValidationRules: [{expression: true}]}]\n", "json: cannot unmarshal bool into Go struct field UserValidationRule.jwt.userValidationRules.expression of type string"),
        ("anonymous: true\n", "json: cannot unmarshal bool into Go struct field AuthenticationConfiguration.anonymous of type v1.AnonymousAuthConfig"),
        ("anonymous: []\n", "json: cannot unmarshal array into Go struct field AuthenticationConfiguration.anonymous of type v1.AnonymousAuthConfig"),
        ("anonymous: enabled\n", "json: cannot unmarshal string into Go struct field AuthenticationConfiguration.anonymous of type v1.AnonymousAuthConfig"),
        ("anonymous: {enabled: \"true\"}\n", "json: cannot unmarshal string into Go struct field AnonymousAuthConfig.anonymous.enabled of type bool"),
        ("anonymous: {enabled: 1}\n", "json: cannot unmarshal number into Go struct field AnonymousAuthConfig.anonymous.enabled of type bool"),
        ("anonymous: {enabled: []}\n", "json: cannot unmarshal array into Go struct field AnonymousAuthConfig.anonymous.enabled of type bool"),
        ("anonymous: {conditions: /healthz}\n", "json: cannot unmarshal string into Go struct field AnonymousAuthConfig.anonymous.conditions of type []v1.AnonymousAuthCondition"),
        ("anonymous: {conditions: [/healthz]}\n", "json: cannot unmarshal string into Go struct field AnonymousAuthConfig.anonymous.conditions of type v1.AnonymousAuthCondition"),
        ("anonymous: {conditions: [{path: 1}]}\n", "json: cannot unmarshal number into Go struct field AnonymousAuthCondition.anonymous.conditions.path of type string"),
        ("anonymous: {conditions: [{path: [/a]}]}\n", "json: cannot unmarshal array into Go struct field AnonymousAuthCondition.anonymous.conditions.path of type string"),
        ("jwt: 1\nanonymous: 2\n", "json: cannot unmarshal number into Go struct field AuthenticationConfiguration.anonymous of type v1.AnonymousAuthConfig"),
        ("foo: bar\njwt: 1\njwt: 2\n", "json: cannot unmarshal number into Go struct field AuthenticationConfiguration.jwt of type []v1.JWTAuthenticator"),
        ("jwt: [{issuer: {url: 1}}, {issuer: 2}]\n", "json: cannot unmarshal number into Go struct field Issuer.jwt.issuer.url of type string"),
        ("jwt: .inf\n", "json: unsupported value: +Inf"),
    ]);
}

#[test]
#[rustfmt::skip]
fn fields_are_known_and_stand_once() {
    refused(HEADER, &[
        ("foo: bar\n", r#"strict decoding error: unknown field "foo""#),
        ("JWT: []\n", r#"strict decoding error: unknown field "JWT""#),
        ("metadata: {name: x}\n", r#"strict decoding error: unknown field "metadata""#),
        ("spec: {jwt: []}\n", r#"strict decoding error: unknown field "spec""#),
        ("Kind: x\n", r#"strict decoding error: unknown field "Kind""#),
        ("authenticators: []\njwt: [{}]\n", r#"strict decoding error: unknown field "authenticators""#),
        ("jwt: [{Issuer: {}}]\n", r#"strict decoding error: unknown field "jwt[0].Issuer""#),
        ("jwt: [{issuer: {URL: https://a.example.com}}]\n", r#"strict decoding error: unknown field "jwt[0].issuer.URL""#),
        ("jwt: [{issuer: {issuerURL: a, clientID: b}}]\n", r#"strict decoding error: unknown field "jwt[0].issuer.clientID", unknown field "jwt[0].issuer.issuerURL""#),
        ("jwt: [{issuer: {discoveryUrl: a}}]\n", r#"strict decoding error: unknown field "jwt[0].issuer.discoveryUrl""#),
        ("jwt: [{issuer: {audience: a}}, {issuer: {ca: b}, mappings: {}}]\n", r#"strict decoding error: unknown field "jwt[0].issuer.audience", unknown field "jwt[1].issuer.ca", unknown field "jwt[1].mappings""#),
        ("jwt: [{claimMappings: {userName: {}, username: {value: sub}}}]\n", r#"strict decoding error: unknown field "jwt[0].claimMappings.userName", unknown field "jwt[0].claimMappings.username.value""#),
        ("jwt: [{claimMappings: {uid: {prefix: \"\"}}}]\n", r#"strict decoding error: unknown field "jwt[0].claimMappings.uid.prefix""#),
        ("jwt: [{claimMappings: {extra: [{}, {value: a}]}}]\n", r#"strict decoding error: unknown field "jwt[0].claimMappings.extra[1].value""#),
        ("jwt: [{claimValidationRules: [{claim: a, value: b}]}]\n", r#"strict decoding error: unknown field "jwt[0].claimValidationRules[0].value""#),
        ("jwt: [{userValidationRules: [{rule: a}]}]\n", r#"strict decoding error: unknown field "jwt[0].userValidationRules[0].rule""#),
        ("anonymous: {enable: true}\n", r#"strict decoding error: unknown field "anonymous.enable""#),
        ("anonymous: {Enabled: true, conditions: [{paths: [a]}]}\n", r#"strict decoding error: unknown field "anonymous.Enabled", unknown field "anonymous.conditions[0].paths""#),
        ("z: 1\na: 2\nm: {n: 3}\n", r#"strict decoding error: unknown field "a", unknown field "m", unknown field "z""#),
        ("jwt: []\njwt: []\n", "strict decoding error: yaml: unmarshal errors:\n  line 4: key \"jwt\" already set in map"),
        ("kind: AuthenticationConfiguration\n", "strict decoding error: yaml: unmarshal errors:\n  line 3: key \"kind\" already set in map"),
        ("jwt:\n- issuer:\n    url: a\n    url: b\n", "strict decoding error: yaml: unmarshal errors:\n  line 6: key \"url\" already set in map"),
        ("jwt:\n- issuer:\n    url: a\n    url: b\n- issuer:\n    url: a\n  issuer:\n    url: c\nzoo: 1\n", "strict decoding error: yaml: unmarshal errors:\n  line 6: key \"url\" already set in map\n  line 10: key \"issuer\" already set in map, unknown field \"zoo\""),
        ("anonymous: {enabled: true, enabled: false}\nfoo: {a: 1, a: 2}\n", "strict decoding error: yaml: unmarshal errors:\n  line 3: key \"enabled\" already set in map\n  line 4: key \"a\" already set in map, unknown field \"foo\""),
        ("x-base: &base {claim: sub, prefix: \"\"}\njwt: [{claimMappings: {username: *base}}]\n", r#"strict decoding error: unknown field "x-base""#),
        ("\"a b\": 1\n'q\"': 2\n1: 3\ntrue: 4\n", r#"strict decoding error: unknown field "1", unknown field "a b", unknown field "q\"", unknown field "true""#),
    ]);
}

#[test]
#[rustfmt::skip]
fn json_keeps_the_order_of_its_fields() {
    refused("", &[
        ("{", "couldn't get version/kind; json parse error: unexpected end of JSON input"),
        ("{]", "couldn't get version/kind; json parse error: invalid character ']' looking for beginning of object key string"),
        ("{kind: AuthenticationConfiguration}", "couldn't get version/kind; json parse error: invalid character 'k' looking for beginning of object key string"),
        ("  \n{\"kind\": }", "couldn't get version/kind; json parse error: invalid character '}' looking for beginning of value"),
        (r#"{"kind": "AuthenticationConfiguration",}"#, "couldn't get version/kind; json parse error: invalid character '}' looking for beginning of object key string"),
        (r#"{"kind": 1}"#, "couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string"),
        (r#"{"kind": "AuthenticationConfiguration"} x"#, "couldn't get version/kind; json parse error: invalid character 'x' after top-level value"),
        (r#"{"KIND": "AuthenticationConfiguration", "apiversion": "apiserver.config.k8s.io/v1"}"#, r#"strict decoding error: unknown field "KIND", unknown field "apiversion""#),
        (r#"{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": [], "jwt": []}"#, r#"strict decoding error: duplicate field "jwt""#),
        (r#"{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "z": 1, "a": 2, "z": 3}"#, r#"strict decoding error: unknown field "z", unknown field "a""#),
        (r#"{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": [{"issuer": {"url": "a", "url": "b", "uri": 1}, "issuer": {}}]}"#, r#"strict decoding error: duplicate field "jwt[0].issuer.url", unknown field "jwt[0].issuer.uri", duplicate field "jwt[0].issuer""#),
        (r#"{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": [{"issuer": {"url": 1}}]}"#, "json: cannot unmarshal number into Go struct field Issuer.jwt.issuer.url of type string"),
        (r#"{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": "a"}"#, "json: cannot unmarshal string into Go struct field AuthenticationConfiguration.jwt of type []v1.JWTAuthenticator"),
        (r#"{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": [,]}"#, "couldn't get version/kind; json parse error: invalid character ',' looking for beginning of value"),
        (r#"{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", 'jwt': []}"#, r#"couldn't get version/kind; json parse error: invalid character '\'' looking for beginning of object key string"#),
        (r#"{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": [tru]}"#, "couldn't get version/kind; json parse error: invalid character ']' in literal true (expecting 'e')"),
        (r#"{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": [01]}"#, "couldn't get version/kind; json parse error: invalid character '1' after array element"),
        (r#"{"apiVersion": "apiserver.config.k8s.io/v1", "kind": "AuthenticationConfiguration", "jwt": "\x"}"#, "couldn't get version/kind; json parse error: invalid character 'x' in string escape code"),
        ("{{ .Values.config }}", "couldn't get version/kind; json parse error: invalid character '{' looking for beginning of object key string"),
    ]);
}

#[test]
fn a_hundred_complaints_are_enough() {
    let fields: String = (0..105).map(|index| format!("k{index:03}: 1\n")).collect();
    let error = load(&format!("{HEADER}{fields}"), newest()).unwrap_err();
    assert_eq!(error.matches("unknown field").count(), 100);
    assert!(
        error.starts_with(r#"strict decoding error: unknown field "k000", unknown field "k001", "#),
        "{error}"
    );
    assert!(error.ends_with(r#", unknown field "k099""#), "{error}");
}

#[test]
fn every_field_arrives() {
    let text = format!(
        "{HEADER}{}",
        r#"
jwt:
- issuer:
    url: https://login.example.com
    discoveryURL: https://oidc.oidc.svc/.well-known/openid-configuration
    certificateAuthority: |
      PEM
    audiences: [kubernetes, other]
    audienceMatchPolicy: MatchAny
    egressSelectorType: cluster
  claimValidationRules:
  - {claim: hd, requiredValue: example.com}
  - {expression: claims.exp - claims.nbf <= 86400, message: lives too long}
  claimMappings:
    username: {claim: sub, prefix: "login:"}
    groups: {expression: 'claims.roles.split(",")'}
    uid: {claim: jti}
    extra:
    - {key: example.com/tenant, valueExpression: claims.tenant}
  userValidationRules:
  - {expression: "!user.username.startsWith('system:')", message: reserved}
anonymous:
  enabled: on
  conditions:
  - path: /livez
"#
    );
    let config = load(&text, newest()).unwrap();
    let text = str::to_owned;
    let authenticator = JwtAuthenticator {
        issuer: Issuer {
            url: text("https://login.example.com"),
            discovery_url: text("https://oidc.oidc.svc/.well-known/openid-configuration"),
            certificate_authority: text("PEM\n"),
            audiences: vec![text("kubernetes"), text("other")],
            audience_match_policy: text(MATCH_ANY),
            egress_selector_type: text("cluster"),
        },
        claim_validation_rules: vec![
            ClaimValidationRule {
                claim: text("hd"),
                required_value: text("example.com"),
                ..Default::default()
            },
            ClaimValidationRule {
                expression: text("claims.exp - claims.nbf <= 86400"),
                message: text("lives too long"),
                ..Default::default()
            },
        ],
        claim_mappings: ClaimMappings {
            username: PrefixedClaimOrExpression {
                claim: text("sub"),
                prefix: Some(text("login:")),
                ..Default::default()
            },
            groups: PrefixedClaimOrExpression {
                expression: text("claims.roles.split(\",\")"),
                ..Default::default()
            },
            uid: ClaimOrExpression { claim: text("jti"), ..Default::default() },
            extra: vec![ExtraMapping {
                key: text("example.com/tenant"),
                value_expression: text("claims.tenant"),
            }],
        },
        user_validation_rules: vec![UserValidationRule {
            expression: text("!user.username.startsWith('system:')"),
            message: text("reserved"),
        }],
    };
    let anonymous = AnonymousAuthConfig {
        enabled: true,
        conditions: vec![AnonymousAuthCondition { path: text("/livez") }],
    };
    assert!(authenticator.uses_cel());
    assert_eq!(config, AuthenticationConfiguration { jwt: vec![authenticator], anonymous: Some(anonymous) });
}

#[test]
fn null_is_absent_and_an_empty_prefix_is_not() {
    let decode = |body: &str| load(&format!("{HEADER}{body}"), newest()).unwrap();
    for body in ["", "jwt:\n", "jwt: []\n", "jwt: ~\nanonymous: ~\n"] {
        assert_eq!(decode(body), AuthenticationConfiguration::default(), "{body:?}");
    }
    assert_eq!(decode("jwt: [~, {}]\n").jwt, vec![JwtAuthenticator::default(); 2]);
    assert_eq!(decode("anonymous: {}\n").anonymous, Some(AnonymousAuthConfig::default()));
    let prefix = |value: &str| {
        decode(&format!("jwt: [{{claimMappings: {{username: {{prefix: {value}}}}}}}]")).jwt[0]
            .claim_mappings
            .username
            .prefix
            .clone()
    };
    assert_eq!(prefix("~"), None);
    assert_eq!(prefix("\"\"").as_deref(), Some(""));
}

#[test]
fn only_expressions_are_cel() {
    let uses_cel = |authenticator: &str| {
        load(&format!("{HEADER}jwt: [{authenticator}]"), newest()).unwrap().jwt[0].uses_cel()
    };
    assert!(!uses_cel("{}"));
    assert!(!uses_cel(
        "{claimValidationRules: [{claim: hd}], claimMappings: {username: {claim: a}, groups: {claim: b}, uid: {claim: c}}}"
    ));
    for authenticator in [
        "{claimValidationRules: [{claim: a}, {expression: x}]}",
        "{claimMappings: {username: {expression: x}}}",
        "{claimMappings: {groups: {expression: x}}}",
        "{claimMappings: {uid: {expression: x}}}",
        "{claimMappings: {extra: [{key: a.b/c, valueExpression: x}]}}",
        "{userValidationRules: [{expression: x}]}",
    ] {
        assert!(uses_cel(authenticator), "{authenticator}");
    }
}

#[test]
fn versions_of_the_file_and_fields_came_one_after_the_other() {
    let decode = |minor, version: &str, body: &str| {
        let text = format!(
            "apiVersion: apiserver.config.k8s.io/{version}\nkind: AuthenticationConfiguration\n{body}"
        );
        load(&text, Rules::of(Version { minor })).map(|_| ())
    };
    for minor in 30..=37 {
        assert_eq!(decode(minor, "v1alpha1", ""), Ok(()), "1.{minor}");
        assert_eq!(decode(minor, "v1beta1", ""), Ok(()), "1.{minor}");
    }
    assert_eq!(
        decode(33, "v1", ""),
        Err("no kind \"AuthenticationConfiguration\" is registered for version \"apiserver.config.k8s.io/v1\" \
             in scheme \"pkg/kubeapiserver/options/authentication.go:852\""
            .to_owned())
    );
    assert_eq!(decode(34, "v1", ""), Ok(()));
    let unknown = |field: &str| Err(format!("strict decoding error: unknown field \"{field}\""));
    let anonymous = "anonymous: {enabled: true}";
    assert_eq!(decode(30, "v1beta1", anonymous), unknown("anonymous"));
    assert_eq!(decode(31, "v1beta1", anonymous), Ok(()));
    let egress = "jwt: [{issuer: {egressSelectorType: cluster}}]";
    assert_eq!(decode(33, "v1beta1", egress), unknown("jwt[0].issuer.egressSelectorType"));
    assert_eq!(decode(34, "v1beta1", egress), Ok(()));
    assert_eq!(
        decode(37, "v1beta1", "jwt: [{issuer: {egressSelectorType: 1}}]"),
        Err("json: cannot unmarshal number into Go struct field Issuer.jwt.issuer.egressSelectorType \
             of type v1beta1.EgressSelectorType"
            .to_owned())
    );
}
