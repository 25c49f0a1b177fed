//! The page. Yew and the browser's interfaces live here and nowhere else in the library.

mod app;
pub mod engine;

pub use app::App;
