//! Signs somebody's request as the signer `kubernetes.io/kube-apiserver-client` of kube-controller-manager would once it is
//! approved (`pkg/controller/certificates/signer/signer.go`, `authority/policies.go`), and refuses what it or the API server
//! (`plugin/pkg/admission/certificates/subjectrestriction`) would refuse, in their words.

use chrono::{DateTime, Duration, Utc};
use der::oid::db::rfc4519::ORGANIZATION_NAME;
use x509_cert::name::Name;

use super::authority::{Authority, Certificate, Uses, certificate_pem, leaf_extensions};
use super::keys::Seed;
use super::request::{self, Request};
use super::{Kind, Minted, Paper, Problem, SigningWish, certificate, hours, server};

/// `--cluster-signing-duration`.
const LONGEST_HOURS: i64 = 365 * 24;
const BACKDATE_SECONDS: i64 = 5 * 60;
/// Certificates that live no longer than this are not shortened by what they are backdated.
const SHORT_HOURS: i64 = 8;

pub(super) fn template(seed: &Seed, now: DateTime<Utc>) -> SigningWish {
    let wish = certificate::template(now);
    let request = certificate::read(&wish)
        .ok()
        .and_then(|read| request::create(&wish, &read, seed).ok())
        .unwrap_or_default();
    SigningWish { request }
}

pub(super) fn mint(wish: &SigningWish, seed: &Seed, now: DateTime<Utc>) -> Result<Minted, Vec<Problem>> {
    let problem = |message: String| vec![Problem::new("request", message)];
    let strange = |error: der::Error| problem(format!("It cannot be signed: {error}."));
    let request = Request::read(&wish.request).map_err(problem)?;
    refuse(&request).map_err(problem)?;
    let lab = Authority::lab(seed, now).map_err(strange)?;
    let (from, until) = validity(request.expiration_seconds, &lab, now);
    let has = |usage: &str| request.usages.iter().any(|one| one == usage);
    let uses = Uses {
        client_auth: has("client auth"),
        digital_signature: has("digital signature"),
        key_encipherment: has("key encipherment"),
        ..Uses::default()
    };
    let signed = Certificate {
        extensions: leaf_extensions(&request.subject, &uses, request.names, &lab.key).map_err(strange)?,
        subject: request.subject,
        public: request.public,
        from,
        until,
    };
    let presented = certificate_pem(&lab.issue(&signed, false).map_err(strange)?);
    let bundle = certificate_pem(&lab.der);
    let scenario = server::of_certificates(Kind::Signing, &bundle, &presented, now);
    let papers = vec![Paper::new("What the server trusts (--client-ca-file)", bundle)];
    Ok(Minted { credential: presented, papers, scenario: Box::new(scenario) })
}

/// `validAPIServerClientUsages`, after the admission of the request.
fn refuse(request: &Request) -> Result<(), String> {
    if organizations(&request.subject).iter().any(|organization| organization == "system:masters") {
        return Err(
            "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed"
                .to_owned(),
        );
    }
    let allowed = ["digital signature", "key encipherment", "client auth"];
    if let Some(usage) = request.usages.iter().find(|usage| !allowed.contains(&usage.as_str())) {
        return Err(format!("invalid usage for client certificate: {usage}"));
    }
    if !request.usages.iter().any(|usage| usage == "client auth") {
        return Err("missing required usage for client certificate: client auth".to_owned());
    }
    Ok(())
}

fn organizations(subject: &Name) -> Vec<String> {
    subject
        .iter()
        .filter(|attribute| attribute.oid == ORGANIZATION_NAME)
        .map(|attribute| String::from_utf8_lossy(attribute.value.value()).into_owned())
        .collect()
}

fn validity(seconds: Option<i64>, lab: &Authority, now: DateTime<Utc>) -> (DateTime<Utc>, DateTime<Utc>) {
    let backdate = Duration::seconds(BACKDATE_SECONDS);
    let longest = hours(LONGEST_HOURS);
    let lifetime = seconds.map_or(longest, |seconds| {
        Duration::try_seconds(seconds).unwrap_or(longest).clamp(backdate * 2, longest)
    });
    let until = if lifetime < hours(SHORT_HOURS) { now + lifetime } else { now + lifetime - backdate };
    (now - backdate, until.min(lab.until))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::x509::certificates_from_pem;
    use crate::golang::base64::encode_std;
    use chrono::TimeZone as _;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 23, 12, 0, 0).unwrap()
    }

    fn seed() -> Seed {
        Seed::new(&[7; 32]).unwrap()
    }

    fn signed(request: &str) -> Result<Minted, String> {
        let wish = SigningWish { request: request.to_owned() };
        mint(&wish, &seed(), now()).map_err(|problems| problems[0].message.clone())
    }

    /// openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/O=on-call/CN=ann"
    const OPENSSL: &str = include_str!("../../tests/fixtures/lab/ann.csr");

    #[test]
    fn a_request_of_openssl_is_signed_for_its_subject_and_key() {
        let minted = signed(OPENSSL).unwrap();
        let certificate = &certificates_from_pem(&minted.credential).unwrap()[0];
        assert_eq!(certificate.subject.common_name, "ann");
        assert_eq!(certificate.issuer.common_name, "Demo lab CA");
    }

    fn manifest(change: impl Fn(&str) -> String) -> String {
        let text = format!(
            "apiVersion: certificates.k8s.io/v1\nkind: CertificateSigningRequest\nmetadata: {{name: ann}}\nspec:\n  request: {}\n  \
             signerName: kubernetes.io/kube-apiserver-client\n  expirationSeconds: 3600\n  usages: [client auth]\n",
            encode_std(OPENSSL.as_bytes())
        );
        change(&text)
    }

    #[test]
    fn a_manifest_says_how_long_and_what_for() {
        let minted = signed(&manifest(str::to_owned)).unwrap();
        let certificate = &certificates_from_pem(&minted.credential).unwrap()[0];
        assert_eq!(certificate.not_after.to_string(), "2026-11-23T13:00:00Z");
        assert_eq!(certificate.not_before.to_string(), "2026-11-23T11:55:00Z");
    }

    #[test]
    fn what_the_signer_refuses() {
        for (from, to, error) in [
            ("[client auth]", "[server auth]", "invalid usage for client certificate: server auth"),
            ("[client auth]", "[]", "missing required usage for client certificate: client auth"),
            (
                "kube-apiserver-client",
                "kubelet-serving",
                "The lab signs for kubernetes.io/kube-apiserver-client only, and this is for \"kubernetes.io/kubelet-serving\".",
            ),
        ] {
            assert_eq!(signed(&manifest(|text| text.replace(from, to))).unwrap_err(), error);
        }
        let mut wish = certificate::template(now());
        wish.organizations = "system:masters".to_owned();
        let read = certificate::read(&wish).unwrap();
        let error = signed(&request::create(&wish, &read, &seed()).unwrap()).unwrap_err();
        assert_eq!(
            error,
            "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed"
        );
    }

    #[test]
    fn what_is_no_request() {
        for text in ["", "nonsense", "kind: Pod", crate::lab::keys::DEMO_CA] {
            assert!(signed(text).is_err(), "{text}");
        }
        let mut damaged = OPENSSL.replace('\n', "");
        damaged.truncate(60);
        assert!(signed(&damaged).is_err());
    }
}
