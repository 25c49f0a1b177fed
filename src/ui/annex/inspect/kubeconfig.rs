//! A kubeconfig: its contexts to choose from, and what each of its users would send.

use yew::{Html, classes, html};

use super::Msg;
use super::frame::{Sight, fault};
use crate::inspect::kubeconfig::{Context, Credential, Kubeconfig, User};
use crate::ui::components::icon::{self, icon};
use crate::ui::link::Act;

pub fn view(config: &Kubeconfig, sight: &Sight) -> Html {
    let count = |number: usize, one: &str| format!("{number} {one}{}", if number == 1 { "" } else { "s" });
    let about = format!("{}, {}", count(config.contexts.len(), "context"), count(config.users.len(), "user"));
    let unused =
        config.users.iter().filter(|user| config.contexts.iter().all(|context| context.user != user.name));
    let body = html! {
        <>
            { for config.faults.iter().map(|text| fault(html! { <>{ text }</> })) }
            if !config.contexts.is_empty() {
                <div class="section">
                    <h4 id="h-contexts">{ "Contexts" }</h4>
                    <p class="meaning">{ "Choose one: its user's credentials are then the ones that are sent." }</p>
                    <ul class="contexts" aria-labelledby="h-contexts">{ for config.contexts.iter().map(|one| context(one, config, sight)) }</ul>
                </div>
            }
            { others(unused.collect()) }
            { clusters(config) }
        </>
    };
    sight.card("Kubeconfig", &about, None, body)
}

fn context(context: &Context, config: &Kubeconfig, sight: &Sight) -> Html {
    let text = context.text.clone();
    let onclick = sight.send.reform(move |_| Msg::Act(Act::Replace(text.clone())));
    let user = config.users.iter().find(|user| user.name == context.user);
    html! {
        <li>
            <button type="button" class={classes!("context", context.current.then_some("current"))} aria-pressed={context.current.to_string()} {onclick}>
                <span class="context-name">
                    <b>{ &context.name }</b>
                    if context.current { <span class="badge ok">{ icon(icon::CHECK) }{ "in use" }</span> }
                </span>
                <span class="context-facts">
                    { fact("user", &context.user) }{ fact("server", if context.server.is_empty() { &context.cluster } else { &context.server }) }{ fact("namespace", &context.namespace) }
                </span>
                <span class="credentials">{ credentials(user) }</span>
            </button>
        </li>
    }
}

fn fact(name: &str, value: &str) -> Html {
    if value.is_empty() {
        return Html::default();
    }
    html! { <span><span class="quiet">{ name }{ " " }</span>{ value }</span> }
}

fn credentials(user: Option<&User>) -> Html {
    match user.map(|user| user.credentials.as_slice()) {
        None => html! { <span class="quiet">{ "no such user" }</span> },
        Some([]) => html! { <span class="quiet">{ "no credentials" }</span> },
        Some(some) => some.iter().map(credential).collect(),
    }
}

fn credential(credential: &Credential) -> Html {
    let note = if credential.usable { "" } else { ", not in the file" };
    html! {
        <span class={classes!("credential", (!credential.usable).then_some("elsewhere-kept"))}>
            <b>{ &credential.kind }</b>{ " " }<span>{ &credential.detail }</span><span class="sr-only">{ note }</span>
        </span>
    }
}

fn others(users: Vec<&User>) -> Html {
    if users.is_empty() {
        return Html::default();
    }
    let row = |user: &&User| html! { <div class="fact"><dt>{ &user.name }</dt><dd class="credentials">{ credentials(Some(user)) }</dd></div> };
    html! {
        <div class="section">
            <h4>{ "Users without a context" }</h4>
            <dl class="facts">{ for users.iter().map(row) }</dl>
        </div>
    }
}

fn clusters(config: &Kubeconfig) -> Html {
    if config.clusters.is_empty() {
        return Html::default();
    }
    html! {
        <div class="section">
            <h4>{ "Clusters" }</h4>
            <dl class="facts">
                { for config.clusters.iter().map(|cluster| html! {
                    <div class="fact"><dt>{ &cluster.name }</dt><dd><code>{ &cluster.server }</code><span class="reads">{ &cluster.authority }</span></dd></div>
                }) }
            </dl>
        </div>
    }
}
