use super::*;
use crate::crypto::pem;

fn certificate() -> Vec<u8> {
    pem::blocks(include_str!("../../../static/demo/jane.crt")).next().unwrap().bytes
}

fn tree(der: &[u8]) -> Vec<String> {
    let line =
        |node: &Node| format!("{}{} {}", " ".repeat(node.depth), node.tag, node.value).trim_end().to_owned();
    inspect(der).nodes.iter().map(line).collect()
}

#[test]
fn values_are_decoded() {
    for (der, wanted) in [
        (&[0x01, 1, 0xff][..], "BOOLEAN TRUE"),
        (&[0x02, 1, 0x80], "INTEGER -128"),
        (&[0x02, 2, 0x00, 0x80], "INTEGER 128"),
        (&[0x05, 0], "NULL"),
        (&[0x06, 3, 0x55, 4, 3], "OBJECT IDENTIFIER 2.5.4.3 (CN)"),
        (&[0x0c, 2, 0xc3, 0xbc], "UTF8String ü"),
        (&[0x1e, 2, 0x00, 0xfc], "BMPString ü"),
        (b"\x17\x0d261123120000Z", "UTCTime 2026-11-23 12:00:00 UTC"),
        (b"\x17\x0d991123120000Z", "UTCTime 1999-11-23 12:00:00 UTC"),
        (b"\x18\x0f20501123120000Z", "GeneralizedTime 2050-11-23 12:00:00 UTC"),
        (&[0x03, 2, 5, 0xa0], "BIT STRING 101"),
        (&[0x04, 2, 0xde, 0xad], "OCTET STRING de:ad"),
        (b"\x82\x03k8s", "[2] k8s"),
        (&[0x9f, 0x81, 0x01, 0], "[129]"),
        (&[0x1b, 0], "UNIVERSAL 27"),
    ] {
        assert_eq!(tree(der), [wanted], "{der:02x?}");
    }
}

#[test]
fn octets_that_hold_der_are_opened() {
    assert_eq!(tree(&[0x04, 5, 0x30, 3, 0x02, 1, 7]), ["OCTET STRING", " SEQUENCE", "  INTEGER 7"]);
    assert_eq!(tree(&[0x04, 3, 0x30, 3, 0x02]), ["OCTET STRING 30:03:02"]);
    assert_eq!(tree(&[0x03, 6, 0, 0x30, 3, 0x02, 1, 7]), ["BIT STRING", " SEQUENCE", "  INTEGER 7"]);
}

#[test]
fn the_stretches_of_a_certificate_fit_together() {
    let der = certificate();
    let asn1 = inspect(&der);
    assert_eq!((asn1.hex.len(), asn1.remark.as_str()), (der.len() * 2, ""));
    assert_eq!((asn1.nodes[0].start, asn1.nodes[0].end), (0, der.len()));
    for (index, node) in asn1.nodes.iter().enumerate() {
        assert!(node.start < node.content && node.content <= node.end, "{node:?}");
        let inside = &asn1.nodes[index + 1..=index + node.inside];
        assert!(
            inside.iter().all(|inner| inner.depth > node.depth
                && inner.start >= node.content
                && inner.end <= node.end)
        );
        assert!(asn1.nodes.get(index + node.inside + 1).is_none_or(|next| next.depth <= node.depth));
    }
}

#[test]
fn the_values_of_a_certificate_have_names() {
    let asn1 = inspect(&certificate());
    let labels: Vec<&str> = asn1.nodes.iter().map(|node| node.label.as_str()).collect();
    for name in [
        "Certificate",
        "tbsCertificate",
        "version",
        "serialNumber",
        "issuer",
        "validity",
        "notBefore",
        "notAfter",
        "subject",
        "CN",
        "O",
        "subjectPublicKeyInfo",
        "extensions",
        "extKeyUsage",
        "signatureValue",
    ] {
        assert!(labels.contains(&name), "{name}: {labels:?}");
    }
}

#[test]
fn broken_and_hostile_bytes_are_shown_up_to_where_they_break() {
    for (der, remark) in [
        (
            &[0x30, 5, 0x02, 1][..],
            "The value at byte 0 cannot be read: it claims to be longer than what is there.",
        ),
        (
            &[0x30, 0x80, 0, 0],
            "The value at byte 0 cannot be read: its length is indefinite, which DER does not allow.",
        ),
        (&[0x30, 0x89], "The value at byte 0 cannot be read: its length is written in too many bytes."),
        (
            &[0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0],
            "The value at byte 0 cannot be read: its tag number is too large.",
        ),
        (
            &[0x30, 3, 0x02, 9, 1],
            "The value at byte 2 cannot be read: it claims to be longer than what is there.",
        ),
        (&[0x30], "The value at byte 0 cannot be read: the bytes end within it."),
    ] {
        assert_eq!(inspect(der).remark, remark, "{der:02x?}");
    }
    assert_eq!(inspect(&[]), Asn1::default());
    let many = inspect(&[5, 0].repeat(10_000));
    assert_eq!(
        (many.nodes.len(), many.remark.as_str()),
        (MOST_NODES, "Only the first 1500 values are shown.")
    );
    assert!(inspect(&[0; 1 << 16]).remark.contains("too many"));
}

#[test]
fn nesting_is_limited() {
    let mut der = vec![5, 0];
    for _ in 0..60 {
        let mut outer = vec![0x30, u8::try_from(der.len()).unwrap()];
        outer.append(&mut der);
        der = outer;
        if der.len() > 120 {
            break;
        }
    }
    let asn1 = inspect(&der);
    assert_eq!(asn1.nodes.len(), DEEPEST + 1);
    assert_eq!(asn1.remark, "Values more than 24 levels deep are not shown.");
}
