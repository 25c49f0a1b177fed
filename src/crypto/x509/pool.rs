//! A set of certificates, looked up by subject: `x509.CertPool`.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::Certificate;

#[derive(Debug, Clone, Default)]
pub struct CertPool {
    certificates: Vec<Rc<Certificate>>,
    by_subject: HashMap<Vec<u8>, Vec<Rc<Certificate>>>,
    fingerprints: HashSet<[u8; 32]>,
}

impl CertPool {
    /// Adds a certificate, unless it is there already.
    pub fn add(&mut self, certificate: Rc<Certificate>) {
        if !self.fingerprints.insert(certificate.fingerprint_sha256()) {
            return;
        }
        let same_subject = self.by_subject.entry(certificate.raw_subject.clone()).or_default();
        same_subject.push(Rc::clone(&certificate));
        self.certificates.push(certificate);
    }

    /// The certificates in the order in which they were added.
    pub fn certificates(&self) -> &[Rc<Certificate>] {
        &self.certificates
    }

    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
    }

    /// Whether this very certificate is in the set.
    pub fn contains(&self, certificate: &Certificate) -> bool {
        self.fingerprints.contains(&certificate.fingerprint_sha256())
    }

    /// The certificates whose subject is the issuer of another, in the order in which Go tries them: those whose
    /// key identifier matches, those where one of the two has none, those where it differs.
    pub fn potential_parents(&self, child: &Certificate) -> Vec<Rc<Certificate>> {
        let same_name = self.by_subject.get(&child.raw_issuer);
        let rank = |candidate: &Certificate| {
            let (subject, authority) = (&candidate.subject_key_id, &child.authority_key_id);
            if subject == authority {
                0
            } else if subject.is_empty() || authority.is_empty() {
                1
            } else {
                2
            }
        };
        let mut candidates = Vec::new();
        for wanted in 0..3 {
            let ranked = same_name.into_iter().flatten().filter(|candidate| rank(candidate) == wanted);
            candidates.extend(ranked.cloned());
        }
        candidates
    }
}

impl FromIterator<Rc<Certificate>> for CertPool {
    fn from_iter<I: IntoIterator<Item = Rc<Certificate>>>(certificates: I) -> CertPool {
        let mut pool = CertPool::default();
        certificates.into_iter().for_each(|certificate| pool.add(certificate));
        pool
    }
}
