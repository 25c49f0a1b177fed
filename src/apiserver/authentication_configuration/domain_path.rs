//! `IsDomainPrefixedPath` of `k8s.io/apimachinery/pkg/util/validation`: `acme.io/foo`, the form of an extra key.

use super::field::{invalid, required};

const DNS_LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const PATH: &str = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+";
const MAX_SUBDOMAIN: usize = 253;

pub(super) fn domain_prefixed_path(path: &str, value: &str) -> Vec<String> {
    if value.is_empty() {
        return vec![required(path, "")];
    }
    let Some((host, rest)) =
        value.split_once('/').filter(|(host, rest)| !host.is_empty() && !rest.is_empty())
    else {
        return vec![invalid(path, value, "must be a domain-prefixed path (such as \"acme.io/foo\")")];
    };
    let mut errors = Vec::new();
    if host.len() > MAX_SUBDOMAIN {
        errors.push(invalid(path, host, &format!("must be no more than {MAX_SUBDOMAIN} characters")));
    }
    if !host.split('.').all(is_dns_label) {
        errors.push(invalid(
            path,
            host,
            &format!(
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', \
                 and must start and end with an alphanumeric character (e.g. 'example.com', \
                 regex used for validation is '{DNS_LABEL}(\\.{DNS_LABEL})*')"
            ),
        ));
    }
    if !rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:".contains(&byte)) {
        errors.push(invalid(path, rest, &format!("Invalid path (regex used for validation is '{PATH}')")));
    }
    errors
}

fn is_dns_label(label: &str) -> bool {
    !label.is_empty()
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
