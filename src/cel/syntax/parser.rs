//! Tokens → syntax tree, by the grammar of cel-go's `parser/gen/CEL.g4` and the visitor of its `parser/parser.go`.
//!
//! This reads what is well-formed. What is not gets its messages from [`super::explain`]. What operators stand between is read
//! in [`primary`].

mod primary;

use super::ast::{Call, Expr, Id, Kind, Literal, Select};
use super::token::{Kind as Tok, Token};
use super::{Tree, macros};
use crate::cel::source::Issues;

/// `maxRecursionDepth`.
pub(super) const DEEPEST: usize = 250;

/// Why there is no tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Broken {
    Syntax,
    Deep(&'static str),
}

type Parsed<T> = Result<T, Broken>;

/// An expression and how deep its operators nest.
struct Built {
    expr: Expr,
    height: usize,
}

pub struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    pub offsets: Vec<usize>,
    pub issues: Issues,
    depth: Depth,
}

/// How deep the rules of the grammar nest that can.
#[derive(Default)]
struct Depth {
    expr: usize,
    relation: usize,
    calc: usize,
    member: usize,
}

/// Reads a whole expression.
///
/// # Errors
/// What the grammar does not allow. Other faults are in the issues beside the tree.
pub fn parse(tokens: &[Token]) -> Parsed<(Tree, Issues)> {
    let mut parser =
        Parser { tokens, at: 0, offsets: Vec::new(), issues: Issues::default(), depth: Depth::default() };
    let built = parser.expr()?;
    parser.expect(Tok::End)?;
    if built.height > DEEPEST {
        return Err(Broken::Deep("max recursion depth exceeded"));
    }
    Ok((Tree { root: built.expr, offsets: parser.offsets }, parser.issues))
}

