//! Functions of lists and sets (`pkg/cel/library/lists.go` of `k8s.io/apiserver`, `ext/lists.go` and `ext/sets.go` of cel-go).

use std::cmp::Ordering;

use super::operators::compare;
use super::time;
use crate::cel::number;
use crate::cel::value::{Evaluated, Fault, List, Origin, Value};

/// `defaultMaxRangeSize`.
const LONGEST_RANGE: i64 = 1_000_000;
/// A range beyond it is not worth the memory here.
const LONGEST_SIMULATED: i64 = 10_000;
/// The server multiplies the cost by the levels that are asked for.
const DEEPEST_SIMULATED: i64 = 1_000;

pub fn call(overload: &str, args: &[Value]) -> Option<Evaluated> {
    if let ("lists_range", [Value::Int(size)]) = (overload, args) {
        return Some(range(*size));
    }
    if let ("list_includes_dyn_dyn", [target, arg]) = (overload, args) {
        return Some(Ok(Value::Bool(match target {
            Value::List(list) => list.items.iter().any(|item| item.equals(arg)),
            other => other.equals(arg),
        })));
    }
    let Some(Value::List(list)) = args.first() else {
        let mut types = args.iter().map(|arg| match arg.type_name() {
            "map" => "map(dyn, dyn)",
            "list" => "list(dyn)",
            "optional_type" => "optional_type(dyn)",
            name => name,
        });
        let target = types.next().filter(|_| overload.starts_with("list_flatten"))?;
        let rest: Vec<&str> = types.collect();
        return Some(Err(Fault::new(format!("no such overload: {target}.flatten({})", rest.join(", ")))));
    };
    let rest = &args[1..];
    Some(match (overload, rest) {
        ("list_sets_contains_list", [Value::List(other)]) => Ok(Value::Bool(contains_all(list, other))),
        ("list_sets_equivalent_list", [Value::List(other)]) => {
            Ok(Value::Bool(contains_all(list, other) && contains_all(other, list)))
        }
        ("list_sets_intersects_list", [Value::List(other)]) => {
            Ok(Value::Bool(list.items.iter().any(|item| contains(other, item))))
        }
        ("list_a_index_of_int", [item]) => Ok(found(list.items.iter().position(|other| other.equals(item)))),
        ("list_a_last_index_of_int", [item]) => {
            Ok(found(list.items.iter().rposition(|other| other.equals(item))))
        }
        ("list_first", []) => Ok(list.get(0).map_or(Value::Optional(None), Value::optional)),
        ("list_last", []) => {
            let last = list.items.len().checked_sub(1).and_then(|index| list.get(index));
            Ok(last.map_or(Value::Optional(None), Value::optional))
        }
        ("list_slice", [Value::Int(start), Value::Int(end)]) => slice(list, *start, *end),
        ("list_reverse", []) => Ok(Value::list(list.items.iter().rev().cloned().collect(), Origin::Values)),
        ("list_distinct", []) if list.items.is_empty() => Ok(args[0].clone()),
        ("list_distinct", []) => {
            let mut items: Vec<Value> = Vec::new();
            for item in &list.items {
                if !items.iter().any(|other| item.equals(other)) {
                    items.push(item.clone());
                }
            }
            Ok(Value::list(items, Origin::Values))
        }
        ("list_flatten", []) => flatten(list, 1).map(|items| Value::list(items, Origin::Values)),
        ("list_flatten_int", [Value::Int(depth)]) => {
            flatten(list, *depth).map(|items| Value::list(items, Origin::Values))
        }
        (name, []) if name.ends_with("_sort") => sort(&args[0], list, list),
        (name, [Value::List(keys)]) if name.ends_with("_sortByAssociatedKeys") => sort(&args[0], list, keys),
        (name, []) if name.ends_with("_is_sorted_bool") => is_sorted(list),
        (name, []) if name.contains("_sum_") => sum(name, list),
        (name, []) if name.contains("_max_") => extreme("max", Ordering::Less, list),
        (name, []) if name.contains("_min_") => extreme("min", Ordering::Greater, list),
        _ => return None,
    })
}

fn found(index: Option<usize>) -> Value {
    Value::Int(index.map_or(-1, |index| index as i64))
}

