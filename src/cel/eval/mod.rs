//! A checked tree and a variable → a value (`interpreter/interpretable.go`, `interpreter/attributes.go` of cel-go).

mod access;
mod fold;

use std::rc::Rc;

use super::check::{Checked, Named, Resolved};
use super::functions;
use super::messages::{self, NULL_VALUE};
use super::syntax::ast::{Call, Entry, Expr, Kind, List, Literal, Struct};
use super::types::{Type, USER_INFO};
use super::value::{Evaluated, Fault, Origin, Value};

/// The server limits the cost of an evaluation; well before that bound is sure to hold, this one ends it.
const MOST_STEPS: usize = 400_000;

/// `IsTypeConversionFunction`.
const CONVERSIONS: [&str; 10] =
    ["bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint"];

pub struct Interpreter<'p> {
    checked: &'p Checked,
    variable: (&'p str, Value),
    /// What comprehensions bind, innermost last. An error is kept until its name is read.
    locals: Vec<(String, Evaluated)>,
    steps: usize,
}

/// Computes what is constant before anything is asked: conversions of literals, and lists and maps of them
/// (`decOptimize` of `interpreter/decorators.go`).
///
/// # Errors
/// That of the first conversion that fails.
pub fn fold_constants(root: &Expr, checked: &Checked) -> Result<(), Fault> {
    let nothing = ("", Value::Null);
    let mut interpreter = Interpreter { checked, variable: nothing, locals: Vec::new(), steps: 0 };
    interpreter.fold_constant(root).map(|_| ())
}

/// Evaluates an expression over one variable.
///
/// # Errors
/// The server's error, or what is not simulated.
pub fn evaluate(root: &Expr, checked: &Checked, variable: &str, value: Value) -> Evaluated {
    let mut interpreter = Interpreter { checked, variable: (variable, value), locals: Vec::new(), steps: 0 };
    interpreter.eval(root)
}

