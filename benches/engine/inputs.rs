//! The scenarios of the benchmarks, made here from the gallery and the demonstration keys.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use authn_explorer::report::Outcome;
use chrono::{DateTime, Utc};

use super::certificates;

/// 2026-11-23T12:00:00Z, the gallery's clock.
pub const NOW: DateTime<Utc> = DateTime::from_timestamp(1_795_435_200, 0).expect("a date");

/// A scenario that something can be made large in.
pub struct Growth {
    pub name: &'static str,
    pub sizes: &'static [usize],
    pub scenario: fn(usize) -> String,
    pub outcome: fn(usize) -> Outcome,
}

pub const TOKEN_FILE_LINES: &[usize] = &[10, 100, 1_000, 10_000, 100_000];
const CERTIFICATES: &[usize] = &[1, 5, 50, 500];
/// kube-apiserver takes 64 at most.
const AUTHENTICATORS: &[usize] = &[1, 4, 16, 64];
/// Go gives up after a hundred signatures.
const DEPTHS: &[usize] = &[1, 4, 16, 64];

pub const TOKEN_FILE: &str = "lines of a token file";
pub const PASTED: &str = "lines of a pasted token file";
pub const AUTHORITIES: &str = "CA certificates";
pub const JWT: &str = "JWT authenticators";

pub const GROWTHS: [Growth; 6] = [
    Growth { name: TOKEN_FILE, sizes: TOKEN_FILE_LINES, scenario: token_file, outcome: authenticated },
    Growth { name: AUTHORITIES, sizes: CERTIFICATES, scenario: authorities, outcome: authenticated },
    Growth {
        name: "CA certificates of one name and key identifier",
        sizes: CERTIFICATES,
        scenario: authorities_of_one_name,
        // The hundred signatures that may be checked are used up on the others.
        outcome: |size| if size > 100 { Outcome::Unauthorized } else { Outcome::Authenticated },
    },
    Growth { name: JWT, sizes: AUTHENTICATORS, scenario: jwt, outcome: authenticated },
    Growth {
        name: "JWT authenticators with expressions",
        sizes: AUTHENTICATORS,
        scenario: jwt_with_expressions,
        outcome: authenticated,
    },
    Growth {
        name: "certificates from the client to the root",
        sizes: DEPTHS,
        scenario: chain,
        outcome: authenticated,
    },
];

fn authenticated(_: usize) -> Outcome {
    Outcome::Authenticated
}

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("static").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A scenario of the gallery.
pub fn gallery(name: &str) -> String {
    read(&format!("gallery/{name}.yaml"))
}

/// A literal block, `spaces` to the right.
fn block(text: &str, spaces: usize) -> String {
    let indent = " ".repeat(spaces);
    text.lines().fold("|\n".to_owned(), |mut block, line| {
        let _ = writeln!(block, "{indent}{line}");
        block
    })
}

/// A server with one flag that names one file, and a request.
fn scenario(flag: &str, file: &str, request: &str) -> String {
    let file = block(file, 6);
    format!(
        "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {{name: benchmark}}\nnow: \"2026-11-23T12:00:00Z\"\n\
         apiServer:\n  args: [\"--{flag}=/file\"]\n  files:\n    /file: {file}request:\n{request}"
    )
}

fn bearer(token: &str) -> String {
    format!("  raw: {}", block(&format!("GET /api HTTP/1.1\nHost: k\nAuthorization: Bearer {token}"), 4))
}

fn presenting(certificates: &str) -> String {
    format!("  raw: \"GET /api HTTP/1.1\\n\"\n  clientCertificates: {}", block(certificates, 4))
}

/// Lines of a token file, the tokens as long as those that people make with `openssl rand -hex 16`.
pub fn token_lines(size: usize) -> String {
    (1..=size).fold(String::new(), |mut lines, line| {
        let _ = writeln!(lines, "{line:032x},user-{line},{line},\"developers,on-call\"");
        lines
    })
}

fn token_file(size: usize) -> String {
    scenario("token-auth-file", &token_lines(size), &bearer(&format!("{size:032x}")))
}

/// The right one is the last.
fn authorities(size: usize) -> String {
    let others: String = (1..size)
        .map(|number| certificates::authority(&format!("authority {number}"), number, &[1; 20]))
        .collect();
    scenario("client-ca-file", &(others + &read("demo/ca.crt")), &presenting(&read("demo/jane.crt")))
}

/// As above, and only a signature tells them apart.
fn authorities_of_one_name(size: usize) -> String {
    const KEY_ID: [u8; 20] = [
        0x34, 0x1a, 0xf2, 0x36, 0x82, 0x27, 0x32, 0xcd, 0xb1, 0xd2, 0x6d, 0x07, 0xad, 0xb1, 0x8d, 0x78, 0x08,
        0x27, 0xd7, 0x48,
    ];
    let others: String =
        (1..size).map(|number| certificates::authority("kubernetes", number, &KEY_ID)).collect();
    scenario("client-ca-file", &(others + &read("demo/ca.crt")), &presenting(&read("demo/jane.crt")))
}

fn chain(depth: usize) -> String {
    let (presented, root) = certificates::chain(depth);
    scenario("client-ca-file", &root, &presenting(&presented))
}

fn jwt(size: usize) -> String {
    jwt_with(
        size,
        "  claimMappings:\n    username: {claim: sub, prefix: \"login:\"}\n    groups: {claim: groups, prefix: \"login:\"}\n\
         \x20 claimValidationRules:\n  - {claim: hd, requiredValue: example.com}\n",
    )
}

fn jwt_with_expressions(size: usize) -> String {
    jwt_with(
        size,
        "  claimMappings:\n    username: {expression: '\"login:\" + claims.sub'}\n    \
         groups: {expression: 'dyn(claims.groups).map(group, \"login:\" + group)'}\n\
         \x20 claimValidationRules:\n  - {expression: 'claims.hd == \"example.com\"', message: foreign}\n\
         \x20 userValidationRules:\n  - {expression: '!user.username.startsWith(\"system:\")', message: reserved}\n",
    )
}

/// The gallery's AuthenticationConfiguration with other authenticators before its own.
fn jwt_with(size: usize, mappings: &str) -> String {
    let valid = gallery("authentication-configuration-valid");
    let (_, answers) = valid.split_once("\nremote:\n").expect("answers of the identity provider");
    let mut file =
        "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\njwt:\n".to_owned();
    for number in (0..size).rev() {
        let host = if number == 0 { "login.example.com" } else { &format!("login-{number}.example.com") };
        let _ = write!(
            file,
            "- issuer:\n    url: https://{host}\n    audiences: [kubernetes, kubectl]\n    audienceMatchPolicy: MatchAny\n\
             {mappings}"
        );
    }
    let server = scenario("authentication-config", &file, "");
    format!("{}remote:\n{answers}", server.trim_end_matches("request:\n"))
}
