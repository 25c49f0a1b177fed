//! What cel-go looks at once the types are known: literals that are no duration, no timestamp, no regular expression; mixed
//! lists and maps; format strings (`cel/validator.go`, `ext/formatting.go`).

use super::Checked;
use crate::cel::functions::check_regex;
use crate::cel::functions::format::{Piece, pieces, refusal};
use crate::cel::source::Issues;
use crate::cel::syntax::Tree;
use crate::cel::syntax::ast::{Call, Expr, Id, Kind, List, Literal};
use crate::cel::types::Type;
use crate::cel::value::Fault;
use crate::golang::duration;
use crate::golang::time::parse_rfc3339;

struct Validator<'t> {
    tree: &'t Tree,
    checked: &'t Checked,
    issues: Issues,
}

/// # Errors
/// cel-go's messages.
pub fn validate(tree: &Tree, checked: &Checked) -> Result<(), Issues> {
    let mut validator = Validator { tree, checked, issues: Issues::default() };
    for literal in ["duration", "timestamp", "matches"] {
        validator.walk(&tree.root, &mut |validator, expr| validator.literal(expr, literal));
    }
    validator.homogeneous(&tree.root);
    validator.walk(&tree.root, &mut Validator::format);
    if validator.issues.0.is_empty() { Ok(()) } else { Err(validator.issues) }
}

impl Validator<'_> {
    fn report(&mut self, id: Id, message: String) {
        self.issues.report(self.tree.offset(id), message);
    }

    fn walk(&mut self, expr: &Expr, visit: &mut dyn FnMut(&mut Self, &Expr)) {
        visit(self, expr);
        for child in expr.children() {
            self.walk(child, visit);
        }
    }

    fn type_of(&self, expr: &Expr) -> Type {
        self.checked.types.get(&expr.id).cloned().unwrap_or(Type::Dyn)
    }

    fn literal(&mut self, expr: &Expr, function: &str) {
        let Kind::Call(call) = &expr.kind else { return };
        let Some(Expr { id, kind: Kind::Literal(literal) }) = call.args.first() else { return };
        if call.function.trim_start_matches('.') != function {
            return;
        }
        let is_valid = match (function, literal) {
            ("duration", Literal::String(text)) => duration::parse(text).is_ok(),
            ("timestamp", Literal::String(text)) => parse_rfc3339(text).is_some(),
            ("timestamp", Literal::Int(seconds)) => (-62_135_596_800..=253_402_300_799).contains(seconds),
            ("matches", Literal::String(pattern)) => check_regex(pattern),
            ("duration" | "timestamp", Literal::Null) => false,
            _ => true,
        };
        if !is_valid {
            self.report(*id, format!("invalid {function} argument"));
        }
    }

    /// The arguments of a format call may be of several types.
    fn homogeneous(&mut self, expr: &Expr) {
        match &expr.kind {
            Kind::Call(call) if call.function == "format" => return,
            Kind::List(list) => self.homogeneous_list(list),
            Kind::Map(_) => self.homogeneous_map(expr),
            _ => {}
        }
        for child in expr.children() {
            self.homogeneous(child);
        }
    }

    fn homogeneous_list(&mut self, list: &List) {
        let mut first: Option<Type> = None;
        for (element, is_optional) in list.elements.iter().zip(&list.optional) {
            let of = self.unwrapped(element, *is_optional);
            match &first {
                None => first = Some(of),
                Some(first) if !is_equivalent(first, &of) => return self.mismatch(element, first, &of),
                Some(_) => {}
            }
        }
    }

    fn homogeneous_map(&mut self, expr: &Expr) {
        let Kind::Map(entries) = &expr.kind else { return };
        let mut first: Option<(Type, Type)> = None;
        for entry in entries {
            let (key, value) = (self.type_of(&entry.key), self.unwrapped(&entry.value, entry.is_optional));
            let Some((first_key, first_value)) = &first else {
                first = Some((key, value));
                continue;
            };
            if !is_equivalent(first_key, &key) {
                self.mismatch(&entry.key, first_key, &key);
            }
            if !is_equivalent(first_value, &value) {
                self.mismatch(&entry.value, first_value, &value);
            }
        }
    }

    fn unwrapped(&self, expr: &Expr, is_optional: bool) -> Type {
        let of = self.type_of(expr);
        let inner = if is_optional { of.unwrap_optional().cloned() } else { None };
        inner.unwrap_or(of)
    }

    fn mismatch(&mut self, expr: &Expr, expected: &Type, actual: &Type) {
        let message = format!("expected type '{}' but found '{}'", expected.format(), actual.format());
        self.report(expr.id, message);
    }

    fn format(&mut self, expr: &Expr) {
        let Kind::Call(call) = &expr.kind else { return };
        let Call { function, target: Some(target), args } = &**call else { return };
        let (Kind::Literal(Literal::String(text)), [arg]) = (&target.kind, args.as_slice()) else { return };
        let Kind::List(list) = &arg.kind else { return };
        if function != "format" {
            return;
        }
        let mut wrong = expr.id;
        let mut requested = 0;
        let elements = &list.elements;
        let result = pieces(text, elements.len(), false, &mut |piece, index| {
            let (Piece::Clause(letter, _), Some(element)) = (piece, elements.get(index)) else {
                return Ok(());
            };
            requested = index + 1;
            match self.misfit(letter, element) {
                None => Ok(()),
                Some(misfit) => {
                    wrong = misfit.id;
                    Err(refusal(letter, self.type_of(misfit).name()))
                }
            }
        });
        match result {
            Err(Fault::Error(message) | Fault::Unsupported(message)) => {
                self.report(wrong, message.to_string())
            }
            Ok(()) if elements.len() > requested => {
                let given = elements.len();
                let message = format!(
                    "too many arguments supplied to string.format (expected {requested}, got {given})"
                );
                self.report(expr.id, message);
            }
            Ok(()) => {}
        }
    }

    /// The expression that the clause cannot be used on.
    fn misfit<'e>(&self, letter: char, expr: &'e Expr) -> Option<&'e Expr> {
        let of = self.type_of(expr);
        let of = of.bare();
        let fits = match letter {
            's' => !matches!(of, Type::Any | Type::Error | Type::Opaque(..) | Type::Struct(_)),
            'd' | 'o' => matches!(of, Type::Dyn | Type::Int | Type::Uint),
            'f' | 'e' => matches!(of, Type::Dyn | Type::Double | Type::String),
            'b' => matches!(of, Type::Dyn | Type::Int | Type::Uint | Type::Bool),
            _ => matches!(of, Type::Dyn | Type::Int | Type::Uint | Type::String | Type::Bytes),
        };
        if !fits {
            return Some(expr);
        }
        match &expr.kind {
            Kind::List(_) | Kind::Map(_) if letter == 's' => {
                expr.children().into_iter().find_map(|child| self.misfit('s', child))
            }
            _ => None,
        }
    }
}

/// `IsEquivalentType`: the names of type variables do not matter.
fn is_equivalent(one: &Type, two: &Type) -> bool {
    match (one.bare(), two.bare()) {
        (Type::Param(_), Type::Param(_)) => true,
        (one, two) => {
            let (params1, params2) = (one.params(), two.params());
            std::mem::discriminant(one) == std::mem::discriminant(two)
                && one.name() == two.name()
                && params1.len() == params2.len()
                && params1.iter().zip(params2).all(|(one, two)| is_equivalent(one, two))
        }
    }
}
