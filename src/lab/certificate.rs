//! Client certificates: subject, validity and uses as they were typed, signed by one of several authorities.

use chrono::{DateTime, Utc};
use x509_cert::ext::pkix::name::GeneralName;

use super::authority::{
    self, Authority, Certificate, Standing, Uses, alternative_name, certificate_pem, leaf_extensions,
};
use super::keys::{KeyKind, Seed, subject_key};
use super::{CertificateWish, Issuer, Kind, Minted, Paper, Problem, hours, request, rfc3339, server};
use crate::crypto::{PrivateKey, PublicKey};
use crate::golang::time::parse_rfc3339;

pub(super) fn template(now: DateTime<Utc>) -> CertificateWish {
    CertificateWish {
        common_name: "jane".to_owned(),
        organizations: "developers\non-call".to_owned(),
        uid: String::new(),
        names: String::new(),
        not_before: rfc3339(now - hours(1)),
        not_after: rfc3339(now + hours(24 * 365)),
        client_auth: true,
        server_auth: false,
        digital_signature: true,
        key_encipherment: true,
        key: KeyKind::P256,
        issuer: Issuer::Lab,
    }
}

/// The fields of a wish, read.
pub(super) struct Read {
    pub organizations: Vec<String>,
    pub names: Vec<GeneralName>,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

pub(super) fn read(wish: &CertificateWish) -> Result<Read, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut time = |field: &str, text: &str| {
        parse_rfc3339(text.trim()).unwrap_or_else(|| {
            problems.push(Problem::new(field, "This is no time like 2026-11-23T12:00:00Z."));
            DateTime::UNIX_EPOCH
        })
    };
    let (from, until) = (time("notBefore", &wish.not_before), time("notAfter", &wish.not_after));
    let mut names = Vec::new();
    for line in lines(&wish.names) {
        match alternative_name(line) {
            Ok(name) => names.push(name),
            Err(message) => problems.push(Problem::new("names", format!("{message}."))),
        }
    }
    let organizations = lines(&wish.organizations).map(str::to_owned).collect();
    if problems.is_empty() { Ok(Read { organizations, names, from, until }) } else { Err(problems) }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// What may be wrong with a certificate beside its fields.
#[derive(Default)]
pub(super) struct Faults {
    pub unmarked_intermediate: bool,
    pub intermediate_left_out: bool,
    pub sha1: bool,
    pub damaged: bool,
}

pub(super) fn mint(wish: &CertificateWish, seed: &Seed, now: DateTime<Utc>) -> Result<Minted, Vec<Problem>> {
    minted(wish, &Faults::default(), seed, now)
}

pub(super) fn minted(
    wish: &CertificateWish,
    faults: &Faults,
    seed: &Seed,
    now: DateTime<Utc>,
) -> Result<Minted, Vec<Problem>> {
    let read = read(wish)?;
    let strange =
        |error: der::Error| vec![Problem::new("subject", format!("It cannot be encoded: {error}."))];
    let leaf = leaf(wish, &read, faults, seed, now).map_err(strange)?;
    let lab = Authority::lab(seed, now).map_err(strange)?;
    let request = request::create(wish, &read, seed).map_err(strange)?;
    let bundle = certificate_pem(&lab.der) + super::keys::DEMO_CA;
    let scenario = server::of_certificates(Kind::Certificate, &bundle, &leaf, now);
    let papers = vec![
        Paper::new("What the server trusts (--client-ca-file)", bundle),
        Paper::new("The request for it (CSR)", request.clone()),
        Paper::new("The same as a manifest", request::manifest(wish, &request)),
    ];
    Ok(Minted { credential: leaf, papers, scenario: Box::new(scenario) })
}

/// What is presented: the certificate and, where there is one, the intermediate's.
fn leaf(
    wish: &CertificateWish,
    read: &Read,
    faults: &Faults,
    seed: &Seed,
    now: DateTime<Utc>,
) -> Result<String, der::Error> {
    let key = subject_key(seed, wish.key);
    let subject = subject(wish, read)?;
    let standing = if faults.unmarked_intermediate { Standing::Unmarked } else { Standing::Authority };
    let issuer = match wish.issuer {
        Issuer::Lab => Authority::lab(seed, now)?,
        Issuer::Intermediate => Authority::intermediate(seed, standing, now)?,
        Issuer::Demo => Authority::demo()?,
        Issuer::Other => Authority::other(seed, now)?,
        Issuer::Itself => itself(&subject, &key, read.until),
    };
    let uses = Uses {
        client_auth: wish.client_auth,
        server_auth: wish.server_auth,
        digital_signature: wish.digital_signature,
        key_encipherment: wish.key_encipherment,
    };
    let certificate = Certificate {
        extensions: leaf_extensions(&subject, &uses, read.names.clone(), &issuer.key)?,
        subject,
        public: key.public().unwrap_or(PublicKey::Dsa),
        from: read.from,
        until: read.until,
    };
    let mut der = issuer.issue(&certificate, faults.sha1)?;
    if faults.damaged
        && let Some(last) = der.last_mut()
    {
        *last ^= 1;
    }
    let mut presented = certificate_pem(&der);
    if wish.issuer == Issuer::Intermediate && !faults.intermediate_left_out {
        presented.push_str(&certificate_pem(&issuer.der));
    }
    Ok(presented)
}

pub(super) fn subject(wish: &CertificateWish, read: &Read) -> Result<x509_cert::name::Name, der::Error> {
    let organizations: Vec<&str> = read.organizations.iter().map(String::as_str).collect();
    authority::subject(&organizations, &wish.common_name, wish.uid.trim(), true)
}

fn itself(name: &x509_cert::name::Name, key: &PrivateKey, until: DateTime<Utc>) -> Authority {
    Authority { name: name.clone(), key: key.clone(), der: Vec::new(), until }
}
