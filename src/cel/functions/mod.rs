//! What functions do. Which overload a call takes is decided by the types of its arguments at run time
//! (`common/decls/decls.go`); operators and a few others have one implementation for all types
//! (`common/stdlib/standard.go`).

pub mod convert;
pub mod format;
mod formats;
mod lists;
pub mod network;
mod operators;
pub mod quantities;
mod regex;
mod strings;
pub mod time;
mod urls;
pub mod versions;

use super::check::Resolved;
use super::check::declarations::Overload;
use super::types::Type;
use super::value::{Evaluated, Fault, Value};

pub use operators::equal;
pub use regex::{check as check_regex, compile as compile_regex};

/// Calls a function with its arguments, the target first.
pub fn invoke(resolved: &Resolved, args: &[Value]) -> Evaluated {
    let function = resolved.function.as_str();
    if let Some(result) = operators::call(function, args) {
        return result;
    }
    let chosen = if is_unguarded(function) {
        resolved.overloads.iter().find(|overload| overload.args.len() == args.len())
    } else {
        resolved.overloads.iter().find(|overload| fits(overload, args))
    };
    match chosen {
        Some(overload) => overloaded(overload.id, args),
        // An internal error in terms of Go's types.
        None if function == "distinct" => unexpected(function),
        None => {
            let types: Vec<&str> = args.iter().map(Value::type_name).collect();
            Err(Fault::new(format!("no such overload: {function}({})", types.join(", "))))
        }
    }
}

/// Functions whose pattern is constant are compiled beforehand, and then word the error of a wrong argument in another way
/// (`OptimizeRegex`).
///
/// # Errors
/// `no such overload`.
pub fn with_constant_pattern(function: &str, args: &[Value]) -> Result<(), Fault> {
    let is_searched = is_pattern_function(function);
    if is_searched && args.get(2).is_some_and(|count| !matches!(count, Value::Int(_))) {
        return Err(Fault::no_such_overload());
    }
    match args.first() {
        Some(Value::String(_)) | None => Ok(()),
        Some(_) if is_searched => Err(Fault::no_such_overload()),
        Some(_) => Ok(()),
    }
}

/// Functions whose second argument is a regular expression.
pub fn is_pattern_function(function: &str) -> bool {
    matches!(function, "matches" | "find" | "findAll")
}

/// `DisableTypeGuards`.
fn is_unguarded(function: &str) -> bool {
    matches!(function, "contains" | "startsWith" | "endsWith" | "flatten")
}

fn overloaded(overload: &str, args: &[Value]) -> Evaluated {
    let implementations = [
        convert::call,
        strings::call,
        lists::call,
        time::call,
        regex::call,
        network::call,
        urls::call,
        formats::call,
        quantities::call,
        versions::call,
    ];
    implementations
        .iter()
        .find_map(|implementation| implementation(overload, args))
        .unwrap_or_else(|| Err(Fault::unsupported(format!("the function {overload}"))))
}

fn fits(overload: &Overload, args: &[Value]) -> bool {
    overload.args.len() == args.len() && overload.args.iter().zip(args).all(|(param, arg)| is_of(param, arg))
}

/// `IsAssignableRuntimeType`: of a list or map, only the first element is looked at.
fn is_of(param: &Type, arg: &Value) -> bool {
    match (param, arg) {
        (Type::Dyn | Type::Any | Type::Param(_), _) => true,
        (Type::List(of), Value::List(list)) => list.items.first().is_none_or(|first| is_of(of, first)),
        (Type::Map(key, value), Value::Map(map)) => {
            map.entries.first().is_none_or(|(first_key, first)| is_of(key, first_key) && is_of(value, first))
        }
        _ => param.name() == arg.type_name(),
    }
}

fn unexpected(overload: &str) -> Evaluated {
    Err(Fault::unsupported(format!("the function {overload} with these arguments")))
}
