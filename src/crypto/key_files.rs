//! The files of `--service-account-key-file`, as client-go's `keyutil.ParsePublicKeysPEM` reads them, and the key
//! ids by which the server finds a key (`pkg/serviceaccount/jwt.go`).
//!
//! The labels of the blocks do not matter, only what is in them; blocks that are no key are skipped. An EC private key
//! in PKCS#8 form (`PRIVATE KEY`) is not read, nor are Ed25519 keys or `RSA PUBLIC KEY` blocks.

use super::keys::PublicKey;
use super::pem;
use super::rare::Rare;
use super::signature::sha256;
use super::x509::Certificate;
use crate::golang::base64::encode_raw_url;

/// Every RSA and ECDSA public key of a file: its own or that of a private key or certificate.
///
/// # Errors
/// The server's text when there is none.
pub fn public_keys_from_pem(text: &str, rare: &dyn Rare) -> Result<Vec<PublicKey>, String> {
    let keys: Vec<PublicKey> = pem::blocks(text).filter_map(|block| public_key(&block.bytes, rare)).collect();
    if keys.is_empty() {
        return Err("data does not contain any valid RSA or ECDSA public keys".to_owned());
    }
    Ok(keys)
}

fn public_key(der: &[u8], rare: &dyn Rare) -> Option<PublicKey> {
    let rsa = |key: &PublicKey| matches!(key, PublicKey::Rsa { .. });
    let ecdsa = |key: &PublicKey| matches!(key, PublicKey::Ecdsa { .. });
    PublicKey::from_pkcs1_private_der(der)
        .or_else(|_| PublicKey::from_pkcs8_private_der(der, rare))
        .ok()
        .filter(rsa)
        .or_else(|| PublicKey::from_sec1_private_der(der, rare).ok())
        .or_else(|| public_half(der).filter(|key| rsa(key) || ecdsa(key)))
}

fn public_half(der: &[u8]) -> Option<PublicKey> {
    match PublicKey::from_pkix_der(der) {
        Ok(key) => Some(key),
        Err(_) => Certificate::parse(der).ok().map(|certificate| certificate.public_key),
    }
}

/// `keyIDFromPublicKey`: the SHA-256 of the key's SubjectPublicKeyInfo, in unpadded base64url.
///
/// # Errors
/// The key is of a kind that Go cannot write.
pub fn key_id(key: &PublicKey) -> Result<String, String> {
    let der = key.to_spki_der().ok_or_else(|| {
        format!(
            "failed to serialize public key to DER format: x509: unsupported public key type: {}",
            key.go_type()
        )
    })?;
    Ok(encode_raw_url(&sha256(&der)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::rare::RareKeys;
    use crate::crypto::testing::{TestKey, pem_block};

    const NONE: &str = "data does not contain any valid RSA or ECDSA public keys";

    #[test]
    fn several_keys_of_several_kinds() {
        let rsa = TestKey::Rsa.public().to_spki_der().unwrap();
        let file = [
            "text in front\n".to_owned(),
            TestKey::P256.public_pem(),
            TestKey::Rsa.private_pem().to_owned(),
            TestKey::P521.private_pem().to_owned(),
            pem_block("WHATEVER", &rsa),
            TestKey::Ed25519.public_pem(),
        ];
        let want =
            [TestKey::P256.public(), TestKey::Rsa.public(), TestKey::P521.public(), TestKey::Rsa.public()];
        assert_eq!(public_keys_from_pem(&file.concat(), &RareKeys), Ok(want.to_vec()));
    }

    #[test]
    fn what_is_no_key_for_the_server() {
        for file in [
            String::new(),
            "no PEM".to_owned(),
            TestKey::Ed25519.public_pem(),
            TestKey::Ed25519.private_pem().to_owned(),
        ] {
            assert_eq!(public_keys_from_pem(&file, &RareKeys), Err(NONE.to_owned()), "{file}");
        }
    }

    /// openssl req -x509 -key p384.pem -subj /CN=key -days 36500
    const CERTIFICATE: &str = include_str!("../../tests/fixtures/jose/keys/p384.crt");

    #[test]
    fn the_key_of_a_certificate() {
        assert_eq!(public_keys_from_pem(CERTIFICATE, &RareKeys), Ok(vec![TestKey::P384.public()]));
    }

    /// openssl pkcs8 -topk8 -nocrypt -in p256.pem
    const PKCS8_P256: &str = include_str!("../../tests/fixtures/jose/keys/p256-pkcs8.pem");
    const PKCS8_RSA: &str = include_str!("../../tests/fixtures/jose/keys/rsa-pkcs8.pem");

    #[test]
    fn a_private_key_in_pkcs8_form_is_read_only_if_it_is_rsa() {
        assert_eq!(public_keys_from_pem(PKCS8_RSA, &RareKeys), Ok(vec![TestKey::Rsa.public()]));
        assert_eq!(public_keys_from_pem(PKCS8_P256, &RareKeys), Err(NONE.to_owned()));
    }

    /// openssl pkey -in … -pubout -outform DER | openssl dgst -sha256 -binary | basenc --base64url
    #[test]
    fn key_ids() {
        for (key, want) in [
            (TestKey::Rsa, "SXHW2z5PtUQx0uvdI4E4NR__TmS5Acu4dyZzTduT7bI"),
            (TestKey::P256, "Taha-Ay5iJtudpNdZNP-OrRct0FGPzWhK7buDzbTnl8"),
            (TestKey::P521, "0RAa47WDGsyd6K_Jlyrox4qdtvYZXEKf6EVlq660o6A"),
        ] {
            assert_eq!(key_id(&key.public()).as_deref(), Ok(want));
        }
        assert_eq!(
            key_id(&PublicKey::Dsa),
            Err("failed to serialize public key to DER format: x509: unsupported public key type: *dsa.PublicKey".to_owned())
        );
    }
}
