//! Distinguished names: `pkix.Name`.
//!
//! ```text
//! Name ::= SEQUENCE OF SET OF SEQUENCE { type OBJECT IDENTIFIER, value ANY }
//! ```

use std::fmt;

use super::error::ParseError;
use crate::crypto::Oid;
use crate::crypto::der::{Der, SEQUENCE, SET};

const T61_STRING: u8 = 0x14;
const PRINTABLE_STRING: u8 = 0x13;
const UTF8_STRING: u8 = 0x0c;
const BMP_STRING: u8 = 0x1e;
const IA5_STRING: u8 = 0x16;
const NUMERIC_STRING: u8 = 0x12;

/// A distinguished name: the attributes that Go has a field for, and all of them in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Name {
    /// The last one, if there are several.
    pub common_name: String,
    /// The last one, if there are several.
    pub serial_number: String,
    pub country: Vec<String>,
    pub organization: Vec<String>,
    pub organizational_unit: Vec<String>,
    pub locality: Vec<String>,
    pub province: Vec<String>,
    pub street_address: Vec<String>,
    pub postal_code: Vec<String>,
    /// All attributes, in the order of the certificate.
    pub names: Vec<AttributeTypeAndValue>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeTypeAndValue {
    pub oid: Oid,
    pub value: String,
}

impl Name {
    /// Reads a Name with its framing.
    pub(super) fn parse(raw: &[u8]) -> Result<Name, ParseError> {
        const INVALID: ParseError = ParseError::new("x509: invalid RDNSequence");
        let mut name = Name::default();
        let mut sequence = Der(raw).read(SEQUENCE).ok_or(INVALID)?;
        while !sequence.is_empty() {
            let mut set = sequence.read(SET).ok_or(INVALID)?;
            while !set.is_empty() {
                let attribute = set.read(SEQUENCE);
                let attribute =
                    attribute.ok_or(ParseError::new("x509: invalid RDNSequence: invalid attribute"))?;
                name.push(attribute_type_and_value(attribute)?);
            }
        }
        Ok(name)
    }

    fn push(&mut self, attribute: AttributeTypeAndValue) {
        let value = attribute.value.clone();
        // id-at: 2.5.4
        if let [0x55, 4, number] = attribute.oid.as_bytes() {
            match number {
                3 => self.common_name = value,
                5 => self.serial_number = value,
                6 => self.country.push(value),
                7 => self.locality.push(value),
                8 => self.province.push(value),
                9 => self.street_address.push(value),
                10 => self.organization.push(value),
                11 => self.organizational_unit.push(value),
                17 => self.postal_code.push(value),
                _ => {}
            }
        }
        self.names.push(attribute);
    }
}

fn attribute_type_and_value(mut attribute: Der<'_>) -> Result<AttributeTypeAndValue, ParseError> {
    let oid = attribute.oid();
    let oid = oid.ok_or(ParseError::new("x509: invalid RDNSequence: invalid attribute type"))?;
    let element = attribute.any();
    let element = element.ok_or(ParseError::new("x509: invalid RDNSequence: invalid attribute value"))?;
    let value = string(element.tag, element.content);
    let value =
        value.map_err(|text| format!("x509: invalid RDNSequence: invalid attribute value: {text}"))?;
    Ok(AttributeTypeAndValue { oid, value })
}

/// Decodes one of the string types that names are made of.
fn string(tag: u8, content: &[u8]) -> Result<String, String> {
    let ascii = |allowed: fn(u8) -> bool, type_name: &str| {
        if content.iter().all(|byte| allowed(*byte)) {
            Ok(content.iter().map(|byte| char::from(*byte)).collect())
        } else {
            Err(format!("invalid {type_name}"))
        }
    };
    match tag {
        // The server reads T.61 as Latin-1.
        T61_STRING => Ok(content.iter().map(|byte| char::from(*byte)).collect()),
        PRINTABLE_STRING => ascii(is_printable, "PrintableString"),
        IA5_STRING => ascii(|byte| byte.is_ascii(), "IA5String"),
        NUMERIC_STRING => ascii(|byte| byte.is_ascii_digit() || byte == b' ', "NumericString"),
        UTF8_STRING => {
            std::str::from_utf8(content).map(str::to_owned).map_err(|_| "invalid UTF-8 string".to_owned())
        }
        BMP_STRING => bmp_string(content).ok_or_else(|| "invalid BMPString".to_owned()),
        other => Err(format!("unsupported string type: {other}")),
    }
}

/// PrintableString, and the two characters that certificates in use have against the standard: `*` and `&`.
fn is_printable(byte: u8) -> bool {
    is_strictly_printable(byte) || matches!(byte, b'*' | b'&')
}

fn is_strictly_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&byte)
}

/// UCS-2, big-endian, without surrogates and noncharacters; a terminator is dropped.
fn bmp_string(content: &[u8]) -> Option<String> {
    if !content.len().is_multiple_of(2) {
        return None;
    }
    let content = content.strip_suffix(&[0, 0]).unwrap_or(content);
    let character = |pair: &[u8]| match u16::from_be_bytes(pair.try_into().ok()?) {
        0xfffe | 0xffff | 0xfdd0..=0xfdef => None,
        unit => char::from_u32(unit.into()),
    };
    content.chunks(2).map(character).collect()
}

/// Prints what `pkix.Name.String` prints: roughly RFC 2253, attributes without a field at the end.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = |value: &String| if value.is_empty() { vec![] } else { vec![value.clone()] };
        let fields = [
            ("SERIALNUMBER", one(&self.serial_number)),
            ("CN", one(&self.common_name)),
            ("OU", self.organizational_unit.clone()),
            ("O", self.organization.clone()),
            ("POSTALCODE", self.postal_code.clone()),
            ("STREET", self.street_address.clone()),
            ("L", self.locality.clone()),
            ("ST", self.province.clone()),
            ("C", self.country.clone()),
        ];
        let mut parts = Vec::new();
        for (label, values) in fields {
            let values: Vec<String> =
                values.iter().map(|value| format!("{label}={}", escaped(value))).collect();
            if !values.is_empty() {
                parts.push(values.join("+"));
            }
        }
        let others = self.names.iter().rev().filter(|attribute| !has_field(&attribute.oid));
        parts.extend(others.map(|attribute| format!("{}=#{}", attribute.oid, hex_der(&attribute.value))));
        f.write_str(&parts.join(","))
    }
}

fn has_field(oid: &Oid) -> bool {
    matches!(oid.as_bytes(), [0x55, 4, 3 | 5..=11 | 17])
}

/// The DER of a string in hexadecimal: a PrintableString if it can be one, else a UTF8String.
fn hex_der(value: &str) -> String {
    let tag = if value.bytes().all(is_strictly_printable) {
        der::Tag::PrintableString
    } else {
        der::Tag::Utf8String
    };
    let any = der::asn1::AnyRef::new(tag, value.as_bytes());
    let der = any.and_then(|any| der::Encode::to_der(&any)).unwrap_or_default();
    der.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for (at, c) in value.char_indices() {
        let escape = match c {
            ',' | '+' | '"' | '\\' | '<' | '>' | ';' => true,
            ' ' => at == 0 || at == value.len() - 1,
            '#' => at == 0,
            _ => false,
        };
        if escape {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
