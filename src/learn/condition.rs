//! What a lesson or a case asks of an outcome, as data: every member that is given must hold.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::report::{Authenticator, CheckOutcome, Outcome, Report, Step, StepOutcome};
/// What a condition is measured against.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    pub report: &'a Report,
    /// The server's flags, as in the scenario.
    pub args: &'a [String],
    /// The request as it was evaluated.
    pub request: &'a str,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Condition {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authenticator: Option<Authenticator>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uid: Option<String>,
    /// Groups that must be among the user's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Groups that must not be among the user's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub no_groups: Vec<String>,
    /// Extra keys and one of their values.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: BTreeMap<String, String>,
    /// A part of the error that the server logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// A part of a warning that the client sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warning: Option<String>,
    /// What single authenticators did.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepCondition>,
    /// Headers that the request must carry, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<String>,
    /// Flags that must be set: `--name`, or `--name=value` with its value.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<String>,
    /// Flags that must not be set, in the same form.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub no_flags: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepCondition {
    pub authenticator: Authenticator,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<StepOutcome>,
    /// A part of the authenticator's own error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Outcomes of its checks, by the name of the check.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub checks: BTreeMap<String, CheckOutcome>,
}

impl Condition {
    /// A condition that asks for nothing always holds, which is never meant.
    pub fn is_empty(&self) -> bool {
        *self == Condition::default()
    }

    pub fn holds(&self, subject: Subject) -> bool {
        self.unmet(subject).is_empty()
    }

    /// What does not hold, a sentence each.
    pub fn unmet(&self, Subject { report, args, request }: Subject) -> Vec<String> {
        let mut unmet = Unmet::default();
        let user = report.user.clone().unwrap_or_default();
        unmet.same("outcome", self.outcome, report.outcome);
        if let Some(wanted) = self.authenticator {
            unmet.same(
                "authenticator",
                Some(wanted.name()),
                report.authenticator.map_or("none", Authenticator::name),
            );
        }
        unmet.same("username", self.username.as_ref(), &user.username);
        unmet.same("uid", self.uid.as_ref(), &user.uid);
        for group in &self.groups {
            unmet.expect(user.groups.contains(group), || format!("the group {group:?} is missing"));
        }
        for group in &self.no_groups {
            unmet.expect(!user.groups.contains(group), || format!("the group {group:?} is there"));
        }
        for (key, value) in &self.extra {
            let there = user.extra.get(key).is_some_and(|values| values.contains(value));
            unmet.expect(there, || format!("extra {key:?} does not hold {value:?}"));
        }
        unmet.part("error", self.error.as_deref(), report.error.as_slice());
        unmet.part("warning", self.warning.as_deref(), &report.warnings);
        for step in &self.steps {
            let taken = report.trace.iter().find(|taken| taken.authenticator == step.authenticator);
            match taken {
                Some(taken) => step.measure(taken, &mut unmet),
                None => unmet.0.push(format!("{} is not among the steps", step.authenticator.name())),
            }
        }
        for name in &self.headers {
            unmet.expect(has_header(request, name), || format!("the header {name} is not sent"));
        }
        for flag in &self.flags {
            unmet.expect(has_flag(args, flag), || format!("{flag} is not set"));
        }
        for flag in &self.no_flags {
            unmet.expect(!has_flag(args, flag), || format!("{flag} is set"));
        }
        unmet.0
    }
}

impl StepCondition {
    fn measure(&self, step: &Step, unmet: &mut Unmet) {
        let name = self.authenticator.name();
        unmet.same(&format!("{name}'s outcome"), self.outcome, step.outcome);
        unmet.part(&format!("{name}'s error"), self.error.as_deref(), step.error.as_slice());
        for (check, outcome) in &self.checks {
            let found = step.checks.iter().any(|made| made.name == *check && made.outcome == *outcome);
            unmet.expect(found, || format!("{name} has no check {check:?} that is {outcome:?}"));
        }
    }
}

fn has_header(request: &str, name: &str) -> bool {
    let lines = request.lines().skip(1).take_while(|line| !line.trim().is_empty());
    lines.filter_map(|line| line.split_once(':')).any(|(given, _)| given.trim().eq_ignore_ascii_case(name))
}

/// `--name=value`, or `--name` and `value` beside it.
fn has_flag(args: &[String], wanted: &str) -> bool {
    let (name, value) = match wanted.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (wanted, None),
    };
    args.iter().enumerate().any(|(index, arg)| match arg.split_once('=') {
        Some((given, with)) => given == name && value.is_none_or(|value| value == with),
        None => {
            let next = args.get(index + 1).map(String::as_str).unwrap_or_default();
            arg == name && value.is_none_or(|value| value == next)
        }
    })
}

