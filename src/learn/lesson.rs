//! A lesson: a text, a scenario to start from, and tasks that check themselves against the report.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::condition::{Condition, Subject};
use super::document::{filled, inside, read, scenario_path};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lesson {
    pub api_version: String,
    pub kind: String,
    pub title: String,
    /// How long it takes somebody who has not seen it.
    pub minutes: u32,
    /// One sentence for the overview.
    pub goal: String,
    /// Markdown, shown above the tasks.
    pub text: String,
    /// Path of the scenario to start from: `gallery/kubeadm.yaml`.
    pub scenario: String,
    pub tasks: Vec<Task>,
    /// Markdown, shown when every task is done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub done: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Task {
    /// Markdown: what to bring about.
    pub text: String,
    pub check: Condition,
    /// Markdown, shown one at a time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// Files of the site that the task needs, each offered with a button: `demo/jane.crt`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub give: Vec<String>,
    pub answer: Answer,
}

/// What solves a task, for the trainer and for the tests.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Answer {
    /// Markdown: the answer and its reason.
    pub text: String,
    /// What goes into the paste box, in place of what was there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paste: Option<String>,
    /// Files of the site whose contents go into the paste box behind `paste`: `demo/jane.crt`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// A merge patch over the scenario, applied before the paste.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch: Option<Value>,
}

impl Lesson {
    /// Reads a lesson and checks that it can be taught.
    ///
    /// # Errors
    /// A sentence that names what is wrong.
    pub fn parse(text: &str) -> Result<Lesson, String> {
        let lesson: Lesson = read(text, "Lesson")?;
        filled("title", &lesson.title)?;
        filled("goal", &lesson.goal)?;
        filled("text", &lesson.text)?;
        scenario_path(&lesson.scenario)?;
        if !(1..=60).contains(&lesson.minutes) {
            return Err(format!("minutes is {}, expected 1 to 60", lesson.minutes));
        }
        if lesson.tasks.is_empty() {
            return Err("tasks is empty".to_owned());
        }
        for (index, task) in lesson.tasks.iter().enumerate() {
            task.check().map_err(|error| format!("tasks[{index}].{error}"))?;
        }
        Ok(lesson)
    }

    /// How many tasks are done now, of which `done` were before. Tasks are done in their order, and stay done.
    pub fn progress(&self, done: usize, subject: Subject) -> usize {
        let open = self.tasks.get(done..).unwrap_or_default();
        done.min(self.tasks.len()) + open.iter().take_while(|task| task.check.holds(subject)).count()
    }
}

/// The box with a file put into it: PEM takes the place of the PEM that is there and leaves the rest, anything else
/// takes the place of everything.
pub fn with_file(text: &str, file: &str) -> String {
    if !file.trim_start().starts_with("-----BEGIN ") {
        return file.to_owned();
    }
    let mut kept = String::new();
    let mut inside = false;
    for line in text.lines() {
        inside = inside || line.trim_start().starts_with("-----BEGIN ");
        if !inside {
            kept.push_str(line);
            kept.push('\n');
        }
        inside = inside && !line.trim_start().starts_with("-----END ");
    }
    match kept.trim_end() {
        "" => file.to_owned(),
        kept => format!("{kept}\n\n{file}"),
    }
}

impl Answer {
    /// What stands in the box then; `None` when it is left as it is. `read` gives a file of the site.
    pub fn text_for_the_box(&self, read: &dyn Fn(&str) -> String) -> Option<String> {
        if self.paste.is_none() && self.files.is_empty() {
            return None;
        }
        let files = self.files.iter().map(|file| read(file));
        let parts: Vec<String> =
            self.paste.iter().map(|text| text.trim_end().to_owned()).chain(files).collect();
        Some(parts.join("\n\n"))
    }
}

impl Task {
    fn check(&self) -> Result<(), String> {
        filled("text", &self.text)?;
        filled("answer.text", &self.answer.text)?;
        if let Some(path) = self.give.iter().find(|path| !inside(path)) {
            return Err(format!("give: {path:?} is no path inside the site"));
        }
        if self.check.is_empty() {
            return Err("check asks for nothing".to_owned());
        }
        if self.answer.paste.is_none() && self.answer.patch.is_none() && self.answer.files.is_empty() {
            return Err("answer has neither paste nor files nor patch".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Outcome, Report};

    const LESSON: &str = "
apiVersion: authn-explorer/v1
kind: Lesson
title: Nobody
minutes: 3
goal: Be nobody.
text: Text.
scenario: gallery/kubeadm.yaml
tasks:
- text: Be refused.
  check: {outcome: unauthorized}
  answer: {text: A wrong token., paste: x}
- text: Be refused because of the token.
  check: {error: invalid bearer token}
  answer: {text: A wrong token., paste: x}
";

    fn progress(done: usize, report: &Report) -> usize {
        Lesson::parse(LESSON).unwrap().progress(done, Subject { report, args: &[], request: "" })
    }

    #[test]
    fn tasks_are_done_in_order_and_stay_done() {
        let refused = Report::new(Outcome::Unauthorized);
        let wrong =
            Report { error: Some("invalid bearer token".to_owned()), ..Report::new(Outcome::Unauthorized) };
        let second_only = Report { outcome: Outcome::Authenticated, ..wrong.clone() };
        assert_eq!(progress(0, &refused), 1);
        assert_eq!(progress(0, &wrong), 2);
        assert_eq!(progress(0, &second_only), 0);
        assert_eq!(progress(1, &second_only), 2);
        assert_eq!(progress(2, &Report::new(Outcome::Authenticated)), 2);
        assert_eq!(progress(9, &refused), 2);
    }

    #[test]
    fn a_certificate_takes_the_place_of_the_one_in_the_box() {
        const PEM: &str = "-----BEGIN CERTIFICATE-----\nbmV3\n-----END CERTIFICATE-----\n";
        let old = PEM.replace("bmV3", "b2xk");
        assert_eq!(with_file("", PEM), PEM);
        assert_eq!(with_file(&old, PEM), PEM);
        assert_eq!(
            with_file(&format!("X-Remote-User: jane\n\n{old}"), PEM),
            format!("X-Remote-User: jane\n\n{PEM}")
        );
        assert_eq!(with_file("a-token", PEM), format!("a-token\n\n{PEM}"));
        assert_eq!(with_file("-----BEGIN CERTIFICATE-----\nno end", PEM), PEM);
        assert_eq!(with_file(&old, "a-token"), "a-token");
    }

    #[test]
    fn what_is_wrong_with_a_lesson_is_named() {
        for (from, to, word) in [
            ("minutes: 3", "minutes: 0", "minutes is 0"),
            ("title: Nobody", "title: ''", "title is empty"),
            ("gallery/", "/gallery/", "scenario is"),
            ("check: {outcome: unauthorized}", "check: {}", "tasks[0].check asks for nothing"),
            ("{outcome: unauthorized}", "{outcom: unauthorized}", "unknown field `outcom`"),
            ("outcome: unauthorized", "outcome: refused", "unknown variant `refused`"),
            ("text: A wrong token., paste: x", "text: A wrong token.", "answer has neither"),
            ("minutes: 3", "mintues: 3", "mintues"),
            ("answer: {text: A", "give: [../secret]\n  answer: {text: A", "give: \"../secret\""),
        ] {
            let error = Lesson::parse(&LESSON.replacen(from, to, 1)).unwrap_err();
            assert!(error.contains(word), "{word}: {error}");
        }
    }
}
