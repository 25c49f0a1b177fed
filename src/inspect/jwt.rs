//! A token in three parts: what each says, what it means, and what is wrong with it (RFC 7515 §3.1, RFC 7519).
//!
//! Nothing is verified here: whether the signature holds is for the report to say.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::claims::{self, Known, TIMES};
use super::json::{self, JsonLine};
use super::moment::Moment;
use super::text::{hex, shortened};
use crate::golang::json::{Document, Kind, Value};
use crate::input::jwt_kind::{self, JwtKind};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Jwt {
    pub token: String,
    /// "Authorization header"
    pub origin: String,
    /// "a bound service-account token"
    pub looks_like: String,
    pub parts: Vec<TokenPart>,
    pub header: Section,
    pub claims: Section,
    /// The signature in hexadecimal, and its length in bytes.
    pub signature: String,
    pub signature_bytes: usize,
    pub faults: Vec<Fault>,
}

/// A stretch of the token, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TokenPart {
    pub kind: PartKind,
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PartKind {
    Header,
    Payload,
    Signature,
    /// What a token in three parts does not have.
    Other,
}

impl PartKind {
    pub fn name(self) -> &'static str {
        match self {
            PartKind::Header => "header",
            PartKind::Payload => "payload",
            PartKind::Signature => "signature",
            PartKind::Other => "token",
        }
    }
}

/// Header or claims.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    pub lines: Vec<JsonLine>,
    pub rows: Vec<Row>,
}

/// One member with its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// `kubernetes.io.pod.name`
    pub name: String,
    pub value: String,
    /// One sentence; empty for members without a known meaning.
    pub meaning: String,
    /// "RFC 7519"
    pub standard: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moment: Option<Moment>,
    /// "expired 3 h ago"
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phrase: String,
    /// As reports point at it: `token#exp`.
    pub source: String,
}

/// Something wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    pub part: PartKind,
    /// Byte of the token, where one is to blame.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<usize>,
    pub text: String,
}

const LONGEST: usize = 1 << 16;
const MOST_ROWS: usize = 300;
const LONGEST_VALUE: usize = 2_000;

/// Takes a token apart; `None` when it does not even begin like one.
pub fn inspect(token: &str, origin: &str, now: DateTime<Utc>) -> Option<Jwt> {
    let kind = jwt_kind::of(token).or_else(|| broken(token))?;
    let mut jwt = Jwt {
        token: shortened(token, LONGEST),
        origin: origin.to_owned(),
        looks_like: name(&kind),
        parts: parts(token),
        header: Section::default(),
        claims: Section::default(),
        signature: String::new(),
        signature_bytes: 0,
        faults: Vec::new(),
    };
    if token.len() > LONGEST {
        jwt.fault(
            PartKind::Other,
            None,
            format!("The token is {} bytes long, too long to be shown.", token.len()),
        );
        jwt.parts.clear();
        return Some(jwt);
    }
    jwt.read(now);
    Some(jwt)
}

/// A token that somebody cut or retyped: three parts of which the first still looks like a header.
fn broken(token: &str) -> Option<JwtKind> {
    let parts: Vec<&str> = token.split('.').collect();
    let header_like = parts.first()?.starts_with("ey");
    let plain = token.bytes().all(|byte| byte.is_ascii_graphic());
    (header_like && plain && (2..=5).contains(&parts.len())).then_some(JwtKind::UnreadableClaims)
}

fn name(kind: &JwtKind) -> String {
    match kind {
        JwtKind::LegacyServiceAccount => "a legacy service-account token, from a Secret".to_owned(),
        JwtKind::BoundServiceAccount(None) => "a service-account token".to_owned(),
        JwtKind::BoundServiceAccount(Some(object)) => format!("a service-account token bound to a {object}"),
        JwtKind::IssuedBy(issuer) => format!("a token of {}", shortened(issuer, 120)),
        JwtKind::NoIssuer => "a token without an issuer".to_owned(),
        JwtKind::UnreadableClaims => "a token that cannot be read".to_owned(),
        JwtKind::Encrypted => "an encrypted token (JWE)".to_owned(),
    }
}

