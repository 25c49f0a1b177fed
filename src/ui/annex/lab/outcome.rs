//! The right column: what was minted, who it makes you, and what goes with it.

use yew::{Html, classes, html};

use super::model::{Change, Model};
use super::page::Hands;
use crate::engine::lab::{Shown, Verdict};
use crate::lab::{Paper, Wish};
use crate::ui::components::icon::{self, icon};

pub fn view(model: &Model, hands: &Hands) -> Html {
    let body = match &model.shown {
        None if model.problems.is_empty() => html! { <p class="body quiet">{ "Minting…" }</p> },
        None => {
            html! { <p class="body quiet">{ "Nothing could be minted yet: see what is wrong on the form." }</p> }
        }
        Some(shown) => html! {
            <>
                if !model.problems.is_empty() {
                    <p class="lab-stale">{ icon(icon::WARN) }<span>{ "This is the last that could be minted. What you typed since has an error." }</span></p>
                }
                { verdict(&shown.verdict) }
                { credential(shown, hands) }
                { facts(&shown.facts) }
                { for shown.papers.iter().map(|paper| sheet(paper, hands)) }
                { key(model, hands) }
            </>
        },
    };
    html! { <section class="card lab-outcome" aria-label="What came out">{ body }</section> }
}

pub fn verdict(verdict: &Verdict) -> Html {
    let by = verdict.authenticator.clone();
    match &verdict.username {
        Some(username) => html! {
            <div class="lab-verdict ok" role="status">
                <p class="verdict-line"><span class="badge ok">{ icon(icon::CHECK) }{ "Authenticated" }</span><span class="quiet small">{ by }</span></p>
                <p class="username">{ username }</p>
                <ul class="pills" aria-label="Groups">{ for verdict.groups.iter().map(|group| html! { <li class="pill">{ group }</li> }) }</ul>
            </div>
        },
        None => html! {
            <div class="lab-verdict bad" role="status">
                <p class="verdict-line"><span class="badge bad">{ icon(icon::CROSS) }{ "401 Unauthorized" }</span><span class="quiet small">{ by }</span></p>
                { failed(verdict) }
            </div>
        },
    }
}

/// The check that failed, and the server's words.
pub fn failed(verdict: &Verdict) -> Html {
    html! {
        <>
            if let Some(check) = &verdict.check {
                <p class="lab-failed"><b class="check-name">{ &check.name }</b>{ " " }<span>{ &check.detail }</span></p>
            }
            if let Some(error) = &verdict.error { <p class="log">{ error }</p> }
            else { <p class="quiet small">{ "The server logs no error for it." }</p> }
        </>
    }
}

fn credential(shown: &Shown, hands: &Hands) -> Html {
    let pem = shown.credential.starts_with("-----");
    let (what, copy) =
        if pem { ("Certificate", "Copy the certificate") } else { ("Token", "Copy the token") };
    let (text, scenario) = (shown.credential.clone(), shown.scenario.clone());
    html! {
        <>
            <div class="lab-title"><h3>{ what }</h3><span class="tag">{ "demo" }</span></div>
            <div class={classes!("lab-encoded", pem.then_some("pem"))} tabindex="0" role="group" aria-label={format!("{what}, as it is sent")}>
                { colours(&shown.credential) }
            </div>
            <div class="lab-actions">
                <button type="button" class="action first" onclick={hands.explore.reform(move |_| scenario.clone())}>{ "Use it in the explorer" }</button>
                <button type="button" class="action" onclick={hands.copy.reform(move |_| text.clone())}>{ copy }</button>
            </div>
        </>
    }
}

/// The three parts of a signed token in three colours; anything else as it is.
fn colours(text: &str) -> Html {
    let parts: Vec<&str> = text.split('.').collect();
    let [header, claims, signature] = &parts[..] else { return html! { { text } } };
    html! {
        <>
            <span class="jwt-head">{ *header }</span><span class="jwt-dot">{ "." }</span>
            <span class="jwt-body">{ *claims }</span><span class="jwt-dot">{ "." }</span>
            <span class="jwt-sign">{ *signature }</span>
        </>
    }
}

fn facts(facts: &[(String, String)]) -> Html {
    if facts.is_empty() {
        return Html::default();
    }
    html! {
        <dl class="lab-facts">
            { for facts.iter().map(|(name, value)| html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }) }
        </dl>
    }
}

fn sheet(paper: &Paper, hands: &Hands) -> Html {
    let text = paper.text.clone();
    html! {
        <details class="lab-paper">
            <summary>{ &paper.title }</summary>
            <div class="body">
                <pre class="listing" tabindex="0" role="group" aria-label={paper.title.clone()}>{ &paper.text }</pre>
                <button type="button" class="link small" onclick={hands.copy.reform(move |_| text.clone())}>{ "Copy" }<span class="sr-only">{ format!(": {}", paper.title) }</span></button>
            </div>
        </details>
    }
}

/// The private key, for whoever insists.
fn key(model: &Model, hands: &Hands) -> Html {
    let words = match &model.wish {
        Some(Wish::Token(_)) => "the signer's private key",
        Some(Wish::Certificate(_)) => "the certificate's private key",
        _ => return Html::default(),
    };
    let shown = model.private_key.as_ref().map(|key| {
        let text = key.clone();
        html! {
            <>
                <pre class="listing" tabindex="0" role="group" aria-label="Private key (demo)">{ key }</pre>
                <div class="lab-actions">
                    <button type="button" class="action" onclick={hands.copy.reform(move |_| text.clone())}>{ "Copy the private key" }</button>
                    <button type="button" class="action" onclick={hands.change.reform(|_| Change::HideKey)}>{ "Hide it" }</button>
                </div>
            </>
        }
    });
    let none = shown.is_none();
    html! {
        <div class="lab-key">
            <p class="small quiet">{ "The explorer never needs a private key. Whoever has this one can mint in your lab's name, for as long as something trusts it: let nothing but a test do that." }</p>
            if none {
                <button type="button" class="link small" onclick={hands.change.reform(|_| Change::ShowKey)}>{ format!("Show {words}") }</button>
            }
            { for shown }
        </div>
    }
}
