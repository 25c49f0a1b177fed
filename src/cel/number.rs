//! Numbers of three types: comparison across types (`common/types/compare.go`), checked arithmetic
//! (`common/types/overflow.go`), and Go's `%g`.

use std::cmp::Ordering;

use super::value::{Evaluated, Fault, Value};

const TWO_63: f64 = 9_223_372_036_854_775_808.0;
const TWO_64: f64 = 18_446_744_073_709_551_616.0;

/// `None`: not both numbers, or one is not a number.
pub fn compare(one: &Value, two: &Value) -> Option<Ordering> {
    match (one, two) {
        (Value::Int(one), Value::Int(two)) => Some(one.cmp(two)),
        (Value::Uint(one), Value::Uint(two)) => Some(one.cmp(two)),
        (Value::Int(one), Value::Uint(two)) => Some(i128::from(*one).cmp(&i128::from(*two))),
        (Value::Uint(one), Value::Int(two)) => Some(i128::from(*one).cmp(&i128::from(*two))),
        (Value::Double(one), Value::Double(two)) => one.partial_cmp(two),
        (Value::Double(one), Value::Int(two)) => double_int(*one, *two),
        (Value::Int(one), Value::Double(two)) => double_int(*two, *one).map(Ordering::reverse),
        (Value::Double(one), Value::Uint(two)) => double_uint(*one, *two),
        (Value::Uint(one), Value::Double(two)) => double_uint(*two, *one).map(Ordering::reverse),
        _ => None,
    }
}

fn double_int(one: f64, two: i64) -> Option<Ordering> {
    match one {
        _ if one < -TWO_63 => Some(Ordering::Less),
        _ if one > TWO_63 => Some(Ordering::Greater),
        _ => one.partial_cmp(&(two as f64)),
    }
}

fn double_uint(one: f64, two: u64) -> Option<Ordering> {
    match one {
        _ if one < 0.0 => Some(Ordering::Less),
        _ if one > TWO_64 => Some(Ordering::Greater),
        _ => one.partial_cmp(&(two as f64)),
    }
}

/// `+ - * / %` on two whole numbers of one type; nothing where the result does not fit.
macro_rules! checked {
    ($operator:ident, $one:ident, $two:ident) => {
        match $operator {
            '+' => $one.checked_add(*$two),
            '-' => $one.checked_sub(*$two),
            '*' => $one.checked_mul(*$two),
            '/' => $one.checked_div(*$two),
            _ => $one.checked_rem(*$two),
        }
    };
}

/// `+ - * / %` on two numbers of one type.
pub fn arithmetic(operator: char, one: &Value, two: &Value) -> Evaluated {
    let overflow = |prefix: &str| Fault::new(format!("{prefix}integer overflow"));
    let by_zero = || Fault::new(if operator == '/' { "division by zero" } else { "modulus by zero" });
    match (one, two) {
        (Value::Int(_), Value::Int(0)) | (Value::Uint(_), Value::Uint(0)) if "/%".contains(operator) => {
            Err(by_zero())
        }
        (Value::Int(one), Value::Int(two)) => {
            checked!(operator, one, two).map(Value::Int).ok_or_else(|| overflow(""))
        }
        (Value::Uint(one), Value::Uint(two)) => {
            checked!(operator, one, two).map(Value::Uint).ok_or_else(|| overflow("unsigned "))
        }
        (Value::Double(one), Value::Double(two)) => Ok(Value::Double(match operator {
            '+' => one + two,
            '-' => one - two,
            '*' => one * two,
            '/' => one / two,
            _ => return Err(Fault::no_such_overload()),
        })),
        _ => Err(Fault::no_such_overload()),
    }
}

/// `doubleToInt64Checked`: the fraction is cut off.
pub fn to_int(number: f64) -> Option<i64> {
    (number > -TWO_63 && number < TWO_63).then_some(number as i64)
}

/// `doubleToUint64Checked`.
pub fn to_uint(number: f64) -> Option<u64> {
    (0.0..TWO_64).contains(&number).then_some(number as u64)
}

/// `%g`: the fewest digits that say the number, with an exponent from a million on.
pub fn print(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned();
    }
    let shortest = format!("{number:e}");
    // Of two texts that are as short and as near, Go takes the even one.
    let digits = shortest.bytes().take_while(|byte| *byte != b'e').filter(u8::is_ascii_digit).count();
    let even = format!("{number:.*e}", digits.saturating_sub(1));
    let scientific = if even.parse() == Ok(number) { even } else { shortest };
    let Some((digits, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or_default();
    if !(-4..6).contains(&exponent) {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{digits}e{sign}{:02}", exponent.abs());
    }
    format!("{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers of Go's `fmt.Sprintf("%g", …)`.
    #[test]
    fn doubles_print_as_in_go() {
        for (number, want) in [
            (0.0, "0"),
            (-0.0, "-0"),
            (1.5, "1.5"),
            (3.0, "3"),
            (100_000.0, "100000"),
            (123_456.0, "123456"),
            (1_000_000.0, "1e+06"),
            (1_234_567.0, "1.234567e+06"),
            (1_795_435_140.0, "1.79543514e+09"),
            (1e21, "1e+21"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (123_456_789.5, "1.234567895e+08"),
            (1_125_899_906_843_624.2, "1.1258999068436242e+15"),
            (f64::INFINITY, "+Inf"),
        ] {
            assert_eq!(print(number), want);
        }
    }

    #[test]
    fn numbers_of_unlike_types_compare() {
        for (one, two, want) in [
            (Value::Int(1), Value::Double(1.0), Some(Ordering::Equal)),
            (Value::Int(-1), Value::Uint(u64::MAX), Some(Ordering::Less)),
            (Value::Double(1e30), Value::Int(i64::MAX), Some(Ordering::Greater)),
            (Value::Double(f64::NAN), Value::Int(1), None),
            (Value::Int(1), Value::string("1"), None),
        ] {
            assert_eq!(compare(&one, &two), want);
        }
    }
}
