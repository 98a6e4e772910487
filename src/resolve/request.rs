//! Owns what is to be resolved: which resolver config, in which mode and library, and which entry of a repository it is.

use std::sync::Arc;

use crate::config::Config;
use crate::operate::repositories::{Mode, Repository};
use crate::operate::resolver_config::{ConfigMistake, ResolverConfig};
use crate::text::names;

/// What is to be resolved, apart from the work item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Shared: all rows of a run that use it hold the same.
    pub config: Arc<ResolverConfig>,
    /// The library to search; `None`: the linked service's.
    pub library: Option<String>,
    pub repository: Option<String>,
    /// The work type asked for.
    pub work_type: Option<String>,
    /// The work type whose entry was taken: the one asked for, or an ancestor; `None`: the repository's default.
    pub entry: Option<String>,
}

/// Why there is nothing to resolve.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    #[error("there is no repository `{name}` in the configuration")]
    UnknownRepository { name: String, near: Option<String>, known: Vec<String> },
    #[error("repository `{repository}` has no resolver config{}", work_type.as_ref().map(|name| format!(" for work type `{name}`")).unwrap_or_default())]
    NoResolver { repository: String, work_type: Option<String>, known: Vec<String> },
    /// `repository`: the config is the file's, else it was given directly.
    #[error("{}column {}: {}", repository.as_ref().map(|name| format!("resolver config of `{name}`, ")).unwrap_or_else(|| "resolver config, ".into()), mistake.column, mistake.mistake)]
    Config { repository: Option<String>, mistake: ConfigMistake },
}

impl Request {
    /// Takes the resolver config of a repository, or of the work type's entry in it.
    ///
    /// # Errors
    /// When the repository or a config for it is missing, or the config cannot work.
    pub fn of_repository(config: &Config, name: &str, work_type: Option<&str>) -> Result<Self, RequestError> {
        let (name, repository) = find(config, name)?;
        let choice = repository.choose(work_type).ok_or_else(|| RequestError::NoResolver {
            repository: name.to_owned(),
            work_type: work_type.map(str::to_owned),
            known: repository.work_types.keys().cloned().collect(),
        })?;
        Ok(Request {
            config: Arc::new(read(&choice.resolver.config, choice.resolver.mode, Some(name))?),
            library: choice.resolver.database.clone(),
            repository: Some(name.to_owned()),
            work_type: work_type.map(str::to_owned),
            entry: choice.work_type.map(str::to_owned),
        })
    }

    /// Takes a resolver config as given.
    ///
    /// # Errors
    /// When the config cannot work.
    pub fn of_text(text: &str, mode: Option<Mode>, library: Option<&str>) -> Result<Self, RequestError> {
        Ok(Request::of_config(read(text, mode, None)?, library))
    }

    /// Takes a workspace's title as it is.
    pub fn of_title(title: &str, library: Option<&str>) -> Self {
        Request::of_config(ResolverConfig::of_title(title), library)
    }

    fn of_config(config: ResolverConfig, library: Option<&str>) -> Self {
        let config = Arc::new(config);
        Request { config, library: library.map(str::to_owned), repository: None, work_type: None, entry: None }
    }
}

/// Names of repositories are compared without case, as Operate's are.
fn find<'a>(config: &'a Config, name: &str) -> Result<(&'a str, &'a Repository), RequestError> {
    let known = || config.repositories.keys().map(String::as_str);
    let found = config.repositories.iter().find(|(known, _)| names::equal(known, name));
    found.map(|(name, repository)| (name.as_str(), repository)).ok_or_else(|| RequestError::UnknownRepository {
        name: name.to_owned(),
        near: names::nearest(name, known()).map(str::to_owned),
        known: known().map(str::to_owned).collect(),
    })
}

fn read(text: &str, mode: Option<Mode>, repository: Option<&str>) -> Result<ResolverConfig, RequestError> {
    ResolverConfig::read(text, mode).map_err(|mistakes| {
        // The list is never empty; were it so, the text itself is what is wrong.
        let empty = ConfigMistake { column: 1, mistake: crate::operate::resolver_config::Mistake::Empty };
        let mistake = mistakes.into_iter().next().unwrap_or(empty);
        RequestError::Config { repository: repository.map(str::to_owned), mistake }
    })
}
