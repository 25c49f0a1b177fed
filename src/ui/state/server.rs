//! Edits of the server's side of a scenario, as a person makes them: flags one a line, files by path.

use super::Document;
use crate::scenario::Version;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerEdit {
    /// One flag a line, also as a manifest lists them (`- --a=b`).
    Flags(String),
    /// Writes a file, or makes it.
    File {
        path: String,
        text: String,
    },
    RemoveFile {
        path: String,
    },
    /// Empty: the reader's clock.
    Clock(String),
    /// Empty: the newest version.
    Version(String),
}

impl ServerEdit {
    pub fn apply(self, scenario: &mut Document) {
        match self {
            ServerEdit::Flags(text) => scenario.set_args(flags(&text)),
            ServerEdit::File { path, text } => scenario.set_file(&path, Some(text)),
            ServerEdit::RemoveFile { path } => scenario.set_file(&path, None),
            ServerEdit::Clock(time) => scenario.set_clock(filled(&time)),
            ServerEdit::Version(version) => scenario.set_version(filled(&version)),
        }
    }
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn flags(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| line.trim())
        .map(|line| line.strip_prefix("- ").unwrap_or(line).trim())
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.trim_end_matches('\\').trim_end().to_owned())
        .collect()
}

/// The versions whose rules are known, newest first.
pub fn version_choices() -> impl Iterator<Item = String> {
    (Version::OLDEST.minor..=Version::NEWEST.minor).rev().map(|minor| Version { minor }.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read_from_what_people_paste() {
        let text = "--a=b\n  - --c=d\n\n# why\n--e \\\n";
        assert_eq!(flags(text), ["--a=b", "--c=d", "--e"]);
    }

    #[test]
    fn an_emptied_field_is_absent_again() {
        assert_eq!(filled("  "), None);
        assert_eq!(filled(" 1.36 "), Some("1.36".to_owned()));
    }

    #[test]
    fn the_newest_version_comes_first() {
        assert_eq!(version_choices().next(), Some(Version::NEWEST.to_string()));
        assert_eq!(version_choices().last(), Some(Version::OLDEST.to_string()));
    }
}
