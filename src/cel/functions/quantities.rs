//! Quantities (`pkg/cel/library/quantity.go` of `k8s.io/apiserver`, on `pkg/api/resource` of `k8s.io/apimachinery`).
//!
//! Go keeps most of them in 64 bits, and only of those says that they are whole numbers. What takes more than some 36 digits is
//! not simulated.

use std::cmp::Ordering;
use std::rc::Rc;

use crate::cel::value::{Evaluated, Fault, Value};

#[derive(Debug, Clone, Copy)]
pub struct Quantity {
    mantissa: i128,
    /// Of ten.
    exponent: i32,
    /// `int64Amount`, not `infDecAmount`.
    is_small: bool,
    /// From a calculation: Go then holds it in another way, which is equal to nothing.
    pub is_computed: bool,
}

const FORM: &str =
    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const NUMERIC: &str = "unable to parse numeric part of quantity";
const SUFFIX: &str = "unable to parse quantity's suffix";

const DECIMAL: [&str; 10] = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/// The smallest part is a billionth.
const NANO: i32 = -9;
/// So many decimal digits always fit into 64 bits.
const DIGITS: i32 = 18;
const MOST_DIGITS: u32 = 36;
const FURTHEST: i64 = 1000;

fn too_large() -> Fault {
    Fault::unsupported("so large a quantity")
}

/// What a suffix stands for: two or ten, and the exponent.
fn interpret(suffix: &str) -> Result<(u32, i32), Fault> {
    let at = |table: &[&str]| table.iter().position(|known| *known == suffix).map(|at| at as i32);
    if let Some(at) = at(&DECIMAL) {
        return Ok((10, (at - 3) * 3));
    }
    if let Some(at) = at(&BINARY) {
        return Ok((2, (at + 1) * 10));
    }
    let exponent = suffix.strip_prefix(['e', 'E']).and_then(|digits| digits.parse::<i64>().ok());
    match exponent {
        None => Err(Fault::new(SUFFIX)),
        Some(exponent) if exponent.abs() > FURTHEST => Err(too_large()),
        Some(exponent) => Ok((10, exponent as i32)),
    }
}

/// 10^`exponent` times a number.
fn times_ten(number: i128, exponent: u32) -> Result<i128, Fault> {
    if number == 0 {
        return Ok(0);
    }
    let digits = number.unsigned_abs().ilog10() + exponent;
    if digits >= MOST_DIGITS { Err(too_large()) } else { Ok(number * 10_i128.pow(exponent)) }
}

/// `positiveScaleInt64`.
fn scaled(number: i64, exponent: i32) -> Option<i64> {
    match number {
        0 => Some(0),
        _ => 10_i64.checked_pow(exponent.try_into().ok()?)?.checked_mul(number),
    }
}

fn take_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
}