impl Parser<'_> {
    /// A new node at a place of the text.
    pub fn id(&mut self, offset: usize) -> Id {
        self.offsets.push(offset);
        self.offsets.len() - 1
    }

    pub fn offset(&self, id: Id) -> usize {
        self.offsets.get(id).copied().unwrap_or_default()
    }

    pub fn node(&mut self, offset: usize, kind: Kind) -> Expr {
        Expr { id: self.id(offset), kind }
    }

    fn peek(&self) -> Tok {
        self.tokens.get(self.at).map_or(Tok::End, |token| token.kind)
    }

    fn peek_at(&self, ahead: usize) -> Tok {
        self.tokens.get(self.at + ahead).map_or(Tok::End, |token| token.kind)
    }

    fn start(&self) -> usize {
        self.tokens.get(self.at).map_or(0, |token| token.start)
    }

    fn expect(&mut self, kind: Tok) -> Parsed<Token> {
        match self.tokens.get(self.at) {
            Some(token) if token.kind == kind => {
                self.at += 1;
                Ok(token.clone())
            }
            _ => Err(Broken::Syntax),
        }
    }

    fn accept(&mut self, kind: Tok) -> Option<Token> {
        if self.peek() == kind { self.expect(kind).ok() } else { None }
    }

    fn limit(depth: &mut usize) -> Parsed<()> {
        *depth += 1;
        if *depth > DEEPEST {
            return Err(Broken::Deep("expression recursion limit exceeded: 250"));
        }
        Ok(())
    }

    fn call(&mut self, offset: usize, function: &str, args: Vec<Expr>) -> Expr {
        let call = Call { function: function.to_owned(), target: None, args };
        self.node(offset, Kind::Call(Box::new(call)))
    }

    fn expr(&mut self) -> Parsed<Built> {
        Parser::limit(&mut self.depth.expr)?;
        let condition = self.logic(Tok::Or)?;
        let built = match self.accept(Tok::Question) {
            None => condition,
            Some(operator) => {
                let truthy = self.logic(Tok::Or)?;
                self.expect(Tok::Colon)?;
                let falsy = self.expr()?;
                let height = 1 + condition.height.max(truthy.height).max(falsy.height);
                let args = vec![condition.expr, truthy.expr, falsy.expr];
                Built { expr: self.call(operator.start, "_?_:_", args), height }
            }
        };
        self.depth.expr -= 1;
        Ok(built)
    }

    /// `||` and, below it, `&&`: terms of one rank become a balanced tree.
    fn logic(&mut self, operator: Tok) -> Parsed<Built> {
        let function = if operator == Tok::Or { "_||_" } else { "_&&_" };
        let mut terms = Vec::new();
        let mut operators = Vec::new();
        let mut height = 0;
        loop {
            let term = if operator == Tok::Or { self.logic(Tok::And)? } else { self.relation()? };
            height = height.max(term.height);
            terms.push(term.expr);
            match self.accept(operator) {
                Some(token) => operators.push(token.start),
                None => break,
            }
        }
        Ok(Built { expr: self.balanced(function, terms, &operators), height })
    }

    fn balanced(&mut self, function: &str, mut terms: Vec<Expr>, operators: &[usize]) -> Expr {
        if operators.is_empty() {
            return terms.pop().unwrap_or(Expr { id: 0, kind: Kind::Unspecified });
        }
        let middle = operators.len() / 2;
        let right = terms.split_off(middle + 1);
        let left = self.balanced(function, terms, &operators[..middle]);
        let right = self.balanced(function, right, &operators[middle + 1..]);
        self.call(operators[middle], function, vec![left, right])
    }

    fn relation(&mut self) -> Parsed<Built> {
        let before = self.depth.relation;
        Parser::limit(&mut self.depth.relation)?;
        let mut left = self.calc(1)?;
        loop {
            let function = match self.peek() {
                Tok::Less => "_<_",
                Tok::LessEquals => "_<=_",
                Tok::GreaterEquals => "_>=_",
                Tok::Greater => "_>_",
                Tok::Equals => "_==_",
                Tok::NotEquals => "_!=_",
                Tok::In => "@in",
                _ => break,
            };
            Parser::limit(&mut self.depth.relation)?;
            left = self.binary(left, function, |parser| parser.calc(1))?;
        }
        self.depth.relation = before;
        Ok(left)
    }

    fn binary(
        &mut self,
        left: Built,
        function: &str,
        right: impl Fn(&mut Self) -> Parsed<Built>,
    ) -> Parsed<Built> {
        let offset = self.start();
        self.at += 1;
        let right = right(self)?;
        let height = 1 + left.height.max(right.height);
        Ok(Built { expr: self.call(offset, function, vec![left.expr, right.expr]), height })
    }

    /// Precedence 1 takes sums, 2 only products.
    fn calc(&mut self, precedence: usize) -> Parsed<Built> {
        let before = self.depth.calc;
        Parser::limit(&mut self.depth.calc)?;
        let mut left = self.unary()?;
        loop {
            let (function, binds) = match self.peek() {
                Tok::Star => ("_*_", 2),
                Tok::Slash => ("_/_", 2),
                Tok::Percent => ("_%_", 2),
                Tok::Plus => ("_+_", 1),
                Tok::Minus => ("_-_", 1),
                _ => break,
            };
            if binds < precedence {
                break;
            }
            Parser::limit(&mut self.depth.calc)?;
            left = match binds {
                2 => self.binary(left, function, Self::unary)?,
                _ => self.binary(left, function, |parser| parser.calc(2))?,
            };
        }
        self.depth.calc = before;
        Ok(left)
    }

    fn unary(&mut self) -> Parsed<Built> {
        let operator = self.peek();
        let is_number = operator == Tok::Minus && matches!(self.peek_at(1), Tok::Int | Tok::Float);
        let function = match operator {
            Tok::Not => "!_",
            Tok::Minus if !is_number => "-_",
            _ => return self.member(),
        };
        let offset = self.start();
        let mut count = 0;
        while self.accept(operator).is_some() {
            count += 1;
        }
        let operand = self.member()?;
        if count % 2 == 0 {
            return Ok(operand);
        }
        Ok(Built { expr: self.call(offset, function, vec![operand.expr]), height: operand.height })
    }

    fn member(&mut self) -> Parsed<Built> {
        let before = self.depth.member;
        Parser::limit(&mut self.depth.member)?;
        let mut operand = self.primary()?;
        while matches!(self.peek(), Tok::Dot | Tok::LeftBracket) {
            Parser::limit(&mut self.depth.member)?;
            operand = if self.peek() == Tok::Dot { self.select(operand)? } else { self.index(operand)? };
        }
        self.depth.member = before;
        Ok(operand)
    }

    fn select(&mut self, operand: Built) -> Parsed<Built> {
        let dot = self.expect(Tok::Dot)?.start;
        let is_optional = self.accept(Tok::Question).is_some();
        let (name, start) = self.field_name()?;
        let mut height = operand.height + 1;
        if self.peek() == Tok::LeftParenthesis && !is_optional {
            if self.tokens[self.at - 1].kind != Tok::Identifier {
                return Err(Broken::Syntax);
            }
            let (offset, args, deepest) = self.arguments()?;
            height = height.max(deepest + 1);
            let expr = macros::receiver_call(self, offset, name, operand.expr, args);
            return Ok(Built { expr, height });
        }
        if is_optional {
            let field = self.node(start, Kind::Literal(Literal::String(name.into())));
            let expr = self.call(dot, "_?._", vec![operand.expr, field]);
            return Ok(Built { expr, height });
        }
        let select = Select { operand: operand.expr, field: name, is_test: false };
        Ok(Built { expr: self.node(dot, Kind::Select(Box::new(select))), height })
    }

    fn field_name(&mut self) -> Parsed<(String, usize)> {
        let is_escaped = self.peek() == Tok::EscapedIdentifier;
        let token = self.expect(if is_escaped { Tok::EscapedIdentifier } else { Tok::Identifier })?;
        let name = token.text.trim_matches('`').to_owned();
        Ok((name, token.start))
    }

    fn index(&mut self, operand: Built) -> Parsed<Built> {
        let offset = self.expect(Tok::LeftBracket)?.start;
        let function = if self.accept(Tok::Question).is_some() { "_[?_]" } else { "_[_]" };
        let index = self.expr()?;
        self.expect(Tok::RightBracket)?;
        let height = 1 + operand.height.max(index.height);
        Ok(Built { expr: self.call(offset, function, vec![operand.expr, index.expr]), height })
    }

    /// Arguments in parentheses, with the place of the first and the height of the highest.
    fn arguments(&mut self) -> Parsed<(usize, Vec<Expr>, usize)> {
        let offset = self.expect(Tok::LeftParenthesis)?.start;
        let mut args = Vec::new();
        let mut height = 0;
        if self.peek() != Tok::RightParenthesis {
            loop {
                let arg = self.expr()?;
                height = height.max(arg.height);
                args.push(arg.expr);
                if self.accept(Tok::Comma).is_none() {
                    break;
                }
            }
        }
        self.expect(Tok::RightParenthesis)?;
        Ok((offset, args, height))
    }
}
