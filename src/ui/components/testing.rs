//! Renders a view to a string on the host.

use std::rc::Rc;

use yew::{Callback, Component, Context, Html, LocalServerRenderer, Properties};

use crate::ui::state::Action;

type View = Rc<dyn Fn(&Callback<Action>) -> Html>;

#[derive(Clone, Properties)]
struct Props {
    view: View,
}

impl PartialEq for Props {
    fn eq(&self, other: &Props) -> bool {
        Rc::ptr_eq(&self.view, &other.view)
    }
}

struct Shown;

impl Component for Shown {
    type Message = ();
    type Properties = Props;

    fn create(_: &Context<Self>) -> Shown {
        Shown
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        (ctx.props().view)(&Callback::noop())
    }
}

pub fn render(view: impl Fn(&Callback<Action>) -> Html + 'static) -> String {
    let renderer = LocalServerRenderer::<Shown>::with_props(Props { view: Rc::new(view) }).hydratable(false);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    tokio::task::LocalSet::new().block_on(&runtime, renderer.render())
}
