//! What an expression may call: every function of the environment in which kube-apiserver compiles expressions of a
//! configuration file (`StoredExpressions` of `pkg/cel/environment`: all libraries, whatever the version).
//!
//! Overloads stand in the order in which they are tried.

mod libraries;
mod operators;
mod standard;

use crate::cel::messages;
use crate::cel::types::{Type, split};

/// Function, overload, whether it is called on a target, arguments, result.
pub type Row = (&'static str, &'static str, bool, &'static str, &'static str);

#[derive(Debug, Clone)]
pub struct Overload {
    pub id: &'static str,
    pub is_member: bool,
    pub args: Vec<Type>,
    pub result: Type,
}

/// The overloads of a function; none when there is no such function.
pub fn overloads(function: &str) -> Vec<Overload> {
    let name = function.strip_prefix('.').unwrap_or(function);
    let rows = [operators::OPERATORS, standard::STANDARD, libraries::LIBRARIES];
    rows.into_iter().flatten().filter(|row| row.0 == name).map(overload).collect()
}

fn overload(row: &Row) -> Overload {
    let &(_, id, is_member, args, result) = row;
    Overload {
        id,
        is_member,
        args: split(args).into_iter().map(Type::parse).collect(),
        result: Type::parse(result),
    }
}

/// The type that a name denotes: `int`, `net.IP`, `google.protobuf.StringValue`.
pub fn named_type(name: &str) -> Option<Type> {
    let name = name.strip_prefix('.').unwrap_or(name);
    Some(match name {
        "bool" | "bytes" | "double" | "int" | "string" | "uint" | "duration" | "timestamp" | "net.IP"
        | "net.CIDR" => Type::parse(name),
        "null_type" => Type::Null,
        "list" => Type::parse("list(dyn)"),
        "map" => Type::parse("map(dyn, dyn)"),
        "type" => Type::Kind(None),
        "optional_type" => Type::optional(Type::Dyn),
        _ => Type::parse(messages::find(name)?.1),
    })
}
