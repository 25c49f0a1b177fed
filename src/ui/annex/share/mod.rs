//! Sharing: a dialog that makes a link of what is on the page, and the opening of such links.

mod offer;

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use web_sys::{HtmlDialogElement, HtmlInputElement};
use yew::{Callback, Component, Context, Event, Html, NodeRef, Properties, TargetCast, html};

use super::scenario_of;
use crate::scenario::share::{Fragment, read};
use crate::ui::browser;
use crate::ui::components::icon::{self, icon};
use crate::ui::link::{Act, State};

use offer::{Offer, length};

const SHARE: &str = "M8 10V2m0 0L5 5m3-3l3 3M3 9v4.5h10V9";
const COPIED_FOR_MS: u32 = 2000;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub state: Rc<State>,
    pub act: Callback<Act>,
}

pub enum Msg {
    Open,
    Close,
    Redact(bool),
    Copy,
    Forget,
    Address,
}

pub struct Share {
    dialog: NodeRef,
    offer: Option<Offer>,
    redact: bool,
    copied: bool,
    forget: Option<Timeout>,
    /// The fragment that was opened last, or put into the address by the reader.
    taken: String,
}

impl Component for Share {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Share>) -> Share {
        let mut share = Share {
            dialog: NodeRef::default(),
            offer: None,
            redact: true,
            copied: false,
            forget: None,
            taken: String::new(),
        };
        share.take_link(ctx.props());
        share
    }

    fn changed(&mut self, ctx: &Context<Share>, _: &Props) -> bool {
        self.take_link(ctx.props());
        true
    }

    fn update(&mut self, ctx: &Context<Share>, msg: Msg) -> bool {
        let dialog = self.dialog.cast::<HtmlDialogElement>();
        match msg {
            Msg::Open => {
                let scenario = ctx.props().state.whole().as_ref().and_then(scenario_of);
                self.offer = scenario.map(|scenario| Offer::new(scenario, browser::clock()));
                self.redact = true;
                self.copied = false;
                if let Some(dialog) = dialog.filter(|dialog| !dialog.open()) {
                    let _ = dialog.show_modal();
                }
            }
            Msg::Close => {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
                self.offer = None;
            }
            Msg::Redact(redact) => self.redact = redact,
            Msg::Copy => {
                ctx.props().act.emit(Act::Copy(self.link()));
                self.copied = true;
                let link = ctx.link().clone();
                self.forget = Some(Timeout::new(COPIED_FOR_MS, move || link.send_message(Msg::Forget)));
            }
            Msg::Forget => self.copied = false,
            Msg::Address => {
                let fragment = self.fragment();
                self.taken = fragment.trim_start_matches('#').to_owned();
                ctx.props().act.emit(Act::Go(self.taken.clone()));
                ctx.link().send_message(Msg::Close);
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Share>) -> Html {
        let link = ctx.link();
        html! {
            <>
                <button type="button" class="chip" disabled={ctx.props().state.report.is_none()} onclick={link.callback(|_| Msg::Open)}>
                    { icon(SHARE) }{ "Share" }
                </button>
                <dialog ref={self.dialog.clone()} class="share" aria-labelledby="h-share" oncancel={link.callback(|_: Event| Msg::Close)}>
                    if let Some(offer) = &self.offer { { self.body(offer, ctx) } }
                </dialog>
            </>
        }
    }
}

impl Share {
    /// Does what a fragment of the address asks for, once.
    fn take_link(&mut self, props: &Props) {
        let state = &props.state;
        if state.scenario.is_none() || state.route == self.taken {
            return;
        }
        self.taken = state.route.clone();
        match read(&state.route) {
            Fragment::Other => {}
            Fragment::Scenario(scenario) => {
                let text = serde_json::to_string(&scenario).unwrap_or_default();
                props.act.emit(Act::Open(text));
            }
            Fragment::Broken(error) => props.act.emit(Act::Notice(error.to_string())),
            Fragment::Token(token) => {
                browser::forget_route();
                props.act.emit(Act::Replace(token));
            }
        }
    }

    fn fragment(&self) -> String {
        self.offer.as_ref().map(|offer| offer.fragment(self.redact)).unwrap_or_default()
    }

    fn link(&self) -> String {
        format!("{}{}", browser::address(), self.fragment())
    }

    fn body(&self, offer: &Offer, ctx: &Context<Share>) -> Html {
        let link = self.link();
        let scope = ctx.link();
        html! {
            <>
                <div class="head">
                    <h2 id="h-share">{ "Share this scenario" }</h2>
                    <button type="button" class="chip round" aria-label="Close" onclick={scope.callback(|_| Msg::Close)}>{ icon(icon::CROSS) }</button>
                </div>
                <p>{ "The link holds the whole scenario behind its #, a part that browsers send to no server. Whoever gets the link can read it." }</p>
                { secrets(offer, self.redact, &scope.callback(Msg::Redact)) }
                if !offer.keys.is_empty() {
                    <p class="left-out">{ icon(icon::CHECK) }<span>{ "Left out: the private key in " }{ offer.keys.join(", ") }{ "." }</span></p>
                }
                <details>
                    <summary>{ "What is in the link" }</summary>
                    <ul class="contents">{ for offer.contents().into_iter().map(|line| html! { <li>{ line }</li> }) }</ul>
                </details>
                <label for="share-link" class="label">{ "Link" }</label>
                <input id="share-link" class="code" readonly=true value={link.clone()} onfocus={select} />
                <p class="quiet small">{ length(&link) }</p>
                <p class="buttons">
                    <button type="button" class="primary" onclick={scope.callback(|_| Msg::Copy)}>{ if self.copied { "Copied" } else { "Copy the link" } }</button>
                    <button type="button" class="chip" onclick={scope.callback(|_| Msg::Address)}>{ "Put it into the address bar" }</button>
                </p>
            </>
        }
    }
}

fn select(event: yew::FocusEvent) {
    event.target_unchecked_into::<HtmlInputElement>().select();
}

fn secrets(offer: &Offer, redact: bool, on_redact: &Callback<bool>) -> Html {
    if !offer.has_secrets() {
        return Html::default();
    }
    let onchange =
        on_redact.reform(|event: Event| event.target_unchecked_into::<HtmlInputElement>().checked());
    html! {
        <div class="secrets">
            <p>{ icon(icon::WARN) }<b>{ "This may still open a door:" }</b></p>
            <ul>{ for offer.secrets().map(|secret| html! { <li>{ secret }</li> }) }</ul>
            <label><input type="checkbox" checked={redact} {onchange} />{ " Make it useless first: signatures become REDACTED, other secrets dots" }</label>
            <p class="quiet small">
                { if redact { "What the link shows is then another case: a signature that no key verifies." } else { "Whoever gets the link can use it until it expires or is revoked." } }
            </p>
        </div>
    }
}
