//! Timestamps and durations (`common/types/timestamp.go`, `common/types/duration.go`, `common/stdlib/standard.go`).

use chrono::{DateTime, Datelike, FixedOffset, Offset, TimeDelta, Timelike, Utc};

use crate::cel::value::{Evaluated, Fault, Value};
use crate::golang::time::parse_rfc3339;

type Moment = DateTime<FixedOffset>;

/// The years 1 to 9999.
const EARLIEST: i64 = -62_135_596_800;
const LATEST: i64 = 253_402_300_799;

const SECOND: i64 = 1_000_000_000;

fn overflow() -> Fault {
    Fault::new("timestamp overflow")
}

fn within(moment: Option<Moment>) -> Evaluated {
    moment
        .filter(|moment| (EARLIEST..=LATEST).contains(&moment.timestamp()))
        .map(Value::Timestamp)
        .ok_or_else(overflow)
}

/// `time.Parse(time.RFC3339, …)`, which keeps the offset.
pub fn parse(text: &str) -> Evaluated {
    let Some(instant) = parse_rfc3339(text) else {
        return Err(Fault::new("type conversion error from 'string' to 'google.protobuf.Timestamp'"));
    };
    let offset = text.rfind(['+', '-']).filter(|at| *at > 10).and_then(|at| {
        let (hours, minutes) = text[at + 1..].split_once(':')?;
        let seconds = hours.parse::<i32>().ok()? * 3600 + minutes.parse::<i32>().ok()? * 60;
        FixedOffset::east_opt(if text[at..].starts_with('-') { -seconds } else { seconds })
    });
    within(Some(instant.with_timezone(&offset.unwrap_or(Utc.fix()))))
}

pub fn from_unix(seconds: i64, nanoseconds: u32) -> Evaluated {
    within(DateTime::from_timestamp(seconds, nanoseconds).map(|instant| instant.fixed_offset()))
}

/// `time.RFC3339Nano`.
pub fn print(moment: &Moment) -> String {
    let date = moment.naive_local();
    let seconds = date.format("%Y-%m-%dT%H:%M:%S");
    let fraction = format!("{:09}", moment.nanosecond());
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    let minutes = moment.offset().local_minus_utc() / 60;
    let zone = match minutes {
        0 => "Z".to_owned(),
        _ => {
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    };
    format!("{seconds}{point}{fraction}{zone}")
}

/// Seconds, with a fraction.
pub fn print_duration(nanoseconds: i64) -> String {
    format!("{}s", seconds_of(nanoseconds))
}

fn seconds_of(nanoseconds: i64) -> f64 {
    (nanoseconds / SECOND) as f64 + (nanoseconds % SECOND) as f64 / SECOND as f64
}

pub fn add(one: &Value, two: &Value) -> Evaluated {
    match (one, two) {
        (Value::Duration(one), Value::Duration(two)) => {
            one.checked_add(*two).map(Value::Duration).ok_or_else(|| Fault::new("integer overflow"))
        }
        (Value::Duration(by), Value::Timestamp(moment)) | (Value::Timestamp(moment), Value::Duration(by)) => {
            within(moment.checked_add_signed(TimeDelta::nanoseconds(*by)))
        }
        _ => Err(Fault::no_such_overload()),
    }
}

pub fn subtract(one: &Value, two: &Value) -> Evaluated {
    match (one, two) {
        (Value::Duration(one), Value::Duration(two)) => {
            one.checked_sub(*two).map(Value::Duration).ok_or_else(|| Fault::new("integer overflow"))
        }
        (Value::Timestamp(moment), Value::Duration(by)) => {
            within(moment.checked_sub_signed(TimeDelta::nanoseconds(*by)))
        }
        (Value::Timestamp(one), Value::Timestamp(two)) => one
            .signed_duration_since(two)
            .num_nanoseconds()
            .map(Value::Duration)
            .ok_or_else(|| Fault::new("integer overflow")),
        _ => Err(Fault::no_such_overload()),
    }
}

pub fn call(overload: &str, args: &[Value]) -> Option<Evaluated> {
    match (overload, args) {
        ("duration_to_hours", [Value::Duration(time)]) => Some(Ok(Value::Int(time / (3600 * SECOND)))),
        ("duration_to_minutes", [Value::Duration(time)]) => Some(Ok(Value::Int(time / (60 * SECOND)))),
        ("duration_to_seconds", [Value::Duration(time)]) => Some(Ok(Value::Int(time / SECOND))),
        ("duration_to_milliseconds", [Value::Duration(time)]) => Some(Ok(Value::Int(time / 1_000_000))),
        (name, [Value::Timestamp(moment)]) if name.starts_with("timestamp_to_") => {
            Some(part(name, &moment.with_timezone(&Utc.fix())))
        }
        (name, [Value::Timestamp(moment), Value::String(zone)]) if name.starts_with("timestamp_to_") => {
            Some(in_zone(moment, zone).and_then(|moment| part(name, &moment)))
        }
        _ => None,
    }
}

fn part(overload: &str, moment: &Moment) -> Evaluated {
    let name = overload.trim_end_matches("_tz").trim_end_matches("_with").trim_start_matches("timestamp_to_");
    Ok(Value::Int(match name {
        "year" => moment.year().into(),
        "month" => moment.month0().into(),
        "day_of_year" => moment.ordinal0().into(),
        "day_of_month" => moment.day0().into(),
        "day_of_month_1_based" => moment.day().into(),
        "day_of_week" => moment.weekday().num_days_from_sunday().into(),
        "hours" => moment.hour().into(),
        "minutes" => moment.minute().into(),
        "seconds" => moment.second().into(),
        "milliseconds" => (moment.nanosecond() / 1_000_000).into(),
        _ => return Err(Fault::unsupported(format!("the function {overload}"))),
    }))
}

/// An offset; of the names only UTC is known, for there is no time zone database here.
fn in_zone(moment: &Moment, zone: &str) -> Result<Moment, Fault> {
    let unknown = || Fault::unsupported(format!("the time zone {zone}"));
    let Some((hours, minutes)) = zone.split_once(':') else {
        return match zone {
            "" | "UTC" => Ok(moment.with_timezone(&Utc.fix())),
            _ => Err(unknown()),
        };
    };
    let (hours, minutes): (i32, i32) =
        (hours.parse().map_err(|_| unknown())?, minutes.parse().map_err(|_| unknown())?);
    let minutes = if zone.starts_with('-') { -minutes } else { minutes };
    let seconds = hours.checked_mul(60).and_then(|total| total.checked_add(minutes)?.checked_mul(60));
    let offset = seconds.and_then(FixedOffset::east_opt).ok_or_else(unknown)?;
    Ok(moment.with_timezone(&offset))
}
