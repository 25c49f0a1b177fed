//! Which type may stand for which (`checker/types.go`), with what is known of the type variables.

use std::collections::HashMap;
use std::rc::Rc;

use crate::cel::types::Type;

/// Type variables and what they turned out to be.
#[derive(Debug, Clone, Default)]
pub struct Mapping(HashMap<Rc<str>, Type>);

impl Mapping {
    fn find(&self, of: &Type) -> Option<&Type> {
        match of {
            Type::Param(name) => self.0.get(name),
            _ => None,
        }
    }

    pub fn add(&mut self, from: &Type, to: Type) {
        if let Type::Param(name) = from {
            self.0.insert(name.clone(), to);
        }
    }

    /// Learns what makes `type2` fit for `type1`; nothing when it does not.
    pub fn assign(&mut self, type1: &Type, type2: &Type) -> bool {
        self.assign_all(std::slice::from_ref(type1), std::slice::from_ref(type2))
    }

    pub fn assign_all(&mut self, types1: &[Type], types2: &[Type]) -> bool {
        let mut learnt = self.clone();
        let fits = types1.len() == types2.len()
            && types1.iter().zip(types2).all(|(type1, type2)| learnt.is_assignable(type1, type2));
        if fits {
            *self = learnt;
        }
        fits
    }

    fn is_assignable(&mut self, type1: &Type, type2: &Type) -> bool {
        if matches!(type2, Type::Param(_)) {
            let (is_valid, is_known) = self.substitutes(type1, type2);
            if is_valid || is_known {
                return is_valid;
            }
        }
        if matches!(type1, Type::Param(_)) {
            return self.substitutes(type2, type1).0;
        }
        if type1.is_dyn_or_error() || type2.is_dyn_or_error() {
            return true;
        }
        match (type1, type2) {
            (Type::Null, other) | (other, Type::Null) => is_nullable(other),
            (Type::Kind(_), Type::Kind(_)) => true,
            (Type::List(_), Type::List(_)) | (Type::Map(..), Type::Map(..)) => {
                self.all_assignable(type1, type2)
            }
            (Type::Opaque(name1, _), Type::Opaque(name2, _)) => {
                name1 == name2 && self.all_assignable(type1, type2)
            }
            _ => type1 == type2,
        }
    }

    fn all_assignable(&mut self, type1: &Type, type2: &Type) -> bool {
        let (params1, params2) = (type1.params(), type2.params());
        params1.len() == params2.len()
            && params1.iter().zip(params2).all(|(one, two)| self.is_assignable(one, two))
    }

    /// Whether `of` may stand for the type variable, and whether something stands for it already.
    fn substitutes(&mut self, of: &Type, variable: &Type) -> (bool, bool) {
        if of == variable {
            return (true, true);
        }
        if let Some(known) = self.find(variable).cloned() {
            if *of == known {
                return (true, true);
            }
            if !self.is_assignable(of, &known) {
                return (false, true);
            }
            let general = most_general(of, &known).clone();
            if self.is_free_of(variable, &general) {
                self.add(variable, general);
            }
            return (true, true);
        }
        let is_free = self.is_free_of(variable, of);
        if is_free {
            self.add(variable, of.clone());
        }
        (is_free, false)
    }

    /// Whether the variable does not occur in a type.
    fn is_free_of(&self, variable: &Type, within: &Type) -> bool {
        if variable == within {
            return false;
        }
        match within {
            Type::Param(_) => self.find(within).is_none_or(|known| self.is_free_of(variable, known)),
            _ => within.params().into_iter().all(|param| self.is_free_of(variable, param)),
        }
    }

    /// A type with its variables replaced; those of which nothing is known become dynamic on demand.
    pub fn substitute(&self, of: &Type, unknown_is_dyn: bool) -> Type {
        if let Some(known) = self.find(of) {
            return self.substitute(known, unknown_is_dyn);
        }
        let inner = |param: &Type| Rc::new(self.substitute(param, unknown_is_dyn));
        match of {
            Type::Param(_) if unknown_is_dyn => Type::Dyn,
            Type::List(of) => Type::List(inner(of)),
            Type::Map(key, value) => Type::Map(inner(key), inner(value)),
            Type::Kind(Some(of)) => Type::Kind(Some(inner(of))),
            Type::Opaque(name, params) => Type::Opaque(
                name.clone(),
                params.iter().map(|param| self.substitute(param, unknown_is_dyn)).collect(),
            ),
            other => other.clone(),
        }
    }
}

fn is_nullable(of: &Type) -> bool {
    matches!(
        of,
        Type::Null | Type::Opaque(..) | Type::Struct(_) | Type::Wrapper(_) | Type::Duration | Type::Timestamp
    )
}

/// The less specific of two types that fit each other.
pub fn most_general<'t>(type1: &'t Type, type2: &'t Type) -> &'t Type {
    if is_equal_or_less_specific(type1, type2) { type1 } else { type2 }
}

fn is_equal_or_less_specific(type1: &Type, type2: &Type) -> bool {
    if type1.is_dyn() || matches!(type1, Type::Param(_)) {
        return true;
    }
    if type2.is_dyn() || matches!(type2, Type::Param(_)) {
        return false;
    }
    match (type1, type2) {
        (Type::Kind(_), Type::Kind(_)) => true,
        (Type::List(_), Type::List(_))
        | (Type::Map(..), Type::Map(..))
        | (Type::Opaque(..), Type::Opaque(..)) => {
            let (params1, params2) = (type1.params(), type2.params());
            type1.name() == type2.name()
                && params1.len() == params2.len()
                && params1.iter().zip(params2).all(|(one, two)| is_equal_or_less_specific(one, two))
        }
        _ => type1 == type2,
    }
}
