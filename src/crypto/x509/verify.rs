//! Building paths from a certificate to a root: `Certificate.Verify` of `crypto/x509/verify.go`.

use std::rc::Rc;

use chrono::{DateTime, Utc};

use super::check::Role;
use super::error::{Hint, InvalidReason, VerifyError};
use super::usage::ExtKeyUsage;
use super::{CertPool, Certificate, PublicKey, constraints, policy};
use crate::crypto::rare::Rare;

/// What to verify against.
#[derive(Clone)]
pub struct VerifyOptions<'a> {
    /// The trust anchors.
    pub roots: &'a CertPool,
    /// Certificates that a path may pass through, such as those sent along in the handshake.
    pub intermediates: Option<&'a CertPool>,
    /// The moment at which every certificate of a path must be valid.
    pub now: DateTime<Utc>,
    /// A path must allow one of these. None at all means server authentication.
    pub key_usages: &'a [ExtKeyUsage],
    /// What verifies signatures of rare kinds.
    pub rare: &'a dyn Rare,
}

/// A certificate, the one that signed it, and so on, up to a root.
pub type Chain = Vec<Rc<Certificate>>;

/// Most paths are shorter than 15 certificates. The bound keeps certificates of one subject, made to be tried in all
/// combinations, from costing exponential time.
const MAX_SIGNATURE_CHECKS: usize = 100;

impl Certificate {
    /// Builds every path from this certificate to a root that holds at `options.now`.
    ///
    /// # Errors
    /// Why there is none, in Go's words.
    pub fn verify(&self, options: &VerifyOptions<'_>) -> Result<Vec<Chain>, VerifyError> {
        self.check_role(Role::Leaf, &[], options)?;
        let leaf = Rc::new(self.clone());
        let candidates = if options.roots.contains(self) {
            vec![vec![leaf]]
        } else {
            Search { options, signature_checks: 0 }.chains(&[leaf])?
        };
        select(candidates, options)
    }
}

/// Drops the paths that do not allow the usage, the policies or the names.
fn select(candidates: Vec<Chain>, options: &VerifyOptions<'_>) -> Result<Vec<Chain>, VerifyError> {
    let usages = match options.key_usages {
        [] => &[ExtKeyUsage::ServerAuth],
        usages => usages,
    };
    let any_usage = usages.contains(&ExtKeyUsage::Any);
    let mut chains = Vec::new();
    let (mut invalid_policies, mut incompatible_usages, mut name_error) = (0, 0, None);
    for chain in candidates {
        if !policy::valid(&chain) {
            invalid_policies += 1;
        } else if !any_usage && !allows_one_of(&chain, usages) {
            incompatible_usages += 1;
        } else if let Err(detail) = constraints::check(&chain) {
            name_error.get_or_insert(detail);
        } else {
            chains.push(chain);
        }
    }
    if !chains.is_empty() {
        return Ok(chains);
    }
    Err(VerifyError::Invalid(match name_error {
        Some(detail) => InvalidReason::CaNotAuthorizedForThisName { detail },
        None if invalid_policies == 0 => InvalidReason::IncompatibleUsage,
        None => {
            let policies = format!("{invalid_policies} candidate chains with invalid policies");
            let detail = match incompatible_usages {
                0 => policies,
                count => format!("{count} candidate chains with incompatible key usage, {policies}"),
            };
            InvalidReason::NoValidChains { detail }
        }
    }))
}

/// Whether one of these usages is allowed by every certificate of a path. A certificate that lists none allows all.
fn allows_one_of(chain: &[Rc<Certificate>], usages: &[ExtKeyUsage]) -> bool {
    let allows = |certificate: &Certificate, usage: &ExtKeyUsage| {
        let listed = &certificate.ext_key_usage;
        listed.is_empty() && certificate.unknown_ext_key_usage.is_empty()
            || listed.contains(&ExtKeyUsage::Any)
            || listed.contains(usage)
    };
    usages.iter().any(|usage| chain.iter().all(|certificate| allows(certificate, usage)))
}

struct Search<'a> {
    options: &'a VerifyOptions<'a>,
    signature_checks: usize,
}

/// What the candidates for one parent came to.
#[derive(Default)]
struct Found {
    chains: Vec<Chain>,
    /// The error of the last candidate that signed, unless a later one was fine.
    error: Option<VerifyError>,
    /// The first rejection.
    hint: Option<Hint>,
}

impl Found {
    fn reject(&mut self, candidate: &Certificate, error: &VerifyError) {
        self.hint.get_or_insert_with(|| Hint {
            error: Box::new(error.clone()),
            candidate: display_name(candidate),
        });
    }
}

impl Search<'_> {
    /// All paths that begin with `path`.
    fn chains(&mut self, path: &[Rc<Certificate>]) -> Result<Vec<Chain>, VerifyError> {
        let Some(child) = path.last() else { return Ok(Vec::new()) };
        let mut found = Found::default();
        let intermediates = self.options.intermediates.map(|pool| pool.potential_parents(child));
        let roots =
            self.options.roots.potential_parents(child).into_iter().map(|parent| (Role::Root, parent));
        let intermediates =
            intermediates.unwrap_or_default().into_iter().map(|parent| (Role::Intermediate, parent));
        for (role, candidate) in roots.chain(intermediates) {
            self.consider(role, candidate, path, &mut found);
            if found.error == Some(VerifyError::SignatureChecksExhausted) {
                break;
            }
        }
        if !found.chains.is_empty() {
            return Ok(found.chains);
        }
        Err(found.error.unwrap_or(VerifyError::UnknownAuthority { hint: found.hint }))
    }

    fn consider(
        &mut self,
        role: Role,
        candidate: Rc<Certificate>,
        path: &[Rc<Certificate>],
        found: &mut Found,
    ) {
        self.signature_checks += 1;
        if self.signature_checks > MAX_SIGNATURE_CHECKS {
            found.error = Some(VerifyError::SignatureChecksExhausted);
            return;
        }
        let Some(child) = path.last() else { return };
        if matches!(candidate.public_key, PublicKey::Unknown { .. }) || candidate.is_in(path) {
            return;
        }
        if let Err(error) = child.check_signature_from(&candidate, self.options.rare) {
            found.reject(&candidate, &error);
            return;
        }
        found.error = candidate.check_role(role, path, self.options).err();
        if let Some(error) = found.error.clone() {
            found.reject(&candidate, &error);
            return;
        }
        let longer = [path, &[candidate]].concat();
        if role == Role::Root {
            found.chains.push(longer);
            return;
        }
        match self.chains(&longer) {
            Ok(chains) => found.chains.extend(chains),
            Err(error) => found.error = Some(error),
        }
    }
}

fn display_name(certificate: &Certificate) -> String {
    let subject = &certificate.subject;
    if !subject.common_name.is_empty() {
        return subject.common_name.clone();
    }
    match subject.organization.first() {
        Some(organization) => organization.clone(),
        None => format!("serial:{}", certificate.serial_number()),
    }
}
