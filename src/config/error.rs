//! Owns what can be wrong with a configuration, with the place of each mistake. Never holds the text of a secret.

use std::io;
use std::path::PathBuf;

use super::origin::Place;
use crate::sys::env;
use crate::sys::paths::NoDataFolder;

/// Mistakes told in one error; `config check` tells all.
const MOST_TOLD: usize = 20;

/// Why there is no configuration to work with.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// No file anywhere, and no variable that would do without one.
    #[error("no configuration: there is no {}, and `{}` is not set", either(looked), env::BASE_URL)]
    NotFound { looked: Vec<PathBuf> },
    /// The file that was named does not exist.
    #[error("configuration file `{}` does not exist ({})", path.display(), naming(named_by))]
    Missing { path: PathBuf, named_by: &'static str },
    /// The file exists and cannot be read.
    #[error("cannot read configuration file `{}`", path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    /// A folder, a device, a pipe.
    #[error("`{}` is {what}, not a configuration file", path.display())]
    NotAFile { path: PathBuf, what: &'static str },
    /// More than any real configuration holds.
    #[error("configuration file `{}` is larger than {limit_kib} KiB", path.display())]
    TooLarge { path: PathBuf, limit_kib: u64 },
    /// Mistakes in what the file or the variables say, all that could be found.
    #[error("{}", tell(.0))]
    Invalid(Vec<Complaint>),
    /// The environment asked for is not declared.
    #[error("environment `{asked}` ({asked_by}) is not declared in {shown}")]
    UnknownEnvironment {
        asked: String,
        asked_by: &'static str,
        shown: String,
        known: Vec<String>,
        nearest: Option<String>,
    },
    /// Several environments, and none chosen.
    #[error("{shown} declares several environments and none is chosen: {}", known.join(", "))]
    EnvironmentNotChosen { shown: String, known: Vec<String> },
    /// A command needs a value that nobody set.
    #[error("`{key}` is not set")]
    MissingValue { key: &'static str },
    /// No variable leads to the user's folders.
    #[error(transparent)]
    NoDataFolder(#[from] NoDataFolder),
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// `None` when the mistake is in a variable or an option, which `message` then names.
    pub place: Option<Place>,
    /// The stable text for scripts, such as `config.unknown-key`.
    pub code: &'static str,
    pub message: String,
    /// Lines that start with a verb.
    pub hints: Vec<String>,
}

impl std::fmt::Display for Complaint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Writes the line that sets a key, with its variable: for hints.
pub fn example_of(key: &str) -> String {
    let (table, name) = key.rsplit_once('.').unwrap_or(("", key));
    let value = match name {
        "base_url" => "\"https://cloudimanage.com\"",
        "operate_url" => "\"https://firm.operate.example\"",
        "client_id" => "\"…\"",
        "preferred_database" => "\"ACTIVE\"",
        "username" => "\"operate@firm.example\"",
        "client_secret" | "password" | "seed" => "{ keyring = true }",
        _ => "…",
    };
    let variable = env::of_key(key).map(|variable| format!(", or set `{}`", variable.name)).unwrap_or_default();
    format!("write `{name} = {value}` below `[{table}]`{variable}")
}

/// Something that is allowed and probably not meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    pub place: Option<Place>,
    /// The stable text for scripts, such as `config.http-on-loopback`.
    pub code: &'static str,
    pub message: String,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.place {
            Some(place) => write!(f, "{place}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// Says what led to a path; a search leads to a missing file only by a symbolic link.
fn naming(named_by: &str) -> String {
    if named_by == "search" { "the symbolic link leads nowhere".into() } else { format!("named by `{named_by}`") }
}

/// Lists paths: `a`, nor `b`.
fn either(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| format!("`{}`", path.display())).collect::<Vec<_>>().join(", no ")
}

/// Tells one mistake in its own words, several as a list.
fn tell(complaints: &[Complaint]) -> String {
    match complaints {
        [one] => one.to_string(),
        many => {
            let mut text = format!("{} mistakes in the configuration", many.len());
            for complaint in many.iter().take(MOST_TOLD) {
                text.push_str(&format!("\n{complaint}"));
            }
            if many.len() > MOST_TOLD {
                text.push_str(&format!("\nand {} more", many.len() - MOST_TOLD));
            }
            text
        }
    }
}
