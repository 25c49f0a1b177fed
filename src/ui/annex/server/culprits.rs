//! Below the verdict of a server that does not start: the way to what caused it.

use std::rc::Rc;

use yew::{Callback, Html, Properties, component, html};

use super::blame::{Blame, Place};
use crate::ui::components::icon::{self, icon};
use crate::ui::link::State;

#[derive(Properties, PartialEq, Clone)]
pub struct Props {
    pub state: Rc<State>,
    pub look: Callback<Place>,
}

#[component]
pub fn Culprits(props: &Props) -> Html {
    let State { report, scenario, .. } = &*props.state;
    let blame =
        report.as_ref().zip(scenario.as_ref()).and_then(|(report, scenario)| Blame::of(report, scenario));
    let Some(blame) = blame.filter(|blame| !blame.places.is_empty()) else { return Html::default() };
    html! {
        <section class="card server-culprits" aria-label="Where it is">
            <header>{ icon(icon::ORIGIN) }<h3>{ "Where it is" }</h3></header>
            <ul class="body">
                { for blame.places.iter().map(|place| {
                    let (word, name) = shown(place);
                    let place = place.clone();
                    html! { <li><button type="button" class="server-to" onclick={props.look.reform(move |_| place.clone())}>{ word }{ " " }<code>{ name }</code></button></li> }
                }) }
            </ul>
        </section>
    }
}

fn shown(place: &Place) -> (&'static str, String) {
    match place {
        Place::Flag(arg) => ("The flag", arg.clone()),
        Place::File(path, None) => ("The file", path.clone()),
        Place::File(path, Some(field)) => ("The file", format!("{path}, {field}")),
        Place::Version => ("The", "version".to_owned()),
        Place::Clock => ("The", "clock".to_owned()),
    }
}
