//! The expressions of AuthenticationConfiguration: the Common Expression Language as kube-apiserver v1.37 compiles and runs it
//! (`pkg/authentication/cel` and `pkg/cel` of `k8s.io/apiserver`, on cel-go), with its error texts.
//!
//! Text → `syntax` → `check` → `eval`. What is not simulated ends in a refusal that says so; a value is never guessed.
//!
//! Incomplete: time zones by name; classes of Unicode, and letters beyond ASCII without regard to case, in regular expressions; the
//! limit on the cost of an evaluation; objects of `google.protobuf.Any` and `Empty`, and those of which the server tells one of
//! several errors at random; numbers with more than 255 digits in `format`; quantities with more than 36 digits. Functions that an
//! older version of the server lacks are not refused: the libraries are those of v1.37.
//!
//! The rest of the house knows only [`Expressions`], so that a program which never names [`Cel`] does not hold the language.

mod check;
mod eval;
mod functions;
mod json;
mod messages;
mod number;
mod source;
mod syntax;
mod types;
mod value;

use std::collections::HashMap;
use std::rc::Rc;

use crate::report::User;
use crate::scenario::Version;

use check::Checked;
use json::Claims;
use source::{Issues, Source};
use syntax::Tree;
use syntax::ast::{Expr, Kind, Literal};
use types::{Type, USER_INFO};
use value::{Fault, Origin, Value};

/// What an expression is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variable {
    /// `claims`: the claims of a token.
    Claims,
    /// `user`: the identity that they became.
    User,
}

/// The variable's value.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// JSON texts by the names of the claims.
    Claims(&'a HashMap<String, Vec<u8>>),
    User(&'a User),
}

/// Which claims a compiled expression names.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Uses {
    pub email: bool,
    pub email_verified: bool,
}

/// An expression's value, as far as an authenticator tells values apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Null,
    Bool(bool),
    String(String),
    /// A list of strings from which groups can be read.
    Strings(Vec<String>),
    /// Anything else.
    Other,
}

/// Why an expression has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The server's error.
    Error(String),
    /// What of it is not simulated, so that the server's answer is not known.
    Unsupported(String),
}

/// Compiles and evaluates expressions.
pub trait Expressions {
    /// Compiles an expression as kube-apiserver does when it starts. A condition must be a truth value.
    ///
    /// # Errors
    /// The detail of the server's error about the field.
    fn compile(&self, expression: &str, over: Variable, is_condition: bool) -> Result<Uses, String>;

    /// Evaluates an expression that compiles, by the rules of a version.
    ///
    /// # Errors
    /// The server's error, or what is not simulated.
    fn evaluate(&self, expression: &str, input: Input, version: Version) -> Result<Outcome, Failure>;
}

/// The language itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cel;

impl Expressions for Cel {
    fn compile(&self, expression: &str, over: Variable, is_condition: bool) -> Result<Uses, String> {
        let program = Program::compile(expression, over)?;
        if is_condition && !matches!(program.result(), Type::Bool) {
            return Err("must evaluate to bool".to_owned());
        }
        let root = &program.tree.root;
        Ok(Uses { email: uses(root, "email"), email_verified: uses(root, "email_verified") })
    }

    fn evaluate(&self, expression: &str, input: Input, version: Version) -> Result<Outcome, Failure> {
        let is_lazy = version.at_least(34);
        let (over, value) = match input {
            Input::Claims(claims) => {
                let claims = claims.iter().map(|(name, raw)| (name.clone(), raw.clone()));
                (Variable::Claims, Claims::of_token(claims, is_lazy))
            }
            Input::User(user) => (Variable::User, Claims::of_user(user, is_lazy)),
        };
        let program = Program::compile(expression, over).map_err(Failure::Error)?;
        let value = Value::Claims(Rc::new(value));
        match eval::evaluate(&program.tree.root, &program.checked, over.name(), value) {
            Ok(value) => Ok(outcome(&value)),
            Err(Fault::Error(error)) => {
                Err(Failure::Error(format!("expression '{expression}' resulted in error: {error}")))
            }
            Err(Fault::Unsupported(what)) => Err(Failure::Unsupported(what.to_string())),
        }
    }
}

impl Variable {
    fn name(self) -> &'static str {
        match self {
            Variable::Claims => "claims",
            Variable::User => "user",
        }
    }

    fn of(self) -> Type {
        match self {
            Variable::Claims => Type::map(Type::String, Type::Any),
            Variable::User => Type::Struct(USER_INFO.into()),
        }
    }
}

/// A compiled expression.
struct Program {
    tree: Tree,
    checked: Checked,
}

impl Program {
    fn compile(expression: &str, over: Variable) -> Result<Program, String> {
        let source = Source::new(expression);
        let failed = |issues: Issues| format!("compilation failed: {}", issues.print(&source));
        let tree = syntax::parse(&source).map_err(failed)?;
        let checked = check::check(&tree, over.name(), over.of()).map_err(failed)?;
        check::validate::validate(&tree, &checked).map_err(failed)?;
        if let Err(Fault::Error(error)) = eval::fold_constants(&tree.root, &checked) {
            return Err(format!("program instantiation failed: {error}"));
        }
        Ok(Program { tree, checked })
    }

    fn result(&self) -> Type {
        self.checked.types.get(&self.tree.root.id).cloned().unwrap_or(Type::Dyn)
    }
}

/// `hasSelectExp`: whether a claim is named by `claims.field` or `claims.?field`.
fn uses(expr: &Expr, field: &str) -> bool {
    let is_claims = |expr: &Expr| matches!(&expr.kind, Kind::Ident(name) if name == "claims");
    let is_named = match &expr.kind {
        Kind::Select(select) => is_claims(&select.operand) && select.field == field,
        Kind::Call(call) => match call.args.as_slice() {
            [operand, name] if call.function == "_?._" => {
                is_claims(operand)
                    && matches!(&name.kind, Kind::Literal(Literal::String(name)) if &**name == field)
            }
            _ => false,
        },
        _ => false,
    };
    is_named || expr.children().into_iter().any(|child| uses(child, field))
}

/// `convertCELValueToStringList`, and the types that the authenticator asks for.
fn outcome(value: &Value) -> Outcome {
    match value {
        Value::Null => Outcome::Null,
        Value::Bool(value) => Outcome::Bool(*value),
        Value::String(text) => Outcome::String(text.to_string()),
        Value::List(list) if list.of != Origin::Strings => {
            let strings = list.items.iter().map(|item| match item {
                Value::String(text) => Some(text.to_string()),
                _ => None,
            });
            strings.collect::<Option<Vec<String>>>().map_or(Outcome::Other, Outcome::Strings)
        }
        _ => Outcome::Other,
    }
}

#[cfg(test)]
mod tests;
