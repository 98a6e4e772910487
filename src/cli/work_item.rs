//! Owns the options that tell a work item and the repository it is resolved for.

use clap::Args;

/// Whose resolver config is used, and the work item's data.
#[derive(Args, Clone, Debug, Default)]
pub struct WorkItemArgs {
    /// Use the resolver config of this repository of the configuration
    #[arg(short, long, value_name = "NAME")]
    pub repository: Option<String>,

    /// Work type, such as `litigation/personal-injury`: its resolver config, or its ancestor's, before the repository's own
    #[arg(short = 't', long, value_name = "PATH", requires = "repository")]
    pub work_type: Option<String>,

    /// Work item as a JSON object; `-` reads standard input
    #[arg(short, long, value_name = "FILE")]
    pub work_item: Option<std::path::PathBuf>,

    /// A value of the work item, such as `client.reference=12345`; goes before the file (repeatable)
    #[arg(short, long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
}
