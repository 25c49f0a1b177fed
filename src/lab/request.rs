//! Certificate requests (PKCS #10, RFC 2986): made for a wish, and read from what somebody pasted.

use der::asn1::{BitString, SetOfVec};
use der::{Decode as _, Encode as _};
use serde_json::{Value, json};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::{Extension, ToExtension as _};
use x509_cert::name::Name;
use x509_cert::request::{CertReq, CertReqInfo, ExtensionReq, Version};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::CertificateWish;
use super::authority::{certificate_scheme, signature_identifier};
use super::certificate::{Read, subject};
use super::keys::{Seed, subject_key};
use crate::crypto::rare::RareKeys;
use crate::crypto::signature::{Hash, Scheme, verify};
use crate::crypto::{PublicKey, pem};
use crate::golang::base64::{decode_std, encode_std};
use crate::golang::yaml::to_json;
use crate::scenario::yaml;

const LABEL: &str = "CERTIFICATE REQUEST";
const SIGNER: &str = "kubernetes.io/kube-apiserver-client";

/// The request for the certificate of a wish, in PEM.
pub(super) fn create(wish: &CertificateWish, read: &Read, seed: &Seed) -> Result<String, der::Error> {
    let key = subject_key(seed, wish.key);
    let spki = key.public().and_then(|key| key.to_spki_der()).unwrap_or_default();
    let subject = subject(wish, read)?;
    let mut attributes = SetOfVec::new();
    if !read.names.is_empty() {
        let names = (&SubjectAltName(read.names.clone())).to_extension(&subject, &[])?;
        attributes.insert(ExtensionReq(vec![names]).try_into()?)?;
    }
    let info = CertReqInfo {
        version: Version::V1,
        subject,
        public_key: SubjectPublicKeyInfoOwned::from_der(&spki)?,
        attributes,
    };
    let signature = key.sign(certificate_scheme(&key), &info.to_der()?).unwrap_or_default();
    let signed = CertReq {
        info,
        algorithm: signature_identifier(&key),
        signature: BitString::from_bytes(&signature)?,
    };
    Ok(pem::encode(LABEL, &signed.to_der()?))
}

/// The CertificateSigningRequest that carries a request to the API server.
pub(super) fn manifest(wish: &CertificateWish, request: &str) -> String {
    let usages: Vec<&str> = [
        (wish.digital_signature, "digital signature"),
        (wish.key_encipherment, "key encipherment"),
        (wish.client_auth, "client auth"),
        (wish.server_auth, "server auth"),
    ]
    .into_iter()
    .filter_map(|(on, usage)| on.then_some(usage))
    .collect();
    yaml(&json!({
        "apiVersion": "certificates.k8s.io/v1",
        "kind": "CertificateSigningRequest",
        "metadata": {"name": "demo", "annotations": {"description": "Demo: made in the lab."}},
        "spec": {"request": encode_std(request.as_bytes()), "signerName": SIGNER, "usages": usages},
    }))
}

/// A request with a signature that fits, and what goes with it in the API.
#[derive(Debug)]
pub(super) struct Request {
    pub subject: Name,
    pub public: PublicKey,
    /// The alternative names; other extensions are not looked at, as the signer ignores them.
    pub names: Vec<GeneralName>,
    pub usages: Vec<String>,
    pub expiration_seconds: Option<i64>,
}

impl Request {
    /// Reads PEM, or a manifest that holds it.
    pub fn read(text: &str) -> Result<Request, String> {
        if text.trim().is_empty() {
            return Err("There is nothing to sign yet.".to_owned());
        }
        if text.contains("-----BEGIN") {
            let usages = ["digital signature", "key encipherment", "client auth"].map(str::to_owned).to_vec();
            return from_pem(text).map(|request| Request { usages, ..request });
        }
        let json = to_json(text).map_err(|error| format!("This is neither PEM nor a manifest: {error}."))?;
        let manifest: Value = serde_json::from_str(&json.json).map_err(|error| error.to_string())?;
        if manifest["kind"] != "CertificateSigningRequest" {
            return Err("This is neither a request in PEM nor a CertificateSigningRequest.".to_owned());
        }
        let spec = &manifest["spec"];
        let signer = spec["signerName"].as_str().unwrap_or_default();
        if signer != SIGNER {
            return Err(format!("The lab signs for {SIGNER} only, and this is for {signer:?}."));
        }
        let inner = decode_std(spec["request"].as_str().unwrap_or_default().trim())
            .map_err(|error| format!("spec.request: {error}."))?;
        let usages = spec["usages"].as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(Request {
            usages: usages.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            expiration_seconds: spec["expirationSeconds"].as_i64(),
            ..from_pem(&String::from_utf8_lossy(&inner))?
        })
    }
}

fn from_pem(text: &str) -> Result<Request, String> {
    let block = pem::blocks(text).next().ok_or("This PEM cannot be read.")?;
    if block.label != LABEL && block.label != "NEW CERTIFICATE REQUEST" {
        return Err(format!("This is a {}, not a {LABEL}.", block.label));
    }
    let request =
        CertReq::from_der(&block.bytes).map_err(|error| format!("The request is malformed: {error}."))?;
    let strange = |error: der::Error| format!("The request is malformed: {error}.");
    let spki = request.info.public_key.to_der().map_err(strange)?;
    let public = PublicKey::from_pkix_der(&spki).map_err(|error| format!("{error}."))?;
    let signed = request.info.to_der().map_err(strange)?;
    let scheme =
        scheme(&request).ok_or("The request is signed with an algorithm that the lab does not know.")?;
    verify(&RareKeys, scheme, &public, &signed, request.signature.raw_bytes())
        .map_err(|error| format!("The request is not signed with its own key: {error}."))?;
    Ok(Request {
        names: names(&request).map_err(strange)?,
        subject: request.info.subject,
        public,
        usages: Vec::new(),
        expiration_seconds: None,
    })
}

fn scheme(request: &CertReq) -> Option<Scheme> {
    use der::oid::db::{rfc5912, rfc8410};
    Some(match request.algorithm.oid {
        rfc5912::SHA_256_WITH_RSA_ENCRYPTION => Scheme::RsaPkcs1(Hash::Sha256),
        rfc5912::SHA_384_WITH_RSA_ENCRYPTION => Scheme::RsaPkcs1(Hash::Sha384),
        rfc5912::SHA_512_WITH_RSA_ENCRYPTION => Scheme::RsaPkcs1(Hash::Sha512),
        rfc5912::ECDSA_WITH_SHA_256 => Scheme::EcdsaAsn1(Hash::Sha256),
        rfc5912::ECDSA_WITH_SHA_384 => Scheme::EcdsaAsn1(Hash::Sha384),
        rfc5912::ECDSA_WITH_SHA_512 => Scheme::EcdsaAsn1(Hash::Sha512),
        rfc8410::ID_ED_25519 => Scheme::Ed25519,
        _ => return None,
    })
}

fn names(request: &CertReq) -> Result<Vec<GeneralName>, der::Error> {
    let mut names = Vec::new();
    for attribute in
        request.info.attributes.iter().filter(|one| one.oid == der::oid::db::rfc5912::ID_EXTENSION_REQ)
    {
        for value in attribute.values.iter() {
            let extensions: Vec<Extension> = value.decode_as()?;
            for extension in
                extensions.iter().filter(|one| one.extn_id == der::oid::db::rfc5280::ID_CE_SUBJECT_ALT_NAME)
            {
                names.extend(SubjectAltName::from_der(extension.extn_value.as_bytes())?.0);
            }
        }
    }
    Ok(names)
}
