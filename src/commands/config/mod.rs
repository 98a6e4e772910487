//! Owns `imctl config`: one file a subcommand.

mod check;
mod path;
mod show;

use super::stage::Stage;
use crate::cli::config::{ConfigArgs, ConfigCommand};
use crate::failure::verdict::Verdict;

/// Runs one subcommand of `config`.
pub(crate) fn run(args: &ConfigArgs, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    match args.command {
        ConfigCommand::Show => show::run(stage),
        ConfigCommand::Check => check::run(stage),
        ConfigCommand::Path => path::run(stage),
    }
}
