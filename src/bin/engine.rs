//! The worker: scenario in, report out, away from the page's thread.

fn main() {}
