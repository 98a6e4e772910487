//! Owns the options of `resolve`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::work_item::WorkItemArgs;

/// How a resolver config is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ModeChoice {
    /// By title
    Default,
    /// By `tag=template` pairs, all of which must hold
    #[value(alias = "advanced")]
    Search,
}

/// What a resolution can come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OutcomeChoice {
    /// Several workspaces are equal
    Many,
    /// There are hits, but none is equal
    Loose,
    /// Nothing is visible to this account
    None,
    /// A composer path gave no value
    Unresolved,
    /// Access is denied
    Denied,
    /// It could not be asked
    Error,
}

/// Options of `imctl resolve`.
#[derive(Args, Debug)]
pub struct ResolveArgs {
    /// Resolver config, such as `custom1=[workitem.client.reference], custom2=[workitem.reference]`
    #[arg(value_name = "CONFIG", required_unless_present = "repository", conflicts_with = "repository")]
    pub resolver_config: Option<String>,

    #[command(flatten)]
    pub of: WorkItemArgs,

    /// How CONFIG is meant [default: by its form, and told]
    #[arg(short, long, conflicts_with = "repository")]
    pub mode: Option<ModeChoice>,

    /// Library to search [default: the repository's, else the preferred one]
    #[arg(short, long, value_name = "NAME")]
    pub library: Option<String>,

    /// Tell the whole way: templates, values, query, each candidate with why it was or was not taken, and near misses
    #[arg(short = 'x', long)]
    pub explain: bool,

    /// Outcomes that make the run fail; the list takes the default's place
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "none,loose,unresolved,denied,error")]
    pub fail_on: Vec<OutcomeChoice>,

    /// Write the answer to FILE as well, to compare a later run with (ndjson)
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,

    /// Compare with an earlier run that `--save` or `-o ndjson` wrote; exit 1 where something got worse
    #[arg(long, value_name = "FILE")]
    pub compare: Option<PathBuf>,
}
