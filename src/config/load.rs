//! Owns the way from a world to an effective configuration.

use std::path::PathBuf;

use super::error::{ConfigError, Warning};
use super::origin::Origins;
use super::settings::Config;
use crate::sys::world::World;

/// A configuration and what there is to say about it.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub config: Config,
    pub origins: Origins,
    pub warnings: Vec<Warning>,
}

/// What the command line asks for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `--config`.
    pub file: Option<PathBuf>,
    /// `--environment`.
    pub environment: Option<String>,
    pub overrides: Overrides,
}

/// Options that override what file and variables say.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    pub proxy: Option<String>,
    pub ca_file: Option<PathBuf>,
    /// Seconds.
    pub timeout: Option<u64>,
    pub concurrency: Option<u16>,
}

/// Loads the configuration: finds the file, reads it, and puts option > variable > environment table > file > default
/// together.
///
/// # Errors
/// Every mistake of file and variables that can be found at once; see [`ConfigError`].
pub fn load(world: &World, request: &Request) -> Result<Loaded, ConfigError> {
    let _ = request;
    Err(ConfigError::NotFound { looked: crate::sys::paths::config_candidates(world) })
}
