//! Bootstrap tokens: an id and a secret, and the Secret of kube-system that holds both.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::{BootstrapWish, Minted, Paper, Seed, hours, rfc3339, server};
use crate::golang::base64::encode_std;
use crate::scenario::yaml;

pub(super) fn template(seed: &Seed, now: DateTime<Utc>) -> BootstrapWish {
    BootstrapWish {
        id: "demo01".to_owned(),
        secret: seed.letters("bootstrap", 16),
        expiration: rfc3339(now + hours(24)),
        groups: "system:bootstrappers:demo".to_owned(),
        authentication: true,
    }
}

pub(super) fn mint(wish: &BootstrapWish, now: DateTime<Utc>) -> Minted {
    let token = format!("{}.{}", wish.id, wish.secret);
    let secret = secret(wish);
    let mut scenario = server::of_bootstrap_tokens(now);
    scenario.objects.push(secret.clone());
    server::send(&mut scenario, Some(&token));
    let papers = vec![Paper::new("The Secret that holds it", yaml(&secret))];
    Minted { credential: token, papers, scenario: Box::new(scenario) }
}

fn secret(wish: &BootstrapWish) -> Value {
    let mut data = serde_json::Map::new();
    let mut set = |key: &str, text: &str| {
        if !text.is_empty() {
            data.insert(key.to_owned(), json!(encode_std(text.as_bytes())));
        }
    };
    set("description", "Demo: minted in the lab, worth nothing elsewhere.");
    set("token-id", &wish.id);
    set("token-secret", &wish.secret);
    set("expiration", &wish.expiration);
    set("usage-bootstrap-authentication", if wish.authentication { "true" } else { "false" });
    set("auth-extra-groups", &wish.groups);
    json!({
        "apiVersion": "v1", "kind": "Secret", "type": "bootstrap.kubernetes.io/token",
        "metadata": {"name": format!("bootstrap-token-{}", wish.id), "namespace": "kube-system"},
        "data": data,
    })
}
