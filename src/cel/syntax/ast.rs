//! The syntax tree (`common/ast` of cel-go). Every node has a number; the number knows its place in the text.

use std::rc::Rc;

/// A node's number.
pub type Id = usize;

#[derive(Debug, Clone)]
pub struct Expr {
    pub id: Id,
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub enum Kind {
    /// What stands where an error was reported.
    Unspecified,
    Literal(Literal),
    Ident(String),
    Select(Box<Select>),
    Call(Box<Call>),
    List(List),
    Map(Vec<Entry>),
    Struct(Struct),
    Comprehension(Box<Comprehension>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Null,
    Bool(bool),
    Int(i64),
    Uint(u64),
    Double(f64),
    String(Rc<str>),
    Bytes(Rc<[u8]>),
}

#[derive(Debug, Clone)]
pub struct Select {
    pub operand: Expr,
    pub field: String,
    /// `has(operand.field)`.
    pub is_test: bool,
}

#[derive(Debug, Clone)]
pub struct Call {
    pub function: String,
    pub target: Option<Expr>,
    pub args: Vec<Expr>,
}

#[derive(Debug, Clone)]
pub struct List {
    pub elements: Vec<Expr>,
    /// Which elements were written `?element`.
    pub optional: Vec<bool>,
}

#[derive(Debug, Clone)]
pub struct Entry {
    pub key: Expr,
    pub value: Expr,
    pub is_optional: bool,
}

#[derive(Debug, Clone)]
pub struct Struct {
    pub name: String,
    pub fields: Vec<Field>,
}

#[derive(Debug, Clone)]
pub struct Field {
    pub id: Id,
    pub name: String,
    pub value: Expr,
    pub is_optional: bool,
}

/// What a macro becomes: a fold over a list or a map.
#[derive(Debug, Clone)]
pub struct Comprehension {
    pub range: Expr,
    pub variable: String,
    pub variable2: Option<String>,
    pub accumulator: String,
    pub init: Expr,
    pub condition: Expr,
    pub step: Expr,
    pub result: Expr,
}

impl Expr {
    /// The nodes directly below, in the order of the text's evaluation.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            Kind::Unspecified | Kind::Literal(_) | Kind::Ident(_) => Vec::new(),
            Kind::Select(select) => vec![&select.operand],
            Kind::Call(call) => call.target.iter().chain(&call.args).collect(),
            Kind::List(list) => list.elements.iter().collect(),
            Kind::Map(entries) => entries.iter().flat_map(|entry| [&entry.key, &entry.value]).collect(),
            Kind::Struct(object) => object.fields.iter().map(|field| &field.value).collect(),
            Kind::Comprehension(fold) => {
                vec![&fold.range, &fold.init, &fold.condition, &fold.step, &fold.result]
            }
        }
    }
}
