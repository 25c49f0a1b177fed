//! An outcome in a few words, for a case that is mended on its own page.

use yew::{Html, classes, html};

use crate::report::{Outcome, Report};
use crate::ui::components::icon::{self, icon};

/// What a reader sees at a glance. `mended`: what was wanted holds.
pub fn view(report: &Report, mended: bool) -> Html {
    let tone = if mended { "ok" } else { "bad" };
    let badge = if mended { "Mended" } else { "As reported" };
    html! {
        <div class={classes!("case-verdict", tone)}>
            <p class="case-verdict-line">
                <span class={classes!("badge", tone)}>{ icon(if mended { icon::CHECK } else { icon::CROSS }) }{ badge }</span>
                <strong>{ sentence(report) }</strong>
            </p>
            { for report.user.as_ref().map(|user| html! {
                <ul class="pills" aria-label="Groups">
                    { for user.groups.iter().map(|group| html! { <li class="pill">{ group }</li> }) }
                </ul>
            }) }
            { for report.error.as_ref().map(|error| html! { <p class="log">{ error }</p> }) }
        </div>
    }
}

pub fn sentence(report: &Report) -> String {
    match (report.outcome, &report.user) {
        (Outcome::Authenticated, Some(user)) => {
            let by = report.authenticator.map(|name| format!(", by {}", name.title().to_lowercase()));
            format!("Authenticated as {}{}", user.username, by.unwrap_or_default())
        }
        (Outcome::StartupError, _) => "The server does not start".to_owned(),
        (Outcome::InvalidScenario, _) => "The scenario cannot be read".to_owned(),
        _ => "401 Unauthorized".to_owned(),
    }
}
