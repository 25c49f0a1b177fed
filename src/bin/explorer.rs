//! The page: mounts `ui::App`.

fn main() {}