fn contains(list: &List, item: &Value) -> bool {
    list.items.iter().any(|other| item.equals(other))
}

fn contains_all(list: &List, others: &List) -> bool {
    others.items.iter().all(|other| contains(list, other))
}

fn range(size: i64) -> Evaluated {
    if size < 0 {
        return Err(Fault::new(format!("lists.range: size must be non-negative, got {size}")));
    }
    if size > LONGEST_RANGE {
        return Err(Fault::new(format!(
            "lists.range: size {size} exceeds maximum allowed ({LONGEST_RANGE})"
        )));
    }
    if size > LONGEST_SIMULATED {
        return Err(Fault::unsupported("a range of that length"));
    }
    Ok(Value::list((0..size).map(Value::Int).collect(), Origin::Values))
}

fn slice(list: &List, start: i64, end: i64) -> Evaluated {
    let length = list.items.len();
    let cannot = |why: String| Err(Fault::new(format!("cannot slice({start}, {end}), {why}")));
    if start < 0 || end < 0 {
        return cannot("negative indexes not supported".to_owned());
    }
    if start > end {
        return cannot("start index must be less than or equal to end index".to_owned());
    }
    let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
    match range.and_then(|(start, end)| list.items.get(start..end)) {
        Some(items) => Ok(Value::list(items.to_vec(), Origin::Values)),
        None => cannot(format!("list is length {length}")),
    }
}

fn flatten(list: &List, depth: i64) -> Result<Vec<Value>, Fault> {
    if depth < 0 {
        return Err(Fault::new("level must be non-negative"));
    }
    if depth > DEEPEST_SIMULATED {
        return Err(Fault::unsupported("the cost of so many levels"));
    }
    let mut items = Vec::new();
    for item in &list.items {
        match item {
            Value::List(inner) if depth > 0 => items.extend(flatten(inner, depth - 1)?),
            other => items.push(other.clone()),
        }
    }
    Ok(items)
}

fn sort(original: &Value, list: &List, keys: &List) -> Evaluated {
    let (length, key_count) = (list.items.len(), keys.items.len());
    if length != key_count {
        return Err(Fault::new(format!(
            "@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got {length} and \
             {key_count} elements respectively"
        )));
    }
    let Some(first) = keys.items.first() else { return Ok(original.clone()) };
    if compare(first, first).is_none() {
        return Err(Fault::new("list elements must be comparable"));
    }
    if length > 1 && keys.items.iter().any(|key| key.type_name() != first.type_name()) {
        return Err(Fault::new("list elements must have the same type"));
    }
    let mut pairs: Vec<(&Value, &Value)> = keys.items.iter().zip(&list.items).collect();
    pairs.sort_by(|(one, _), (two, _)| match compare(one, two) {
        Some(Ok(ordering)) => ordering,
        _ => Ordering::Equal,
    });
    Ok(Value::list(pairs.into_iter().map(|(_, item)| item.clone()).collect(), Origin::Values))
}

fn is_sorted(list: &List) -> Evaluated {
    for pair in list.items.windows(2) {
        match compare(&pair[0], &pair[1]) {
            None => return Err(Fault::no_such_overload()),
            Some(Ok(Ordering::Greater)) => return Ok(Value::Bool(false)),
            Some(_) => {}
        }
    }
    Ok(Value::Bool(true))
}

fn sum(overload: &str, list: &List) -> Evaluated {
    let mut sum = match overload {
        "list_int_sum_int" => Value::Int(0),
        "list_uint_sum_uint" => Value::Uint(0),
        "list_double_sum_double" => Value::Double(0.0),
        _ => Value::Duration(0),
    };
    for item in &list.items {
        sum = match sum {
            Value::Duration(_) => time::add(&sum, item)?,
            _ => number::arithmetic('+', &sum, item)?,
        };
    }
    Ok(sum)
}

/// The first of those that no other passes.
fn extreme(name: &str, loses: Ordering, list: &List) -> Evaluated {
    let Some(mut best) = list.items.first() else {
        return Err(Fault::new(format!("{name} called on empty list")));
    };
    for item in &list.items {
        match compare(best, item) {
            None => return Err(Fault::no_such_overload()),
            Some(Ok(ordering)) if ordering == loses => best = item,
            Some(_) => {}
        }
    }
    Ok(best.clone())
}
