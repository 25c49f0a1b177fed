//! YAML → a typed document of this room. An unknown field is an error that names it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::golang::yaml;
use crate::scenario::API_VERSION;

/// Every document of this room says what it is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    #[serde(default)]
    api_version: String,
    #[serde(default)]
    kind: String,
}

/// Reads a document of the given kind.
///
/// # Errors
/// A sentence that names the line of broken YAML, or the field that is wrong.
pub fn read<T: DeserializeOwned>(text: &str, kind: &str) -> Result<T, String> {
    let converted = yaml::to_json(text)?;
    if let Some(error) = converted.strict_error() {
        return Err(error);
    }
    let head: Head = serde_json::from_str(&converted.json).map_err(|error| plain(&error))?;
    if head.api_version != API_VERSION {
        return Err(format!("apiVersion is {:?}, expected {API_VERSION:?}", head.api_version));
    }
    if head.kind != kind {
        return Err(format!("kind is {:?}, expected {kind:?}", head.kind));
    }
    serde_json::from_str(&converted.json).map_err(|error| plain(&error))
}

/// The positions that serde knows are those of the converted text, which nobody has seen.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message).to_owned()
}

/// A field that must say something.
pub fn filled(name: &str, text: &str) -> Result<(), String> {
    if text.trim().is_empty() { Err(format!("{name} is empty")) } else { Ok(()) }
}

/// Whether a path stays inside the site; relative to `static/`.
pub fn inside(path: &str) -> bool {
    !path.is_empty() && !path.starts_with('/') && !path.contains("..") && !path.contains(':')
}

/// A path of a scenario as the page fetches it, relative to `static/`.
pub fn scenario_path(path: &str) -> Result<(), String> {
    if path.ends_with(".yaml") && inside(path) {
        Ok(())
    } else {
        Err(format!("scenario is {path:?}, expected a path such as \"gallery/kubeadm.yaml\""))
    }
}

/// `index.yaml` of a folder: the names of its documents, without extension, in the order in which they are shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Names {
    pub api_version: String,
    pub kind: String,
    pub names: Vec<String>,
}

impl Names {
    /// # Errors
    /// What is wrong with the text, or a name that is no file name.
    pub fn parse(text: &str) -> Result<Names, String> {
        let names: Names = read(text, "Index")?;
        names.names.iter().try_for_each(|name| is_name(name))?;
        Ok(names)
    }
}

/// `index.yaml` of the pages: their titles are known before they are fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pages {
    pub api_version: String,
    pub kind: String,
    pub pages: Vec<Page>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Page {
    /// File name without extension, and last part of the address.
    pub name: String,
    /// As in the first heading of the page.
    pub title: String,
    /// One sentence.
    pub summary: String,
}

impl Pages {
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Pages, String> {
        let pages: Pages = read(text, "Pages")?;
        for page in &pages.pages {
            is_name(&page.name)?;
            filled("title", &page.title)?;
            filled("summary", &page.summary)?;
        }
        Ok(pages)
    }
}

fn is_name(name: &str) -> Result<(), String> {
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        return Ok(());
    }
    Err(format!("{name:?} is not a name of letters, digits and hyphens"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_lists_names() {
        let text = "apiVersion: authn-explorer/v1\nkind: Index\nnames: [first, second-one]\n";
        assert_eq!(Names::parse(text).unwrap().names, ["first", "second-one"]);
        let error = Names::parse(&text.replace("first", "../first")).unwrap_err();
        assert!(error.contains("../first"), "{error}");
    }

    #[test]
    fn a_document_of_another_kind_is_refused_in_words() {
        let index = "apiVersion: authn-explorer/v1\nkind: Index\nnames: []\n";
        for (text, word) in [
            (index.replace("Index", "Lesson"), "kind is \"Lesson\", expected \"Index\""),
            (index.replace("/v1", "/v2"), "apiVersion is \"authn-explorer/v2\""),
            (index.replace("names", "nmaes"), "nmaes"),
            (format!("{index}kind: Index\n"), "already set in map"),
            ("a: [".to_owned(), "yaml: "),
        ] {
            let error = Names::parse(&text).unwrap_err();
            assert!(error.contains(word), "{word}: {error}");
        }
    }

    #[test]
    fn a_scenario_is_named_by_its_path_inside_the_site() {
        assert_eq!(scenario_path("gallery/kubeadm.yaml"), Ok(()));
        for path in ["/gallery/a.yaml", "../a.yaml", "https://example.com/a.yaml", "gallery/a.json"] {
            assert!(scenario_path(path).is_err(), "{path}");
        }
    }
}
