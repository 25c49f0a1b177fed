//! Line icons, drawn in the colour of the text beside them and hidden from screen readers: a word always
//! says the same.

use yew::{Html, html};

use crate::ui::state::Tone;

pub const CHECK: &str = "M3.5 8.5l3 3 6-7";
pub const CROSS: &str = "M4 4l8 8M12 4l-8 8";
pub const DASH: &str = "M4.5 8h7";
pub const LEFT: &str = "M10 3.5L5.5 8l4.5 4.5";
pub const RIGHT: &str = "M6 3.5L10.5 8 6 12.5";
pub const ORIGIN: &str = "M12.5 12.5L4 4m0 6V4h6";
pub const UNDO: &str = "M3 6h6.5a3.5 3.5 0 0 1 0 7H6M3 6l3-3M3 6l3 3";
pub const SUN: &str = "M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1";
pub const MOON: &str = "M13 9.5A5.5 5.5 0 0 1 6.5 3 5.5 5.5 0 1 0 13 9.5z";
pub const HALF: &str = "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 2v12M8 5h4.5M8 8h6M8 11h4.5";
pub const WARN: &str = "M8 2.5l6 10.5H2zM8 6.5v3M8 11.3v.2";
pub const NOTE: &str = "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 7.5V11M8 5v.2";

pub fn icon(path: &'static str) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={path} /></svg>
    }
}

/// The icon that goes with an outcome.
pub fn of_tone(tone: Tone) -> Html {
    match tone {
        Tone::Good => icon(CHECK),
        Tone::Bad => icon(CROSS),
        Tone::Quiet => icon(DASH),
        Tone::Off => Html::default(),
    }
}

/// The project's mark: a gate.
pub fn mark() -> Html {
    html! {
        <svg class="mark" viewBox="0 0 22 22" aria-hidden="true">
            <path d="M3 20V9a8 8 0 0 1 16 0v11M8 20v-8M14 20v-8M11 20V7" />
        </svg>
    }
}
