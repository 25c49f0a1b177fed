//! Where the browser keeps how far somebody is: numbers of tasks, nothing else.

use crate::learn::Progress;
use crate::ui::browser;

const KEY: &str = "workshop";

pub fn stored() -> Progress {
    browser::stored(KEY).map(|text| Progress::read(&text)).unwrap_or_default()
}

pub fn store(progress: &Progress) {
    browser::store(KEY, &progress.write());
}
