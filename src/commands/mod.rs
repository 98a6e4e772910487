//! Owns what happens: one file a subcommand, each in four paragraphs: resolve, do, show, judge.

mod check_prereqs;
mod completions;
mod config;
pub(crate) mod configuration;
mod demo;
mod encryption;
mod link;
mod ls_workspace;
mod resolve;
mod sandbox;
mod service;
pub mod stage;
mod status;
mod unlink;
mod work_item;

use crate::cli::tree::Command;
use crate::failure::verdict::Verdict;
use stage::Stage;

/// Runs one subcommand.
pub(crate) fn run(command: &Command, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    match command {
        Command::CheckPrereqs(args) => check_prereqs::run(args, stage),
        Command::Completions(args) => completions::run(args, stage),
        Command::Config(args) => config::run(args, stage),
        Command::Demo(args) => demo::run(args, stage),
        Command::Encryption(args) => encryption::run(args, stage),
        Command::Link(args) => link::run(args, stage),
        Command::LsWorkspace(args) => ls_workspace::run(args, stage),
        Command::Man(args) => completions::run_man(args, stage),
        Command::Resolve(args) => resolve::run(args, stage),
        Command::Sandbox(args) => sandbox::run(args, stage),
        Command::Status(args) => status::run(args, stage),
        Command::Unlink(args) => unlink::run(args, stage),
    }
}
