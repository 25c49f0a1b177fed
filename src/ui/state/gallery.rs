//! `gallery/index.json`: the scenario the page starts with and what can be tried in it.

use serde::Deserialize;

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Gallery {
    /// Path of the first scenario, relative to the page.
    pub scenario: String,
    pub examples: Vec<Example>,
}

/// Something to put into the paste box: a text, then the contents of files of this site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Example {
    pub title: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub files: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_index_is_readable_and_names_files_that_exist() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/static/");
        let read = |path: &str| std::fs::read_to_string(format!("{root}{path}")).unwrap();
        let gallery: Gallery = serde_json::from_str(&read("gallery/index.json")).unwrap();
        crate::scenario::parse(&read(&gallery.scenario)).unwrap();
        for example in &gallery.examples {
            for file in &example.files {
                assert!(!read(file).is_empty(), "{file}");
            }
        }
        assert!(gallery.examples.iter().any(|example| example.text.is_empty() && example.files.is_empty()));
    }
}
