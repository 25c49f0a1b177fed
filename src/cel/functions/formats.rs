//! Named formats (`pkg/cel/library/format.go` of `k8s.io/apiserver`; `pkg/util/validation` of `k8s.io/apimachinery`; `strfmt` of
//! `k8s.io/kube-openapi`).

use chrono::NaiveDate;
use regex_lite::Regex;

use crate::cel::value::{Evaluated, Value};
use crate::golang::url::parse_request;

/// What is wrong with a text.
type Check = fn(&str) -> Vec<String>;

const FORMATS: [(&str, Check); 13] = [
    ("byte", |text| ensure(is(text, BASE64), "invalid base64")),
    ("date", |text| ensure(is_date(text), "invalid date")),
    ("datetime", |text| ensure(is_date_time(text), "invalid datetime")),
    ("dns1035Label", dns1035_label),
    ("dns1035LabelPrefix", |text| dns1035_label(&masked(text))),
    ("dns1123Label", dns1123_label),
    ("dns1123LabelPrefix", |text| dns1123_label(&masked(text))),
    ("dns1123Subdomain", |text| dns1123_subdomain(text, "characters")),
    ("dns1123SubdomainPrefix", |text| dns1123_subdomain(&masked(text), "characters")),
    ("labelValue", label_value),
    ("qualifiedName", qualified_name),
    ("uri", |text| parse_request(text).err().into_iter().collect()),
    ("uuid", |text| ensure(is(text, UUID), "does not match the UUID format")),
];

const BASE64: &str = "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})";
const UUID: &str = "[0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}";
const DATE: &str = "[0-9]{4}-[0-9]{2}-[0-9]{2}";
const TIME: &str = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:.[0-9]+)?(?:z|[+-][0-9]{2}:[0-9]{2})";

const DNS1123_LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const DNS1035_LABEL: &str = "[a-z]([-a-z0-9]*[a-z0-9])?";
const QUALIFIED_NAME: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

const LONGEST_LABEL: usize = 63;
const LONGEST_SUBDOMAIN: usize = 253;

fn is(text: &str, pattern: &str) -> bool {
    Regex::new(&format!("^(?:{pattern})$")).is_ok_and(|regex| regex.is_match(text))
}

fn ensure(is_valid: bool, message: &str) -> Vec<String> {
    if is_valid { Vec::new() } else { vec![message.to_owned()] }
}

