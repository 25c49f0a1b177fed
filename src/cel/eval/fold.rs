//! Comprehensions (`evalFold` and `folder` of `interpreter/interpretable.go`).

use super::Interpreter;
use crate::cel::syntax::ast::Comprehension;
use crate::cel::value::{Evaluated, Fault, List, Origin, Value};

/// What the variables of one round are.
type Round = (Evaluated, Option<Evaluated>);

impl Interpreter<'_> {
    pub(super) fn fold(&mut self, fold: &Comprehension) -> Evaluated {
        let range = self.eval(&fold.range)?;
        let rounds = rounds(&range, fold.variable2.is_some())?;
        let mut gathered = self.eval(&fold.init);
        let is_gathering = matches!(&gathered, Ok(Value::List(list)) if list.items.is_empty());
        let outer = self.locals.len();
        for (first, second) in rounds {
            self.locals.push((fold.accumulator.clone(), gathered.clone()));
            self.locals.push((fold.variable.clone(), first));
            if let (Some(name), Some(second)) = (&fold.variable2, second) {
                self.locals.push((name.clone(), second));
            }
            let condition = self.eval(&fold.condition);
            let ends = matches!(condition, Ok(Value::Bool(false)));
            if !ends {
                gathered = self.eval(&fold.step);
            }
            self.locals.truncate(outer);
            if ends {
                break;
            }
        }
        self.locals.push((fold.accumulator.clone(), gathered));
        let result = self.eval(&fold.result);
        self.locals.truncate(outer);
        match result {
            Ok(Value::List(list)) if is_gathering => {
                let List { items, is_escaped, .. } = &*list;
                let list = List { items: items.clone(), of: Origin::Values, is_escaped: *is_escaped };
                Ok(Value::List(list.into()))
            }
            other => other,
        }
    }
}

fn rounds(range: &Value, has_two: bool) -> Result<Vec<Round>, Fault> {
    match range {
        Value::List(list) if has_two => Ok((0..list.items.len())
            .map(|index| (Ok(Value::Int(index as i64)), list.get(index).map(Ok)))
            .collect()),
        Value::List(list) => Ok(list.items.iter().map(|item| (Ok(item.clone()), None)).collect()),
        Value::Map(map) => Ok(map
            .entries
            .iter()
            .map(|(key, value)| (Ok(key.clone()), has_two.then(|| Ok(value.clone()))))
            .collect()),
        Value::Claims(claims) if !has_two => {
            Ok(claims.values().into_iter().map(|value| (value, None)).collect())
        }
        Value::Claims(_) => Err(Fault::unsupported("a comprehension with two variables over all claims")),
        other => {
            let Some(go_type) = other.go_type() else {
                return Err(Fault::unsupported(format!("a comprehension over {}", other.type_name())));
            };
            Err(Fault::new(match has_two {
                true => format!("unsupported comprehension range type: {go_type}"),
                false => format!("got '{go_type}', expected iterable type"),
            }))
        }
    }
}
