//! Reading DER the way Go's `cryptobyte` does, because its idea of a well-formed value decides which certificates
//! and keys the server accepts.
//!
//! The tag–length–value framing is the `der` crate's. Its typed values are stricter in places (unknown universal
//! tags, long object identifiers) and laxer in others, so the values are read here.
//!
//! Rules: `golang.org/x/crypto/cryptobyte/asn1.go`; X.690.

use std::fmt;

use der::{Decode, Length, Reader as _, SliceReader};

pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
pub const OBJECT_IDENTIFIER: u8 = 0x06;
pub const UTC_TIME: u8 = 0x17;
pub const GENERALIZED_TIME: u8 = 0x18;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;

/// The identifier octet of a primitive context-specific tag.
pub const fn context(number: u8) -> u8 {
    0x80 | number
}

/// The identifier octet of a constructed context-specific tag.
pub const fn context_constructed(number: u8) -> u8 {
    0xa0 | number
}

/// One value with its framing.
#[derive(Debug, Clone, Copy)]
pub struct Element<'a> {
    pub tag: u8,
    /// Tag, length and content.
    pub whole: &'a [u8],
    pub content: &'a [u8],
}

/// A cursor over DER. Every method answers `None` for what Go reports as a failed read.
#[derive(Debug, Clone, Copy)]
pub struct Der<'a>(pub &'a [u8]);

impl<'a> Der<'a> {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn next_is(&self, tag: u8) -> bool {
        self.0.first() == Some(&tag)
    }

    /// The next value, whatever its tag. Tags beyond 30 are refused, as Go refuses them.
    pub fn any(&mut self) -> Option<Element<'a>> {
        let mut reader = SliceReader::new(self.0).ok()?;
        let tag = reader.read_byte().ok()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let length = Length::decode(&mut reader).ok()?;
        let content = reader.read_slice(length).ok()?;
        let consumed = usize::try_from(reader.position()).ok()?;
        let (whole, rest) = self.0.split_at_checked(consumed)?;
        self.0 = rest;
        Some(Element { tag, whole, content })
    }

    /// The content of the next value, which must carry this tag.
    pub fn read(&mut self, tag: u8) -> Option<Der<'a>> {
        self.element(tag).map(|element| Der(element.content))
    }

    /// The next value with its framing, which must carry this tag.
    pub fn element(&mut self, tag: u8) -> Option<Element<'a>> {
        self.any().filter(|element| element.tag == tag)
    }

    /// The content of the next value if it carries this tag: `Some(None)` when another value comes next.
    pub fn optional(&mut self, tag: u8) -> Option<Option<Der<'a>>> {
        if self.next_is(tag) { self.read(tag).map(Some) } else { Some(None) }
    }

    pub fn boolean(&mut self) -> Option<bool> {
        match self.read(BOOLEAN)?.0 {
            [0] => Some(false),
            [0xff] => Some(true),
            _ => None,
        }
    }

    /// The content of a minimally encoded INTEGER: two's complement, big-endian, never empty.
    pub fn integer(&mut self) -> Option<&'a [u8]> {
        self.integer_tagged(INTEGER)
    }

    fn integer_tagged(&mut self, tag: u8) -> Option<&'a [u8]> {
        let content = self.read(tag)?.0;
        match content {
            [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => None,
            _ => Some(content),
        }
    }

    pub fn int64(&mut self) -> Option<i64> {
        self.int64_tagged(INTEGER)
    }

    pub fn int64_tagged(&mut self, tag: u8) -> Option<i64> {
        let content = self.integer_tagged(tag)?;
        if content.len() > 8 {
            return None;
        }
        let sign = if is_negative(content) { -1 } else { 0 };
        Some(content.iter().fold(sign, |value, byte| value << 8 | i64::from(*byte)))
    }

    /// A non-negative INTEGER that fits 64 bits.
    pub fn uint64(&mut self) -> Option<u64> {
        let content = magnitude(self.integer()?)?;
        if content.len() > 8 {
            return None;
        }
        Some(content.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }

    pub fn oid(&mut self) -> Option<Oid> {
        Oid::from_der_content(self.read(OBJECT_IDENTIFIER)?.0)
    }

    pub fn bit_string(&mut self) -> Option<BitString<'a>> {
        let (&padding, bytes) = self.read(BIT_STRING)?.0.split_first()?;
        let valid = match bytes.last() {
            None => padding == 0,
            Some(last) => padding <= 7 && last & ((1 << padding) - 1) == 0,
        };
        valid.then_some(BitString { bytes, padding })
    }
}

fn is_negative(integer: &[u8]) -> bool {
    integer.first().is_some_and(|byte| byte & 0x80 != 0)
}

/// The big-endian magnitude of a non-negative INTEGER without leading zeroes (zero is one byte); `None` if negative.
pub fn magnitude(integer: &[u8]) -> Option<&[u8]> {
    match integer {
        _ if is_negative(integer) => None,
        [0, rest @ ..] if !rest.is_empty() => Some(rest),
        _ => Some(integer),
    }
}