fn is_date(text: &str) -> bool {
    is(text, DATE) && NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn is_date_time(text: &str) -> bool {
    let text = text.to_lowercase();
    let mut parts = text.split('t');
    match (parts.next(), parts.next()) {
        (Some(date), Some(time)) => is_date(date) && is(time, TIME),
        _ => false,
    }
}

/// `maskTrailingDash`: something may follow the dash.
fn masked(text: &str) -> String {
    match text.strip_suffix('-').and_then(|text| text.get(..text.len().checked_sub(1)?)) {
        Some(start) => format!("{start}a"),
        None => text.to_owned(),
    }
}

fn mismatch(message: &str, pattern: &str, examples: &[&str]) -> String {
    let examples: Vec<String> = examples.iter().map(|example| format!("'{example}', ")).collect();
    format!("{message} (e.g. {}regex used for validation is '{pattern}')", examples.join(" or "))
}

/// It is bytes that are counted, whatever the message calls them.
fn too_long(text: &str, most: usize, unit: &str) -> Option<String> {
    (text.len() > most).then(|| format!("must be no more than {most} {unit}"))
}

fn subdomain() -> String {
    format!("{DNS1123_LABEL}(\\.{DNS1123_LABEL})*")
}

fn dns1123_label(text: &str) -> Vec<String> {
    let mut errors: Vec<String> = too_long(text, LONGEST_LABEL, "characters").into_iter().collect();
    if !is(text, DNS1123_LABEL) {
        errors.push(match is(text, &subdomain()) {
            true => "must not contain dots".to_owned(),
            false => mismatch(
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end \
                 with an alphanumeric character",
                DNS1123_LABEL,
                &["my-name", "123-abc"],
            ),
        });
    }
    errors
}

fn dns1123_subdomain(text: &str, unit: &str) -> Vec<String> {
    let mut errors: Vec<String> = too_long(text, LONGEST_SUBDOMAIN, unit).into_iter().collect();
    let pattern = subdomain();
    if !is(text, &pattern) {
        errors.push(mismatch(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and \
             end with an alphanumeric character",
            &pattern,
            &["example.com"],
        ));
    }
    errors
}

fn dns1035_label(text: &str) -> Vec<String> {
    let mut errors: Vec<String> = too_long(text, LONGEST_LABEL, "characters").into_iter().collect();
    if !is(text, DNS1035_LABEL) {
        errors.push(mismatch(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, \
             and end with an alphanumeric character",
            DNS1035_LABEL,
            &["my-name", "abc-123"],
        ));
    }
    errors
}

fn label_value(text: &str) -> Vec<String> {
    let mut errors: Vec<String> = too_long(text, LONGEST_LABEL, "bytes").into_iter().collect();
    let pattern = format!("({QUALIFIED_NAME})?");
    if !is(text, &pattern) {
        errors.push(mismatch(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and \
             end with an alphanumeric character",
            &pattern,
            &["MyValue", "my_value", "12345"],
        ));
    }
    errors
}

fn qualified_name(text: &str) -> Vec<String> {
    let wrong = || {
        mismatch(
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
            QUALIFIED_NAME,
            &["MyName", "my.name", "123-abc"],
        )
    };
    let mut errors = Vec::new();
    let parts: Vec<&str> = text.split('/').collect();
    let name = match parts[..] {
        [name] => name,
        [prefix, name] => {
            if prefix.is_empty() {
                errors.push("prefix part must be non-empty".to_owned());
            } else {
                errors.extend(
                    dns1123_subdomain(prefix, "bytes").iter().map(|error| format!("prefix part {error}")),
                );
            }
            name
        }
        _ => {
            let optional = "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
            return vec![format!("a valid label key {} {optional}", wrong())];
        }
    };
    if name.is_empty() {
        errors.push("name part must be non-empty".to_owned());
    }
    errors.extend(too_long(name, LONGEST_LABEL, "bytes").map(|error| format!("name part {error}")));
    if !is(name, QUALIFIED_NAME) {
        errors.push(format!("name part {}", wrong()));
    }
    errors
}

fn find(name: &str) -> Option<Value> {
    FORMATS.iter().find(|(known, _)| *known == name).map(|(known, _)| Value::Format(known))
}

pub fn call(overload: &str, args: &[Value]) -> Option<Evaluated> {
    Some(match (overload, args) {
        ("format-named", [Value::String(name)]) => {
            Ok(find(name).map_or(Value::Optional(None), Value::optional))
        }
        ("format-validate", [Value::Format(name), Value::String(text)]) => {
            let (_, check) = FORMATS.iter().find(|(known, _)| known == name)?;
            let errors = check(text);
            Ok(match errors.is_empty() {
                true => Value::Optional(None),
                false => Value::optional(Value::strings(errors)),
            })
        }
        (name, []) => return find(name.strip_prefix("format.")?).map(Ok),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_takes_some_texts_and_refuses_others() {
        for (name, right, wrong) in [
            ("byte", "aGVsbG8=", "aGVsbG8"),
            ("date", "2020-02-29", "2021-02-29"),
            ("datetime", "2021-01-01t23:59:59.5+02:00", "2021-01-01T24:00:00Z"),
            ("dns1035Label", "a1", "1a"),
            ("dns1035LabelPrefix", "ab-", "1b-"),
            ("dns1123Label", "1a", "a.b"),
            ("dns1123LabelPrefix", "ab-", "-"),
            ("dns1123Subdomain", "a.b", "a..b"),
            ("dns1123SubdomainPrefix", "a.bc-", "a."),
            ("labelValue", "", "_a"),
            ("qualifiedName", "example.com/Name", "a/b/c"),
            ("uri", "https://a.example", "a.example"),
            ("uuid", "123E4567-e89b-12d3-a456-426614174000", "123"),
        ] {
            let (_, check) = FORMATS.iter().find(|(known, _)| *known == name).unwrap();
            assert_eq!(check(right), Vec::<String>::new(), "{name}");
            assert_ne!(check(wrong), Vec::<String>::new(), "{name}");
        }
    }

    #[test]
    fn every_fault_of_a_name_is_told() {
        let errors = qualified_name("/na me");
        assert_eq!(errors[0], "prefix part must be non-empty");
        assert_eq!(
            errors[1],
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric \
             character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is \
             '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
        );
    }
}
