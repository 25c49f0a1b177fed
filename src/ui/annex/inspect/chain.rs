//! The way from a leaf to the authorities that the server is configured with.

use yew::{Html, classes, html};

use super::frame::Sight;
use crate::inspect::certificate::{Chain, ChainEnd, Link};
use crate::ui::components::icon::{self, icon};

pub fn view(chains: &[Chain], sight: &Sight) -> Html {
    chains.iter().map(|chain| one(chain, sight)).collect()
}

fn one(chain: &Chain, sight: &Sight) -> Html {
    let found = chain.end == ChainEnd::Authority;
    let last = chain.links.len().saturating_sub(1);
    let links = chain.links.iter().enumerate().map(|(index, link)| {
        let authority = found && index == last;
        let role = match (authority, index) {
            (true, _) => "authority in the file",
            (false, 0) => "leaf",
            (false, _) => "presented",
        };
        linked(link, role, authority)
    });
    let title = match chain.flag.as_str() {
        "" => "No file of authorities is configured".to_owned(),
        flag => format!("Towards {flag}"),
    };
    html! {
        <div class="section chain">
            <h4>{ title }</h4>
            if !chain.file.is_empty() { <p class="meaning"><code>{ &chain.file }</code>{ ", " }{ &chain.purpose }</p> }
            <ol class="links">
                { for links }
                { end(chain) }
            </ol>
            if !chain.file.is_empty() { { sight.checks(&format!("apiServer.files {}", chain.file)) } }
        </div>
    }
}

fn linked(link: &Link, role: &str, authority: bool) -> Html {
    html! {
        <li class={classes!("link-box", authority.then_some("authority"))}>
            if !link.by.is_empty() { <span class="by">{ "signed by, as " }{ &link.by }</span> }
            <span class="holder">
                if authority { { icon(icon::CHECK) } }
                <b>{ &link.title }</b>
                <span class="by">{ role }</span>
            </span>
        </li>
    }
}

/// What stands where the authority was expected.
fn end(chain: &Chain) -> Html {
    let text = match &chain.end {
        ChainEnd::Authority => return Html::default(),
        ChainEnd::Missing { issuer } => {
            html! { <><b>{ issuer }</b><span class="by">{ "neither presented nor in the file" }</span></> }
        }
        ChainEnd::Unreadable { error } => {
            html! { <><b>{ "The file cannot be read" }</b><code>{ error }</code></> }
        }
        ChainEnd::NotConfigured => {
            html! { <><b>{ "nobody" }</b><span class="by">{ "--client-ca-file is not set, so no client certificate is asked for" }</span></> }
        }
    };
    html! {
        <li class="link-box missing-link">
            <span class="by">{ "signed by" }</span>
            <span class="holder">{ icon(icon::CROSS) }{ text }</span>
        </li>
    }
}
