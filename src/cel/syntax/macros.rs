//! Macros and what they become (`parser/macro.go`, and `cel/library.go`, `ext/comprehensions.go`, `ext/lists.go` for those
//! of the libraries that kube-apiserver adds).

use super::ast::{Call, Comprehension, Expr, Kind, List, Literal, Select};
use super::parser::Parser;

/// The hidden name of what a comprehension gathers.
const RESULT: &str = "@result";
const OLD_RESULT: &str = "__result__";
const UNUSED: &str = "#unused";
const SORT_INPUT: &str = "@__sortBy_input__";

const NOT_SIMPLE: &str = "argument must be a simple name";
const NO_IDENTIFIER: &str = "argument is not an identifier";
const OVERWRITES: &str = "iteration variable overwrites accumulator variable";

/// A fault at a place of the text.
type Fault = (usize, String);

/// A call without target.
pub fn global_call(parser: &mut Parser, offset: usize, function: String, args: Vec<Expr>) -> Expr {
    if function != "has" || args.len() != 1 {
        return parser.node(offset, Kind::Call(Box::new(Call { function, target: None, args })));
    }
    match args.into_iter().next() {
        Some(Expr { kind: Kind::Select(select), .. }) => {
            let select = Select { is_test: true, ..*select };
            parser.node(offset, Kind::Select(Box::new(select)))
        }
        other => {
            let at = other.map_or(offset, |arg| parser.offset(arg.id));
            parser.issues.report(at, "invalid argument to has() macro");
            parser.node(at, Kind::Unspecified)
        }
    }
}

/// A call on a target.
pub fn receiver_call(
    parser: &mut Parser,
    offset: usize,
    function: String,
    target: Expr,
    args: Vec<Expr>,
) -> Expr {
    let mut maker = Maker { parser, offset };
    let expanded = match (function.as_str(), args.len()) {
        ("all" | "exists" | "exists_one", 2) => maker.quantifier(&function, target, args),
        ("map", 2 | 3) => maker.map(target, args),
        ("filter", 2) => maker.filter(target, args),
        ("optMap" | "optFlatMap", 2) => maker.optional_map(&function, target, args),
        ("all" | "exists" | "exists_one" | "existsOne", 3) => maker.quantifier(&function, target, args),
        ("transformList" | "transformMap" | "transformMapEntry", 3 | 4) => {
            maker.transform(&function, target, args)
        }
        ("sortBy", 2) => maker.sort_by(target, args),
        _ => {
            return parser.node(offset, Kind::Call(Box::new(Call { function, target: Some(target), args })));
        }
    };
    expanded.unwrap_or_else(|(at, message)| {
        parser.issues.report(at, message);
        parser.node(at, Kind::Unspecified)
    })
}

/// Makes nodes at the place of the macro.
struct Maker<'p, 't> {
    parser: &'p mut Parser<'t>,
    offset: usize,
}

/// The parts of a comprehension besides its range and variables.
struct Fold {
    init: Expr,
    condition: Expr,
    step: Expr,
    result: Expr,
}

impl Maker<'_, '_> {
    fn node(&mut self, kind: Kind) -> Expr {
        self.parser.node(self.offset, kind)
    }

    fn literal(&mut self, literal: Literal) -> Expr {
        self.node(Kind::Literal(literal))
    }

    fn ident(&mut self, name: &str) -> Expr {
        self.node(Kind::Ident(name.to_owned()))
    }

    fn gathered(&mut self) -> Expr {
        self.ident(RESULT)
    }

    fn list(&mut self, elements: Vec<Expr>) -> Expr {
        let optional = vec![false; elements.len()];
        self.node(Kind::List(List { elements, optional }))
    }

    fn call(&mut self, function: &str, args: Vec<Expr>) -> Expr {
        self.node(Kind::Call(Box::new(Call { function: function.to_owned(), target: None, args })))
    }

    fn member_call(&mut self, function: &str, target: Expr, args: Vec<Expr>) -> Expr {
        let call = Call { function: function.to_owned(), target: Some(target), args };
        self.node(Kind::Call(Box::new(call)))
    }

    fn comprehension(&mut self, range: Expr, variables: (String, Option<String>), fold: Fold) -> Expr {
        let Fold { init, condition, step, result } = fold;
        self.node(Kind::Comprehension(Box::new(Comprehension {
            range,
            variable: variables.0,
            variable2: variables.1,
            accumulator: RESULT.to_owned(),
            init,
            condition,
            step,
            result,
        })))
    }

