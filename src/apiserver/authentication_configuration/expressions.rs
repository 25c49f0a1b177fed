//! The expressions of the file, compiled when the server starts: errors become errors about the field, and what a username
//! taken from `claims.email` needs is remembered (`compileClaimsCELExpression` and `validationState` of
//! `pkg/apis/apiserver/validation/validation.go`).

use super::field::invalid;
use crate::cel::{Expressions, Uses, Variable};

/// Compiles the expressions of one authenticator.
pub struct Compiler<'e> {
    expressions: &'e dyn Expressions,
    /// The username names `claims.email`.
    pub names_email: bool,
    /// The username, an extra value or a claim validation rule names `claims.email_verified`.
    pub names_email_verified: bool,
}

impl Compiler<'_> {
    pub fn new(expressions: &dyn Expressions) -> Compiler<'_> {
        Compiler { expressions, names_email: false, names_email_verified: false }
    }

    /// An expression whose value is looked at when there is one.
    pub fn mapping(&self, path: &str, expression: &str, errors: &mut Vec<String>) -> Uses {
        self.compile(path, expression, Variable::Claims, false, errors)
    }

    /// An expression that must be a truth value.
    pub fn condition(&mut self, path: &str, expression: &str, over: Variable, errors: &mut Vec<String>) {
        let uses = self.compile(path, expression, over, true, errors);
        self.names_email_verified |= over == Variable::Claims && uses.email_verified;
    }

    fn compile(
        &self,
        path: &str,
        expression: &str,
        over: Variable,
        is_condition: bool,
        errors: &mut Vec<String>,
    ) -> Uses {
        self.expressions.compile(expression, over, is_condition).unwrap_or_else(|detail| {
            // What compiles and then cannot be made a program is no fault of the field's, to the server.
            errors.push(match detail.starts_with("program instantiation failed") {
                true => format!("{path}: Internal error: {detail}"),
                false => invalid(path, expression, &detail),
            });
            Uses::default()
        })
    }
}
