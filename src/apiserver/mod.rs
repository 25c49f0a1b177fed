//! kube-apiserver's command line and files → the validated configuration of its authenticators, or the
//! message with which it would refuse to start.

pub mod authentication_configuration;
pub mod config;
mod feature_gates;
mod flags;

pub use config::Config;
pub use feature_gates::FeatureGates;

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

/// `utilerrors.NewAggregate`, printed: equal messages once, several in brackets.
fn aggregate(messages: &[String]) -> String {
    let mut distinct: Vec<&str> = Vec::new();
    for message in messages {
        if !distinct.contains(&message.as_str()) {
            distinct.push(message);
        }
    }
    match distinct.as_slice() {
        [one] => (*one).to_owned(),
        several => format!("[{}]", several.join(", ")),
    }
}
