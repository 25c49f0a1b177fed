//! Ways to damage a text: cut off, without a part, with a part twice, with odd characters, nested deeply, with other
//! numbers; all of that also inside of what it encodes.

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestRunner;

/// One way to damage a text.
#[derive(Debug, Clone)]
pub enum Damage {
    CutOff(Index),
    Without(Index, Index),
    Twice(Index, Index),
    Replaced(Index, String),
    Inserted(Index, String),
    Nested(Index, String, usize),
    /// A number in the text becomes another one.
    Number(Index, String),
    /// Damage to what is encoded: a part of a JWT, the DER of a PEM block.
    Inside(Index, Box<Damage>),
}

pub fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    let numbers =
        ["0", "-1", "1e400", "0.1e-400", "9223372036854775808", "-9223372036854775809", "253402300800"];
    let number = prop::sample::select(numbers.to_vec()).prop_map(str::to_owned);
    let odd = prop_oneof![
        Just("\0".to_owned()),
        Just("\u{feff}".to_owned()),
        Just("\r\n\r\n".to_owned()),
        Just("\\u0000".to_owned()),
        Just("&a [*a, *a]".to_owned()),
        Just("99999999999999999999999999".to_owned()),
        Just("-1e999".to_owned()),
        Just("%zz".to_owned()),
        Just("=".to_owned()),
        Just("ſ\u{1f600}".to_owned()),
        "[ -~]{1,8}",
        any::<char>().prop_map(String::from),
    ];
    let open = prop_oneof![Just("["), Just("{"), Just("{\"a\":"), Just("- "), Just("("), Just("0\u{82}")];
    let plain = prop_oneof![
        at().prop_map(Damage::CutOff),
        (at(), number).prop_map(|(at, number)| Damage::Number(at, number)),
        (at(), at()).prop_map(|(from, to)| Damage::Without(from, to)),
        (at(), at()).prop_map(|(from, to)| Damage::Twice(from, to)),
        (at(), odd.clone()).prop_map(|(at, text)| Damage::Replaced(at, text)),
        (at(), odd).prop_map(|(at, text)| Damage::Inserted(at, text)),
        (at(), open, 1..4000usize).prop_map(|(at, open, depth)| Damage::Nested(at, open.to_owned(), depth)),
    ];
    let inside = (at(), plain.clone()).prop_map(|(at, damage)| Damage::Inside(at, Box::new(damage)));
    prop_oneof![3 => plain, 1 => inside]
}

impl Damage {
    pub fn apply(&self, text: &str) -> String {
        let chars: Vec<char> = text.chars().collect();
        let place = |index: &Index| index.index(chars.len() + 1);
        let part = |from: usize, to: usize| chars[from..to].iter().collect::<String>();
        let between = |a: &Index, b: &Index| (place(a).min(place(b)), place(a).max(place(b)));
        match self {
            Damage::CutOff(at) => part(0, place(at)),
            Damage::Without(from, to) => {
                let (from, to) = between(from, to);
                part(0, from) + &part(to, chars.len())
            }
            Damage::Twice(from, to) => {
                let (from, to) = between(from, to);
                part(0, to) + &part(from, chars.len())
            }
            Damage::Replaced(at, with) => {
                let at = place(at);
                part(0, at) + with + &part((at + 1).min(chars.len()), chars.len())
            }
            Damage::Inserted(at, with) => part(0, place(at)) + with + &part(place(at), chars.len()),
            Damage::Nested(at, open, depth) => {
                part(0, place(at)) + &open.repeat(*depth) + &part(place(at), chars.len())
            }
            Damage::Number(at, number) => {
                let runs = runs(text, char::is_ascii_digit, 1);
                changed(text, &runs, at, |_| Some(number.clone()))
            }
            Damage::Inside(at, damage) => {
                let runs = runs(text, |c| c.is_ascii_alphanumeric() || "+/-_=\n".contains(*c), 16);
                changed(text, &runs, at, |encoded| inside(encoded, damage))
            }
        }
    }
}

/// Where the text consists of such characters, at least so many in a row.
fn runs(text: &str, is_part: impl Fn(&char) -> bool, fewest: usize) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, char) in text.char_indices().filter(|(_, char)| is_part(char)) {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += char.len_utf8(),
            _ => runs.push(at..at + char.len_utf8()),
        }
    }
    runs.retain(|run| run.len() >= fewest);
    runs
}

/// The text with one of its runs changed; the text itself where there is none.
fn changed(text: &str, runs: &[Range<usize>], at: &Index, change: impl Fn(&str) -> Option<String>) -> String {
    let Some(run) = (!runs.is_empty()).then(|| at.get(runs).clone()) else { return text.to_owned() };
    match change(&text[run.clone()]) {
        Some(new) => text[..run.start].to_owned() + &new + &text[run.end..],
        None => text.to_owned(),
    }
}

/// Damages what the text encodes, and encodes it again.
fn inside(encoded: &str, damage: &Damage) -> Option<String> {
    let one_line: String = encoded.split('\n').collect();
    let is_of_token = !encoded.contains('\n');
    let alphabet = if is_of_token { &URL_SAFE_NO_PAD } else { &STANDARD };
    let bytes = alphabet.decode(one_line).ok()?;
    let damaged = match String::from_utf8(bytes) {
        Ok(text) => damage.apply(&text).into_bytes(),
        // Byte by byte; what is more than a byte comes as several.
        Err(error) => {
            let text: String = error.as_bytes().iter().copied().map(char::from).collect();
            let byte =
                |c: char| u8::try_from(c).map_or_else(|_| c.to_string().into_bytes(), |byte| vec![byte]);
            damage.apply(&text).chars().flat_map(byte).collect()
        }
    };
    let text = alphabet.encode(damaged);
    Some(if is_of_token { text } else { format!("\n{text}\n") })
}

#[test]
fn what_is_encoded_is_damaged_too() {
    let run = TestRunner::deterministic().run(&any::<Index>(), |at| {
        let damage = Damage::Nested(at, "[".to_owned(), 2);
        let token = inside(&URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256"}"#), &damage).unwrap();
        let header = String::from_utf8(URL_SAFE_NO_PAD.decode(token).unwrap()).unwrap();
        prop_assert_eq!(header.replace("[[", ""), r#"{"alg":"ES256"}"#);
        let pem = inside("\n/w==\n", &damage).unwrap();
        let mut der = STANDARD.decode(pem.trim()).unwrap();
        der.sort_unstable();
        prop_assert_eq!(der, b"[[\xff");
        Ok(())
    });
    run.unwrap();
}

#[test]
fn numbers_are_found() {
    let numbers = runs("exp: 17, iat: 205", char::is_ascii_digit, 1);
    assert_eq!(numbers, [5..7, 14..17]);
}
