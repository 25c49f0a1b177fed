//! Errors of authenticators, joined and printed as `k8s.io/apimachinery/pkg/util/errors` does.

use std::fmt;

/// One error, or the errors that a union collected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuthnError {
    One(String),
    Aggregate(Vec<AuthnError>),
}

impl AuthnError {
    pub fn new(message: impl Into<String>) -> AuthnError {
        AuthnError::One(message.into())
    }

    /// `NewAggregate`: nothing when there was no error.
    pub fn aggregate(errors: Vec<AuthnError>) -> Option<AuthnError> {
        (!errors.is_empty()).then_some(AuthnError::Aggregate(errors))
    }

    fn leaves<'a>(&'a self, into: &mut Vec<&'a str>) {
        match self {
            AuthnError::One(message) => {
                if !into.contains(&message.as_str()) {
                    into.push(message);
                }
            }
            AuthnError::Aggregate(errors) => errors.iter().for_each(|error| error.leaves(into)),
        }
    }
}

/// Equal messages are printed once; several stand in brackets, however deep they were nested.
impl fmt::Display for AuthnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut leaves = Vec::new();
        self.leaves(&mut leaves);
        match leaves.as_slice() {
            [one] => f.write_str(one),
            several => write!(f, "[{}]", several.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn many(errors: &[&str]) -> AuthnError {
        AuthnError::Aggregate(errors.iter().map(|error| AuthnError::new(*error)).collect())
    }

    #[test]
    fn one_error_is_printed_as_it_is() {
        assert_eq!(many(&["a"]).to_string(), "a");
    }

    #[test]
    fn several_stand_in_brackets_and_equal_ones_once() {
        assert_eq!(many(&["a", "b", "a"]).to_string(), "[a, b]");
        assert_eq!(many(&["a", "a"]).to_string(), "a");
    }

    #[test]
    fn nested_errors_are_flattened() {
        let nested = AuthnError::Aggregate(vec![AuthnError::new("x"), many(&["a", "b"])]);
        assert_eq!(nested.to_string(), "[x, a, b]");
    }

    #[test]
    fn no_error_is_no_aggregate() {
        assert_eq!(AuthnError::aggregate(Vec::new()), None);
    }
}
