//! What the report says about the parts of a credential: which checks looked at a claim, an attribute or a header,
//! and which fields of the identity came from it. Reports point at their inputs (`token#exp`); inspectors carry the
//! same pointers.

use crate::report::{Check, CheckOutcome, Report};
use crate::ui::state::{Tone, stations};

/// One check, and the station that made it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement<'r> {
    pub check: &'r Check,
    pub title: &'static str,
    /// Of the station, in the line of the walk.
    pub index: usize,
}

impl Judgement<'_> {
    pub fn tone(&self) -> Tone {
        match self.check.outcome {
            CheckOutcome::Passed => Tone::Good,
            CheckOutcome::Failed => Tone::Bad,
            CheckOutcome::Skipped => Tone::Quiet,
        }
    }

    pub fn word(&self) -> &'static str {
        match self.check.outcome {
            CheckOutcome::Passed => "passed",
            CheckOutcome::Failed => "failed",
            CheckOutcome::Skipped => "not checked",
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Judge<'r> {
    pub report: Option<&'r Report>,
    /// The field of the identity that is pointed at.
    pub lit: Option<&'r str>,
}

impl<'r> Judge<'r> {
    /// The checks that looked at an input. Where a station answered yes or no, others have nothing to add.
    pub fn checks(&self, source: &str) -> Vec<Judgement<'r>> {
        self.find(|check| check.source.as_deref().is_some_and(|pointer| concerns(source, pointer)))
    }

    /// The verdict on a token's signature.
    pub fn signature(&self) -> Option<Judgement<'r>> {
        let found = self.find(|check| check.name == "signature");
        let passed = found.iter().find(|judgement| judgement.check.outcome == CheckOutcome::Passed);
        passed.or(found.first()).copied()
    }

    fn find(&self, wanted: impl Fn(&Check) -> bool) -> Vec<Judgement<'r>> {
        let Some(report) = self.report else { return Vec::new() };
        let mut decided = Vec::new();
        let mut aside = Vec::new();
        for (index, station) in stations(Some(report)).into_iter().enumerate() {
            let list = match station.tone {
                Tone::Good | Tone::Bad => &mut decided,
                Tone::Quiet => &mut aside,
                Tone::Off => continue,
            };
            let checks = station.checks.iter().filter(|check| wanted(check));
            list.extend(checks.map(|check| Judgement { check, title: station.title, index }));
        }
        let mut found = if decided.is_empty() { aside } else { decided };
        found.dedup_by(|a, b| a.check == b.check);
        found
    }

    /// The fields of the identity that an input produced.
    pub fn fields(&self, source: &str) -> Vec<&'r str> {
        let Some(report) = self.report.filter(|_| !source.is_empty()) else { return Vec::new() };
        let from_here = report.provenance.iter().filter(|origin| produces(source, &origin.source));
        from_here.map(|origin| origin.field.as_str()).collect()
    }

    /// Whether the field that is pointed at came from this input.
    pub fn is_lit(&self, source: &str) -> bool {
        self.lit.is_some_and(|field| self.fields(source).contains(&field))
    }
}

/// Whether a pointer is at this input, at a part of it, or at something that it is a part of.
fn concerns(source: &str, pointer: &str) -> bool {
    !source.is_empty()
        && (within(pointer, source)
            || (source.contains('#') && pointer.contains('#') && within(source, pointer)))
}

/// What produces a field is the input itself, or a part of it.
fn produces(source: &str, pointer: &str) -> bool {
    within(pointer, source)
}

fn within(inner: &str, outer: &str) -> bool {
    inner.get(..outer.len()).is_some_and(|head| head.eq_ignore_ascii_case(outer))
        && inner.get(outer.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Authenticator, Outcome, Provenance, Step, StepOutcome};

    fn report() -> Report {
        let mut other = Step::new(Authenticator::LegacyServiceAccount, StepOutcome::NoOpinion, "");
        other.checks = vec![Check::failed("issuer", "Another one.").source("token#iss")];
        let mut step = Step::new(Authenticator::Jwt, StepOutcome::Rejected, "");
        step.checks = vec![
            Check::passed("issuer", "It is this one.").source("token#iss"),
            Check::failed("expiry", "Over.").source("token#exp"),
            Check::passed("signature", "Good."),
            Check::passed("Pod", "There.").source("token#kubernetes.io.pod"),
        ];
        Report {
            trace: vec![other, step],
            provenance: vec![
                Provenance::new("username", "jane", "", "token#sub"),
                Provenance::new("groups[0]", "g", "", "token#groups[0]"),
                Provenance::new("uid", "1", "", "request.raw#X-Remote-Uid"),
            ],
            ..Report::new(Outcome::Unauthorized)
        }
    }

    #[test]
    fn a_station_that_answered_outweighs_those_that_did_not() {
        let report = report();
        let judge = Judge { report: Some(&report), lit: None };
        let outcomes: Vec<(&str, &str)> =
            judge.checks("token#iss").iter().map(|judgement| (judgement.title, judgement.word())).collect();
        assert_eq!(outcomes, [("OpenID Connect", "passed")]);
        assert_eq!(judge.checks("token#exp")[0].tone(), Tone::Bad);
        assert_eq!(judge.checks("token#kubernetes.io.pod.name").len(), 1);
        assert_eq!(judge.checks("token#aud"), []);
        assert_eq!(judge.checks(""), []);
        assert_eq!(judge.signature().map(|judgement| judgement.word()), Some("passed"));
        assert_eq!(Judge::default().signature(), None);
    }

    #[test]
    fn a_field_lights_what_produced_it() {
        let report = report();
        let lit = |lit, source: &str| Judge { report: Some(&report), lit: Some(lit) }.is_lit(source);
        assert!(lit("username", "token#sub"));
        assert!(lit("groups[0]", "token#groups"));
        assert!(lit("uid", "request.raw#X-Remote-UID"));
        assert!(!lit("username", "token#subject") && !lit("username", "") && !lit("uid", "token#sub"));
        assert_eq!(Judge { report: Some(&report), lit: None }.fields("token#sub"), ["username"]);
    }

    #[test]
    fn pointers_are_compared_part_by_part() {
        for (source, pointer, wanted) in [
            ("token#aud", "token#aud", true),
            ("token#aud", "token#audience", false),
            ("token#kubernetes.io.pod.name", "token#kubernetes.io", true),
            ("token#kubernetes.io/serviceaccount/namespace", "token#kubernetes.io", false),
            ("token#sub", "token", false),
            ("request.clientCertificates#subject.CN", "request.clientCertificates", false),
        ] {
            assert_eq!(concerns(source, pointer), wanted, "{source} {pointer}");
        }
    }
}
