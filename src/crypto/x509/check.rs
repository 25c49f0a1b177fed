//! One step of a path: may this certificate be the parent of that one? `Certificate.CheckSignatureFrom` and
//! `Certificate.isValid` of `crypto/x509`.

use std::rc::Rc;

use super::error::{InvalidReason, VerifyError};
use super::time::rfc3339;
use super::usage::KeyUsage;
use super::verify::VerifyOptions;
use super::{Certificate, PublicKey};
use crate::crypto::rare::Rare;

/// What a certificate is to the path that it is looked at for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Leaf,
    Intermediate,
    Root,
}

impl Certificate {
    /// Verifies that `parent` signed this certificate and was allowed to sign certificates.
    ///
    /// # Errors
    /// `parent` is not a certificate authority, or the signature is not its own or not acceptable.
    pub fn check_signature_from(&self, parent: &Certificate, rare: &dyn Rare) -> Result<(), VerifyError> {
        let not_a_ca = parent.version == 3 && !parent.basic_constraints_valid
            || parent.basic_constraints_valid && !parent.is_ca
            || !parent.key_usage.is_empty() && !parent.key_usage.contains(KeyUsage::CERT_SIGN);
        if not_a_ca {
            return Err(VerifyError::ConstraintViolation);
        }
        if matches!(parent.public_key, PublicKey::Unknown { .. }) {
            return Err(VerifyError::UnsupportedAlgorithm);
        }
        self.signature_algorithm.check(&parent.public_key, &self.raw_tbs, &self.signature, rare)
    }

    /// Checks whether this certificate may stand at the end of a path in this role.
    pub(super) fn check_role(
        &self,
        role: Role,
        path: &[Rc<Certificate>],
        options: &VerifyOptions<'_>,
    ) -> Result<(), VerifyError> {
        if !self.unhandled_critical_extensions.is_empty() {
            return Err(VerifyError::UnhandledCriticalExtension);
        }
        if path.last().is_some_and(|child| child.raw_issuer != self.raw_subject) {
            return Err(VerifyError::Invalid(InvalidReason::NameMismatch));
        }
        self.check_validity(options)?;
        if role == Role::Intermediate && !(self.basic_constraints_valid && self.is_ca) {
            return Err(VerifyError::Invalid(InvalidReason::NotAuthorizedToSign));
        }
        let intermediates = path.len().saturating_sub(1) as u64;
        if self.max_path_len.is_some_and(|longest| intermediates > longest) {
            return Err(VerifyError::Invalid(InvalidReason::TooManyIntermediates));
        }
        Ok(())
    }

    fn check_validity(&self, options: &VerifyOptions<'_>) -> Result<(), VerifyError> {
        let relation = if options.now < self.not_before.utc() {
            format!("before {}", self.not_before)
        } else if options.now > self.not_after.utc() {
            format!("after {}", self.not_after)
        } else {
            return Ok(());
        };
        let detail = format!("current time {} is {relation}", rfc3339(options.now));
        Err(VerifyError::Invalid(InvalidReason::Expired { detail }))
    }

    /// Whether a path already holds a certificate with this subject, this key and these alternative names, so that
    /// authorities that signed each other make no loop.
    pub(super) fn is_in(&self, path: &[Rc<Certificate>]) -> bool {
        let names = self.subject_alt_name();
        for other in path {
            if self.raw_subject != other.raw_subject || self.raw_spki != other.raw_spki {
                continue;
            }
            match (names, other.subject_alt_name()) {
                (None, None) => return true,
                (None, Some(_)) | (Some(_), None) => return false,
                (Some(names), Some(others)) if names == others => return true,
                (Some(_), Some(_)) => {}
            }
        }
        false
    }
}
