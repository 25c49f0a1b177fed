//! The text of an expression → its syntax tree, or cel-go's messages about it.

pub mod ast;
mod explain;
mod lexer;
mod literal;
mod macros;
mod parser;
mod token;

use super::source::{Issues, Source};
use ast::{Expr, Id};

/// `expressionSizeCodePointLimit`.
const LONGEST: usize = 100_000;

/// An expression and the place of each of its nodes.
#[derive(Debug, Clone)]
pub struct Tree {
    pub root: Expr,
    /// In code points, by the number of the node.
    pub offsets: Vec<usize>,
}

impl Tree {
    pub fn offset(&self, id: Id) -> usize {
        self.offsets.get(id).copied().unwrap_or_default()
    }
}

/// Reads an expression.
///
/// # Errors
/// cel-go's messages.
pub fn parse(source: &Source) -> Result<Tree, Issues> {
    let mut issues = Issues::default();
    let size = source.chars.len();
    if size > LONGEST {
        issues
            .report(None, format!("expression code point size exceeds limit: size: {size}, limit {LONGEST}"));
        return Err(issues);
    }
    let tokens = lexer::tokens(source, &mut issues);
    match parser::parse(&tokens) {
        Ok((tree, found)) => {
            issues.0.extend(found.0);
            if issues.0.is_empty() { Ok(tree) } else { Err(issues) }
        }
        Err(parser::Broken::Deep(message)) => {
            issues.report(None, message);
            Err(issues)
        }
        Err(parser::Broken::Syntax) => {
            explain::explain(&tokens, &mut issues);
            Err(issues)
        }
    }
}