#[derive(Default)]
struct Unmet(Vec<String>);

impl Unmet {
    fn expect(&mut self, holds: bool, sentence: impl FnOnce() -> String) {
        if !holds {
            self.0.push(sentence());
        }
    }

    fn same<T: PartialEq + std::fmt::Debug>(&mut self, what: &str, wanted: Option<T>, actual: T) {
        if let Some(wanted) = wanted {
            self.expect(wanted == actual, || format!("{what} is {actual:?}, wanted {wanted:?}"));
        }
    }

    fn part(&mut self, what: &str, wanted: Option<&str>, texts: &[String]) {
        if let Some(wanted) = wanted {
            let found = texts.iter().any(|text| text.contains(wanted));
            self.expect(found, || format!("{what} is {:?}, which does not say {wanted:?}", texts.join(", ")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Check, User};
    use serde_json::{Value, json};

    fn report() -> Report {
        let mut step = Step::new(Authenticator::X509, StepOutcome::Rejected, "");
        step.error = Some("x509: certificate has expired".to_owned());
        step.checks.push(Check::failed("validity period", ""));
        Report {
            authenticator: Some(Authenticator::TokenFile),
            user: Some(User {
                username: "jane".to_owned(),
                uid: "1001".to_owned(),
                groups: vec!["developers".to_owned()],
                extra: [("scopes".to_owned(), vec!["read".to_owned()])].into(),
            }),
            warnings: vec!["299 - \"extra space\"".to_owned()],
            error: Some("invalid bearer token".to_owned()),
            trace: vec![step],
            ..Report::new(Outcome::Authenticated)
        }
    }

    fn unmet(condition: Value) -> Vec<String> {
        let condition: Condition = serde_json::from_value(condition).unwrap();
        let args = ["--a=b", "--c", "d"].map(str::to_owned);
        condition.unmet(Subject {
            report: &report(),
            args: &args,
            request: "GET / HTTP/1.1\nX-A: b\n\nX-B: c\n",
        })
    }

    #[test]
    fn what_is_so_holds() {
        let condition = json!({
            "outcome": "authenticated", "authenticator": "tokenFile", "username": "jane", "uid": "1001",
            "groups": ["developers"], "noGroups": ["admins"], "extra": {"scopes": "read"},
            "error": "bearer", "warning": "extra space",
            "steps": [{"authenticator": "x509", "outcome": "rejected", "error": "expired",
                       "checks": {"validity period": "failed"}}],
            "headers": ["x-a"], "flags": ["--a", "--a=b", "--c", "--c=d"], "noFlags": ["--a=c", "--d", "--c=e"],
        });
        assert_eq!(unmet(condition), Vec::<String>::new());
    }

    #[test]
    fn each_member_can_fail_and_says_so() {
        for (condition, word) in [
            (json!({"outcome": "unauthorized"}), "outcome is Authenticated, wanted Unauthorized"),
            (json!({"authenticator": "x509"}), "authenticator is \"tokenFile\", wanted \"x509\""),
            (json!({"username": "joe"}), "username"),
            (json!({"uid": "1"}), "uid"),
            (json!({"groups": ["admins"]}), "\"admins\" is missing"),
            (json!({"noGroups": ["developers"]}), "\"developers\" is there"),
            (json!({"extra": {"scopes": "write"}}), "does not hold \"write\""),
            (json!({"error": "expired"}), "does not say \"expired\""),
            (json!({"warning": "deprecated"}), "does not say \"deprecated\""),
            (json!({"steps": [{"authenticator": "jwt"}]}), "jwt is not among"),
            (json!({"steps": [{"authenticator": "x509", "outcome": "noOpinion"}]}), "x509's outcome"),
            (json!({"steps": [{"authenticator": "x509", "checks": {"signature": "passed"}}]}), "signature"),
            (json!({"headers": ["X-B"]}), "X-B is not sent"),
            (json!({"flags": ["--a=c"]}), "--a=c is not set"),
            (json!({"noFlags": ["--c"]}), "--c is set"),
        ] {
            let unmet = unmet(condition);
            assert!(unmet.len() == 1 && unmet[0].contains(word), "{word}: {unmet:?}");
        }
    }

    #[test]
    fn nobody_has_no_name() {
        let condition = Condition { username: Some("jane".to_owned()), ..Condition::default() };
        let report = Report::new(Outcome::Unauthorized);
        assert!(!condition.holds(Subject { report: &report, args: &[], request: "" }));
        assert!(!condition.is_empty() && Condition::default().is_empty());
    }
}
