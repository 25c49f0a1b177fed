//! What expressions make of claims and demand of them: the parts of `getUsername`, `getGroups`, `getUID`, `getExtra` and
//! `checkValidationRulesEvaluation` of kube-apiserver's `oidc.go` that evaluate.

use crate::authn::{Response, World};
use crate::cel::{Failure, Input, Outcome};
use crate::golang::quote::quote;
use crate::report::{Check, Provenance, StepLog};

use super::claims::Mapping;
use super::source::Setting;

const NO_LIST: &str = "expression must return a string or a list of strings";

/// An expression and what it is for.
struct Use<'e> {
    /// For a person: "username".
    what: &'e str,
    expression: &'e str,
    setting: Setting,
}

impl Mapping<'_> {
    pub(super) fn username_expression(
        &self,
        response: &mut Response,
        world: &World,
        log: &mut StepLog,
    ) -> Result<(), String> {
        let expression = &self.config.claim_mappings.username.expression;
        let used = Use { what: "username", expression, setting: Setting::UsernameClaim };
        let wrap = |error: String| format!("oidc: error evaluating username claim expression: {error}");
        let outcome = self.evaluate(&used, self.claims_input(), world, log).map_err(wrap_server(&wrap))?;
        let username = match outcome {
            Outcome::String(text) if text.is_empty() => {
                self.unfit(&used, "an empty string", log);
                return Err("oidc: empty username via CEL expression is not allowed".to_owned());
            }
            Outcome::String(text) => text,
            other => {
                self.unfit(&used, describe(&other), log);
                return Err(wrap("username claim expression must return a string".to_owned()));
            }
        };
        self.fit(&used, &quote(&username), log);
        self.made(response, "username", &username, &used);
        response.user.username = username;
        Ok(())
    }

    pub(super) fn groups_expression(
        &self,
        response: &mut Response,
        world: &World,
        log: &mut StepLog,
    ) -> Result<(), String> {
        let expression = &self.config.claim_mappings.groups.expression;
        let used = Use { what: "groups", expression, setting: Setting::GroupsClaim };
        let wrap = |error: String| format!("oidc: error evaluating group claim expression: {error}");
        let outcome = self.evaluate(&used, self.claims_input(), world, log).map_err(wrap_server(&wrap))?;
        let groups = self.strings(&used, outcome, log).ok_or_else(|| wrap(NO_LIST.to_owned()))?;
        for (index, group) in groups.iter().enumerate() {
            self.made(response, &format!("groups[{index}]"), group, &used);
        }
        response.user.groups = groups;
        Ok(())
    }

    pub(super) fn uid_expression(
        &self,
        response: &mut Response,
        world: &World,
        log: &mut StepLog,
    ) -> Result<(), String> {
        let expression = &self.config.claim_mappings.uid.expression;
        let used = Use { what: "UID", expression, setting: Setting::UidClaim };
        let wrap = |error: String| format!("oidc: error evaluating uid claim expression: {error}");
        match self.evaluate(&used, self.claims_input(), world, log).map_err(wrap_server(&wrap))? {
            Outcome::String(uid) => {
                self.fit(&used, &quote(&uid), log);
                if !uid.is_empty() {
                    self.made(response, "uid", &uid, &used);
                }
                response.user.uid = uid;
                Ok(())
            }
            other => {
                self.unfit(&used, describe(&other), log);
                Err(wrap("uid claim expression must return a string".to_owned()))
            }
        }
    }

    /// All are evaluated before the first is looked at.
    pub(super) fn extra_expressions(
        &self,
        response: &mut Response,
        world: &World,
        log: &mut StepLog,
    ) -> Result<(), String> {
        let mut outcomes = Vec::new();
        for extra in &self.config.claim_mappings.extra {
            let what = format!("extra {}", extra.key);
            let used = Use { what: &what, expression: &extra.value_expression, setting: Setting::Extra };
            let outcome =
                self.evaluate(&used, self.claims_input(), world, log).map_err(wrap_server(&|error| error))?;
            outcomes.push((extra, outcome));
        }
        for (extra, outcome) in outcomes {
            let what = format!("extra {}", extra.key);
            let expression = &extra.value_expression;
            let used = Use { what: &what, expression, setting: Setting::Extra };
            let values = self.strings(&used, outcome, log).ok_or_else(|| {
                format!("oidc: error evaluating extra claim expression: {expression}: {NO_LIST}")
            })?;
            for (index, value) in values.iter().enumerate() {
                self.made(response, &format!("extra[{}][{index}]", extra.key), value, &used);
            }
            if !values.is_empty() {
                response.user.extra.insert(extra.key.clone(), values);
            }
        }
        Ok(())
    }

    /// The rules that are expressions come after those that name a claim.
    pub(super) fn claim_rules(&self, world: &World, log: &mut StepLog) -> Result<(), String> {
        let rules = self.config.claim_validation_rules.iter().enumerate();
        let rules = rules.filter(|(_, rule)| !rule.expression.is_empty()).map(|(index, rule)| {
            let setting = Setting::ClaimValidationRule(index);
            let used = Use { what: "claim validation", expression: &rule.expression, setting };
            (used, rule.message.as_str())
        });
        self.conditions(rules.collect(), self.claims_input(), world, log).map_err(wrap_server(&|error| {
            format!("oidc: error evaluating claim validation expression: {error}")
        }))
    }

    pub(super) fn user_rules(
        &self,
        response: &Response,
        world: &World,
        log: &mut StepLog,
    ) -> Result<(), String> {
        let rules = self.config.user_validation_rules.iter().map(|rule| {
            let setting = Setting::UserValidationRules;
            let used = Use { what: "user validation", expression: &rule.expression, setting };
            (used, rule.message.as_str())
        });
        self.conditions(rules.collect(), Input::User(&response.user), world, log).map_err(wrap_server(
            &|error| format!("oidc: error evaluating user info validation rule: {error}"),
        ))
    }

    /// All are evaluated before the first is looked at.
    fn conditions(
        &self,
        rules: Vec<(Use, &str)>,
        input: Input,
        world: &World,
        log: &mut StepLog,
    ) -> Result<(), Failure> {
        let mut outcomes = Vec::new();
        for (used, message) in rules {
            let outcome = self.evaluate(&used, input, world, log)?;
            outcomes.push((used, message, outcome));
        }
        for (used, message, outcome) in outcomes {
            match outcome {
                Outcome::Bool(true) => self.fit(&used, "true", log),
                Outcome::Bool(false) => {
                    self.unfit(&used, "false", log);
                    let expression = used.expression;
                    let error = format!("validation expression '{expression}' failed: {message}");
                    return Err(Failure::Error(error));
                }
                other => {
                    self.unfit(&used, describe(&other), log);
                    return Err(Failure::Error("validation expression must return a boolean".to_owned()));
                }
            }
        }
        Ok(())
    }

    fn claims_input(&self) -> Input<'_> {
        Input::Claims(self.claims.all())
    }

    fn evaluate(
        &self,
        used: &Use,
        input: Input,
        world: &World,
        log: &mut StepLog,
    ) -> Result<Outcome, Failure> {
        let Use { what, expression, setting } = used;
        world.faculties.evaluate(expression, input, world.version).map_err(|failure| {
            let source = self.source.of(*setting);
            match failure {
                Failure::Error(error) => {
                    log.reason(format!("The {what} expression has no value for this token."));
                    let check = Check::failed(expression_of(what), "The evaluation ends in an error.");
                    log.check(check.expected(*expression).actual(error.as_str()).source(source));
                    Failure::Error(error)
                }
                Failure::Unsupported(part) => {
                    log.reason(format!(
                        "Up to here the token is good, but the {what} is decided by an expression that cannot be evaluated \
                         here: {part} is not simulated."
                    ));
                    let detail = format!("Not simulated: {part}.");
                    let check = Check::skipped(expression_of(what), detail);
                    log.check(check.expected(*expression).source(source));
                    log.note(
                        "The outcome of this scenario is not the server's: it depends on a part of CEL that is not \
                         simulated.",
                    );
                    Failure::Unsupported(format!(
                        "authn-explorer: {what} expression {} cannot be evaluated: {part} is not simulated",
                        quote(expression)
                    ))
                }
            }
        })
    }

    /// Empty strings are left out; nothing is made of `null`.
    fn strings(&self, used: &Use, outcome: Outcome, log: &mut StepLog) -> Option<Vec<String>> {
        let values = match outcome {
            Outcome::Null => Vec::new(),
            Outcome::String(text) => vec![text],
            Outcome::Strings(values) => values,
            other => {
                self.unfit(used, describe(&other), log);
                return None;
            }
        };
        let values: Vec<String> = values.into_iter().filter(|value| !value.is_empty()).collect();
        let shown: Vec<String> = values.iter().map(|value| quote(value)).collect();
        self.fit(used, &format!("[{}]", shown.join(", ")), log);
        Some(values)
    }

    fn fit(&self, used: &Use, value: &str, log: &mut StepLog) {
        let detail = match value {
            "true" => "The condition holds.",
            _ => "The expression has a value of the right type.",
        };
        let check = Check::passed(expression_of(used.what), detail);
        log.check(check.expected(used.expression).actual(value).source(self.source.of(used.setting)));
    }

    fn unfit(&self, used: &Use, value: &str, log: &mut StepLog) {
        let what = used.what;
        let (reason, detail) = match value {
            "false" => (format!("A {what} rule does not hold."), "The condition does not hold."),
            _ => (
                format!("The {what} expression gives {value}, which cannot be used."),
                "The expression has a value that cannot be used.",
            ),
        };
        log.reason(reason);
        let check = Check::failed(expression_of(what), detail);
        log.check(check.expected(used.expression).actual(value).source(self.source.of(used.setting)));
    }

    fn made(&self, response: &mut Response, field: &str, value: &str, used: &Use) {
        let origin = format!("expression {} over the claims of the token", used.expression);
        response.provenance.push(Provenance::new(field, value, origin, self.source.of(used.setting)));
    }
}

fn expression_of(what: &str) -> String {
    format!("{what} expression")
}

/// Puts the server's words around the server's errors only.
fn wrap_server<'w>(wrap: &'w dyn Fn(String) -> String) -> impl Fn(Failure) -> String + 'w {
    move |failure| match failure {
        Failure::Error(error) => wrap(error),
        Failure::Unsupported(error) => error,
    }
}

fn describe(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Null => "null",
        Outcome::Bool(_) => "a truth value",
        Outcome::String(_) => "a string",
        Outcome::Strings(_) => "a list of strings",
        Outcome::Other => "a value of another type",
    }
}
