//! What many servers do without, and much code does: JWT authenticators with their configuration file and its expressions,
//! and rare kinds of keys. It is asked of an object, so that a program which never names [`Everything`] does not hold it.

use super::authentication_configuration::{
    AuthenticationConfiguration, JwtAuthenticator, Rules, load, validate, validate_authenticator,
};
use crate::cel::{Cel, Expressions, Failure, Input, Outcome, Uses, Variable};
use crate::crypto::keys::Curve;
use crate::crypto::rare::{Rare, RareKeys};
use crate::crypto::signature::{Hash, RsaKey};
use crate::scenario::Version;

pub trait Faculties: Expressions + Rare {
    /// [`load`]
    ///
    /// # Errors
    /// The server's text.
    fn load(&self, text: &str, rules: Rules) -> Result<AuthenticationConfiguration, String>;

    /// [`validate`]
    fn validate(&self, configuration: &AuthenticationConfiguration, rules: Rules) -> Vec<String>;

    /// [`validate_authenticator`]
    fn validate_authenticator(
        &self,
        authenticator: &JwtAuthenticator,
        disallowed_issuers: &[String],
        rules: Rules,
    ) -> Vec<String>;

    /// Remembers that a strategy is configured which this program does not hold.
    fn lacks_strategy(&self) {}
}

/// All that is simulated.
#[derive(Debug, Clone, Copy, Default)]
pub struct Everything;

impl Faculties for Everything {
    fn load(&self, text: &str, rules: Rules) -> Result<AuthenticationConfiguration, String> {
        load(text, rules)
    }

    fn validate(&self, configuration: &AuthenticationConfiguration, rules: Rules) -> Vec<String> {
        validate(configuration, &[], rules, &Cel)
    }

    fn validate_authenticator(
        &self,
        authenticator: &JwtAuthenticator,
        disallowed_issuers: &[String],
        rules: Rules,
    ) -> Vec<String> {
        validate_authenticator(authenticator, disallowed_issuers, rules, &Cel)
    }
}

impl Expressions for Everything {
    fn compile(&self, expression: &str, over: Variable, is_condition: bool) -> Result<Uses, String> {
        Cel.compile(expression, over, is_condition)
    }

    fn evaluate(&self, expression: &str, input: Input, version: Version) -> Result<Outcome, Failure> {
        Cel.evaluate(expression, input, version)
    }
}

impl Rare for Everything {
    fn verify_pss(
        &self,
        hash: Hash,
        key: RsaKey,
        salt: Option<usize>,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        RareKeys.verify_pss(hash, key, salt, message, signature)
    }

    fn verify_ecdsa(&self, curve: Curve, point: &[u8], digest: &[u8], signature: &[u8]) -> bool {
        RareKeys.verify_ecdsa(curve, point, digest, signature)
    }

    fn verify_ed25519(&self, key: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
        RareKeys.verify_ed25519(key, message, signature)
    }

    fn ed25519_public_key(&self, seed: &[u8; 32]) -> [u8; 32] {
        RareKeys.ed25519_public_key(seed)
    }

    fn public_point(&self, curve: Curve, scalar: &[u8]) -> Option<Vec<u8>> {
        RareKeys.public_point(curve, scalar)
    }
}
