//! The worker: scenario in, report out, away from the page's thread.

fn main() {
    authn_explorer::ui::worker::serve(authn_explorer::engine::protocol::answer_usual);
}
