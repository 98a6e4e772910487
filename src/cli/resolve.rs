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
    /// Exactly one workspace is equal
    One,
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

/// How the rows of an input are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InputChoice {
    /// Cells below a header of composer paths, separated by commas, semicolons, tabs or bars
    Csv,
    /// One JSON object a line
    Ndjson,
    /// A JSON list of objects
    Json,
}

/// How many rows are answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum StrategyChoice {
    /// By what costs less
    #[default]
    Auto,
    /// Ask each different query
    Search,
    /// Read the library's list of workspaces once, or each client's, and ask only what that leaves open
    Scan,
}

/// Options of `imctl resolve`.
#[derive(Args, Debug)]
pub struct ResolveArgs {
    /// Resolver config, such as `custom1=[workitem.client.reference], custom2=[workitem.reference]`
    #[arg(value_name = "CONFIG", required_unless_present_any = ["repository", "from"], conflicts_with = "repository")]
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

    #[command(flatten)]
    pub many: ManyArgs,

    /// Write the answer to FILE as well, to compare a later run with (ndjson)
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,

    /// Compare with an earlier run that `--save` or `-o ndjson` wrote; exit 1 where something got worse
    #[arg(long, value_name = "FILE")]
    pub compare: Option<PathBuf>,
}

/// Options of `imctl resolve` for many work items.
#[derive(Args, Debug)]
#[command(next_help_heading = "Many work items")]
pub struct ManyArgs {
    /// Resolve each row of FILE (CSV, NDJSON, JSON list); `-` reads standard input. Columns or keys are composer paths; `id`,
    /// `repository` and `work_type` are the row's own
    #[arg(short, long, value_name = "FILE", conflicts_with = "work_item")]
    pub from: Option<PathBuf>,

    /// How the rows are written [default: by the end of the file's name, else by its first character]
    #[arg(long, value_name = "FORM", requires = "from")]
    pub from_format: Option<InputChoice>,

    /// How rows are answered
    #[arg(long, value_name = "HOW", default_value = "auto", requires = "from")]
    pub strategy: StrategyChoice,

    /// Write rows to OUT (ndjson) and go on after the last one it has, if it has any
    #[arg(long, value_name = "OUT", requires = "from", conflicts_with_all = ["save", "compare", "only_outcome"])]
    pub resume: Option<PathBuf>,

    /// Write only rows of these outcomes, in the shape of the input, with the columns `outcome` and `reason`
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "from")]
    pub only_outcome: Vec<OutcomeChoice>,

    /// Put an apostrophe before cells that a spreadsheet would take for formulas
    #[arg(long, requires = "only_outcome")]
    pub excel_safe: bool,

    /// Requests that near misses may take in all, with `--explain`
    #[arg(long, value_name = "N", default_value_t = 500, requires = "explain")]
    pub explain_budget: u32,
}
