//! `time.Time` as errors print it: `2026-11-23 12:00:00 +0000 UTC`. The server is taken to run in UTC.

use std::fmt;

use chrono::{DateTime, Utc};

/// Seconds between 0001-01-01, where Go counts from, and 1970-01-01.
const UNIX_TO_INTERNAL: i64 = 62_135_596_800;
/// Seconds between the first day that Go can print and 0001-01-01.
const ABSOLUTE_TO_INTERNAL: i64 = -9_223_371_966_606_163_200;
const SECONDS_PER_DAY: i64 = 86_400;

/// A moment. Arithmetic wraps around as Go's does: a number of seconds that is far too large lies in the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time {
    /// Since 0001-01-01.
    seconds: i64,
    nanoseconds: u32,
}

impl Time {
    /// The zero value, which an absent time is.
    pub const ZERO: Time = Time { seconds: 0, nanoseconds: 0 };

    /// `time.Unix`.
    pub fn from_unix(seconds: i64) -> Time {
        Time { seconds: seconds.wrapping_add(UNIX_TO_INTERNAL), nanoseconds: 0 }
    }

    /// Moves by whole seconds.
    pub fn plus(self, seconds: i64) -> Time {
        Time { seconds: self.seconds.wrapping_add(seconds), ..self }
    }

    /// Seconds since 1970.
    pub fn unix(self) -> i64 {
        self.seconds.wrapping_sub(UNIX_TO_INTERNAL)
    }
}

impl From<DateTime<Utc>> for Time {
    fn from(time: DateTime<Utc>) -> Time {
        Time { nanoseconds: time.timestamp_subsec_nanos(), ..Time::from_unix(time.timestamp()) }
    }
}

/// `Time.String`.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let absolute = self.seconds.wrapping_sub(ABSOLUTE_TO_INTERNAL).cast_unsigned();
        let unix = i128::from(absolute) + i128::from(ABSOLUTE_TO_INTERNAL) - i128::from(UNIX_TO_INTERNAL);
        let (days, second) =
            (unix.div_euclid(SECONDS_PER_DAY.into()), unix.rem_euclid(SECONDS_PER_DAY.into()));
        let (year, month, day) = date(days);
        let sign = if year < 0 { "-" } else { "" };
        let (hour, minute) = (second / 3600, second / 60 % 60);
        write!(f, "{sign}{:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{:02}", year.abs(), second % 60)?;
        if self.nanoseconds > 0 {
            write!(f, ".{}", format!("{:09}", self.nanoseconds).trim_end_matches('0'))?;
        }
        f.write_str(" +0000 UTC")
    }
}

/// Year, month and day of a number of days since 1970-01-01 in the proleptic Gregorian calendar.
fn date(days: i128) -> (i128, i128, i128) {
    // Years begin in March here, so that the leap day is the last of its year.
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + i128::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers of Go 1.26.
    #[test]
    fn is_printed_as_go_prints_it() {
        for (seconds, want) in [
            (0, "1970-01-01 00:00:00 +0000 UTC"),
            (1_600_000_000, "2020-09-13 12:26:40 +0000 UTC"),
            (951_827_696, "2000-02-29 12:34:56 +0000 UTC"),
            (4_102_444_800_000, "131971-04-21 00:00:00 +0000 UTC"),
            (-62_135_596_801, "0000-12-31 23:59:59 +0000 UTC"),
            (-99_999_999_999, "-1199-02-15 14:13:21 +0000 UTC"),
            (i64::MAX, "292277026596-12-04 15:30:07 +0000 UTC"),
            (i64::MIN, "292277026596-12-04 15:30:08 +0000 UTC"),
        ] {
            assert_eq!(Time::from_unix(seconds).to_string(), want);
        }
        assert_eq!(Time::ZERO.to_string(), "0001-01-01 00:00:00 +0000 UTC");
        let now = DateTime::parse_from_rfc3339("2026-11-23T12:00:00.12Z").unwrap().with_timezone(&Utc);
        assert_eq!(Time::from(now).to_string(), "2026-11-23 12:00:00.12 +0000 UTC");
    }

    #[test]
    fn what_is_too_large_lies_in_the_past() {
        let now = Time::from_unix(1_800_000_000);
        assert!(Time::from_unix(i64::MAX) < now);
        assert!(Time::from_unix(i64::MIN) < now);
        assert!(Time::from_unix(4_102_444_800_000) > now);
    }
}
