//! What the editor of the server's side asks: manifests and whole files as text, which the worker makes data of.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::input::detect::{Reading, is_scenario, recognise_with};
use crate::input::place::{Placed, place};
use crate::scenario::{self, Scenario};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Question {
    /// Manifests in YAML or JSON.
    Manifests(String),
    /// A file to be put into a scenario's server.
    Import { text: String, scenario: Box<Scenario> },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    Manifests(Vec<Value>),
    /// The file is a scenario itself.
    Scenario,
    /// The scenario with what the file holds for its server, and what that was taken for. The request is as before.
    Imported {
        scenario: Box<Scenario>,
        placed: Vec<Placed>,
    },
}

/// Answers one question.
///
/// # Errors
/// What is wrong with the text, and where.
pub fn answer(question: Question) -> Result<Answer, String> {
    match question {
        Question::Manifests(text) => manifests(&text).map(Answer::Manifests),
        Question::Import { text, .. } if is_scenario(&text) => Ok(Answer::Scenario),
        Question::Import { text, scenario } => {
            let (mut new, placed) = place(&recognise_with(&text, Reading::Automatic, &[]), &scenario);
            new.request = scenario.request.clone();
            if new == *scenario {
                return Err("It holds nothing for the server that is not there already.".to_owned());
            }
            Ok(Answer::Imported { scenario: Box::new(new), placed })
        }
    }
}

/// Each manifest, those of lists one by one.
fn manifests(text: &str) -> Result<Vec<Value>, String> {
    let mut found = Vec::new();
    for value in scenario::values(text).map_err(|error| error.to_string())? {
        let is_list = value["kind"].as_str().is_some_and(|kind| kind.ends_with("List"));
        match value {
            Value::Object(mut list) if is_list && list.get("items").is_some_and(Value::is_array) => {
                found.extend(
                    list.remove("items")
                        .and_then(|items| match items {
                            Value::Array(items) => Some(items),
                            _ => None,
                        })
                        .unwrap_or_default(),
                );
            }
            Value::Object(_) => found.push(value),
            _ => return Err("A manifest is a map with kind and metadata.".to_owned()),
        }
    }
    if let Some(what) = found.iter().find_map(|object| lacks(object)) {
        return Err(format!("The manifest has no {what}."));
    }
    if found.is_empty() {
        return Err("There is no manifest in it.".to_owned());
    }
    Ok(found)
}

/// What the server could not find the object by.
fn lacks(object: &Value) -> Option<&'static str> {
    let is_text = |value: &Value| value.as_str().is_some_and(|text| !text.is_empty());
    if !is_text(&object["kind"]) {
        return Some("kind");
    }
    (!is_text(&object["metadata"]["name"])).then_some("metadata.name")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifests(text: &str) -> Result<usize, String> {
        match answer(Question::Manifests(text.to_owned()))? {
            Answer::Manifests(found) => Ok(found.len()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn manifests_are_read_one_by_one() {
        let pod = "kind: Pod\nmetadata: {name: a}\n";
        for (text, count) in [
            (pod.to_owned(), 1),
            (format!("---\n{pod}---\n{pod}---\n"), 2),
            (r#"{"kind":"Pod","metadata":{"name":"a"}}"#.to_owned(), 1),
            ("kind: List\nitems:\n- {kind: Pod, metadata: {name: a}}\n- {kind: Node, metadata: {name: b}}\n".to_owned(), 2),
        ] {
            assert_eq!(manifests(&text), Ok(count), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let pod = "kind: Pod\nmetadata: {name: a}\n";
        for (text, said) in [
            (format!("{pod}---\nkind: Pod\nmetadata: [\n"), "line 5"),
            ("{\"kind\": \"Pod\",}".to_owned(), "line 1, column 16"),
            ("- a\n".to_owned(), "a map with kind"),
            ("kind: Pod\n".to_owned(), "no metadata.name"),
            ("metadata: {name: a}\n".to_owned(), "no kind"),
            (" \n".to_owned(), "no manifest"),
        ] {
            let error = manifests(&text).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    fn import(text: &str) -> Result<Answer, String> {
        let mut scenario = Box::new(Scenario::empty());
        scenario.request.raw = "GET / HTTP/1.1\n".to_owned();
        scenario.api_server.args = vec!["--anonymous-auth=false".to_owned()];
        answer(Question::Import { text: text.to_owned(), scenario })
    }

    #[test]
    fn a_file_becomes_part_of_the_server_and_the_request_stays() {
        let manifest = "kind: Pod\napiVersion: v1\nmetadata: {name: kube-apiserver}\nspec:\n  containers:\n  - command: [kube-apiserver, --client-ca-file=/ca.crt]\n";
        let Ok(Answer::Imported { scenario, placed }) = import(manifest) else { panic!() };
        assert_eq!(scenario.api_server.args, ["--client-ca-file=/ca.crt"]);
        assert_eq!(scenario.request.raw, "GET / HTTP/1.1\n");
        assert!(placed[0].remark.contains("/ca.crt is still missing"), "{placed:?}");
        let scenario = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: n}\n";
        assert_eq!(import(scenario), Ok(Answer::Scenario));
        for text in ["Authorization: Bearer s3cret", "--anonymous-auth=false"] {
            assert!(import(text).unwrap_err().contains("nothing for the server"), "{text}");
        }
    }
}
