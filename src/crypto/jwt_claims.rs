//! The registered claims of a JSON Web Token as go-jose v2 reads and checks them (`jwt/claims.go`,
//! `jwt/validation.go`), and the look at `iss` with which the server finds the responsible authenticator.

use chrono::{DateTime, Utc};

use crate::golang::base64::decode_raw_url;
use crate::golang::json::{Kind, Value};
use crate::golang::unmarshal::{self, Jose};

/// `DefaultLeeway`, in seconds.
pub const LEEWAY: i64 = 60;

/// Seconds between 0001-01-01 and 1970-01-01: Go counts times from the former, and the sum may wrap around.
const UNIX_TO_INTERNAL: i64 = 62_135_596_800;

/// `jwt.Claims`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Claims {
    pub issuer: String,
    pub subject: String,
    pub audience: Vec<String>,
    pub expiry: Option<NumericDate>,
    pub not_before: Option<NumericDate>,
    pub issued_at: Option<NumericDate>,
    pub id: String,
}

/// Whole seconds since 1970; a fraction is cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumericDate(pub i64);

/// Which of the time claims does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeError {
    NotValidYet,
    Expired,
    IssuedInTheFuture,
}

impl Claims {
    /// Reads the payload of a token.
    ///
    /// # Errors
    /// go-jose's text for what does not fit.
    pub fn parse(payload: &[u8]) -> Result<Claims, String> {
        let mut claims = Claims::default();
        Jose::unmarshal(payload, &mut |jose, value| {
            jose.object(value, "jwt.Claims", &mut |jose, key, value| match key {
                "iss" => jose.string(value, &mut claims.issuer),
                "sub" => jose.string(value, &mut claims.subject),
                "aud" => {
                    claims.audience = audience(value)?;
                    Ok(())
                }
                "exp" => NumericDate::read(value, &mut claims.expiry),
                "nbf" => NumericDate::read(value, &mut claims.not_before),
                "iat" => NumericDate::read(value, &mut claims.issued_at),
                "jti" => jose.string(value, &mut claims.id),
                _ => Ok(()),
            })
        })?;
        Ok(claims)
    }

    /// `Claims.Validate` with nothing expected but the time: `nbf`, `exp`, `iat`, each with a minute of leeway.
    ///
    /// # Errors
    /// The first claim that does not hold.
    pub fn validate_time(&self, now: DateTime<Utc>) -> Result<(), TimeError> {
        if self.not_before.is_some_and(|date| date.is_after(now, LEEWAY)) {
            return Err(TimeError::NotValidYet);
        }
        if self.expiry.is_some_and(|date| date.is_before(now, -LEEWAY)) {
            return Err(TimeError::Expired);
        }
        if self.issued_at.is_some_and(|date| date.is_after(now, LEEWAY)) {
            return Err(TimeError::IssuedInTheFuture);
        }
        Ok(())
    }
}

impl NumericDate {
    /// Reads a number of seconds; `null` is no date.
    ///
    /// # Errors
    /// go-jose's text for anything else.
    pub fn read(value: Value, target: &mut Option<NumericDate>) -> Result<(), String> {
        if value.kind() == Kind::Null {
            *target = None;
            return Ok(());
        }
        let number = unmarshal::float(value).ok_or_else(|| {
            "go-jose/go-jose/jwt: expected number value to unmarshal NumericDate".to_owned()
        })?;
        *target = Some(NumericDate(to_int64(number)));
        Ok(())
    }

    /// Whether the date lies behind `now` moved by `seconds`.
    fn is_after(self, now: DateTime<Utc>, seconds: i64) -> bool {
        let (second, nanosecond) = internal(now, seconds);
        (self.internal(), 0) > (second, nanosecond)
    }

    /// Whether the date lies before `now` moved by `seconds`.
    fn is_before(self, now: DateTime<Utc>, seconds: i64) -> bool {
        let (second, nanosecond) = internal(now, seconds);
        (self.internal(), 0) < (second, nanosecond)
    }

    fn internal(self) -> i64 {
        self.0.wrapping_add(UNIX_TO_INTERNAL)
    }

    /// The date for a person; none when it is out of the calendar's range.
    pub fn date_time(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.0, 0)
    }
}

fn internal(now: DateTime<Utc>, seconds: i64) -> (i64, u32) {
    (now.timestamp() + seconds + UNIX_TO_INTERNAL, now.timestamp_subsec_nanos())
}

/// Go's conversion on amd64: what does not fit becomes the smallest number.
fn to_int64(number: f64) -> i64 {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if (-LIMIT..LIMIT).contains(&number) { number as i64 } else { i64::MIN }
}

/// `Audience.UnmarshalJSON`: a string, or a list of strings.
fn audience(value: Value) -> Result<Vec<String>, String> {
    let unexpected =
        || "go-jose/go-jose/jwt: expected string or array value to unmarshal to Audience".to_owned();
    Jose::unmarshal_value(value, &mut |jose, value| jose.any(value))?;
    match value.kind() {
        Kind::String => Ok(value.string().into_iter().collect()),
        Kind::Array => {
            value.elements().into_iter().map(|element| element.string().ok_or_else(unexpected)).collect()
        }
        _ => Err(unexpected()),
    }
}

/// Why the issuer of a token cannot be told before its signature is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It looks like a JSON serialization.
    NotCompact,
    /// It has this many parts instead of three.
    Parts(usize),
    /// Its payload is no base64url text; Go's words.
    Base64(String),
    /// Its payload is no claims set; Go's words.
    Json(String),
}

/// The `iss` claim of a token that nothing has verified yet: it only decides who is asked. Read with
/// `encoding/json`, by service accounts and OIDC alike.
///
/// # Errors
/// Why it cannot be told.
pub fn unverified_issuer(token: &str) -> Result<String, Unreadable> {
    if token.trim().starts_with('{') {
        return Err(Unreadable::NotCompact);
    }
    let parts: Vec<&str> = token.split('.').collect();
    let [_, payload, _] = parts.as_slice() else {
        return Err(Unreadable::Parts(parts.len()));
    };
    let payload = decode_raw_url(payload).map_err(Unreadable::Base64)?;
    unmarshal::field(&payload, "iss", "struct { Issuer string \"json:\\\"iss\\\"\" }")
        .map_err(Unreadable::Json)
}

#[cfg(test)]
mod tests;
