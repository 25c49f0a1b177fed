//! What can be wrong with a signed token, and with the objects that it names.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::{About, Broken, described};
use crate::crypto::signature::sha256;
use crate::golang::base64::encode_raw_url;
use crate::lab::keys::{public_pem, token_key};
use crate::lab::token::{minted, replace, sign};
use crate::lab::{Algorithm, Kind, Minted, Seed, TokenWish};

pub(super) fn broken(wish: &TokenWish, seed: &Seed, now: DateTime<Utc>) -> Vec<Broken> {
    let object = |text: &str| serde_json::from_str::<Map<String, Value>>(text).ok();
    let (Some(header), Some(claims)) = (object(&wish.header), object(&wish.claims)) else {
        return Vec::new();
    };
    let bench = Bench { kind: wish.kind, algorithm: wish.algorithm, header, claims, seed, now };
    let mut all = bench.of_any_token();
    match wish.kind {
        Kind::IdToken => all.extend(bench.of_a_login()),
        Kind::LegacyServiceAccount => all.extend(bench.of_a_legacy_token()),
        _ => all.extend(bench.of_a_bound_token()),
    }
    all
}

struct Bench<'s> {
    kind: Kind,
    algorithm: Algorithm,
    header: Map<String, Value>,
    claims: Map<String, Value>,
    seed: &'s Seed,
    now: DateTime<Utc>,
}

type Fields<'f> = &'f mut Map<String, Value>;

