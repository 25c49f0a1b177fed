mod authentication_config;
mod configured;
mod pki;
mod service_account_errors;
mod startup_errors;

use super::*;

/// A command line and files that every test may build upon.
fn configure_at(minor: u32, args: &[&str], files: &[(&str, &str)]) -> Result<Configured, StartupError> {
    let api_server = ApiServer {
        version: None,
        args: args.iter().map(|arg| (*arg).to_owned()).collect(),
        files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect(),
    };
    configure(&api_server, Version { minor }, &Everything)
}

/// The files that exist in every test.
fn files() -> Vec<(&'static str, &'static str)> {
    vec![
        ("/ca", pki::CLIENT_CA),
        ("/proxy", pki::PROXY_CA),
        ("/sa.pub", pki::PUBLIC_KEY),
        ("/empty", ""),
        ("/text", "not PEM at all\n"),
        ("/broken", pki::NO_CERTIFICATE),
    ]
}
