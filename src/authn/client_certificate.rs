//! X.509 client certificates: the common name is the user, each organization a group
//! (`apiserver/pkg/authentication/request/x509/x509.go`).

use std::collections::BTreeMap;

use crate::apiserver::config::CaBundle;
use crate::crypto::x509::Certificate;
use crate::input::http::Request;
use crate::report::{Check, Party, Provenance, StepLog, User};

use super::certificate_check::{self, Verified};
use super::{Answer, RequestAuthenticator, Response, World, wire};

/// `user.CredentialIDKey` of the server, in `extra` since 1.32.
pub const CREDENTIAL_ID_KEY: &str = "authentication.kubernetes.io/credential-id";

/// Relative distinguished name that carries a UID (`apimachinery/pkg/apis/asn1`).
const UID_OID: &str = "1.3.6.1.4.1.57683.2";

pub struct ClientCertificate<'a> {
    pub ca: &'a CaBundle,
    /// Feature gate AllowParsingUserUIDFromCertAuth, on since 1.33.
    pub parse_uid: bool,
}

impl RequestAuthenticator for ClientCertificate<'_> {
    fn authenticate(&self, request: &mut Request, world: &World, log: &mut StepLog) -> Answer {
        if !request.peer_certificates.is_empty() {
            log.message(wire::handshake(request, Party::Client));
        }
        let leaf = match certificate_check::verify(request, self.ca, "--client-ca-file", world, log) {
            Verified::NoCertificate => {
                log.reason("The connection presented no client certificate.");
                return Answer::NoOpinion;
            }
            Verified::Refused { leaf, error, why } => {
                log.reason(why);
                return Answer::rejected(format!(
                    "verifying certificate {} failed: {error}",
                    certificate_identifier(&leaf)
                ));
            }
            Verified::Chains(leaf) => leaf,
        };
        self.user(&leaf, world, log)
    }
}

impl ClientCertificate<'_> {
    /// `CommonNameUserConversion`
    fn user(&self, leaf: &Certificate, world: &World, log: &mut StepLog) -> Answer {
        let subject = &leaf.subject;
        let username = subject.common_name.clone();
        let name_check = if username.is_empty() {
            Check::failed(
                "common name",
                "A certificate without a common name names nobody; the server ignores it.",
            )
        } else {
            Check::passed("common name", "The common name becomes the username.")
        };
        log.check(name_check.actual(username.as_str()).source("request.clientCertificates#subject.CN"));
        if username.is_empty() {
            log.reason("The certificate is valid but has no common name, so it names nobody.");
            return Answer::NoOpinion;
        }
        let uid = match self.uid(leaf) {
            Ok(uid) => uid,
            Err(error) => {
                log.check(
                    Check::failed("UID attribute", error.as_str())
                        .expected(format!("at most one text attribute {UID_OID}"))
                        .source("request.clientCertificates#subject.UID"),
                );
                log.reason("The certificate's UID attribute cannot be used.");
                return Answer::rejected(error);
            }
        };
        let mut provenance = vec![Provenance::new(
            "username",
            username.as_str(),
            "common name (CN) of the client certificate",
            "request.clientCertificates#subject.CN",
        )];
        if !uid.is_empty() {
            provenance.push(Provenance::new(
                "uid",
                uid.as_str(),
                format!("attribute {UID_OID} of the client certificate's subject"),
                "request.clientCertificates#subject.UID",
            ));
        }
        let groups = subject.organization.clone();
        for (index, group) in groups.iter().enumerate() {
            provenance.push(Provenance::new(
                format!("groups[{index}]"),
                group.as_str(),
                "organization (O) of the client certificate",
                format!("request.clientCertificates#subject.O[{index}]"),
            ));
        }
        let mut extra = BTreeMap::new();
        if world.version.at_least(32) {
            let hex: String = leaf.fingerprint_sha256().iter().map(|byte| format!("{byte:02x}")).collect();
            let id = format!("X509SHA256={hex}");
            provenance.push(Provenance::new(
                format!("extra[{CREDENTIAL_ID_KEY}][0]"),
                id.as_str(),
                "SHA-256 of the client certificate",
                "request.clientCertificates",
            ));
            extra.insert(CREDENTIAL_ID_KEY.to_owned(), vec![id]);
        }
        log.reason(format!("The certificate is verified; its common name makes the user {username:?}."));
        Answer::Authenticated(Response {
            user: User { username, uid, groups, extra },
            audiences: Vec::new(),
            provenance,
        })
    }

    fn uid(&self, leaf: &Certificate) -> Result<String, String> {
        if !self.parse_uid {
            return Ok(String::new());
        }
        let mut uids = Vec::new();
        for attribute in leaf.subject.names.iter().filter(|attribute| attribute.oid.to_string() == UID_OID) {
            uids.push(attribute.value.as_str());
        }
        match uids.as_slice() {
            [] => Ok(String::new()),
            [""] => Err("UID cannot be an empty string".to_owned()),
            [uid] => Ok((*uid).to_owned()),
            several => Err(format!("expected 1 UID, but found multiple: [{}]", several.join(" "))),
        }
    }
}

/// `SN=…, SKID=…, AKID=…`, as the server names a certificate in its log.
fn certificate_identifier(certificate: &Certificate) -> String {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(":");
    format!(
        "SN={}, SKID={}, AKID={}",
        certificate.serial_number(),
        hex(&certificate.subject_key_id),
        hex(&certificate.authority_key_id)
    )
}
