//! Calls: which overloads their arguments allow, and the type of the result (`checkCall`, `resolveOverload`).

use super::assign::Mapping;
use super::declarations::{Overload, overloads};
use super::{Checker, qualified_name};
use crate::cel::syntax::ast::{Call, Expr};
use crate::cel::types::Type;

impl Checker<'_> {
    pub(super) fn call(&mut self, expr: &Expr, call: &Call) {
        if call.function == "_?._" {
            return self.optional_select(expr, call);
        }
        for arg in &call.args {
            self.check(arg);
        }
        let Some(target) = &call.target else {
            let declared = overloads(&call.function);
            if declared.is_empty() {
                return self.undeclared(expr.id, &call.function);
            }
            return self.resolve(expr, call, &declared, None, false);
        };
        if let Some(name) = qualified_name(target) {
            let declared = overloads(&format!("{name}.{}", call.function));
            if !declared.is_empty() {
                return self.resolve(expr, call, &declared, None, true);
            }
        }
        self.check(target);
        let declared = overloads(&call.function);
        if declared.is_empty() {
            return self.undeclared(expr.id, &call.function);
        }
        self.resolve(expr, call, &declared, Some(target), false);
    }

    fn resolve(
        &mut self,
        expr: &Expr,
        call: &Call,
        declared: &[Overload],
        target: Option<&Expr>,
        is_namespaced: bool,
    ) {
        let mut args: Vec<Type> = target.into_iter().chain(&call.args).map(|arg| self.get(arg)).collect();
        if matches!(call.function.as_str(), "_&&_" | "_||_") {
            return self.logic(expr, call, declared, &args);
        }
        let mut result: Option<Type> = None;
        let mut possible = Vec::new();
        for overload in declared.iter().filter(|overload| overload.is_member == target.is_some()) {
            let (params, overload_result) = self.instantiate(overload);
            if !self.mappings.assign_all(&args, &params) {
                continue;
            }
            possible.push(overload.clone());
            let found = self.substituted(&overload_result);
            result = Some(match result {
                None => found,
                Some(before) if !before.is_dyn() && before != found => Type::Dyn,
                Some(before) => before,
            });
        }
        self.set(expr.id, result.clone().unwrap_or(Type::Error));
        if result.is_some() {
            let overloads = if possible.len() == 1 { possible } else { declared.to_vec() };
            return self.resolved(expr.id, call, is_namespaced, overloads);
        }
        for arg in &mut args {
            *arg = self.mappings.substitute(arg, true);
        }
        let mut shown = args.iter().map(Type::format);
        let receiver = target.and_then(|_| shown.next()).map(|of| format!("{of}.")).unwrap_or_default();
        let arguments = shown.collect::<Vec<_>>().join(", ");
        let prefix = if is_namespaced { call.target.as_ref().and_then(qualified_name) } else { None };
        let name = prefix.map(|prefix| format!("{prefix}.")).unwrap_or_default() + &call.function;
        let name = name.trim_start_matches('.');
        self.report(
            expr.id,
            format!("found no matching overload for '{name}' applied to '{receiver}({arguments})'"),
        );
    }

    fn logic(&mut self, expr: &Expr, call: &Call, declared: &[Overload], args: &[Type]) {
        let mut is_wrong = false;
        for (arg, of) in call.args.iter().zip(args) {
            if !self.mappings.assign(of, &Type::Bool) {
                self.mismatch(arg.id, &Type::Bool, of);
                is_wrong = true;
            }
        }
        if is_wrong {
            return self.set(expr.id, Type::Error);
        }
        self.set(expr.id, Type::Bool);
        self.resolved(expr.id, call, false, declared.to_vec());
    }

    /// An overload with type variables of its own.
    fn instantiate(&mut self, overload: &Overload) -> (Vec<Type>, Type) {
        let mut fresh = Mapping::default();
        let mut seen: Vec<Type> = Vec::new();
        let mut pending: Vec<&Type> = overload.args.iter().chain([&overload.result]).collect();
        while let Some(of) = pending.pop() {
            if matches!(of, Type::Param(_)) && !seen.contains(of) {
                seen.push(of.clone());
                let variable = self.new_variable();
                fresh.add(of, variable);
            }
            pending.extend(of.params());
        }
        let args = overload.args.iter().map(|arg| fresh.substitute(arg, false)).collect();
        (args, fresh.substitute(&overload.result, false))
    }
}
