//! Owns `imctl.toml`: finding it, reading it, putting option > variable > environment table > file > default together,
//! and saying of every value where it came from. Refuses to read a secret: it knows only where one is kept.

pub mod error;
pub mod load;
pub mod origin;
pub mod settings;

pub use error::ConfigError;
pub use load::{Loaded, Overrides, Request, load};
pub use origin::{Origin, Origins, Place};
pub use settings::{CaMode, Config, Encryption, Grant, Http, LinkedService};
