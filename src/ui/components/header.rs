//! The bar on top: name, place, scenario, version, clock, theme.

use web_sys::HtmlSelectElement;
use yew::{Callback, Event, Html, TargetCast, html};

use super::icon::{self, icon};
use crate::ui::link::page;
use crate::ui::state::{Action, Group, Model, Theme, version_choices};

const PLACES: [(&str, &str); 4] =
    [("explore", "Explore"), ("flows", "Flows"), ("lab", "Lab"), ("learn", "Learn")];

pub fn view(model: &Model, act: &Callback<Action>) -> Html {
    html! {
        <header class="bar">
            <h1 class="brand">{ icon::mark() }<span>{ "Kubernetes Authentication Explorer" }</span></h1>
            <nav class="places" aria-label="Places">
                { for PLACES.iter().map(|(route, word)| {
                    let here = match (*route, page(&model.route)) {
                        ("explore", _) => model.explores(),
                        ("learn", "gallery" | "workshop") => !model.explores(),
                        (route, page) => route == page,
                    };
                    html! { <a href={format!("#/{route}")} aria-current={here.then_some("page")}>{ word }</a> }
                }) }
            </nav>
            <span class="grow"></span>
            { scenario(model, act) }
            { version(model, act) }
            <span id="annex-share" class="place"></span>
            { theme(model, act) }
        </header>
    }
}

fn scenario(model: &Model, act: &Callback<Action>) -> Html {
    let Some(scenario) = &model.server else { return Html::default() };
    let open = model.file.as_deref();
    let onchange = act.reform(|event: Event| {
        Action::ScenarioChosen(event.target_unchecked_into::<HtmlSelectElement>().value())
    });
    html! {
        <label class="chip scenario">
            <span class="word">{ "Scenario " }</span>
            <select aria-label="Scenario" {onchange}>
                if open.is_none() {
                    <option value="" selected=true disabled=true>{ scenario.title() }</option>
                }
                { for model.gallery.groups.iter().map(|group| options(group, open)) }
            </select>
        </label>
    }
}

fn options(group: &Group, open: Option<&str>) -> Html {
    html! {
        <optgroup label={group.title.clone()}>
            { for group.scenarios.iter().map(|scenario| html! {
                <option value={scenario.file.clone()} selected={open == Some(scenario.file.as_str())}>{ &scenario.title }</option>
            }) }
        </optgroup>
    }
}

fn version(model: &Model, act: &Callback<Action>) -> Html {
    let Some(scenario) = &model.server else { return Html::default() };
    let chosen = scenario.version().unwrap_or_default().to_owned();
    // Newest by default; the same version twice in the list only when the scenario insists on it.
    let pinned = version_choices().next().as_ref() == Some(&chosen);
    let known = version_choices().any(|version| version == chosen);
    let onchange = act.reform(|event: Event| {
        let version = event.target_unchecked_into::<HtmlSelectElement>().value();
        Action::VersionChosen((!version.is_empty()).then_some(version))
    });
    html! {
        <label class="chip version">
            { "Kubernetes " }
            <select {onchange}>
                <option value="" selected={chosen.is_empty()}>{ version_choices().next() }</option>
                if !known && !chosen.is_empty() {
                    <option value={chosen.clone()} selected=true>{ &chosen }</option>
                }
                { for version_choices().skip(usize::from(!pinned)).map(|version| html! {
                    <option value={version.clone()} selected={version == chosen}>{ version.clone() }</option>
                }) }
            </select>
        </label>
    }
}

fn theme(model: &Model, act: &Callback<Action>) -> Html {
    let (path, now) = match model.theme {
        Theme::System => (icon::HALF, "as the system has it"),
        Theme::Light => (icon::SUN, "light"),
        Theme::Dark => (icon::MOON, "dark"),
    };
    let label = format!("Theme: {now}. Change it");
    html! {
        <button type="button" class="chip round" aria-label={label.clone()} title={label} onclick={act.reform(|_| Action::ChangeTheme)}>
            { icon(path) }
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_theme_button_says_what_it_is() {
        let html = crate::ui::components::testing::render(|act| view(&Model::new(Theme::Dark), act));
        assert!(html.contains("Theme: dark. Change it"), "{html}");
    }
}
