//! How the reader looks at what is inspected: table or JSON, which value of a tree, what was copied last.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{Move, Tree};
use crate::inspect::asn1::Node;
use crate::inspect::{Inspection, Item};

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// Claims as JSON rather than as a table.
    pub json: bool,
    /// Certificates whose bytes are shown.
    pub open: BTreeSet<usize>,
    /// By the number of the certificate.
    pub trees: BTreeMap<usize, Tree>,
    /// The name of what was copied last, for a moment.
    pub copied: Option<String>,
}

/// What a reader changes.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    Json(bool),
    /// Shows or hides the bytes of a certificate.
    Open(usize, bool),
    /// Certificate, then value.
    Select(usize, usize),
    Point(usize, Option<usize>),
    Fold(usize, usize),
    Step(usize, Move),
    /// To the bytes of the value before or behind.
    Along(usize, bool),
}

impl Look {
    /// Answers whether the reader's focus goes along with what is selected in a tree.
    pub fn change(&mut self, change: Change, inspection: &Inspection) -> bool {
        let nodes = |card: usize| nodes(inspection, card);
        match change {
            Change::Json(json) => self.json = json,
            Change::Open(card, true) => drop(self.open.insert(card)),
            Change::Open(card, false) => drop(self.open.remove(&card)),
            Change::Select(card, index) => self.tree(card).select(index, nodes(card)),
            Change::Point(card, index) => self.tree(card).pointed = index,
            Change::Fold(card, index) => self.tree(card).fold(index, nodes(card)),
            Change::Step(card, step) => {
                self.tree(card).step(step, nodes(card));
                return true;
            }
            Change::Along(card, forward) => {
                let selected = self.tree(card).selected;
                let next = if forward { Some(selected + 1) } else { selected.checked_sub(1) };
                if let Some(next) = next {
                    self.tree(card).select(next, nodes(card));
                }
            }
        }
        false
    }

    fn tree(&mut self, card: usize) -> &mut Tree {
        self.trees.entry(card).or_default()
    }

    /// For other certificates than before: nothing is selected in them yet.
    pub fn forget(&mut self) {
        self.trees.clear();
        self.copied = None;
    }
}

/// The values of a certificate.
pub fn nodes(inspection: &Inspection, card: usize) -> &[Node] {
    let certificates = inspection.items.iter().find_map(|item| match item {
        Item::Certificates(certificates) => Some(&certificates.cards),
        _ => None,
    });
    certificates.and_then(|cards| cards.get(card)).map_or(&[], |card| &card.asn1.nodes)
}