fn parts(token: &str) -> Vec<TokenPart> {
    let pieces: Vec<&str> = token.split('.').collect();
    let kinds: &[PartKind] = match pieces.len() {
        2 | 3 => &[PartKind::Header, PartKind::Payload, PartKind::Signature],
        _ => &[PartKind::Header],
    };
    let mut start = 0;
    let mut parts = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let kind = kinds.get(index).copied().unwrap_or(PartKind::Other);
        parts.push(TokenPart { kind, start, end: start + piece.len() });
        start += piece.len() + 1;
    }
    parts
}

impl Jwt {
    fn fault(&mut self, part: PartKind, at: Option<usize>, text: impl Into<String>) {
        self.faults.push(Fault { part, at, text: text.into() });
    }

    fn read(&mut self, now: DateTime<Utc>) {
        match self.parts.len() {
            3 => {}
            5 => self.fault(
                PartKind::Other,
                None,
                "Five parts: the token is encrypted (RFC 7516). No authenticator of kube-apiserver decrypts tokens.",
            ),
            count => self.fault(
                PartKind::Other,
                None,
                format!("{count} parts where a token has three. A part or a dot was lost on the way."),
            ),
        }
        for part in self.parts.clone() {
            match part.kind {
                PartKind::Header => self.header = self.section(&part, claims::of_header, now),
                PartKind::Payload => self.claims = self.section(&part, claims::of_claim, now),
                PartKind::Signature => {
                    let bytes = self.decoded(&part).unwrap_or_default();
                    self.signature_bytes = bytes.len();
                    self.signature = hex(&bytes);
                }
                PartKind::Other => {}
            }
        }
        self.judge_algorithm();
    }

    /// Base64url without padding (RFC 7515 §2).
    fn decoded(&mut self, part: &TokenPart) -> Option<Vec<u8>> {
        let text = self.token.get(part.start..part.end)?.to_owned();
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if let Some(at) = text.find(|c| !allowed(c)) {
            let found = text[at..].chars().next().unwrap_or_default();
            let why = match found {
                '=' => "Padding with = does not belong into a token.".to_owned(),
                '+' | '/' => format!("{found} is of the common base64 alphabet; tokens use - and _ instead."),
                other => format!("{other:?} is no character of base64url."),
            };
            self.fault(part.kind, Some(part.start + at), why);
            let mended: String = text
                .chars()
                .map(|c| match c {
                    '+' => '-',
                    '/' => '_',
                    c => c,
                })
                .filter(|c| allowed(*c))
                .collect();
            return crate::golang::base64::decode_raw_url(&mended).ok();
        }
        match crate::golang::base64::decode_raw_url(&text) {
            Ok(bytes) => Some(bytes),
            Err(_) => {
                let why = "The last character stands alone: at least one is missing behind it.";
                self.fault(part.kind, Some(part.end.saturating_sub(1)), why);
                let whole = text.len().saturating_sub(1);
                crate::golang::base64::decode_raw_url(text.get(..whole)?).ok()
            }
        }
    }

    fn section(
        &mut self,
        part: &TokenPart,
        meaning: fn(&str) -> Option<&'static Known>,
        now: DateTime<Utc>,
    ) -> Section {
        let name = part.kind.name();
        let Some(bytes) = self.decoded(part) else { return Section::default() };
        if bytes.is_empty() {
            self.fault(part.kind, None, format!("The {name} is empty."));
            return Section::default();
        }
        // Also bounds the nesting for what follows.
        if let Err(error) = serde_json::from_slice::<serde_json::Value>(&bytes) {
            let place = if error.line() > 1 { format!("line {}, ", error.line()) } else { String::new() };
            let why = error.to_string();
            let why = why.split(" at line ").next().unwrap_or_default();
            let text = format!("The {name} is no JSON: {why}, at {place}column {} of it.", error.column());
            self.fault(part.kind, None, text);
            let text = shortened(&String::from_utf8_lossy(&bytes), LONGEST_VALUE);
            let line = JsonLine { depth: 0, key: None, text, path: String::new() };
            return Section { lines: vec![line], rows: Vec::new() };
        }
        let document = match Document::scan(&bytes) {
            Ok(document) => document,
            Err(error) => {
                self.fault(part.kind, None, format!("The {name} is no JSON to Go: {error}."));
                return Section::default();
            }
        };
        let root = document.root();
        let mut section = Section { lines: json::lines(root), rows: Vec::new() };
        if root.kind() != Kind::Object {
            self.fault(part.kind, None, format!("The {name} is JSON, but no object."));
            return section;
        }
        for value in root.with_descendants() {
            if let Some((_, key)) = value.repeated_key() {
                let key = shortened(&key, 80);
                self.fault(
                    part.kind,
                    None,
                    format!("The member {key:?} occurs more than once; readers differ on which counts."),
                );
            }
        }
        let mut rows = Rows { prefix: part.kind, meaning, now, rows: Vec::new() };
        rows.object(root, "", 0);
        section.rows = rows.rows;
        section
    }

