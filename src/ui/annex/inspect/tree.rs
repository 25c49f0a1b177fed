//! A tree of values beside their bytes: what is selected, pointed at and folded, and how keys move through both.

use std::collections::BTreeSet;

use crate::inspect::asn1::Node;

/// One card's tree, as the reader has left it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tree {
    pub selected: usize,
    pub pointed: Option<usize>,
    pub folded: BTreeSet<usize>,
}

/// What keys do in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    Up,
    Down,
    /// Opens, or goes to the first value inside.
    In,
    /// Closes, or goes to the value around.
    Out,
    First,
    Last,
}

impl Move {
    pub fn of_key(key: &str) -> Option<Move> {
        Some(match key {
            "ArrowUp" => Move::Up,
            "ArrowDown" => Move::Down,
            "ArrowRight" => Move::In,
            "ArrowLeft" => Move::Out,
            "Home" => Move::First,
            "End" => Move::Last,
            _ => return None,
        })
    }
}

impl Tree {
    /// The value whose bytes are marked.
    pub fn marked(&self) -> usize {
        self.pointed.unwrap_or(self.selected)
    }

    /// The values that no folded one hides.
    pub fn visible(&self, nodes: &[Node]) -> Vec<usize> {
        let mut visible = Vec::new();
        let mut at = 0;
        while let Some(node) = nodes.get(at) {
            visible.push(at);
            at += if self.folded.contains(&at) { node.inside + 1 } else { 1 };
        }
        visible
    }

    /// Selects a value and unfolds what hides it.
    pub fn select(&mut self, index: usize, nodes: &[Node]) {
        if index >= nodes.len() {
            return;
        }
        self.folded.retain(|&around| {
            let inside = nodes.get(around).map_or(0, |node| node.inside);
            !(around < index && index <= around + inside)
        });
        self.selected = index;
        self.pointed = None;
    }

    pub fn fold(&mut self, index: usize, nodes: &[Node]) {
        let Some(node) = nodes.get(index).filter(|node| node.inside > 0) else { return };
        if !self.folded.remove(&index) {
            self.folded.insert(index);
            if self.selected > index && self.selected <= index + node.inside {
                self.selected = index;
            }
        }
    }

    pub fn step(&mut self, step: Move, nodes: &[Node]) {
        let visible = self.visible(nodes);
        let at = visible.iter().position(|index| *index == self.selected).unwrap_or(0);
        let opens = nodes.get(self.selected).is_some_and(|node| node.inside > 0);
        let folded = self.folded.contains(&self.selected);
        match step {
            Move::In if opens && folded => return self.fold(self.selected, nodes),
            Move::Out if opens && !folded => return self.fold(self.selected, nodes),
            _ => {}
        }
        let next = match step {
            Move::Up => at.checked_sub(1).and_then(|above| visible.get(above)).copied(),
            Move::Down => visible.get(at + 1).copied(),
            Move::In => opens.then_some(self.selected + 1),
            Move::Out => parent(self.selected, nodes),
            Move::First => visible.first().copied(),
            Move::Last => visible.last().copied(),
        };
        if let Some(next) = next {
            self.select(next, nodes);
        }
    }
}

fn parent(index: usize, nodes: &[Node]) -> Option<usize> {
    let depth = nodes.get(index)?.depth;
    (0..index).rev().find(|around| nodes[*around].depth < depth)
}

/// A row of the hexadecimal view.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HexRow {
    /// Of its first byte.
    pub offset: usize,
    pub runs: Vec<Run>,
}

/// Neighbouring bytes of one value, up to the end of the row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The innermost value that they are of.
    pub owner: usize,
    /// Of the first byte.
    pub offset: usize,
    /// `30 82`
    pub text: String,
    /// Identifier and length rather than content.
    pub frame: bool,
}

pub const ROW: usize = 8;
/// More bytes than this are not shown at once.
pub const WINDOW: usize = 192 * ROW;

/// The rows of a window of the bytes that holds the beginning of the marked value.
pub fn rows(hex: &str, nodes: &[Node], marked: usize) -> Vec<HexRow> {
    let length = hex.len() / 2;
    let start = nodes.get(marked).map_or(0, |node| node.start);
    let from = if length <= WINDOW { 0 } else { (start / WINDOW) * WINDOW };
    let to = length.min(from + WINDOW);
    let owners = owners(nodes, from, to);
    let mut rows: Vec<HexRow> = Vec::new();
    for (index, offset) in (from..to).enumerate() {
        let Some(byte) = hex.get(offset * 2..offset * 2 + 2) else { break };
        if offset % ROW == 0 || rows.is_empty() {
            rows.push(HexRow { offset, runs: Vec::new() });
        }
        let (owner, frame) = owners.get(index).copied().unwrap_or_default();
        let Some(row) = rows.last_mut() else { break };
        match row.runs.last_mut().filter(|run| run.owner == owner && run.frame == frame) {
            Some(run) => {
                run.text.push(' ');
                run.text.push_str(byte);
            }
            None => row.runs.push(Run { owner, offset, text: byte.to_owned(), frame }),
        }
    }
    rows
}

