//! The tokens of `parser/gen/CEL.g4`, and how error messages name them.

/// In the grammar's order, which is that of a list of expected tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    End,
    Equals,
    NotEquals,
    In,
    Less,
    LessEquals,
    GreaterEquals,
    Greater,
    And,
    Or,
    LeftBracket,
    RightBracket,
    LeftBrace,
    RightBrace,
    LeftParenthesis,
    RightParenthesis,
    Dot,
    Comma,
    Minus,
    Not,
    Question,
    Colon,
    Plus,
    Star,
    Slash,
    Percent,
    True,
    False,
    Null,
    /// White space and comments.
    Hidden,
    Float,
    Int,
    Uint,
    String,
    Bytes,
    Identifier,
    EscapedIdentifier,
}

const SYMBOLS: [(&str, Kind); 24] = [
    ("==", Kind::Equals),
    ("!=", Kind::NotEquals),
    ("<", Kind::Less),
    ("<=", Kind::LessEquals),
    (">=", Kind::GreaterEquals),
    (">", Kind::Greater),
    ("&&", Kind::And),
    ("||", Kind::Or),
    ("[", Kind::LeftBracket),
    ("]", Kind::RightBracket),
    ("{", Kind::LeftBrace),
    ("}", Kind::RightBrace),
    ("(", Kind::LeftParenthesis),
    (")", Kind::RightParenthesis),
    (".", Kind::Dot),
    (",", Kind::Comma),
    ("-", Kind::Minus),
    ("!", Kind::Not),
    ("?", Kind::Question),
    (":", Kind::Colon),
    ("+", Kind::Plus),
    ("*", Kind::Star),
    ("/", Kind::Slash),
    ("%", Kind::Percent),
];

const WORDS: [(&str, Kind); 4] =
    [("in", Kind::In), ("true", Kind::True), ("false", Kind::False), ("null", Kind::Null)];

impl Kind {
    pub fn of_symbol(text: &str) -> Option<Kind> {
        SYMBOLS.iter().find(|(symbol, _)| *symbol == text).map(|(_, kind)| *kind)
    }

    pub fn of_word(text: &str) -> Kind {
        WORDS.iter().find(|(word, _)| *word == text).map_or(Kind::Identifier, |(_, kind)| *kind)
    }

    /// The name in error messages.
    pub fn name(self) -> String {
        let literal = SYMBOLS.iter().chain(&WORDS).find(|(_, kind)| *kind == self);
        if let Some((text, _)) = literal {
            return format!("'{text}'");
        }
        match self {
            Kind::Float => "NUM_FLOAT",
            Kind::Int => "NUM_INT",
            Kind::Uint => "NUM_UINT",
            Kind::String => "STRING",
            Kind::Bytes => "BYTES",
            Kind::Identifier => "IDENTIFIER",
            Kind::EscapedIdentifier => "ESC_IDENTIFIER",
            _ => "<EOF>",
        }
        .to_owned()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    /// In code points.
    pub start: usize,
    pub end: usize,
    pub text: String,
    /// White space and comments in front of it.
    pub hidden: String,
}
