//! Syntax tree → the type of each node and the overloads that each call may take, or cel-go's messages
//! (`checker/checker.go`).

mod assign;
pub mod declarations;
mod objects;
mod resolve;
pub mod validate;

use std::collections::HashMap;

use super::messages::NULL_VALUE;
use super::source::Issues;
use super::syntax::Tree;
use super::syntax::ast::{Call, Comprehension, Expr, Id, Kind, List, Literal, Select};
use super::types::{Type, USER_INFO};
use assign::{Mapping, most_general};
use declarations::Overload;

/// What the checker found out.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    pub types: HashMap<Id, Type>,
    /// By call: its full name, and the overloads that its arguments allow.
    pub calls: HashMap<Id, Resolved>,
    /// Identifiers and selections that name a type or a constant.
    pub names: HashMap<Id, Named>,
}

#[derive(Debug, Clone)]
pub struct Named {
    pub name: String,
    pub of: Type,
}

/// What a call calls.
#[derive(Debug, Clone)]
pub struct Resolved {
    pub function: String,
    /// The target belongs to the function's name: `ip.isCanonical(…)`.
    pub is_namespaced: bool,
    /// Those among which the arguments choose at run time: one, or all of the function.
    pub overloads: Vec<Overload>,
}

pub struct Checker<'t> {
    tree: &'t Tree,
    scopes: Vec<(String, Type)>,
    /// How many of the scopes are the environment's.
    globals: usize,
    mappings: Mapping,
    variables: usize,
    checked: Checked,
    issues: Issues,
}

/// Checks a tree in which one variable is known.
///
/// # Errors
/// cel-go's messages.
pub fn check(tree: &Tree, variable: &str, of: Type) -> Result<Checked, Issues> {
    let mut checker = Checker {
        tree,
        scopes: vec![(variable.to_owned(), of)],
        globals: 1,
        mappings: Mapping::default(),
        variables: 0,
        checked: Checked::default(),
        issues: Issues::default(),
    };
    checker.check(&tree.root);
    let Checker { mappings, mut checked, issues, .. } = checker;
    for found in checked.types.values_mut() {
        *found = mappings.substitute(found, true);
    }
    if issues.0.is_empty() { Ok(checked) } else { Err(issues) }
}

