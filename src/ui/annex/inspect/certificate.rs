//! Certificates: what Kubernetes reads from them, how long they last, whose they are, what they may do, and their
//! bytes.

use yew::{Html, classes, html};

use super::frame::{Sight, fault};
use super::{bytes, chain};
use crate::inspect::certificate::{
    Attribute, Card, Certificates, ExtensionView, Fields, Validity, ValidityState,
};
use crate::ui::components::icon;
use crate::ui::state::Tone;

pub fn view(certificates: &Certificates, sight: &Sight) -> Html {
    let all: String = certificates.cards.iter().map(|card| card.pem.as_str()).collect();
    let count = certificates.cards.len();
    let title = if count == 1 { "Certificate".to_owned() } else { format!("{count} certificates") };
    let one = |(index, card): (usize, &Card)| {
        html! {
            <details class="cert" open={index == 0} key={index}>
                <summary><b>{ &card.title }</b>{ " " }<span class="quiet">{ &card.role }{ state(card) }</span></summary>
                { whole(index, card, sight) }
            </details>
        }
    };
    let body = html! {
        <>
            { chain::view(&certificates.chains, sight) }
            { for certificates.cards.iter().enumerate().map(one) }
            if !certificates.remark.is_empty() { <p class="nothing">{ &certificates.remark }</p> }
        </>
    };
    sight.card(&title, &certificates.origin, Some(("all as PEM", &all)), body)
}

fn state(card: &Card) -> Html {
    let Some(fields) = &card.fields else { return Html::default() };
    html! { <>{ ", " }{ &fields.validity.phrase }</> }
}

fn whole(index: usize, card: &Card, sight: &Sight) -> Html {
    html! {
        <div class="cert-body">
            if !card.error.is_empty() { { fault(html! { <>{ "It cannot be read: " }<code>{ &card.error }</code></> }) } }
            if let Some(fields) = &card.fields { { readable(fields, &card.pem, sight) } }
            { bytes::view(index, &card.asn1, sight) }
        </div>
    }
}

fn readable(fields: &Fields, pem: &str, sight: &Sight) -> Html {
    let plain = |name: &str, value: &str| {
        html! { <div class="fact"><dt>{ name }</dt><dd><code>{ value }</code>{ sight.copy(name, value) }</dd></div> }
    };
    html! {
        <>
            { validity(&fields.validity, sight) }
            { name("Subject", &fields.subject, sight) }
            if fields.self_issued {
                <div class="section"><h4>{ "Issuer" }</h4><p class="meaning">{ "The same name as the subject: self-issued." }</p></div>
            } else {
                { name("Issuer", &fields.issuer, sight) }
            }
            <div class="section">
                <div class="section-head"><h4>{ "Particulars" }</h4>{ sight.copy("this certificate as PEM", pem) }</div>
                <dl class="facts">
                    { plain("key", &fields.key) }
                    { plain("signed with", &fields.signature_algorithm) }
                    { plain("serial number", &fields.serial_hex) }
                    { plain("SHA-256", &fields.sha256) }
                    { plain("version", &fields.version.to_string()) }
                </dl>
            </div>
            if !fields.extensions.is_empty() {
                <div class="section">
                    <h4>{ "Extensions" }</h4>
                    <ul class="extensions">{ for fields.extensions.iter().map(|extension| one(extension, sight)) }</ul>
                </div>
            }
        </>
    }
}

/// The bar: how much of the validity is over at the scenario's clock.
fn validity(validity: &Validity, sight: &Sight) -> Html {
    let (tone, word) = match validity.state {
        ValidityState::NotYet => (Tone::Bad, "Not valid yet"),
        ValidityState::Current | ValidityState::Ending => (Tone::Good, "In its validity"),
        ValidityState::Expired => (Tone::Bad, "Expired"),
    };
    let ending = (validity.state == ValidityState::Ending).then_some("ending");
    let elapsed = validity.elapsed.to_string();
    let percent = validity.elapsed / 10;
    let label = format!("{percent} % of its {} are over", validity.length);
    html! {
        <div class={classes!("section", "validity", tone.class(), ending)}>
            <p class="validity-head">
                <span class={classes!("badge", tone.class())}>{ icon::of_tone(tone) }{ word }</span>
                <span>{ &validity.phrase }</span>
            </p>
            <svg class="bar-of-time" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label={label}>
                <rect class="track" width="1000" height="10" />
                <rect class="over" width={elapsed.clone()} height="10" />
                <line x1={elapsed.clone()} x2={elapsed} y1="0" y2="10" />
            </svg>
            <p class="ends">
                <span><span class="sr-only">{ "from " }</span>{ &validity.not_before.utc }</span>
                <span class="middle">{ percent }{ " % of " }{ &validity.length }</span>
                <span><span class="sr-only">{ "to " }</span>{ &validity.not_after.utc }</span>
            </p>
            { sight.checks(&validity.source) }
        </div>
    }
}

fn name(title: &str, attributes: &[Attribute], sight: &Sight) -> Html {
    let row = |attribute: &Attribute| {
        let fields = sight.judge.fields(&attribute.source);
        html! {
            <div class={classes!("fact", sight.lit(&attribute.source))}>
                <dt>{ &attribute.name }</dt>
                <dd>
                    <code>{ &attribute.value }</code>
                    if !attribute.meaning.is_empty() { <span class="reads">{ &attribute.meaning }</span> }
                    { sight.copy(&attribute.name, &attribute.value) }
                    if !fields.is_empty() { <span class="gives">{ sight.origins(&attribute.source) }</span> }
                    { sight.checks(&attribute.source) }
                </dd>
            </div>
        }
    };
    html! {
        <div class="section">
            <h4>{ title }</h4>
            if attributes.is_empty() { <p class="nothing">{ "An empty name." }</p> }
            <dl class="facts">{ for attributes.iter().map(row) }</dl>
        </div>
    }
}

fn one(extension: &ExtensionView, sight: &Sight) -> Html {
    let values: Html = extension.values.iter().map(|value| html! { <code>{ value }</code> }).collect();
    html! {
        <li>
            <p class="extension-head">
                <b>{ &extension.name }</b>
                if extension.critical { <span class={classes!("tag", extension.refused.then_some("bad"))}>{ "critical" }</span> }
                { sight.copy(&extension.name, &extension.values.join("\n")) }
            </p>
            <p class="values">{ values }</p>
            if !extension.meaning.is_empty() { <p class={classes!("meaning", extension.refused.then_some("bad"))}>{ &extension.meaning }</p> }
            { sight.checks(&extension.source) }
        </li>
    }
}
