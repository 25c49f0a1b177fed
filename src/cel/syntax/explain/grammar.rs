//! The grammar of cel-go (`parser/gen/CEL.g4`) as ANTLR sees it: a network of states, and over it the shape of the parser that
//! ANTLR generates. Both are needed to word an error as that parser does.

mod text;

use crate::cel::syntax::token::Kind as Tok;
use text::{Text, text};

pub type State = usize;

/// The rules, in the order of the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    Start,
    Expr,
    ConditionalOr,
    ConditionalAnd,
    Relation,
    Calc,
    Unary,
    Member,
    Primary,
    ExprList,
    ListInit,
    FieldList,
    OptField,
    MapList,
    EscapeIdent,
    OptExpr,
    Literal,
}

const RULES: usize = 17;

impl Rule {
    /// ANTLR turns left recursion into a loop with precedences.
    pub fn is_left_recursive(self) -> bool {
        matches!(self, Rule::Relation | Rule::Calc | Rule::Member)
    }
}

#[derive(Debug, Clone)]
pub enum Edge {
    Epsilon(State),
    Tokens(Vec<Tok>, State),
    Call {
        rule: Rule,
        precedence: u8,
        follow: State,
    },
    /// Only where the rule was called with no higher precedence.
    Precedence(u8, State),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Basic,
    RuleStart,
    RuleStop,
    BlockStart,
    BlockEnd,
    LoopEntry,
    LoopBack,
    LoopEnd,
}

#[derive(Debug)]
pub struct Place {
    pub rule: Rule,
    pub role: Role,
    pub edges: Vec<Edge>,
}

/// The parser's shape.
#[derive(Debug)]
pub enum Node {
    Match(State, Vec<Tok>),
    Call(State, Rule, u8),
    Nothing,
    Sequence(Vec<Node>),
    Choice { state: State, alternatives: Vec<Node>, predicts: bool },
    Optional { state: State, inner: Box<Node> },
    Star { entry: State, back: State, inner: Box<Node>, predicts: bool },
    Plus { start: State, back: State, inner: Box<Node>, predicts: bool },
}

pub struct Grammar {
    pub places: Vec<Place>,
    pub starts: Vec<State>,
    pub stops: Vec<State>,
    pub bodies: Vec<Node>,
    /// By rule: where it may be left to, and whether that leaves a left-recursive rule for good.
    pub follows: Vec<Vec<(State, bool)>>,
}

const ALL: [Rule; RULES] = [
    Rule::Start,
    Rule::Expr,
    Rule::ConditionalOr,
    Rule::ConditionalAnd,
    Rule::Relation,
    Rule::Calc,
    Rule::Unary,
    Rule::Member,
    Rule::Primary,
    Rule::ExprList,
    Rule::ListInit,
    Rule::FieldList,
    Rule::OptField,
    Rule::MapList,
    Rule::EscapeIdent,
    Rule::OptExpr,
    Rule::Literal,
];

impl Grammar {
    pub fn new() -> Grammar {
        let mut grammar = Grammar {
            places: Vec::new(),
            starts: Vec::new(),
            stops: Vec::new(),
            bodies: Vec::new(),
            follows: (0..RULES).map(|_| Vec::new()).collect(),
        };
        for rule in ALL {
            let (start, stop) = (grammar.add(rule, Role::RuleStart), grammar.add(rule, Role::RuleStop));
            grammar.starts.push(start);
            grammar.stops.push(stop);
        }
        for rule in ALL {
            let (body, end) = grammar.build(rule, text(rule), grammar.starts[rule as usize]);
            grammar.epsilon(end, grammar.stops[rule as usize]);
            grammar.bodies.push(body);
        }
        for place in &grammar.places {
            for edge in &place.edges {
                if let Edge::Call { rule, precedence, follow } = edge {
                    let leaves = rule.is_left_recursive() && *precedence == 0;
                    grammar.follows[*rule as usize].push((*follow, leaves));
                }
            }
        }
        grammar
    }

    fn add(&mut self, rule: Rule, role: Role) -> State {
        self.places.push(Place { rule, role, edges: Vec::new() });
        self.places.len() - 1
    }

    fn epsilon(&mut self, from: State, to: State) {
        self.places[from].edges.push(Edge::Epsilon(to));
    }

