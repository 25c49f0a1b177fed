//! Which alternative ANTLR takes, and where it finds that there is none (`ParserATNSimulator`): first without regard to the
//! rules that are open, then, where that does not decide, with it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::grammar::{Edge, Grammar, Role, Rule, State};
use crate::cel::syntax::token::{Kind as Tok, Token};

/// Where one reading of the tokens stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Config {
    state: State,
    alternative: usize,
    /// Where the rules entered since then return to, innermost last.
    stack: Vec<State>,
    /// The precedence that the reading needs.
    needs: Option<u8>,
    /// It has left the rule of the decision.
    is_outside: bool,
    is_suppressed: bool,
}

pub struct Predictor<'g> {
    pub grammar: &'g Grammar,
    pub tokens: &'g [Token],
    /// Index of the token at which the decision is made.
    pub start: usize,
    pub decision: State,
    /// The precedence with which the rule was called.
    pub precedence: u8,
    /// Where the open rules return to, outermost first.
    pub outer: &'g [State],
}

/// One pass over the configurations.
struct Closing {
    configs: Vec<Config>,
    seen: HashSet<Config>,
    is_full: bool,
    collects: bool,
    at_end: bool,
}

impl Predictor<'_> {
    /// The number of the alternative, from one.
    ///
    /// # Errors
    /// The index of the token that fits none.
    pub fn predict(&self) -> Result<usize, usize> {
        let mut configs = self.first(false);
        if self.is_precedence_decision() {
            configs = self.filter(configs);
        }
        let mut at = self.start;
        loop {
            let next = self.reach(&configs, at, false);
            if next.is_empty() {
                return finished(&configs, self).ok_or(at);
            }
            if let Some(alternative) = unique(&next) {
                return Ok(alternative);
            }
            if self.conflicts(&next) {
                return self.predict_in_full();
            }
            configs = next;
            if self.kind(at) != Tok::End {
                at += 1;
            }
        }
    }

    fn predict_in_full(&self) -> Result<usize, usize> {
        let mut configs = self.first(true);
        let mut at = self.start;
        loop {
            let next = self.reach(&configs, at, true);
            if next.is_empty() {
                return finished(&configs, self).ok_or(at);
            }
            if let Some(alternative) = unique(&next) {
                return Ok(alternative);
            }
            let least: BTreeSet<usize> =
                subsets(&next, true).values().filter_map(|set| set.first().copied()).collect();
            if let (1, Some(alternative)) = (least.len(), least.first()) {
                return Ok(*alternative);
            }
            configs = next;
            if self.kind(at) == Tok::End {
                // Every reading has ended; the first is taken.
                return Ok(least.first().copied().unwrap_or(1));
            }
            at += 1;
        }
    }

    fn kind(&self, at: usize) -> Tok {
        self.tokens.get(at).map_or(Tok::End, |token| token.kind)
    }

    fn rule(&self, state: State) -> Rule {
        self.grammar.places[state].rule
    }

    fn role(&self, state: State) -> Role {
        self.grammar.places[state].role
    }

    fn is_precedence_decision(&self) -> bool {
        self.role(self.decision) == Role::LoopEntry && self.rule(self.decision).is_left_recursive()
    }

    fn first(&self, is_full: bool) -> Vec<Config> {
        let mut closing =
            Closing { configs: Vec::new(), seen: HashSet::new(), is_full, collects: true, at_end: false };
        for (index, edge) in self.grammar.places[self.decision].edges.iter().enumerate() {
            let Edge::Epsilon(state) = edge else { continue };
            let config = Config {
                state: *state,
                alternative: index + 1,
                stack: if is_full { self.outer.to_vec() } else { Vec::new() },
                needs: None,
                is_outside: false,
                is_suppressed: false,
            };
            self.close(config, 0, true, &mut closing);
        }
        closing.configs
    }

    fn reach(&self, configs: &[Config], at: usize, is_full: bool) -> Vec<Config> {
        let token = self.kind(at);
        let mut skipped = Vec::new();
        let mut stepped = Vec::new();
        for config in configs {
            if self.role(config.state) == Role::RuleStop {
                if is_full || token == Tok::End {
                    skipped.push(config.clone());
                }
                continue;
            }
            for edge in &self.grammar.places[config.state].edges {
                if let Edge::Tokens(kinds, target) = edge
                    && kinds.contains(&token)
                {
                    stepped.push(Config { state: *target, ..config.clone() });
                }
            }
        }
        if skipped.is_empty() && token != Tok::End && unique(&stepped).is_some() {
            return stepped;
        }
        let mut closing = Closing {
            configs: Vec::new(),
            seen: HashSet::new(),
            is_full,
            collects: false,
            at_end: token == Tok::End,
        };
        for config in stepped {
            self.close(config, 0, false, &mut closing);
        }
        let mut reached = closing.configs;
        let is_stop = |config: &Config| self.role(config.state) == Role::RuleStop;
        if token == Tok::End {
            reached.retain(is_stop);
        }
        if !skipped.is_empty() && (!is_full || !reached.iter().any(is_stop)) {
            reached.extend(skipped);
        }
        reached
    }

    /// Goes as far as no token is needed.
    fn close(&self, mut config: Config, depth: i32, collects: bool, closing: &mut Closing) {
        if !closing.seen.insert(config.clone()) {
            return;
        }
        if self.role(config.state) == Role::RuleStop {
            if let Some(state) = config.stack.pop() {
                config.state = state;
                return self.close(config, depth - 1, collects, closing);
            }
            let follows = &self.grammar.follows[self.rule(config.state) as usize];
            if closing.is_full || follows.is_empty() {
                closing.configs.push(config);
                return;
            }
            for (state, leaves) in follows {
                let is_suppressed = config.is_suppressed
                    || *leaves
                        && self.is_precedence_decision()
                        && self.rule(config.state) == self.rule(self.decision);
                let next = Config { state: *state, is_outside: true, is_suppressed, ..config.clone() };
                self.close(next, depth - 1, collects, closing);
            }
            return;
        }
        let place = &self.grammar.places[config.state];
        if place.edges.iter().any(|edge| matches!(edge, Edge::Tokens(..))) {
            closing.configs.push(config.clone());
        }
        for (index, edge) in place.edges.iter().enumerate() {
            if index == 0 && self.returns_here_anyway(&config) {
                continue;
            }
            match edge {
                Edge::Epsilon(state) => {
                    self.close(Config { state: *state, ..config.clone() }, depth, collects, closing);
                }
                Edge::Tokens(kinds, state) => {
                    if closing.at_end && kinds.contains(&Tok::End) {
                        self.close(Config { state: *state, ..config.clone() }, depth, collects, closing);
                    }
                }
                Edge::Call { rule, follow, .. } => {
                    let mut next = config.clone();
                    next.stack.push(*follow);
                    next.state = self.grammar.starts[*rule as usize];
                    let depth = if depth >= 0 { depth + 1 } else { depth };
                    self.close(next, depth, collects, closing);
                }
                Edge::Precedence(precedence, state) => {
                    let mut next = Config { state: *state, ..config.clone() };
                    if closing.collects && collects && depth == 0 {
                        if closing.is_full && *precedence < self.precedence {
                            continue;
                        }
                        next.needs = Some(*precedence);
                    }
                    self.close(next, depth, collects, closing);
                }
            }
        }
    }

    /// `canDropLoopEntryEdgeInLeftRecursiveRule`: entering the loop again is what the caller's loop will do.
    fn returns_here_anyway(&self, config: &Config) -> bool {
        let Some(back) = config.stack.last().copied() else { return false };
        let is_loop =
            self.role(config.state) == Role::LoopEntry && self.rule(config.state).is_left_recursive();
        let only_target = |state: State| match self.grammar.places[state].edges.as_slice() {
            [Edge::Epsilon(target)] => Some(*target),
            _ => None,
        };
        if !is_loop || self.rule(back) != self.rule(config.state) {
            return false;
        }
        only_target(back)
            .is_some_and(|target| self.role(back) == Role::BlockEnd || self.role(target) == Role::BlockEnd)
    }

    /// `applyPrecedenceFilter`: what the loop itself would read is not read outside of it.
    fn filter(&self, configs: Vec<Config>) -> Vec<Config> {
        let mut inside: BTreeMap<State, BTreeSet<Vec<State>>> = BTreeMap::new();
        let mut outside: BTreeMap<(State, usize), BTreeSet<Vec<State>>> = BTreeMap::new();
        let passes = |config: &Config| config.needs.is_none_or(|needs| needs >= self.precedence);
        for config in &configs {
            if config.alternative != 1 {
                let stacks = outside.entry((config.state, config.alternative)).or_default();
                stacks.insert(config.stack.clone());
            } else if passes(config) {
                inside.entry(config.state).or_default().insert(config.stack.clone());
            }
        }
        configs
            .into_iter()
            .filter(|config| match config.alternative {
                1 => passes(config),
                other => {
                    config.is_suppressed || inside.get(&config.state) != outside.get(&(config.state, other))
                }
            })
            .map(|config| Config { needs: None, ..config })
            .collect()
    }

    /// `hasSLLConflictTerminatingPrediction`.
    fn conflicts(&self, configs: &[Config]) -> bool {
        if configs.iter().all(|config| self.role(config.state) == Role::RuleStop) {
            return true;
        }
        let mut by_state: BTreeMap<State, BTreeSet<usize>> = BTreeMap::new();
        for config in configs {
            by_state.entry(config.state).or_default().insert(config.alternative);
        }
        subsets(configs, false).values().any(|set| set.len() > 1)
            && !by_state.values().any(|alternatives| alternatives.len() == 1)
    }
}

