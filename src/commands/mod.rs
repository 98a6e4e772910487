//! Owns what happens: one file a subcommand, each in four paragraphs: resolve, do, show, judge.

pub mod stage;

use crate::cli::tree::Command;
use crate::failure::verdict::Verdict;
use stage::Stage;

/// Runs one subcommand.
pub(crate) fn run(command: &Command, _stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    match *command {}
}
