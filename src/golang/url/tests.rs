//! URLs, their parts and their errors, as Go has them.

use super::*;

#[test]
fn errors_are_worded_as_go_words_them() {
    for (text, reason) in [
        ("https://a:b:c", r#"invalid port ":b:c" after host"#),
        ("https://[::1", "missing ']' in host"),
        ("https://[zz]:1/", r#"invalid host: ParseAddr("zz"): unable to parse IP"#),
        ("https://[1:2]/", r#"invalid host: ParseAddr("1:2"): address string too short"#),
        ("https://[1.2.3.4]/", "invalid IP-literal"),
        ("https://a[b]/", "invalid IP-literal"),
        ("https://[::1]x", r#"invalid port "x" after host"#),
        ("https://h:port/", r#"invalid port ":port" after host"#),
        ("https://h%zz/", r#"invalid URL escape "%zz""#),
        ("https://h/%zz", r#"invalid URL escape "%zz""#),
        ("https://h/%", r#"invalid URL escape "%""#),
        ("https://h/#%zz", r#"invalid URL escape "%zz""#),
        ("http://h%41/", r#"invalid URL escape "%41""#),
        ("https://h /", r#"invalid character " " in host name"#),
        ("https://u ser@h/", "net/url: invalid userinfo"),
        ("https://u%zz@h", r#"invalid URL escape "%zz""#),
        ("a b:c", "first path segment in URL cannot contain colon"),
        ("1:foo/bar", "first path segment in URL cannot contain colon"),
        (":foo", "missing protocol scheme"),
        ("https://h/\u{1}", "net/url: invalid control character in URL"),
    ] {
        assert_eq!(parse(text), Err(format!("parse {}: {reason}", quote(text))), "{text}");
    }
}

#[test]
fn urls_are_printed_as_go_prints_them() {
    for (text, printed) in [
        ("https://a.example.com:8443/x?y#z", "https://a.example.com:8443/x?y#z"),
        ("HTTPS://Ex.com/a b", "https://Ex.com/a%20b"),
        ("https://\u{fc}.de/\u{fc}", "https://%C3%BC.de/%C3%BC"),
        ("https://[fe80::1%25en0]/", "https://[fe80::1%25en0]/"),
        ("https://h%25/", "https://h%25/"),
        ("https://h/a%2fb[]|", "https://h/a/b%5B%5D%7C"),
        ("https://h/!()*'", "https://h/!()*'"),
        ("https://u:p@h/", "https://u:p@h/"),
        ("https://h/a?", "https://h/a?"),
        ("https://", "https:"),
        ("https:///x", "https:///x"),
        ("https:opaque", "https:opaque"),
        ("tcp://a:b:9/x", "tcp://a:b:9/x"),
        ("//h/p", "//h/p"),
        ("/a:b", "/a:b"),
        ("kubernetes/serviceaccount", "kubernetes/serviceaccount"),
        ("mailto:a@b", "mailto:a@b"),
    ] {
        assert_eq!(parse(text).map(|url| url.to_string()), Ok(printed.to_owned()), "{text}");
    }
}

#[test]
fn parts_are_told_apart() {
    let url = parse("https://u:p@example.com:8443/a%20b?c=%20#e%20").unwrap();
    assert_eq!((url.scheme.as_str(), url.has_user), ("https", true));
    assert_eq!((url.host.as_str(), url.path.as_str()), ("example.com:8443", "/a b"));
    assert_eq!((url.raw_query.as_str(), url.fragment.as_str()), ("c=%20", "e "));
    assert_eq!(url.request_target(), "/a%20b?c=%20");
    for (text, expected) in [
        ("https://h", ("h", "")),
        ("https://h:", ("h", "")),
        ("https://h:1", ("h", "1")),
        ("https://[::1]:1", ("::1", "1")),
        ("https://[::1]", ("::1", "")),
    ] {
        assert_eq!(parse(text).unwrap().host_and_port(), expected, "{text}");
    }
}

#[test]
fn a_password_is_not_shown() {
    for (text, shown) in [
        ("https://jane:s3cret@h/a?b", "https://jane:***@h/a?b"),
        ("https://jane:@h/a", "https://jane:***@h/a"),
        ("https://jane@h/a", "https://jane@h/a"),
    ] {
        assert_eq!(parse(text).unwrap().redacted(), shown);
    }
}

#[test]
fn another_path_is_encoded_anew() {
    let at = |text: &str, path: &str| parse(text).unwrap().at(path, "q=1").to_string();
    assert_eq!(
        at("https://h/a%21?x#y", "/a!"),
        "https://h/a%21?q=1",
        "the same path stays as it was written"
    );
    assert_eq!(at("https://h/a/../b", "/b c"), "https://h/b%20c?q=1");
}

#[test]
fn queries_are_read_as_far_as_they_can_be() {
    let query = |text: &str| parse(&format!("https://h/?{text}")).unwrap().query();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(query("a=1&b&a=2"), [pair("a", "1"), pair("b", ""), pair("a", "2")]);
    assert_eq!(query("x+y=%20%2B+&=z"), [pair("x y", " + "), pair("", "z")]);
    assert_eq!(query("a;b=1&c=%zz&&d=e=f"), [pair("d", "e=f")]);
}

#[test]
fn a_request_names_an_absolute_url_or_path() {
    for (text, reason) in [
        ("", "empty url"),
        ("a.example", "invalid URI for request"),
        ("2021:01", "invalid URI for request"),
        ("/a#%zz", r#"invalid URL escape "%zz""#),
    ] {
        assert_eq!(parse_request(text), Err(format!("parse {}: {reason}", quote(text))), "{text}");
    }
    assert_eq!(parse_request("//a/b").unwrap().path, "//a/b");
    assert_eq!(parse_request("mailto:a").unwrap().opaque, "a");
}
