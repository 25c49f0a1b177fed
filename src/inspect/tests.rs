use super::*;
use crate::input::place::place;
use crate::scenario;

const JANE: &str = include_str!("../../static/demo/jane.crt");
const TOKEN: &str = include_str!("../../static/demo/builder.jwt");

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_435_200, 0).unwrap()
}

/// As the page asks: what was pasted is placed first.
fn pasted(text: &str) -> Inspection {
    let scenario = scenario::parse(
        "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: s}\nnow: 2026-11-23T15:00:00Z\n",
    )
    .unwrap();
    let (placed, _) = place(&recognise(text, Reading::Automatic), &scenario);
    let question = InspectQuestion {
        text: text.to_owned(),
        request: placed.request.clone(),
        scenario: Some(Box::new(placed)),
    };
    let question = serde_json::to_string(&question).unwrap();
    let inspection = inspect(&serde_json::from_str(&question).unwrap(), now());
    let json = serde_json::to_string(&inspection).unwrap();
    assert_eq!(serde_json::from_str::<Inspection>(&json).unwrap(), inspection);
    inspection
}

fn kinds(text: &str) -> Vec<&'static str> {
    let kind = |item: &Item| match item {
        Item::Kubeconfig(_) => "kubeconfig",
        Item::Jwt(_) => "jwt",
        Item::Token(_) => "token",
        Item::Certificates(_) => "certificates",
        Item::Request(_) => "request",
    };
    pasted(text).items.iter().map(kind).collect()
}

#[test]
fn whatever_is_pasted_is_taken_apart() {
    let der = text::hex(&crate::crypto::pem::blocks(JANE).next().unwrap().bytes);
    for (text, wanted) in [
        ("", vec![]),
        ("no credential at all", vec![]),
        (TOKEN, vec!["jwt", "request"]),
        ("abcdef.0123456789abcdef", vec!["token", "request"]),
        (JANE, vec!["certificates"]),
        (&der, vec!["certificates"]),
        (&JANE.lines().filter(|line| !line.starts_with('-')).collect::<String>(), vec!["certificates"]),
        (&format!("GET / HTTP/1.1\nAuthorization: Bearer {TOKEN}"), vec!["request", "jwt"]),
        (&format!("curl https://k/api -H 'Authorization: Bearer {}'", TOKEN.trim()), vec!["request", "jwt"]),
        ("-----BEGIN PUBLIC KEY-----\nMAMCAQU=\n-----END PUBLIC KEY-----\n", vec!["certificates"]),
        (&format!("{TOKEN}\n{JANE}"), vec!["jwt", "certificates", "request"]),
        (
            "apiVersion: v1\nkind: Config\ncurrent-context: c\ncontexts: [{name: c, context: {user: u}}]\nusers: [{name: u, user: {token: t}}]\n",
            vec!["kubeconfig", "token", "request"],
        ),
    ] {
        assert_eq!(kinds(text), wanted, "{text}");
    }
}

#[test]
fn times_are_seen_from_the_scenarios_clock() {
    assert_eq!(pasted("").clock, "2026-11-23 15:00:00 UTC");
    assert_eq!(inspect(&InspectQuestion::default(), now()).clock, "2026-11-23 12:00:00 UTC");
}

#[test]
fn a_bootstrap_token_has_two_parts() {
    let Item::Token(token) = pasted("abcdef.0123456789abcdef").items.remove(0) else { panic!() };
    assert_eq!((token.id.as_str(), token.secret.as_str()), ("abcdef", "0123456789abcdef"));
    assert_eq!((token.looks_like.as_str(), token.characters), ("a bootstrap token", 23));
}

#[test]
fn what_comes_back_is_bounded() {
    for text in [
        &"x".repeat(1 << 21),
        &format!("GET / HTTP/1.1\n{}", format!("A: {}\n", "y".repeat(1_000)).repeat(2_000)),
        &JANE.repeat(600),
        &format!("{}.{}.{}", "eyJhbGciOiJub25lIn0", "A".repeat(1 << 20), "B".repeat(100)),
        &format!("apiVersion: v1\nkind: Config\nusers:\n{}", "- {name: u, user: {token: t}}\n".repeat(3_000)),
    ] {
        let json = serde_json::to_string(&pasted(text)).unwrap();
        assert!(json.len() < 1 << 20, "{} bytes for {:.60}", json.len(), text);
    }
}

#[test]
fn no_text_makes_it_stumble() {
    let mut seed = 7u32;
    let mut random = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 16) as usize
    };
    let fragments = [
        TOKEN.trim(),
        JANE,
        "eyJhbGciOiJFUzI1NiJ9",
        ".",
        "..",
        "{",
        "\"",
        "30820102",
        "Authorization: Bearer ",
        "\n",
        "GET / HTTP/1.1\n",
        "-----BEGIN CERTIFICATE-----\n",
        "-----END CERTIFICATE-----\n",
        "MIIB",
        "ü",
        "\0",
        "=",
        "kind: Config\nusers: [",
        "X-Remote-User: ",
        ":",
        " ",
    ];
    for _ in 0..400 {
        let text: String = (0..random() % 9).map(|_| fragments[random() % fragments.len()]).collect();
        let cut = (0..=text.len())
            .rev()
            .find(|at| text.is_char_boundary(*at) && *at <= random() % (text.len() + 1));
        pasted(&text[..cut.unwrap_or(0)]);
    }
}
