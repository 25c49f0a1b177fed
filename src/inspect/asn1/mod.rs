//! Any DER as a list of values in reading order, each with its stretch of bytes, so that a tree and a hex view can
//! point at each other (X.690 §8).
//!
//! More is read than a certificate may hold: broken values are shown up to where they break.

mod label;
mod value;

use serde::{Deserialize, Serialize};

use super::text::hex;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Asn1 {
    /// The bytes in hexadecimal.
    pub hex: String,
    /// Parents before their children.
    pub nodes: Vec<Node>,
    /// Where the values end before the bytes do, and why; or what was left out.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub remark: String,
}

/// One value: identifier and length octets, then content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Node {
    pub depth: usize,
    /// Byte at which the identifier stands.
    pub start: usize,
    /// Byte at which the content begins.
    pub content: usize,
    /// Byte behind the content.
    pub end: usize,
    /// `SEQUENCE`, `[0]`
    pub tag: String,
    /// What it is in a certificate: `subject`, `notAfter`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub label: String,
    /// A primitive value, decoded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// How many of the nodes that follow lie inside.
    pub inside: usize,
}

const DEEPEST: usize = 24;
const MOST_NODES: usize = 1_500;
const LONGEST: usize = 1 << 15;

/// Takes DER apart.
pub fn inspect(der: &[u8]) -> Asn1 {
    if der.len() > LONGEST {
        let remark = format!("{} bytes are too many to be shown one by one.", der.len());
        return Asn1 { remark, ..Asn1::default() };
    }
    let mut reader = Reader { der, nodes: Vec::new(), remark: String::new() };
    reader.values(0, der.len(), 0);
    let mut nodes = reader.nodes;
    label::certificate(&mut nodes);
    Asn1 { hex: hex(der), nodes, remark: reader.remark }
}

/// The identifier and length octets of one value.
#[derive(Debug, Clone, Copy)]
struct Frame {
    class: u8,
    constructed: bool,
    number: u32,
    content: usize,
    end: usize,
}

impl Frame {
    /// Reads octets that end at `limit`.
    fn read(der: &[u8], start: usize, limit: usize) -> Result<Frame, &'static str> {
        const SHORT: &str = "the bytes end within it";
        let der = der.get(..limit).ok_or(SHORT)?;
        let mut at = start;
        let mut next = || {
            let byte = der.get(at).copied().ok_or(SHORT);
            at += 1;
            byte
        };
        let identifier = next()?;
        let mut number = u32::from(identifier & 0x1f);
        if number == 0x1f {
            number = 0;
            for more in 0.. {
                let octet = next()?;
                if more == 4 {
                    return Err("its tag number is too large");
                }
                number = number << 7 | u32::from(octet & 0x7f);
                if octet & 0x80 == 0 {
                    break;
                }
            }
        }
        let first = next()?;
        let length = match first {
            0..=0x7f => usize::from(first),
            0x80 => return Err("its length is indefinite, which DER does not allow"),
            0x81..=0x84 => {
                let mut length = 0;
                for _ in 0x80..first {
                    length = length << 8 | usize::from(next()?);
                }
                length
            }
            _ => return Err("its length is written in too many bytes"),
        };
        let end = at
            .checked_add(length)
            .filter(|end| *end <= limit)
            .ok_or("it claims to be longer than what is there")?;
        Ok(Frame { class: identifier >> 6, constructed: identifier & 0x20 != 0, number, content: at, end })
    }

    fn universal(&self, number: u32) -> bool {
        self.class == 0 && self.number == number
    }
}

struct Reader<'d> {
    der: &'d [u8],
    nodes: Vec<Node>,
    remark: String,
}

impl Reader<'_> {
    fn values(&mut self, mut start: usize, limit: usize, depth: usize) {
        while start < limit {
            if self.nodes.len() >= MOST_NODES {
                self.remark = format!("Only the first {MOST_NODES} values are shown.");
                return;
            }
            match Frame::read(self.der, start, limit) {
                Ok(frame) => {
                    self.value(start, frame, depth);
                    start = frame.end;
                }
                Err(why) => {
                    if self.remark.is_empty() {
                        self.remark = format!("The value at byte {start} cannot be read: {why}.");
                    }
                    return;
                }
            }
        }
    }

    fn value(&mut self, start: usize, frame: Frame, depth: usize) {
        let index = self.nodes.len();
        let content = self.der.get(frame.content..frame.end).unwrap_or_default();
        self.nodes.push(Node {
            depth,
            start,
            content: frame.content,
            end: frame.end,
            tag: value::tag(&frame),
            label: String::new(),
            value: String::new(),
            inside: 0,
        });
        let inner = if frame.constructed { Some(frame.content) } else { self.wrapped(&frame) };
        match inner {
            Some(from) if depth < DEEPEST => self.values(from, frame.end, depth + 1),
            Some(_) => self.remark = format!("Values more than {DEEPEST} levels deep are not shown."),
            None => {}
        }
        let inside = self.nodes.len() - index - 1;
        let value = if frame.constructed { String::new() } else { value::of(&frame, content, inside > 0) };
        if let Some(node) = self.nodes.get_mut(index) {
            node.inside = inside;
            node.value = value;
        }
    }

    /// Where the DER inside a string of octets or bits begins, if it is nothing but DER.
    fn wrapped(&self, frame: &Frame) -> Option<usize> {
        let from = match frame {
            frame if frame.universal(4) => frame.content,
            frame if frame.universal(3) && self.der.get(frame.content) == Some(&0) => frame.content + 1,
            _ => return None,
        };
        let first = *self.der.get(from).filter(|_| from < frame.end)?;
        // Random bytes seldom begin like this and end where they say.
        let telling = matches!(first, 0x01..=0x06 | 0x0a | 0x0c | 0x13 | 0x16..=0x18 | 0x30 | 0x31);
        let bits = frame.universal(3) && first != 0x30;
        let whole = Frame::read(self.der, from, frame.end).is_ok_and(|inner| {
            inner.end == frame.end && (!inner.constructed || self.frames_fit(inner.content, inner.end))
        });
        (telling && !bits && whole).then_some(from)
    }

    /// Whether a stretch is a row of values without a remainder.
    fn frames_fit(&self, mut start: usize, limit: usize) -> bool {
        while start < limit {
            match Frame::read(self.der, start, limit) {
                Ok(frame) => start = frame.end,
                Err(_) => return false,
            }
        }
        true
    }
}

#[cfg(test)]
mod tests;