/// Whose byte each one is. Values stand behind those around them, so the innermost is written last.
fn owners(nodes: &[Node], from: usize, to: usize) -> Vec<(usize, bool)> {
    let mut owners = vec![(0, false); to.saturating_sub(from)];
    for (index, node) in nodes.iter().enumerate() {
        for at in node.start.max(from)..node.end.min(to) {
            if let Some(owner) = owners.get_mut(at - from) {
                *owner = (index, at < node.content);
            }
        }
    }
    owners
}

/// Whether a value's bytes belong to another one.
pub fn belongs(index: usize, around: usize, nodes: &[Node]) -> bool {
    let inside = nodes.get(around).map_or(0, |node| node.inside);
    around <= index && index <= around + inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::asn1::inspect;

    /// SEQUENCE { INTEGER 5, SEQUENCE { NULL }, BOOLEAN }
    const DER: [u8; 12] = [0x30, 10, 0x02, 1, 5, 0x30, 2, 5, 0, 1, 1, 0xff];

    fn stepped(tree: &mut Tree, nodes: &[Node], steps: &[Move]) -> usize {
        steps.iter().for_each(|step| tree.step(*step, nodes));
        tree.selected
    }

    #[test]
    fn keys_walk_through_the_tree() {
        let nodes = inspect(&DER).nodes;
        let mut tree = Tree::default();
        assert_eq!(stepped(&mut tree, &nodes, &[Move::In]), 1);
        assert_eq!(stepped(&mut tree, &nodes, &[Move::Down]), 2);
        assert_eq!(stepped(&mut tree, &nodes, &[Move::Out]), 2);
        assert!(tree.folded.contains(&2));
        assert_eq!(stepped(&mut tree, &nodes, &[Move::Down]), 4);
        assert_eq!(stepped(&mut tree, &nodes, &[Move::Up, Move::In, Move::In]), 3);
        assert_eq!(stepped(&mut tree, &nodes, &[Move::Last]), 4);
        assert_eq!(stepped(&mut tree, &nodes, &[Move::Down, Move::Out]), 0);
        assert_eq!(stepped(&mut tree, &nodes, &[Move::Last, Move::First, Move::Up]), 0);
    }

    #[test]
    fn what_is_selected_is_in_sight() {
        let nodes = inspect(&DER).nodes;
        let mut tree = Tree::default();
        tree.fold(0, &nodes);
        assert_eq!(tree.visible(&nodes), [0]);
        tree.select(3, &nodes);
        assert_eq!(tree.visible(&nodes), [0, 1, 2, 3, 4]);
        tree.fold(2, &nodes);
        assert_eq!((tree.selected, tree.visible(&nodes)), (2, vec![0, 1, 2, 4]));
        tree.select(99, &nodes);
        assert_eq!(tree.selected, 2);
        assert_eq!(stepped(&mut Tree::default(), &[], &[Move::Down, Move::In, Move::Out]), 0);
    }

    #[test]
    fn bytes_know_their_value() {
        let asn1 = inspect(&DER);
        let rows = rows(&asn1.hex, &asn1.nodes, 0);
        let runs: Vec<(usize, &str, bool)> = rows
            .iter()
            .flat_map(|row| &row.runs)
            .map(|run| (run.owner, run.text.as_str(), run.frame))
            .collect();
        assert_eq!(
            runs,
            [
                (0, "30 0a", true),
                (1, "02 01", true),
                (1, "05", false),
                (2, "30 02", true),
                (3, "05", true),
                (3, "00", true),
                (4, "01 01", true),
                (4, "ff", false)
            ]
        );
        assert!(belongs(3, 2, &asn1.nodes) && !belongs(4, 2, &asn1.nodes) && belongs(2, 2, &asn1.nodes));
    }

    #[test]
    fn long_bytes_are_shown_in_windows() {
        let mut der = vec![0x30, 0x82, 0x10, 0x00];
        der.extend([5, 0].repeat(2_048));
        let asn1 = inspect(&der);
        let first = rows(&asn1.hex, &asn1.nodes, 0);
        assert_eq!((first.len(), first[0].offset), (192, 0));
        let later = rows(&asn1.hex, &asn1.nodes, 1_400);
        assert_eq!(later[0].offset, WINDOW);
        assert!(later.iter().any(|row| row.runs.iter().any(|run| run.owner == 1_400)));
        assert_eq!(rows("", &[], 0), []);
    }
}
