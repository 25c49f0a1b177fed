//! Certificate authorities, and what they issue. Certificates are built with `x509-cert`, after RFC 5280.

use chrono::{DateTime, Datelike as _, Timelike as _, Utc};
use der::asn1::{Any, BitString, Ia5String, OctetString, SetOfVec, Utf8StringRef};
use der::oid::ObjectIdentifier;
use der::oid::db::rfc4519::{COMMON_NAME, ORGANIZATION_NAME, ORGANIZATIONAL_UNIT_NAME};
use der::oid::db::rfc5280::{ID_KP_CLIENT_AUTH, ID_KP_SERVER_AUTH};
use der::oid::db::rfc5912::{
    ECDSA_WITH_SHA_256, ECDSA_WITH_SHA_384, ECDSA_WITH_SHA_512, SHA_256_WITH_RSA_ENCRYPTION,
};
use der::oid::db::rfc8410::ID_ED_25519;
use der::{Decode as _, Document, Encode as _};
use rsa::signature::Keypair;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder as _, CertificateBuilder};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectAltName,
    SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, ToExtension};
use x509_cert::name::{Name, RdnSequence, RelativeDistinguishedName};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{
    AlgorithmIdentifierOwned, DynSignatureAlgorithmIdentifier, EncodePublicKey, SubjectPublicKeyInfoOwned,
    SubjectPublicKeyInfoRef,
};
use x509_cert::time::{Time, Validity};
use x509_cert::{TbsCertificate, builder};

use super::hours;
use super::keys::{self, DEMO_CA, DEMO_CA_KEY, Seed, authority_key};
use crate::crypto::signature::{Hash, Scheme, sha256};
use crate::crypto::{Curve, PrivateKey, PublicKey, pem};

/// The attribute that the server takes for a user's UID.
pub(super) const UID: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57683.2");
const ECDSA_WITH_SHA_1: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.1");

/// Whoever signs certificates.
pub(super) struct Authority {
    pub name: Name,
    pub key: PrivateKey,
    /// Its own certificate.
    pub der: Vec<u8>,
    pub until: DateTime<Utc>,
}

/// What an authority's own certificate says about it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Authority,
    /// Without basic constraints: nothing says that it may sign others.
    Unmarked,
}

impl Authority {
    /// The lab's own.
    pub fn lab(seed: &Seed, now: DateTime<Utc>) -> Result<Authority, der::Error> {
        Authority::root("Demo lab CA", authority_key(seed, "lab CA"), Standing::Authority, now)
    }

    /// One that the server does not know, though it has the same name.
    pub fn other(seed: &Seed, now: DateTime<Utc>) -> Result<Authority, der::Error> {
        Authority::root("Demo lab CA", authority_key(seed, "other CA"), Standing::Authority, now)
    }

    /// One that the lab's signed.
    pub fn intermediate(
        seed: &Seed,
        standing: Standing,
        now: DateTime<Utc>,
    ) -> Result<Authority, der::Error> {
        let root = Authority::lab(seed, now)?;
        let key = authority_key(seed, "intermediate CA");
        let name = demo_name("Demo lab intermediate CA")?;
        let certificate = Certificate::of_authority(&name, &key, standing, now)?;
        Ok(Authority { der: root.issue(&certificate, false)?, name, key, until: certificate.until })
    }

    /// That of the site's demo cluster.
    pub fn demo() -> Result<Authority, der::Error> {
        let der = pem::decode(DEMO_CA).map(|(block, _)| block.bytes).unwrap_or_default();
        let certificate = x509_cert::Certificate::from_der(&der)?;
        let until = certificate.tbs_certificate().validity().not_after.to_unix_duration().as_secs();
        Ok(Authority {
            name: certificate.tbs_certificate().subject().clone(),
            key: keys::published(DEMO_CA_KEY),
            until: DateTime::from_timestamp(until as i64, 0).unwrap_or_default(),
            der,
        })
    }

    fn root(
        name: &str,
        key: PrivateKey,
        standing: Standing,
        now: DateTime<Utc>,
    ) -> Result<Authority, der::Error> {
        let name = demo_name(name)?;
        let certificate = Certificate::of_authority(&name, &key, standing, now)?;
        let mut root = Authority { name, key, der: Vec::new(), until: certificate.until };
        root.der = root.issue(&certificate, false)?;
        Ok(root)
    }

    /// The DER of a certificate that this authority signs. `sha1`: it says that it is signed over a SHA-1 hash, which the server
    /// refuses before it looks at the signature.
    pub fn issue(&self, certificate: &Certificate, sha1: bool) -> Result<Vec<u8>, der::Error> {
        let plain = Plain { issuer: self.name.clone(), subject: certificate.subject.clone() };
        let spki = certificate.public.to_spki_der().unwrap_or_default();
        let serial = SerialNumber::new(&[&[0x0d], &sha256(&spki)[..15]].concat())?;
        let validity = Validity::new(time(certificate.from)?, time(certificate.until)?);
        let subject_key = SubjectPublicKeyInfoOwned::from_der(&spki)?;
        let mut building =
            CertificateBuilder::new(plain, serial, validity, subject_key).map_err(of_builder)?;
        for extension in &certificate.extensions {
            building.add_extension(Given(extension))?;
        }
        let signer = Signer { key: &self.key, sha1 };
        let tbs = building.finalize(&signer).map_err(of_builder)?;
        let signature = self.key.sign(certificate_scheme(&self.key), &tbs).unwrap_or_default();
        let signed = building.assemble(BitString::from_bytes(&signature)?, &signer).map_err(of_builder)?;
        signed.to_der()
    }
}

