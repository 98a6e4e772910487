//! Owns the way from a world to an effective configuration.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::assemble::assemble;
use super::environment;
use super::error::{Complaint, ConfigError, Warning};
use super::merge::{self, Leaf, Leaves};
use super::origin::Origins;
use super::settings::Config;
use super::source::Source;
use super::values::{Ground, Setting};
use super::walk::{Walked, walk};
use crate::sys::env;
use crate::sys::paths;
use crate::sys::world::World;
use crate::text::secret::SecretReference;

/// A configuration and what there is to say about it.
#[derive(Clone, Debug)]
pub struct Loaded {
    pub config: Config,
    pub origins: Origins,
    pub warnings: Vec<Warning>,
    /// The variables that any environment of the file keeps a secret in.
    pub secret_variables: BTreeSet<String>,
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

/// Where the file is, and where it was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// `None` when there is no file in any of the places.
    pub file: Option<PathBuf>,
    /// What named the file: `--config`, `IMCTL_CONFIG`, or `search`.
    pub named_by: &'static str,
    /// The places, best first.
    pub looked: Vec<PathBuf>,
}

/// Finds the configuration file: `--config`, `IMCTL_CONFIG`, `./imctl.toml`, the user's configuration folder. A file that
/// was named is not looked for elsewhere, and need not exist yet.
pub fn locate(world: &World, option: Option<&Path>) -> Located {
    let named = option.map(|path| (path, "--config")).or_else(|| {
        let path = env::lookup(world, env::CONFIG)?;
        Some((Path::new(path), env::CONFIG))
    });
    if let Some((path, named_by)) = named {
        let path = world.absolute(&paths::expand_home(world, path));
        return Located { file: Some(path.clone()), named_by, looked: vec![path] };
    }
    let looked = paths::config_candidates(world);
    // One that is there and cannot be read is found all the same: passing over it would use another without a word.
    let is_there = |path: &&PathBuf| match path.symlink_metadata() {
        Ok(_) => true,
        Err(error) => !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory),
    };
    let file = looked.iter().find(is_there).cloned();
    Located { file, named_by: "search", looked }
}

/// All that the layers say, before an environment is chosen.
pub(super) struct Layers {
    pub(super) source: Option<Source>,
    pub(super) walked: Walked,
    variables: Leaves,
    options: Leaves,
    pub(super) complaints: Vec<Complaint>,
}

impl Layers {
    /// Reads file, variables and options. Mistakes are kept, not returned.
    ///
    /// # Errors
    /// There is no file and no `IMCTL_BASE_URL`, or the file cannot be read at all.
    pub(super) fn read(world: &World, request: &Request) -> Result<Self, ConfigError> {
        let located = locate(world, request.file.as_deref());
        let source =
            located.file.as_deref().map(|path| Source::read(path, located.named_by, &world.folder)).transpose()?;
        if source.is_none() && env::lookup(world, env::BASE_URL).is_none() {
            return Err(ConfigError::NotFound { looked: located.looked });
        }
        let mut walked = source.as_ref().map_or_else(Walked::default, |source| {
            let folder = source.path.parent().unwrap_or(&world.folder);
            walk(source, Ground { folder, world })
        });
        let (variables, of_variables) = merge::variables(world);
        let (options, of_options) = merge::options(world, &request.overrides);
        let mut complaints = std::mem::take(&mut walked.complaints);
        complaints.extend(of_variables);
        complaints.extend(of_options);
        Ok(Layers { source, walked, variables, options, complaints })
    }

    /// Tells whether the file is TOML at all, so that what it declares can be believed.
    pub(super) fn is_readable(&self) -> bool {
        self.walked.is_toml || self.source.is_none()
    }

    /// Lists the environments there are.
    pub(super) fn environments(&self) -> Vec<String> {
        let base_url = merge::path_of("linked_service.base_url");
        let has_server = self.walked.base.contains_key(&base_url);
        environment::known(&self.walked, has_server)
    }

    /// Chooses the environment as the request and the world ask.
    pub(super) fn choose(&self, world: &World, request: &Request) -> Result<String, ConfigError> {
        let shown = self.source.as_ref().map(|source| source.shown.as_ref());
        environment::choose(world, request.environment.as_deref(), &self.walked, &self.environments(), shown)
    }

    /// Lists the variables that a secret is kept in, by whatever environment.
    fn secret_variables(&self) -> BTreeSet<String> {
        let environments = self.walked.environments.values().map(|(leaves, _)| leaves);
        let leaves = environments.chain([&self.walked.base, &self.variables]).flat_map(|leaves| leaves.values());
        let variable = |leaf: &Leaf| match &leaf.value {
            Setting::Secret(SecretReference::Environment(name)) => Some(name.clone()),
            _ => None,
        };
        leaves.filter_map(variable).collect()
    }

    /// Puts one environment together.
    pub(super) fn assemble(&self, world: &World, environment: &str) -> Result<(Config, Origins), Vec<Complaint>> {
        let own = self.walked.environments.get(environment).map(|(leaves, _)| leaves.clone());
        let layers = [self.walked.base.clone(), own.unwrap_or_default(), self.variables.clone(), self.options.clone()];
        let file = self.source.as_ref().map(|source| source.path.clone());
        assemble(world, file, environment.to_owned(), &merge::overlay(layers))
    }
}

/// Loads the configuration: finds the file, reads it, and puts option > variable > environment table > file > default
/// together.
///
/// # Errors
/// Every mistake of file and variables that can be found at once; see [`ConfigError`].
pub fn load(world: &World, request: &Request) -> Result<Loaded, ConfigError> {
    let layers = Layers::read(world, request)?;
    if !layers.complaints.is_empty() {
        return Err(ConfigError::Invalid(layers.complaints));
    }
    let environment = layers.choose(world, request)?;
    let (config, origins) = layers.assemble(world, &environment).map_err(ConfigError::Invalid)?;
    let secret_variables = layers.secret_variables();
    Ok(Loaded { config, origins, warnings: layers.walked.warnings, secret_variables })
}

#[cfg(test)]
mod tests;
