//! `authn explain` at a terminal: arguments, exit codes, and the report in words.

mod print;
mod usage;

use chrono::{DateTime, Utc};

use crate::engine;
use crate::report::{Outcome, Report};

pub use print::report as print_report;
pub use usage::{Arguments, Format, HELP, parse as parse_arguments};

/// Exit code when every scenario could be evaluated, authenticated or not.
pub const OK: u8 = 0;
/// Exit code when a scenario was invalid or could not be read.
pub const INVALID: u8 = 1;
/// Exit code of a wrong command line.
pub const USAGE: u8 = 2;

/// What a run prints and returns.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Run {
    pub output: String,
    pub errors: String,
    pub code: u8,
}

/// Runs the command. `read` gives the text of a path, or of standard input for `-`.
pub fn run(
    arguments: &[String],
    color: bool,
    now: DateTime<Utc>,
    mut read: impl FnMut(&str) -> Result<String, String>,
) -> Run {
    let arguments = match usage::parse(arguments) {
        Ok(Some(arguments)) => arguments,
        Ok(None) => return Run { output: HELP.to_owned(), ..Run::default() },
        Err(message) => {
            return Run { errors: format!("authn: {message}\n\n{HELP}"), code: USAGE, ..Run::default() };
        }
    };
    let mut run = Run::default();
    for (index, path) in arguments.files.iter().enumerate() {
        let report = match read(path) {
            Ok(text) => engine::evaluate_text(&text, now),
            Err(error) => {
                Report { error: Some(format!("{path}: {error}")), ..Report::new(Outcome::InvalidScenario) }
            }
        };
        if report.outcome == Outcome::InvalidScenario {
            run.code = INVALID;
        }
        match arguments.format {
            Format::Json => match serde_json::to_string(&report) {
                Ok(line) => run.output.push_str(&(line + "\n")),
                Err(error) => run.errors.push_str(&format!("authn: {path}: {error}\n")),
            },
            Format::Text => {
                if index > 0 {
                    run.output.push('\n');
                }
                if arguments.files.len() > 1 {
                    run.output.push_str(&format!("── {path}\n\n"));
                }
                run.output.push_str(&print::report(&report, color));
            }
        }
    }
    run
}
