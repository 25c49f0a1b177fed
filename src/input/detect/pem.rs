//! PEM blocks within other text (RFC 7468): indented, quoted by a manifest with `\n`, cut off at the end.

use super::{Piece, What, Whose};
use crate::crypto::pem;
use crate::crypto::x509::{self, Certificate};

pub struct PemBlock {
    pub label: String,
    pub text: String,
}

/// Splits off the blocks.
pub fn blocks(text: &str) -> (Vec<PemBlock>, String) {
    const BEGIN: &str = "-----BEGIN ";
    let mut blocks = Vec::new();
    let mut others = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(BEGIN) {
        let (before, block) = rest.split_at(start);
        others.push_str(before);
        let after_begin = &block[BEGIN.len()..];
        let Some(label_end) = after_begin.find("-----").filter(|&end| end <= 64) else {
            others.push_str(BEGIN);
            rest = after_begin;
            continue;
        };
        let label = &after_begin[..label_end];
        let end_line = format!("-----END {label}-----");
        let reach = after_begin.find(BEGIN).map_or(block.len(), |next| BEGIN.len() + next);
        let length = block[..reach].find(&end_line).map_or(reach, |end| end + end_line.len());
        let (block, after) = block.split_at(length);
        blocks.push(PemBlock { label: label.to_owned(), text: straightened(block) });
        rest = after;
    }
    others.push_str(rest);
    (blocks, others)
}

/// A PEM block with one line per line: no indentation, no escaped line ends, and the boundaries on lines of their own.
fn straightened(block: &str) -> String {
    let block = block.replace("\\r", "").replace("\\n", "\n");
    let mut lines = String::with_capacity(block.len() + 1);
    for line in block.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match on_one_line(line) {
            Some(split) => lines.push_str(&split),
            None => {
                lines.push_str(line);
                lines.push('\n');
            }
        }
    }
    lines
}

/// A whole block whose line ends were lost or became spaces.
fn on_one_line(line: &str) -> Option<String> {
    let (label, rest) = line.strip_prefix("-----BEGIN ")?.split_once("-----")?;
    let (body, _) = rest.split_once("-----END ")?;
    let body: String = body.split_whitespace().collect();
    body.is_ascii().then(|| pem::framed(label, &body))
}

/// The pieces that the blocks are.
pub fn pieces(blocks: &[PemBlock]) -> Vec<Piece> {
    let is_certificate =
        |label: &str| matches!(label, "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE");
    let certificates: Vec<&str> =
        blocks.iter().filter(|block| is_certificate(&block.label)).map(|block| block.text.as_str()).collect();
    let mut pieces = Vec::new();
    if !certificates.is_empty() {
        let text = certificates.concat();
        pieces.push(Piece::new(whose(&text, certificates.len()), text));
    }
    for block in blocks {
        if block.label.ends_with("PRIVATE KEY") {
            pieces.push(Piece::new(What::PrivateKey, block.text.clone()));
        } else if !is_certificate(&block.label) {
            pieces.push(Piece::new(What::OtherPem(block.label.clone()), block.text.clone()));
        }
    }
    pieces
}

/// A client presents its own certificate first; where all are of authorities, nobody presents them.
fn whose(text: &str, count: usize) -> What {
    match x509::certificates_from_pem(text) {
        Ok(parsed) if parsed.len() == count && parsed.iter().all(is_root) => {
            let proxies = parsed.iter().any(|one| one.subject.common_name.contains("front-proxy"));
            What::Authorities(if proxies { Whose::Proxies } else { Whose::Clients })
        }
        _ => What::Certificates(count),
    }
}

fn is_root(certificate: &Certificate) -> bool {
    certificate.is_ca && certificate.raw_subject == certificate.raw_issuer
}
