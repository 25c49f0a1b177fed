//! Why a certificate cannot be parsed, or no path leads from it to a root: the errors of `crypto/x509`.

use std::borrow::Cow;
use std::fmt;

use super::SignatureAlgorithm;
use crate::crypto::keys::KeyError;
use crate::crypto::signature::SignatureError;
use crate::golang::quote::quote;

/// Why a certificate cannot be parsed, in Go's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError(Cow<'static, str>);

impl ParseError {
    pub(super) const fn new(text: &'static str) -> ParseError {
        ParseError(Cow::Borrowed(text))
    }
}

impl From<String> for ParseError {
    fn from(text: String) -> ParseError {
        ParseError(text.into())
    }
}

impl From<KeyError> for ParseError {
    fn from(error: KeyError) -> ParseError {
        ParseError(error.to_string().into())
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ParseError {}

/// Why no path leads from a certificate to a root, in Go's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VerifyError {
    /// `CertificateInvalidError`.
    Invalid(InvalidReason),
    /// `UnknownAuthorityError`, with the first candidate that was looked at and rejected.
    UnknownAuthority {
        hint: Option<Hint>,
    },
    UnhandledCriticalExtension,
    /// `ConstraintViolationError`: a certificate that signed is no certificate authority.
    ConstraintViolation,
    /// `ErrUnsupportedAlgorithm`.
    UnsupportedAlgorithm,
    /// `InsecureAlgorithmError`: SHA-1 or MD5.
    InsecureAlgorithm(SignatureAlgorithm),
    /// The key of the issuer is of another type than the signature.
    AlgorithmMismatch {
        expected: &'static str,
        actual: &'static str,
    },
    Signature(SignatureError),
    /// More than 100 signatures would have to be checked: a bound on the work that hostile chains can cause.
    SignatureChecksExhausted,
}

/// A certificate that could have been the issuer, and why it was rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub error: Box<VerifyError>,
    /// Its common name, else its first organization, else its serial number.
    pub candidate: String,
}

/// `x509.InvalidReason`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvalidReason {
    NotAuthorizedToSign,
    /// Also: not yet valid.
    Expired {
        detail: String,
    },
    CaNotAuthorizedForThisName {
        detail: String,
    },
    TooManyIntermediates,
    IncompatibleUsage,
    NameMismatch,
    NoValidChains {
        detail: String,
    },
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            VerifyError::Invalid(reason) => reason.fmt(f),
            VerifyError::UnknownAuthority { hint: None } => {
                f.write_str("x509: certificate signed by unknown authority")
            }
            VerifyError::UnknownAuthority { hint: Some(Hint { error, candidate }) } => write!(
                f,
                "x509: certificate signed by unknown authority (possibly because of {} while trying to verify \
                 candidate authority certificate {})",
                quote(&error.to_string()),
                quote(candidate)
            ),
            VerifyError::UnhandledCriticalExtension => f.write_str("x509: unhandled critical extension"),
            VerifyError::ConstraintViolation => f.write_str(
                "x509: invalid signature: parent certificate cannot sign this kind of certificate",
            ),
            VerifyError::UnsupportedAlgorithm => {
                f.write_str("x509: cannot verify signature: algorithm unimplemented")
            }
            VerifyError::InsecureAlgorithm(algorithm) => {
                write!(f, "x509: cannot verify signature: insecure algorithm {algorithm}")
            }
            VerifyError::AlgorithmMismatch { expected, actual } => write!(
                f,
                "x509: signature algorithm specifies an {expected} public key, but have public key of type {actual}"
            ),
            VerifyError::Signature(error) => error.fmt(f),
            VerifyError::SignatureChecksExhausted => {
                f.write_str("x509: signature check attempts limit reached while verifying certificate chain")
            }
        }
    }
}

impl std::error::Error for VerifyError {}

impl fmt::Display for InvalidReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InvalidReason::NotAuthorizedToSign => {
                f.write_str("x509: certificate is not authorized to sign other certificates")
            }
            InvalidReason::Expired { detail } => {
                write!(f, "x509: certificate has expired or is not yet valid: {detail}")
            }
            InvalidReason::CaNotAuthorizedForThisName { detail } => write!(
                f,
                "x509: a root or intermediate certificate is not authorized to sign for this name: {detail}"
            ),
            InvalidReason::TooManyIntermediates => {
                f.write_str("x509: too many intermediates for path length constraint")
            }
            InvalidReason::IncompatibleUsage => {
                f.write_str("x509: certificate specifies an incompatible key usage")
            }
            InvalidReason::NameMismatch => {
                f.write_str("x509: issuer name does not match subject from issuing certificate")
            }
            InvalidReason::NoValidChains { detail } => {
                write!(f, "x509: no valid chains built: {detail}")
            }
        }
    }
}
