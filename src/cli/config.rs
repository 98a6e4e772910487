//! Owns the options of `config`.

use clap::{Args, Subcommand};

/// Options of `imctl config`.
#[derive(Args, Debug)]
pub struct ConfigArgs {
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// One variant a subcommand of `imctl config`.
#[derive(Subcommand, Debug)]
pub enum ConfigCommand {
    /// Show the effective values, and where each came from; of secrets only where they are kept
    Show,
    /// Check the file without any network: mistakes, and what is allowed but probably not meant
    Check,
    /// Show where the file is, where it was looked for, and where data is kept
    Path,
}
