//! `RequestHeaderAuthenticationOptions` of `k8s.io/apiserver/pkg/server/options/authentication.go`.

use super::flags::CommandLine;
use super::{Start, StartupError};

pub(super) const USERNAME_HEADERS: &str = "requestheader-username-headers";
pub(super) const UID_HEADERS: &str = "requestheader-uid-headers";
pub(super) const GROUP_HEADERS: &str = "requestheader-group-headers";
pub(super) const EXTRA_PREFIXES: &str = "requestheader-extra-headers-prefix";
pub(super) const ALLOWED_NAMES: &str = "requestheader-allowed-names";
pub(super) const CLIENT_CA_FILE: &str = "requestheader-client-ca-file";

/// `Validate`.
pub(super) fn validate(start: &Start) -> Vec<StartupError> {
    let flags = &start.flags;
    let mut errors: Vec<StartupError> = [USERNAME_HEADERS, GROUP_HEADERS, EXTRA_PREFIXES, ALLOWED_NAMES]
        .into_iter()
        .filter_map(|flag| blank_value(flags, flag))
        .collect();
    let uid_headers = flags.list(UID_HEADERS);
    let uid_error =
        |text: &str| StartupError::new(format!("--{UID_HEADERS} {text}"), format!("--{UID_HEADERS}"));
    if !start.gates.remote_request_header_uid {
        if !uid_headers.is_empty() {
            errors.push(uid_error("requires the \"RemoteRequestHeaderUID\" feature to be enabled"));
        }
        return errors;
    }
    errors.extend(blank_value(flags, UID_HEADERS));
    if !uid_headers.is_empty() && !has(&uid_headers, "X-Remote-Uid") {
        errors.push(uid_error(
            "is set without specifying the standard X-Remote-Uid header - API aggregation will not work",
        ));
    }
    errors
}

fn blank_value(flags: &CommandLine, flag: &str) -> Option<StartupError> {
    flags
        .list(flag)
        .iter()
        .any(|value| value.trim().is_empty())
        .then(|| StartupError::new(format!("empty value in \"{flag}\""), format!("--{flag}")))
}

fn has(headers: &[String], name: &str) -> bool {
    headers.iter().any(|header| header.eq_ignore_ascii_case(name))
}

/// What the server logs as warnings.
pub(super) fn warnings(flags: &CommandLine) -> Vec<String> {
    [
        (USERNAME_HEADERS, "X-Remote-User", "header"),
        (GROUP_HEADERS, "X-Remote-Group", "header"),
        (EXTRA_PREFIXES, "X-Remote-Extra-", "header prefix"),
    ]
    .into_iter()
    .filter(|(flag, standard, _)| {
        let values = flags.list(flag);
        !values.is_empty() && !has(&values, standard)
    })
    .map(|(flag, standard, what)| {
        format!(
            "kube-apiserver warns at start: --{flag} is set without specifying the standard {standard} {what} - \
             API aggregation will not work"
        )
    })
    .collect()
}
