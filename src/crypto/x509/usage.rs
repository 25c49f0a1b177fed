//! What a key may be used for: RFC 5280, sections 4.2.1.3 and 4.2.1.12.

use std::fmt;

use crate::crypto::Oid;

/// The bits of the key usage extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyUsage(u16);

impl KeyUsage {
    pub const CERT_SIGN: KeyUsage = KeyUsage(1 << 5);

    const NAMES: [&str; 9] = [
        "digitalSignature",
        "contentCommitment",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    /// Asks for each bit of the extension by its number.
    pub(super) fn from_bits(bit: impl Fn(usize) -> bool) -> KeyUsage {
        KeyUsage(
            (0..KeyUsage::NAMES.len()).filter(|index| bit(*index)).fold(0, |bits, index| bits | 1 << index),
        )
    }

    /// True if no bit is set, which includes that the extension is absent.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn contains(self, other: KeyUsage) -> bool {
        self.0 & other.0 == other.0
    }

    /// The names of the bits that are set, as RFC 5280 spells them.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        KeyUsage::NAMES
            .into_iter()
            .enumerate()
            .filter(move |(index, _)| self.0 >> index & 1 == 1)
            .map(|(_, name)| name)
    }
}

/// An extended key usage that Go has a name for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExtKeyUsage {
    Any,
    ServerAuth,
    ClientAuth,
    CodeSigning,
    EmailProtection,
    IpsecEndSystem,
    IpsecTunnel,
    IpsecUser,
    TimeStamping,
    OcspSigning,
    MicrosoftServerGatedCrypto,
    NetscapeServerGatedCrypto,
    MicrosoftCommercialCodeSigning,
    MicrosoftKernelCodeSigning,
}

/// id-kp: 1.3.6.1.5.5.7.3
const ID_KP: [u8; 7] = [0x2b, 6, 1, 5, 5, 7, 3];
/// Microsoft: 1.3.6.1.4.1.311
const MICROSOFT: [u8; 7] = [0x2b, 6, 1, 4, 1, 0x82, 0x37];

impl ExtKeyUsage {
    pub(super) fn from_oid(oid: &Oid) -> Option<ExtKeyUsage> {
        let bytes = oid.as_bytes();
        if let Some(purpose) = bytes.strip_prefix(&ID_KP) {
            return Some(match purpose {
                [1] => ExtKeyUsage::ServerAuth,
                [2] => ExtKeyUsage::ClientAuth,
                [3] => ExtKeyUsage::CodeSigning,
                [4] => ExtKeyUsage::EmailProtection,
                [5] => ExtKeyUsage::IpsecEndSystem,
                [6] => ExtKeyUsage::IpsecTunnel,
                [7] => ExtKeyUsage::IpsecUser,
                [8] => ExtKeyUsage::TimeStamping,
                [9] => ExtKeyUsage::OcspSigning,
                _ => return None,
            });
        }
        if let Some(purpose) = bytes.strip_prefix(&MICROSOFT) {
            return Some(match purpose {
                [10, 3, 3] => ExtKeyUsage::MicrosoftServerGatedCrypto,
                [2, 1, 22] => ExtKeyUsage::MicrosoftCommercialCodeSigning,
                [61, 1, 1] => ExtKeyUsage::MicrosoftKernelCodeSigning,
                _ => return None,
            });
        }
        match bytes {
            [0x55, 0x1d, 37, 0] => Some(ExtKeyUsage::Any),
            [0x60, 0x86, 0x48, 1, 0x86, 0xf8, 0x42, 4, 1] => Some(ExtKeyUsage::NetscapeServerGatedCrypto),
            _ => None,
        }
    }
}

/// Prints the names that Go and OpenSSL's configuration use.
impl fmt::Display for ExtKeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ExtKeyUsage::Any => "anyExtendedKeyUsage",
            ExtKeyUsage::ServerAuth => "serverAuth",
            ExtKeyUsage::ClientAuth => "clientAuth",
            ExtKeyUsage::CodeSigning => "codeSigning",
            ExtKeyUsage::EmailProtection => "emailProtection",
            ExtKeyUsage::IpsecEndSystem => "ipsecEndSystem",
            ExtKeyUsage::IpsecTunnel => "ipsecTunnel",
            ExtKeyUsage::IpsecUser => "ipsecUser",
            ExtKeyUsage::TimeStamping => "timeStamping",
            ExtKeyUsage::OcspSigning => "OCSPSigning",
            ExtKeyUsage::MicrosoftServerGatedCrypto => "msSGC",
            ExtKeyUsage::NetscapeServerGatedCrypto => "nsSGC",
            ExtKeyUsage::MicrosoftCommercialCodeSigning => "msCodeCom",
            ExtKeyUsage::MicrosoftKernelCodeSigning => "msKernelCode",
        })
    }
}
