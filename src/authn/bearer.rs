//! Where a bearer token is taken from: the Authorization header, then a websocket sub-protocol
//! (`apiserver/pkg/authentication/request/bearertoken`, `…/request/websocket`).

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use crate::input::http::Request;
use crate::report::{Check, TokenSource, TokenSourceName};

/// The error of either source when no authenticator recognised its token.
pub const INVALID_TOKEN: &str = "invalid bearer token";

const EXTRA_SPACE_WARNING: &str =
    "the provided Authorization header contains extra space before the bearer token, and is ignored";

const PROTOCOL_HEADER: &str = "Sec-Websocket-Protocol";
const PROTOCOL_PREFIX: &str = "base64url.bearer.authorization.k8s.io.";

/// What one source holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    pub token: Option<String>,
    /// What the client gets in a Warning header.
    pub warning: Option<&'static str>,
    pub source: TokenSource,
}

impl Extraction {
    fn new(name: TokenSourceName, reason: impl Into<String>, checks: Vec<Check>) -> Extraction {
        Extraction {
            token: None,
            warning: None,
            source: TokenSource {
                name,
                found: false,
                error: None,
                reason: reason.into(),
                checks,
                effects: Vec::new(),
            },
        }
    }

    fn found(mut self, token: String) -> Extraction {
        self.token = Some(token);
        self.source.found = true;
        self
    }
}

/// `Authorization: Bearer <token>`: the scheme in any case, the value trimmed and cut at single spaces.
pub fn from_header(request: &Request) -> Extraction {
    let none = |reason: &str, checks: Vec<Check>| {
        Extraction::new(TokenSourceName::AuthorizationHeader, reason, checks)
    };
    let check = |name: &str| (name.to_owned(), "request.raw#Authorization");
    let value = request.headers.get("Authorization").trim();
    let (header, source) = check("Authorization header");
    if value.is_empty() {
        return none(
            "The request has no Authorization header.",
            vec![Check::skipped(header, "There is none, or it is empty.").source(source)],
        );
    }
    let mut checks = Vec::new();
    if request.headers.values("Authorization").len() > 1 {
        checks.push(
            Check::passed(header, "It was sent more than once; the server reads only the first one.")
                .source(source),
        );
    }
    let mut parts = value.splitn(3, ' ');
    let scheme = parts.next().unwrap_or_default();
    let token = parts.next();
    let (name, source) = check("scheme");
    let scheme_check = |check: Check| check.expected("Bearer (in any case)").actual(scheme).source(source);
    let Some(token) = token.filter(|_| scheme.to_lowercase() == "bearer") else {
        let detail = if scheme.to_lowercase() == "bearer" {
            "No token follows the scheme, so the header is ignored."
        } else {
            "Another scheme: the header is ignored, without an error."
        };
        checks.push(scheme_check(Check::failed(name, detail)));
        return none("The Authorization header holds no bearer token, so the server ignores it.", checks);
    };
    checks.push(scheme_check(Check::passed(name, "The header carries a bearer token.")));
    let (name, source) = check("one space before the token");
    if token.is_empty() {
        checks.push(
            Check::failed(
                name,
                "More than one space follows the scheme, so the token reads as empty and the header is ignored.",
            )
            .expected("Bearer <token>")
            .actual("two or more spaces")
            .source(source),
        );
        let mut extraction = none(
            "There is an extra space before the token: the server warns and ignores the header.",
            checks,
        );
        extraction.warning = parts.next().map(|_| EXTRA_SPACE_WARNING);
        return extraction;
    }
    checks.push(Check::passed(name, "The token follows the scheme after one space.").source(source));
    if parts.next().is_some() {
        checks.push(
            Check::passed("rest of the header", "What stands behind the token after a space is cut off.")
                .source(source),
        );
    }
    none("The Authorization header carries a bearer token; it is handed to the token authenticators.", checks)
        .found(token.to_owned())
}