/// What a certificate says, before anybody signs it.
pub(super) struct Certificate {
    pub subject: Name,
    pub public: PublicKey,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub extensions: Vec<Extension>,
}

impl Certificate {
    fn of_authority(
        name: &Name,
        key: &PrivateKey,
        standing: Standing,
        now: DateTime<Utc>,
    ) -> Result<Certificate, der::Error> {
        let public = key.public().unwrap_or(PublicKey::Dsa);
        let mut extensions = vec![
            extension(name, &KeyUsage(KeyUsages::DigitalSignature | KeyUsages::KeyCertSign))?,
            extension(name, &SubjectKeyIdentifier(key_identifier(&public)?))?,
        ];
        if standing == Standing::Authority {
            extensions.push(extension(name, &BasicConstraints { ca: true, path_len_constraint: None })?);
        }
        let day = now.with_hour(0).and_then(|now| now.with_minute(0)).and_then(|now| now.with_second(0));
        let from = day.unwrap_or(now) - hours(24);
        Ok(Certificate { subject: name.clone(), public, from, until: from + hours(24 * 3650), extensions })
    }
}

/// What a certificate may be used for.
#[derive(Default, Clone)]
pub(super) struct Uses {
    pub client_auth: bool,
    pub server_auth: bool,
    pub digital_signature: bool,
    pub key_encipherment: bool,
}

/// The extensions of a certificate that is no authority's, as Kubernetes' own signers set them.
pub(super) fn leaf_extensions(
    subject: &Name,
    uses: &Uses,
    names: Vec<GeneralName>,
    issuer: &PrivateKey,
) -> Result<Vec<Extension>, der::Error> {
    let mut extensions = Vec::new();
    let mut usages = KeyUsage(Default::default());
    if uses.digital_signature {
        usages.0 |= KeyUsages::DigitalSignature;
    }
    if uses.key_encipherment {
        usages.0 |= KeyUsages::KeyEncipherment;
    }
    if uses.digital_signature || uses.key_encipherment {
        extensions.push(extension(subject, &usages)?);
    }
    let extended: Vec<ObjectIdentifier> =
        [(uses.client_auth, ID_KP_CLIENT_AUTH), (uses.server_auth, ID_KP_SERVER_AUTH)]
            .into_iter()
            .filter_map(|(on, oid)| on.then_some(oid))
            .collect();
    if !extended.is_empty() {
        extensions.push(extension(subject, &ExtendedKeyUsage(extended))?);
    }
    extensions.push(Extension {
        critical: true,
        ..extension(subject, &BasicConstraints { ca: false, path_len_constraint: None })?
    });
    let issuer = issuer.public().unwrap_or(PublicKey::Dsa);
    let identifier = AuthorityKeyIdentifier {
        key_identifier: Some(key_identifier(&issuer)?),
        authority_cert_issuer: None,
        authority_cert_serial_number: None,
    };
    extensions.push(extension(subject, &identifier)?);
    if !names.is_empty() {
        extensions.push(extension(subject, &SubjectAltName(names))?);
    }
    Ok(extensions)
}

/// One alternative name: `DNS:name`, `IP:address`, `email:address`, `URI:address`; without a kind, a DNS name.
pub(super) fn alternative_name(text: &str) -> Result<GeneralName, String> {
    let ia5 = |text: &str| {
        Ia5String::new(text).map_err(|_| format!("{text} has characters that no such name may have"))
    };
    match text.split_once(':') {
        Some(("DNS", name)) => ia5(name).map(GeneralName::DnsName),
        Some(("email", name)) => ia5(name).map(GeneralName::Rfc822Name),
        Some(("URI", name)) => ia5(name).map(GeneralName::UniformResourceIdentifier),
        Some(("IP", address)) => {
            let address: Result<std::net::IpAddr, _> = address.trim().parse();
            address.map(GeneralName::from).map_err(|_| format!("{text} is no IP address"))
        }
        None => ia5(text).map(GeneralName::DnsName),
        Some((kind, _)) => Err(format!("{kind}: is none of DNS:, IP:, email:, URI:")),
    }
}

