//! The page: mounts `ui::App`.

fn main() {
    authn_explorer::ui::App::start();
}