    fn judge_algorithm(&mut self) {
        let find = |name: &str| self.header.rows.iter().find(|row| row.name == name);
        let algorithm = find("alg").map(|row| row.value.clone());
        let readable = !self.header.rows.is_empty();
        let three = self.parts.len() == 3;
        let length = self.signature_bytes;
        let empty = three && length == 0;
        match algorithm.as_deref() {
            None if readable => self.fault(PartKind::Header, None, "The header names no algorithm (alg)."),
            Some("none") => self.fault(
                PartKind::Header,
                None,
                "alg is none: the token is not signed. No authenticator of kube-apiserver takes it.",
            ),
            Some(name) if name.starts_with("HS") => self.fault(
                PartKind::Header,
                None,
                format!("{name} signs with a shared secret. kube-apiserver verifies with public keys only."),
            ),
            Some(name) if three && !empty => {
                let wanted = [("ES256", 64), ("ES384", 96), ("ES512", 132), ("EdDSA", 64)];
                if let Some((_, bytes)) =
                    wanted.into_iter().find(|(known, bytes)| *known == name && *bytes != length)
                {
                    let text = format!("A signature by {name} has {bytes} bytes; this one has {length}.");
                    self.fault(PartKind::Signature, None, text);
                }
            }
            _ => {}
        }
        if empty && algorithm.as_deref() != Some("none") {
            self.fault(PartKind::Signature, None, "The signature is empty.");
        }
    }
}

struct Rows {
    prefix: PartKind,
    meaning: fn(&str) -> Option<&'static Known>,
    now: DateTime<Utc>,
    rows: Vec<Row>,
}

impl Rows {
    /// Members of objects get a row each, down to a depth that Kubernetes' own claims need.
    fn object(&mut self, object: Value<'_>, path: &str, depth: usize) {
        for (key, value) in object.members() {
            if self.rows.len() >= MOST_ROWS {
                return;
            }
            let path = json::joined(path, &shortened(&key, 200));
            if value.kind() == Kind::Object && depth < 3 && !value.members().is_empty() {
                self.object(value, &path, depth + 1);
            } else {
                self.row(path, value);
            }
        }
    }

    fn row(&mut self, name: String, value: Value<'_>) {
        let known = (self.meaning)(&name);
        let time = TIMES.iter().find(|(claim, ..)| *claim == name && self.prefix == PartKind::Payload);
        let seconds = time.and_then(|_| seconds(value));
        let moment = seconds.map(|seconds| Moment::new(seconds, self.now));
        let phrase = match (time, &moment) {
            (Some((_, past, _)), Some(moment)) if moment.past => past.replace("{}", &moment.relative),
            (Some((_, _, future)), Some(moment)) => future.replace("{}", &moment.relative),
            (Some(_), None) => "no moment: a number of seconds since 1970 was expected".to_owned(),
            _ => String::new(),
        };
        let source = match self.prefix {
            PartKind::Header => format!("token#header.{name}"),
            _ => format!("token#{name}"),
        };
        self.rows.push(Row {
            value: shortened(&value.string().unwrap_or_else(|| json::compact(value)), LONGEST_VALUE),
            meaning: known.map(|known| known.meaning).unwrap_or_default().to_owned(),
            standard: known.map(|known| known.standard).unwrap_or_default().to_owned(),
            moment,
            phrase,
            source,
            name,
        });
    }
}

/// A NumericDate, cut to whole seconds.
fn seconds(value: Value<'_>) -> Option<i64> {
    let text = value.raw_text();
    if value.kind() != Kind::Number {
        return None;
    }
    text.parse::<i64>().ok().or_else(|| {
        let number: f64 = text.parse().ok()?;
        (number.is_finite() && number.abs() < 9e18).then_some(number as i64)
    })
}

#[cfg(test)]
mod tests;