/// The websocket sub-protocol that browsers use, since they cannot set headers on websockets.
pub fn from_websocket(request: &Request) -> Extraction {
    let done = |reason: &str, checks: Vec<Check>| {
        Extraction::new(TokenSourceName::WebsocketProtocol, reason, checks)
    };
    let source = "request.raw#Sec-WebSocket-Protocol";
    if !is_websocket(request) {
        return done(
            "The request does not ask for a websocket.",
            vec![
                Check::skipped("websocket upgrade", "Upgrade and Connection do not ask for one.")
                    .source("request.raw#Upgrade"),
            ],
        );
    }
    let mut checks = vec![
        Check::passed("websocket upgrade", "The request asks for a websocket.").source("request.raw#Upgrade"),
    ];
    let protocols: Vec<&str> = request
        .headers
        .values(PROTOCOL_HEADER)
        .iter()
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .collect();
    let mut token: Option<Result<String, &str>> = None;
    for encoded in protocols.iter().filter_map(|protocol| protocol.strip_prefix(PROTOCOL_PREFIX)) {
        token = match token {
            None => Some(decode(encoded)),
            Some(Ok(_)) => Some(Err("multiple base64.bearer.authorization tokens specified")),
            failed => failed,
        };
    }
    let others = protocols.iter().any(|protocol| !protocol.starts_with(PROTOCOL_PREFIX));
    let token = match token {
        None => None,
        Some(Ok(token)) if token.is_empty() => None,
        Some(Ok(_)) if !others => Some(Err("missing additional subprotocol")),
        other => other,
    };
    match token {
        None => {
            checks.push(
                Check::skipped("token sub-protocol", "No sub-protocol carries a token.")
                    .expected(format!("{PROTOCOL_PREFIX}<base64url token>"))
                    .source(source),
            );
            done("The websocket's sub-protocols carry no token.", checks)
        }
        Some(Err(error)) => {
            checks.push(Check::failed("token sub-protocol", error).source(source));
            let mut extraction = done("The websocket's token sub-protocol is wrong.", checks);
            extraction.source.error = Some(error.to_owned());
            extraction
        }
        Some(Ok(token)) => {
            checks.push(
                Check::passed(
                    "token sub-protocol",
                    "A sub-protocol carries a token, and another one is offered.",
                )
                .source(source),
            );
            done(
                "A websocket sub-protocol carries a bearer token; it is handed to the token authenticators.",
                checks,
            )
            .found(token)
        }
    }
}

/// Removes the sub-protocol with the token, as the server does once it has accepted it.
pub fn strip_websocket_token(request: &mut Request) {
    let kept: Vec<String> = request
        .headers
        .values(PROTOCOL_HEADER)
        .iter()
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|protocol| !protocol.starts_with(PROTOCOL_PREFIX))
        .map(str::to_owned)
        .collect();
    request.headers.set(PROTOCOL_HEADER, kept.join(","));
}

fn is_websocket(request: &Request) -> bool {
    request.headers.get("Upgrade").to_lowercase() == "websocket"
        && request.headers.values("Connection").iter().any(|value| value.to_lowercase().contains("upgrade"))
}

