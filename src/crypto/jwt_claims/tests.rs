//! Answers of go-jose v2.6.3 and `encoding/json` of Go 1.26.

use super::*;

#[test]
fn claims_that_are_read() {
    let claims =
        Claims::parse(br#"{"iss":"i","sub":"s","aud":"a","exp":1.9,"nbf":-1.9,"iat":1e3,"jti":"j"}"#)
            .unwrap();
    assert_eq!(
        claims,
        Claims {
            issuer: "i".into(),
            subject: "s".into(),
            audience: vec!["a".into()],
            expiry: Some(NumericDate(1)),
            not_before: Some(NumericDate(-1)),
            issued_at: Some(NumericDate(1000)),
            id: "j".into(),
        }
    );
    for text in ["null", "{}", r#"{"ISS":"x","aud":[],"exp":null,"jti":null}"#, r#"{"x":{"a":1,"a":2}}"#] {
        assert_eq!(Claims::parse(text.as_bytes()), Ok(Claims::default()), "{text}");
    }
}

#[test]
fn numbers_beyond_64_bits_become_the_smallest() {
    for text in ["1e30", "-1e30", "9223372036854775807", "18446744073709551616"] {
        let claims = Claims::parse(format!("{{\"exp\":{text}}}").as_bytes()).unwrap();
        assert_eq!(claims.expiry, Some(NumericDate(i64::MIN)), "{text}");
    }
}

#[test]
fn claims_that_are_refused() {
    const AUDIENCE: &str = "go-jose/go-jose/jwt: expected string or array value to unmarshal to Audience";
    const DATE: &str = "go-jose/go-jose/jwt: expected number value to unmarshal NumericDate";
    for (text, want) in [
        (r#"{"aud":null}"#, AUDIENCE),
        (r#"{"aud":7}"#, AUDIENCE),
        (r#"{"aud":["a",7]}"#, AUDIENCE),
        (r#"{"sub":true,"aud":7}"#, AUDIENCE),
        (r#"{"aud":{"a":1,"a":2}}"#, "json: duplicate key 'a' in object"),
        (r#"{"aud":[1e999]}"#, "json: cannot unmarshal number 1e999 into Go value of type float64"),
        (r#"{"exp":"1"}"#, DATE),
        (r#"{"nbf":true}"#, DATE),
        (r#"{"iat":[]}"#, DATE),
        (r#"{"exp":1e999}"#, DATE),
        (r#"{"sub":1}"#, "json: cannot unmarshal number into Go value of type string"),
        (r#"{"sub":[],"iss":{}}"#, "json: cannot unmarshal array into Go value of type string"),
        (r#"{"iss":"a","iss":"b"}"#, "json: duplicate key 'iss' in object"),
        ("[]", "json: cannot unmarshal array into Go value of type jwt.Claims"),
        ("1", "json: cannot unmarshal number into Go value of type jwt.Claims"),
        ("", "unexpected end of JSON input"),
    ] {
        assert_eq!(Claims::parse(text.as_bytes()), Err(want.to_owned()), "{text}");
    }
}

#[test]
fn times_hold_with_a_minute_of_leeway() {
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let later = |seconds: i64| Some(NumericDate(1_800_000_000 + seconds));
    let check = |not_before, expiry, issued_at| {
        Claims { not_before, expiry, issued_at, ..Claims::default() }.validate_time(now)
    };
    assert_eq!(check(None, None, None), Ok(()));
    assert_eq!(check(later(60), later(-60), later(60)), Ok(()));
    assert_eq!(check(later(61), later(-61), later(61)), Err(TimeError::NotValidYet));
    assert_eq!(check(later(60), later(-61), later(61)), Err(TimeError::Expired));
    assert_eq!(check(None, None, later(61)), Err(TimeError::IssuedInTheFuture));
    assert_eq!(check(None, Some(NumericDate(0)), None), Err(TimeError::Expired));
    // Go counts seconds from the year 1, and the largest dates wrap around to before it.
    assert_eq!(check(None, Some(NumericDate(i64::MAX - 1023)), None), Err(TimeError::Expired));
    assert_eq!(check(None, Some(NumericDate(1 << 60)), None), Ok(()));
}

#[test]
fn the_leeway_counts_fractions_of_the_clock() {
    let now = DateTime::from_timestamp(1_800_000_060, 1).unwrap();
    let claims = Claims { expiry: Some(NumericDate(1_800_000_000)), ..Claims::default() };
    assert_eq!(claims.validate_time(now), Err(TimeError::Expired));
}

#[test]
fn the_issuer_before_the_signature() {
    let token =
        |payload: &str| format!("e30.{}.AA", crate::golang::base64::encode_raw_url(payload.as_bytes()));
    assert_eq!(unverified_issuer(&token(r#"{"iss":"https://a"}"#)), Ok("https://a".to_owned()));
    assert_eq!(unverified_issuer(&token("{}")), Ok(String::new()));
    assert_eq!(unverified_issuer("  {\"payload\":\"\"}"), Err(Unreadable::NotCompact));
    assert_eq!(unverified_issuer("abc"), Err(Unreadable::Parts(1)));
    assert_eq!(
        unverified_issuer("a.b.c"),
        Err(Unreadable::Base64("illegal base64 data at input byte 0".to_owned()))
    );
    assert_eq!(
        unverified_issuer(&token(r#"{"iss":1}"#)),
        Err(Unreadable::Json(
            "json: cannot unmarshal number into Go struct field .iss of type string".to_owned()
        ))
    );
    let deep = format!("{{\"x\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(
        unverified_issuer(&token(&deep)),
        Err(Unreadable::Json("invalid character '[' exceeded max depth".to_owned()))
    );
}
