//! Who the server takes the client for, each value with its origin; or why it takes nobody.

use yew::{Callback, Html, classes, html};

use super::icon::{self, icon};
use super::walk;
use crate::report::{Outcome, Report, User};
use crate::ui::state::{Action, Cause, Model, Tone, Verdict, verdict};

pub fn view(model: &Model, act: &Callback<Action>) -> Html {
    let Some(report) = &model.report else {
        return html! { <div class="card"><div class="who"><p class="quiet">{ "The answer appears here." }</p></div></div> };
    };
    let verdict = verdict(report);
    let good = verdict.tone != Tone::Bad;
    html! {
        <>
            <div class="card">
                <div class="who">
                    <p class="outcome">
                        <span data-testid="outcome" class={classes!("badge", verdict.tone.class())}>{ icon::of_tone(verdict.tone) }{ verdict.headline }</span>
                        if good { <span class="quiet">{ &verdict.sentence }</span> }
                    </p>
                    if let Some(user) = &report.user { { view_user(user, report, model, act) } }
                    if !good { <p>{ &verdict.sentence }</p> }
                    if let Some(log) = &verdict.log { { view_log(log, report, model, act) } }
                </div>
            </div>
            { causes(&verdict) }
            { list("Warnings the client sees", icon::WARN, &report.warnings) }
        </>
    }
}

/// What else the report has to say, below what to do.
pub fn notes(model: &Model) -> Html {
    let Some(report) = &model.report else { return Html::default() };
    html! {
        <>
            { list("What the server does then", icon::NOTE, &report.effects) }
            { list("Worth knowing", icon::NOTE, &report.notes) }
        </>
    }
}

fn view_log(log: &str, report: &Report, model: &Model, act: &Callback<Action>) -> Html {
    let text = log.to_owned();
    let label = if report.outcome == Outcome::StartupError { "kube-apiserver says" } else { "In the log" };
    let word = if model.copied.as_deref() == Some(log) { "copied" } else { "copy" };
    html! {
        <div class="field">
            <div class="label"><span>{ label }</span><span class="grow"></span>
                <button type="button" class="link" onclick={act.reform(move |_| Action::Copy(text.clone()))}>{ word }</button></div>
            <p class="log">{ log }</p>
        </div>
    }
}

fn causes(verdict: &Verdict) -> Html {
    if verdict.causes.is_empty() {
        return Html::default();
    }
    html! {
        <div class="card">
            <header><h3>{ "Why" }</h3></header>
            <div class="body causes">{ for verdict.causes.iter().map(cause) }</div>
        </div>
    }
}

fn cause(cause: &Cause) -> Html {
    html! {
        <div>
            <p><b>{ cause.station }</b>{ " " }{ &cause.reason }</p>
            { walk::checks(&cause.failed) }
        </div>
    }
}

fn list(title: &'static str, path: &'static str, lines: &[String]) -> Html {
    if lines.is_empty() {
        return Html::default();
    }
    html! {
        <div class="card">
            <header>{ icon(path) }<h3>{ title }</h3></header>
            <ul class="body lines">{ for lines.iter().map(|line| html! { <li>{ line }</li> }) }</ul>
        </div>
    }
}

fn view_user(user: &User, report: &Report, model: &Model, act: &Callback<Action>) -> Html {
    let value = |field: String, shown: String, value: &str| Value { field, shown, value: value.to_owned() };
    let name = value("username".to_owned(), user.username.clone(), &user.username);
    let groups: Vec<Value> = user
        .groups
        .iter()
        .enumerate()
        .map(|(index, group)| value(format!("groups[{index}]"), group.clone(), group))
        .collect();
    let extra: Vec<Value> = user
        .extra
        .iter()
        .flat_map(|(key, values)| {
            values.iter().enumerate().map(move |(index, text)| {
                value(format!("extra[{key}][{index}]"), format!("{key}: {text}"), text)
            })
        })
        .collect();
    let origin = Origin { report, model, act };
    html! {
        <>
            <p class="username">{ origin.button(&name, "") }</p>
            if !user.uid.is_empty() {
                { origin.field("UID", &[value("uid".to_owned(), user.uid.clone(), &user.uid)]) }
            }
            { origin.field("Groups", &groups) }
            { origin.field("Extra", &extra) }
            if !report.audiences.is_empty() {
                <div class="field"><span class="label">{ "Audiences" }</span>
                    <div class="pills">{ for report.audiences.iter().map(|audience| html! { <span class="pill">{ audience }</span> }) }</div></div>
            }
            { origin.line() }
        </>
    }
}

struct Value {
    /// As [`crate::report::Provenance`] names it.
    field: String,
    shown: String,
    value: String,
}

/// Ties values to where they came from.
struct Origin<'a> {
    report: &'a Report,
    model: &'a Model,
    act: &'a Callback<Action>,
}

impl Origin<'_> {
    fn of(&self, field: &str) -> Option<&str> {
        self.report
            .provenance
            .iter()
            .find(|origin| origin.field == field)
            .map(|origin| origin.origin.as_str())
    }

    /// A value as a button: copies it, and shows its origin while it has the pointer or the focus.
    fn button(&self, value: &Value, class: &'static str) -> Html {
        let lit = self.model.lit.as_ref() == Some(&value.field);
        let light = |field: Option<String>| {
            let act = self.act.clone();
            move || act.emit(Action::Light(field.clone()))
        };
        let (enter, focus) = (light(Some(value.field.clone())), light(Some(value.field.clone())));
        let (leave, blur) = (light(None), light(None));
        let text = value.value.clone();
        html! {
            <button type="button" class={classes!(class, lit.then_some("lit"))} aria-description={self.of(&value.field).map(|origin| format!("From {origin}. Copies the value."))}
                onmouseenter={move |_| enter()} onmouseleave={move |_| leave()} onfocus={move |_| focus()} onblur={move |_| blur()}
                onclick={self.act.reform(move |_| Action::Copy(text.clone()))}>{ &value.shown }</button>
        }
    }

    fn field(&self, label: &'static str, values: &[Value]) -> Html {
        if values.is_empty() {
            return Html::default();
        }
        html! {
            <div class="field">
                <span class="label">{ label }</span>
                <div class="pills">{ for values.iter().map(|value| self.button(value, "pill")) }</div>
            </div>
        }
    }

    /// Its room is kept, so that nothing moves while the pointer wanders.
    fn line(&self) -> Html {
        let lit = self.model.lit.as_deref();
        let text = match (&self.model.copied, lit) {
            (Some(_), Some(_)) => "Copied.".to_owned(),
            (None, Some(field)) => match self.of(field) {
                Some(origin) => format!("From {origin}."),
                None => "Click to copy.".to_owned(),
            },
            _ => "Point at a value to see where it came from.".to_owned(),
        };
        html! {
            <p class={classes!("origin", lit.is_some().then_some("now"))} aria-hidden="true">{ icon(icon::ORIGIN) }{ text }</p>
        }
    }
}
