//! imctl sets up, verifies and watches the integration between Clio Operate and iManage Work.
//!
//! The rooms, lowest floor first; a file uses only rooms below its own:
//!
//! 1. `text` (words without I/O), `cli` (what may be typed), `sandbox` (the iManage-like server, which knows nothing of the client)
//! 2. `sys` (the process), `http` (the one client), `operate` (Operate's side, pure)
//! 3. `config` (imctl.toml), `vault` (encrypted tokens), `imanage` (the REST API)
//! 4. `session` (a linked service in use)
//! 5. `resolve` (resolver config + work item -> outcome), `listing` (the tree of a workspace)
//! 7. `output` (values -> bytes), `failure` (error -> exit code and hints)
//! 8. `commands` (what happens, one file a subcommand)

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)
)]

pub mod cli;
pub mod commands;
pub mod config;
pub mod failure;
pub mod http;
pub mod imanage;
pub mod listing;
pub mod operate;
pub mod output;
pub mod resolve;
pub mod sandbox;
pub mod session;
pub mod sys;
pub mod text;
pub mod vault;

use clap::{CommandFactory, FromArgMatches};
use std::io::Write;

use cli::tree::Cli;
use commands::stage::Stage;
use failure::verdict::Exit;
use output::error::Told;
use sys::world::World;

/// Runs one command line in a world and returns the exit code.
pub fn run(world: &mut World) -> Exit {
    let matches = match Cli::command().try_get_matches_from(&world.arguments) {
        Ok(matches) => matches,
        Err(error) => return show_usage(&error, world),
    };
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => return show_usage(&error, world),
    };
    let mut stage = Stage::new(world, cli.global);
    match commands::run(&cli.command, &mut stage) {
        Ok(verdict) => verdict.exit(),
        Err(error) => show_error(&error, &mut stage),
    }
}

/// Shows an error on stderr: lines for people, one object for scripts.
fn show_error(error: &anyhow::Error, stage: &mut Stage<'_>) -> Exit {
    let explanation = failure::explain::explain(error);
    let mut chain = error.chain().map(ToString::to_string);
    let told = Told {
        code: explanation.code,
        exit: explanation.exit as u8,
        message: chain.next().unwrap_or_default(),
        hints: explanation.hints,
        causes: chain.collect(),
    };
    let text =
        if stage.wants_json() { output::error::json(&told) } else { output::error::human(&told, stage.stderr_palette) };
    // Where stderr is gone there is nobody left to tell.
    let _ = stage.world.stderr.write_all(text.as_bytes());
    explanation.exit
}

/// Shows help, the version, or what is wrong with the options.
fn show_usage(error: &clap::Error, world: &mut World) -> Exit {
    let text = error.render();
    let good = !error.use_stderr();
    let stream: &mut dyn Write = if good { &mut world.stdout } else { &mut world.stderr };
    // A closed pipe is no reason to fail, and there is nobody else to tell.
    let _ = write!(stream, "{text}").and_then(|()| stream.flush());
    if good { Exit::Ok } else { Exit::Usage }
}
