//! The certificate verification that the proxy and the client certificate authenticators share
//! (`apiserver/pkg/authentication/request/x509`).

mod why;

use std::rc::Rc;

use crate::apiserver::config::CaBundle;
use crate::crypto::x509::{CertPool, Certificate, ExtKeyUsage, VerifyOptions};
use crate::input::http::Request;
use crate::report::{Check, StepLog};

use super::World;

/// What the presented certificates are worth to one CA bundle.
pub enum Verified {
    NoCertificate,
    Refused {
        leaf: Rc<Certificate>,
        /// Go's text.
        error: String,
        /// A sentence for a person.
        why: String,
    },
    /// At least one path leads to a CA; here is its leaf.
    Chains(Rc<Certificate>),
}

/// Verifies the leaf with the other presented certificates as intermediates, for client authentication.
pub fn verify(request: &Request, ca: &CaBundle, flag: &str, world: &World, log: &mut StepLog) -> Verified {
    let Some((leaf, rest)) = request.peer_certificates.split_first() else {
        log.check(
            Check::failed("client certificate presented", "The TLS handshake carried no client certificate.")
                .source("request.clientCertificates"),
        );
        return Verified::NoCertificate;
    };
    log.check(
        Check::passed("client certificate presented", "The TLS handshake carried a client certificate.")
            .actual(leaf.subject.to_string())
            .source("request.clientCertificates"),
    );
    let mut intermediates = CertPool::default();
    for certificate in rest {
        intermediates.add(Rc::clone(certificate));
    }
    let options = VerifyOptions {
        roots: &ca.pool,
        intermediates: Some(&intermediates),
        now: world.now,
        key_usages: &[ExtKeyUsage::ClientAuth],
        rare: world.faculties,
    };
    validity(leaf, world, log);
    usage(leaf, log);
    let path = |check: Check| {
        let names: Vec<String> = ca.pool.certificates().iter().map(|ca| ca.subject.to_string()).collect();
        check
            .expected(format!("a path to a CA of {flag}: {}", names.join("; ")))
            .source(format!("apiServer.files {}", ca.path))
    };
    match leaf.verify(&options) {
        Ok(chains) => {
            let names: Vec<String> = chains
                .first()
                .map(|chain| chain.iter().map(|certificate| certificate.subject.to_string()).collect())
                .unwrap_or_default();
            log.check(
                path(Check::passed(
                    "certificate path",
                    "Signatures and constraints lead up to a trusted CA.",
                ))
                .actual(names.join(" ← ")),
            );
            Verified::Chains(Rc::clone(leaf))
        }
        Err(error) => {
            let why = why::why(&error, leaf, ca, world.now);
            let error = error.to_string();
            log.check(path(Check::failed("certificate path", why.as_str())).actual(error.as_str()));
            Verified::Refused { leaf: Rc::clone(leaf), error, why }
        }
    }
}

fn validity(leaf: &Certificate, world: &World, log: &mut StepLog) {
    let check = match why::validity(leaf, world.now) {
        Some(wrong) => Check::failed("validity", wrong),
        None => Check::passed("validity", "The server's clock lies within the certificate's time."),
    };
    let time = |time: chrono::DateTime<chrono::Utc>| time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    log.check(
        check
            .expected(format!("{} to {}", time(leaf.not_before.utc()), time(leaf.not_after.utc())))
            .actual(time(world.now))
            .source("request.clientCertificates#validity"),
    );
}

fn usage(leaf: &Certificate, log: &mut StepLog) {
    let usages = &leaf.ext_key_usage;
    let unrestricted = usages.is_empty() && leaf.unknown_ext_key_usage.is_empty();
    let serves = usages.iter().any(|usage| matches!(usage, ExtKeyUsage::ClientAuth | ExtKeyUsage::Any));
    let check = if unrestricted {
        Check::passed("extended key usage", "The certificate does not restrict its use.")
    } else if serves {
        Check::passed("extended key usage", "The certificate may be used for client authentication.")
    } else {
        Check::failed("extended key usage", "The certificate is not made for client authentication.")
    };
    let actual: Vec<String> = usages.iter().map(ToString::to_string).collect();
    log.check(
        check
            .expected("clientAuth")
            .actual(if unrestricted { "none".to_owned() } else { actual.join(", ") })
            .source("request.clientCertificates#extendedKeyUsage"),
    );
}
