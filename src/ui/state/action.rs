//! What can happen to the page, and what the page then wants from the browser.

use super::{Act, Answer, Gallery, StationKey, Task, Theme};

/// Which of the three columns a narrow screen shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Part {
    #[default]
    Sent,
    Walk,
    Who,
}

/// The worker's state as the reader needs to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    Loading,
    Idle,
    Working,
    Failed(Failure),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The worker's files did not arrive.
    NotLoaded,
    TooSlow,
    Crashed,
    /// Page and worker are of different builds.
    Mismatch,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// A keystroke in the paste box.
    Typed(String),
    /// The box's whole content changed at once.
    Replaced(String),
    /// Something is about to replace the box's content, such as a paste: keep it for undo.
    Remember,
    Undo,
    /// The Kubernetes version; none: the newest.
    VersionChosen(Option<String>),
    GalleryLoaded(Result<Gallery, String>),
    /// A scenario of the gallery, by its file.
    ScenarioChosen(String),
    /// The file and its text.
    DocumentLoaded(String, Result<String, String>),
    ExampleChosen(usize),
    ExampleLoaded(Result<String, String>),
    EngineReady,
    Answered(Answer),
    EngineFailed(Failure),
    TryAgain,
    /// Opens a station, or closes it.
    Toggle(StationKey),
    /// To the next (1) or previous (-1) station.
    Go(isize),
    Show(Part),
    /// The field of the identity under the pointer or the focus.
    Light(Option<String>),
    ChangeTheme,
    Copy(String),
    /// What was copied, or why it could not be.
    Copied(Result<String, String>),
    Announce,
    DismissNotice,
    /// The address changed behind its `#`.
    Routed(String),
    /// The annex is there, or why it is not.
    Annexed(Result<(), String>),
    TakeNewBuild,
    /// Something done in the annex.
    Acted(Act),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    Ask(Box<Task>),
    UseTheme(Theme),
    FocusStation(usize),
    /// Load the module of all views that are not needed at once.
    LoadAnnex,
    /// Start anew with the newer build.
    TakeNewBuild,
    /// Change the address behind its `#`.
    GoTo(String),
    /// Send [`Action::Announce`] once the reader has stopped typing.
    AnnounceSoon,
    Errand(Errand),
}

/// What takes time; an [`Action`] tells how it went.
#[derive(Debug, Clone, PartialEq)]
pub enum Errand {
    FetchGallery,
    /// A file of the gallery, and where it is fetched from.
    FetchDocument(String, String),
    /// A text and the files to append to it.
    FetchExample(String, Vec<String>),
    Copy(String),
}
