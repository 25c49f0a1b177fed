//! `Options.Complete` of `pkg/controlplane/apiserver/options`: what of the service account options is checked before
//! everything else, and which required flags are missing.

use crate::golang::duration::SECOND;

use super::{Start, StartupError, aggregate, signing_key};

pub(super) const SIGNING_KEY_FILE: &str = "service-account-signing-key-file";
pub(super) const SIGNING_ENDPOINT: &str = "service-account-signing-endpoint";

const MAX_EXPIRATION: &str = "service-account-max-token-expiration";
const HOUR: i64 = 3600 * SECOND as i64;
const LONGEST: i64 = (1 << 32) * SECOND as i64;

pub(super) fn complete(start: &Start) -> Result<(), StartupError> {
    let flags = &start.flags;
    let key_file = flags.text(SIGNING_KEY_FILE);
    let issues_tokens = first_issuer(start).is_some();
    let expiration = flags.duration(MAX_EXPIRATION, 0);
    let expiration_matters = start.version.at_least(31) || issues_tokens && !key_file.is_empty();
    if expiration != 0 && expiration_matters && !(HOUR..=LONGEST).contains(&expiration) {
        let message = "the service-account-max-token-expiration must be between 1 hour and 2^32 seconds";
        return Err(StartupError::new(message, format!("--{MAX_EXPIRATION}")));
    }
    if !issues_tokens || key_file.is_empty() {
        return Ok(());
    }
    if !flags.text(SIGNING_ENDPOINT).is_empty() {
        let message = "service-account-signing-key-file and service-account-signing-endpoint are mutually \
                       exclusive and cannot be set at the same time";
        return Err(StartupError::new(message, format!("--{SIGNING_ENDPOINT}")));
    }
    let Some(text) = start.files.get(key_file) else { return Ok(()) };
    signing_key::check(key_file, text, start.faculties).map_err(|error| StartupError::new(error, key_file))
}

fn first_issuer(start: &Start) -> Option<String> {
    start.flags.all("service-account-issuer").into_iter().next().filter(|issuer| !issuer.is_empty())
}

/// What the real server would say about required service account flags that are not given.
pub(super) fn missing_flags(start: &Start) -> Option<String> {
    let flags = &start.flags;
    let has_endpoint = !flags.text(SIGNING_ENDPOINT).is_empty();
    let has_signing_key = !flags.text(SIGNING_KEY_FILE).is_empty();
    let mut errors: Vec<String> = Vec::new();
    if !flags.is_given("service-account-issuer") {
        errors.push("service-account-issuer is a required flag".into());
    }
    if !flags.is_given("service-account-key-file") && !has_endpoint {
        errors.push(if start.version.at_least(32) {
            "either `--service-account-key-file` or `--service-account-signing-endpoint` must be set".into()
        } else {
            "service-account-key-file is a required flag".into()
        });
    }
    let attempted =
        has_signing_key || first_issuer(start).is_some() || !flags.list("api-audiences").is_empty();
    let succeeded = first_issuer(start).is_some() && (has_signing_key || has_endpoint);
    if !attempted {
        errors.push(
            "--service-account-signing-key-file and --service-account-issuer are required flags".into(),
        );
    } else if !succeeded {
        errors.push(
            "--service-account-signing-key-file, --service-account-issuer, and --api-audiences should be specified \
             together"
                .into(),
        );
    }
    (!errors.is_empty()).then(|| {
        format!(
            "Required service account flags are not given; kube-apiserver itself would not start: {}. \
             That is left aside here, as flags are often pasted in part.",
            aggregate(&errors)
        )
    })
}
