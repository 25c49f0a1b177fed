//! What ANTLR's parser says about a text that the grammar does not allow: it reports, mends the text in its mind, and goes on
//! (`DefaultErrorStrategy` of ANTLR 4.13 for Go, with the limits of cel-go's `parser/parser.go`).

mod grammar;
mod predict;
mod sets;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use super::parser::DEEPEST;
use super::token::{Kind as Tok, Token};
use crate::cel::source::Issues;
use grammar::{Edge, Grammar, Node, Role, Rule, State};
use predict::Predictor;

/// `errorRecoveryLimit`.
const MOST_ATTEMPTS: usize = 30;
/// `errorRecoveryTokenLookaheadLimit`.
const MOST_SKIPPED: usize = 256;
/// Beyond this many tokens only the first unexpected one is named.
const MOST_TOKENS: usize = 2_000;

/// Why a rule ends early.
enum Thrown {
    /// No alternative fits; the index of the token that ended the search.
    NoAlternative(usize),
    Mismatch,
    /// Too many errors.
    Ended,
}

type Run<T> = Result<T, Thrown>;

/// A rule that is open.
struct Frame {
    /// The state from which it was called.
    caller: Option<State>,
    precedence: u8,
}

struct Explainer<'t> {
    grammar: &'t Grammar,
    tokens: &'t [Token],
    at: usize,
    state: State,
    frames: Vec<Frame>,
    /// How many expressions are open, one in the other.
    depth: usize,
    is_recovering: bool,
    last_error: Option<(usize, BTreeSet<State>)>,
    attempts: usize,
    /// What is known of [`Explainer::next_tokens`].
    next_tokens: RefCell<HashMap<State, Rc<BTreeSet<Option<Tok>>>>>,
    issues: &'t mut Issues,
}

/// Reports what is wrong with the tokens.
pub fn explain(tokens: &[Token], issues: &mut Issues) {
    if tokens.len() > MOST_TOKENS {
        issues.report(
            tokens.last().map_or(0, |token| token.start),
            "Syntax error: too long to be explained here",
        );
        return;
    }
    let mut explainer = Explainer {
        grammar: &Grammar::new(),
        tokens,
        at: 0,
        state: 0,
        frames: Vec::new(),
        depth: 0,
        is_recovering: false,
        last_error: None,
        attempts: 0,
        next_tokens: RefCell::default(),
        issues,
    };
    // Errors are in the issues; what ends the reading has been reported, too.
    let _ = explainer.rule(Rule::Start, 0, None);
}

