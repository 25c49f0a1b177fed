//! `time.Parse(time.RFC3339, …)`.
//!
//! Wider than RFC 3339 in a few places: an hour of one digit, a comma before the fraction, offsets up to `+24:60`.
//! Narrower in others: no lower-case letters, no leap seconds.

use chrono::{DateTime, Duration, NaiveDate, Utc};

/// The instant that a text names; `None` where Go returns an error.
pub fn parse_rfc3339(text: &str) -> Option<DateTime<Utc>> {
    let mut rest = text.as_bytes();
    let year = digits(&mut rest, 4)?;
    literal(&mut rest, b"-")?;
    let month = digits(&mut rest, 2)?;
    literal(&mut rest, b"-")?;
    let day = digits(&mut rest, 2)?;
    literal(&mut rest, b"T")?;
    let hour = digits(&mut rest, 2).or_else(|| digits(&mut rest, 1))?;
    literal(&mut rest, b":")?;
    let minute = digits(&mut rest, 2)?;
    literal(&mut rest, b":")?;
    let second = digits(&mut rest, 2)?;
    let nanosecond = fraction(&mut rest)?;
    let offset = offset(&mut rest)?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    let time = date.and_hms_nano_opt(hour, minute, second, nanosecond)?;
    rest.is_empty().then_some(())?;
    time.and_utc().checked_sub_signed(offset)
}

fn digits(rest: &mut &[u8], count: usize) -> Option<u32> {
    let (digits, behind) = rest.split_at_checked(count)?;
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    *rest = behind;
    Some(digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
}

fn literal(rest: &mut &[u8], expected: &[u8]) -> Option<()> {
    *rest = rest.strip_prefix(expected)?;
    Some(())
}

/// Digits beyond the ninth are cut off.
fn fraction(rest: &mut &[u8]) -> Option<u32> {
    let Some(behind) = rest.strip_prefix(b".").or_else(|| rest.strip_prefix(b",")) else {
        return Some(0);
    };
    let length = behind.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, behind) = behind.split_at_checked(length)?;
    if digits.is_empty() {
        return None;
    }
    *rest = behind;
    let padded = digits.iter().map(|digit| u32::from(digit - b'0')).chain(std::iter::repeat(0));
    Some(padded.take(9).fold(0, |number, digit| number * 10 + digit))
}

fn offset(rest: &mut &[u8]) -> Option<Duration> {
    if literal(rest, b"Z").is_some() {
        return Some(Duration::zero());
    }
    let sign = match rest.first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    *rest = rest.get(1..)?;
    let hours = digits(rest, 2).filter(|hours| *hours <= 24)?;
    literal(rest, b":")?;
    let minutes = digits(rest, 2).filter(|minutes| *minutes <= 60)?;
    Duration::try_minutes(sign * i64::from(hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers of Go 1.26.
    #[test]
    fn times_as_go_reads_them() {
        for (text, want) in [
            ("2026-11-23T12:00:00Z", Some("2026-11-23T12:00:00Z")),
            ("2026-11-23T12:00:00+02:00", Some("2026-11-23T10:00:00Z")),
            ("2026-11-23T12:00:00.5-01:30", Some("2026-11-23T13:30:00.500Z")),
            ("2026-11-23T12:00:00,25Z", Some("2026-11-23T12:00:00.250Z")),
            ("2026-11-23T1:00:00Z", Some("2026-11-23T01:00:00Z")),
            ("2026-11-23T12:00:00+24:60", Some("2026-11-22T11:00:00Z")),
            ("2026-11-23T12:00:00.1234567891Z", Some("2026-11-23T12:00:00.123456789Z")),
            ("2026-11-23t12:00:00Z", None),
            ("2026-11-23T12:00:00z", None),
            ("2026-11-23 12:00:00Z", None),
            ("2026-11-23T12:00:60Z", None),
            ("2026-11-23T24:00:00Z", None),
            ("2026-02-30T12:00:00Z", None),
            ("2026-11-23T12:00:00", None),
            ("2026-11-23T12:00Z", None),
            ("2026-11-23", None),
            ("2026-11-23T12:00:00.Z", None),
            ("2026-11-23T12:00:00+25:00", None),
            ("2026-11-23T12:00:00Z ", None),
            ("", None),
        ] {
            let got = parse_rfc3339(text).map(|time| time.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string());
            assert_eq!(got.as_deref(), want, "{text:?}");
        }
    }
}
