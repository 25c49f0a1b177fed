//! What a JWT is, told from its unverified header and claims: enough to name it, nothing to trust.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// Whose token it appears to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JwtKind {
    /// Issuer `kubernetes/serviceaccount`: the token of a Secret, without an end.
    LegacyServiceAccount,
    /// Claims under `kubernetes.io`; bound to `Pod`, `Secret` or `Node` beside the ServiceAccount, if to any.
    BoundServiceAccount(Option<&'static str>),
    /// Some other issuer's, by its `iss`.
    IssuedBy(String),
    /// Claims without an issuer.
    NoIssuer,
    /// The header is a JWT's; the claims cannot be read.
    UnreadableClaims,
    /// Five parts: encrypted (RFC 7516).
    Encrypted,
}

/// Names a compact JWS or JWE (RFC 7515 §3.1); `None` when the text is neither.
pub fn of(token: &str) -> Option<JwtKind> {
    let (header, rest) = token.split_once('.')?;
    let dots = rest.bytes().filter(|&byte| byte == b'.').count();
    if !(dots == 1 || dots == 3) || !object(header)?.contains_key("alg") {
        return None;
    }
    if dots == 3 {
        return Some(JwtKind::Encrypted);
    }
    let (claims, _signature) = rest.split_once('.')?;
    Some(object(claims).map_or(JwtKind::UnreadableClaims, |claims| from_claims(&claims)))
}

/// The issuer that a compact JWS claims to have.
pub fn issuer(token: &str) -> Option<String> {
    let claims = object(token.split('.').nth(1)?)?;
    claims.get("iss")?.as_str().map(str::to_owned)
}

fn from_claims(claims: &Map<String, Value>) -> JwtKind {
    let issuer = claims.get("iss").and_then(Value::as_str);
    if issuer == Some("kubernetes/serviceaccount") {
        return JwtKind::LegacyServiceAccount;
    }
    if let Some(private) = claims.get("kubernetes.io").and_then(Value::as_object) {
        let bound_to = [("pod", "Pod"), ("secret", "Secret"), ("node", "Node")]
            .into_iter()
            .find(|(claim, _)| private.contains_key(*claim))
            .map(|(_, kind)| kind);
        return JwtKind::BoundServiceAccount(bound_to);
    }
    issuer.map_or(JwtKind::NoIssuer, |issuer| JwtKind::IssuedBy(issuer.to_owned()))
}

fn object(segment: &str) -> Option<Map<String, Value>> {
    let bytes = URL_SAFE_NO_PAD.decode(segment.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> String {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        format!("{}.{}.c2ln", part(r#"{"alg":"RS256"}"#), part(claims))
    }

    #[test]
    fn a_jwt_is_named_by_its_claims() {
        for (claims, kind) in [
            (r#"{"iss":"kubernetes/serviceaccount"}"#, JwtKind::LegacyServiceAccount),
            (r#"{"iss":"https://k","kubernetes.io":{}}"#, JwtKind::BoundServiceAccount(None)),
            (r#"{"kubernetes.io":{"pod":{"name":"p"}}}"#, JwtKind::BoundServiceAccount(Some("Pod"))),
            (r#"{"kubernetes.io":{"node":{},"pod":{}}}"#, JwtKind::BoundServiceAccount(Some("Pod"))),
            (r#"{"kubernetes.io":{"secret":{}}}"#, JwtKind::BoundServiceAccount(Some("Secret"))),
            (r#"{"kubernetes.io":"no object","iss":"i"}"#, JwtKind::IssuedBy("i".into())),
            (r#"{"iss":"https://login.example.com"}"#, JwtKind::IssuedBy("https://login.example.com".into())),
            (r#"{"sub":"jane"}"#, JwtKind::NoIssuer),
            ("not json", JwtKind::UnreadableClaims),
        ] {
            assert_eq!(of(&jwt(claims)), Some(kind), "{claims}");
        }
    }

    #[test]
    fn what_is_no_jwt_is_not_named() {
        let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#);
        assert_eq!(
            of(&format!("{header}.e30.")),
            Some(JwtKind::NoIssuer),
            "an empty signature is still a JWT"
        );
        assert_eq!(of(&format!("{header}.a.b.c.d")), Some(JwtKind::Encrypted));
        for text in
            ["", "a.b.c", "abcdef.0123456789abcdef", "e30.e30.c2ln", &format!("{header}.e30"), &header]
        {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
