//! What all inspectors share: the card with its copy button, the marks of checks, and the fields of the identity that
//! came from a value.

use yew::{Callback, Html, classes, html};

use super::Msg;
use super::judge::{Judge, Judgement};
use super::look::Look;
use crate::ui::components::icon::{self, icon};
use crate::ui::link::Act;

pub const COPY: &str = "M5.5 5.5h8v8h-8zM2.5 10.5v-8h8";

/// What a view is made from, beside its data.
pub struct Sight<'a> {
    pub judge: Judge<'a>,
    pub look: &'a Look,
    pub send: &'a Callback<Msg>,
}

impl Sight<'_> {
    /// A button that copies a text. `name` tells it from the others and from nothing else to a screen reader.
    pub fn copy(&self, name: &str, text: &str) -> Html {
        let copied = self.look.copied.as_deref() == Some(name);
        let (label, text) = (format!("Copy {name}"), text.to_owned());
        let onclick = {
            let name = name.to_owned();
            self.send.reform(move |_| Msg::Copy { name: name.clone(), text: text.clone() })
        };
        html! {
            <button type="button" class={classes!("copy", copied.then_some("done"))} aria-label={label.clone()} title={label} {onclick}>
                { icon(if copied { icon::CHECK } else { COPY }) }
            </button>
        }
    }

    /// The checks that looked at an input. Each leads to its station of the walk.
    pub fn checks(&self, source: &str) -> Html {
        self.judge.checks(source).into_iter().map(|judgement| self.check(judgement)).collect()
    }

    pub fn check(&self, judgement: Judgement<'_>) -> Html {
        let Judgement { check, title, index } = judgement;
        let tone = judgement.tone();
        let onclick = self.send.reform(move |_| Msg::Act(Act::Station(index)));
        html! {
            <p class={classes!("judged", tone.class())}>
                { icon::of_tone(tone) }
                <span>
                    <button type="button" class="to-station" {onclick}>{ &check.name }{ " " }{ judgement.word() }</button>
                    <span class="by">{ ", " }{ title }{ ": " }{ &check.detail }</span>
                </span>
            </p>
        }
    }

    /// The fields of the identity that an input produced. To point at one lights it over there.
    pub fn origins(&self, source: &str) -> Html {
        let fields = self.judge.fields(source);
        fields.into_iter().map(|field| self.origin(field)).collect()
    }

    fn origin(&self, field: &str) -> Html {
        let light =
            |field: Option<String>| self.send.reform(move |_: ()| Msg::Act(Act::Light(field.clone())));
        let (on, off) = (light(Some(field.to_owned())), light(None));
        let lit = self.judge.lit == Some(field);
        html! {
            <button type="button" class={classes!("pill", "origin-of", lit.then_some("lit"))}
                onmouseenter={on.reform(|_| ())} onfocus={on.reform(|_| ())} onclick={on.reform(|_| ())}
                onmouseleave={off.reform(|_| ())} onblur={off.reform(|_| ())}>
                <span class="sr-only">{ "gives the identity its " }</span>
                <span aria-hidden="true">{ "→ " }</span>{ field }
            </button>
        }
    }

    pub fn lit(&self, source: &str) -> Option<&'static str> {
        self.judge.is_lit(source).then_some("lit")
    }

    /// A card with a heading, a word about it, and something to copy.
    pub fn card(&self, title: &str, about: &str, copy: Option<(&str, &str)>, body: Html) -> Html {
        let clear = self.send.reform(|_| Msg::Act(Act::Replace(String::new())));
        html! {
            <section class="card inspector" aria-label={title.to_owned()}>
                <header>
                    <h3>{ title }</h3>
                    <span class="about-it">{ about }</span>
                    if let Some((name, text)) = copy { { self.copy(name, text) } }
                    <button type="button" class="copy" aria-label="Clear the paste box" title="Clear the paste box" onclick={clear}>{ icon(icon::CROSS) }</button>
                </header>
                { body }
            </section>
        }
    }
}

/// A sentence about something wrong.
pub fn fault(text: Html) -> Html {
    html! { <p class="fault">{ icon(icon::WARN) }<span>{ text }</span></p> }
}
