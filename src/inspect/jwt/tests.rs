use super::*;
use crate::golang::base64::encode_raw_url;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_435_200, 0).unwrap()
}

fn token(header: &str, claims: &str, signature: &[u8]) -> String {
    let part = |text: &str| encode_raw_url(text.as_bytes());
    format!("{}.{}.{}", part(header), part(claims), encode_raw_url(signature))
}

fn read(token: &str) -> Jwt {
    inspect(token, "Authorization header", now()).unwrap_or_else(|| panic!("{token}"))
}

fn faults(token: &str) -> Vec<String> {
    read(token).faults.into_iter().map(|fault| fault.text).collect()
}

const ES256: &str = r#"{"alg":"ES256","kid":"k"}"#;

#[test]
fn the_three_parts_are_stretches_of_the_token() {
    let text = token(ES256, r#"{"sub":"jane"}"#, &[1; 64]);
    let jwt = read(&text);
    let stretches: Vec<&str> = jwt.parts.iter().map(|part| &text[part.start..part.end]).collect();
    assert_eq!(stretches, text.split('.').collect::<Vec<_>>());
    assert_eq!(
        jwt.parts.iter().map(|part| part.kind.name()).collect::<Vec<_>>(),
        ["header", "payload", "signature"]
    );
    assert_eq!((jwt.signature_bytes, jwt.faults.len()), (64, 0));
}

#[test]
fn claims_have_meanings_and_moments() {
    let jwt = read(&token(
        ES256,
        r#"{"iss":"i","exp":1795431600,"nbf":1795435260,"iat":"x","aud":["a","b"],"kubernetes.io":{"pod":{"name":"p"}},"own":1}"#,
        &[1; 64],
    ));
    let row = |name: &str| jwt.claims.rows.iter().find(|row| row.name == name).unwrap();
    assert_eq!((row("exp").phrase.as_str(), row("exp").source.as_str()), ("expired 1 h ago", "token#exp"));
    assert_eq!(row("exp").moment.as_ref().unwrap().utc, "2026-11-23 11:00:00 UTC");
    assert_eq!(row("nbf").phrase, "not valid yet, only in 1 min");
    assert!(row("iat").phrase.starts_with("no moment"));
    assert_eq!(row("aud").value, r#"["a", "b"]"#);
    assert_eq!(row("kubernetes.io.pod.name").value, "p");
    assert_eq!(row("kubernetes.io.pod.name").standard, "Kubernetes");
    assert_eq!(row("own").meaning, "");
    assert_eq!(jwt.looks_like, "a service-account token bound to a Pod");
    assert_eq!(jwt.header.rows[1].source, "token#header.kid");
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let good = token(ES256, "{}", &[1; 64]);
    assert_eq!(faults(&good), [""; 0]);
    for (header, claims, signature, text) in [
        (
            r#"{"alg":"none"}"#,
            "{}",
            vec![],
            "alg is none: the token is not signed. No authenticator of kube-apiserver takes it.",
        ),
        (
            r#"{"alg":"HS256"}"#,
            "{}",
            vec![1; 32],
            "HS256 signs with a shared secret. kube-apiserver verifies with public keys only.",
        ),
        (ES256, "{}", vec![], "The signature is empty."),
        (ES256, "{}", vec![1; 70], "A signature by ES256 has 64 bytes; this one has 70."),
        (ES256, "[1]", vec![1; 64], "The payload is JSON, but no object."),
        (
            ES256,
            "{\"a\":1,\"a\":2}",
            vec![1; 64],
            "The member \"a\" occurs more than once; readers differ on which counts.",
        ),
        (ES256, "{\"a\":}", vec![1; 64], "The payload is no JSON: expected value, at column 6 of it."),
        (ES256, "", vec![1; 64], "The payload is empty."),
    ] {
        assert_eq!(faults(&token(header, claims, &signature)), [text]);
    }
}

#[test]
fn a_byte_that_is_no_base64url_is_pointed_at() {
    let text = token(ES256, "{}", &[1; 64]);
    let broken = text.replacen(".e30.", ".e3!0.", 1);
    let fault = &read(&broken).faults[0];
    assert_eq!(fault.at.map(|at| &broken[at..=at]), Some("!"));
    assert_eq!((fault.part, fault.text.as_str()), (PartKind::Payload, "'!' is no character of base64url."));
    assert!(faults(&text.replacen(".e30.", ".e30=.", 1))[0].starts_with("Padding"));
    assert!(faults(&format!("{text}AAA"))[0].contains("missing behind it"));
}

#[test]
fn tokens_that_were_cut_are_still_taken_apart() {
    let text = token(ES256, r#"{"sub":"jane"}"#, &[1; 64]);
    let (two, _) = text.rsplit_once('.').unwrap();
    let jwt = read(two);
    assert!(jwt.faults[0].text.starts_with("2 parts where a token has three"), "{:?}", jwt.faults);
    assert_eq!(jwt.claims.rows[0].value, "jane");
    assert!(faults(&format!("{two}.a.b.c"))[0].starts_with("Five parts"));
    for other in ["s3cret", "abcdef.0123456789abcdef", "", "a.b.c", "ey"] {
        assert_eq!(inspect(other, "", now()), None, "{other}");
    }
}

#[test]
fn hostile_tokens_cost_little() {
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    assert!(faults(&token(ES256, &format!("{{\"a\":{deep}}}"), &[1; 64]))[0].contains("recursion"));
    let wide: Vec<String> = (0..5_000).map(|n| format!("\"c{n}\":{n}")).collect();
    let jwt = read(&token(ES256, &format!("{{{}}}", wide.join(",")), &[1; 64]));
    assert!(jwt.claims.rows.len() <= 300 || jwt.parts.is_empty());
    let long = read(&token(ES256, &format!("{{\"a\":\"{}\"}}", "x".repeat(1 << 17)), &[1; 64]));
    assert!(long.faults[0].text.ends_with("too long to be shown."));
}
