use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::*;
use crate::input::jwt_kind::JwtKind;

const PEM: &str = "-----BEGIN CERTIFICATE-----\nMIIB\nAAAA\n-----END CERTIFICATE-----\n";

fn jwt(claims: &str) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.c2lnbmF0dXJl", part(r#"{"alg":"RS256","kid":""}"#), part(claims))
}

fn legacy() -> String {
    jwt(r#"{"iss":"kubernetes/serviceaccount","sub":"system:serviceaccount:default:default"}"#)
}

fn found(text: &str) -> Vec<Piece> {
    recognise(text, Reading::Automatic)
}

fn one(text: &str) -> Piece {
    let pieces = found(text);
    assert_eq!(pieces.len(), 1, "{text:?}: {pieces:?}");
    pieces.into_iter().next().unwrap()
}

const LEGACY: TokenKind = TokenKind::Jwt(JwtKind::LegacyServiceAccount);

#[test]
fn an_empty_text_has_no_pieces() {
    for text in ["", "  \n\t\r\n", "\u{feff}"] {
        assert_eq!(found(text), []);
    }
}

#[test]
fn a_token_is_found_however_it_was_copied() {
    let token = legacy();
    let (first, second) = token.split_at(token.len() / 2);
    for text in [
        token.clone(),
        format!("  {token}\n"),
        format!("\"{token}\""),
        format!("'{token}'"),
        format!("{first}\n{second}\n"),
        format!("{first}\r\n   {second}"),
        format!("token: {token}"),
        format!("\"id_token\": \"{token}\","),
        format!("Here is the token of the pod ({token}), which fails.\nWhy?"),
        format!("# cat token && echo\n{token}\n/ #"),
    ] {
        assert_eq!(one(&text), Piece::new(What::Token(LEGACY), &*token), "{text}");
    }
}

#[test]
fn tokens_without_structure() {
    for (text, kind) in [
        ("abcdef.0123456789abcdef", TokenKind::Bootstrap),
        ("ABCDEF.0123456789abcdef", TokenKind::Opaque),
        ("s3cret", TokenKind::Opaque),
        ("kubeconfig-u-abc:xyz123", TokenKind::Opaque),
        ("a.b.c", TokenKind::Opaque),
    ] {
        assert_eq!(one(text), Piece::new(What::Token(kind), text), "{text}");
    }
}

#[test]
fn authorization_without_its_name() {
    for (text, kind) in [
        ("Bearer s3cret", Some(TokenKind::Opaque)),
        ("bEaReR  s3cret", Some(TokenKind::Opaque)),
        ("Basic amFuZTpwdw==", None),
    ] {
        assert_eq!(one(text), Piece::new(What::AuthorizationValue(kind), text), "{text}");
    }
}

#[test]
fn header_lines() {
    for (text, lines, kind) in [
        ("Authorization: Bearer s3cret", "Authorization: Bearer s3cret", Some(TokenKind::Opaque)),
        (
            "authorization:Bearer abcdef.0123456789abcdef",
            "authorization:Bearer abcdef.0123456789abcdef",
            Some(TokenKind::Bootstrap),
        ),
        ("X-Remote-User: jane\r\nX-Remote-Group: dev\r\n", "X-Remote-User: jane\nX-Remote-Group: dev", None),
        ("> X-Remote-User: jane\n> \n", "X-Remote-User: jane", None),
        ("Authorization:   bEaReR s3cret   ", "Authorization:   bEaReR s3cret   ", Some(TokenKind::Opaque)),
    ] {
        assert_eq!(one(text), Piece::new(What::Headers(kind), lines), "{text}");
    }
}

#[test]
fn a_request_is_kept_to_the_letter() {
    let text =
        format!("GET /api/v1/pods HTTP/1.1\r\nHost: k\r\nAuthorization:  Bearer  {}\r\n\r\n", legacy());
    let piece = one(&text);
    assert_eq!(piece.what, What::HttpRequest(Some(LEGACY)));
    assert_eq!(piece.text, text.trim_end_matches(['\r', '\n']));
    assert_eq!(one("\nGET / HTTP/1.1").what, What::HttpRequest(None));
}

#[test]
fn certificates_stay_in_order_and_lose_their_indentation() {
    let other = PEM.replace("AAAA", "BBBB");
    for text in [
        format!("{PEM}{other}"),
        format!("subject=CN = jane\n{PEM}issuer=CN = ca\n\n{other}"),
        format!("{PEM}{other}").replace('\n', "\n      "),
        format!("{PEM}{other}").replace('\n', "\r\n"),
        format!("{PEM}{other}").replace('\n', "\\n"),
    ] {
        assert_eq!(one(&text), Piece::new(What::Certificates(2), format!("{PEM}{other}")), "{text}");
    }
}

#[test]
fn several_kinds_at_once() {
    let key = "-----BEGIN EC PRIVATE KEY-----\nMHcC\n-----END EC PRIVATE KEY-----\n";
    let request = "GET / HTTP/1.1\nAuthorization: Bearer s3cret";
    let pieces = found(&format!("{request}\n\n{PEM}{key}"));
    let kinds: Vec<&What> = pieces.iter().map(|piece| &piece.what).collect();
    assert_eq!(
        kinds,
        [&What::HttpRequest(Some(TokenKind::Opaque)), &What::Certificates(1), &What::PrivateKey]
    );
    assert_eq!(pieces[0].text, request);
    let pieces = found(&format!("{PEM}{}", legacy()));
    assert_eq!(pieces[0].what, What::Token(LEGACY));
    assert_eq!(pieces[1].what, What::Certificates(1));
    let pieces = found(&format!("s3cret\n{PEM}"));
    assert_eq!(pieces[0].what, What::Token(TokenKind::Opaque));
    assert_eq!(pieces[1].what, What::Certificates(1));
    assert_eq!(one(&format!("subject=CN=jane\n{PEM}")).what, What::Certificates(1));
}

#[test]
fn a_certificate_cut_anywhere_is_still_one_or_nothing_known() {
    for end in 1..PEM.len() {
        let pieces = found(&PEM[..end]);
        assert_eq!(pieces.len(), 1, "cut at {end}");
        if end > "-----BEGIN CERTIFICATE-----".len() {
            assert_eq!(pieces[0].what, What::Certificates(1), "cut at {end}");
        }
    }
    let cut = &PEM[..40];
    assert_eq!(one(&format!("{cut}\n{PEM}")).what, What::Certificates(2), "the next block is not swallowed");
}

#[test]
fn other_blocks_are_named() {
    let text = "-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n";
    assert_eq!(one(text), Piece::new(What::OtherPem("PUBLIC KEY".into()), text));
}

#[test]
fn prose_is_nothing_known() {
    for text in ["hello world", "Unable to authenticate the request: see\nthe log", "näme"] {
        assert_eq!(one(text).what, What::Unknown, "{text}");
    }
}

#[test]
fn a_wrong_guess_can_be_overridden() {
    for (text, reading, what) in [
        ("X-Remote-User: jane", Reading::BearerToken, What::Token(TokenKind::Opaque)),
        ("hello world", Reading::BearerToken, What::Token(TokenKind::Opaque)),
        ("kubeconfig:xyz", Reading::HeaderLines, What::Headers(None)),
        ("GET", Reading::HttpRequest, What::HttpRequest(None)),
        ("MIIB", Reading::ClientCertificate, What::Certificates(1)),
    ] {
        assert_eq!(recognise(text, reading), [Piece::new(what, text)], "{text}");
    }
}

#[test]
fn megabytes_of_anything_are_answered() {
    let noise: String =
        (0..2_000_000u32).map(|i| char::from((i.wrapping_mul(2_654_435_761) >> 25) as u8)).collect();
    assert!(!found(&noise).is_empty());
    assert!(!found(&"-----BEGIN ".repeat(100_000)).is_empty());
    assert!(!found(&"-----BEGIN A-----\n".repeat(60_000)).is_empty());
    assert!(!found(&"eyJ.".repeat(250_000)).is_empty());
}

#[test]
fn a_scenario_document_is_told_by_its_format() {
    for (text, expected) in [
        ("apiVersion: authn-explorer/v1\nkind: Scenario\n", true),
        ("# a case\n---\nkind: Scenario\napiVersion: \"authn-explorer/v1\"\n", true),
        ("{\"kind\": \"Scenario\",\n \"apiVersion\": \"authn-explorer/v2\"}", true),
        ("apiVersion: v1\nkind: Config\n", false),
        ("see authn-explorer/v1", false),
        ("", false),
    ] {
        assert_eq!(is_scenario(text), expected, "{text}");
    }
}

#[test]
fn flags_beside_a_header_are_both_found() {
    let found = recognise("Authorization: Bearer abc\n- --anonymous-auth=false\n", Reading::Automatic);
    let what: Vec<&What> = found.iter().map(|piece| &piece.what).collect();
    assert_eq!(what.len(), 2, "{what:?}");
    assert!(matches!(what[0], What::Headers(Some(_))), "{what:?}");
    assert_eq!(what[1], &What::Flags(vec!["--anonymous-auth=false".to_owned()]));
}
