//! kube-apiserver's command line and files → the validated configuration of its authenticators, or the
//! message with which it would refuse to start.
//!
//! The order is the server's (`cmd/kube-apiserver/app/server.go`): flags are parsed, feature gates set, options
//! completed, then validated (all errors at once), then applied (the first error). What the authenticators'
//! own constructors refuse comes after that and belongs to them.

pub mod authentication_configuration;
mod build;
mod complete;
pub mod config;
mod faculties;
mod feature_gates;
mod flags;
mod oidc_flags;
mod request_header;
mod signing_key;
mod validate;

use std::collections::{BTreeMap, BTreeSet};

use crate::scenario::{ApiServer, Version, read_file};

pub use config::Config;
pub use faculties::{Everything, Faculties};
pub use feature_gates::FeatureGates;
use flags::CommandLine;

/// An API server that starts.
#[derive(Debug, Clone)]
pub struct Configured {
    pub config: Config,
    /// Sentences for a person: what the real server would warn of, and where it is stricter than this simulation.
    pub notes: Vec<String>,
    /// The given flags that are not about authentication, as `--name`.
    pub ignored_flags: Vec<String>,
}

/// The server would refuse to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartupError {
    /// The error itself, as it stands behind `Error: ` or `err=` in the server's output.
    pub message: String,
    /// The flag or the file that caused it: `--client-ca-file`, `/etc/authn.yaml`.
    pub field: Option<String>,
}

impl StartupError {
    fn new(message: impl Into<String>, field: impl Into<String>) -> StartupError {
        StartupError { message: message.into(), field: Some(field.into()) }
    }
}

/// What the options are worked out from.
struct Start<'a> {
    flags: CommandLine,
    gates: FeatureGates,
    files: &'a BTreeMap<String, String>,
    version: Version,
    faculties: &'a dyn Faculties,
}

impl Start<'_> {
    /// `os.ReadFile`, with Go's text for a file that is not there.
    fn read_file(&self, path: &str) -> Result<&str, String> {
        read_file(self.files, path)
    }
}

/// Configures an API server from its command line and files.
///
/// # Errors
/// The first error with which this version of kube-apiserver would end; those of validation stand in one message.
/// Missing required flags are no error, because people paste fragments: they become notes.
pub fn configure(
    api_server: &ApiServer,
    version: Version,
    faculties: &dyn Faculties,
) -> Result<Configured, StartupError> {
    let flags = CommandLine::parse(&api_server.args, version)?;
    let (gates, unknown_gates) = feature_gates::from_flags(&flags, version)?;
    let start = Start { flags, gates, files: &api_server.files, version, faculties };
    let mut notes = unsimulated(&start, &unknown_gates);
    complete::complete(&start)?;
    validate::validate(&start)?;
    notes.extend(complete::missing_flags(&start));
    notes.extend(request_header::warnings(&start.flags));
    let config = build::config(&start, &mut notes)?;
    Ok(Configured { config, notes, ignored_flags: start.flags.ignored() })
}

fn unsimulated(start: &Start, unknown_gates: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    for (flag, text) in [("help", "its help"), ("version", "its version")] {
        if start.flags.boolean(flag, false) {
            notes.push(format!(
                "With --{flag}, kube-apiserver prints {text} and ends; the flag is left aside here."
            ));
        }
    }
    if !unknown_gates.is_empty() {
        notes.push(format!(
            "Feature gates that are not known to influence authentication are left aside: {}.",
            unknown_gates.join(", ")
        ));
    }
    if start.flags.is_given("emulated-version") {
        notes.push(
            "--emulated-version is left aside: the rules are those of the scenario's apiServer.version."
                .into(),
        );
    }
    notes
}

/// `utilerrors.NewAggregate`, printed: equal messages once, several in brackets.
fn aggregate(messages: &[String]) -> String {
    let mut seen = BTreeSet::new();
    let distinct: Vec<&str> = messages.iter().map(String::as_str).filter(|text| seen.insert(*text)).collect();
    match distinct.as_slice() {
        [one] => (*one).to_owned(),
        several => format!("[{}]", several.join(", ")),
    }
}

#[cfg(test)]
mod tests;