impl Interpreter<'_> {
    fn eval(&mut self, expr: &Expr) -> Evaluated {
        self.steps += 1;
        if self.steps > MOST_STEPS {
            return Err(Fault::unsupported("an evaluation of so many steps"));
        }
        match &expr.kind {
            Kind::Unspecified => Err(Fault::unsupported("what is broken")),
            Kind::Struct(object) => self.object(object),
            Kind::Literal(literal) => Ok(constant(literal)),
            Kind::Ident(name) => self.ident(expr, name),
            Kind::Select(select) => {
                if let Some(name) = self.checked.names.get(&expr.id) {
                    return named(name);
                }
                let operand = self.eval(&select.operand)?;
                let key = Value::string(select.field.as_str());
                if select.is_test { access::has(&operand, &key) } else { access::get(&operand, &key) }
            }
            Kind::Call(call) => self.call(expr, call),
            Kind::List(list) => self.list(list),
            Kind::Map(entries) => self.map(entries),
            Kind::Comprehension(fold) => self.fold(fold),
        }
    }

    /// Whether an expression is constant.
    fn fold_constant(&mut self, expr: &Expr) -> Result<bool, Fault> {
        let (mut is_constant, mut is_last_constant) = (true, false);
        for child in expr.children() {
            is_last_constant = self.fold_constant(child)?;
            is_constant &= is_last_constant;
        }
        Ok(match &expr.kind {
            Kind::Literal(_) | Kind::List(_) | Kind::Map(_) => is_constant,
            Kind::Ident(_) | Kind::Select(_) => match self.checked.names.get(&expr.id) {
                Some(name) => named(name).map(|_| true)?,
                None => false,
            },
            Kind::Call(call) if call.target.is_none() && call.args.len() == 1 && is_constant => {
                let is_conversion = CONVERSIONS.contains(&call.function.trim_start_matches('.'));
                if is_conversion {
                    self.eval(expr)?;
                }
                is_conversion
            }
            Kind::Call(call) if is_last_constant && matches!(call.function.as_str(), "_[_]" | "_[?_]") => {
                if let [_, index] = call.args.as_slice() {
                    access::check(&self.eval(index)?, true)?;
                }
                false
            }
            Kind::Call(call) if functions::is_pattern_function(call.function.trim_start_matches('.')) => {
                let pattern = call.target.iter().chain(&call.args).nth(1);
                if let Some(Expr { kind: Kind::Literal(Literal::String(pattern)), .. }) = pattern
                    && let Err(fault @ Fault::Error(_)) = functions::compile_regex(pattern)
                {
                    return Err(fault);
                }
                false
            }
            _ => false,
        })
    }

    fn ident(&mut self, expr: &Expr, name: &str) -> Evaluated {
        let local = self.locals.iter().rev().find(|(known, _)| known == name);
        if let Some((_, value)) = local {
            return value.clone();
        }
        if let Some(name) = self.checked.names.get(&expr.id) {
            return named(name);
        }
        if name.trim_start_matches('.') == self.variable.0 {
            return Ok(self.variable.1.clone());
        }
        Err(Fault::new(format!("no such attribute(s): {name}")))
    }

    fn call(&mut self, expr: &Expr, call: &Call) -> Evaluated {
        match (call.function.as_str(), call.args.as_slice()) {
            ("_&&_", [left, right]) => self.logic(left, right, false),
            ("_||_", [left, right]) => self.logic(left, right, true),
            ("_?_:_", [condition, truthy, falsy]) => match self.eval(condition)? {
                Value::Bool(true) => self.eval(truthy),
                Value::Bool(false) => self.eval(falsy),
                _ => Err(Fault::no_such_overload()),
            },
            ("_==_", [left, right]) => {
                let (left, right) = (self.eval(left)?, self.eval(right)?);
                functions::equal(&left, &right).map(Value::Bool)
            }
            ("_!=_", [left, right]) => {
                let (left, right) = (self.eval(left)?, self.eval(right)?);
                Ok(Value::Bool(functions::equal(&left, &right) != Ok(true)))
            }
            ("_[_]", [operand, index]) => {
                let (operand, index) = (self.eval(operand)?, self.eval(index)?);
                access::get(&operand, &index)
            }
            ("_[?_]" | "_?._", [operand, index]) => {
                let (operand, index) = (self.eval(operand)?, self.eval(index)?);
                access::get_optional(&operand, &index)
            }
            ("@not_strictly_false", [arg]) => match self.eval(arg) {
                Ok(Value::Bool(value)) => Ok(Value::Bool(value)),
                _ => Ok(Value::Bool(true)),
            },
            _ => self.function(expr, call),
        }
    }

    /// `&&` and `||`: one side may decide whatever the other is.
    fn logic(&mut self, left: &Expr, right: &Expr, decisive: bool) -> Evaluated {
        let mut fault: Option<Fault> = None;
        for term in [left, right] {
            match self.eval(term) {
                Ok(Value::Bool(value)) if value == decisive => return Ok(Value::Bool(value)),
                Ok(Value::Bool(_)) => {}
                Ok(_) => {
                    fault.get_or_insert_with(Fault::no_such_overload);
                }
                Err(Fault::Unsupported(what)) => fault = Some(Fault::Unsupported(what)),
                Err(error) => {
                    fault.get_or_insert(error);
                }
            }
        }
        fault.map_or(Ok(Value::Bool(!decisive)), Err)
    }

    fn function(&mut self, expr: &Expr, call: &Call) -> Evaluated {
        let checked = self.checked;
        let Some(resolved) = checked.calls.get(&expr.id) else { return Err(Fault::no_such_overload()) };
        let target = call.target.as_ref().filter(|_| !resolved.is_namespaced);
        if let (Some(target), [otherwise]) = (target, call.args.as_slice())
            && matches!(call.function.as_str(), "or" | "orValue")
        {
            return self.optional_or(resolved, target, otherwise);
        }
        let mut args = Vec::with_capacity(call.args.len() + 1);
        for arg in target.into_iter().chain(&call.args) {
            args.push(self.eval(arg)?);
        }
        let pattern = target.into_iter().chain(&call.args).nth(1).map(|arg| &arg.kind);
        if let Some(Kind::Literal(Literal::String(_))) = pattern {
            functions::with_constant_pattern(&resolved.function, &args)?;
        }
        functions::invoke(resolved, &args)
    }

    fn optional_or(&mut self, resolved: &Resolved, target: &Expr, otherwise: &Expr) -> Evaluated {
        match self.eval(target)? {
            Value::Optional(None) => self.eval(otherwise),
            Value::Optional(Some(value)) if resolved.function == "orValue" => Ok((*value).clone()),
            optional @ Value::Optional(_) => Ok(optional),
            _ => Err(Fault::no_such_overload()),
        }
    }

    fn list(&mut self, list: &List) -> Evaluated {
        let mut items = Vec::with_capacity(list.elements.len());
        for (element, is_optional) in list.elements.iter().zip(&list.optional) {
            let value = self.eval(element)?;
            match (is_optional, value) {
                (false, value) => items.push(value),
                (true, Value::Optional(value)) => items.extend(value.map(|value| (*value).clone())),
                (true, other) => {
                    return Err(Fault::new(format!(
                        "cannot initialize optional list element from non-optional value {other}"
                    )));
                }
            }
        }
        Ok(Value::list(items, Origin::Values))
    }

    fn map(&mut self, parts: &[Entry]) -> Evaluated {
        let mut entries: Vec<(Value, Value)> = Vec::with_capacity(parts.len());
        for part in parts {
            let key = self.eval(&part.key)?;
            let value = self.eval(&part.value)?;
            let value = if part.is_optional { optional_entry(&key, value)? } else { Some(value) };
            entries.retain(|(other, _)| !(other.type_name() == key.type_name() && other.equals(&key)));
            entries.extend(value.map(|value| (key, value)));
        }
        Ok(Value::map(entries))
    }

    fn object(&mut self, object: &Struct) -> Evaluated {
        let mut fields: Vec<(&str, Value)> = Vec::with_capacity(object.fields.len());
        for field in &object.fields {
            let value = self.eval(&field.value)?;
            let name = Value::string(field.name.as_str());
            let value = if field.is_optional { optional_entry(&name, value)? } else { Some(value) };
            fields.retain(|(other, _)| *other != field.name);
            fields.extend(value.map(|value| (field.name.as_str(), value)));
        }
        messages::object(&object.name, &fields)
    }
}

