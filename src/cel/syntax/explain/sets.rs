//! Which tokens may stand at a state of the grammar: the sets by which ANTLR chooses, reports and recovers.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::Explainer;
use super::grammar::{Edge, Role, State};
use crate::cel::syntax::token::Kind as Tok;

impl Explainer<'_> {
    /// What may follow the open rules, any of them.
    pub(super) fn recovery_set(&self) -> BTreeSet<Option<Tok>> {
        let callers = self.frames.iter().filter_map(|frame| frame.caller);
        let follows = callers.filter_map(|caller| self.return_of(caller));
        let mut set: BTreeSet<Option<Tok>> =
            follows.flat_map(|state| self.next_tokens(state).iter().copied().collect::<Vec<_>>()).collect();
        set.remove(&None);
        set
    }

    pub(super) fn expected_set(&self) -> BTreeSet<Option<Tok>> {
        self.followers(self.state)
    }

    /// What may stand at a state, with what follows the open rules where they may end.
    pub(super) fn followers(&self, state: State) -> BTreeSet<Option<Tok>> {
        let mut set = BTreeSet::clone(&self.next_tokens(state));
        for frame in self.frames.iter().rev() {
            if !set.remove(&None) {
                return set;
            }
            match frame.caller.and_then(|caller| self.return_of(caller)) {
                Some(follow) => set.extend(self.next_tokens(follow).iter()),
                None => {
                    set.insert(Some(Tok::End));
                }
            }
        }
        set.remove(&None);
        set
    }

    /// `NextTokens`: what a state may read; `None`: the rule may end.
    pub(super) fn next_tokens(&self, state: State) -> Rc<BTreeSet<Option<Tok>>> {
        let known = self.next_tokens.borrow().get(&state).cloned();
        known.unwrap_or_else(|| {
            let found = Rc::new(self.find_next_tokens(state));
            self.next_tokens.borrow_mut().insert(state, Rc::clone(&found));
            found
        })
    }

    fn find_next_tokens(&self, state: State) -> BTreeSet<Option<Tok>> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut pending = vec![(state, Vec::new())];
        while let Some((state, mut stack)) = pending.pop() {
            if !seen.insert((state, stack.clone())) {
                continue;
            }
            if self.grammar.places[state].role == Role::RuleStop {
                match stack.pop() {
                    Some(follow) => pending.push((follow, stack)),
                    None => {
                        found.insert(None);
                    }
                }
                continue;
            }
            for edge in &self.grammar.places[state].edges {
                match edge {
                    Edge::Epsilon(target) | Edge::Precedence(_, target) => {
                        pending.push((*target, stack.clone()));
                    }
                    Edge::Tokens(kinds, _) => found.extend(kinds.iter().map(|kind| Some(*kind))),
                    Edge::Call { rule, follow, .. } => {
                        let mut stack = stack.clone();
                        stack.push(*follow);
                        pending.push((self.grammar.starts[*rule as usize], stack));
                    }
                }
            }
        }
        found
    }
}
