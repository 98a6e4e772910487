//! Owns where a value came from, and where in a file something stands.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// A place in a configuration file. Lines and columns count from 1; a column is a character, not a byte.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file as it is shown: its name alone when it lies in the current folder.
    pub file: Arc<str>,
    pub line: usize,
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// Where an effective value came from, weakest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// It follows from another value, as a mode does from the form of the resolver config.
    Inferred,
    /// A table outside `[environments]`.
    File(Place),
    /// A table of the chosen environment.
    Environment { name: String, place: Place },
    /// A variable of the process.
    Variable(&'static str),
    /// An option of the command line, such as `--timeout`.
    Option(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::Inferred => f.write_str("inferred"),
            Origin::File(place) => place.fmt(f),
            Origin::Environment { name, place } => write!(f, "environment {name} ({place})"),
            Origin::Variable(name) | Origin::Option(name) => f.write_str(name),
        }
    }
}

/// The origin of every effective value, by the dotted path of its key (`linked_service.base_url`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(pub(super) BTreeMap<String, Origin>);

impl Origins {
    /// Tells where the value of a key came from; a key nobody set has its default.
    pub fn of(&self, key: &str) -> &Origin {
        self.0.get(key).unwrap_or(&Origin::Default)
    }
}

/// Shows a path as people write it: relative when it lies below the current folder.
pub(crate) fn shown(path: &std::path::Path, folder: &std::path::Path) -> String {
    let short: PathBuf = path.strip_prefix(folder).map_or_else(|_| path.to_owned(), std::path::Path::to_owned);
    short.display().to_string()
}
