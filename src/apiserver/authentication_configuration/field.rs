//! Errors about one field, printed as `k8s.io/apimachinery/pkg/util/validation/field` prints them:
//! `path: what: value: detail`.

use crate::golang::quote::quote;

pub fn required(path: &str, detail: &str) -> String {
    with_detail(format!("{path}: Required value"), detail)
}

/// The value of a Go `string`.
pub fn invalid(path: &str, value: &str, detail: &str) -> String {
    with_detail(format!("{path}: Invalid value: {}", quote(value)), detail)
}

/// The value of any other Go type, which is printed as JSON.
pub fn invalid_json(path: &str, json: &str, detail: &str) -> String {
    with_detail(format!("{path}: Invalid value: {json}"), detail)
}

pub fn duplicate(path: &str, value: &str) -> String {
    format!("{path}: Duplicate value: {}", quote(value))
}

pub fn forbidden(path: &str, detail: &str) -> String {
    with_detail(format!("{path}: Forbidden"), detail)
}

pub fn too_many(path: &str, actual: usize, most: usize) -> String {
    format!("{path}: Too many: {actual}: must have at most {most} items")
}

fn with_detail(text: String, detail: &str) -> String {
    if detail.is_empty() { text } else { format!("{text}: {detail}") }
}

/// A string as Go's `json.Marshal` writes it, with the characters escaped that matter in HTML.
pub fn json_string(text: &str) -> String {
    let mut json = serde_json::Value::from(text).to_string();
    for c in ['<', '>', '&', '\u{2028}', '\u{2029}'] {
        json = json.replace(c, &format!("\\u{:04x}", c as u32));
    }
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_printed_as_the_server_does() {
        assert_eq!(required("a.b", ""), "a.b: Required value");
        assert_eq!(required("a.b", "say why"), "a.b: Required value: say why");
        assert_eq!(invalid("a", "x\"\n", "no"), r#"a: Invalid value: "x\"\n": no"#);
        assert_eq!(invalid_json("a", &json_string("<x>"), "no"), r#"a: Invalid value: "\u003cx\u003e": no"#);
        assert_eq!(duplicate("a[1]", "x"), r#"a[1]: Duplicate value: "x""#);
        assert_eq!(forbidden("a", "no"), "a: Forbidden: no");
        assert_eq!(too_many("jwt", 65, 64), "jwt: Too many: 65: must have at most 64 items");
    }
}
