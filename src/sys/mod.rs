//! Owns the process: environment registry, paths, private files, locks, terminal, browser, clock. The only room that touches it.

#[cfg(windows)]
mod access;
pub mod browser;
pub mod clock;
pub mod env;
pub mod files;
pub mod lock;
pub mod paths;
pub mod process;
pub mod terminal;
pub mod whole_file;
pub mod world;
