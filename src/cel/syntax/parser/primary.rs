//! What stands between operators: names, calls, literals, lists, maps and objects (`primary` of the grammar).

use super::{Broken, Built, Parsed, Parser};
use crate::cel::syntax::ast::{Entry, Field, Kind, List, Struct};
use crate::cel::syntax::token::Kind as Tok;
use crate::cel::syntax::{literal, macros};

const RESERVED: [&str; 21] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "package",
    "namespace",
    "null",
    "return",
    "true",
    "var",
    "void",
    "while",
];

impl Parser<'_> {
    pub(super) fn primary(&mut self) -> Parsed<Built> {
        match self.peek() {
            Tok::LeftParenthesis => {
                self.at += 1;
                let inner = self.expr()?;
                self.expect(Tok::RightParenthesis)?;
                Ok(inner)
            }
            Tok::LeftBracket => self.list(),
            Tok::LeftBrace => self.map(),
            Tok::Dot | Tok::Identifier => self.name(),
            _ => {
                let offset = self.start();
                let sign = self.accept(Tok::Minus);
                let token = self.tokens.get(self.at).ok_or(Broken::Syntax)?;
                self.at += 1;
                let read = literal::read(token, sign.is_some()).ok_or(Broken::Syntax)?;
                let kind = match read {
                    Ok(literal) => Kind::Literal(literal),
                    Err(message) => {
                        self.issues.report(offset, message);
                        Kind::Unspecified
                    }
                };
                Ok(Built { expr: self.node(offset, kind), height: 0 })
            }
        }
    }

    fn name(&mut self) -> Parsed<Built> {
        let offset = self.start();
        let dot = if self.accept(Tok::Dot).is_some() { "." } else { "" };
        let first = self.expect(Tok::Identifier)?;
        let mut ahead = 0;
        while self.peek_at(ahead) == Tok::Dot && self.peek_at(ahead + 1) == Tok::Identifier {
            ahead += 2;
        }
        if self.peek_at(ahead) == Tok::LeftBrace {
            let rest = self.tokens[self.at..self.at + ahead].iter().map(|token| token.text.as_str());
            let name = format!("{dot}{}{}", first.text, rest.collect::<String>());
            self.at += ahead;
            return self.object(name);
        }
        let is_reserved = RESERVED.contains(&first.text.as_str());
        let called = if self.peek() == Tok::LeftParenthesis { Some(self.arguments()?) } else { None };
        let height = called.as_ref().map_or(0, |(_, _, height)| *height);
        let expr = if is_reserved {
            self.issues.report(offset, format!("reserved identifier: {}", first.text));
            self.node(offset, Kind::Unspecified)
        } else if let Some((at, args, _)) = called {
            macros::global_call(self, at, format!("{dot}{}", first.text), args)
        } else {
            self.node(first.start, Kind::Ident(format!("{dot}{}", first.text)))
        };
        Ok(Built { expr, height })
    }

    fn list(&mut self) -> Parsed<Built> {
        let offset = self.expect(Tok::LeftBracket)?.start;
        let (mut elements, mut optional, mut height) = (Vec::new(), Vec::new(), 0);
        while !matches!(self.peek(), Tok::RightBracket | Tok::Comma) {
            optional.push(self.accept(Tok::Question).is_some());
            let element = self.expr()?;
            height = height.max(element.height);
            elements.push(element.expr);
            if self.peek_at(1) == Tok::RightBracket || self.accept(Tok::Comma).is_none() {
                break;
            }
        }
        self.accept(Tok::Comma);
        self.expect(Tok::RightBracket)?;
        Ok(Built { expr: self.node(offset, Kind::List(List { elements, optional })), height })
    }

    fn map(&mut self) -> Parsed<Built> {
        let offset = self.expect(Tok::LeftBrace)?.start;
        let (mut entries, mut height) = (Vec::new(), 0);
        while !matches!(self.peek(), Tok::RightBrace | Tok::Comma) {
            let is_optional = self.accept(Tok::Question).is_some();
            let key = self.expr()?;
            self.expect(Tok::Colon)?;
            let value = self.expr()?;
            height = height.max(key.height).max(value.height);
            entries.push(Entry { key: key.expr, value: value.expr, is_optional });
            if self.peek_at(1) == Tok::RightBrace || self.accept(Tok::Comma).is_none() {
                break;
            }
        }
        self.accept(Tok::Comma);
        self.expect(Tok::RightBrace)?;
        Ok(Built { expr: self.node(offset, Kind::Map(entries)), height })
    }

    fn object(&mut self, name: String) -> Parsed<Built> {
        let offset = self.expect(Tok::LeftBrace)?.start;
        let (mut fields, mut height) = (Vec::new(), 0);
        while !matches!(self.peek(), Tok::RightBrace | Tok::Comma) {
            let is_optional = self.accept(Tok::Question).is_some();
            let (name, _) = self.field_name()?;
            let colon = self.expect(Tok::Colon)?.start;
            let id = self.id(colon);
            let value = self.expr()?;
            height = height.max(value.height);
            fields.push(Field { id, name, value: value.expr, is_optional });
            if self.peek_at(1) == Tok::RightBrace || self.accept(Tok::Comma).is_none() {
                break;
            }
        }
        self.accept(Tok::Comma);
        self.expect(Tok::RightBrace)?;
        Ok(Built { expr: self.node(offset, Kind::Struct(Struct { name, fields })), height })
    }
}