    /// A state from which an element may begin.
    fn fresh(&mut self, rule: Rule, from: State) -> State {
        if self.places[from].role == Role::Basic && self.places[from].edges.is_empty() {
            return from;
        }
        let fresh = self.add(rule, Role::Basic);
        self.epsilon(from, fresh);
        fresh
    }

    /// Builds the states of a text from one on; returns its node and the state behind it.
    fn build(&mut self, rule: Rule, text: Text, from: State) -> (Node, State) {
        if let Text::Sequence(parts) = text {
            let mut nodes = Vec::new();
            let mut at = from;
            for part in parts {
                let (node, end) = self.build(rule, part, at);
                nodes.push(node);
                at = end;
            }
            return (Node::Sequence(nodes), at);
        }
        let from = self.fresh(rule, from);
        match text {
            Text::Sequence(_) => (Node::Nothing, from),
            Text::Tokens(kinds) => {
                let to = self.add(rule, Role::Basic);
                self.places[from].edges.push(Edge::Tokens(kinds.clone(), to));
                (Node::Match(from, kinds), to)
            }
            Text::Rule(called, precedence) => {
                let follow = self.add(rule, Role::Basic);
                self.places[from].edges.push(Edge::Call { rule: called, precedence, follow });
                (Node::Call(from, called, precedence), follow)
            }
            Text::Precedence(precedence) => {
                let to = self.add(rule, Role::Basic);
                self.places[from].edges.push(Edge::Precedence(precedence, to));
                (Node::Nothing, to)
            }
            Text::Choice(alternatives, predicts) => {
                let (alternatives, end) = self.block(rule, from, alternatives);
                (Node::Choice { state: from, alternatives, predicts }, end)
            }
            Text::Optional(inner) => {
                let (mut alternatives, end) = self.block(rule, from, vec![*inner]);
                self.epsilon(from, end);
                let inner = Box::new(alternatives.pop().unwrap_or(Node::Nothing));
                (Node::Optional { state: from, inner }, end)
            }
            Text::Star(inner, predicts) => {
                self.places[from].role = Role::LoopEntry;
                let start = self.add(rule, Role::Basic);
                let back = self.add(rule, Role::LoopBack);
                let end = self.add(rule, Role::LoopEnd);
                self.epsilon(from, start);
                self.epsilon(from, end);
                let (inner, block_end) = self.loop_body(rule, start, *inner);
                self.epsilon(block_end, back);
                self.epsilon(back, from);
                (Node::Star { entry: from, back, inner: Box::new(inner), predicts }, end)
            }
            Text::Plus(inner, predicts) => {
                let back = self.add(rule, Role::LoopBack);
                let end = self.add(rule, Role::LoopEnd);
                let (inner, block_end) = self.loop_body(rule, from, *inner);
                self.epsilon(block_end, back);
                self.epsilon(back, from);
                self.epsilon(back, end);
                (Node::Plus { start: from, back, inner: Box::new(inner), predicts }, end)
            }
        }
    }

    fn loop_body(&mut self, rule: Rule, start: State, inner: Text) -> (Node, State) {
        if let Text::Choice(..) = inner {
            return self.build(rule, inner, start);
        }
        let (mut alternatives, end) = self.block(rule, start, vec![inner]);
        (alternatives.pop().unwrap_or(Node::Nothing), end)
    }

    /// Ends an alternative. Its last state is left out where nothing else is there, as ANTLR does (`TailEpsilonRemover`).
    fn join(&mut self, left: State, right: State, end: State) {
        let is_bare = self.places[right].role == Role::Basic && self.places[right].edges.is_empty();
        if !is_bare || left == right {
            return self.epsilon(right, end);
        }
        for place in &mut self.places[left..] {
            for edge in &mut place.edges {
                let (Edge::Epsilon(to)
                | Edge::Tokens(_, to)
                | Edge::Call { follow: to, .. }
                | Edge::Precedence(_, to)) = edge;
                if *to == right {
                    *to = end;
                }
            }
        }
    }

    fn block(&mut self, rule: Rule, start: State, alternatives: Vec<Text>) -> (Vec<Node>, State) {
        self.places[start].role = Role::BlockStart;
        let end = self.add(rule, Role::BlockEnd);
        let mut nodes = Vec::new();
        for alternative in alternatives {
            let left = self.add(rule, Role::Basic);
            self.epsilon(start, left);
            let (node, right) = self.build(rule, alternative, left);
            self.join(left, right, end);
            nodes.push(node);
        }
        (nodes, end)
    }
}
