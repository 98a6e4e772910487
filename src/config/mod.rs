//! Owns `imctl.toml`: finding it, reading it, putting option > variable > environment table > file > default together,
//! and saying of every value where it came from. Refuses to read a secret: it knows only where one is kept.

mod assemble;
pub mod check;
pub mod effective;
mod environment;
pub mod error;
mod lint;
mod lint_resolvers;
pub mod load;
mod merge;
pub mod origin;
mod samples;
pub mod schema;
pub mod secrets;
pub mod settings;
mod source;
mod suggest;
mod suspect;
mod syntax;
pub mod urls;
mod values;
mod walk;

pub use error::ConfigError;
pub use load::{Loaded, Overrides, Request, load, locate};
pub use origin::{Origin, Origins, Place};
pub use settings::{CaMode, Config, Encryption, Grant, Http, LinkedService, Options};
