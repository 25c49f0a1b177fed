//! `time.Duration`: read by `time.ParseDuration`, printed by `Duration.String`.
//!
//! ```text
//! duration = [ "-" / "+" ] ( "0" / 1*( decimal unit ) )
//! unit     = "ns" / "us" / "µs" / "ms" / "s" / "m" / "h"
//! ```

const UNITS: [(&str, u64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("\u{b5}s", 1_000),
    ("\u{3bc}s", 1_000),
    ("ms", 1_000_000),
    ("s", SECOND),
    ("m", 60 * SECOND),
    ("h", 3600 * SECOND),
];

/// Nanoseconds of a second.
pub const SECOND: u64 = 1_000_000_000;

const LIMIT: u64 = 1 << 63;

/// Reads a duration; the result is in nanoseconds.
///
/// # Errors
/// `time: invalid duration "x"`, `time: missing unit in duration "10"`, `time: unknown unit "d" in duration "1d"`.
pub fn parse(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", quote(text));
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let (whole, behind) = digits(rest);
        let (fraction, behind) = behind.strip_prefix('.').map_or(("", behind), digits);
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let end = behind.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(behind.len());
        let (name, behind) = behind.split_at(end);
        if name.is_empty() {
            return Err(format!("time: missing unit in duration {}", quote(text)));
        }
        let Some((_, unit)) = UNITS.iter().find(|(unit, _)| *unit == name) else {
            return Err(format!("time: unknown unit {} in duration {}", quote(name), quote(text)));
        };
        let part = part(whole, fraction, *unit).ok_or_else(invalid)?;
        total = total.checked_add(part).filter(|total| *total <= LIMIT).ok_or_else(invalid)?;
        rest = behind;
    }
    let total = i128::from(total);
    i64::try_from(if negative { -total } else { total }).map_err(|_| invalid())
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

fn part(whole: &str, fraction: &str, unit: u64) -> Option<u64> {
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let mut value = whole.checked_mul(unit).filter(|value| *value <= LIMIT)?;
    let (mut numerator, mut scale): (u64, f64) = (0, 1.0);
    for digit in fraction.bytes().map(|byte| u64::from(byte - b'0')) {
        match numerator.checked_mul(10).and_then(|n| n.checked_add(digit)).filter(|n| *n < LIMIT) {
            Some(next) => (numerator, scale) = (next, scale * 10.0),
            None => break,
        }
    }
    value += (numerator as f64 * (unit as f64 / scale)) as u64;
    (value <= LIMIT).then_some(value)
}

/// The package's own quoting: every byte that is not printable ASCII in hexadecimal.
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='\u{7f}' => out.push(c),
            other => {
                let mut buffer = [0; 4];
                for byte in other.encode_utf8(&mut buffer).bytes() {
                    out.push_str(&format!("\\x{byte:02x}"));
                }
            }
        }
    }
    out.push('"');
    out
}

/// Prints nanoseconds as `Duration.String` does: `1h0m0s`, `1.5s`, `300ms`, `0s`.
pub fn format(nanoseconds: i64) -> String {
    let sign = if nanoseconds < 0 { "-" } else { "" };
    let value = nanoseconds.unsigned_abs();
    if value < SECOND {
        return match value {
            0 => "0s".to_owned(),
            _ if value < 1_000 => format!("{sign}{value}ns"),
            _ if value < 1_000_000 => format!("{sign}{}\u{b5}s", decimal(value, 1_000)),
            _ => format!("{sign}{}ms", decimal(value, 1_000_000)),
        };
    }
    let (minutes, seconds) = (value / (60 * SECOND), decimal(value % (60 * SECOND), SECOND));
    match (minutes / 60, minutes % 60) {
        (0, 0) => format!("{sign}{seconds}s"),
        (0, minutes) => format!("{sign}{minutes}m{seconds}s"),
        (hours, minutes) => format!("{sign}{hours}h{minutes}m{seconds}s"),
    }
}

fn decimal(value: u64, unit: u64) -> String {
    let width = unit.ilog10() as usize;
    let fraction = format!("{:0width$}", value % unit);
    match fraction.trim_end_matches('0') {
        "" => (value / unit).to_string(),
        fraction => format!("{}.{fraction}", value / unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_printed_as_go_does() {
        for (text, nanoseconds, printed) in [
            ("0", 0, "0s"),
            ("-0", 0, "0s"),
            ("2m", 120_000_000_000, "2m0s"),
            ("1h15m30.918s", 4_530_918_000_000, "1h15m30.918s"),
            ("-1.5h", -5_400_000_000_000, "-1h30m0s"),
            (".5s", 500_000_000, "500ms"),
            ("10.s", 10_000_000_000, "10s"),
            ("12us", 12_000, "12\u{b5}s"),
            ("12\u{3bc}s", 12_000, "12\u{b5}s"),
            ("1500ns", 1_500, "1.5\u{b5}s"),
            ("7ns", 7, "7ns"),
            ("+5s", 5_000_000_000, "5s"),
            ("4294967296s", 4_294_967_296_000_000_000, "1193046h28m16s"),
            ("-9223372036854775808ns", i64::MIN, "-2562047h47m16.854775808s"),
        ] {
            assert_eq!(parse(text), Ok(nanoseconds), "{text}");
            assert_eq!(format(nanoseconds), printed, "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_named() {
        for (text, error) in [
            ("", "time: invalid duration \"\""),
            ("-", "time: invalid duration \"-\""),
            ("10", "time: missing unit in duration \"10\""),
            ("1d", "time: unknown unit \"d\" in duration \"1d\""),
            ("s", "time: invalid duration \"s\""),
            (".s", "time: invalid duration \".s\""),
            ("1h ", "time: unknown unit \"h \" in duration \"1h \""),
            ("10\u{e4}", "time: unknown unit \"\\xc3\\xa4\" in duration \"10\\xc3\\xa4\""),
            ("9223372036854775808ns", "time: invalid duration \"9223372036854775808ns\""),
            ("99999999999999999999h", "time: invalid duration \"99999999999999999999h\""),
        ] {
            assert_eq!(parse(text), Err(error.to_owned()), "{text}");
        }
    }
}