    fn fault(&self, at: &Expr, message: impl Into<String>) -> Fault {
        (self.parser.offset(at.id), message.into())
    }

    fn variable(&self, arg: &Expr, otherwise: &str) -> Result<String, Fault> {
        let Kind::Ident(name) = &arg.kind else { return Err(self.fault(arg, otherwise)) };
        Ok(name.clone())
    }

    fn not_gathered(&self, arg: &Expr, name: &str) -> Result<(), Fault> {
        if [RESULT, OLD_RESULT].contains(&name) { Err(self.fault(arg, OVERWRITES)) } else { Ok(()) }
    }

    fn one_variable(&self, arg: &Expr, otherwise: &str) -> Result<String, Fault> {
        let name = self.variable(arg, otherwise)?;
        self.not_gathered(arg, &name)?;
        Ok(name)
    }

    fn two_variables(&self, args: &[Expr]) -> Result<(String, Option<String>), Fault> {
        let [first, second, ..] = args else { return Err((self.offset, NOT_SIMPLE.to_owned())) };
        let (name1, name2) = (self.variable(first, NOT_SIMPLE)?, self.variable(second, NOT_SIMPLE)?);
        if name1 == name2 {
            return Err(self.fault(second, format!("duplicate variable name: {name1}")));
        }
        self.not_gathered(first, &name1)?;
        self.not_gathered(second, &name2)?;
        Ok((name1, Some(name2)))
    }

    fn quantifier(&mut self, name: &str, target: Expr, mut args: Vec<Expr>) -> Result<Expr, Fault> {
        let variables = match args.len() {
            2 => (self.one_variable(&args[0], NOT_SIMPLE)?, None),
            _ => self.two_variables(&args)?,
        };
        let Some(predicate) = args.pop() else { return Err((self.offset, NOT_SIMPLE.to_owned())) };
        let so_far = self.gathered();
        let fold = match name {
            "all" => {
                let init = self.literal(Literal::Bool(true));
                let condition = self.call("@not_strictly_false", vec![so_far]);
                let so_far = self.gathered();
                let step = self.call("_&&_", vec![so_far, predicate]);
                Fold { init, condition, step, result: self.gathered() }
            }
            "exists" => {
                let init = self.literal(Literal::Bool(false));
                let not = self.call("!_", vec![so_far]);
                let condition = self.call("@not_strictly_false", vec![not]);
                let so_far = self.gathered();
                let step = self.call("_||_", vec![so_far, predicate]);
                Fold { init, condition, step, result: self.gathered() }
            }
            _ => {
                let init = self.literal(Literal::Int(0));
                let condition = self.literal(Literal::Bool(true));
                let one = self.literal(Literal::Int(1));
                let more = self.call("_+_", vec![so_far, one]);
                let so_far = self.gathered();
                let step = self.call("_?_:_", vec![predicate, more, so_far]);
                let (so_far, one) = (self.gathered(), self.literal(Literal::Int(1)));
                let result = self.call("_==_", vec![so_far, one]);
                Fold { init, condition, step, result }
            }
        };
        Ok(self.comprehension(target, variables, fold))
    }

    fn map(&mut self, target: Expr, mut args: Vec<Expr>) -> Result<Expr, Fault> {
        let variable = self.one_variable(&args[0], NO_IDENTIFIER)?;
        let transform = args.pop();
        let filter = args.drain(1..).next();
        self.gather_list(target, (variable, None), filter, transform)
    }

    fn filter(&mut self, target: Expr, mut args: Vec<Expr>) -> Result<Expr, Fault> {
        let variable = self.one_variable(&args[0], NO_IDENTIFIER)?;
        let filter = args.pop();
        let element = args.pop();
        self.gather_list(target, (variable, None), filter, element)
    }

    fn gather_list(
        &mut self,
        target: Expr,
        variables: (String, Option<String>),
        filter: Option<Expr>,
        element: Option<Expr>,
    ) -> Result<Expr, Fault> {
        let init = self.list(Vec::new());
        let condition = self.literal(Literal::Bool(true));
        let so_far = self.gathered();
        let more = self.list(element.into_iter().collect());
        let step = self.call("_+_", vec![so_far, more]);
        let step = self.filtered(filter, step);
        let result = self.gathered();
        Ok(self.comprehension(target, variables, Fold { init, condition, step, result }))
    }

