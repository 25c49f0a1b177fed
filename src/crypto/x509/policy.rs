//! Certificate policies: RFC 5280 section 6.1 as updated by RFC 9618, with no policy asked for, as `policiesValid` of
//! `crypto/x509/verify.go` is called by the server.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::rc::Rc;

use super::Certificate;
use super::error::ParseError;
use crate::crypto::der::{Der, OBJECT_IDENTIFIER, SEQUENCE, context};

/// A policy: the DER content of its object identifier.
type Policy = Vec<u8>;

/// 2.5.29.32.0
const ANY_POLICY: &[u8] = &[0x55, 0x1d, 32, 0];

/// The policy extensions of a certificate. Negative numbers count as absent, as they do in Go.
#[derive(Debug, Clone, Default)]
pub(super) struct Policies {
    pub identifiers: Vec<Policy>,
    /// The policy of the issuer, and the one of the subject that it is equivalent to.
    pub mappings: Vec<(Policy, Policy)>,
    pub require_explicit_policy: Option<u64>,
    pub inhibit_policy_mapping: Option<u64>,
    pub inhibit_any_policy: Option<u64>,
}

/// ```text
/// CertificatePolicies ::= SEQUENCE OF SEQUENCE { policyIdentifier OBJECT IDENTIFIER, … }
/// ```
pub(super) fn identifiers(mut value: Der<'_>) -> Result<Vec<Policy>, ParseError> {
    const INVALID: ParseError = ParseError::new("x509: invalid certificate policies");
    let mut list = value.read(SEQUENCE).ok_or(INVALID)?;
    let mut seen = HashSet::new();
    let mut identifiers = Vec::new();
    while !list.is_empty() {
        let oid = list.read(SEQUENCE).and_then(|mut policy| policy.read(OBJECT_IDENTIFIER)).ok_or(INVALID)?.0;
        if !seen.insert(oid) || !is_oid(oid) {
            return Err(INVALID);
        }
        identifiers.push(oid.to_vec());
    }
    Ok(identifiers)
}

/// Arcs of any size, minimally encoded.
fn is_oid(content: &[u8]) -> bool {
    let arcs = content.split_inclusive(|byte| byte & 0x80 == 0);
    let minimal = arcs.into_iter().all(|arc| arc.first() != Some(&0x80));
    minimal && content.last().is_some_and(|byte| byte & 0x80 == 0)
}

/// ```text
/// PolicyMappings ::= SEQUENCE OF SEQUENCE { issuerDomainPolicy OBJECT IDENTIFIER, subjectDomainPolicy OBJECT IDENTIFIER }
/// ```
pub(super) fn mappings(mut value: Der<'_>) -> Result<Vec<(Policy, Policy)>, ParseError> {
    const INVALID: ParseError = ParseError::new("x509: invalid policy mappings extension");
    let mut list = value.read(SEQUENCE).ok_or(INVALID)?;
    let mut mappings = Vec::new();
    while !list.is_empty() {
        let mut mapping = list.read(SEQUENCE).ok_or(INVALID)?;
        let issuer = mapping.read(OBJECT_IDENTIFIER).ok_or(INVALID)?;
        let subject = mapping.read(OBJECT_IDENTIFIER).ok_or(INVALID)?;
        mappings.push((issuer.0.to_vec(), subject.0.to_vec()));
    }
    Ok(mappings)
}

/// ```text
/// PolicyConstraints ::= SEQUENCE { requireExplicitPolicy [0] INTEGER OPTIONAL, inhibitPolicyMapping [1] INTEGER OPTIONAL }
/// ```
pub(super) fn constraints(policies: &mut Policies, mut value: Der<'_>) -> Result<(), ParseError> {
    const INVALID: ParseError = ParseError::new("x509: invalid policy constraints extension");
    let mut sequence = value.read(SEQUENCE).ok_or(INVALID)?;
    let mut number = |tag| match sequence.next_is(tag) {
        true => sequence.int64_tagged(tag).map(|number| u64::try_from(number).ok()).ok_or(INVALID),
        false => Ok(None),
    };
    policies.require_explicit_policy = number(context(0))?;
    policies.inhibit_policy_mapping = number(context(1))?;
    Ok(())
}

pub(super) fn inhibit_any_policy(mut value: Der<'_>) -> Result<Option<u64>, ParseError> {
    let number = value.int64().ok_or(ParseError::new("x509: invalid inhibit any policy extension"))?;
    Ok(u64::try_from(number).ok())
}

/// A policy of one certificate of the path, and where it comes from.
#[derive(Debug, Clone, Default)]
struct Node {
    /// The policies that the next certificate must name to continue this one.
    expected: Vec<Policy>,
    /// Policies of the certificate above.
    parents: BTreeSet<Policy>,
}

/// The policies of each certificate, from the trust anchor down.
#[derive(Debug)]
struct Graph(Vec<BTreeMap<Policy, Node>>);

impl Graph {
    fn new() -> Graph {
        let root = Node { expected: vec![ANY_POLICY.to_vec()], parents: BTreeSet::new() };
        let mut level = BTreeMap::new();
        level.insert(ANY_POLICY.to_vec(), root);
        Graph(vec![level])
    }

    fn leaves(&self) -> Option<&BTreeMap<Policy, Node>> {
        self.0.last()
    }