/// A BIT STRING: the last byte ends in `padding` unused zero bits.
#[derive(Debug, Clone, Copy)]
pub struct BitString<'a> {
    pub bytes: &'a [u8],
    padding: u8,
}

impl BitString<'_> {
    /// The bit at an index, counted from the most significant bit of the first byte.
    pub fn bit(&self, index: usize) -> bool {
        self.bytes.get(index / 8).is_some_and(|byte| byte >> (7 - index % 8) & 1 == 1)
    }

    /// The bits with the padding moved to the front.
    pub fn right_aligned(&self) -> Vec<u8> {
        if self.padding == 0 {
            return self.bytes.to_vec();
        }
        let mut carry = 0;
        let shift = |byte: &u8| {
            let shifted = carry | byte >> self.padding;
            carry = byte << (8 - self.padding);
            shifted
        };
        self.bytes.iter().map(shift).collect()
    }
}

/// An object identifier of any length, kept as its DER content.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(Vec<u8>);

impl Oid {
    /// Accepts what Go accepts: arcs below 2³¹, minimally encoded.
    pub fn from_der_content(content: &[u8]) -> Option<Oid> {
        let mut rest = content;
        while !rest.is_empty() {
            let (arc, tail) = split_arc(rest)?;
            if arc >= 1 << 31 {
                return None;
            }
            rest = tail;
        }
        (!content.is_empty()).then(|| Oid(content.to_vec()))
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The first arc of a list of base-128 numbers, at most five bytes long.
fn split_arc(content: &[u8]) -> Option<(u64, &[u8])> {
    let mut arc = 0;
    for (index, byte) in content.iter().enumerate().take(5) {
        if index == 0 && *byte == 0x80 {
            return None;
        }
        arc = arc << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((arc, content.get(index + 1..)?));
        }
    }
    None
}

impl PartialEq<der::oid::ObjectIdentifier> for Oid {
    fn eq(&self, other: &der::oid::ObjectIdentifier) -> bool {
        self.0 == other.as_bytes()
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.as_slice();
        let mut first = true;
        while let Some((arc, tail)) = split_arc(rest) {
            match (first, arc) {
                (true, 0..80) => write!(f, "{}.{}", arc / 40, arc % 40)?,
                (true, _) => write!(f, "2.{}", arc - 80)?,
                (false, _) => write!(f, ".{arc}")?,
            }
            first = false;
            rest = tail;
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn framing_is_refused_where_go_refuses_it() {
        let cases: &[(&[u8], bool)] = &[
            (&[0x30, 0x00], true),
            (&[0x30, 0x81, 0x05, 0, 0, 0, 0, 0], false),
            (&[0x30, 0x80, 0, 0], false),
            (&[0x30, 0x01], false),
            (&[0x1f, 0x81, 0x01, 0x00], false),
            (&[0x08, 0x00], true),
            (&[0x30, 0x85, 0, 0, 0, 0, 1, 0], false),
            (&[0x30], false),
        ];
        for (input, accepted) in cases {
            assert_eq!(Der(input).any().is_some(), *accepted, "{input:02x?}");
        }
    }

    #[test]
    fn integers_are_minimal() {
        assert_eq!(Der(&[2, 1, 0x80]).int64(), Some(-128));
        assert_eq!(Der(&[2, 2, 0, 0x80]).int64(), Some(128));
        assert_eq!(Der(&[2, 2, 0, 0x7f]).int64(), None);
        assert_eq!(Der(&[2, 2, 0xff, 0x80]).int64(), None);
        assert_eq!(Der(&[2, 0]).int64(), None);
        assert_eq!(Der(&[2, 9, 0, 0xff, 0, 0, 0, 0, 0, 0, 1]).uint64(), Some(0xff00_0000_0000_0001));
        assert_eq!(Der(&[2, 1, 0xff]).uint64(), None);
    }

    #[test]
    fn object_identifiers_print_dotted() {
        let cases: &[(&[u8], Option<&str>)] = &[
            (&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d], Some("1.2.840.113549")),
            (&[0x55, 0x04, 0x03], Some("2.5.4.3")),
            (&[0x88, 0x37], Some("2.999")),
            (&[0x2a, 0x87, 0xff, 0xff, 0xff, 0x7f], Some("1.2.2147483647")),
            (&[0x2a, 0x88, 0x80, 0x80, 0x80, 0x00], None),
            (&[0x2a, 0x80, 0x01], None),
            (&[0x2a, 0x86], None),
            (&[], None),
        ];
        for (content, text) in cases {
            let printed = Oid::from_der_content(content).map(|oid| oid.to_string());
            assert_eq!(printed.as_deref(), *text, "{content:02x?}");
        }
    }

    #[test]
    fn bit_strings_with_set_padding_are_refused() {
        assert!(Der(&[3, 2, 1, 0x03]).bit_string().is_none());
        assert!(Der(&[3, 1, 1]).bit_string().is_none());
        let bits = Der(&[3, 3, 4, 0xab, 0xc0]).bit_string().map(|bits| bits.right_aligned());
        assert_eq!(bits, Some(vec![0x0a, 0xbc]));
    }
}