impl Quantity {
    /// `ParseQuantity`.
    fn parse(text: &str) -> Result<Quantity, Fault> {
        if text.is_empty() {
            return Err(Fault::new(FORM));
        }
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, mut rest) = take_digits(unsigned);
        let whole = whole.trim_start_matches('0');
        let whole = if whole.is_empty() { "0" } else { whole };
        let mut fraction = "";
        if let Some(behind) = rest.strip_prefix('.') {
            (fraction, rest) = take_digits(behind);
        }
        let letters = rest.bytes().take_while(|byte| b"eEinumkKMGTP".contains(byte)).count();
        let exponent = &rest[letters..];
        if !take_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent)).1.is_empty() {
            return Err(Fault::new(FORM));
        }
        let (base, exponent) = interpret(rest)?;
        let digits = format!("{whole}{fraction}");
        let has_digits = unsigned.starts_with(|c: char| c.is_ascii_digit()) || !fraction.is_empty();
        let mantissa: i128 = digits.parse().map_err(|_| too_large())?;
        let mantissa = if text.starts_with('-') { -mantissa } else { mantissa };
        let (length, places) = (digits.len() as i32, fraction.len() as i32);
        let (spare, scale) = match base {
            10 => (DIGITS - length, exponent - places),
            _ if fraction.is_empty() => (14 - length - exponent * 3 / 10, 0),
            _ => (-1, -places),
        };
        let mantissa = if base == 2 { times_two(mantissa, exponent)? } else { mantissa };
        if spare >= 0 && scale >= NANO && i64::try_from(mantissa).is_ok() {
            return Ok(Quantity { mantissa, exponent: scale, is_small: true, is_computed: false });
        }
        if !has_digits {
            return Err(Fault::new(NUMERIC));
        }
        let large = |mantissa, exponent| Quantity { mantissa, exponent, is_small: false, is_computed: false };
        let scale = if base == 2 { -places } else { scale };
        if mantissa == 0 {
            return Ok(large(0, scale));
        }
        let rounded = if scale >= NANO {
            times_ten(mantissa, (scale - NANO).unsigned_abs())?
        } else {
            let part = 10_i128.checked_pow((NANO - scale).unsigned_abs()).unwrap_or(i128::MAX);
            (mantissa.abs() / part + i128::from(mantissa % part != 0)) * mantissa.signum()
        };
        let most = i128::from(i64::MAX);
        if base == 2 && rounded.abs() > most * 1_000_000_000 {
            return Ok(large(most * mantissa.signum(), 0));
        }
        Ok(large(rounded, NANO))
    }

    fn whole(mantissa: i64) -> Quantity {
        Quantity { mantissa: mantissa.into(), exponent: 0, is_small: true, is_computed: false }
    }

    fn small(&self) -> Option<i64> {
        i64::try_from(self.mantissa).ok().filter(|_| self.is_small)
    }

    /// `AsInt64`.
    fn integer(&self) -> Option<i64> {
        self.small().filter(|_| self.exponent >= 0).and_then(|number| scaled(number, self.exponent))
    }

    pub fn compare(&self, other: &Quantity) -> Ordering {
        let signs = self.mantissa.signum().cmp(&other.mantissa.signum());
        if signs.is_ne() || self.mantissa == 0 {
            return signs;
        }
        let size = |of: &Quantity| of.mantissa.unsigned_abs().ilog10() as i32 + of.exponent;
        let absolute = size(self).cmp(&size(other)).then_with(|| {
            // Of the same size, so that the shorter one has room.
            let least = self.exponent.min(other.exponent);
            let aligned = |of: &Quantity| {
                of.mantissa.unsigned_abs() * 10_u128.pow((of.exponent - least).unsigned_abs())
            };
            aligned(self).cmp(&aligned(other))
        });
        if self.mantissa < 0 { absolute.reverse() } else { absolute }
    }

    fn add(&self, other: &Quantity) -> Evaluated {
        let sum = match self.small().zip(other.small()) {
            Some((_, 0)) => Some(*self),
            Some((0, _)) => Some(*other),
            Some((one, two)) => {
                let exponent = self.exponent.min(other.exponent);
                let one = scaled(one, self.exponent - exponent);
                let two = scaled(two, other.exponent - exponent);
                let sum = one.zip(two).and_then(|(one, two)| one.checked_add(two));
                sum.map(|sum| Quantity { exponent, ..Quantity::whole(sum) })
            }
            None => None,
        };
        let sum = match sum {
            Some(sum) => sum,
            None => {
                let exponent = self.exponent.min(other.exponent);
                let aligned = |of: &Quantity| times_ten(of.mantissa, (of.exponent - exponent).unsigned_abs());
                let mantissa = aligned(self)? + aligned(other)?;
                Quantity { mantissa, exponent, is_small: false, is_computed: true }
            }
        };
        Ok(Value::Quantity(Rc::new(Quantity { is_computed: true, ..sum })))
    }

    fn negated(&self) -> Quantity {
        Quantity { mantissa: -self.mantissa, ..*self }
    }

    /// `AsApproximateFloat64`.
    fn float(&self) -> Evaluated {
        let number = self.mantissa as f64;
        let power = 10_f64.powi(self.exponent.abs().min(32));
        match self.exponent {
            -31..0 => Ok(Value::Double(number * (1.0 / power))),
            0..=31 => Ok(Value::Double(number * power)),
            _ => Err(too_large()),
        }
    }
}

