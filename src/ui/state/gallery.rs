//! `gallery/index.json`: the scenario the page starts with, what can be tried in it, and the other scenarios.

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gallery {
    /// Path of the first scenario, relative to the page.
    pub scenario: String,
    /// The same scenario in JSON, for which the first worker needs no YAML.
    pub json: String,
    pub examples: Vec<Example>,
    pub groups: Vec<Group>,
}

impl Gallery {
    /// Where a scenario is fetched from.
    pub fn address(&self, file: &str) -> String {
        if file == self.scenario && !self.json.is_empty() { &self.json } else { file }.to_owned()
    }
}

/// Scenarios that belong together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    pub title: String,
    pub scenarios: Vec<Listed>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Path relative to the page.
    pub file: String,
    pub title: String,
}

/// Something to put into the paste box: a text, then the contents of files of this site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Example {
    pub title: String,
    pub text: String,
    pub files: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scenario_is_listed_once_under_its_own_title() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/static/");
        let index = std::fs::read_to_string(format!("{root}gallery/index.json")).unwrap();
        let gallery: Gallery = crate::ui::read::gallery(&index).unwrap();
        let mut listed: Vec<String> = Vec::new();
        for scenario in gallery.groups.iter().flat_map(|group| &group.scenarios) {
            let text = std::fs::read_to_string(format!("{root}{}", scenario.file)).unwrap();
            let document = crate::scenario::parse(&text).unwrap();
            assert_eq!(document.metadata.title, scenario.title, "{}", scenario.file);
            listed.push(scenario.file.clone());
        }
        let mut present: Vec<String> = std::fs::read_dir(format!("{root}gallery"))
            .unwrap()
            .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
            .filter(|name| name.ends_with(".yaml"))
            .map(|name| format!("gallery/{name}"))
            .collect();
        listed.sort();
        present.sort();
        assert_eq!(listed, present);
    }

    #[test]
    fn the_shipped_index_is_readable_and_names_files_that_exist() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/static/");
        let read = |path: &str| std::fs::read_to_string(format!("{root}{path}")).unwrap();
        let gallery: Gallery = crate::ui::read::gallery(&read("gallery/index.json")).unwrap();
        let first = crate::scenario::parse(&read(&gallery.scenario)).unwrap();
        let json = serde_json::to_string_pretty(&first).unwrap();
        assert_eq!(
            read(&gallery.json),
            format!("{json}\n"),
            "{} must be {} in JSON",
            gallery.json,
            gallery.scenario
        );
        assert_eq!(gallery.address(&gallery.scenario), gallery.json);
        assert_eq!(gallery.address("gallery/other.yaml"), "gallery/other.yaml");
        for example in &gallery.examples {
            for file in &example.files {
                assert!(!read(file).is_empty(), "{file}");
            }
        }
        assert!(gallery.examples.iter().any(|example| example.text.is_empty() && example.files.is_empty()));
    }
}
