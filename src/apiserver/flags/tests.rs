use super::*;

fn parse(args: &[&str]) -> Result<CommandLine, StartupError> {
    parse_at(args, Version::NEWEST)
}

fn parse_at(args: &[&str], version: Version) -> Result<CommandLine, StartupError> {
    let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
    CommandLine::parse(&args, version)
}

#[test]
fn values_stand_behind_an_equals_sign_or_in_the_next_argument() {
    for args in [
        &["--client-ca-file=/ca", "--anonymous-auth"][..],
        &["--client-ca-file", "/ca", "--anonymous-auth"],
        &["--client_ca_file=/ca", "--anonymous_auth"],
        &["kube-apiserver", "--client-ca-file=/ca", "--anonymous-auth=true"],
        &["/usr/local/bin/kube-apiserver", "--client-ca-file=/ca", "--anonymous-auth=1"],
        &["--client-ca-file=/old", "--client-ca-file=/ca", "--anonymous-auth=false", "--anonymous-auth"],
        &["-v2", "--client-ca-file=/ca", "-v", "3", "-v=4", "--anonymous-auth", "--"],
        &["--client-ca-file=/ca", "--anonymous-auth", ""],
    ] {
        let line = parse(args).unwrap();
        assert_eq!(line.text("client-ca-file"), "/ca", "{args:?}");
        assert!(line.boolean("anonymous-auth", false), "{args:?}");
    }
}

#[test]
fn a_value_may_look_like_a_flag() {
    let line = parse(&["--oidc-username-prefix", "-", "--oidc-groups-prefix", "--anonymous-auth"]).unwrap();
    assert_eq!(line.text("oidc-username-prefix"), "-");
    assert_eq!(line.text("oidc-groups-prefix"), "--anonymous-auth");
    assert!(!line.is_given("anonymous-auth"));
}

#[test]
fn a_value_may_hold_equals_signs_and_be_empty() {
    let line = parse(&["--token-auth-file=/a=b", "--client-ca-file=", "--api-audiences="]).unwrap();
    assert_eq!(line.text("token-auth-file"), "/a=b");
    assert_eq!(line.text("client-ca-file"), "");
    assert!(line.is_given("client-ca-file"));
    assert!(line.list("api-audiences").is_empty());
}

#[test]
fn lists_are_split_at_commas_and_appended() {
    let line = parse(&["--api-audiences=a,b", "--api-audiences", "\"c,d\",e"]).unwrap();
    assert_eq!(line.list("api-audiences"), ["a", "b", "c,d", "e"]);
}

#[test]
fn arrays_are_not_split() {
    let line = parse(&["--service-account-issuer=a,b", "--service-account-issuer=c"]).unwrap();
    assert_eq!(line.all("service-account-issuer"), ["a,b", "c"]);
}

#[test]
fn pairs_are_trimmed_and_the_last_of_a_key_wins() {
    let line =
        parse(&["--oidc-required-claim= a = 1 ", "--oidc-required-claim=b=x=y", "--oidc-required-claim=a=2"])
            .unwrap();
    let pairs = line.pairs("oidc-required-claim");
    assert_eq!(pairs.into_iter().collect::<Vec<_>>(), [("a".into(), "2".into()), ("b".into(), "x=y".into())]);
}

#[test]
fn flags_that_are_not_about_authentication_are_listed_once() {
    let line = parse(&[
        "--etcd-servers=https://a",
        "--secure-port=6443",
        "--client-ca-file=/ca",
        "--etcd_servers=https://b",
        "--feature-gates=A=true",
        "-v=2",
    ])
    .unwrap();
    assert_eq!(line.ignored(), ["--etcd-servers", "--secure-port", "--v"]);
}

