//! The times of a validity, as `cryptobyte` reads them and `time.RFC3339` prints them.
//!
//! ```text
//! UTCTime         = YYMMDDhhmm[ss] zone        ; 1950 to 2049
//! GeneralizedTime = YYYYMMDDhhmmss zone
//! zone            = "Z" / ( "+" / "-" ) hhmm   ; not +0000
//! ```

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};

use super::error::ParseError;
use crate::crypto::der::{Der, GENERALIZED_TIME, UTC_TIME};

/// A moment, and the zone that it was written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    utc: DateTime<Utc>,
    offset_minutes: i64,
}

impl Time {
    pub fn utc(self) -> DateTime<Utc> {
        self.utc
    }
}

/// Prints RFC 3339 in the zone of the certificate: `2026-11-23T10:00:00Z`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&date_and_time(self.utc + TimeDelta::minutes(self.offset_minutes)))?;
        match self.offset_minutes {
            0 => f.write_str("Z"),
            offset => {
                let sign = if offset < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
            }
        }
    }
}

/// Prints a moment as `time.RFC3339` does for UTC, without fractions of a second.
pub(super) fn rfc3339(moment: DateTime<Utc>) -> String {
    date_and_time(moment) + "Z"
}

fn date_and_time(moment: DateTime<Utc>) -> String {
    let (year, month, day) = (moment.year(), moment.month(), moment.day());
    let (hour, minute, second) = (moment.hour(), moment.minute(), moment.second());
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

pub(super) fn read(der: &mut Der<'_>) -> Result<Time, ParseError> {
    if der.next_is(UTC_TIME) {
        let time = der.read(UTC_TIME).and_then(|content| utc_time(content.0));
        time.ok_or(ParseError::new("x509: malformed UTCTime"))
    } else if der.next_is(GENERALIZED_TIME) {
        let time = der.read(GENERALIZED_TIME).and_then(|content| generalized_time(content.0));
        time.ok_or(ParseError::new("x509: malformed GeneralizedTime"))
    } else {
        Err(ParseError::new("x509: unsupported time format"))
    }
}

fn utc_time(content: &[u8]) -> Option<Time> {
    let zone_at = content.iter().position(|byte| !byte.is_ascii_digit())?;
    let (digits, zone) = content.split_at_checked(zone_at)?;
    if digits.len() != 10 && digits.len() != 12 {
        return None;
    }
    let numbers = pairs(digits)?;
    let (&year, rest) = numbers.split_first()?;
    moment(if year >= 50 { 1900 + year } else { 2000 + year }, rest, zone)
}

fn generalized_time(content: &[u8]) -> Option<Time> {
    let (digits, zone) = content.split_at_checked(14)?;
    let numbers = pairs(digits)?;
    let (year, rest) = numbers.split_at_checked(2)?;
    moment(year.iter().fold(0, |year, pair| year * 100 + pair), rest, zone)
}

fn pairs(digits: &[u8]) -> Option<Vec<u32>> {
    let pair = |pair: &[u8]| match pair {
        [a @ b'0'..=b'9', b @ b'0'..=b'9'] => Some(u32::from(a - b'0') * 10 + u32::from(b - b'0')),
        _ => None,
    };
    digits.chunks(2).map(pair).collect()
}

fn moment(year: u32, rest: &[u32], zone: &[u8]) -> Option<Time> {
    let [month, day, hour, minute, seconds @ ..] = rest else { return None };
    let second = seconds.first().copied().unwrap_or(0);
    if second > 59 {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, *month, *day)?;
    let offset_minutes = offset_minutes(zone)?;
    let local = date.and_hms_opt(*hour, *minute, second)?.and_utc();
    let utc = local.checked_sub_signed(TimeDelta::minutes(offset_minutes))?;
    Some(Time { utc, offset_minutes })
}

/// Go accepts what it would print itself: no `+0000`, no minutes beyond 59, but an hour of 24.
fn offset_minutes(zone: &[u8]) -> Option<i64> {
    let (sign, digits) = match zone {
        b"Z" => return Some(0),
        [b'+', digits @ ..] if digits.len() == 4 => (1, digits),
        [b'-', digits @ ..] if digits.len() == 4 => (-1, digits),
        _ => return None,
    };
    match pairs(digits)?.as_slice() {
        [0, 0] => None,
        [hour @ 0..=24, minute @ 0..=59] => Some(sign * i64::from(hour * 60 + minute)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(tag: u8, text: &str) -> String {
        let mut der = vec![tag, u8::try_from(text.len()).unwrap()];
        der.extend_from_slice(text.as_bytes());
        match read(&mut Der(&der)) {
            Ok(time) => time.to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn utc_time_is_read_as_go_reads_it() {
        let malformed = "x509: malformed UTCTime";
        for (text, want) in [
            ("491231235959Z", "2049-12-31T23:59:59Z"),
            ("500101000000Z", "1950-01-01T00:00:00Z"),
            ("690101000000Z", "1969-01-01T00:00:00Z"),
            ("2611231030Z", "2026-11-23T10:30:00Z"),
            ("261123103000+0130", "2026-11-23T10:30:00+01:30"),
            ("261123103000-0800", "2026-11-23T10:30:00-08:00"),
            ("261123103000+0000", malformed),
            ("261123103000+0060", malformed),
            ("261123103060Z", malformed),
            ("260229000000Z", malformed),
            ("261123103000", malformed),
            ("261123103000z", malformed),
            ("261123103000.5Z", malformed),
            ("26112310300Z", malformed),
            ("", malformed),
        ] {
            assert_eq!(printed(UTC_TIME, text), want, "{text}");
        }
    }

    #[test]
    fn generalized_time_has_seconds() {
        let malformed = "x509: malformed GeneralizedTime";
        for (text, want) in [
            ("20500101000000Z", "2050-01-01T00:00:00Z"),
            ("99991231235959Z", "9999-12-31T23:59:59Z"),
            ("00000101000000Z", "0000-01-01T00:00:00Z"),
            ("205001010000Z", malformed),
            ("20500101000000.0Z", malformed),
            ("20501301000000Z", malformed),
        ] {
            assert_eq!(printed(GENERALIZED_TIME, text), want, "{text}");
        }
        assert_eq!(printed(0x16, "20500101000000Z"), "x509: unsupported time format");
    }
}
