//! A merge patch (RFC 7386) over a scenario document: members replace members, `null` removes, lists are replaced
//! whole.

use serde_json::Value;

use crate::scenario::{self, Scenario};

/// The `MergePatch` of RFC 7386, section 2.
pub fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(members) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Value::Object(object) = target else { return };
    for (name, value) in members {
        if value.is_null() {
            object.remove(name);
        } else {
            merge(object.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}

/// The scenario with the patch applied.
///
/// # Errors
/// When the outcome is not a scenario any more.
pub fn apply(scenario: &Scenario, patch: &Value) -> Result<Scenario, String> {
    let mut document = serde_json::to_value(scenario).map_err(|error| error.to_string())?;
    merge(&mut document, patch);
    scenario::parse(&document.to_string())
        .map_err(|error| format!("the patched scenario is none: {}", error.message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_examples_of_the_rfc_hold() {
        for (target, patch, expected) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b"}), json!({"a": null}), json!({})),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "c"}), json!({"a": ["b"]}), json!({"a": ["b"]})),
            (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
            (json!(["a", "b"]), json!(["c", "d"]), json!(["c", "d"])),
            (json!({"a": "b"}), json!(["c"]), json!(["c"])),
            (json!({"a": "foo"}), json!(null), json!(null)),
            (json!([1, 2]), json!({"a": "b", "c": null}), json!({"a": "b"})),
            (json!({}), json!({"a": {"bb": {"ccc": null}}}), json!({"a": {"bb": {}}})),
        ] {
            let mut patched = target.clone();
            merge(&mut patched, &patch);
            assert_eq!(patched, expected, "{target} with {patch}");
        }
    }

    #[test]
    fn a_patch_that_breaks_the_scenario_is_refused() {
        let head = "apiVersion: authn-explorer/v1\nkind: Scenario\nmetadata: {name: n}\n";
        let scenario = scenario::parse(head).unwrap();
        let patched = apply(&scenario, &json!({"apiServer": {"args": ["--a=b"]}})).unwrap();
        assert_eq!(patched.api_server.args, ["--a=b"]);
        let error = apply(&scenario, &json!({"apiserver": {}})).unwrap_err();
        assert!(error.contains("apiserver"), "{error}");
    }
}
