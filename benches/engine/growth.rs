//! The medians that criterion wrote down, as tables: what each strategy costs, and how the time grows with the size.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::inputs::{AUTHORITIES, GROWTHS, JWT, PASTED, TOKEN_FILE, TOKEN_FILE_LINES};

pub const STRATEGY: &str = "strategy";

/// In milliseconds, on the host.
const BUDGET: f64 = 100.0;
const BUDGETED: [(&str, usize); 3] = [(TOKEN_FILE, 10_000), (AUTHORITIES, 500), (JWT, 64)];

/// Where criterion keeps its results.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("criterion")
}

/// The median of a benchmark in milliseconds, unless this run left it out.
fn median(group: &str, benchmark: &str, since: SystemTime) -> Option<f64> {
    let file = folder().join(group).join(benchmark).join("new/estimates.json");
    if fs::metadata(&file).ok()?.modified().ok()? < since {
        return None;
    }
    let estimates: serde_json::Value = serde_json::from_str(&fs::read_to_string(file).ok()?).ok()?;
    Some(estimates["median"]["point_estimate"].as_f64()? / 1e6)
}

/// Everything that was measured since then, in Markdown.
pub fn tables(since: SystemTime) -> String {
    let mut text = String::new();
    let strategies: Vec<(&str, f64)> = super::STRATEGIES
        .iter()
        .filter_map(|(strategy, _)| Some((*strategy, median(STRATEGY, strategy, since)?)))
        .collect();
    if !strategies.is_empty() {
        text.push_str("\n| strategy | median |\n|---|--:|\n");
    }
    for (strategy, time) in strategies {
        let _ = writeln!(text, "| {strategy} | {} |", duration(time));
    }
    let pasted = (PASTED, TOKEN_FILE_LINES);
    for (name, sizes) in GROWTHS.iter().map(|growth| (growth.name, growth.sizes)).chain([pasted]) {
        text.push_str(&growth(name, sizes, since));
    }
    for (name, size) in BUDGETED {
        if let Some(time) = median(name, &size.to_string(), since) {
            let verdict = if time <= BUDGET { "within" } else { "PAST" };
            let _ = write!(text, "\n{size} {name}: {}, {verdict} the budget of {BUDGET} ms", duration(time));
        }
    }
    text.push('\n');
    text
}

/// One line for each size; the last column is the exponent: 1 where twice the size takes twice the time.
fn growth(name: &str, sizes: &[usize], since: SystemTime) -> String {
    let measured: Vec<(usize, f64)> =
        sizes.iter().filter_map(|size| Some((*size, median(name, &size.to_string(), since)?))).collect();
    if measured.is_empty() {
        return String::new();
    }
    let mut text = format!("\n| {name} | median | of one | grows as size to the |\n|--:|--:|--:|--:|\n");
    let mut before: Option<(usize, f64)> = None;
    for (size, time) in measured {
        let exponent = before.map_or(String::new(), |(smaller, faster)| {
            format!("{:.2}", (time / faster).ln() / (size as f64 / smaller as f64).ln())
        });
        let _ =
            writeln!(text, "| {size} | {} | {} | {exponent} |", duration(time), duration(time / size as f64));
        before = Some((size, time));
    }
    text
}

fn duration(milliseconds: f64) -> String {
    match milliseconds {
        0.1.. => format!("{milliseconds:.2} ms"),
        _ => format!("{:.2} µs", milliseconds * 1e3),
    }
}