impl Bench<'_> {
    fn token(&self, token: String) -> Minted {
        minted(self.kind, self.algorithm, token, self.seed, self.now)
    }

    fn signed(&self, header: &Map<String, Value>, claims: &Map<String, Value>, other: bool) -> String {
        let text = |fields: &Map<String, Value>| Value::Object(fields.clone()).to_string();
        sign(&text(header), &text(claims), self.algorithm, &token_key(self.seed, self.algorithm, other))
    }

    /// Another token that its issuer signed.
    fn claims(&self, about: About, change: impl Fn(Fields)) -> Broken {
        let mut claims = self.claims.clone();
        change(&mut claims);
        described(about, self.token(self.signed(&self.header, &claims, false)))
    }

    /// The token as it is, and other objects in the cluster.
    fn objects(&self, about: About, change: impl Fn(&mut Vec<Value>)) -> Broken {
        let mut minted = self.token(self.signed(&self.header, &self.claims, false));
        change(&mut minted.scenario.objects);
        described(about, minted)
    }

    fn gone(&self, about: About, kind: &str) -> Broken {
        self.objects(about, |objects| objects.retain(|object| object["kind"] != kind))
    }

    fn recreated(&self, about: About, kind: &str) -> Broken {
        self.objects(about, |objects| {
            for object in objects.iter_mut().filter(|object| object["kind"] == kind) {
                object["metadata"]["uid"] = json!(self.seed.uuid("recreated"));
            }
        })
    }

    fn of_any_token(&self) -> Vec<Broken> {
        let as_it_is = || self.signed(&self.header, &self.claims, false);
        let with_header = |about: About, change: &dyn Fn(Fields)| {
            let mut header = self.header.clone();
            change(&mut header);
            described(about, self.token(self.signed(&header, &self.claims, false)))
        };
        let (key_check, algorithm_check) = match self.kind {
            Kind::IdToken => ("signing key", "signature algorithm"),
            _ => ("key id", "signature"),
        };
        vec![
            described(
                (
                    "other-signer",
                    "Another signer",
                    "Signed with a key that the server does not have, under the same key id.",
                    "signature",
                ),
                self.token(self.signed(&self.header, &self.claims, true)),
            ),
            with_header(
                (
                    "unknown-kid",
                    "Unknown key id",
                    "The header names a key (kid) that the server does not have.",
                    key_check,
                ),
                &|header| drop(header.insert("kid".to_owned(), json!("demo-nobody-knows-this"))),
            ),
            described(
                (
                    "tampered",
                    "Tampered claims",
                    "A claim was changed after the token was signed.",
                    "signature",
                ),
                self.tampered(&as_it_is()),
            ),
            described(
                (
                    "alg-none",
                    "No signature (alg none)",
                    "The header says that there is none, and there is none.",
                    algorithm_check,
                ),
                self.unsigned(),
            ),
            described(
                (
                    "hs256",
                    "The public key as a secret (HS256)",
                    "Signed with HMAC, with the server's public key file as the secret.",
                    algorithm_check,
                ),
                self.hmac(),
            ),
            self.claims(
                ("wrong-issuer", "Another issuer", "The claim iss names somebody else.", "issuer"),
                |claims| drop(claims.insert("iss".to_owned(), json!("https://somebody-else.demo.example"))),
            ),
        ]
    }

    fn tampered(&self, token: &str) -> Minted {
        let mut claims = self.claims.clone();
        claims.insert("tampered".to_owned(), json!(true));
        let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
        if let Some(payload) = parts.get_mut(1) {
            *payload = encode_raw_url(Value::Object(claims).to_string().as_bytes());
        }
        self.token(parts.join("."))
    }

    fn unsigned(&self) -> Minted {
        let mut header = self.header.clone();
        header.insert("alg".to_owned(), json!("none"));
        let token = self.signed(&header, &self.claims, false);
        self.token(format!("{}.", token.rsplit_once('.').map_or("", |(signed, _)| signed)))
    }

    fn hmac(&self) -> Minted {
        let mut header = self.header.clone();
        header.insert("alg".to_owned(), json!("HS256"));
        let token = self.signed(&header, &self.claims, false);
        let signed = token.rsplit_once('.').map_or("", |(signed, _)| signed);
        let secret = token_key(self.seed, self.algorithm, false).public().map(|key| public_pem(&key));
        let code = hmac_sha256(secret.unwrap_or_default().as_bytes(), signed.as_bytes());
        self.token(format!("{signed}.{}", encode_raw_url(&code)))
    }

    fn of_a_login(&self) -> Vec<Broken> {
        let now = self.now.timestamp();
        vec![
            self.claims(("expired", "Expired", "The claim exp lies an hour back.", "expiry"), |claims| {
                claims.insert("iat".to_owned(), json!(now - 7200));
                claims.insert("exp".to_owned(), json!(now - 3600));
            }),
            self.claims(
                ("not-yet-valid", "Not yet valid", "The claim nbf lies an hour ahead.", "not before"),
                |claims| drop(claims.insert("nbf".to_owned(), json!(now + 3600))),
            ),
            self.claims(
                (
                    "wrong-audience",
                    "Another audience",
                    "Issued for another client of the same provider.",
                    "audience",
                ),
                |claims| drop(claims.insert("aud".to_owned(), json!("another-client"))),
            ),
            self.claims(
                (
                    "no-username",
                    "No username claim",
                    "The claim that the server takes the username from (email) is missing.",
                    "username",
                ),
                |claims| drop(claims.shift_remove("email")),
            ),
            self.claims(
                (
                    "email-not-verified",
                    "Address not verified",
                    "The claim email_verified is false.",
                    "email verified",
                ),
                |claims| drop(claims.insert("email_verified".to_owned(), json!(false))),
            ),
            self.claims(
                ("groups-odd", "Groups of the wrong type", "The claim groups is a number.", "groups"),
                |claims| drop(claims.insert("groups".to_owned(), json!(7))),
            ),
        ]
    }

    fn of_the_account(&self) -> [Broken; 2] {
        let deleted = (
            "account-gone",
            "ServiceAccount deleted",
            "The ServiceAccount that the token names is gone.",
            "service account",
        );
        let anew = (
            "account-recreated",
            "ServiceAccount recreated",
            "Deleted and made anew: the same name, another UID.",
            "service account uid",
        );
        [self.gone(deleted, "ServiceAccount"), self.recreated(anew, "ServiceAccount")]
    }

    fn of_a_bound_token(&self) -> Vec<Broken> {
        let now = self.now.timestamp();
        let [gone, recreated] = self.of_the_account();
        vec![
            self.claims(
                ("expired", "Expired", "The claim exp lies an hour back.", "expiry (exp)"),
                |claims| {
                    for (claim, at) in [("iat", now - 7200), ("nbf", now - 7200), ("exp", now - 3600)] {
                        claims.insert(claim.to_owned(), json!(at));
                    }
                },
            ),
            self.claims(
                ("not-yet-valid", "Not yet valid", "The claim nbf lies an hour ahead.", "valid from (nbf)"),
                |claims| drop(claims.insert("nbf".to_owned(), json!(now + 3600))),
            ),
            self.claims(
                (
                    "wrong-audience",
                    "Another audience",
                    "Issued for another service than the API server.",
                    "audience",
                ),
                |claims| drop(claims.insert("aud".to_owned(), json!(["https://vault.demo.example"]))),
            ),
            gone,
            recreated,
            self.gone(
                ("pod-gone", "Pod gone", "The Pod that the token is bound to is gone.", "bound pod"),
                "Pod",
            ),
            self.recreated(
                (
                    "pod-recreated",
                    "Pod recreated",
                    "A new Pod of the same name took its place.",
                    "bound pod uid",
                ),
                "Pod",
            ),
        ]
    }

    fn of_a_legacy_token(&self) -> Vec<Broken> {
        let [gone, recreated] = self.of_the_account();
        vec![
            self.claims(
                ("no-subject", "No subject", "The claim sub is missing.", "required claims"),
                |claims| drop(claims.shift_remove("sub")),
            ),
            self.gone(
                (
                    "secret-gone",
                    "Secret deleted",
                    "The Secret that held the token is gone.",
                    "token's Secret",
                ),
                "Secret",
            ),
            self.other_token(),
            gone,
            recreated,
        ]
    }

    fn other_token(&self) -> Broken {
        let about =
            ("secret-renewed", "Another token in the Secret", "The Secret was filled anew.", "same token");
        let mut minted = self.token(self.signed(&self.header, &self.claims, false));
        let mut claims = self.claims.clone();
        claims.insert("renewed".to_owned(), json!(true));
        let sent = minted.credential.clone();
        replace(&mut minted.scenario, self.seed, &self.signed(&self.header, &claims, false));
        crate::lab::server::send(&mut minted.scenario, Some(&sent));
        described(about, minted)
    }
}

/// RFC 2104.
fn hmac_sha256(secret: &[u8], message: &[u8]) -> [u8; 32] {
    const BLOCK: usize = 64;
    let mut key = if secret.len() > BLOCK { sha256(secret).to_vec() } else { secret.to_vec() };
    key.resize(BLOCK, 0);
    let padded = |pad: u8| key.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>();
    let inner = sha256(&[&padded(0x36)[..], message].concat());
    sha256(&[&padded(0x5c)[..], &inner].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, cases 2 and 6.
    #[test]
    fn hmac_is_that_of_the_rfc() {
        let hex = |bytes: [u8; 32]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(
            hex(hmac_sha256(b"Jefe", b"what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hex(hmac_sha256(&[0xaa; 131], b"Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }
}