/// `base64.RawURLEncoding`, which ignores line breaks and does not mind set bits behind the last byte.
fn decode(encoded: &str) -> Result<String, &'static str> {
    const RAW_URL: GeneralPurpose = GeneralPurpose::new(
        &base64::alphabet::URL_SAFE,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::RequireNone)
            .with_decode_allow_trailing_bits(true),
    );
    let bytes = RAW_URL.decode(encoded).map_err(|_| "invalid base64.bearer.authorization token encoding")?;
    String::from_utf8(bytes).map_err(|_| "invalid base64.bearer.authorization token")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::http;

    fn header(value: &str) -> Extraction {
        from_header(&http::parse(&format!("GET / HTTP/1.1\nAuthorization: {value}")).unwrap())
    }

    fn websocket(protocols: &str) -> Extraction {
        let raw = format!("GET / HTTP/1.1\nUpgrade: WebSocket\nConnection: keep-alive, Upgrade\n{protocols}");
        from_websocket(&http::parse(&raw).unwrap())
    }

    #[test]
    fn tokens_are_taken_as_the_server_takes_them() {
        for (value, token) in [
            ("Bearer tok", Some("tok")),
            ("  bEaReR tok   ", Some("tok")),
            ("Bearer tok and more words", Some("tok")),
            ("Bearer", None),
            ("Bearertok", None),
            ("Basic dTpw", None),
            ("Bearer\ttok", None),
            ("", None),
        ] {
            let extraction = header(value);
            assert_eq!(extraction.token.as_deref(), token, "{value:?}");
            assert_eq!(extraction.warning, None, "{value:?}");
            assert_eq!(extraction.source.found, token.is_some(), "{value:?}");
        }
    }

    #[test]
    fn an_extra_space_is_warned_of() {
        let extraction = header("Bearer  tok");
        assert_eq!(extraction.token, None);
        assert_eq!(
            extraction.warning,
            Some(
                "the provided Authorization header contains extra space before the bearer token, and is ignored"
            )
        );
    }

    #[test]
    fn only_the_first_authorization_header_counts() {
        let raw = "GET / HTTP/1.1\nAuthorization: Basic x\nAuthorization: Bearer tok";
        assert_eq!(from_header(&http::parse(raw).unwrap()).token, None);
    }

    #[test]
    fn websocket_protocols() {
        let prefix = PROTOCOL_PREFIX;
        for (protocols, token, error) in [
            (format!("Sec-WebSocket-Protocol: {prefix}dG9r, base64.binary.k8s.io"), Some("tok"), None),
            (format!("Sec-WebSocket-Protocol: x\nSec-WebSocket-Protocol: {prefix}dG9r"), Some("tok"), None),
            ("Sec-WebSocket-Protocol: x".to_owned(), None, None),
            (String::new(), None, None),
            (format!("Sec-WebSocket-Protocol: {prefix}"), None, None),
            (format!("Sec-WebSocket-Protocol: {prefix}dG9r"), None, Some("missing additional subprotocol")),
            (
                format!("Sec-WebSocket-Protocol: {prefix}dG9r,{prefix}dG9r,x"),
                None,
                Some("multiple base64.bearer.authorization tokens specified"),
            ),
            (
                format!("Sec-WebSocket-Protocol: {prefix}d=,x"),
                None,
                Some("invalid base64.bearer.authorization token encoding"),
            ),
            (
                format!("Sec-WebSocket-Protocol: {prefix}_w,x"),
                None,
                Some("invalid base64.bearer.authorization token"),
            ),
        ] {
            let extraction = websocket(&protocols);
            assert_eq!(extraction.token.as_deref(), token, "{protocols}");
            assert_eq!(extraction.source.error.as_deref(), error, "{protocols}");
        }
    }

    #[test]
    fn a_request_without_upgrade_is_no_websocket() {
        let raw =
            format!("GET / HTTP/1.1\nUpgrade: websocket\nSec-WebSocket-Protocol: {PROTOCOL_PREFIX}dG9r, x");
        assert_eq!(from_websocket(&http::parse(&raw).unwrap()).token, None);
    }

    #[test]
    fn the_protocol_with_the_token_is_removed() {
        let raw = format!(
            "GET / HTTP/1.1\nSec-WebSocket-Protocol: a, {PROTOCOL_PREFIX}dG9r\nSec-WebSocket-Protocol: b"
        );
        let mut request = http::parse(&raw).unwrap();
        strip_websocket_token(&mut request);
        assert_eq!(request.headers.values("Sec-WebSocket-Protocol"), ["a,b"]);
    }
}
