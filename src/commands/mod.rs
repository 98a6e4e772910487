//! Owns what happens: one file a subcommand, each in four paragraphs: resolve, do, show, judge.

mod completions;
mod config;
pub(crate) mod configuration;
mod demo;
mod encryption;
mod link;
mod sandbox;
mod service;
pub mod stage;
mod status;
mod unlink;

use crate::cli::tree::Command;
use crate::failure::verdict::Verdict;
use stage::Stage;

/// Runs one subcommand.
pub(crate) fn run(command: &Command, stage: &mut Stage<'_>) -> anyhow::Result<Verdict> {
    match command {
        Command::Completions(args) => completions::run(args, stage),
        Command::Config(args) => config::run(args, stage),
        Command::Demo(args) => demo::run(args, stage),
        Command::Encryption(args) => encryption::run(args, stage),
        Command::Link(args) => link::run(args, stage),
        Command::Man(args) => completions::run_man(args, stage),
        Command::Sandbox(args) => sandbox::run(args, stage),
        Command::Status(args) => status::run(args, stage),
        Command::Unlink(args) => unlink::run(args, stage),
    }
}