impl Checker<'_> {
    fn report(&mut self, id: Id, message: String) {
        self.issues.report(self.tree.offset(id), message);
    }

    fn set(&mut self, id: Id, of: Type) {
        self.checked.types.insert(id, of);
    }

    fn get(&self, expr: &Expr) -> Type {
        self.checked.types.get(&expr.id).cloned().unwrap_or(Type::Error)
    }

    fn substituted(&self, of: &Type) -> Type {
        self.mappings.substitute(of, false)
    }

    fn new_variable(&mut self) -> Type {
        let name = format!("_var{}", self.variables);
        self.variables += 1;
        Type::Param(name.into())
    }

    fn mismatch(&mut self, id: Id, expected: &Type, actual: &Type) {
        self.report(id, format!("expected type '{}' but found '{}'", expected.format(), actual.format()));
    }

    fn undeclared(&mut self, id: Id, name: &str) {
        self.set(id, Type::Error);
        self.report(id, format!("undeclared reference to '{name}' (in container '')"));
    }

    fn check(&mut self, expr: &Expr) {
        match &expr.kind {
            Kind::Unspecified => self.set(expr.id, Type::Error),
            Kind::Literal(literal) => self.set(expr.id, type_of(literal)),
            Kind::Ident(name) => self.ident(expr, name),
            Kind::Select(select) => self.select(expr, select),
            Kind::Call(call) => self.call(expr, call),
            Kind::List(list) => self.list(expr, list),
            Kind::Map(_) => self.map(expr),
            Kind::Struct(object) => self.object(expr, object),
            Kind::Comprehension(fold) => self.comprehension(expr, fold),
        }
    }

    fn ident(&mut self, expr: &Expr, name: &str) {
        if let Some(of) = self.find_variable(name) {
            self.set(expr.id, of);
        } else if !self.names_type(expr.id, name) {
            self.undeclared(expr.id, name);
        }
    }

    /// A leading dot looks past the variables of comprehensions.
    fn find_variable(&self, name: &str) -> Option<Type> {
        let (name, scopes) = match name.strip_prefix('.') {
            Some(name) => (name, &self.scopes[..self.globals]),
            None => (name, &self.scopes[..]),
        };
        scopes.iter().rev().find(|(known, _)| known == name).map(|(_, of)| of.clone())
    }

    /// The type of the variable is known by its name, too.
    fn named_type(&self, name: &str) -> Option<Type> {
        let variable = self.scopes.first().map(|(_, of)| of);
        let is_variables = matches!(variable, Some(Type::Struct(object)) if **object == *name);
        declarations::named_type(name).or_else(|| variable.filter(|_| is_variables).cloned())
    }

    fn names_type(&mut self, id: Id, name: &str) -> bool {
        let name = name.trim_start_matches('.');
        let of = if name == NULL_VALUE {
            self.set(id, Type::Int);
            Type::Int
        } else if let Some(of) = self.named_type(name) {
            self.set(id, Type::Kind(Some(of.clone().into())));
            of
        } else {
            return false;
        };
        self.checked.names.insert(id, Named { name: name.to_owned(), of });
        true
    }

    fn select(&mut self, expr: &Expr, select: &Select) {
        if !select.is_test
            && let Some(name) = qualified_name(expr)
            && self.find_variable(name.split('.').next().unwrap_or_default()).is_none()
            && self.names_type(expr.id, &name)
        {
            return;
        }
        let result = self.field(expr, &select.operand, &select.field, false);
        let result = if select.is_test { Type::Bool } else { self.substituted(&result) };
        self.set(expr.id, result);
    }

    fn optional_select(&mut self, expr: &Expr, call: &Call) {
        let [operand, field] = call.args.as_slice() else { return };
        let Kind::Literal(Literal::String(name)) = &field.kind else { return };
        let result = self.field(expr, operand, name, true);
        let result = self.substituted(&result);
        self.set(expr.id, result);
        self.resolved(expr.id, call, false, Vec::new());
    }

    fn resolved(&mut self, id: Id, call: &Call, is_namespaced: bool, overloads: Vec<Overload>) {
        let mut function = call.function.trim_start_matches('.').to_owned();
        if is_namespaced && let Some(name) = call.target.as_ref().and_then(qualified_name) {
            function = format!("{}.{function}", name.trim_start_matches('.'));
        }
        self.checked.calls.insert(id, Resolved { function, is_namespaced, overloads });
    }

    fn field(&mut self, expr: &Expr, operand: &Expr, name: &str, is_optional: bool) -> Type {
        self.check(operand);
        let operand = self.substituted(&self.get(operand));
        let target = operand.unwrap_optional().unwrap_or(&operand);
        let result = match target {
            Type::Map(_, value) => (**value).clone(),
            Type::Struct(object) => self.struct_field(expr.id, object, name),
            Type::Param(_) => {
                self.mappings.assign(&Type::Dyn, target);
                Type::Dyn
            }
            other => {
                if !other.is_dyn_or_error() {
                    let message = format!("type '{}' does not support field selection", other.format());
                    self.report(expr.id, message);
                }
                Type::Dyn
            }
        };
        if is_optional || operand.unwrap_optional().is_some() { Type::optional(result) } else { result }
    }

    fn struct_field(&mut self, id: Id, object: &str, name: &str) -> Type {
        if object != USER_INFO {
            self.report(id, format!("unexpected failed resolution of '{object}'"));
            return Type::Error;
        }
        match name {
            "username" | "uid" => Type::String,
            "groups" => Type::list(Type::String),
            "extra" => Type::map(Type::String, Type::list(Type::String)),
            _ => {
                self.report(id, format!("undefined field '{name}'"));
                Type::Error
            }
        }
    }

    fn list(&mut self, expr: &Expr, list: &List) {
        let mut joined = None;
        for (element, is_optional) in list.elements.iter().zip(&list.optional) {
            self.check(element);
            let mut of = self.get(element);
            if *is_optional {
                of = self.unwrapped(element, of);
            }
            joined = Some(self.join(joined, of));
        }
        let of = joined.unwrap_or_else(|| self.new_variable());
        self.set(expr.id, Type::list(of));
    }

    /// What an optional element holds.
    fn unwrapped(&mut self, expr: &Expr, of: Type) -> Type {
        if let Some(inner) = of.unwrap_optional() {
            return inner.clone();
        }
        if !of.is_dyn() {
            self.mismatch(expr.id, &Type::optional(of.clone()), &of);
        }
        of
    }

    fn map(&mut self, expr: &Expr) {
        let Kind::Map(entries) = &expr.kind else { return };
        let mut joined: (Option<Type>, Option<Type>) = (None, None);
        for entry in entries {
            self.check(&entry.key);
            let key = self.get(&entry.key);
            joined.0 = Some(self.join(joined.0, key));
            self.check(&entry.value);
            let mut value = self.get(&entry.value);
            if entry.is_optional {
                value = self.unwrapped(&entry.value, value);
            }
            joined.1 = Some(self.join(joined.1, value));
        }
        let of = match joined {
            (Some(key), Some(value)) => Type::map(key, value),
            _ => Type::map(self.new_variable(), self.new_variable()),
        };
        self.set(expr.id, of);
    }

    /// Whether elements may be of several types is looked at later ([`validate`]).
    fn join(&mut self, previous: Option<Type>, current: Type) -> Type {
        let Some(previous) = previous else { return current };
        if self.mappings.assign(&previous, &current) {
            return most_general(&previous, &current).clone();
        }
        Type::Dyn
    }

    fn comprehension(&mut self, expr: &Expr, fold: &Comprehension) {
        self.check(&fold.range);
        self.check(&fold.init);
        let range = self.substituted(&self.get(&fold.range));
        let gathered = self.get(&fold.init);
        let outer = self.scopes.len();
        self.scopes.push((fold.accumulator.clone(), gathered.clone()));
        let (first, second) = match &range {
            Type::List(of) if fold.variable2.is_some() => (Type::Int, (**of).clone()),
            Type::List(of) => ((**of).clone(), Type::Error),
            Type::Map(key, value) => ((**key).clone(), (**value).clone()),
            Type::Dyn | Type::Error | Type::Param(_) => {
                self.mappings.assign(&Type::Dyn, &range);
                (Type::Dyn, Type::Dyn)
            }
            other => {
                let message = format!(
                    "expression of type '{}' cannot be range of a comprehension (must be list, map, or dynamic)",
                    other.format()
                );
                self.report(fold.range.id, message);
                (Type::Error, Type::Error)
            }
        };
        self.scopes.push((fold.variable.clone(), first));
        if let Some(name) = &fold.variable2 {
            self.scopes.push((name.clone(), second));
        }
        self.check(&fold.condition);
        self.assert(&fold.condition, &Type::Bool);
        self.check(&fold.step);
        self.assert(&fold.step, &gathered);
        self.scopes.truncate(outer + 1);
        self.check(&fold.result);
        self.scopes.truncate(outer);
        let result = self.substituted(&self.get(&fold.result));
        self.set(expr.id, result);
    }

    fn assert(&mut self, expr: &Expr, expected: &Type) {
        let actual = self.get(expr);
        if !self.mappings.assign(expected, &actual) {
            self.mismatch(expr.id, expected, &actual);
        }
    }
}

fn type_of(literal: &Literal) -> Type {
    match literal {
        Literal::Null => Type::Null,
        Literal::Bool(_) => Type::Bool,
        Literal::Int(_) => Type::Int,
        Literal::Uint(_) => Type::Uint,
        Literal::Double(_) => Type::Double,
        Literal::String(_) => Type::String,
        Literal::Bytes(_) => Type::Bytes,
    }
}

/// `a.b.c`, where the expression is nothing but identifiers and dots.
fn qualified_name(expr: &Expr) -> Option<String> {
    match &expr.kind {
        Kind::Ident(name) => Some(name.clone()),
        Kind::Select(select) if !select.is_test => {
            Some(format!("{}.{}", qualified_name(&select.operand)?, select.field))
        }
        _ => None,
    }
}
