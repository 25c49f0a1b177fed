//! The page's second module: every view that is not needed for the first paint.

fn main() {
    authn_explorer::ui::Annex::start();
}
