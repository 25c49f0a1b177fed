//! The second worker: the whole engine, and what only the views of the annex ask for.

fn main() {
    authn_explorer::ui::worker::serve(authn_explorer::engine::workbench::answer);
}
