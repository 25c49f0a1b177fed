//! How far somebody is in the workshop: numbers of tasks, and nothing of what was pasted. It is kept by the browser.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// By the name of the lesson, how many of its tasks are done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Progress(BTreeMap<String, usize>);

impl Progress {
    /// What was kept; a text that is none starts anew.
    pub fn read(text: &str) -> Progress {
        serde_json::from_str(text).unwrap_or_default()
    }

    pub fn write(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    pub fn done(&self, lesson: &str) -> usize {
        self.0.get(lesson).copied().unwrap_or_default()
    }

    /// Whether this changed anything.
    pub fn set(&mut self, lesson: &str, done: usize) -> bool {
        if done == 0 {
            return self.0.remove(lesson).is_some();
        }
        self.0.insert(lesson.to_owned(), done) != Some(done)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_survives_the_way_through_a_text() {
        let mut progress = Progress::default();
        assert!(progress.set("oidc", 2) && !progress.set("oidc", 2));
        assert_eq!(progress.write(), r#"{"oidc":2}"#);
        assert_eq!(Progress::read(&progress.write()), progress);
        assert_eq!((progress.done("oidc"), progress.done("other")), (2, 0));
        assert!(progress.set("oidc", 0) && progress.is_empty());
    }

    #[test]
    fn what_cannot_be_read_starts_anew() {
        for text in ["", "[]", "{\"a\":-1}", "null"] {
            assert!(Progress::read(text).is_empty(), "{text}");
        }
    }
}
