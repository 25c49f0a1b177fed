//! One thing broken at a time: each changes a single fact about a credential, or about the server that looks at it, and
//! names the check that finds it.

mod bootstrap;
mod certificate;
mod token;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Minted, Seed, Wish};

/// A credential with one fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Broken {
    /// Unique for the kind: `expired`, `pod-gone`.
    pub name: String,
    pub title: String,
    /// What was done, in one sentence.
    pub change: String,
    /// The check that fails for it, as the report names it.
    pub check: String,
    pub minted: Minted,
}

/// Everything that can be broken about what is wished for. Nothing, when the wish itself cannot be minted or there is
/// nothing to break about it.
pub fn broken(wish: &Wish, seed: &Seed, now: DateTime<Utc>) -> Vec<Broken> {
    match wish {
        Wish::Token(wish) => token::broken(wish, seed, now),
        Wish::Bootstrap(wish) => bootstrap::broken(wish, now),
        Wish::Certificate(wish) => certificate::broken(wish, seed, now),
        Wish::Signing(_) => Vec::new(),
    }
}

/// Name, title, what was done, and the check that fails.
type About = (&'static str, &'static str, &'static str, &'static str);

fn described((name, title, change, check): About, minted: Minted) -> Broken {
    let text = str::to_owned;
    Broken { name: text(name), title: text(title), change: text(change), check: text(check), minted }
}
