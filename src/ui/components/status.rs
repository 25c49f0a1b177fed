//! What went wrong with the page itself, and what to do about it. Nothing typed is ever lost by it.

use yew::{Callback, Html, html};

use super::icon::{self, icon};
use crate::ui::state::{Action, Failure, Model, Phase};

pub fn banner(model: &Model, act: &Callback<Action>) -> Html {
    html! {
        <div class="banners" role="alert">
            if let Phase::Failed(failure) = &model.phase {
                <p class="banner">
                    { icon(icon::WARN) }
                    <span class="grow">{ sentence(failure) }</span>
                    <button type="button" class="link" onclick={act.reform(|_| Action::TryAgain)}>{ "try again" }</button>
                </p>
            }
            if model.new_build {
                <p class="banner">
                    { icon(icon::NOTE) }
                    <span class="grow">{ "A newer version of this page is ready. Taking it starts anew; copy first what you want to keep." }</span>
                    <button type="button" class="link" onclick={act.reform(|_| Action::TakeNewBuild)}>{ "take it" }</button>
                </p>
            }
            if let Some(notice) = &model.notice {
                <p class="banner">
                    { icon(icon::WARN) }
                    <span class="grow">{ notice }</span>
                    <button type="button" class="link" onclick={act.reform(|_| Action::DismissNotice)}>{ "dismiss" }</button>
                </p>
            }
        </div>
    }
}

/// What the open scenario is about, and where its case comes from. Of the one that the page starts with, the server's part
/// tells: here it would push the whole page down after it has been drawn.
pub fn about(model: &Model) -> Html {
    if model.is_at_home() {
        return Html::default();
    }
    let Some(description) = model.server.as_ref().and_then(|scenario| scenario.description()) else {
        return Html::default();
    };
    let source = model.server.as_ref().and_then(|scenario| scenario.source());
    html! {
        <aside class="about" aria-label="About this scenario">
            { description }
            if let Some(source) = source.filter(|source| source.starts_with("https://")) {
                { " " }<a class="link" href={source.to_owned()} rel="noreferrer" target="_blank">{ "The real case" }</a>
            }
        </aside>
    }
}

fn sentence(failure: &Failure) -> &'static str {
    match failure {
        Failure::NotLoaded => {
            "The engine could not be loaded, so nothing can be evaluated. Is the site reachable? What you typed is kept."
        }
        Failure::TooSlow => {
            "The engine took longer than two seconds and was stopped. What you typed is kept; change it, or try again. What is shown is the last answer."
        }
        Failure::Crashed => {
            "The engine broke on this input and was replaced. What you typed is kept; change it, or try again. What is shown is the last answer."
        }
        Failure::Mismatch => {
            "Page and engine are of different versions. Reload the page; copy what you typed first."
        }
    }
}