#[test]
fn what_pflag_refuses() {
    for (args, message) in [
        (&["--foo"][..], "unknown flag: --foo"),
        (&["--foo_bar=1"], "unknown flag: --foo_bar"),
        (&["--client-ca"], "unknown flag: --client-ca"),
        (&["--basic-auth-file=/x"], "unknown flag: --basic-auth-file"),
        (&["---x"], "bad flag syntax: ---x"),
        (&["--=x"], "bad flag syntax: --=x"),
        (&["--client-ca-file"], "flag needs an argument: --client-ca-file"),
        (&["--client_ca_file"], "flag needs an argument: --client_ca_file"),
        (&["-v"], "flag needs an argument: 'v' in -v"),
        (&["-hv"], "flag needs an argument: 'v' in -v"),
        (&["-x"], "unknown shorthand flag: 'x' in -x"),
        (&["-☸"], "unknown shorthand flag: 'Ã' in -☸"),
        (&["-hx=1"], "unknown shorthand flag: 'x' in -x=1"),
        (&["-client-ca-file=/ca"], "unknown shorthand flag: 'c' in -client-ca-file=/ca"),
        (
            &["--anonymous-auth=maybe"],
            r#"invalid argument "maybe" for "--anonymous-auth" flag: strconv.ParseBool: parsing "maybe": invalid syntax"#,
        ),
        (
            &["--service_account_lookup="],
            r#"invalid argument "" for "--service-account-lookup" flag: strconv.ParseBool: parsing "": invalid syntax"#,
        ),
        (
            &["--profiling=no"],
            r#"invalid argument "no" for "--profiling" flag: strconv.ParseBool: parsing "no": invalid syntax"#,
        ),
        (
            &["--authentication-token-webhook-cache-ttl=10"],
            r#"invalid argument "10" for "--authentication-token-webhook-cache-ttl" flag: time: missing unit in duration "10""#,
        ),
        (
            &["--service-account-max-token-expiration", "1d"],
            r#"invalid argument "1d" for "--service-account-max-token-expiration" flag: time: unknown unit "d" in duration "1d""#,
        ),
        (
            &["--secure-port=https"],
            r#"invalid argument "https" for "--secure-port" flag: strconv.ParseInt: parsing "https": invalid syntax"#,
        ),
        (
            &["--kubelet-port=-1"],
            r#"invalid argument "-1" for "--kubelet-port" flag: strconv.ParseUint: parsing "-1": invalid syntax"#,
        ),
        (
            &["-v=two"],
            r#"invalid argument "two" for "-v, --v" flag: strconv.ParseUint: parsing "two": invalid syntax"#,
        ),
        (
            &["--api-audiences=a\"b"],
            r#"invalid argument "a\"b" for "--api-audiences" flag: parse error on line 1, column 2: bare " in non-quoted-field"#,
        ),
        (
            &["--requestheader-allowed-names=\n"],
            r#"invalid argument "\n" for "--requestheader-allowed-names" flag: EOF"#,
        ),
        (
            &["--oidc-required-claim=hd"],
            r#"invalid argument "hd" for "--oidc-required-claim" flag: malformed pair, expect string=string"#,
        ),
        (&["start"], r#""kube-apiserver" does not take any arguments, got ["start"]"#),
        (&["--anonymous-auth", "false"], r#""kube-apiserver" does not take any arguments, got ["false"]"#),
        (&["", "a", "--", "--b"], r#""kube-apiserver" does not take any arguments, got ["" "a" "--b"]"#),
        (&["-"], r#""kube-apiserver" does not take any arguments, got ["-"]"#),
    ] {
        assert_eq!(
            parse(args).map(|_| ()).map_err(|error| error.message),
            Err(message.to_owned()),
            "{args:?}"
        );
    }
}

#[test]
fn the_culprit_is_named() {
    for (args, field) in [
        (&["--client-ca-file"][..], "--client-ca-file"),
        (&["--anonymous_auth=x"], "--anonymous-auth"),
        (&["--nope"], "--nope"),
        (&["", "stray"], "stray"),
    ] {
        assert_eq!(parse(args).unwrap_err().field.as_deref(), Some(field), "{args:?}");
    }
}

#[test]
fn a_flag_of_a_newer_version_is_unknown() {
    let args = ["--requestheader-uid-headers=X-Remote-Uid"];
    let error = parse_at(&args, Version { minor: 31 }).unwrap_err();
    assert_eq!(error.message, "unknown flag: --requestheader-uid-headers");
    assert!(parse_at(&args, Version { minor: 32 }).is_ok());
}
