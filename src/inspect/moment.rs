//! Moments for people: the date in UTC, and how far it is from the scenario's clock.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::golang::wall_time::Time;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Moment {
    /// Seconds since 1970.
    pub unix: i64,
    /// `2026-11-23 12:00:00 UTC`
    pub utc: String,
    /// `3 h ago`, `in 12 days`, `now`
    pub relative: String,
    /// Whether it lies before the clock.
    pub past: bool,
}

impl Moment {
    /// A moment in seconds since 1970, as seen from the clock.
    pub fn new(unix: i64, now: DateTime<Utc>) -> Moment {
        let away = i128::from(unix) - i128::from(now.timestamp());
        let relative = match away {
            0 => "now".to_owned(),
            1.. => format!("in {}", span(away)),
            _ => format!("{} ago", span(away)),
        };
        let utc = Time::from_unix(unix).to_string().replace(" +0000 UTC", " UTC");
        Moment { unix, utc, relative, past: away < 0 }
    }
}

/// A length of time in its largest unit, with the next one where that says something: `3 h 20 min`, `12 days`.
pub fn span(seconds: i128) -> String {
    const UNITS: [(i128, &str, &str); 5] = [
        (31_557_600, "year", "years"),
        (86_400, "day", "days"),
        (3_600, "h", "h"),
        (60, "min", "min"),
        (1, "s", "s"),
    ];
    let seconds = seconds.abs();
    let count = |(size, one, many): (i128, &str, &str), seconds: i128| {
        let number = seconds / size;
        (number, format!("{number} {}", if number == 1 { one } else { many }))
    };
    let at = UNITS.iter().position(|unit| unit.0 <= seconds).unwrap_or(UNITS.len() - 1);
    let unit = UNITS[at];
    let (number, text) = count(unit, seconds);
    match UNITS.get(at + 1).map(|next| count(*next, seconds % unit.0)) {
        Some((rest, more)) if number < 10 && rest > 0 => format!("{text} {more}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_their_largest_units() {
        for (seconds, text) in [
            (0, "0 s"),
            (59, "59 s"),
            (-60, "1 min"),
            (3_599, "59 min"),
            (90, "1 min 30 s"),
            (12_000, "3 h 20 min"),
            (36_060, "10 h"),
            (86_400, "1 day"),
            (180_000, "2 days 2 h"),
            (31_557_600, "1 year"),
            (i128::from(i64::MAX), "292271023045 years"),
        ] {
            assert_eq!(span(seconds), text);
        }
    }

    #[test]
    fn moments_are_seen_from_the_clock() {
        let now = DateTime::from_timestamp(1_795_435_200, 0).unwrap();
        let moment = Moment::new(1_795_431_600, now);
        assert_eq!((moment.relative.as_str(), moment.past), ("1 h ago", true));
        assert_eq!(moment.utc, "2026-11-23 11:00:00 UTC");
        assert_eq!(Moment::new(1_795_435_200, now).relative, "now");
        assert_eq!(Moment::new(1_795_435_230, now).relative, "in 30 s");
        assert!(Moment::new(i64::MIN, now).relative.ends_with("years ago"));
    }
}
