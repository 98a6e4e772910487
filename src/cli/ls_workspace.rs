//! Owns the options of `ls-workspace`.

use clap::{ArgGroup, Args, ValueEnum};

use super::work_item::WorkItemArgs;

/// What the items of a folder are ordered by; folders come before documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SortChoice {
    /// Name, without regard to case
    #[default]
    Name,
    /// Date of the last edit, newest first
    Date,
    /// Size, largest first
    Size,
}

/// Options of `imctl ls-workspace`.
#[derive(Args, Debug)]
#[command(
    group = ArgGroup::new("one").args(["workspace", "area", "repository"]),
    group = ArgGroup::new("inside").args(["depth", "recursive", "folders_only", "path"]).multiple(true).requires("one"),
    group = ArgGroup::new("filter").args(["name", "custom1", "custom2", "with"]).multiple(true).conflicts_with("one")
)]
pub struct LsWorkspaceArgs {
    /// Id, such as `ACTIVE!427`, or title [default: the workspaces of the library]
    pub workspace: Option<String>,

    /// The workspace and folder of an area, such as `inbound-email`
    #[arg(short, long, value_name = "NAME")]
    pub area: Option<String>,

    #[command(flatten)]
    pub of: WorkItemArgs,

    /// Library to search [default: the repository's, else the preferred one]
    #[arg(short, long, value_name = "NAME")]
    pub library: Option<String>,

    /// Levels to show [default: 1]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..), conflicts_with = "recursive")]
    pub depth: Option<u16>,

    /// Show all levels
    #[arg(short = 'R', long)]
    pub recursive: bool,

    /// Leave documents out
    #[arg(long)]
    pub folders_only: bool,

    /// Begin at this folder, such as `Documents/Drafts`; a `/` inside a name is written `\/`
    #[arg(short, long)]
    pub path: Option<String>,

    /// What the items of a folder are ordered by
    #[arg(long, value_name = "KEY", default_value = "name")]
    pub sort: SortChoice,

    /// Show this many items at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub max_items: Option<u64>,

    /// Only workspaces with these words in their title
    #[arg(long, value_name = "WORDS")]
    pub name: Option<String>,

    /// Only workspaces with this custom1: by convention the client
    #[arg(long, value_name = "VALUE")]
    pub custom1: Option<String>,

    /// Only workspaces with this custom2: by convention the matter
    #[arg(long, value_name = "VALUE")]
    pub custom2: Option<String>,

    /// Only workspaces with this value of another search field, such as `subclass=MATTER` (repeatable)
    #[arg(long, value_name = "FIELD=VALUE")]
    pub with: Vec<String>,
}
