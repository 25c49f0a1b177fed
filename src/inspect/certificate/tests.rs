use super::*;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_435_200, 0).unwrap()
}

const JANE: &str = include_str!("../../../static/demo/jane.crt");
const CA: &str = include_str!("../../../static/demo/ca.crt");
const PROXY_CA: &str = include_str!("../../../static/demo/front-proxy-ca.crt");
const EXPIRED: &str = include_str!("../../../static/demo/expired.crt");
const SERVING: &str = include_str!("../../../static/demo/serving.crt");

fn server(args: &[&str]) -> ApiServer {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    ApiServer {
        args: args.iter().map(|arg| (*arg).to_owned()).collect(),
        files: [file("/ca.crt", CA), file("/proxy.crt", PROXY_CA), file("/empty", "")].into(),
        ..ApiServer::default()
    }
}

fn read(text: &str, args: &[&str]) -> Certificates {
    let server = server(args);
    let setting = Setting { origin: "handshake", presented: true, now: now(), server: &server };
    from_pem(text, &setting).unwrap()
}

fn fields_of(text: &str) -> Fields {
    read(text, &[]).cards.remove(0).fields.unwrap()
}

#[test]
fn the_subject_says_what_kubernetes_reads() {
    let fields = fields_of(JANE);
    let read: Vec<(&str, &str, &str)> =
        fields.subject.iter().map(|a| (a.name.as_str(), a.value.as_str(), a.meaning.as_str())).collect();
    assert!(read.contains(&("CN", "jane", "user name")), "{read:?}");
    assert!(read.iter().any(|(name, _, meaning)| *name == "O" && *meaning == "group"), "{read:?}");
    assert!(fields.issuer.iter().all(|attribute| attribute.meaning.is_empty()));
    let sources: Vec<&str> = fields.subject.iter().map(|attribute| attribute.source.as_str()).collect();
    assert!(sources.contains(&"request.clientCertificates#subject.CN"), "{sources:?}");
    assert!(sources.contains(&"request.clientCertificates#subject.O[0]"), "{sources:?}");
}

#[test]
fn the_validity_is_seen_from_the_clock() {
    let valid = fields_of(JANE).validity;
    assert!(matches!(valid.state, ValidityState::Current | ValidityState::Ending), "{valid:?}");
    assert!((1..1000).contains(&valid.elapsed), "{valid:?}");
    assert!(valid.phrase.starts_with("expires in "), "{valid:?}");
    let expired = fields_of(EXPIRED).validity;
    assert_eq!((expired.state, expired.elapsed), (ValidityState::Expired, 1000));
    assert!(expired.phrase.starts_with("expired "), "{expired:?}");
    let server = server(&[]);
    let long_ago = Setting { origin: "", presented: true, now: DateTime::UNIX_EPOCH, server: &server };
    let early = from_pem(JANE, &long_ago).unwrap().cards.remove(0).fields.unwrap().validity;
    assert_eq!((early.state, early.elapsed), (ValidityState::NotYet, 0));
}

#[test]
fn extensions_are_told_in_words() {
    let find = |fields: &Fields, name: &str| {
        fields.extensions.iter().find(|extension| extension.name == name).cloned().unwrap()
    };
    let usage = find(&fields_of(JANE), "extended key usage");
    assert_eq!(
        (usage.values, usage.source.as_str()),
        (vec!["clientAuth".to_owned()], "request.clientCertificates#extendedKeyUsage")
    );
    let serving = fields_of(SERVING);
    assert_eq!(
        find(&serving, "extended key usage").meaning,
        "Without clientAuth it authenticates no client."
    );
    let ca = fields_of(CA);
    assert!(ca.self_issued);
    assert_eq!(find(&ca, "basic constraints").values, ["certificate authority"]);
    assert!(find(&ca, "key usage").values.contains(&"keyCertSign".to_owned()));
    assert!(ca.key.starts_with("RSA 2048"), "{}", ca.key);
}

#[test]
fn the_chain_leads_to_the_file_that_has_the_issuer() {
    let chains =
        read(JANE, &["--client-ca-file=/ca.crt", "--requestheader-client-ca-file=/proxy.crt"]).chains;
    let ends: Vec<&ChainEnd> = chains.iter().map(|chain| &chain.end).collect();
    assert_eq!(ends[0], &ChainEnd::Authority);
    assert!(matches!(ends[1], ChainEnd::Missing { issuer } if !issuer.is_empty()));
    let links: Vec<(&str, Option<usize>, &str)> =
        chains[0].links.iter().map(|link| (link.title.as_str(), link.card, link.by.as_str())).collect();
    assert_eq!(links.len(), 2);
    assert_eq!((links[0].0, links[0].1), ("jane", Some(0)));
    assert_eq!((links[1].1, links[1].2), (None, "name and key id match"));
}

#[test]
fn a_chain_without_an_end_says_why() {
    assert_eq!(read(JANE, &[]).chains[0].end, ChainEnd::NotConfigured);
    let end = |file: &str| read(JANE, &["--client-ca-file", file]).chains.remove(0).end;
    assert_eq!(
        end("/nowhere"),
        ChainEnd::Unreadable { error: "open /nowhere: no such file or directory".into() }
    );
    assert!(matches!(end("/empty"), ChainEnd::Unreadable { .. }));
    let both = read(&format!("{JANE}{CA}"), &["--client-ca-file=/proxy.crt"]).chains.remove(0);
    assert_eq!(both.links.iter().map(|link| link.card).collect::<Vec<_>>(), [Some(0), Some(1)]);
    let itself = read(CA, &["--client-ca-file=/ca.crt"]).chains.remove(0);
    assert_eq!((itself.links.len(), itself.end), (1, ChainEnd::Authority));
}

#[test]
fn what_cannot_be_read_is_shown_as_bytes() {
    let broken = "-----BEGIN CERTIFICATE-----\nMAMCAQU=\n-----END CERTIFICATE-----\n";
    let certificates = read(&format!("{broken}{JANE}"), &[]);
    let card = &certificates.cards[0];
    assert_eq!((card.error.as_str(), card.fields.is_none()), ("x509: malformed tbs certificate", true));
    assert_eq!(card.asn1.nodes.len(), 2);
    assert_eq!(certificates.chains[0].links[0].card, Some(1));
}

#[test]
fn private_keys_are_never_shown() {
    let key = include_str!("../../../static/demo/jane.key");
    let server = server(&[]);
    let setting = Setting { origin: "", presented: false, now: now(), server: &server };
    assert_eq!(from_pem(key, &setting), None);
    assert_eq!(read(&format!("{JANE}{key}"), &[]).cards.len(), 1);
    let public = read("-----BEGIN PUBLIC KEY-----\nMAMCAQU=\n-----END PUBLIC KEY-----\n", &[]);
    assert_eq!((public.cards[0].title.as_str(), public.chains.len()), ("PUBLIC KEY", 0));
}

#[test]
fn many_certificates_are_limited() {
    let certificates = read(&JANE.repeat(40), &["--client-ca-file=/ca.crt"]);
    assert_eq!((certificates.cards.len(), certificates.remark.as_str()), (16, "24 more are not shown."));
    assert!(certificates.cards[15].asn1.nodes.is_empty());
}
