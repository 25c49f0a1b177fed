//! The scenario's clock: what is typed, what it means in UTC, and how far it is from the reader's.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

/// RFC 3339 in UTC, to the second.
pub fn written(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// What the scenario's clock shows; the reader's where it has none.
///
/// # Errors
/// A sentence for the reader.
pub fn read(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(now);
    }
    let spaced = text.replacen(' ', "T", 1);
    // A day, or a time without its zone, is taken as UTC.
    let forms = [
        text.to_owned(),
        spaced.clone(),
        format!("{spaced}Z"),
        format!("{spaced}:00Z"),
        format!("{spaced}T00:00:00Z"),
    ];
    let found = forms.iter().find_map(|form| DateTime::parse_from_rfc3339(form).ok());
    found
        .map(|time| time.with_timezone(&Utc))
        .ok_or_else(|| format!("{text:?} is no time such as {}.", written(now)))
}

/// The clock moved on; where it was the reader's, it stands still from then on.
pub fn moved(text: &str, now: DateTime<Utc>, seconds: i64) -> Option<String> {
    let time = read(text, now).ok()?.checked_add_signed(TimeDelta::seconds(seconds))?;
    Some(written(time))
}

/// `3 h 20 min ago`, `in 2 d`.
pub fn distance(time: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = time.signed_duration_since(now).num_seconds();
    let size = seconds.unsigned_abs();
    let parts = [(size / 86400, "d"), (size / 3600 % 24, "h"), (size / 60 % 60, "min")];
    let words: Vec<String> = parts
        .iter()
        .skip_while(|(count, _)| *count == 0)
        .take(2)
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    match (words.is_empty(), seconds < 0) {
        (true, _) => "now".to_owned(),
        (false, true) => format!("{} ago", words.join(" ")),
        (false, false) => format!("in {}", words.join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().to_utc()
    }

    #[test]
    fn a_clock_is_read_as_people_write_it() {
        let now = at("2026-11-23T12:00:00Z");
        for (text, expected) in [
            ("", "2026-11-23T12:00:00Z"),
            (" 2026-01-02T03:04:05Z ", "2026-01-02T03:04:05Z"),
            ("2026-01-02T03:04:05+01:00", "2026-01-02T02:04:05Z"),
            ("2026-01-02 03:04:05", "2026-01-02T03:04:05Z"),
            ("2026-01-02 03:04", "2026-01-02T03:04:00Z"),
            ("2026-01-02", "2026-01-02T00:00:00Z"),
        ] {
            assert_eq!(read(text, now).map(written), Ok(expected.to_owned()), "{text}");
        }
        for text in ["yesterday", "2026-13-01", "12:00"] {
            assert!(read(text, now).unwrap_err().contains("2026-11-23T12:00:00Z"), "{text}");
        }
    }

    #[test]
    fn it_moves_by_hours_and_days_and_says_how_far_it_is() {
        let now = at("2026-11-23T12:00:00Z");
        assert_eq!(moved("", now, 3600).as_deref(), Some("2026-11-23T13:00:00Z"));
        assert_eq!(moved("2026-11-23T12:00:00Z", now, -86400).as_deref(), Some("2026-11-22T12:00:00Z"));
        assert_eq!(moved("nonsense", now, 1), None);
        for (time, expected) in [
            ("2026-11-23T12:00:20Z", "now"),
            ("2026-11-23T13:20:00Z", "in 1 h 20 min"),
            ("2026-11-21T11:00:00Z", "2 d 1 h ago"),
            ("2026-11-25T12:30:00Z", "in 2 d"),
            ("2026-11-23T11:59:00Z", "1 min ago"),
        ] {
            assert_eq!(distance(at(time), now), expected, "{time}");
        }
    }
}