/// What an entry written `?key: value` adds.
fn optional_entry(key: &Value, value: Value) -> Result<Option<Value>, Fault> {
    match value {
        Value::Optional(value) => Ok(value.map(|value| (*value).clone())),
        other => Err(Fault::new(format!(
            "cannot initialize optional entry '{key}' from non-optional value {other}"
        ))),
    }
}

/// `planCheckedIdent`: what a name of the environment stands for.
fn named(named: &Named) -> Evaluated {
    match &named.of {
        _ if named.name == NULL_VALUE => Ok(Value::Int(0)),
        of if of.name() == named.name && *of != Type::Any && of.name() != USER_INFO => {
            Ok(Value::Type(of.name().into()))
        }
        _ => Err(Fault::new(format!("reference to undefined type: {}", named.name))),
    }
}

fn constant(literal: &Literal) -> Value {
    match literal {
        Literal::Null => Value::Null,
        Literal::Bool(value) => Value::Bool(*value),
        Literal::Int(value) => Value::Int(*value),
        Literal::Uint(value) => Value::Uint(*value),
        Literal::Double(value) => Value::Double(*value),
        Literal::String(value) => Value::String(Rc::clone(value)),
        Literal::Bytes(value) => Value::Bytes(Rc::clone(value)),
    }
}