fn times_two(number: i128, exponent: i32) -> Result<i128, Fault> {
    let result = number.checked_mul(1 << exponent.clamp(0, 60)).ok_or_else(too_large)?;
    times_ten(result, 0)
}

pub fn call(overload: &str, args: &[Value]) -> Option<Evaluated> {
    Some(match (overload, args) {
        ("string_to_quantity", [Value::String(text)]) => {
            Quantity::parse(text).map(|quantity| Value::Quantity(Rc::new(quantity)))
        }
        ("is_quantity_string", [Value::String(text)]) => match Quantity::parse(text) {
            Err(Fault::Unsupported(what)) => Err(Fault::Unsupported(what)),
            parsed => Ok(Value::Bool(parsed.is_ok())),
        },
        ("quantity_sign", [Value::Quantity(one)]) => Ok(Value::Int(one.mantissa.signum() as i64)),
        ("quantity_get_float", [Value::Quantity(one)]) => one.float(),
        ("quantity_is_integer", [Value::Quantity(one)]) => Ok(Value::Bool(one.integer().is_some())),
        ("quantity_get_int", [Value::Quantity(one)]) => {
            one.integer().map(Value::Int).ok_or_else(|| Fault::new("cannot convert value to integer"))
        }
        ("quantity_is_greater_than", [Value::Quantity(one), Value::Quantity(two)]) => {
            Ok(Value::Bool(one.compare(two).is_gt()))
        }
        ("quantity_is_less_than", [Value::Quantity(one), Value::Quantity(two)]) => {
            Ok(Value::Bool(one.compare(two).is_lt()))
        }
        ("quantity_compare_to", [Value::Quantity(one), Value::Quantity(two)]) => {
            Ok(Value::Int(one.compare(two) as i64))
        }
        ("quantity_add", [Value::Quantity(one), Value::Quantity(two)]) => one.add(two),
        ("quantity_add_int", [Value::Quantity(one), Value::Int(two)]) => one.add(&Quantity::whole(*two)),
        ("quantity_sub", [Value::Quantity(one), Value::Quantity(two)]) => one.add(&two.negated()),
        ("quantity_sub_int", [Value::Quantity(one), Value::Int(two)]) => {
            one.add(&Quantity::whole(*two).negated())
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Quantity {
        Quantity::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
    }

    /// Answers of `ParseQuantity` and `AsInt64`.
    #[test]
    fn only_what_fits_into_64_bits_is_whole() {
        for (text, want) in [
            ("1", Some(1)),
            ("1k", Some(1000)),
            ("1Ki", Some(1024)),
            ("1e3", Some(1000)),
            ("-1Gi", Some(-(1 << 30))),
            (".", Some(0)),
            ("1000m", None),
            ("1Pi", None),
            ("9223372036854775807", None),
        ] {
            assert_eq!(parsed(text).integer(), want, "{text}");
        }
    }

    #[test]
    fn quantities_are_compared_and_rounded_up() {
        for (one, two, want) in [
            ("1000m", "1", Ordering::Equal),
            ("1Ki", "1k", Ordering::Greater),
            ("-1", "1n", Ordering::Less),
            ("1e-20", "1n", Ordering::Equal),
            ("1000Ei", "9223372036854775807", Ordering::Equal),
            ("1e25", "1Ei", Ordering::Greater),
        ] {
            assert_eq!(parsed(one).compare(&parsed(two)), want, "{one} {two}");
        }
    }

    #[test]
    fn what_is_no_quantity_is_named() {
        for (text, want) in [("", FORM), ("1.2.3", FORM), ("1K", SUFFIX), ("1Mi1", SUFFIX), ("1 ", FORM)] {
            assert_eq!(Quantity::parse(text).err(), Some(Fault::new(want)), "{text}");
        }
        assert!(matches!(Quantity::parse(&"9".repeat(40)), Err(Fault::Unsupported(_))));
    }
}