impl Explainer<'_> {
    fn token(&self, ahead: usize) -> &Token {
        let last = self.tokens.len() - 1;
        &self.tokens[(self.at + ahead).min(last)]
    }

    fn next(&self) -> Tok {
        self.token(0).kind
    }

    fn consume(&mut self) {
        if self.next() != Tok::End {
            self.at += 1;
        }
    }

    fn rule(&mut self, rule: Rule, precedence: u8, caller: Option<State>) -> Run<()> {
        let is_expression = rule == Rule::Expr;
        self.depth += usize::from(is_expression);
        if self.depth > DEEPEST {
            self.issues.report(None, format!("expression recursion limit exceeded: {DEEPEST}"));
            return Err(Thrown::Ended);
        }
        self.frames.push(Frame { caller, precedence });
        let grammar = self.grammar;
        self.state = grammar.starts[rule as usize];
        match self.run(&grammar.bodies[rule as usize]) {
            Ok(()) => {}
            Err(Thrown::Ended) => return Err(Thrown::Ended),
            Err(thrown) => {
                self.report(&thrown);
                self.recover()?;
            }
        }
        self.frames.pop();
        self.depth -= usize::from(is_expression);
        if let Some(caller) = caller {
            self.state = caller;
        }
        Ok(())
    }

    fn run(&mut self, node: &Node) -> Run<()> {
        match node {
            Node::Nothing => Ok(()),
            Node::Match(state, kinds) => {
                self.state = *state;
                self.expect(kinds)
            }
            Node::Call(state, rule, precedence) => {
                self.state = *state;
                self.rule(*rule, *precedence, Some(*state))
            }
            Node::Sequence(nodes) => nodes.iter().try_for_each(|node| self.run(node)),
            Node::Choice { state, alternatives, predicts } => {
                self.sync(*state)?;
                let chosen = if *predicts { self.predict(*state)? - 1 } else { self.choose(*state)? };
                alternatives.get(chosen).map_or(Ok(()), |alternative| self.run(alternative))
            }
            Node::Optional { state, inner } => {
                self.sync(*state)?;
                if self.begins(*state) { self.run(inner) } else { Ok(()) }
            }
            Node::Star { entry, back, inner, predicts } => {
                self.sync(*entry)?;
                while self.enters(*entry, *predicts)? {
                    self.run(inner)?;
                    self.sync(*back)?;
                }
                Ok(())
            }
            Node::Plus { start, back, inner, predicts } => {
                self.sync(*start)?;
                loop {
                    self.run(inner)?;
                    self.sync(*back)?;
                    if !self.enters(*back, *predicts)? {
                        return Ok(());
                    }
                }
            }
        }
    }

    fn enters(&mut self, decision: State, predicts: bool) -> Run<bool> {
        if predicts { Ok(self.predict(decision)? == 1) } else { Ok(self.begins(decision)) }
    }

    /// Whether the next token begins what the state's first edge leads to.
    fn begins(&self, state: State) -> bool {
        self.first_of(state, 0).contains(&Some(self.next()))
    }

    fn first_of(&self, state: State, edge: usize) -> Rc<BTreeSet<Option<Tok>>> {
        match self.grammar.places[state].edges.get(edge) {
            Some(Edge::Epsilon(target)) => self.next_tokens(*target),
            _ => Rc::default(),
        }
    }

    fn choose(&self, state: State) -> Run<usize> {
        let edges = 0..self.grammar.places[state].edges.len();
        let mut fitting = edges.filter(|edge| self.first_of(state, *edge).contains(&Some(self.next())));
        fitting.next().ok_or(Thrown::NoAlternative(self.at))
    }

    fn predict(&self, decision: State) -> Run<usize> {
        let outer: Vec<State> = self
            .frames
            .iter()
            .filter_map(|frame| frame.caller.and_then(|caller| self.return_of(caller)))
            .collect();
        let predictor = Predictor {
            grammar: self.grammar,
            tokens: self.tokens,
            start: self.at,
            decision,
            precedence: self.frames.last().map_or(0, |frame| frame.precedence),
            outer: &outer,
        };
        predictor.predict().map_err(Thrown::NoAlternative)
    }

    /// The state to which the rule that a state calls returns.
    fn return_of(&self, caller: State) -> Option<State> {
        self.grammar.places[caller].edges.iter().find_map(|edge| match edge {
            Edge::Call { follow, .. } => Some(*follow),
            _ => None,
        })
    }

    fn expect(&mut self, kinds: &[Tok]) -> Run<()> {
        if kinds.contains(&self.next()) {
            self.is_recovering = false;
            self.last_error = None;
            self.consume();
            return Ok(());
        }
        self.attempt()?;
        if self.delete_one() {
            self.consume();
            return Ok(());
        }
        let behind = self.grammar.places[self.state].edges.iter().find_map(|edge| match edge {
            Edge::Tokens(_, target) => Some(*target),
            _ => None,
        });
        if behind.is_some_and(|state| self.followers(state).contains(&Some(self.next()))) {
            if !self.is_recovering {
                self.is_recovering = true;
                let (expected, found) = (self.expected(), self.shown(self.at));
                self.syntax_error(self.at, format!("missing {expected} at {found}"));
            }
            return Ok(());
        }
        Err(Thrown::Mismatch)
    }

    /// Before a decision: is the next token one that may stand here?
    fn sync(&mut self, state: State) -> Run<()> {
        self.state = state;
        if self.is_recovering {
            return Ok(());
        }
        let next = self.next_tokens(state);
        if next.contains(&None) || next.contains(&Some(self.next())) {
            return Ok(());
        }
        match self.grammar.places[state].role {
            Role::BlockStart | Role::LoopEntry => {
                if self.delete_one() {
                    Ok(())
                } else {
                    Err(Thrown::Mismatch)
                }
            }
            Role::LoopBack => {
                self.report_unwanted();
                let mut until = self.expected_set();
                until.extend(self.recovery_set());
                self.consume_until(&until, &mut 0)
            }
            _ => Ok(()),
        }
    }

    /// `SingleTokenDeletion`: the token behind the next would do.
    fn delete_one(&mut self) -> bool {
        if !self.expected_set().contains(&Some(self.token(1).kind)) {
            return false;
        }
        self.report_unwanted();
        self.consume();
        self.is_recovering = false;
        self.last_error = None;
        true
    }

    fn report_unwanted(&mut self) {
        if !self.is_recovering {
            self.is_recovering = true;
            let (expected, found) = (self.expected(), self.shown(self.at));
            self.syntax_error(self.at, format!("extraneous input {found} expecting {expected}"));
        }
    }

    fn report(&mut self, thrown: &Thrown) {
        if self.is_recovering {
            return;
        }
        self.is_recovering = true;
        match thrown {
            Thrown::NoAlternative(offending) => {
                let start = self.token(0);
                let text = match start.kind {
                    Tok::End => "<EOF>".to_owned(),
                    _ => self.text(self.at, *offending),
                };
                let message = match text.as_str() {
                    // cel-go keeps an older wording for these.
                    ".true" | ".false" | ".null" => {
                        format!("mismatched input '{}' expecting IDENTIFIER", &text[1..])
                    }
                    _ => format!("no viable alternative at input {}", quoted(&text)),
                };
                self.syntax_error(*offending, message);
            }
            _ => {
                let (expected, found) = (self.expected(), self.shown(self.at));
                self.syntax_error(self.at, format!("mismatched input {found} expecting {expected}"));
            }
        }
    }

    /// The text of some tokens with what stands between them; the end has none.
    fn text(&self, from: usize, to: usize) -> String {
        let tokens = &self.tokens[from..=to.min(self.tokens.len() - 1)];
        let mut text = String::new();
        for (index, token) in tokens.iter().enumerate() {
            if index > 0 {
                text.push_str(&token.hidden);
            }
            if token.kind != Tok::End {
                text.push_str(&token.text);
            }
        }
        text
    }

    fn attempt(&mut self) -> Run<()> {
        self.attempts += 1;
        if self.attempts > MOST_ATTEMPTS {
            self.syntax_error(self.at, format!("error recovery attempt limit exceeded: {MOST_ATTEMPTS}"));
            return Err(Thrown::Ended);
        }
        Ok(())
    }

    fn recover(&mut self) -> Run<()> {
        self.attempt()?;
        let mut skipped = 0;
        let is_stuck = self
            .last_error
            .as_ref()
            .is_some_and(|(at, states)| *at == self.at && states.contains(&self.state));
        if is_stuck {
            self.skip(&mut skipped)?;
        }
        let mut states = self.last_error.take().map(|(_, states)| states).unwrap_or_default();
        states.insert(self.state);
        self.last_error = Some((self.at, states));
        let until = self.recovery_set();
        self.consume_until(&until, &mut skipped)
    }

    fn consume_until(&mut self, until: &BTreeSet<Option<Tok>>, skipped: &mut usize) -> Run<()> {
        while self.next() != Tok::End && !until.contains(&Some(self.next())) {
            self.skip(skipped)?;
        }
        Ok(())
    }

    fn skip(&mut self, skipped: &mut usize) -> Run<()> {
        if *skipped >= MOST_SKIPPED {
            let message = format!("error recovery token lookahead limit exceeded: {MOST_SKIPPED}");
            self.issues.report(None, message);
            return Err(Thrown::Ended);
        }
        *skipped += 1;
        self.consume();
        Ok(())
    }

    fn expected(&self) -> String {
        let names: Vec<String> = self.expected_set().into_iter().flatten().map(Tok::name).collect();
        match names.as_slice() {
            [one] => one.clone(),
            several => format!("{{{}}}", several.join(", ")),
        }
    }

    fn shown(&self, at: usize) -> String {
        quoted(&self.tokens[at.min(self.tokens.len() - 1)].text)
    }

    fn syntax_error(&mut self, at: usize, message: String) {
        let offset = self.tokens[at.min(self.tokens.len() - 1)].start;
        self.issues.report(offset, format!("Syntax error: {message}"));
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r"))
}