    fn filtered(&mut self, filter: Option<Expr>, step: Expr) -> Expr {
        match filter {
            None => step,
            Some(filter) => {
                let so_far = self.gathered();
                self.call("_?_:_", vec![filter, step, so_far])
            }
        }
    }

    fn transform(&mut self, name: &str, target: Expr, mut args: Vec<Expr>) -> Result<Expr, Fault> {
        let variables = self.two_variables(&args)?;
        let transform = args.pop();
        let filter = args.drain(2..).next();
        if name == "transformList" {
            return self.gather_list(target, variables, filter, transform);
        }
        let init = self.node(Kind::Map(Vec::new()));
        let condition = self.literal(Literal::Bool(true));
        let mut inserted = vec![self.gathered()];
        if name == "transformMap" {
            inserted.push(self.ident(&variables.0));
        }
        inserted.extend(transform);
        let step = self.call("cel.@mapInsert", inserted);
        let step = self.filtered(filter, step);
        let result = self.gathered();
        Ok(self.comprehension(target, variables, Fold { init, condition, step, result }))
    }

    fn optional_map(&mut self, name: &str, target: Expr, mut args: Vec<Expr>) -> Result<Expr, Fault> {
        let message = format!("{name}() variable name must be a simple identifier");
        let variable = self.variable(&args[0], &message)?;
        let copy = self.copy(&target);
        let has_value = self.member_call("hasValue", target, Vec::new());
        let value = self.member_call("value", copy, Vec::new());
        let Some(body) = args.pop() else { return Err((self.offset, message)) };
        let mut mapped = self.bind(&variable, value, body);
        if name == "optMap" {
            mapped = self.call("optional.of", vec![mapped]);
        }
        let none = self.call("optional.none", Vec::new());
        Ok(self.call("_?_:_", vec![has_value, mapped, none]))
    }

    /// A fold over nothing, whose accumulator is the variable that it binds.
    fn bind(&mut self, variable: &str, value: Expr, body: Expr) -> Expr {
        let range = self.list(Vec::new());
        let condition = self.literal(Literal::Bool(false));
        let step = self.ident(variable);
        self.node(Kind::Comprehension(Box::new(Comprehension {
            range,
            variable: UNUSED.to_owned(),
            variable2: None,
            accumulator: variable.to_owned(),
            init: value,
            condition,
            step,
            result: body,
        })))
    }

    fn sort_by(&mut self, target: Expr, args: Vec<Expr>) -> Result<Expr, Fault> {
        if matches!(target.kind, Kind::Literal(_) | Kind::Map(_) | Kind::Struct(_) | Kind::Unspecified) {
            let message =
                "sortBy can only be applied to a list, identifier, comprehension, call or select expression";
            return Err(self.fault(&target, message));
        }
        let input = self.ident(SORT_INPUT);
        let keys = self.map(input, args)?;
        let input = self.ident(SORT_INPUT);
        let sorted = self.member_call("@sortByAssociatedKeys", input, vec![keys]);
        Ok(self.bind(SORT_INPUT, target, sorted))
    }

    /// The same tree with numbers of its own.
    fn copy(&mut self, expr: &Expr) -> Expr {
        let mut copy = expr.clone();
        self.renumber(&mut copy);
        copy
    }

    fn renumber(&mut self, expr: &mut Expr) {
        let offset = self.parser.offset(expr.id);
        expr.id = self.parser.id(offset);
        match &mut expr.kind {
            Kind::Unspecified | Kind::Literal(_) | Kind::Ident(_) => {}
            Kind::Select(select) => self.renumber(&mut select.operand),
            Kind::Call(call) => {
                call.target.iter_mut().chain(&mut call.args).for_each(|part| self.renumber(part));
            }
            Kind::List(list) => list.elements.iter_mut().for_each(|element| self.renumber(element)),
            Kind::Map(entries) => entries.iter_mut().for_each(|entry| {
                self.renumber(&mut entry.key);
                self.renumber(&mut entry.value);
            }),
            Kind::Struct(object) => object.fields.iter_mut().for_each(|field| {
                // This one stands where the macro does.
                field.id = self.parser.id(self.offset);
                self.renumber(&mut field.value);
            }),
            Kind::Comprehension(fold) => {
                let Comprehension { range, init, condition, step, result, .. } = &mut **fold;
                [range, init, condition, step, result].into_iter().for_each(|part| self.renumber(part));
            }
        }
    }
}
