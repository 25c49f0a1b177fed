//! A set of certificates, looked up by subject.

use std::rc::Rc;

use super::Certificate;

#[derive(Debug, Clone, Default)]
pub struct CertPool {
    certificates: Vec<Rc<Certificate>>,
}

impl CertPool {
    pub fn add(&mut self, certificate: Rc<Certificate>) {
        self.certificates.push(certificate);
    }

    pub fn certificates(&self) -> &[Rc<Certificate>] {
        &self.certificates
    }
}
