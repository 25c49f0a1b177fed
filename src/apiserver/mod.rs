//! kube-apiserver's command line and files → the validated configuration of its authenticators, or the
//! message with which it would refuse to start.

pub mod authentication_configuration;
pub mod config;

pub use config::Config;