/// A subject: organizations first, as `kubeadm` writes them, then the rest.
pub(super) fn subject(
    organizations: &[&str],
    common_name: &str,
    uid: &str,
    demo: bool,
) -> Result<Name, der::Error> {
    let mut parts: Vec<(ObjectIdentifier, &str)> = Vec::new();
    parts.extend(demo.then_some((ORGANIZATIONAL_UNIT_NAME, "demo")));
    parts.extend(organizations.iter().map(|organization| (ORGANIZATION_NAME, *organization)));
    parts.extend((!common_name.is_empty()).then_some((COMMON_NAME, common_name)));
    parts.extend((!uid.is_empty()).then_some((UID, uid)));
    let parts: Result<Vec<RelativeDistinguishedName>, der::Error> = parts
        .into_iter()
        .map(|(oid, text)| {
            let value = Any::from(Utf8StringRef::new(text)?);
            let set = SetOfVec::try_from(vec![AttributeTypeAndValue { oid, value }])?;
            Ok(RelativeDistinguishedName::from(set))
        })
        .collect();
    Name::from_der(&RdnSequence::from(parts?).to_der()?)
}

fn demo_name(name: &str) -> Result<Name, der::Error> {
    subject(&[], name, "", true)
}

pub(super) fn certificate_pem(der: &[u8]) -> String {
    pem::encode("CERTIFICATE", der)
}

/// The scheme that keys of a kind sign certificates and requests with.
pub(super) fn certificate_scheme(key: &PrivateKey) -> Scheme {
    match key {
        PrivateKey::Rsa(_) => Scheme::RsaPkcs1(Hash::Sha256),
        PrivateKey::Ecdsa { curve: Curve::P384, .. } => Scheme::EcdsaAsn1(Hash::Sha384),
        PrivateKey::Ecdsa { curve: Curve::P521, .. } => Scheme::EcdsaAsn1(Hash::Sha512),
        PrivateKey::Ecdsa { .. } => Scheme::EcdsaAsn1(Hash::Sha256),
        PrivateKey::Ed25519(_) => Scheme::Ed25519,
    }
}

/// How certificates and requests name that scheme.
pub(super) fn signature_identifier(key: &PrivateKey) -> AlgorithmIdentifierOwned {
    let (oid, parameters) = match certificate_scheme(key) {
        Scheme::RsaPkcs1(_) => (SHA_256_WITH_RSA_ENCRYPTION, Some(Any::null())),
        Scheme::EcdsaAsn1(Hash::Sha384) => (ECDSA_WITH_SHA_384, None),
        Scheme::EcdsaAsn1(Hash::Sha512) => (ECDSA_WITH_SHA_512, None),
        Scheme::EcdsaAsn1(_) => (ECDSA_WITH_SHA_256, None),
        _ => (ID_ED_25519, None),
    };
    AlgorithmIdentifierOwned { oid, parameters }
}

/// 160 bits of the SHA-256 of the key (RFC 7093).
fn key_identifier(key: &PublicKey) -> Result<OctetString, der::Error> {
    OctetString::new(&sha256(&key.to_spki_der().unwrap_or_default())[..20])
}

fn time(at: DateTime<Utc>) -> Result<Time, der::Error> {
    let year = u16::try_from(at.year()).map_err(|_| der::Error::from(der::ErrorKind::DateTime))?;
    let byte = |number: u32| u8::try_from(number).unwrap_or_default();
    let (month, day) = (byte(at.month()), byte(at.day()));
    let (hour, minute, second) = (byte(at.hour()), byte(at.minute()), byte(at.second()));
    Ok(Time::from(der::DateTime::new(year, month, day, hour, minute, second)?))
}

fn extension<E>(subject: &Name, value: &E) -> Result<Extension, der::Error>
where
    for<'e> &'e E: ToExtension<Error = der::Error>,
{
    value.to_extension(subject, &[])
}

fn of_builder(error: builder::Error) -> der::Error {
    match error {
        builder::Error::Asn1(error) => error,
        _ => der::ErrorKind::Failed.into(),
    }
}

/// Names as they are, and no extension of the builder's own.
struct Plain {
    issuer: Name,
    subject: Name,
}

impl BuilderProfile for Plain {
    fn get_issuer(&self, _: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        _: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        _: &TbsCertificate,
    ) -> builder::Result<Vec<Extension>> {
        Ok(Vec::new())
    }
}

struct Given<'e>(&'e Extension);

impl ToExtension for Given<'_> {
    type Error = der::Error;

    fn to_extension(self, _: &Name, _: &[Extension]) -> Result<Extension, der::Error> {
        Ok(self.0.clone())
    }
}

/// Tells the builder how the authority signs; the signature itself is made by the key.
struct Signer<'k> {
    key: &'k PrivateKey,
    sha1: bool,
}

#[derive(Clone)]
struct Spki(Vec<u8>);

impl EncodePublicKey for Spki {
    fn to_public_key_der(&self) -> x509_cert::spki::Result<Document> {
        Ok(Document::try_from(&self.0[..])?)
    }
}

impl Keypair for Signer<'_> {
    type VerifyingKey = Spki;

    fn verifying_key(&self) -> Spki {
        Spki(self.key.public().and_then(|key| key.to_spki_der()).unwrap_or_default())
    }
}

impl DynSignatureAlgorithmIdentifier for Signer<'_> {
    fn signature_algorithm_identifier(&self) -> x509_cert::spki::Result<AlgorithmIdentifierOwned> {
        if self.sha1 {
            return Ok(AlgorithmIdentifierOwned { oid: ECDSA_WITH_SHA_1, parameters: None });
        }
        Ok(signature_identifier(self.key))
    }
}
