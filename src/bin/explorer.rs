//! The page: mounts `ui::App`.

fn main() {
    yew::Renderer::<authn_explorer::ui::App>::new().render();
}