    /// Adds the policies of the next certificate.
    fn descend(&mut self, policies: &[Policy], any_allowed: bool) {
        let Some(above) = self.0.last() else { return };
        let mut expecting: BTreeMap<&Policy, BTreeSet<Policy>> = BTreeMap::new();
        for (parent, node) in above {
            for expected in &node.expected {
                expecting.entry(expected).or_default().insert(parent.clone());
            }
        }
        let mut level: BTreeMap<Policy, Node> = BTreeMap::new();
        for policy in policies.iter().filter(|policy| policy.as_slice() != ANY_POLICY) {
            let mut parents = expecting.get(policy).cloned().unwrap_or_default();
            if parents.is_empty() && above.contains_key(ANY_POLICY) {
                parents.insert(ANY_POLICY.to_vec());
            }
            if !parents.is_empty() {
                level.insert(policy.clone(), Node { expected: vec![policy.clone()], parents });
            }
        }
        if any_allowed && policies.iter().any(|policy| policy.as_slice() == ANY_POLICY) {
            let named: HashSet<Policy> = level.keys().cloned().collect();
            for (parent, node) in above {
                for expected in node.expected.iter().filter(|expected| !named.contains(*expected)) {
                    let missing = level.entry(expected.clone()).or_default();
                    missing.expected = vec![expected.clone()];
                    missing.parents.insert(parent.clone());
                }
            }
        }
        self.0.push(level);
        self.prune();
    }

    /// Drops the policies that no certificate below continues.
    fn prune(&mut self) {
        for index in (1..self.0.len().saturating_sub(1)).rev() {
            let below = self.0.get(index + 1);
            let mut continued = BTreeSet::new();
            continued
                .extend(below.into_iter().flat_map(BTreeMap::values).flat_map(|node| node.parents.clone()));
            if let Some(level) = self.0.get_mut(index) {
                level.retain(|policy, _| continued.contains(policy));
            }
        }
    }

    /// Applies the mappings of a certificate that is not the last. Answers false if one maps anyPolicy.
    fn map(&mut self, mappings: &[(Policy, Policy)], allowed: bool) -> bool {
        if mappings.is_empty() {
            return true;
        }
        let mut subjects: BTreeMap<&Policy, Vec<Policy>> = BTreeMap::new();
        for (issuer, subject) in mappings {
            if !allowed {
                self.0.last_mut().map(|leaves| leaves.remove(issuer));
            } else if issuer.as_slice() == ANY_POLICY || subject.as_slice() == ANY_POLICY {
                return false;
            } else {
                subjects.entry(issuer).or_default().push(subject.clone());
            }
        }
        self.prune();
        let Some(leaves) = self.0.last_mut() else { return true };
        // In Go a node that a mapping adds below anyPolicy hangs on a node of its own level.
        for (issuer, expected) in subjects {
            if let Some(node) = leaves.get_mut(issuer) {
                node.expected = expected;
            } else if leaves.contains_key(ANY_POLICY) {
                let mut parents = BTreeSet::new();
                parents.insert(ANY_POLICY.to_vec());
                leaves.insert(issuer.clone(), Node { expected, parents });
            }
        }
        true
    }

    /// Whether a policy is left: one that begins where any was allowed, or anyPolicy to the end.
    fn allows_any(&self) -> bool {
        let begins = |(policy, node): (&Policy, &Node)| {
            policy.as_slice() != ANY_POLICY && node.parents.len() == 1 && node.parents.contains(ANY_POLICY)
        };
        self.0.iter().flatten().any(begins)
            || self.leaves().is_some_and(|leaves| leaves.contains_key(ANY_POLICY))
    }
}

/// Whether the policies along a chain, from the leaf to the trust anchor, satisfy the constraints that its
/// certificates put on them.
pub(super) fn valid(chain: &[Rc<Certificate>]) -> bool {
    let Some((_, path)) = chain.split_last().filter(|(_, path)| !path.is_empty()) else { return true };
    let length = path.len() as u64;
    let mut graph = Some(Graph::new());
    let (mut any_policy, mut explicit_policy, mut policy_mapping) = (length + 1, length + 1, length + 1);
    for (index, certificate) in path.iter().enumerate().rev() {
        let policies = &certificate.policies;
        let self_issued = certificate.raw_issuer == certificate.raw_subject;
        let last = index == 0;
        if policies.identifiers.is_empty() {
            graph = None;
        }
        if explicit_policy == 0 && graph.is_none() {
            return false;
        }
        if let Some(graph) = &mut graph {
            graph.descend(&policies.identifiers, any_policy > 0 || !last && self_issued);
            if !last && !graph.map(&policies.mappings, policy_mapping > 0) {
                return false;
            }
        }
        if !last {
            if !self_issued {
                explicit_policy = explicit_policy.saturating_sub(1);
                policy_mapping = policy_mapping.saturating_sub(1);
                any_policy = any_policy.saturating_sub(1);
            }
            explicit_policy = explicit_policy.min(policies.require_explicit_policy.unwrap_or(u64::MAX));
            policy_mapping = policy_mapping.min(policies.inhibit_policy_mapping.unwrap_or(u64::MAX));
            any_policy = any_policy.min(policies.inhibit_any_policy.unwrap_or(u64::MAX));
        }
    }
    explicit_policy = explicit_policy.saturating_sub(1);
    if path.first().is_some_and(|leaf| leaf.policies.require_explicit_policy == Some(0)) {
        explicit_policy = 0;
    }
    explicit_policy > 0 || graph.is_some_and(|graph| graph.allows_any())
}
