//! The issuer as the server knows it: OpenID discovery and the key set behind it, as `github.com/coreos/go-oidc`
//! v2 fetches them (`oidc.go`: `NewProvider`; `jwks.go`: `remoteKeySet`).
//!
//! The real server reads discovery when it starts, and again every ten seconds until that succeeds; it keeps keys
//! as long as HTTP allows and fetches them anew for a signature that none of them verifies. Here both are
//! fetched once for every token.

use crate::authn::World;
use crate::authn::remote::{self, Call};
use crate::crypto::jwk::{self, Jwk};
use crate::golang::decode::{Decoder, Struct};
use crate::golang::mime;
use crate::golang::quote::quote;
use crate::golang::url;
use crate::report::{Party, StepLog};
use crate::scenario::RemoteAnswer;

/// What discovery told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provider {
    pub issuer: String,
    pub jwks_url: String,
}

const PROVIDER: Struct = Struct {
    name: "providerJSON",
    go_type: "oidc.providerJSON",
    fields: &[
        "issuer",
        "authorization_endpoint",
        "token_endpoint",
        "jwks_uri",
        "userinfo_endpoint",
        "id_token_signing_alg_values_supported",
    ],
};

/// Where an issuer publishes its metadata.
pub fn well_known(issuer: &str) -> String {
    format!("{}/.well-known/openid-configuration", issuer.strip_suffix('/').unwrap_or(issuer))
}

impl Provider {
    /// Reads the metadata of an issuer from `address`.
    ///
    /// # Errors
    /// What the server logs, once when it starts and then every ten seconds.
    pub fn discover(
        issuer: &str,
        address: &str,
        world: &World,
        log: &mut StepLog,
    ) -> Result<Provider, String> {
        let on_the_wire = url::parse(address)?.to_string();
        let call = Call { aliases: &[address], ..Call::get(Party::IdentityProvider, &on_the_wire) };
        let answer = remote::exchange(world, &call, log)?;
        if answer.status != 200 {
            return Err(format!("{}: {}", remote::status_line(answer.status), answer.body));
        }
        let provider = Provider::decode(answer)
            .map_err(|error| format!("oidc: failed to decode provider discovery object: {error}"))?;
        if provider.issuer != issuer {
            return Err(format!(
                "oidc: issuer did not match the issuer returned by provider, expected {} got {}",
                quote(issuer),
                quote(&provider.issuer)
            ));
        }
        Ok(provider)
    }

    fn decode(answer: &RemoteAnswer) -> Result<Provider, String> {
        let mut provider = Provider::default();
        Decoder::standard(answer.body.as_bytes(), &mut |decoder, value| {
            decoder.object(value, &PROVIDER, &mut |decoder, field, value| match field {
                "issuer" => decoder.string(value, &mut provider.issuer),
                "jwks_uri" => decoder.string(value, &mut provider.jwks_url),
                "id_token_signing_alg_values_supported" => {
                    decoder.strings(value, "[]string", &mut Vec::new())
                }
                _ => decoder.string(value, &mut String::new()),
            });
        })
        .map_err(|error| not_json(answer, &error))?;
        Ok(provider)
    }

    /// Fetches the key set. One key that cannot be read makes the whole set unreadable.
    ///
    /// # Errors
    /// What the server says in place of a verdict on the signature.
    pub fn keys(&self, world: &World, log: &mut StepLog) -> Result<Vec<Jwk>, String> {
        let address = url::parse(&self.jwks_url)
            .map_err(|error| format!("fetching keys oidc: can't create request: {error}"))?
            .to_string();
        let call = Call { aliases: &[&self.jwks_url], ..Call::get(Party::IdentityProvider, &address) };
        let answer = remote::exchange(world, &call, log)
            .map_err(|error| format!("fetching keys oidc: get keys failed {error}"))?;
        if answer.status != 200 {
            return Err(format!(
                "fetching keys oidc: get keys failed: {} {}",
                remote::status_line(answer.status),
                answer.body
            ));
        }
        jwk::parse_set(answer.body.as_bytes()).map_err(|error| {
            let error = not_json(answer, &error);
            format!("fetching keys oidc: failed to decode keys: {error} {}", answer.body)
        })
    }
}

/// `unmarshalResp`: the content type matters only to the words of an error.
fn not_json(answer: &RemoteAnswer, error: &str) -> String {
    let content_type = remote::header(answer, "Content-Type").unwrap_or_default();
    if mime::parse_media_type(content_type).is_ok_and(|media| media == "application/json") {
        return format!("got Content-Type = application/json, but could not unmarshal as JSON: {error}");
    }
    format!("expected Content-Type = application/json, got {}: {error}", quote(content_type))
}
