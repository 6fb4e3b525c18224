//! What the example programs share: how they end, where they write, the data, the charts, the colours.

pub mod chart;
pub mod data;
pub mod drawing;
mod folder;
mod split;
pub mod style;

pub use folder::Folder;
pub use split::split;

use std::process::ExitCode;

/// What a program's steps return: any error will do, as long as it can say in one line what went wrong.
pub type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

/// Runs a program. An error is told to the person who started it, in its own words.
///
/// (A `main` that returns the error itself would print it the way a programmer sees it.)
pub fn run(program: fn() -> Result) -> ExitCode {
    match program() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
