//! The engine at a terminal: `authn explain scenario.yaml`.

use std::io::{self, IsTerminal, Read, Write};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, fs};

use authn_explorer::terminal;
use chrono::DateTime;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = DateTime::from_timestamp(since_epoch.as_secs() as i64, 0).unwrap_or_default();
    let color = io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none();
    let run = terminal::run(&arguments, color, now, read);
    // A reader that went away (`| head`) is no error of ours.
    let _ = io::stdout().write_all(run.output.as_bytes());
    let _ = io::stderr().write_all(run.errors.as_bytes());
    ExitCode::from(run.code)
}

fn read(path: &str) -> Result<String, String> {
    let bytes = if path == "-" {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| format!("not UTF-8: {error}"))
}
