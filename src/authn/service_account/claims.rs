//! The private claims of both kinds of token (`legacyPrivateClaims`, `privateClaims`), in go-jose's dialect of JSON.

use std::collections::BTreeMap;

use crate::crypto::jwt_claims::NumericDate;
use crate::golang::json::{Kind, Value};
use crate::golang::unmarshal::Jose;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LegacyClaims {
    pub service_account_name: String,
    pub service_account_uid: String,
    pub secret_name: String,
    pub namespace: String,
}

/// The member `kubernetes.io`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BoundClaims {
    pub namespace: String,
    pub service_account: Reference,
    pub pod: Option<Reference>,
    pub secret: Option<Reference>,
    pub node: Option<Reference>,
    pub validating_webhook: Option<Reference>,
    pub mutating_webhook: Option<Reference>,
    pub attestations: BTreeMap<String, Vec<String>>,
    pub warn_after: Option<NumericDate>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reference {
    pub name: String,
    pub uid: String,
}

/// Members that came with Kubernetes 1.37.
const WEBHOOK_MEMBERS: [&str; 3] =
    ["validatingwebhookconfiguration", "mutatingwebhookconfiguration", "attestations"];

impl LegacyClaims {
    /// # Errors
    /// go-jose's text for what does not fit.
    pub fn parse(payload: &[u8]) -> Result<LegacyClaims, String> {
        let mut claims = LegacyClaims::default();
        Jose::unmarshal(payload, &mut |jose, value| {
            jose.object(value, "serviceaccount.legacyPrivateClaims", &mut |jose, key, value| match key {
                "kubernetes.io/serviceaccount/service-account.name" => {
                    jose.string(value, &mut claims.service_account_name)
                }
                "kubernetes.io/serviceaccount/service-account.uid" => {
                    jose.string(value, &mut claims.service_account_uid)
                }
                "kubernetes.io/serviceaccount/secret.name" => jose.string(value, &mut claims.secret_name),
                "kubernetes.io/serviceaccount/namespace" => jose.string(value, &mut claims.namespace),
                _ => Ok(()),
            })
        })?;
        Ok(claims)
    }
}

impl BoundClaims {
    /// `webhooks`: whether this version of the server knows tokens that are bound to webhook configurations.
    ///
    /// # Errors
    /// go-jose's text for what does not fit.
    pub fn parse(payload: &[u8], webhooks: bool) -> Result<BoundClaims, String> {
        let mut claims = BoundClaims::default();
        Jose::unmarshal(payload, &mut |jose, value| {
            jose.object(value, "serviceaccount.privateClaims", &mut |jose, key, value| match key {
                "kubernetes.io" => {
                    jose.object(value, "serviceaccount.kubernetes", &mut |jose, key, value| {
                        if webhooks || !WEBHOOK_MEMBERS.contains(&key) {
                            claims.member(jose, key, value)?;
                        }
                        Ok(())
                    })
                }
                _ => Ok(()),
            })
        })?;
        Ok(claims)
    }

    fn member(&mut self, jose: &mut Jose, key: &str, value: Value) -> Result<(), String> {
        match key {
            "namespace" => jose.string(value, &mut self.namespace),
            "serviceaccount" => self.service_account.read(jose, value),
            "pod" => Reference::read_pointer(jose, value, &mut self.pod),
            "secret" => Reference::read_pointer(jose, value, &mut self.secret),
            "node" => Reference::read_pointer(jose, value, &mut self.node),
            "validatingwebhookconfiguration" => {
                Reference::read_pointer(jose, value, &mut self.validating_webhook)
            }
            "mutatingwebhookconfiguration" => {
                Reference::read_pointer(jose, value, &mut self.mutating_webhook)
            }
            "attestations" => {
                let attestations = &mut self.attestations;
                jose.object(value, "map[string]authentication.AttestationValue", &mut |jose, key, value| {
                    let mut values = Vec::new();
                    jose.list(value, "authentication.AttestationValue", &mut values)?;
                    attestations.insert(key.to_owned(), values);
                    Ok(())
                })
            }
            "warnafter" => NumericDate::read(value, &mut self.warn_after),
            _ => Ok(()),
        }
    }
}

impl Reference {
    fn read(&mut self, jose: &mut Jose, value: Value) -> Result<(), String> {
        jose.object(value, "serviceaccount.ref", &mut |jose, key, value| match key {
            "name" => jose.string(value, &mut self.name),
            "uid" => jose.string(value, &mut self.uid),
            _ => Ok(()),
        })
    }

    fn read_pointer(jose: &mut Jose, value: Value, target: &mut Option<Reference>) -> Result<(), String> {
        *target = None;
        if value.kind() == Kind::Null {
            return Ok(());
        }
        target.insert(Reference::default()).read(jose, value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bound_claims() {
        let payload = br#"{"kubernetes.io":{"namespace":"ci","serviceaccount":{"name":"builder","uid":"u1"},
            "pod":{"name":"p","uid":"u2"},"secret":null,"warnafter":1.5,"attestations":{"a":["x"]},"other":1}}"#;
        let claims = BoundClaims::parse(payload, true).unwrap();
        assert_eq!(claims.service_account, Reference { name: "builder".into(), uid: "u1".into() });
        assert_eq!(claims.pod, Some(Reference { name: "p".into(), uid: "u2".into() }));
        assert_eq!((claims.secret, claims.warn_after), (None, Some(NumericDate(1))));
        assert_eq!(claims.attestations["a"], ["x"]);
    }

    /// Answers of go-jose v2.6.3 for the server's types.
    #[test]
    fn what_does_not_fit() {
        const DATE: &str = "go-jose/go-jose/jwt: expected number value to unmarshal NumericDate";
        for (payload, want) in [
            (
                r#"{"kubernetes.io":[]}"#,
                "json: cannot unmarshal array into Go value of type serviceaccount.kubernetes",
            ),
            (
                r#"{"kubernetes.io":{"pod":"p"}}"#,
                "json: cannot unmarshal string into Go value of type serviceaccount.ref",
            ),
            (
                r#"{"kubernetes.io":{"pod":{"name":7}}}"#,
                "json: cannot unmarshal number into Go value of type string",
            ),
            (r#"{"kubernetes.io":{"pod":{},"pod":{}}}"#, "json: duplicate key 'pod' in object"),
            (r#"{"kubernetes.io":{"warnafter":"x"}}"#, DATE),
            (
                r#"{"kubernetes.io":{"attestations":[]}}"#,
                "json: cannot unmarshal array into Go value of type map[string]authentication.AttestationValue",
            ),
            (
                r#"{"kubernetes.io":{"attestations":{"a":"x"}}}"#,
                "json: cannot unmarshal string into Go value of type authentication.AttestationValue",
            ),
            ("[]", "json: cannot unmarshal array into Go value of type serviceaccount.privateClaims"),
        ] {
            assert_eq!(BoundClaims::parse(payload.as_bytes(), true), Err(want.to_owned()), "{payload}");
        }
        assert_eq!(
            BoundClaims::parse(br#"{"kubernetes.io":{"attestations":7}}"#, false),
            Ok(BoundClaims::default()),
            "versions before 1.37 do not know the member"
        );
        assert_eq!(
            LegacyClaims::parse(br#"{"kubernetes.io/serviceaccount/namespace":true}"#),
            Err("json: cannot unmarshal bool into Go value of type string".to_owned())
        );
    }
}
