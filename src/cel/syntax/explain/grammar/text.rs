//! The rules themselves, as `CEL.g4` has them.

use super::Rule;
use crate::cel::syntax::token::Kind as Tok;

/// A rule's text.
pub enum Text {
    Tokens(Vec<Tok>),
    Rule(Rule, u8),
    Precedence(u8),
    Sequence(Vec<Text>),
    /// Whether looking at one token decides, or a prediction.
    Choice(Vec<Text>, bool),
    Optional(Box<Text>),
    Star(Box<Text>, bool),
    Plus(Box<Text>, bool),
}

use Text::Sequence as Seq;

fn token(kind: Tok) -> Text {
    Text::Tokens(vec![kind])
}

fn rule(rule: Rule) -> Text {
    Text::Rule(rule, 0)
}

fn optional(text: Text) -> Text {
    Text::Optional(Box::new(text))
}

fn optional_token(kind: Tok) -> Text {
    optional(token(kind))
}

/// A first part, and more of them behind separators.
fn separated(separator: Tok, part: fn() -> Vec<Text>, predicts: bool) -> Text {
    let mut more = vec![token(separator)];
    more.extend(part());
    let mut all = part();
    all.push(Text::Star(Box::new(Seq(more)), predicts));
    Seq(all)
}

fn infix(first: Text, alternatives: Vec<Text>) -> Text {
    let body = match <[Text; 1]>::try_from(alternatives) {
        Ok([only]) => only,
        Err(several) => Text::Choice(several, true),
    };
    Seq(vec![first, Text::Star(Box::new(body), true)])
}

fn arguments() -> Vec<Text> {
    vec![token(Tok::LeftParenthesis), optional(rule(Rule::ExprList)), token(Tok::RightParenthesis)]
}

pub fn text(of: Rule) -> Text {
    use Tok::*;
    match of {
        Rule::Start => Seq(vec![rule(Rule::Expr), token(End)]),
        Rule::Expr => Seq(vec![
            rule(Rule::ConditionalOr),
            optional(Seq(vec![token(Question), rule(Rule::ConditionalOr), token(Colon), rule(Rule::Expr)])),
        ]),
        Rule::ConditionalOr => separated(Or, || vec![rule(Rule::ConditionalAnd)], false),
        Rule::ConditionalAnd => separated(And, || vec![rule(Rule::Relation)], false),
        Rule::Relation => {
            let operators = vec![Less, LessEquals, GreaterEquals, Greater, Equals, NotEquals, In];
            let alternative =
                Seq(vec![Text::Precedence(1), Text::Tokens(operators), Text::Rule(Rule::Relation, 2)]);
            infix(rule(Rule::Calc), vec![alternative])
        }
        Rule::Calc => infix(
            rule(Rule::Unary),
            vec![
                Seq(vec![
                    Text::Precedence(2),
                    Text::Tokens(vec![Star, Slash, Percent]),
                    Text::Rule(Rule::Calc, 3),
                ]),
                Seq(vec![Text::Precedence(1), Text::Tokens(vec![Plus, Minus]), Text::Rule(Rule::Calc, 2)]),
            ],
        ),
        Rule::Unary => Text::Choice(
            vec![
                rule(Rule::Member),
                Seq(vec![Text::Plus(Box::new(token(Not)), false), rule(Rule::Member)]),
                Seq(vec![Text::Plus(Box::new(token(Minus)), true), rule(Rule::Member)]),
            ],
            true,
        ),
        Rule::Member => infix(rule(Rule::Primary), suffixes()),
        Rule::Primary => primary(),
        Rule::ExprList => separated(Comma, || vec![rule(Rule::Expr)], false),
        Rule::ListInit => separated(Comma, || vec![rule(Rule::OptExpr)], true),
        Rule::FieldList => {
            separated(Comma, || vec![rule(Rule::OptField), token(Colon), rule(Rule::Expr)], true)
        }
        Rule::OptField => Seq(vec![optional_token(Question), rule(Rule::EscapeIdent)]),
        Rule::MapList => separated(Comma, || vec![rule(Rule::OptExpr), token(Colon), rule(Rule::Expr)], true),
        Rule::EscapeIdent => Text::Choice(vec![token(Identifier), token(EscapedIdentifier)], false),
        Rule::OptExpr => Seq(vec![optional_token(Question), rule(Rule::Expr)]),
        Rule::Literal => Text::Choice(
            vec![
                Seq(vec![optional_token(Minus), token(Int)]),
                token(Uint),
                Seq(vec![optional_token(Minus), token(Float)]),
                token(String),
                token(Bytes),
                token(True),
                token(False),
                token(Null),
            ],
            true,
        ),
    }
}

fn suffixes() -> Vec<Text> {
    let mut call = vec![Text::Precedence(2), token(Tok::Dot), token(Tok::Identifier)];
    call.extend(arguments());
    vec![
        Seq(vec![
            Text::Precedence(3),
            token(Tok::Dot),
            optional_token(Tok::Question),
            rule(Rule::EscapeIdent),
        ]),
        Seq(call),
        Seq(vec![
            Text::Precedence(1),
            token(Tok::LeftBracket),
            optional_token(Tok::Question),
            rule(Rule::Expr),
            token(Tok::RightBracket),
        ]),
    ]
}

fn primary() -> Text {
    let name = || vec![optional_token(Tok::Dot), token(Tok::Identifier)];
    let braces = |open: Tok, inside: Rule, close: Tok| {
        vec![token(open), optional(rule(inside)), optional_token(Tok::Comma), token(close)]
    };
    let mut call = name();
    call.extend(arguments());
    let mut message = name();
    let more = Seq(vec![token(Tok::Dot), token(Tok::Identifier)]);
    message.push(Text::Star(Box::new(more), false));
    message.extend(braces(Tok::LeftBrace, Rule::FieldList, Tok::RightBrace));
    Text::Choice(
        vec![
            Seq(name()),
            Seq(call),
            Seq(vec![token(Tok::LeftParenthesis), rule(Rule::Expr), token(Tok::RightParenthesis)]),
            Seq(braces(Tok::LeftBracket, Rule::ListInit, Tok::RightBracket)),
            Seq(braces(Tok::LeftBrace, Rule::MapList, Tok::RightBrace)),
            Seq(message),
            rule(Rule::Literal),
        ],
        true,
    )
}