fn unique(configs: &[Config]) -> Option<usize> {
    let first = configs.first()?.alternative;
    configs.iter().all(|config| config.alternative == first).then_some(first)
}

/// The alternatives that stand at the same place with the same ways out.
fn subsets(configs: &[Config], is_full: bool) -> BTreeMap<(State, BTreeSet<Vec<State>>), BTreeSet<usize>> {
    let mut stacks: BTreeMap<(State, usize), BTreeSet<Vec<State>>> = BTreeMap::new();
    for config in configs {
        stacks.entry((config.state, config.alternative)).or_default().insert(config.stack.clone());
    }
    let mut subsets: BTreeMap<_, BTreeSet<usize>> = BTreeMap::new();
    for ((state, alternative), mut set) in stacks {
        if !is_full {
            // A stack whose rest is not known stands for all that go on from it.
            let all = set.clone();
            set.retain(|stack| !all.iter().any(|other| other.len() < stack.len() && stack.ends_with(other)));
        }
        subsets.entry((state, set)).or_default().insert(alternative);
    }
    subsets
}

/// The alternative of a reading that was complete before the token that fits nothing.
fn finished(configs: &[Config], predictor: &Predictor) -> Option<usize> {
    let is_done = |config: &&Config| {
        config.is_outside || predictor.role(config.state) == Role::RuleStop && config.stack.is_empty()
    };
    configs.iter().filter(is_done).map(|config| config.alternative).min()
}
